package screening

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/store"
)

// pathResult is one path as a replay or a check compares it: all that does not change while nothing about it does.
type pathResult struct {
	Record   string
	Target   lookback.NodeRef
	Ties     []string
	Strength lookback.Score
	Historic bool
}

func pathResultOf(a lookback.PathAlert) pathResult {
	r := pathResult{Record: a.Record, Target: a.Target, Strength: a.Evidence.Strength, Historic: a.Evidence.Historic}
	for _, h := range a.Evidence.Hops {
		r.Ties = append(r.Ties, h.Tie)
	}
	return r
}

func comparePaths(a, b pathResult) int {
	return cmp.Or(cmp.Compare(a.Record, b.Record), a.Target.Compare(b.Target))
}

func (r pathResult) same(other pathResult) bool {
	return comparePaths(r, other) == 0 && r.Strength == other.Strength && r.Historic == other.Historic && slices.Equal(r.Ties, other.Ties)
}

// scanRecord returns the best path of a record to every target it reaches, found from nothing but the graph.
func scanRecord(view graph.View, record graph.Node, s *graph.Scratch) []pathResult {
	var results []pathResult
	findings, _ := view.Findings(nil, record, graph.Options{}, s)
	for _, f := range findings {
		results = append(results, pathResult{
			Record: view.Graph.Ref(record).ID, Target: view.Graph.Ref(f.Target), Ties: view.Graph.TieIDs(f.Best), Strength: f.Best.Strength, Historic: f.Best.Historic,
		})
	}
	slices.SortFunc(results, comparePaths)
	return results
}

// checkTies repeats a lookback on networks as a full scan: every record with any tie against every target, compared with
// the alerts that were open when the lookback closed.
func (s *Service) checkTies(tx store.Tx, run lookback.Run, span tieSpan) (CheckResult, error) {
	result := CheckResult{Run: run}
	started := time.Now()
	alerts, err := tx.ListPathAlerts(store.PathAlertFilter{At: run.Closed, State: lookback.AlertOpen})
	if err != nil {
		return result, err
	}
	held := map[string]pathResult{}
	for _, a := range alerts {
		held[a.Record+" "+a.Target.String()] = pathResultOf(a)
	}
	result.Index = time.Since(started)
	g, err := loadGraph(tx, run.Position)
	if err != nil {
		return result, err
	}
	started = time.Now()
	var scratch graph.Scratch
	for n := range g.graph.Nodes() {
		if g.graph.Ref(graph.Node(n)).Kind != lookback.NodeRecord {
			continue
		}
		for _, found := range scanRecord(g.graph.On(span.untilOn), graph.Node(n), &scratch) {
			key := found.Record + " " + found.Target.String()
			result.Pairs++
			if !found.same(held[key]) {
				result.Missing++
			}
			delete(held, key)
		}
	}
	result.Extra, result.Scan = len(held), time.Since(started)
	return result, nil
}

// lastSpan returns the last lookback on networks that was closed by a position, and what it compared.
func lastSpan(tx store.Tx, position int64) (run lookback.Run, span tieSpan, found bool, err error) {
	runs, err := tx.ListRuns(lookback.RunDone, 0, 0)
	for _, r := range runs {
		if p, ok := parseTieSpan(r.Subject); ok && r.Closed <= position {
			run, span, found = r, p, true
		}
	}
	return run, span, found, err
}

// replayPaths finds the paths of a record again, from the graph of the last lookback on networks before a position.
func (s *Service) replayPaths(tx store.Tx, c Clearance) ([]pathResult, error) {
	run, span, found, err := lastSpan(tx, c.Position)
	if err != nil || !found {
		return nil, err
	}
	if run.Matcher != graph.Version() {
		return nil, fmt.Errorf("rules %s gave the paths and this program holds %s, so they cannot be replayed here: %w", run.Matcher, graph.Version(), lookback.ErrConflict)
	}
	g, err := s.graphAt(tx, run.Position)
	if err != nil {
		return nil, err
	}
	node, known := g.graph.Find(lookback.RecordNode(c.Record.Ref()))
	if !known {
		return nil, nil
	}
	return scanRecord(g.graph.On(span.untilOn), node, new(graph.Scratch)), nil
}
