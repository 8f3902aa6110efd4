package lookback

import "time"

// EventKind names what happened. The names are part of the journal's format: they are never reused.
type EventKind string

// The kinds of event.
const (
	EventEdition        EventKind = "list.edition"    // an edition became current
	EventHeld           EventKind = "list.held"       // an edition arrived and is held back for a person
	EventHeldReleased   EventKind = "list.released"   // a person wants a held edition in force
	EventHeldRejected   EventKind = "list.rejected"   // a person refused a held edition
	EventFeedSet        EventKind = "feed.set"        // where a list comes from was set
	EventFeedRemoved    EventKind = "feed.removed"    // a list is not fetched any more
	EventFeedChecked    EventKind = "feed.checked"    // a publisher was asked for a new edition
	EventAlarm          EventKind = "alarm.changed"   // an alarm about a list began, changed or ended
	EventRecords        EventKind = "record.batch"    // record versions became known
	EventRecordsEnded   EventKind = "record.ended"    // a source system let go of records
	EventCursor         EventKind = "record.cursor"   // a source of records was read up to a point
	EventPolicyProposed EventKind = "policy.proposed" // a policy was proposed
	EventPolicyApproved EventKind = "policy.approved" // a policy came into force
	EventRunProposed    EventKind = "run.proposed"    // a person ordered a lookback, which a second one must approve
	EventRunStarted     EventKind = "run.started"     // a lookback was ordered
	EventRunUnit        EventKind = "run.unit"        // one unit of work of a lookback was stored
	EventRunDone        EventKind = "run.done"        // a lookback closed and its counts reconcile
	EventTies           EventKind = "tie.batch"       // ties became known
	EventListTies       EventKind = "list.ties"       // an edition changed what its publisher says of how entries are connected
	EventTieRetracted   EventKind = "tie.retracted"   // a tie was withdrawn
	EventPathSearch     EventKind = "path.search"     // paths were searched farther than usual, under a mandate
	EventNetworkNamed   EventKind = "network.named"   // networks or their parties became known or changed
	EventCaseOpened     EventKind = "case.opened"     // a record came under review
	EventCaseChanged    EventKind = "case.changed"    // an axis, the assignee or the notes of a case changed
	EventCaseRuled      EventKind = "case.ruled"      // a person ruled on a case
	EventCaseSeconded   EventKind = "case.seconded"   // a second person agreed with a ruling, or did not
	EventKeyRotated     EventKind = "journal.rotated" // another key signs the journal from now on
	EventWebhookCreated EventKind = "webhook.created" // an address is told of events from now on
	EventWebhookEnded   EventKind = "webhook.ended"   // an address is told nothing more
	EventSampled        EventKind = "case.sampled"    // closed cases were drawn to be looked at again

	EventDirectiveProposed EventKind = "directive.proposed" // heightened scrutiny was proposed
	EventDirectiveSigned   EventKind = "directive.signed"   // a second person signed it
	EventIdentityProposed  EventKind = "identity.proposed"  // a machine proposed who parties of networks may be
	EventIdentityRuled     EventKind = "identity.ruled"     // a person confirmed or refused a proposal
	EventIdentitySeconded  EventKind = "identity.seconded"  // a second person agreed with a confirmation, or did not
)

// Event is one entry of the journal, the one ordered log of everything that changed.
type Event struct {
	Position int64 // 1, 2, 3 ... without gaps
	Time     time.Time
	Kind     EventKind
	Actor    string // the person, key or system component that did it
	Subject  string // what it concerns, for people: "list un", "run 7"
	Body     []byte // canonical JSON; personal values appear as salted commitments only
}
