package api

import (
	"fmt"
	"strconv"

	"lookback"
)

// Page is a part of a list. Where Next is not empty more follow: ask again with after=Next. Nothing is ever cut silently.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// The sizes of a page.
const (
	defaultPage = 100
	maxPage     = 1000
)

// pageQuery are the parameters of every list.
func pageQuery(more ...Param) []Param {
	return append(more,
		Param{"after", "cursor: the next of the page before; the beginning when left out"},
		Param{"limit", fmt.Sprintf("items in a page, 1 to %d; %d when left out", maxPage, defaultPage)})
}

// limit returns the size of page that the caller asks for.
func (c *call) limit() (int, error) {
	text := c.query("limit")
	if text == "" {
		return defaultPage, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxPage {
		return 0, &lookback.InputError{Field: "limit", Reason: fmt.Sprintf("%q is not a number from 1 to %d", text, maxPage), Hint: "follow next for the rest"}
	}
	return n, nil
}

// afterNumber returns a cursor that is a number.
func (c *call) afterNumber() (int64, error) {
	text := c.query("after")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, &lookback.InputError{Field: "after", Reason: fmt.Sprintf("%q is not a cursor", text), Hint: "send the next of the page before"}
	}
	return n, nil
}

// numbered answers a page of what list returns in the order of their numbers. It asks for one more, to know whether any follow.
func numbered[T, W any](c *call, list func(after int64, limit int) ([]T, error), number func(T) int64, wire func(T) W) (Page[W], error) {
	after, err := c.afterNumber()
	if err != nil {
		return Page[W]{}, err
	}
	limit, err := c.limit()
	if err != nil {
		return Page[W]{}, err
	}
	found, err := list(after, limit+1)
	if err != nil {
		return Page[W]{}, err
	}
	return pageOf(found, limit, func(t T) string { return strconv.FormatInt(number(t), 10) }, wire), nil
}

// marked answers a page of a list whose order has marks of its own: parse reads one, and page returns where to go on, the zero mark at
// the end.
func marked[M interface {
	comparable
	fmt.Stringer
}, T, W any](c *call, parse func(string) (M, error), page func(after M, limit int) ([]T, M, error), wire func(T) W) (Page[W], error) {
	after, err := parse(c.query("after"))
	if err != nil {
		return Page[W]{}, err
	}
	limit, err := c.limit()
	if err != nil {
		return Page[W]{}, err
	}
	found, next, err := page(after, limit)
	p := Page[W]{Items: all(found, wire)}
	if next != *new(M) {
		p.Next = next.String()
	}
	return p, err
}

// sliced answers a page of a list that is read whole: it is short by its nature, or its order is not that of its numbers. The
// cursor is how many were told.
func sliced[T, W any](c *call, whole []T, wire func(T) W) (Page[W], error) {
	after, err := c.afterNumber()
	if err != nil {
		return Page[W]{}, err
	}
	limit, err := c.limit()
	if err != nil {
		return Page[W]{}, err
	}
	from := min(int(after), len(whole))
	return pageOf(whole[from:], limit, func(T) string { return strconv.Itoa(from + limit) }, wire), nil
}

// pageOf makes a page of up to limit items.
func pageOf[T, W any](found []T, limit int, cursor func(T) string, wire func(T) W) Page[W] {
	p := Page[W]{Items: []W{}}
	if len(found) > limit {
		found = found[:limit]
		p.Next = cursor(found[limit-1])
	}
	for _, t := range found {
		p.Items = append(p.Items, wire(t))
	}
	return p
}
