package api

import (
	"strings"
	"time"

	"lookback"
)

// Feed says where a list comes from and what came of asking.
type Feed struct {
	List     string    `json:"list"`
	URLs     []string  `json:"urls"` // without their queries, which may hold tokens
	Format   string    `json:"format"`
	Every    string    `json:"every"`
	Licence  string    `json:"licence"`
	Outcome  string    `json:"outcome"`
	Problem  string    `json:"problem"`
	Failures int       `json:"failures"`
	Tried    time.Time `json:"tried_at"`
	Good     time.Time `json:"answered_at"`
	Next     time.Time `json:"next_at"`
}

// FeedOf translates f.
func FeedOf(f lookback.Feed) Feed {
	out := Feed{List: f.List, URLs: []string{}, Format: f.Format, Every: f.Every.String(), Licence: f.Licence, Outcome: string(f.State.Outcome),
		Problem: f.State.Problem, Failures: f.State.Failures, Tried: f.State.Tried, Good: f.State.Good, Next: f.State.Next}
	for _, u := range f.URLs {
		before, _, _ := strings.Cut(u, "?")
		out.URLs = append(out.URLs, before)
	}
	return out
}

// Status says how current lists and results are.
type Status struct {
	At       time.Time    `json:"at"`
	Position int64        `json:"position"`
	Lists    []ListStatus `json:"lists"`
	Alarms   []Alarm      `json:"alarms"`
	OpenRuns int          `json:"open_runs"`
}

// ListStatus is how current one list is.
type ListStatus struct {
	List    string   `json:"list"`
	Edition *Edition `json:"edition"` // null before the first
	Feed    *Feed    `json:"feed"`    // null for a list that is imported by hand
	Held    int      `json:"held"`
}

// Alarm says that something needs a person.
type Alarm struct {
	Kind     string    `json:"kind"`
	List     string    `json:"list"`
	Run      int64     `json:"run"`
	Deadline time.Time `json:"deadline"`
	Late     bool      `json:"late"`
	Sentence string    `json:"sentence"`
}

// Gap is a time that the control did not cover.
type Gap struct {
	List     string    `json:"list"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Sentence string    `json:"sentence"`
}

// StatusOf puts a status together.
func StatusOf(at time.Time, position int64, lists []ListStatus, alarms []lookback.Alarm, openRuns int) Status {
	s := Status{At: at, Position: position, Lists: lists, Alarms: []Alarm{}, OpenRuns: openRuns}
	for _, a := range alarms {
		s.Alarms = append(s.Alarms, Alarm{string(a.Kind), a.List, a.Run, a.Deadline, a.Late, a.Sentence})
	}
	return s
}

// ListStatusOf translates the edition in force, if any, and the feed, if any, of a list.
func ListStatusOf(list string, e lookback.Edition, f *lookback.Feed, held int) ListStatus {
	s := ListStatus{List: list, Held: held}
	if e.Seq > 0 {
		edition := EditionOf(e)
		s.Edition = &edition
	}
	if f != nil {
		feed := FeedOf(*f)
		s.Feed = &feed
	}
	return s
}

// GapsOf translates gaps.
func GapsOf(gaps []lookback.Gap) []Gap {
	out := []Gap{}
	for _, g := range gaps {
		out = append(out, Gap(g))
	}
	return out
}
