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
type Preparer struct {
	names text.Analyser
	lent  Party
	forms Forms // of the names of lent, one behind the other
}

// Prepare does what the function of that name does.
func (r *Preparer) Prepare(p lookback.Party) Party {
	r.names.Lend(false)
	prepared := Party{Facts: PrepareFacts(p)}
	texts, strong := r.appendTexts(nil, &p)
	for _, n := range texts[:strong] {
		prepared.Names = append(prepared.Names, FormsOf(n))
	}
	prepared.Texts = texts
	return prepared
}

// Lend does what Prepare does in memory of its own, which the next call of Lend or Prepare uses again. It does not allocate for words that were met
// before, but for facts that take more than most.
func (r *Preparer) Lend(p *lookback.Party) *Party {
	r.names.Lend(true)
	l, strong := &r.lent, 0
	l.Facts = PrepareFacts(*p)
	l.Texts, strong = r.appendTexts(l.Texts[:0], p)
	l.Names, r.forms = l.Names[:0], r.forms[:0]
	for _, n := range l.Texts[:strong] {
		at := len(r.forms)
		r.forms = appendForms(r.forms, n)
		l.Names = append(l.Names, r.forms[at:len(r.forms):len(r.forms)])
	}
	return l
}

// appendTexts appends the names of p, strong ones first, and returns how many these are.
func (r *Preparer) appendTexts(dst []text.Name, p *lookback.Party) (texts []text.Name, strong int) {
	for _, weak := range [...]bool{false, true} {
		for _, n := range p.Names {
			if n.Weak == weak {
				dst = r.names.AppendReadings(dst, n, p.Kind)
			}
		}
		if !weak {
			strong = len(dst)
		}
	}
	return dst, strong
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
