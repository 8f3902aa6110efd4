package match

import (
	"lookback"
	"lookback/internal/text"
)

// Party is a record or an entry prepared for comparison. It is immutable and may be used concurrently.
type Party struct {
	Names []Forms // strong names: any of them can raise an alert
	Facts Facts
	Texts []text.Name // all analysed names, strong ones first, for evidence
}

// Prepare analyses p. Names that hold nothing but particles, titles or placeholders are kept as text and never match.
func Prepare(p lookback.Party) Party { return new(Preparer).Prepare(p) }

// Preparer prepares parties and remembers the words of their names: see text.Analyser. It gives what Prepare gives.
// The zero value is ready. It must not be used concurrently.
type Preparer struct{ names text.Analyser }

// Prepare does what the function of that name does.
func (r *Preparer) Prepare(p lookback.Party) Party {
	prepared := Party{Facts: PrepareFacts(p)}
	var weak []text.Name
	for _, n := range p.Names {
		if n.Weak {
			weak = r.names.AppendReadings(weak, n, p.Kind)
			continue
		}
		prepared.Texts = r.names.AppendReadings(prepared.Texts, n, p.Kind)
	}
	for _, n := range prepared.Texts {
		prepared.Names = append(prepared.Names, FormsOf(n))
	}
	prepared.Texts = append(prepared.Texts, weak...)
	return prepared
}

// Score returns the score of two parties: the best of all pairs of strong names, lowered by
// what contradicts, or raised to a floor by an identifier that agrees. It is symmetric and does not allocate.
func (s *Scratch) Score(a, b *Party) lookback.Score {
	discount := a.Facts.Discount(&b.Facts)
	agrees := a.Facts.SharesIdentifier(&b.Facts)
	if discount == 0 && !agrees {
		return 0
	}
	return Combine(s.BestName(a, b), discount, agrees)
}

// BestName returns the score of the best pair of strong names of a and b.
func (s *Scratch) BestName(a, b *Party) lookback.Score {
	var best lookback.Score
	for _, x := range a.Names {
		for _, y := range b.Names {
			best = max(best, s.Names(x, y))
		}
	}
	return best
}
