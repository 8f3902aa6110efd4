// Package casework decides: it keeps the cases of records under review and holds, for every caller, the rules of who may
// change and rule what. A page, the command line, a key and an administrator all come through here, and nothing else
// writes cases.
//
//	service.go   Service: the store, the clock, what every command begins and ends with
//	open.go      a case is opened from an alert, assigned, noted on, read
//	change.go    a change on one axis
//	rule.go      a ruling on one axis, and when it needs a second person
//	second.go    the second person
//	grounds.go   what evidence must show: identifiers, ceilings of ties, scores
//	redress.go   the person concerned asks to look again; redress_repeat.go keeps the same error away
//	asked.go     who was asked what, and files by their hash; access.go records who looks
//	profile.go   words and due dates of one kind of organisation; worklist.go says what is due, timeline.go what held when
//	duplicate.go which cases repeat which
//	funnel.go    what became of everybody, in people: partition.go asks, sheet.go adds up, withhold.go keeps small
//	             numbers back, span.go times
//	card.go      the one page about the subject of a case; card_blocks.go fills its ten blocks
//	quality.go   how people decide; sample.go draws closed cases again; equity.go says of whom we were wrong
//	suppress.go  when a false positive stays away, and what brings it back; suppression.go keeps it, queue.go asks it
//	term.go      how long anything is held against a person without a look; term_pass.go lets the calendar weaken it
//	retain.go    how long what is held is kept; retain_rule.go: rules that people make for a source
//	erase.go     a record goes, by two people; erase_due.go: what has fallen due, and goes by itself
//	late.go      what should have been looked at and was not
//	follow.go    the consequences of what the journal says; reliance.go: what falls, and who relied on it
//	protect.go   who must not be exposed
//	disclose.go  what leaves the house; notice.go: who must be told that it is wrong
//
// docs/design/casework.md gives the rules and their reasons.
package casework
