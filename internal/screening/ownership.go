package screening

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/source"
	"lookback/internal/store"
)

// OwnershipOrder asks who holds a party, regime by regime, as of a day.
type OwnershipOrder struct {
	Party   lookback.NodeRef
	On      lookback.Day
	Regimes []string             // empty: every regime
	Joint   [][]lookback.NodeRef // groups of listed parties that act together by arrangement
	// Counts says for a regime which lists count. A regime that is not in it goes by the formats of the lists: those of its own publisher, and
	// every list that no single regime publishes.
	Counts map[string][]string
}

// OwnershipReport is the answer: one set of facts, and what each regime makes of them (R16).
type OwnershipReport struct {
	Party    lookback.NodeRef
	Position int64
	On       lookback.Day
	Answers  []RegimeAnswer
}

// RegimeAnswer is what one regime makes of the facts. A regime that had no rule on the day has no verdict.
type RegimeAnswer struct {
	Regime string
	Lists  []string // that count, each with the edition of the day: "ofac 3"
	NoRule bool
	Answer graph.OwnershipAnswer
	Words  []string // every tie on which it rests, with date, source and grade, before what follows from it
}

// FindOwnership answers from the ties and editions that are known now: stakes that may have held on the day, and of each
// list the last edition that was published by then. Nothing is stored. ErrNotFound: the party or a list is not held.
// ErrInvalid: a regime is not known.
func (s *Service) FindOwnership(ctx context.Context, o OwnershipOrder) (report OwnershipReport, err error) {
	if len(o.Regimes) == 0 {
		o.Regimes = lookback.Regimes()
	}
	for _, regime := range slices.Concat(o.Regimes, sortedKeys(o.Counts)) {
		if !slices.Contains(lookback.Regimes(), regime) {
			return report, &lookback.InputError{Field: "regime", Reason: fmt.Sprintf("%q is not a regime", regime), Hint: fmt.Sprintf("use one of %v", lookback.Regimes())}
		}
	}
	if err := o.Party.Validate(); err != nil {
		return report, err
	}
	err = s.store.View(ctx, func(tx store.Tx) error {
		report = OwnershipReport{Party: o.Party, On: o.On}
		if report.Position, err = tx.Position(); err != nil {
			return err
		}
		report.Answers, err = answerOwnership(tx, o)
		return err
	})
	return report, err
}

func answerOwnership(tx store.Tx, o OwnershipOrder) ([]RegimeAnswer, error) {
	if err := heldEnds(tx, slices.Concat([]lookback.NodeRef{o.Party}, slices.Concat(o.Joint...))); err != nil {
		return nil, err
	}
	q := holdings{tx: tx, on: o.On, parties: map[lookback.NodeRef]bool{}}
	if err := q.gather(o.Party); err != nil {
		return nil, err
	}
	editions, err := editionsOn(tx, o.On)
	if err != nil {
		return nil, err
	}
	e := newExplainer(tx, graph.View{Day: o.On}, store.Now)
	var answers []RegimeAnswer
	for _, regime := range o.Regimes {
		counting, err := countingLists(editions, regime, o.Counts[regime])
		if err != nil {
			return nil, err
		}
		answer, err := q.answer(regime, o, counting)
		if err != nil {
			return nil, err
		}
		if !answer.NoRule {
			answer.Words = answer.Answer.Words(e.name, o.On)
		}
		answers = append(answers, answer)
	}
	return answers, e.failed
}

// holdings are the ties through which a party is owned or controlled.
type holdings struct {
	tx      store.Tx
	on      lookback.Day
	ties    []lookback.Tie
	parties map[lookback.NodeRef]bool // the party, everybody upstream, and all their other names
}

// gather walks from a party to whoever owns or controls it, through as many links as there are. Each party is visited
// once, so circles end.
func (q *holdings) gather(party lookback.NodeRef) error {
	taken := map[string]bool{}
	q.parties[party] = true
	for work := []lookback.NodeRef{party}; len(work) > 0; work = work[1:] {
		ties, err := q.tx.TiesOf(work[0], store.Now)
		if err != nil {
			return err
		}
		for _, t := range ties {
			next, upstream := owner(t, work[0])
			if !upstream || taken[t.ID] {
				continue
			}
			taken[t.ID] = true
			q.ties = append(q.ties, t)
			if !q.parties[next] {
				q.parties[next] = true
				work = append(work, next)
			}
		}
	}
	return nil
}

