package api

import (
	"fmt"
	"strconv"
	"strings"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

func listRoutes() []Route {
	return []Route{
		get("/lists", ReadLists, "List the current edition of every list", Page[Edition]{}, answer(listLists), pageQuery()...),
		get("/lists/{list}/editions", ReadLists, "List the editions of a list, oldest first", Page[Edition]{}, answer(listEditions), pageQuery()...),
		get("/lists/{list}/entries", ReadLists, "List the current entries of a list, by ID", Page[Entry]{}, answer(listEntries), pageQuery()...),
		get("/lists/{list}/entries/{entry...}", ReadLists, "Show one current entry of a list", Entry{}, answer(getEntry)),
		get("/lists/{list}/links", ReadLists, "List how the entries of a list are connected, as its publisher says", Page[Link]{}, answer(listLinks),
			pageQuery(Param{"entry", "only of this entry"}, Param{"since", "number of an edition: only what is new since it, or is no longer stated"})...),
		get("/diff", ReadLists, "List what changed between two editions of a list", Page[Change]{}, answer(diffEditions),
			pageQuery(Param{"a", "an edition: LIST@SEQ, or the beginning of its ID"}, Param{"b", "another edition"})...),
	}
}

func listLists(c *call) (out Page[Edition], err error) {
	err = c.view(func(tx store.Tx) error {
		editions, err := tx.EditionsAt(store.Now)
		if err != nil {
			return err
		}
		out, err = sliced(c, editions, EditionOf)
		return err
	})
	return out, err
}

func listEditions(c *call) (out Page[Edition], err error) {
	err = c.view(func(tx store.Tx) error {
		editions, err := editionsOf(tx, c.path("list"))
		if err != nil {
			return err
		}
		out, err = sliced(c, editions, EditionOf)
		return err
	})
	return out, err
}

// editionsOf returns the editions of a list that there is, oldest first.
func editionsOf(tx store.Tx, list string) ([]lookback.Edition, error) {
	editions, err := tx.ListEditions(list)
	if err == nil && len(editions) == 0 {
		err = fmt.Errorf("there is no list %q: %w", list, lookback.ErrNotFound)
	}
	return editions, err
}

// currentSeq returns the number of the current edition of a list.
func currentSeq(tx store.Tx, list string) (int, error) {
	editions, err := editionsOf(tx, list)
	if err != nil {
		return 0, err
	}
	return editions[len(editions)-1].Seq, nil
}

func listLinks(c *call) (Page[Link], error) {
	q := screening.LinkQuestion{List: c.path("list"), Entry: c.query("entry")}
	if text := c.query("since"); text != "" {
		seq, err := strconv.Atoi(text)
		if err != nil || seq < 1 {
			return Page[Link]{}, &lookback.InputError{Field: "since", Reason: fmt.Sprintf("%q is not the number of an edition", text)}
		}
		q.Since = seq
	}
	links, err := c.Screening.ListLinks(c.ctx(), q)
	if err != nil {
		return Page[Link]{}, err
	}
	return sliced(c, links, LinkOf)
}

func listEntries(c *call) (out Page[Entry], err error) {
	limit, err := c.limit()
	if err != nil {
		return out, err
	}
	err = c.view(func(tx store.Tx) error {
		seq, err := currentSeq(tx, c.path("list"))
		if err != nil {
			return err
		}
		found, err := tx.EntriesAt(c.path("list"), seq, c.query("after"), limit+1)
		out = pageOf(found, limit, func(v store.EntryVersion) string { return v.Entry.ID }, func(v store.EntryVersion) Entry { return EntryOf(v.Entry) })
		return err
	})
	return out, err
}

func getEntry(c *call) (out Entry, err error) {
	err = c.view(func(tx store.Tx) error {
		v, err := entryNow(tx, c.path("list"), c.path("entry"))
		out = EntryOf(v.Entry)
		return err
	})
	return out, err
}

// entryNow returns an entry of the current edition of a list.
func entryNow(tx store.Tx, list, id string) (store.EntryVersion, error) {
	seq, err := currentSeq(tx, list)
	if err != nil {
		return store.EntryVersion{}, err
	}
	v, ok, err := tx.FindEntry(list, id, seq)
	if err == nil && !ok {
		err = fmt.Errorf("list %q has no entry %q: %w", list, id, lookback.ErrNotFound)
	}
	return v, err
}

func diffEditions(c *call) (out Page[Change], err error) {
	var old, new []lookback.Entry
	err = c.view(func(tx store.Tx) (err error) {
		if old, err = entriesOf(tx, c.query("a")); err != nil {
			return err
		}
		new, err = entriesOf(tx, c.query("b"))
		return err
	})
	if err != nil {
		return out, err
	}
	return sliced(c, source.Diff(old, new), ChangeOf)
}

// entriesOf returns the entries of the edition that is named.
func entriesOf(tx store.Tx, name string) ([]lookback.Entry, error) {
	e, err := editionNamed(tx, name)
	if err != nil {
		return nil, err
	}
	versions, err := tx.EntriesAt(e.List, e.Seq, "", 0)
	entries := make([]lookback.Entry, len(versions))
	for i, v := range versions {
		entries[i] = v.Entry
	}
	return entries, err
}

// editionNamed returns the edition with a name: LIST@SEQ or the beginning of its ID.
func editionNamed(tx store.Tx, name string) (lookback.Edition, error) {
	list, seq, ok := strings.Cut(name, "@")
	if !ok {
		return tx.GetEdition("", name)
	}
	n, err := strconv.Atoi(seq)
	if err != nil {
		return lookback.Edition{}, fmt.Errorf("%q is not LIST@SEQ: %w", name, lookback.ErrUsage)
	}
	return tx.GetEditionSeq(list, n)
}
