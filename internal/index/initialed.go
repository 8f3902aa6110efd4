package index

import "slices"

// initialed are the owners with a name that holds an initial, and the letters of their initials. It is derived when an index is built
// or opened, as far as holders are kept, and no part of the snapshot.
type initialed struct {
	places []uint32 // of their records, ascending
	sets   []uint32 // of letters: see letterBit
}

// letterBit returns the bit of a first letter. Letters beyond ASCII may share one.
func letterBit(c byte) uint32 { return 1 << (c % 32) }

// initialedOf reads the postings of the initials of d.
func initialedOf(d *dictionary, p *postings) initialed {
	if !d.keepsHolders() {
		return initialed{}
	}
	found := map[uint32]uint32{}
	var owners []holder
	for _, form := range d.initials {
		letters := d.folded(form)
		if letters == "" {
			continue
		}
		owners = owners[:0]
		for lists := p.of(form); len(lists) > 0; {
			var l list
			l, lists = nextList(lists)
			owners = l.appendHolders(owners)
		}
		for _, h := range owners {
			found[h.place()] |= letterBit(letters[0])
		}
	}
	return sortedInitialed(found)
}

func sortedInitialed(found map[uint32]uint32) (x initialed) {
	for place := range found {
		x.places = append(x.places, place)
	}
	slices.Sort(x.places)
	for _, place := range x.places {
		x.sets = append(x.sets, found[place])
	}
	return x
}

// letters returns the letters of the owner at place, 0 where it has no initials.
func (x *initialed) letters(place uint32) uint32 {
	i, found := slices.BinarySearch(x.places, place)
	if !found {
		return 0
	}
	return x.sets[i]
}
