package lookback

import "fmt"

// TieClass says what connects the two parties of a tie. It reads "subject CLASS object".
type TieClass string

// The classes of tie. Their ceilings are in the table below; docs/design/ties.md gives the reasons.
const (
	ClassLeads             TieClass = "leads"
	ClassMember            TieClass = "member-of"
	ClassWorksFor          TieClass = "works-for"          // operator or agent
	ClassActsFor           TieClass = "acts-for"           // represents in law or business
	ClassDirects           TieClass = "directs"            // holds an office in
	ClassFacilitates       TieClass = "facilitates"        // substantive only where it is done knowingly
	ClassArrangesTransport TieClass = "arranges-transport" // likewise
	ClassFinances          TieClass = "finances"
	ClassOwns              TieClass = "owns"
	ClassControls          TieClass = "controls"
	ClassLinked            TieClass = "linked-to" // a publisher says so without saying how
	ClassFamily            TieClass = "family-of"
	ClassAssociate         TieClass = "associate-of"
	ClassMovedBy           TieClass = "moved-by" // a transported person
	ClassCustomer          TieClass = "customer-of"
	ClassTravelledWith     TieClass = "travelled-with"
	ClassColocated         TieClass = "co-located-with" // shares an address, a phone or an account
	ClassUses              TieClass = "uses"            // a phone, a vehicle, a document, a safe house
	ClassContact           TieClass = "contact-of"
	ClassVictim            TieClass = "victim-of"
	ClassWitness           TieClass = "witness-of"
	ClassMention           TieClass = "mentioned-with"
	ClassSame              TieClass = "same-as" // two names for one party; says nothing about conduct
)

// Ceiling is the most that a tie may support by itself (R21).
type Ceiling string

// The ceilings.
const (
	// Contextual ties give context and scope for a lookback. By themselves they never support an adverse finding.
	Contextual Ceiling = "contextual"
	// Substantive ties may support a finding, by a named person's ruling.
	Substantive Ceiling = "substantive"
)

// Knowledge says what the subject of a tie knew.
type Knowledge string

// The states of knowledge. The zero value is KnowledgeUnknown.
const (
	KnowledgeUnknown Knowledge = ""
	Knowing          Knowledge = "knowing"
	Unwitting        Knowledge = "unwitting"
	Coerced          Knowledge = "coerced"
)

// Valid reports whether k is one of the four states.
func (k Knowledge) Valid() bool {
	return k == KnowledgeUnknown || k == Knowing || k == Unwitting || k == Coerced
}

// classInfo is what the product knows of one class. The phrases take the other party at %s and leave out the
// subject, so that they serve as a main clause ("P-7 works for X") and as a relative one ("who works for X").
type classInfo struct {
	class       TieClass
	ceiling     Ceiling
	knowing     bool   // substantive only where the subject acts knowingly
	event       bool   // happened, and stays true; a state can end
	symmetric   bool   // reads the same from both sides
	forward     phrase // from subject to object
	backward    phrase // from object to subject; unused where symmetric
	fromNetwork phrase // from object to subject where the object is a network; empty: use backward
}

// phrase is a verb phrase for what holds and for what has ended.
type phrase struct{ now, past string }

