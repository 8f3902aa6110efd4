package screening

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/store"
)

// PathFound is what connects a party with one target: the best path and how little or much it tells.
type PathFound struct {
	Target   lookback.NodeRef
	Path     lookback.Path
	Evidence lookback.PathEvidence
}

// PathQuestion asks what connects a record with listed parties and named networks, or which records are
// connected with a target.
type PathQuestion struct {
	Of         lookback.NodeRef
	Hops       int              // beyond the first tie; 0 is the default of two, and more needs Mandate (R22)
	Mandate    lookback.Mandate // for more hops
	Hypotheses bool             // go over ties that are only a hypothesis, too; what that finds opens nothing
	Limit      int              // ties to look at; what is left out is counted. 0: all
}

// PathAnswer is what was found, the strongest first, and what was left out.
type PathAnswer struct {
	Of       lookback.NodeRef
	Found    []PathFound
	Stats    graph.Stats
	Position int64
	On       lookback.Day
}

// FindPaths answers a question about paths as of now. Nothing is stored but the mandate of a question for more hops
// than two. ErrNotFound: no tie touches the party. ErrDenied or ErrInvalid: more hops without a mandate (R22).
func (s *Service) FindPaths(ctx context.Context, actor string, q PathQuestion) (PathAnswer, error) {
	options, err := s.pathOptions(actor, q)
	if err != nil {
		return PathAnswer{}, err
	}
	if options.Reach.Hops() > lookback.DefaultHops {
		err := s.store.Update(ctx, func(tx store.Tx) error {
			return s.record(tx, lookback.EventPathSearch, actor, fmt.Sprintf("%d hops", q.Hops), pathSearchEvent{Hops: q.Hops, Mandate: mandateValue(q.Mandate)})
		})
		if err != nil {
			return PathAnswer{}, err
		}
	}
	var answer PathAnswer
	err = s.store.View(ctx, func(tx store.Tx) (err error) {
		answer, err = s.findPaths(tx, q.Of, options)
		return err
	})
	return answer, err
}

// pathSearchEvent is the body of the event that a search farther than usual leaves.
type pathSearchEvent struct {
	Hops    int          `json:"hops"`
	Mandate mandateValue `json:"mandate"`
}

func (s *Service) pathOptions(actor string, q PathQuestion) (graph.Options, error) {
	o := graph.Options{Hypotheses: q.Hypotheses, Limit: q.Limit}
	if err := q.Of.Validate(); err != nil {
		return o, err
	}
	if q.Hops == 0 || q.Hops == lookback.DefaultHops {
		return o, nil
	}
	actor, err := person(actor)
	if err != nil {
		return o, err
	}
	if SamePerson(actor, q.Mandate.Approver) {
		return o, fmt.Errorf("%s asks for more hops; a second person must approve them: %w", actor, lookback.ErrDenied)
	}
	o.Reach, err = graph.Extend(q.Hops, q.Mandate, s.now())
	return o, err
}

func (s *Service) findPaths(tx store.Tx, of lookback.NodeRef, o graph.Options) (PathAnswer, error) {
	answer := PathAnswer{Of: of, On: lookback.DayOf(s.now())}
	var err error
	if answer.Position, err = tx.Position(); err != nil {
		return answer, err
	}
	if err := heldEnds(tx, []lookback.NodeRef{of}); err != nil {
		return answer, err
	}
	g, err := s.graphAt(tx, answer.Position)
	if err != nil {
		return answer, err
	}
	node, ok := g.graph.Find(of)
	if !ok {
		return answer, nil // nothing touches it: nothing is found, and nothing was left out
	}
	e := newExplainer(tx, g.graph.On(answer.On), answer.Position)
	e.options = o
	if of.Kind == lookback.NodeRecord || of.Kind == lookback.NodeParty {
		return answer, e.from(node, &answer)
	}
	return answer, e.to(node, &answer)
}

// from explains what a party reaches.
func (e *explainer) from(node graph.Node, answer *PathAnswer) error {
	findings, stats := e.view.Findings(nil, node, e.options, &e.scratch)
	answer.Stats = stats
	kept := make([]graph.Finding, len(findings))
	for i, f := range findings {
		f.Best.Steps = append([]graph.Step(nil), f.Best.Steps...) // explaining searches again
		kept[i] = f
	}
	for _, f := range kept {
		found, err := e.finding(f, stats)
		if err != nil {
			return err
		}
		answer.Found = append(answer.Found, found)
	}
	return nil
}

// to explains which records reach a target: those whose alert on it is open.
func (e *explainer) to(node graph.Node, answer *PathAnswer) error {
	alerts, err := e.tx.ListPathAlerts(store.PathAlertFilter{Target: e.view.Graph.Ref(node), State: lookback.AlertOpen})
	if err != nil {
		return err
	}
	for _, a := range alerts {
		from, ok := e.view.Graph.Find(lookback.RecordNode(a.Record))
		if !ok {
			continue
		}
		one := PathAnswer{}
		if err := e.from(from, &one); err != nil {
			return err
		}
		answer.Stats = answer.Stats.Plus(one.Stats)
		for _, f := range one.Found {
			if f.Target == a.Target {
				answer.Found = append(answer.Found, f)
			}
		}
	}
	sortFound(answer.Found)
	return nil
}

// sortFound puts the strongest path first; equal ones are ordered by where they begin.
func sortFound(found []PathFound) {
	slices.SortStableFunc(found, func(a, b PathFound) int {
		return cmp.Or(cmp.Compare(b.Evidence.Strength, a.Evidence.Strength), cmp.Compare(b.Evidence.Combined, a.Evidence.Combined),
			a.Path.From().Compare(b.Path.From()))
	})
}
