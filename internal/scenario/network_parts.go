package scenario

import (
	"fmt"
	"slices"

	"lookback"
)

// part is one person of the network: what they do in it, how well that is known, and what they use.
type part struct {
	class     lookback.TieClass
	knowledge lookback.Knowledge
	from, to  string
	source    string
	grade     string
	uses      []string // IDs of goods
}

// crew are the people of the network, P-01 onwards.
var crew = []part{
	{lookback.ClassLeads, lookback.Knowing, "2020", "", "intercepted calls", "B2", []string{"PH-01", "HS-01"}},
	{lookback.ClassFinances, lookback.Knowing, "2020", "2024", "ledger of the house in the port", "B1", []string{"PH-02", "CO-01"}},
	{lookback.ClassArrangesTransport, lookback.Knowing, "2021", "2024", "informant", "B2", []string{"PH-03", "VH-01"}},
	{lookback.ClassArrangesTransport, lookback.KnowledgeUnknown, "2021-06", "2023", "telephone of a driver", "C2", []string{"PH-04"}},
	{lookback.ClassArrangesTransport, lookback.Knowing, "2022", "", "intercepted calls", "B2", []string{"PH-05", "VH-02"}},
	{lookback.ClassFacilitates, lookback.Knowing, "2021", "", "forged papers seized", "A2", []string{"PH-06", "HS-02"}},
	{lookback.ClassFacilitates, lookback.KnowledgeUnknown, "2022", "2023", "informant", "C3", nil},
	{lookback.ClassWorksFor, lookback.KnowledgeUnknown, "2021", "2024", "border camera", "B2", []string{"VH-01", "VH-03"}},
	{lookback.ClassWorksFor, lookback.Unwitting, "2022-03", "2022-11", "statement of the driver", "C2", []string{"VH-04"}},
	{lookback.ClassWorksFor, lookback.KnowledgeUnknown, "2022", "2024", "border camera", "B3", []string{"VH-05", "PH-07"}},
	{lookback.ClassWorksFor, lookback.Coerced, "2023", "2023", "statement of the driver", "C3", []string{"VH-06"}},
	{lookback.ClassFacilitates, lookback.Unwitting, "2021", "2024", "lease of the house", "A2", []string{"HS-03"}},
	{lookback.ClassFacilitates, lookback.KnowledgeUnknown, "2023", "", "lease of the house", "A3", []string{"HS-04", "PH-08"}},
	{lookback.ClassMember, lookback.KnowledgeUnknown, "2022", "", "informant", "D4", []string{"PH-09"}},
}

// affiliated are the people of the network who are affiliated with the listed organisation. The last one
// left long before the network began: historic.
var affiliated = []part{
	{class: lookback.ClassMember, from: "2019", source: "case file of a partner service", grade: "B2"},
	{class: lookback.ClassFinances, knowledge: lookback.Knowing, from: "2021-03", to: "2024-01", source: "bank records", grade: "A2"},
	{class: lookback.ClassMember, from: "2022", source: "informant", grade: "B3"},
	{class: lookback.ClassMember, from: "2011", to: "2014", source: "case file of a partner service", grade: "C3"},
}

// affiliatedParts gives the place in crew of each of them.
var affiliatedParts = []int{0, 1, 2, 9}

func partyID(i int) string { return fmt.Sprintf("P-%02d", i+1) }

// facilitators writes down the people of the network and what each does in it.
func (m *networkMaker) facilitators() {
	for i, c := range crew {
		culture := Cultures()[i%8]
		p := newAdult(m.r, culture, firstArrival)
		year, _, _ := p.Born.Date()
		party := p.party(p.Name(Style{Standard: m.r.N(len(culture.Standards)), Middle: m.r.Chance(500)}))
		party.Births = []lookback.Date{lookback.ParseDate(fmt.Sprintf("circa %d", year))}
		party.Nationalities = []string{countryOf(p.Nationality)}
		m.Parties = append(m.Parties, lookback.NetworkParty{ID: partyID(i), Kind: lookback.PartyPerson, Party: party})
		m.add(tie{subject: lookback.PartyNode(partyID(i)), class: c.class, object: m.Network.Network.Ref(), knowledge: c.knowledge, from: c.from, to: c.to, source: c.source, grade: c.grade, day: networkKnown})
	}
}

