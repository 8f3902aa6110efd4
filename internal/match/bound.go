package match

import (
	"lookback"
	"lookback/internal/text"
)

// Bound returns a score that Names(q, x) cannot exceed for any name x in which no token of q
// whose bit is set in probed has a relative other than an initial. Bit i stands for token i of
// q. With initials false, x is also known to hold no Initial token. An index stops probing when the
// bound falls below its threshold (prefix filtering).
//
// Proof. The score is at most ceiling(coverage, firm, used), because the base and every rule about
// the whole name are factors of at most 1. If the alignment uses no initial, its tokens of q are among
// those not probed, so coverage is at most their share of q and firm at most their weight.
// If it uses initials, of q or of x, coverage can also hold the probed tokens, but firm cannot: what a
// probed Initial token of q could be aligned with otherwise is in no such x. Ceiling grows with coverage and firm.
func Bound(q Forms, probed uint32, initials bool) lookback.Score {
	var total, open, shut int32
	generic := true // all that is probed are words that many organisations share
	for i, f := range q[:min(len(q), MaxTokens)] {
		w := Weight(f)
		total += w
		if probed&(1<<i) == 0 {
			open += w
		} else {
			shut += w
			generic = generic && (w == 0 || f.Class == text.Generic || f.Class == text.LegalForm)
		}
		initials = initials || f.Class == text.Initial
	}
	bound := ceiling(share(open, total), open, false)
	if generic && open >= 100 {
		bound = max(bound, genericCeiling)
	}
	if initials {
		bound = max(bound, ceiling(share(open+shut, total), open, true))
	}
	return bound
}
