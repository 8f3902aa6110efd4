package index

// group is a class of names that the bounds tell apart: by whether they hold an initial, and by how
// much their tokens can speak against another name. The postings of a form are kept by group, so that the
// names of a group that cannot reach the threshold any more are not read. The numbers are part of the snapshot format.
type group uint8

// The groups without initials are 0 to 4, by hundreds of contradicting weight; those with initials follow.
const (
	groupSizes = 5
	groups     = 2 * groupSizes
	groupStep  = 100 // contradicting weight from group to group: one plain name
)

// initialGroups are the groups of names with an initial, as bits.
const initialGroups uint16 = (1<<groups - 1) &^ (1<<groupSizes - 1)

// groupOf returns the group of a name whose tokens can speak with weight against.
func groupOf(against int32, initials bool) group {
	g := group(min(against/groupStep, groupSizes-1))
	if initials {
		g += groupSizes
	}
	return g
}

// against returns the least contradicting weight of a name of the group.
func (g group) against() int32 { return int32(g%groupSizes) * groupStep }

// initials reports whether names of the group hold an initial.
func (g group) initials() bool { return g >= groupSizes }
