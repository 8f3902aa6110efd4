package scenario

import (
	"fmt"
	"slices"
	"time"

	"lookback"
)

// networkID names the network of the story.
const networkID = "caravan"

// Network is what becomes known of the smuggling network, and what is around it: the ties as investigators record
// them, and the truth of whom it moved.
type Network struct {
	Network     lookback.Network
	Parties     []lookback.NetworkParty
	Ties        []lookback.Tie        // in the order in which they are recorded
	Retractions []lookback.Retraction // after the ties, when redress shows that a manifest meant somebody else
	Listed      lookback.NodeRef      // the listed organisation that some of its people are affiliated with
	Moved       []string              // every record that the network moved, sorted: exactly those must be found
	Hypotheses  []string              // records that a hypothesis alone ties to it: those must not be found
	AtHubs      []string              // records that share a public hub with its people: those must not be found
}

// The days on which investigators record what they know.
var (
	networkKnown = lookback.NewDay(2024, 6, 12) // the network and who is in it
	manifestRead = lookback.NewDay(2024, 6, 13) // whom it moved
	unionKnown   = lookback.NewDay(2024, 6, 14) // who is affiliated with the listed organisation: the edge that changes everything
	errorFound   = lookback.NewDay(2024, 9, 2)  // that some ties meant somebody else
)

// amber is the handling of all ties of the story.
var amber = lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}

// networkMaker writes down the network.
type networkMaker struct {
	Network
	r   *Rand
	pop *population
}

// newNetwork makes the network that moved the people given. free are records that have no other part.
func newNetwork(r *Rand, pop *population, moved []int, free []int, listed *listing) Network {
	m := &networkMaker{r: r, pop: pop}
	m.Listed = lookback.EntryNode(listPlans[0].name, listed.id)
	m.Network.Network = lookback.Network{ID: networkID, Name: "Caravan network", By: "analyst.1", Handling: amber, Recorded: at(networkKnown, 0), ReviewBy: at(networkKnown.AddYears(1)-1, 0),
		Summary: "Moves people over three borders for money.", Ground: "They share drivers, houses and telephones, and one ledger pays them."}
	m.facilitators()
	m.goods()
	m.hubs()
	for _, person := range moved {
		m.movedRecord(person)
	}
	m.distract(free)
	m.affiliations()
	m.retract()
	for _, refs := range [][]string{m.Moved, m.Hypotheses, m.AtHubs} {
		slices.Sort(refs)
	}
	return m.Network
}

// at returns the n-th quarter of a minute of a working day.
func at(day lookback.Day, n int) time.Time {
	return day.Time().Add(8*time.Hour + time.Duration(n)*time.Minute/4)
}

// tie is the short form in which the maker writes a tie. Days of one network follow one another, so ties are
// added in the order in which they are recorded.
type tie struct {
	subject   lookback.NodeRef
	class     lookback.TieClass
	object    lookback.NodeRef
	knowledge lookback.Knowledge
	from, to  string
	source    string
	origin    string
	grade     string
	kind      lookback.TieKind
	day       lookback.Day
	share     lookback.Share
	note      string
}

// add records t. A grade that cannot be read is a broken program.
func (m *networkMaker) add(t tie) string {
	grade, err := lookback.ParseGrade(t.grade)
	if err != nil {
		panic("scenario: " + err.Error())
	}
	if t.kind == "" {
		t.kind = lookback.Fact
	}
	recorded := at(t.day, len(m.Ties))
	id := fmt.Sprintf("T-%05d", len(m.Ties)+1)
	m.Ties = append(m.Ties, lookback.Tie{ID: id, Subject: t.subject, Class: t.class, Object: t.object, Knowledge: t.knowledge,
		From: lookback.ParseDate(t.from), To: lookback.ParseDate(t.to), AssertedBy: "analyst.1", Source: t.source, Origin: t.origin, Grade: grade,
		Kind: t.kind, Handling: amber, Recorded: recorded, ReviewBy: recorded.AddDate(0, 11, 0), Share: t.share, Note: t.note})
	return id
}