// goods writes down telephones, vehicles, houses and the company, and who uses them.
func (m *networkMaker) goods() {
	for i := range 9 {
		number := "+99" + pattern(m.r, "000000000")
		m.party(fmt.Sprintf("PH-%02d", i+1), lookback.PartyPhone, "", lookback.Identifier{Type: "phone", Value: number})
	}
	for i, what := range []string{"White van", "Grey minibus", "Blue lorry", "White minibus", "Green van", "Red lorry"} {
		m.party(fmt.Sprintf("VH-%02d", i+1), lookback.PartyVehicle, what+" "+pattern(m.r, "00 000 AAA"), lookback.Identifier{})
	}
	for i, what := range []string{"House in the port", "Farm by the river", "Flat over the bakery", "House at the station"} {
		m.party(fmt.Sprintf("HS-%02d", i+1), lookback.PartyPlace, what, lookback.Identifier{})
	}
	m.party("CO-01", lookback.PartyCompany, "Walnut Road Freight LLC", lookback.Identifier{Type: "registration", Value: pattern(m.r, "000000000"), Country: countryOf("UZB")})
	m.party("CO-02", lookback.PartyCompany, "Lark and Lantern Travel Ltd.", lookback.Identifier{Type: "registration", Value: pattern(m.r, "000000000"), Country: countryOf("GEO")})
	for i, c := range crew {
		for _, id := range c.uses {
			m.use(partyID(i), id)
		}
	}
}

// use ties a person to what they use; the company is owned.
func (m *networkMaker) use(person, id string) {
	t := tie{subject: lookback.PartyNode(person), class: lookback.ClassUses, object: lookback.PartyNode(id), from: "2022", source: "seized telephone", grade: "B2", day: networkKnown}
	if id == "CO-01" {
		t.class, t.share, t.source, t.grade = lookback.ClassOwns, lookback.ExactShare(7500), "company register", "A1"
	}
	m.add(t)
}

// party writes down a thing with a name or an identifier.
func (m *networkMaker) party(id string, kind lookback.NetworkPartyKind, name string, number lookback.Identifier) {
	p := lookback.NetworkParty{ID: id, Kind: kind}
	if name != "" {
		p.Party.Names = []lookback.Name{{Full: name}}
	}
	if kind == lookback.PartyCompany {
		p.Party.Kind = lookback.KindOrganisation
	}
	if number.Value != "" {
		p.Party.Identifiers = []lookback.Identifier{number}
	}
	m.Parties = append(m.Parties, p)
}

// hubs are places that serve everybody; having been there says nothing.
var hubs = []lookback.NetworkParty{
	{ID: "HUB-1", Kind: lookback.PartyPlace, PublicHub: true, HubReason: "a hostel of 300 beds at the border crossing"},
	{ID: "HUB-2", Kind: lookback.PartyCompany, PublicHub: true, HubReason: "the only bus between the crossing and the airport"},
}

var hubNames = []string{"Border Street Hostel", "Airport shuttle"}

// hubs writes down the public places, people of the network who were there, and a rumour about one of them.
func (m *networkMaker) hubs() {
	for i, h := range hubs {
		h.Party.Names = []lookback.Name{{Full: hubNames[i]}}
		m.Parties = append(m.Parties, h)
	}
	for _, i := range []int{3, 6, 9} {
		m.add(tie{subject: lookback.PartyNode(partyID(i)), class: lookback.ClassColocated, object: hubs[0].Ref(), from: "2022", source: "register of the hostel", grade: "A2", day: networkKnown})
	}
	m.add(tie{subject: lookback.PartyNode(partyID(10)), class: lookback.ClassCustomer, object: hubs[1].Ref(), from: "2023-05", source: "ticket office", grade: "B2", day: networkKnown})
	m.add(tie{subject: hubs[0].Ref(), class: lookback.ClassMention, object: m.Listed, from: "2023", source: "anonymous call", grade: "F6", day: networkKnown, kind: lookback.Assessment})
}

// sourcesOfMoves are where it is known from that somebody was moved.
var sourcesOfMoves = []struct{ source, grade string }{
	{"travel manifest", "C3"}, {"travel manifest", "B2"}, {"ledger of the house in the port", "B1"}, {"telephone of a driver", "C2"}, {"statement of a co-traveller", "C3"},
}

// movedRecord ties one record to the network; now and then a second report repeats the first.
func (m *networkMaker) movedRecord(person int) {
	a := &m.pop.arrivals[m.pop.of[person][0]]
	m.Moved = append(m.Moved, a.ref)
	from := pick(m.r, sourcesOfMoves)
	t := m.move(a, from.source, from.grade)
	m.add(t)
	if m.r.Chance(60) {
		t.origin, t.source, t.grade = from.source, "report of a partner service", "B3"
		m.add(t)
	}
}