var classTable = []classInfo{
	{class: ClassLeads, ceiling: Substantive,
		forward: phrase{"leads %s", "led %s"}, backward: phrase{"is led by %s", "was led by %s"}},
	{class: ClassMember, ceiling: Substantive,
		forward: phrase{"is a member of %s", "was a member of %s"}, backward: phrase{"has %s as a member", "had %s as a member"},
		fromNetwork: phrase{"in which %s is a member", "in which %s was a member"}},
	{class: ClassWorksFor, ceiling: Substantive,
		forward: phrase{"works for %s", "worked for %s"}, backward: phrase{"has %s working for it", "had %s working for it"},
		fromNetwork: phrase{"for which %s works", "for which %s worked"}},
	{class: ClassActsFor, ceiling: Substantive,
		forward: phrase{"acts for %s", "acted for %s"}, backward: phrase{"is represented by %s", "was represented by %s"}},
	{class: ClassDirects, ceiling: Substantive,
		forward: phrase{"holds an office in %s", "held an office in %s"}, backward: phrase{"has %s in office", "had %s in office"}},
	{class: ClassFacilitates, ceiling: Substantive, knowing: true,
		forward: phrase{"facilitates the doings of %s", "facilitated the doings of %s"}, backward: phrase{"is facilitated by %s", "was facilitated by %s"}},
	{class: ClassArrangesTransport, ceiling: Substantive, knowing: true,
		forward: phrase{"arranges transport for %s", "arranged transport for %s"}, backward: phrase{"has transport arranged by %s", "had transport arranged by %s"},
		fromNetwork: phrase{"in which %s arranges transport", "in which %s arranged transport"}},
	{class: ClassFinances, ceiling: Substantive,
		forward: phrase{"finances %s", "financed %s"}, backward: phrase{"is financed by %s", "was financed by %s"}},
	{class: ClassOwns, ceiling: Substantive,
		forward: phrase{"owns %s", "owned %s"}, backward: phrase{"is owned by %s", "was owned by %s"}},
	{class: ClassControls, ceiling: Substantive,
		forward: phrase{"controls %s", "controlled %s"}, backward: phrase{"is controlled by %s", "was controlled by %s"}},
	{class: ClassLinked, ceiling: Contextual,
		forward: phrase{"is linked by the publisher to %s", "was linked by the publisher to %s"}, backward: phrase{"has %s linked to it by the publisher", "had %s linked to it by the publisher"}},
	{class: ClassFamily, ceiling: Contextual, symmetric: true,
		forward: phrase{"is family of %s", "was family of %s"}},
	{class: ClassAssociate, ceiling: Contextual, symmetric: true,
		forward: phrase{"is an associate of %s", "was an associate of %s"}},
	{class: ClassMovedBy, ceiling: Contextual, event: true,
		forward: phrase{"was moved by %s", "was moved by %s"}, backward: phrase{"moved %s", "moved %s"}},
	{class: ClassCustomer, ceiling: Contextual, event: true,
		forward: phrase{"was a customer of %s", "was a customer of %s"}, backward: phrase{"had %s as a customer", "had %s as a customer"}},
	{class: ClassTravelledWith, ceiling: Contextual, event: true, symmetric: true,
		forward: phrase{"travelled with %s", "travelled with %s"}},
	{class: ClassColocated, ceiling: Contextual, symmetric: true,
		forward: phrase{"shares an address, phone or account with %s", "shared an address, phone or account with %s"}},
	{class: ClassUses, ceiling: Contextual,
		forward: phrase{"uses %s", "used %s"}, backward: phrase{"is used by %s", "was used by %s"}},
	{class: ClassContact, ceiling: Contextual, event: true, symmetric: true,
		forward: phrase{"was in contact with %s", "was in contact with %s"}},
	{class: ClassVictim, ceiling: Contextual, event: true,
		forward: phrase{"was a victim of %s", "was a victim of %s"}, backward: phrase{"had %s as a victim", "had %s as a victim"}},
	{class: ClassWitness, ceiling: Contextual, event: true,
		forward: phrase{"was a witness concerning %s", "was a witness concerning %s"}, backward: phrase{"had %s as a witness", "had %s as a witness"}},
	{class: ClassMention, ceiling: Contextual, event: true, symmetric: true,
		forward: phrase{"was mentioned together with %s", "was mentioned together with %s"}},
	{class: ClassSame, ceiling: Substantive, event: true, symmetric: true,
		forward: phrase{"is the same party as %s", "is the same party as %s"}},
}

var classByName = func() map[TieClass]*classInfo {
	m := make(map[TieClass]*classInfo, len(classTable))
	for i := range classTable {
		m[classTable[i].class] = &classTable[i]
	}
	return m
}()

// TieClasses lists all classes in the order of the table.
func TieClasses() []TieClass {
	out := make([]TieClass, len(classTable))
	for i, c := range classTable {
		out[i] = c.class
	}
	return out
}

// Valid reports whether c is a class of the table.
func (c TieClass) Valid() bool { return classByName[c] != nil }

// Event reports whether c is something that happened and stays true, such as a journey.
// Every other class is a state, which ends when its dates say so.
func (c TieClass) Event() bool {
	info := classByName[c]
	return info != nil && info.event
}

// Symmetric reports whether c reads the same from both sides.
func (c TieClass) Symmetric() bool {
	info := classByName[c]
	return info != nil && info.symmetric
}

// Ceiling returns the most that a tie of this class may support, given what its subject knew (R21). What was done
// unwittingly or under coercion is context whatever the class; a facilitator must be known to know.
func (c TieClass) Ceiling(k Knowledge) Ceiling {
	info := classByName[c]
	if info == nil || k == Unwitting || k == Coerced || info.knowing && k != Knowing {
		return Contextual
	}
	return info.ceiling
}

// ParseTieClass reads the name of a class.
func ParseTieClass(text string) (TieClass, error) {
	if c := TieClass(text); c.Valid() {
		return c, nil
	}
	return "", &InputError{Field: "class", Reason: fmt.Sprintf("%q is not a class of tie", text), Hint: "see docs/design/ties.md for the classes"}
}
