// Package screening finds: it keeps lists, records and policy, screens one against the other, and
// when something changed finds which results differ. What people decide about it is not done here.
//
// One file for each walk through the house (DESIGN.md section 6):
//
//	service.go    Service: the store, the clock and the index of current entries
//	listed.go     all entries in force at a position of the journal, indexed
//	edition.go    an edition arrives
//	arrival.go    records arrive, are screened and stored in one transaction
//	lookback.go   a run: unit by unit, what differs from what is known
//	order.go      a run is ordered and cut into units; what it asks about
//	start.go      a lookback that a person orders, with its mandate
//	tie_put.go    ties become known or are withdrawn
//	tie_graph.go  everything that stands at a position, as a graph
//	tie_lookback.go  a run on networks: whose best path differs
//	tie_explain.go   what the graph finds, as paths that say every hop
//	tie_settle.go    the path alerts that follow
//	tie_paths.go     questions about paths; tie_picture.go: networks whole
//	tie_check.go     paths repeated as a full scan and replayed
//	settle.go     the difference between what was found and the alerts we hold
//	check.go      a run repeated as a full scan
//	clearance.go  what was known of a record at a time
//	replay.go     the same computed again, byte for byte
//	matcher.go    the matcher that was approved, and the one this program holds
//	policy.go     thresholds and scope, changed by two people
//	events.go     what each of these writes into the journal
//	prove.go      proofs, witnesses and another key
//	sign.go       who signs the journal: one process at a time, by a lease with a fence
//	export.go     the journal with signed checkpoints, for verifying elsewhere
package screening
