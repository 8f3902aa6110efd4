// Package graph holds parties and ties in memory and finds how records are connected with listed parties and
// networks: every path within two hops beyond the record's own tie, with its strength and what it rests on; how many
// others have an equally strong one; which records a change of ties affects, and which tie made the difference; and
// who owns whom under which regime.
//
// A Graph is immutable. Build makes one from everything; With lays a change over it and leaves the old one as it was,
// so that both can be asked. A View is a graph on a day: ties end, fall due for review and lapse by the calendar alone.
//
//	Builder --Build--> Graph --With(delta)--> Graph, Change
//	                     |                      |       |
//	                    On(day)               On(day)   |
//	                     |                      |       |
//	                    View ---- Affected(before, after, change) --> records whose best path differs, and why
//
// The package computes only. It reads no clock, keeps no state, and answers with the same bytes on every machine:
// strengths are integers, and whatever is equally strong is ordered by the identifiers of its ties.
package graph
