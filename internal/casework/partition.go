package casework

import "lookback"

// partition is one question with answers of which each person has exactly one.
type partition struct {
	key     string
	answers []answer
	answer  func(dossier) answer
}

// answer is one answer and the axis whose last change gave it.
type answer struct {
	key, title, definition string
	axis                   lookback.Axis
	always                 bool
}

// The answers to where a case stands, the one that is looked for first in front. A person is counted under the first that holds.
var standings = []answer{
	{"cleared-through-redress", "cleared through redress", "cleared after the person asked to look again, and was right", lookback.AxisOutcome, false},
	{"cleared", "cleared", "cleared with notice, or found to be somebody else, or the tie refuted", lookback.AxisOutcome, false},
	{"deceased", "deceased", "dead, with proof", lookback.AxisWhereabouts, false},
	{"in-custody-administrative", "in custody, administrative", "held on an administrative basis, which says nothing of the tie", lookback.AxisWhereabouts, false},
	{"in-custody-criminal", "in custody, criminal", "held on a criminal basis, which says nothing of the tie", lookback.AxisWhereabouts, true},
	{"departed", "departed or removed", "known to have left, or removed", lookback.AxisWhereabouts, false},
	{"whereabouts-unknown", "whereabouts unknown", "looked for and not found, or only believed to have left; says nothing of involvement", lookback.AxisWhereabouts, false},
	{"located", "located", "found, or released with conditions, and not in custody", lookback.AxisWhereabouts, false},
	{"open", "whereabouts not established yet", "nobody has looked yet, or the search is going on", lookback.AxisWhereabouts, false},
}

// partitions lists the questions of the funnel. The first is the one line that newspapers print; the others are the axes.
func partitions() []partition {
	all := []partition{{"standing", standings, standing}}
	for _, x := range []lookback.Axis{lookback.AxisIdentity, lookback.AxisTie, lookback.AxisWhereabouts, lookback.AxisOutcome, lookback.AxisWorkflow, lookback.AxisThreat} {
		all = append(all, byAxis(x))
	}
	return all
}

// told are the answers that are printed even when they are nobody's.
var told = map[lookback.AxisValue]bool{lookback.TieAssociation: true, lookback.TieInvolvement: true, lookback.ThreatDirect: true}

// byAxis returns the question of one axis.
func byAxis(x lookback.Axis) partition {
	of := func(v lookback.AxisValue) answer {
		return answer{string(v), string(v), "people whose case stands there on the axis " + string(x), x, told[v]}
	}
	p := partition{key: string(x), answer: func(d dossier) answer { return of(d.file.On(x)) }}
	for _, v := range x.Values() {
		if v != lookback.IdentityDuplicate {
			p.answers = append(p.answers, of(v))
		}
	}
	return p
}

// standing returns the first of standings that holds.
func standing(d dossier) answer {
	c := d.file
	where := map[lookback.AxisValue]string{
		lookback.Deceased: "deceased", lookback.ConfirmedDeparted: "departed", lookback.Unlocated: "whereabouts-unknown",
		lookback.BelievedDeparted: "whereabouts-unknown", lookback.Located: "located", lookback.Released: "located",
	}
	cleared := c.Outcome == lookback.OutcomeCleared || c.Identity == lookback.IdentityDifferent || c.Tie == lookback.TieRefuted
	switch {
	case cleared && d.redressed:
		return standingOf("cleared-through-redress", lookback.AxisOutcome)
	case c.Outcome == lookback.OutcomeCleared:
		return standingOf("cleared", lookback.AxisOutcome)
	case c.Identity == lookback.IdentityDifferent:
		return standingOf("cleared", lookback.AxisIdentity)
	case c.Tie == lookback.TieRefuted:
		return standingOf("cleared", lookback.AxisTie)
	case c.Outcome == lookback.OutcomeRemoved && c.Whereabouts != lookback.Deceased:
		return standingOf("departed", lookback.AxisOutcome)
	case c.Whereabouts == lookback.InCustody:
		return standingOf("in-custody-"+string(d.nature()), lookback.AxisWhereabouts)
	case where[c.Whereabouts] != "":
		return standingOf(where[c.Whereabouts], lookback.AxisWhereabouts)
	}
	return standingOf("open", lookback.AxisWhereabouts)
}

// standingOf returns a standing, given by the last change of an axis.
func standingOf(key string, x lookback.Axis) answer {
	for _, a := range standings {
		if a.key == key {
			a.axis = x
			return a
		}
	}
	return answer{key: key, axis: x} // unreachable: every key above is in the table
}

// nature returns what the present custody is: a change into it is not kept without saying so.
func (d dossier) nature() lookback.LegalNature {
	e, _ := d.last(lookback.AxisWhereabouts)
	return e.Change.Legal.Nature
}
