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
//	settle.go     the difference between what was found and the alerts we hold
//	check.go      a run repeated as a full scan
//	clearance.go  what was known of a record at a time
//	replay.go     the same computed again, byte for byte
//	policy.go     thresholds and scope, changed by two people
//	events.go     what each of these writes into the journal
//	export.go     the journal with signed checkpoints, for verifying elsewhere
package screening
