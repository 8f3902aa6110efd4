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
	slots   []reachSlot    // open addressing; the length is a power of two
	used    []uint32       // places of slots that are not free
	least   lookback.Score // the threshold
	pattern *pattern       // nil where there are too many tokens
	profile *profile       // of the pattern, or long
	long    profile        // of a name with too many tokens
	initial uint32         // bit i: token i is an initial
	spans   [match.MaxTokens][2]uint32
}

// reachSlot is one form and the tokens of the query that it relates to. Key is the form plus one; zero is free.
type reachSlot struct {
	key        uint32
	firm, soft uint32
	read       bool // its lists were read, as far as they were wanted
}

// empty forgets the forms of the name before.
func (r *reach) empty() {
	for _, i := range r.used {
		r.slots[i] = reachSlot{}
	}
	r.used = r.used[:0]
}

// reset starts a new name of the query, whose pattern is p at the threshold t.
func (r *reach) reset(d *dictionary, q match.Forms, p *pattern, t lookback.Score) {
	r.least, r.pattern, r.profile = t, p, &r.long
	if p != nil {
		r.profile = &p.profile
	} else {
		r.long.read(q)
	}
	r.initial = 0
	for i, f := range q {
		if f.Class == text.Initial && f.Folded != "" {
			r.initial |= 1 << i
			r.spans[i][0], r.spans[i][1] = d.startingWith(f.Folded[0])
		}
	}
}

// slot returns the slot of a form, which is made when there is none.
func (r *reach) slot(form uint32) *reachSlot {
	if 2*(len(r.used)+1) > len(r.slots) {
		r.grow()
	}
	i := r.place(form)
	if r.slots[i].key == 0 {
		r.slots[i].key = form + 1
		r.used = append(r.used, i)
	}
	return &r.slots[i]
}

// find returns the slot of a form, which is free when it relates to no token.
func (r *reach) find(form uint32) *reachSlot { return &r.slots[r.place(form)] }

// place returns where the slot of a form is, or where it would be.
func (r *reach) place(form uint32) uint32 {
	mask := uint32(len(r.slots) - 1)
	i := form * 0x9e3779b1 >> 8 & mask
	for r.slots[i].key != form+1 && r.slots[i].key != 0 {
		i = (i + 1) & mask
	}
	return i
}

func (r *reach) grow() {
	old := r.slots
	r.slots, r.used = make([]reachSlot, max(64, 2*len(old))), r.used[:0]
	for _, s := range old {
		if s.key != 0 {
			i := r.place(s.key - 1)
			r.slots[i] = s
			r.used = append(r.used, i)
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

// limit returns a score that the query and name, which is form numbers in o, cannot exceed, or
// zero when that is known to be below the threshold.
func (r *reach) limit(o *owners, name []byte) lookback.Score {
	var firm, soft uint32
	for k := range len(name) / o.width {
		form := o.formAt(name, k)
		s := r.find(form)
		firm |= s.firm
		soft |= s.soft | r.initialsOf(form)
	}
	if firm == 0 || !r.isEnough(firm, soft, 0) { // initials alone are no evidence
		return 0
	}
	return match.Limit(r.profile.reach(firm, soft), r.other(o, name))
}

// isEnough reports whether a name of a group, or of any where g is 0, that relates to these tokens and no others may reach the threshold.
func (r *reach) isEnough(firm, soft uint32, g group) bool {
	switch {
	case soft == 0 && r.pattern != nil:
		return r.pattern.enough[g].has(firm)
	case soft == 0:
		return r.long.mayReach(r.least, firm, g)
	case r.pattern != nil:
		return r.pattern.enoughByInitials.has(firm | soft)
	default:
		return r.long.mayReachByInitials(r.least, firm|soft)
	}
}

// other returns the reach of a name into the query.
func (r *reach) other(o *owners, name []byte) match.Reach {
	var x match.Reach
	for k := range len(name) / o.width {
		form := o.formAt(name, k)
		class := o.classes[form]
		w := classWeight[class]
		x.Total += w
		s := r.find(form)
		switch {
		case w > 0 && s.firm != 0:
			x.Firm += w
			continue
		case w > 0 && s.soft|r.initialsOf(form) != 0:
			x.Soft += w
			x.Doubt += classAgainst[class]
		default:
			x.Against += classAgainst[class]
		}
		x.Plain += classPlain[class]
	}
	return x
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
