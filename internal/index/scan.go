package index

import (
	"lookback"
	"lookback/internal/match"
)

// Scan appends to dst every owner whose match score with q is at least t, by ascending owner, after scoring each of
// them. It is what Search is checked against, and shares nothing with it but the records of the owners.
func (ix *Index) Scan(q *match.Party, t lookback.Score, dst []Hit) []Hit {
	var s match.Scratch
	var p party
	for i := range uint32(ix.Len()) {
		ix.owners.decode(&p, ix.dictionary, i)
		if score := s.Score(q, &p.Party); score >= t {
			dst = append(dst, Hit{Owner: ix.owners.id(i), Score: score})
		}
	}
	return dst
}
