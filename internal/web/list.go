package web

import (
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// listsPage is every list with its current edition, and the editions that are held back.
type listsPage struct {
	Lists []listState
	Held  []lookback.HeldEdition
}

func listLists(q *ask) error {
	var p listsPage
	err := q.view(func(tx store.Tx) (err error) {
		if p.Lists, err = q.listStates(tx); err != nil {
			return err
		}
		p.Held, err = tx.ListHeld("", lookback.HeldWaiting)
		return err
	})
	if err != nil {
		return err
	}
	return q.show("lists", tr("Lists"), p)
}

// listPage is one list with its editions, the newest first.
type listPage struct {
	List     string
	Editions []lookback.Edition
	Page     pager
}

func showList(q *ask) error {
	p := listPage{List: q.r.PathValue("list")}
	err := q.view(func(tx store.Tx) (err error) {
		p.Editions, err = tx.ListEditions(p.List)
		return err
	})
	if err != nil {
		return err
	}
	if len(p.Editions) == 0 {
		return fmt.Errorf("there is no list %q: %w", p.List, lookback.ErrNotFound)
	}
	slices.Reverse(p.Editions)
	p.Editions, p.Page = pageOf(q, p.Editions)
	return q.show("list", tr("List %s", p.List), p)
}

// editionPage is one edition and how it differs from the one before.
type editionPage struct {
	Edition lookback.Edition
	Before  int
	Kind    lookback.ChangeKind // shown alone; empty for all
	Changes []lookback.EntryChange
	Page    pager
}

func showEdition(q *ask) error {
	list := q.r.PathValue("list")
	seq, err := q.number("seq")
	if err != nil {
		return err
	}
	p := editionPage{Before: int(seq) - 1, Kind: lookback.ChangeKind(q.query("kind"))}
	err = q.view(func(tx store.Tx) error {
		if p.Edition, err = tx.GetEditionSeq(list, int(seq)); err != nil {
			return err
		}
		all, err := tx.EntryChanges(list, p.Before, int(seq))
		if err != nil {
			return err
		}
		if p.Kind != "" {
			all = slices.DeleteFunc(all, func(d store.EntryDifference) bool { return d.Kind != p.Kind })
		}
		all, p.Page = pageOf(q, all)
		p.Changes = screening.EditionChanges(all)
		return nil
	})
	if err != nil {
		return err
	}
	return q.show("edition", tr("%s, edition %d", list, seq), p)
}

// entryPage is one entry with every state it has had.
type entryPage struct {
	List    string
	States  []entryState // the newest first
	Current store.EntryVersion
	Open    int // alerts that rest on it
}

// entryState is a state of an entry and how it differs from the one before.
type entryState struct {
	store.EntryVersion
	Changes []lookback.FieldChange
}

func showEntry(q *ask) error {
	p := entryPage{List: q.r.PathValue("list")}
	id := q.r.PathValue("entry")
	err := q.view(func(tx store.Tx) error {
		history, err := tx.EntryHistory(p.List, id)
		if err != nil {
			return err
		}
		if len(history) == 0 {
			return fmt.Errorf("there is no entry %s/%s: %w", p.List, id, lookback.ErrNotFound)
		}
		for i, v := range history {
			state := entryState{EntryVersion: v}
			if i > 0 {
				state.Changes = screening.EntryDiffers(history[i-1].Entry, v.Entry)
			}
			p.States = append([]entryState{state}, p.States...)
		}
		p.Current = history[len(history)-1]
		p.Open, err = tx.CountAlerts(store.AlertFilter{State: lookback.AlertOpen, List: p.List, EntryID: id})
		return err
	})
	if err != nil {
		return err
	}
	return q.show("entry", p.List+"/"+id, p)
}
