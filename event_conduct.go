package lookback

// The kinds of event about what stands beside cases and rulings.
const (
	EventCaseReliance      EventKind = "case.reliance"      // something that a case relied on fell
	EventCaseOverdue       EventKind = "case.overdue"       // something held against a person was not reviewed in time
	EventCaseExpired       EventKind = "case.expired"       // it fell, because nobody decided it anew
	EventCaseReviewed      EventKind = "case.reviewed"      // a person looked at it again, and it stands
	EventSuppressed        EventKind = "alert.suppressed"   // a false positive stays away from now on
	EventSuppressionLapsed EventKind = "suppression.lapsed" // it is back
	EventNotices           EventKind = "notice.due"         // recipients must be told that what they got is wrong
	EventNoticeMoved       EventKind = "notice.moved"       // a recipient was told, or acknowledged

	EventDisclosureProposed EventKind = "disclosure.proposed"
	EventDisclosureApproved EventKind = "disclosure.approved" // one more person agreed, or refused it
	EventDisclosureSent     EventKind = "disclosure.sent"     // the recipient has it

	EventRetentionProposed EventKind = "retention.proposed" // somebody proposed how long records of a source are held
	EventRetentionApproved EventKind = "retention.approved" // a second person agreed, or did not
	EventRetentionEnding   EventKind = "retention.ending"   // one person asked to end such a rule, or the second one agreed

	EventHeldBack        EventKind = "record.held"      // a legal hold was put on a record, reviewed or released
	EventErasureProposed EventKind = "erasure.proposed" // somebody asked to erase a record
	EventErased          EventKind = "record.erased"    // a record and all that was held of it is gone, or the second person refused

	EventProtected         EventKind = "record.protected"   // a protection was set
	EventProtectionLifting EventKind = "protection.lifting" // one person asked to lift a protection, or the second one agreed
)
