package web

import (
	"fmt"
	"slices"
	"strconv"

	"lookback"
	"lookback/internal/store"
)

// cursor is where a page stands in a list that is read from a place on: how many there are in all, where they are known, and what
// stands before and after.
type cursor struct {
	Total        int    // 0 where nobody counts
	Start        string // addresses; empty at the ends
	Before, Next string
}

// link returns the address of this list from another place on.
func (q *ask) link(name, place string) string {
	v := q.r.URL.Query()
	v.Del("after")
	v.Del("before")
	v.Set(name, place)
	return q.r.URL.Path + "?" + v.Encode()
}

// start returns the address of the beginning of this list.
func (q *ask) start() string {
	v := q.r.URL.Query()
	v.Del("after")
	if len(v) == 0 {
		return q.r.URL.Path
	}
	return q.r.URL.Path + "?" + v.Encode()
}

// cursorOf cuts what was found after the place that the address names to a page; one more than a page holds means that others follow.
func cursorOf[T any](q *ask, found []T, place func(T) string) ([]T, cursor) {
	var c cursor
	if q.query("after") != "" {
		c.Start = q.start()
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		c.Next = q.link("after", place(found[pageSize-1]))
	}
	return found, c
}

// afterNumber returns the number that the address names as the place to go on from; 0 for the beginning.
func (q *ask) afterNumber() (int64, error) {
	text := q.query("after")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, noPlace(text)
	}
	return n, nil
}

// noPlace refuses an address that no page of a list led to.
func noPlace(text string) error {
	return &lookback.InputError{Field: "after", Reason: fmt.Sprintf("%q is no place in this list", text), Hint: "begin at its start"}
}

// reviewQueue is one of the queues in the order of review.
type reviewQueue struct {
	after, before func(place store.ReviewPlace, limit int) ([]store.ReviewPlace, error)
}

// page returns the places that the address asks for: those after a place, those before it, or the first.
func (r reviewQueue) page(q *ask) (shown []store.ReviewPlace, c cursor, err error) {
	back := q.query("before")
	from, err := parsePlace(back + q.query("after"))
	if err != nil {
		return nil, c, err
	}
	read := r.after
	if back != "" {
		read = r.before
	}
	shown, err = read(from, pageSize+1)
	if err != nil {
		return nil, c, err
	}
	more := len(shown) > pageSize
	shown = shown[:min(pageSize, len(shown))]
	if back != "" {
		slices.Reverse(shown)
	}
	if len(shown) == 0 {
		return nil, c, nil
	}
	if back != "" || more {
		c.Next = q.link("after", placeText(shown[len(shown)-1]))
	}
	if back == "" && from.ID != 0 || back != "" && more {
		c.Before = q.link("before", placeText(shown[0]))
	}
	return shown, c, nil
}

// placeText writes a place in the order of review as an address holds it.
func placeText(p store.ReviewPlace) string { return fmt.Sprintf("%d.%d.%d", p.Priority, p.Score, p.ID) }

// parsePlace reads what placeText wrote; of an empty text the place before all.
func parsePlace(text string) (p store.ReviewPlace, err error) {
	if text == "" {
		return p, nil
	}
	if n, err := fmt.Sscanf(text, "%d.%d.%d", &p.Priority, &p.Score, &p.ID); err != nil || n != 3 || placeText(p) != text {
		return store.ReviewPlace{}, noPlace(text)
	}
	return p, nil
}