// owner returns the party at the other end of a tie, where that owns or controls this one or is the same.
func owner(t lookback.Tie, of lookback.NodeRef) (lookback.NodeRef, bool) {
	switch {
	case t.Class == lookback.ClassSame && t.Subject == of:
		return t.Object, true
	case t.Object != of:
		return lookback.NodeRef{}, false
	}
	return t.Subject, t.Class == lookback.ClassSame || t.Class == lookback.ClassOwns || t.Class == lookback.ClassControls
}

// answer applies the rule that a regime had on the day.
func (q *holdings) answer(regime string, o OwnershipOrder, counting []lookback.Edition) (RegimeAnswer, error) {
	a := RegimeAnswer{Regime: regime}
	l := listings{seq: map[string]int{}}
	for _, e := range counting {
		l.seq[e.List] = e.Seq
		a.Lists = append(a.Lists, fmt.Sprintf("%s %d", e.List, e.Seq))
	}
	rule, ok := lookback.OwnershipRuleOn(lookback.OwnershipRules(), regime, q.on)
	if !ok {
		a.NoRule = true
		return a, nil
	}
	name := graph.SameParty(q.ties, q.on)
	listed, err := q.listed(l, name)
	if err != nil {
		return a, err
	}
	var joint [][]lookback.NodeRef
	for _, group := range o.Joint {
		joint = append(joint, onlyListed(group, name, listed))
	}
	a.Answer = graph.Ownership(graph.OwnershipQuestion{
		Party: name(o.Party), Listed: sortedRefs(listed), Joint: joint, Stakes: graph.Stakes(q.ties, q.on), Rule: rule,
	})
	return a, nil
}

// listed returns those of the parties that are on one of the editions, each under its one name.
func (q *holdings) listed(l listings, name func(lookback.NodeRef) lookback.NodeRef) (map[lookback.NodeRef]bool, error) {
	listed := map[lookback.NodeRef]bool{}
	for _, ref := range slices.SortedFunc(maps.Keys(q.parties), lookback.NodeRef.Compare) {
		if ref.Kind != lookback.NodeEntry {
			continue
		}
		_, there, err := findListed(q.tx, l, ref)
		if err != nil {
			return nil, err
		}
		if there {
			listed[name(ref)] = true
		}
	}
	return listed, nil
}

// onlyListed returns those of a group that are listed: an arrangement with somebody who is not adds nothing.
func onlyListed(group []lookback.NodeRef, name func(lookback.NodeRef) lookback.NodeRef, listed map[lookback.NodeRef]bool) (kept []lookback.NodeRef) {
	for _, ref := range group {
		if listed[name(ref)] {
			kept = append(kept, name(ref))
		}
	}
	return kept
}

// editionsOn returns of each list the last edition that was published by the end of a day.
func editionsOn(tx store.Tx, on lookback.Day) (map[string]lookback.Edition, error) {
	all, err := tx.ListEditions("")
	editions := map[string]lookback.Edition{}
	for _, e := range all {
		if lookback.DayOf(e.Published) <= on {
			editions[e.List] = e
		} else if _, earlier := editions[e.List]; !earlier {
			editions[e.List] = lookback.Edition{List: e.List, Format: e.Format} // held, and of no edition yet
		}
	}
	return editions, err
}

// regimesOf says for which regimes what a publisher lists counts. Lists of other formats count for all.
var regimesOf = map[source.Format][]string{
	source.OFACCSV: {lookback.RegimeUS, lookback.RegimeBIS}, source.OFACXML: {lookback.RegimeUS, lookback.RegimeBIS},
	source.OFACAdvancedXML: {lookback.RegimeUS, lookback.RegimeBIS}, source.USCSL: {lookback.RegimeUS, lookback.RegimeBIS},
	source.EUXML: {lookback.RegimeEU}, source.UKCSV: {lookback.RegimeUK},
}

// countingLists returns the editions whose entries count for a regime: those named, or those that go with it by their format.
func countingLists(editions map[string]lookback.Edition, regime string, named []string) (counting []lookback.Edition, err error) {
	if len(named) == 0 {
		for _, list := range sortedKeys(editions) {
			own, published := regimesOf[source.Format(editions[list].Format)]
			if !published || slices.Contains(own, regime) {
				named = append(named, list)
			}
		}
	}
	for _, list := range named {
		e, held := editions[list]
		if !held {
			return nil, fmt.Errorf("there is no list %q: %w", list, lookback.ErrNotFound)
		}
		if e.Seq > 0 {
			counting = append(counting, e)
		}
	}
	return counting, nil
}
