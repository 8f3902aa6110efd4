package screening

import (
	"fmt"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/store"
)

// explainer turns what the graph finds in numbers into paths that say every hop.
type explainer struct {
	tx      store.Tx
	view    graph.View
	at      int64 // position at which ties and names are read
	options graph.Options
	scratch graph.Scratch
	ties    map[string]lookback.Tie
	names   map[lookback.NodeRef]lookback.NodeName
	rates   map[rateKey]graph.BaseRate
	failed  error // the first error while names were read
}

type rateKey struct {
	target   graph.Node
	strength lookback.Score
}

func newExplainer(tx store.Tx, view graph.View, at int64) *explainer {
	return &explainer{
		tx: tx, view: view, at: at, ties: map[string]lookback.Tie{},
		names: map[lookback.NodeRef]lookback.NodeName{}, rates: map[rateKey]graph.BaseRate{},
	}
}

// effect explains a record whose best path differs.
func (e *explainer) effect(f graph.Effect) (tieEffect, error) {
	g := e.view.Graph
	out := tieEffect{
		record: g.Ref(f.Record), target: g.Ref(f.Target), kind: f.Kind, ended: f.Kind == graph.PathEnded,
		cause: lookback.PathCause{Kind: string(f.Cause.Kind), Ties: f.Cause.Ties},
	}
	if len(f.Cause.Ties) == 0 {
		out.cause.Node = g.Ref(f.Cause.Node)
	}
	if out.ended {
		return out, nil
	}
	findings, stats := e.view.Findings(nil, f.Record, e.options, &e.scratch)
	i := slices.IndexFunc(findings, func(x graph.Finding) bool { return x.Target == f.Target })
	if i < 0 {
		return out, fmt.Errorf("the path of %s to %s is not found again: %w", out.record, out.target, lookback.ErrCheck)
	}
	found, err := e.finding(findings[i], stats)
	out.evidence = found.Evidence
	out.evidence.Cause = out.cause
	return out, err
}

// finding explains what connects a party with one target.
func (e *explainer) finding(f graph.Finding, stats graph.Stats) (PathFound, error) {
	p, err := e.path(f.Best)
	if err != nil {
		return PathFound{}, err
	}
	rate := e.rate(f.Target, f.Best.Strength)
	evidence := lookback.PathEvidence{
		Words: p.Words(e.name), Caveats: p.Caveats(), Hops: lookback.PathHops(p), Strength: f.Best.Strength, Combined: f.Combined,
		Paths: f.Paths, Independent: f.Independent, Ceiling: p.Ceiling(), Historic: p.Historic(), Handling: p.Handling(),
		BaseRate:    lookback.PathBaseRate{Records: rate.Records, Of: rate.Of},
		NotExamined: stats.NotExamined, On: e.view.Day, Graph: graph.Version(),
	}
	return PathFound{Target: e.view.Graph.Ref(f.Target), Path: p, Evidence: evidence}, e.failed
}

// path reads the ties of a route.
func (e *explainer) path(r graph.Route) (lookback.Path, error) {
	var ties []lookback.Tie
	for _, id := range e.view.Graph.TieIDs(r) {
		t, known := e.ties[id]
		if !known {
			state, err := e.tx.GetTie(id, e.at)
			if err != nil {
				return lookback.Path{}, err
			}
			t = state.Tie
			e.ties[id] = t
		}
		ties = append(ties, t)
	}
	return lookback.NewPath(e.view.Graph.Ref(r.From), ties, r.Strength, e.view.Day)
}

// rate returns how many records have a path to the target that is at least as strong. It is worked out once
// for each target and strength.
func (e *explainer) rate(target graph.Node, atLeast lookback.Score) graph.BaseRate {
	key := rateKey{target, atLeast}
	rate, known := e.rates[key]
	if !known {
		rate, _ = e.view.BaseRate(target, atLeast, graph.Options{}, &e.scratch)
		e.rates[key] = rate
	}
	return rate
}

// name implements lookback.Names: what people call a party, and its reference beside it.
func (e *explainer) name(ref lookback.NodeRef) lookback.NodeName {
	n, known := e.names[ref]
	if known {
		return n
	}
	n, err := e.readName(ref)
	if err != nil && !isNotFound(err) && e.failed == nil {
		e.failed = err
	}
	if n.Text == "" {
		n = lookback.DefaultNames(ref)
	}
	e.names[ref] = n
	return n
}

// bareName is name without the reference, for forms that write the reference themselves.
func (e *explainer) bareName(ref lookback.NodeRef) lookback.NodeName {
	n := e.name(ref)
	n.Text = strings.TrimSuffix(n.Text, entrySuffix(ref))
	return n
}

func entrySuffix(ref lookback.NodeRef) string { return " (entry " + ref.ID + ")" }

func (e *explainer) readName(ref lookback.NodeRef) (lookback.NodeName, error) {
	switch ref.Kind {
	case lookback.NodeEntry:
		return e.entryName(ref)
	case lookback.NodeNetwork:
		n, err := e.tx.GetNetwork(ref.ID, e.at)
		return lookback.NodeName{Text: "network " + ref.ID + " (" + n.Name + ")"}, err
	case lookback.NodeParty:
		p, err := e.tx.GetNetworkParty(ref.ID, e.at)
		return lookback.NodeName{Text: ref.ID + " (" + p.Label() + ")", Person: p.Kind == lookback.PartyPerson}, err
	}
	return lookback.DefaultNames(ref), nil
}

// entryName calls an entry by its primary name and reference, as it was on the last edition that had it.
func (e *explainer) entryName(ref lookback.NodeRef) (lookback.NodeName, error) {
	list, id, _ := strings.Cut(ref.ID, "/")
	history, err := e.tx.EntryHistory(list, id)
	if err != nil || len(history) == 0 {
		return lookback.NodeName{}, err
	}
	entry := history[len(history)-1].Entry
	if len(entry.Party.Names) == 0 {
		return lookback.NodeName{}, nil
	}
	return lookback.NodeName{Text: entry.Party.Names[0].Full + entrySuffix(ref), Person: entry.Party.Kind == lookback.KindPerson}, nil
}
