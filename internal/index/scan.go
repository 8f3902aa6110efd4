package index

import (
	"lookback"
	"lookback/internal/match"
	"lookback/internal/text"
)

// Scanner finds by comparing everything with everything. It is what Index is checked against, and shares nothing with it but
// how equal forms are told: no dictionary, no postings, no bounds. Every token of a query is compared with every token of every owner, though each
// pair of tokens only once, and every owner that any token relates to is scored.
//
// Proof. Two names score only where tokens of theirs are aligned, and tokens are aligned because they relate or because one is a run of
// the other name written together. So an owner that shares no related token, no run and no identifier with a query scores zero.
//
// A Scanner is immutable and may be used concurrently, with one ScanScratch for each scan that runs at a time.
type Scanner struct {
	owners []match.Party
	forms  []*text.Form        // all that the owners hold
	held   []uint32            // numbers of the forms of each owner, one owner after the other
	starts []int               // where those of each owner start, and the end of the last
	wholes map[string]struct{} // letters and skeletons of all tokens that may be a run written together
	runs   map[string]struct{} // the same of all runs, written together
}

// NewScanner returns the Scanner of parties, which it keeps. The owner of a hit is its place in parties.
func NewScanner(parties []match.Party) *Scanner {
	s := &Scanner{owners: parties, starts: []int{0}, wholes: map[string]struct{}{}, runs: map[string]struct{}{}}
	var forms interner
	for i := range parties {
		for _, name := range parties[i].Names {
			name = name[:min(len(name), match.MaxTokens)]
			for _, f := range name {
				n := forms.number(f)
				if int(n) == len(s.forms) {
					s.forms = append(s.forms, f)
				}
				s.held = append(s.held, n)
			}
			s.addKeys(name)
		}
		s.starts = append(s.starts, len(s.held))
	}
	return s
}

// addKeys adds what a name can be joined with.
func (s *Scanner) addKeys(name match.Forms) {
	for _, f := range name {
		s.wholes[f.Folded], s.wholes[f.Skeleton] = struct{}{}, struct{}{}
	}
	eachRun(name, func(letters, skeleton string) bool {
		s.runs[letters], s.runs[skeleton] = struct{}{}, struct{}{}
		return true
	})
}

// eachRun calls visit with every run of neighbours of a name written together, until it returns false.
func eachRun(name match.Forms, visit func(letters, skeleton string) bool) {
	for i := range name {
		letters, skeleton := name[i].Folded, name[i].Skeleton
		for _, f := range name[i+1 : min(i+match.MaxRun, len(name))] {
			letters, skeleton = letters+f.Folded, skeleton+f.Skeleton
			if !visit(letters, skeleton) {
				return
			}
		}
	}
}

// ScanScratch is the working memory of scans, at most some hundred megabytes. The zero value is ready. It must not be used concurrently.
type ScanScratch struct {
	scanner *Scanner
	related map[*text.Form]bitmap // by token of a query: the forms that it relates to
	any     bitmap                // the forms that any token of the query relates to
	match   match.Scratch
}

// scanMemo bounds the bytes of the relatives that a ScanScratch remembers.
const scanMemo = 64 << 20

// Scan appends to dst every owner whose match score with q is at least t, by ascending owner.
func (s *Scanner) Scan(q *match.Party, t lookback.Score, w *ScanScratch, dst []Hit) []Hit {
	w.begin(s, q)
	all := t <= 0 || s.joins(q)
	for i := range s.owners {
		owner := &s.owners[i]
		if !all && !s.relates(i, w.any) && !q.Facts.SharesIdentifier(&owner.Facts) {
			continue
		}
		if score := w.match.Score(q, owner); score >= t {
			dst = append(dst, Hit{Owner: uint32(i), Score: score})
		}
	}
	return dst
}

// relates reports whether owner i holds any of some forms.
func (s *Scanner) relates(i int, any bitmap) bool {
	for _, form := range s.held[s.starts[i]:s.starts[i+1]] {
		if any.has(int(form)) {
			return true
		}
	}
	return false
}

// joins reports whether a token of q may be a run of any owner written together, or a run of q a token.
func (s *Scanner) joins(q *match.Party) (found bool) {
	for _, name := range q.Names {
		name = name[:min(len(name), match.MaxTokens)]
		for _, f := range name {
			_, letters := s.runs[f.Folded]
			_, skeleton := s.runs[f.Skeleton]
			found = found || letters || skeleton && f.Skeleton != ""
		}
		eachRun(name, func(letters, skeleton string) bool {
			_, isWord := s.wholes[letters]
			_, isSkeleton := s.wholes[skeleton]
			found = found || isWord || isSkeleton && skeleton != ""
			return !found
		})
	}
	return found
}

// begin finds the forms that the tokens of q relate to.
func (w *ScanScratch) begin(s *Scanner, q *match.Party) {
	words := (len(s.forms) + 63) / 64
	if w.scanner != s || len(w.related)*words*8 > scanMemo {
		w.scanner, w.related, w.any = s, map[*text.Form]bitmap{}, make(bitmap, words)
	}
	clear(w.any)
	for _, name := range q.Names {
		for _, f := range name[:min(len(name), match.MaxTokens)] {
			for k, word := range w.relatives(f) {
				w.any[k] |= word
			}
		}
	}
}

// relatives compares a token with every form, unless that is remembered.
func (w *ScanScratch) relatives(f *text.Form) bitmap {
	found, known := w.related[f]
	if known || match.Weight(f) == 0 {
		return found
	}
	found = make(bitmap, len(w.any))
	for i, x := range w.scanner.forms {
		if r, _ := match.Relate(f, x); r != match.Unrelated {
			found.add(i)
		}
	}
	w.related[f] = found
	return found
}
