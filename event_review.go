package lookback

// The kinds of event of redress, enquiries, attachments and access.
const (
	EventRedressReceived EventKind = "redress.received" // somebody asks to look again and correct
	EventRedressStep     EventKind = "redress.step"     // it was assigned, acknowledged or answered
	EventRedressDecided  EventKind = "redress.decided"  // it has ended
	EventAsked           EventKind = "case.asked"       // a task or an enquiry was given
	EventAnswered        EventKind = "case.answered"    // it was answered or withdrawn
	EventAttached        EventKind = "case.attached"    // a file was named as belonging to a case
	EventAccess          EventKind = "access"           // somebody looked at what is sensitive
)
