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

// fatesTotal is the number of moved people that the shares of drawFates are out of.
const fatesTotal = 412

// Fates lists the fates in the order of reports.
func Fates() []Fate { return []Fate{InCustody, Unknown, Located, Cleared, ByRedress} }

// Outcome is where the case of one moved person ends, in the words of the five axes. None of it follows from the
// others: custody is on administrative charges and says nothing of the tie.
type Outcome struct {
	Record      string
	Fate        Fate
	Identity    lookback.AxisValue
	Tie         lookback.AxisValue
	Whereabouts lookback.AxisValue
	Outcome     lookback.AxisValue
	Legal       lookback.Legal // of custody and charge; zero where there is no action
	Closed      bool
	Protection  []string // flags that show everywhere and restrict disclosure
	Date        lookback.Day
}

// immigration is what custody and charges rest on in every case of the story: none is for terrorism.
var immigration = lookback.Legal{Nature: lookback.Administrative, Basis: "immigration charges: entry without inspection"}

// endings gives the answers of each fate.
var endings = map[Fate]Outcome{
	InCustody: {Identity: lookback.IdentityProbable, Tie: lookback.TieContextual, Whereabouts: lookback.InCustody, Outcome: lookback.OutcomeCharged, Legal: immigration},
	Unknown:   {Identity: lookback.IdentityInsufficient, Tie: lookback.TieContextual, Whereabouts: lookback.Unlocated, Outcome: lookback.OutcomeNone},
	Located:   {Identity: lookback.IdentityProbable, Tie: lookback.TieContextual, Whereabouts: lookback.Located, Outcome: lookback.OutcomeNone},
	Cleared:   {Identity: lookback.IdentityProbable, Tie: lookback.TieUnsubstantiated, Whereabouts: lookback.Located, Outcome: lookback.OutcomeCleared, Closed: true},
	ByRedress: {Identity: lookback.IdentityDifferent, Tie: lookback.TieRefuted, Whereabouts: lookback.Located, Outcome: lookback.OutcomeCleared, Closed: true},
}

// protections are the flags that some of the moved have.
var protections = []string{"asylum claim pending", "trafficking victim"}

// reliefGranted is both a protection and an outcome.
const reliefGranted = "relief granted"

// Cases are opened after the ties are known and end one by one, the last before people ask for redress.
var (
	firstOutcome = lookback.NewDay(2024, 6, 17)
	RedressAsked = lookback.NewDay(2024, 8, 20)
)

const outcomeDays = 60

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
	o := endings[fate]
	o.Record, o.Fate = ref, fate
	o.Date = firstOutcome + lookback.Day(r.N(outcomeDays))
	if fate != Unknown && r.Chance(110) {
		o.Protection = []string{pick(r, protections)}
	}
	if fate == Located && r.Chance(50) {
		o.Protection, o.Outcome = []string{reliefGranted}, lookback.OutcomeRelief
	}
	return o
}

// drawFates returns a fate for each moved person but those cleared through redress, in an order of chance. Of 412 about 157
// are in custody, 54 not found, and the others located or cleared; fewer people have fates in proportion.
func drawFates(r *Rand, moved, redress int) []Fate {
	counts := []struct {
		fate Fate
		n    int
	}{
		{InCustody, r.Between(154, 160) * moved / fatesTotal},
		{Unknown, r.Between(52, 57) * moved / fatesTotal},
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
