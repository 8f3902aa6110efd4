package graph

import (
	"hash/maphash"

	"lookback"
)

// chunk is how many ties AddAll looks up together.
const chunk = 128

// AddAll adds ties in order, as Add does, and stops at the first that it refuses. It is more than twice as fast as
// Add where there are millions: nearly all of that time is waiting for memory, and AddAll waits for many names at once.
func (b *Builder) AddAll(ties []lookback.Tie) error {
	var w warmer
	for len(ties) > 0 {
		some := ties[:min(chunk, len(ties))]
		w.warm(b, some)
		for i := range some {
			if err := b.Add(&some[i]); err != nil {
				return err
			}
		}
		ties = ties[len(some):]
	}
	return nil
}

// warmer brings the places of names near the processor before they are asked for. In each of its loops no turn
// depends on the one before, so the processor has several reads under way where a look-up has one.
type warmer struct {
	places  [2 * chunk]uint32
	touched uint32 // keeps the reads from being optimised away
}

func (w *warmer) warm(b *Builder, ties []lookback.Tie) {
	for i := range ties {
		t := &ties[i]
		w.places[2*i] = b.nodes.homeOf(kindByte(t.Subject.Kind), t.Subject.ID)
		w.places[2*i+1] = b.nodes.homeOf(kindByte(t.Object.Kind), t.Object.ID)
	}
	w.touch(b.nodes, 2*len(ties))
	for i := range ties {
		w.places[i] = b.origins.homeOf(0, ties[i].OriginalSource())
	}
	w.touch(b.origins, len(ties))
	for i := range ties { // nearly all are new: there is no name to read
		w.touched += b.ids.slots[b.ids.homeOf(0, ties[i].ID)].tag
	}
}

// homeOf returns where a name would like to be.
func (n *names) homeOf(kind byte, text string) uint32 {
	place, _ := n.home(maphash.String(n.seed, text), kind)
	return uint32(place)
}

// touch reads what place reads: the slots, where their names end, and the names.
func (w *warmer) touch(names *names, n int) {
	if names.count() == 0 {
		return
	}
	for i, p := range w.places[:n] {
		w.places[i] = names.slots[p].number
	}
	for i, number := range w.places[:n] {
		w.places[i] = names.ends[max(number, 1)-1] - 1
	}
	for _, at := range w.places[:n] {
		w.touched += uint32(names.blob[at])
	}
}
