package api

import (
	"time"

	"lookback"
	"lookback/internal/screening"
)

func heldRoutes() []Route {
	return []Route{
		get("/status", ReadLists, "Tell whether lists and results are current, and what needs a person", Status{}, answer(getStatus)),
		get("/feeds", ReadLists, "List where lists come from and when each publisher is asked next", Page[Feed]{}, answer(listFeeds), pageQuery()...),
		get("/quarantine", ReadLists, "List the editions that are held back for a person", Page[HeldEdition]{}, answer(listHeld), pageQuery(Param{"list", "only of this list"})...),
		get("/quarantine/{held}", ReadLists, "Show a held edition with what it would change", HeldDetail{}, answer(getHeld)),
		post("/quarantine/{held}/release", ImportLists, "Put a held edition in force, and order its lookback; a large loss needs two people", Reason{}, Imported{}, command(releaseHeld)),
		post("/quarantine/{held}/reject", ImportLists, "Refuse a held edition; the same bytes are refused when they come again", Reason{}, HeldEdition{}, command(rejectHeld)),
	}
}

func getStatus(c *call) (Status, error) {
	f, err := c.Screening.Freshness(c.ctx())
	if err != nil {
		return Status{}, err
	}
	notices, err := c.Cases.NoticeAlarms(c.ctx())
	f.Alarms = append(f.Alarms, notices...)
	return FreshnessOf(f), err
}

// FreshnessOf translates f.
func FreshnessOf(f screening.Freshness) Status {
	lists := []ListStatus{}
	for _, l := range f.Lists {
		lists = append(lists, ListStatusOf(l.List, l.Edition, l.Feed, l.Held))
	}
	return StatusOf(f.At, f.Position, lists, f.Alarms, len(f.Open))
}

func listFeeds(c *call) (Page[Feed], error) {
	feeds, err := c.Screening.Feeds(c.ctx())
	if err != nil {
		return Page[Feed]{}, err
	}
	return sliced(c, feeds, FeedOf)
}

func listHeld(c *call) (Page[HeldEdition], error) {
	held, err := c.Screening.Held(c.ctx(), c.query("list"))
	if err != nil {
		return Page[HeldEdition]{}, err
	}
	return sliced(c, held, HeldOf)
}

// HeldDetail is a held edition with what it would change.
type HeldDetail struct {
	HeldEdition
	OpenAlerts int      `json:"open_alerts_on_removed"`
	Changes    []Change `json:"changes"`
}

// HeldDetailOf translates d.
func HeldDetailOf(d screening.HeldDetail) HeldDetail {
	return HeldDetail{HeldOf(d.Held), d.Alerts, all(d.Changes, ChangeOf)}
}

// Back translates d back.
func (d HeldDetail) Back() screening.HeldDetail {
	return screening.HeldDetail{Held: d.HeldEdition.Back(), Alerts: d.OpenAlerts, Changes: all(d.Changes, Change.Back)}
}

func getHeld(c *call) (HeldDetail, error) {
	id, err := c.number("held")
	if err != nil {
		return HeldDetail{}, err
	}
	d, err := c.Screening.HeldDetail(c.ctx(), id)
	return HeldDetailOf(d), err
}

func releaseHeld(c *call, in Reason) (Imported, error) {
	id, err := c.number("held")
	if err != nil {
		return Imported{}, err
	}
	result, err := c.Screening.ReleaseHeld(c.ctx(), id, c.caller.Person, in.Reason)
	if err != nil {
		return Imported{}, err
	}
	c.Worker.Wake()
	return importedOf(result), nil
}

func rejectHeld(c *call, in Reason) (HeldEdition, error) {
	id, err := c.number("held")
	if err != nil {
		return HeldEdition{}, err
	}
	h, err := c.Screening.RejectHeld(c.ctx(), id, c.caller.Person, in.Reason)
	return HeldOf(h), err
}

// Back translates f back, as far as people are told.
func (f Feed) Back() lookback.Feed {
	every, _ := time.ParseDuration(f.Every) // unreachable: a server writes spans as everybody does
	return lookback.Feed{List: f.List, URLs: f.URLs, Format: f.Format, Every: every, Licence: f.Licence,
		State: lookback.FeedState{Outcome: lookback.FeedOutcome(f.Outcome), Problem: f.Problem, Failures: f.Failures, Tried: f.Tried, Good: f.Good, Next: f.Next}}
}

// Back translates s back, as far as people are told.
func (s Status) Back() screening.Freshness {
	out := screening.Freshness{At: s.At, Position: s.Position, Open: make([]lookback.Run, s.OpenRuns)}
	for _, l := range s.Lists {
		one := screening.ListFreshness{List: l.List, Held: l.Held}
		if l.Edition != nil {
			one.Edition = l.Edition.Back()
		}
		if l.Feed != nil {
			feed := l.Feed.Back()
			one.Feed = &feed
		}
		out.Lists = append(out.Lists, one)
	}
	for _, a := range s.Alarms {
		out.Alarms = append(out.Alarms, lookback.Alarm{Kind: lookback.AlarmKind(a.Kind), List: a.List, Run: a.Run, Deadline: a.Deadline, Late: a.Late, Sentence: a.Sentence})
	}
	return out
}
