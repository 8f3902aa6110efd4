package web

import (
	"cmp"
	"slices"
	"sync"

	"lookback"
	"lookback/internal/store"
)

// rank is what the order of review needs to know of an open alert.
type rank struct {
	ID       int64
	List     string
	Strength lookback.Strength
	priority int
	score    lookback.Score
}

// byReview orders alerts as they are reviewed: the machine ranks, and a person rules.
func byReview(a, b rank) int {
	return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(b.score, a.score), cmp.Compare(a.ID, b.ID))
}

// change is an alert as it is now: open, with its rank, or ended.
type change struct {
	rank
	open bool
}

// ranking keeps the open alerts of one kind in the order of review, and follows the journal: a page reads what changed since
// the page before, and then only the alerts that it shows. It may be used concurrently.
type ranking struct {
	changes func(tx store.Tx, since int64) ([]change, error) // the alerts whose state was made after a position

	mu    sync.Mutex
	at    int64 // position that it is as of
	order []rank
}

func newMatchRanking() *ranking {
	return &ranking{changes: func(tx store.Tx, since int64) (all []change, err error) {
		f := store.AlertFilter{Since: since}
		if since == 0 {
			f.State = lookback.AlertOpen // of what ended before anybody looked nothing is to be forgotten
		}
		alerts, err := tx.ListAlerts(f)
		for _, a := range alerts {
			e := a.Evidence
			all = append(all, change{rank{a.ID, a.List, e.Strength, e.Priority, e.Score}, a.State == lookback.AlertOpen})
		}
		return all, err
	}}
}

func newPathRanking() *ranking {
	return &ranking{changes: func(tx store.Tx, since int64) (all []change, err error) {
		f := store.PathAlertFilter{Since: since}
		if since == 0 {
			f.State = lookback.AlertOpen
		}
		alerts, err := tx.ListPathAlerts(f)
		for _, a := range alerts {
			all = append(all, change{rank{ID: a.ID, score: a.Evidence.Strength}, a.State == lookback.AlertOpen})
		}
		return all, err
	}}
}

// follow returns the ranking as of tx. Nobody changes what it returns: every change makes another slice. A transaction that began
// before the last change sees it too, which is what the next page would show.
func (r *ranking) follow(tx store.Tx) ([]rank, error) {
	position, err := tx.Position()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if position <= r.at {
		return r.order, nil
	}
	changed, err := r.changes(tx, r.at)
	if err != nil {
		return nil, err
	}
	if r.at = position; len(changed) > 0 {
		r.order = reranked(r.order, changed)
	}
	return r.order, nil
}

// reranked returns the order with what changed.
func reranked(order []rank, changed []change) []rank {
	open := make(map[int64]bool, len(changed))
	var come []rank
	for _, c := range changed {
		if open[c.ID] = c.open; c.open {
			come = append(come, c.rank)
		}
	}
	slices.SortFunc(come, byReview)
	out := make([]rank, 0, len(order)+len(come))
	for _, held := range order {
		if _, differs := open[held.ID]; differs {
			continue
		}
		for len(come) > 0 && byReview(come[0], held) < 0 {
			out, come = append(out, come[0]), come[1:]
		}
		out = append(out, held)
	}
	return append(out, come...)
}

// forget makes the next page read everything anew: an alert that was ranked is there no more, because its record was erased.
func (r *ranking) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at, r.order = 0, nil
}

// placeOf returns where an alert stands in the order, from 1 on, with its neighbours; 0 when it is not in it.
func placeOf(order []rank, id int64) (p queuePlace) {
	p.Of = len(order)
	at := slices.IndexFunc(order, func(r rank) bool { return r.ID == id })
	if at < 0 {
		return p
	}
	p.N = at + 1
	if at > 0 {
		p.Before = order[at-1].ID
	}
	if at+1 < len(order) {
		p.Next = order[at+1].ID
	}
	return p
}
