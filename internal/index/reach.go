package index

import (
	"math/bits"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/text"
)

// reach is what is known of one name of the query before any owner is read: which forms relate
// to which of its tokens. It tells how far a name can be aligned with the query at best.
type reach struct {
	slots   []reachSlot // open addressing; the length is a power of two
	used    int
	weight  [match.MaxTokens]int32 // of the tokens of the query
	against [match.MaxTokens]int32
	plain   [match.MaxTokens]int32
	carries uint32 // bit i: token i has weight
	initial uint32 // bit i: token i is an initial
	spans   [match.MaxTokens][2]uint32
	total   int32
}

// reachSlot is one form and the tokens of the query that it relates to. Key is the form plus one; zero is free.
type reachSlot struct {
	key        uint32
	firm, soft uint32
	read       uint8 // which of its lists were read
}

// The lists of a form, as bits.
const (
	plainList uint8 = 1 << iota
	initialsList
)

// reset starts a new name of the query.
func (r *reach) reset(d *dictionary, q match.Forms) {
	clear(r.slots)
	r.used, r.carries, r.initial, r.total = 0, 0, 0, 0
	for i, f := range q {
		r.weight[i], r.against[i], r.plain[i] = classWeight[f.Class], classAgainst[f.Class], classPlain[f.Class]
		r.total += r.weight[i]
		if r.weight[i] > 0 {
			r.carries |= 1 << i
		}
		if f.Class == text.Initial && f.Folded != "" {
			r.initial |= 1 << i
			r.spans[i][0], r.spans[i][1] = d.startingWith(f.Folded[0])
		}
	}
}

// slot returns the slot of a form, which is made when there is none.
func (r *reach) slot(form uint32) *reachSlot {
	if 2*(r.used+1) > len(r.slots) {
		r.grow()
	}
	s := r.find(form)
	if s.key == 0 {
		s.key = form + 1
		r.used++
	}
	return s
}

// find returns the slot of a form, which is free when it relates to no token.
func (r *reach) find(form uint32) *reachSlot {
	mask := uint32(len(r.slots) - 1)
	for i := form * 0x9e3779b1 >> 8; ; i++ {
		if s := &r.slots[i&mask]; s.key == form+1 || s.key == 0 {
			return s
		}
	}
}

func (r *reach) grow() {
	old := r.slots
	r.slots = make([]reachSlot, max(64, 2*len(old)))
	for _, s := range old {
		if s.key != 0 {
			*r.find(s.key - 1) = s
		}
	}
}

// add records the relatives of token i.
func (r *reach) add(i int, relatives []relative) {
	for _, x := range relatives {
		s := r.slot(x.form())
		if x.kind() == soft {
			s.soft |= 1 << i
		} else {
			s.firm |= 1 << i
		}
	}
}

// limit returns a score that the query and name, which is form numbers in o, cannot exceed.
func (r *reach) limit(o *owners, name []byte) lookback.Score {
	var x match.Reach
	var firm, soft uint32
	for k := range len(name) / o.width {
		form := o.formAt(name, k)
		class := o.classes[form]
		w := classWeight[class]
		x.Total += w
		s := r.find(form)
		initial := r.initialsOf(form)
		switch {
		case w > 0 && s.firm != 0:
			x.Firm += w
		case w > 0 && s.soft|initial != 0:
			x.Soft += w
			x.Doubt += classAgainst[class]
			x.Plain += classPlain[class]
		default:
			x.Against += classAgainst[class]
			x.Plain += classPlain[class]
		}
		firm |= s.firm
		soft |= s.soft | initial
	}
	if firm == 0 {
		return 0 // initials alone are no evidence
	}
	return match.Limit(r.query(firm, soft), x)
}

// initialsOf returns the initials of the query that form starts with.
func (r *reach) initialsOf(form uint32) uint32 {
	var found uint32
	for m := r.initial; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		if r.spans[i][0] <= form && form < r.spans[i][1] {
			found |= 1 << i
		}
	}
	return found
}

// query returns the reach of the query, of which the tokens in firm and soft relate to the other name.
func (r *reach) query(firm, soft uint32) match.Reach {
	q := match.Reach{Total: r.total}
	for m := r.carries; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		switch bit := uint32(1) << i; {
		case firm&bit != 0:
			q.Firm += r.weight[i]
		case soft&bit != 0:
			q.Soft += r.weight[i]
			q.Doubt += r.against[i]
			q.Plain += r.plain[i]
		default:
			q.Against += r.against[i]
			q.Plain += r.plain[i]
		}
	}
	return q
}
