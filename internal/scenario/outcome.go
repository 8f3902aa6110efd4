package scenario

import (
	"slices"
	"strings"

	"lookback"
)

// Fate is how the case of a moved person stands at the end of the story. Every case has one.
type Fate string

// The fates. Their numbers add up to all moved people.
const (
	InCustody Fate = "in custody on immigration charges"
	Unknown   Fate = "whereabouts unknown"
	Located   Fate = "located, under review"
	Cleared   Fate = "cleared with notice"
	ByRedress Fate = "cleared through redress"
)

// NoThreat is the statement on threat in every case of the story.
const NoThreat = "no information of a direct threat"

// fatesTotal is the number of moved people that the shares of drawFates are out of.
const fatesTotal = 412

// Fates lists the fates in the order of reports.
func Fates() []Fate { return []Fate{InCustody, Unknown, Located, Cleared, ByRedress} }

// Outcome is where the case of one moved person ends, in the words of the five axes. None of it follows from the
// others: custody is on administrative charges and says nothing of the tie.
type Outcome struct {
	Record      string
	Fate        Fate
	Identity    string
	Tie         string
	Whereabouts string
	Legal       string
	LegalBasis  string // administrative or criminal, and what; empty where there is no action
	Workflow    string
	Threat      string
	Protection  []string // flags that show everywhere and restrict disclosure
	Date        lookback.Day
}

// axes gives the axis values of each fate.
var axes = map[Fate]Outcome{
	InCustody: {Identity: "confirmed same", Tie: "contextual only", Whereabouts: "in custody", Legal: "charge", LegalBasis: "administrative: immigration", Workflow: "investigating"},
	Unknown:   {Identity: "confirmed same", Tie: "contextual only", Whereabouts: "whereabouts unknown", Legal: "none", Workflow: "investigating"},
	Located:   {Identity: "confirmed same", Tie: "contextual only", Whereabouts: "located", Legal: "none", Workflow: "awaiting second review"},
	Cleared:   {Identity: "confirmed same", Tie: "unsubstantiated", Whereabouts: "located", Legal: "cleared with notice", Workflow: "closed"},
	ByRedress: {Identity: "confirmed different", Tie: "refuted", Whereabouts: "located", Legal: "cleared with notice", Workflow: "closed"},
}

// protections are the flags that some of the moved have.
var protections = []string{"asylum claim pending", "trafficking victim"}

// reliefGranted is both a protection and a legal outcome.
const reliefGranted = "relief granted"

// firstOutcome is the day after which cases end one by one.
var firstOutcome = lookback.NewDay(2024, 6, 17)

// newOutcomes gives every moved person a fate. Those whose tie was retracted are cleared through redress.
func newOutcomes(r *Rand, pop *population, moved []int, n *Network) []Outcome {
	retracted := n.retractedRecords()
	fates := drawFates(r, len(moved), len(retracted))
	var all []Outcome
	for _, person := range moved {
		ref := pop.arrivals[pop.of[person][0]].ref
		fate := ByRedress
		if !slices.Contains(retracted, ref) {
			fate, fates = fates[0], fates[1:]
		}
		all = append(all, newOutcome(r, ref, fate))
	}
	slices.SortFunc(all, func(a, b Outcome) int { return strings.Compare(a.Record, b.Record) })
	return all
}

func newOutcome(r *Rand, ref string, fate Fate) Outcome {
	o := axes[fate]
	o.Record, o.Fate, o.Threat = ref, fate, NoThreat
	o.Date = firstOutcome + lookback.Day(r.N(90))
	if fate != Unknown && r.Chance(110) {
		o.Protection = []string{pick(r, protections)}
	}
	if fate == Located && r.Chance(50) {
		o.Protection, o.Legal = []string{reliefGranted}, reliefGranted
	}
	return o
}

// drawFates returns a fate for each moved person but those cleared through redress, in an order of chance. Of 412 about 154
// are in custody, 53 not found, and the others located or cleared; fewer people have fates in proportion.
func drawFates(r *Rand, moved, redress int) []Fate {
	counts := []struct {
		fate Fate
		n    int
	}{
		{InCustody, r.Between(151, 159) * moved / fatesTotal},
		{Unknown, r.Between(51, 57) * moved / fatesTotal},
		{Cleared, r.Between(88, 104) * moved / fatesTotal},
	}
	var all []Fate
	for _, c := range counts {
		all = append(all, slices.Repeat([]Fate{c.fate}, c.n)...)
	}
	for len(all) < moved-redress {
		all = append(all, Located)
	}
	shuffle(r, all)
	return all
}

// FateCount is how many of the moved have one fate.
type FateCount struct {
	Fate  Fate
	Count int
}

// Tally counts the outcomes by fate, in the order of Fates. The counts add up to the moved.
func (w *World) Tally() []FateCount {
	var all []FateCount
	for _, f := range Fates() {
		n := 0
		for _, o := range w.Outcomes {
			if o.Fate == f {
				n++
			}
		}
		all = append(all, FateCount{f, n})
	}
	return all
}