// move is the tie that the network moved the person of a record, some days before they arrived.
func (m *networkMaker) move(a *arrival, source, grade string) tie {
	day := (lookback.DayOf(a.at) - lookback.Day(m.r.Between(1, 20))).String()
	if m.r.Chance(600) {
		day = day[:len("2006-01")]
	}
	return tie{subject: lookback.RecordNode(a.ref), class: lookback.ClassMovedBy, object: m.Network.Network.Ref(), from: day, source: source, grade: grade, day: manifestRead}
}

// affiliations records who of the network is affiliated with the listed organisation.
func (m *networkMaker) affiliations() {
	for i, a := range affiliated {
		m.add(tie{subject: lookback.PartyNode(partyID(affiliatedParts[i])), class: a.class, object: m.Listed, knowledge: a.knowledge,
			from: a.from, to: a.to, source: a.source, grade: a.grade, kind: lookback.Assessment, day: unionKnown})
	}
}

// Shares of a thousand records, of those that have no other part, that distractors tie to something.
const (
	hostelGuests   = 16
	shuttleRiders  = 12
	larkCustomers  = 3
	coTravellers   = 2
	merelyGuessed  = 6 // records, not thousandths
	redressCleared = 4 // likewise
)

// distract ties records to what has nothing to do with the network: public hubs, a travel agent, one another. And a few
// by a hypothesis, which opens nothing.
func (m *networkMaker) distract(free []int) {
	records := len(m.pop.arrivals)
	next := func() *arrival {
		a := &m.pop.arrivals[m.pop.of[free[0]][0]]
		free = free[1:]
		return a
	}
	day := func(a *arrival) string { return lookback.DayOf(a.at).String() }
	for i := range (hostelGuests + shuttleRiders) * records / 1000 {
		a, hub, class, source := next(), hubs[0], lookback.ClassColocated, "register of the hostel"
		if i >= hostelGuests*records/1000 {
			hub, class, source = hubs[1], lookback.ClassCustomer, "ticket office"
		}
		m.AtHubs = append(m.AtHubs, a.ref)
		m.add(tie{subject: lookback.RecordNode(a.ref), class: class, object: hub.Ref(), from: day(a), to: day(a), source: source, grade: "A2", day: manifestRead})
	}
	for range larkCustomers * records / 1000 {
		a := next()
		m.add(tie{subject: lookback.RecordNode(a.ref), class: lookback.ClassCustomer, object: lookback.PartyNode("CO-02"), from: day(a), source: "receipt", grade: "A2", day: manifestRead})
	}
	for range coTravellers * records / 1000 {
		a, b := next(), next()
		m.add(tie{subject: lookback.RecordNode(a.ref), class: lookback.ClassTravelledWith, object: lookback.RecordNode(b.ref), from: day(a), source: "booking", grade: "B2", day: manifestRead})
	}
	for range merelyGuessed {
		a := next()
		t := m.move(a, "same vehicle seen on the same road", "D4")
		t.kind, t.note = lookback.Hypothesis, "Same vehicle, therefore perhaps the same crew."
		m.Hypotheses = append(m.Hypotheses, a.ref)
		m.add(t)
	}
}

// retract withdraws the ties of a few moved records: redress shows that the manifest meant somebody else.
func (m *networkMaker) retract() {
	var wrong []string
	for len(wrong) < min(redressCleared, len(m.Moved)/10) {
		if ref := pick(m.r, m.Moved); !slices.Contains(wrong, ref) {
			wrong = append(wrong, ref)
		}
	}
	for _, t := range m.Ties {
		if t.Class == lookback.ClassMovedBy && slices.Contains(wrong, t.Subject.ID) {
			m.Retractions = append(m.Retractions, lookback.Retraction{Tie: t.ID, By: "redress.officer.1", Recorded: at(errorFound, len(m.Retractions)),
				Reason: "The passport on the manifest belongs to another person of the same name."})
		}
	}
}

// retractedRecords returns the records whose ties to the network were all withdrawn.
func (n *Network) retractedRecords() []string {
	var refs []string
	for _, r := range n.Retractions {
		for _, t := range n.Ties {
			if t.ID == r.Tie && !slices.Contains(refs, t.Subject.ID) {
				refs = append(refs, t.Subject.ID)
			}
		}
	}
	return refs
}
