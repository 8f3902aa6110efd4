package screening

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// The deadlines of R4, and how long before them somebody is told.
const (
	rescreenLimit = 6 * time.Hour // from an edition to the end of its lookback, and to a decision when it is held back
	rescreenWarn  = 4 * time.Hour
	dayLimit      = 24 * time.Hour // between two answers of a publisher: then there is one on every calendar day
	dayWarn       = 18 * time.Hour
	failuresWarn  = 3 // in a row
)

// Freshness says how current the lists and the results are.
type Freshness struct {
	At       time.Time
	Position int64
	Lists    []ListFreshness
	Open     []lookback.Run // lookbacks that are not done
	Alarms   []lookback.Alarm
}

// ListFreshness is one list: its edition in force, and its feed.
type ListFreshness struct {
	List    string
	Edition lookback.Edition // zero before the first
	Feed    *lookback.Feed   // nil for a list that is imported by hand
	Held    int              // editions that wait for a person
}

// Age returns how old the edition in force is, 0 when there is none.
func (l ListFreshness) Age(now time.Time) time.Duration {
	if l.Edition.Seq == 0 {
		return 0
	}
	return now.Sub(l.Edition.Published)
}

// Freshness looks at every list, feed and open lookback, and raises the alarms that hold now.
func (s *Service) Freshness(ctx context.Context) (f Freshness, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		f, err = freshness(tx, s.now())
		return err
	})
	return f, err
}

func freshness(tx store.Tx, now time.Time) (f Freshness, err error) {
	f.At = now
	if f.Position, err = tx.Position(); err != nil {
		return f, err
	}
	if f.Lists, err = listsNow(tx); err != nil {
		return f, err
	}
	for _, l := range f.Lists {
		f.Alarms = append(f.Alarms, l.alarms(now)...)
	}
	held, err := tx.ListHeld("", lookback.HeldWaiting)
	if err != nil {
		return f, err
	}
	for _, h := range held {
		f.Alarms = append(f.Alarms, heldAlarm(h, now))
	}
	for _, state := range []lookback.RunState{lookback.RunPending, lookback.RunRunning} {
		runs, err := tx.ListRuns(state, 0, 0)
		if err != nil {
			return f, err
		}
		f.Open = append(f.Open, runs...)
	}
	f.Alarms = append(f.Alarms, runAlarms(f.Open, now)...)
	return f, nil
}

// listsNow joins editions, feeds and held editions by list.
func listsNow(tx store.Tx) ([]ListFreshness, error) {
	byList := map[string]ListFreshness{}
	editions, err := tx.EditionsAt(store.Now)
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		byList[e.List] = ListFreshness{List: e.List, Edition: e}
	}
	feeds, err := tx.ListFeeds()
	if err != nil {
		return nil, err
	}
	for _, f := range feeds {
		l := byList[f.List]
		l.List, l.Feed = f.List, &f
		byList[f.List] = l
	}
	held, err := tx.ListHeld("", lookback.HeldWaiting)
	if err != nil {
		return nil, err
	}
	for _, h := range held {
		l := byList[h.Edition.List]
		l.Held++
		byList[h.Edition.List] = l
	}
	var all []ListFreshness
	for _, name := range sortedKeys(byList) {
		all = append(all, byList[name])
	}
	return all, nil
}

// alarms are those about the feed of a list. One that is imported by hand has none.
func (l ListFreshness) alarms(now time.Time) []lookback.Alarm {
	if l.Feed == nil {
		return nil
	}
	var all []lookback.Alarm
	state := l.Feed.State
	good := firstTime(state.Good, l.Feed.Since)
	deadline := good.Add(dayLimit)
	if now.Sub(good) > dayWarn {
		all = append(all, lookback.Alarm{Kind: lookback.AlarmLate, List: l.List, Deadline: deadline, Late: now.After(deadline),
			Sentence: fmt.Sprintf("the publisher of %s has not answered since %s; the next answer was due by %s", l.List, good.Format(time.DateTime), deadline.Format(time.DateTime))})
	}
	if state.Failures >= failuresWarn {
		all = append(all, lookback.Alarm{Kind: lookback.AlarmFailing, List: l.List, Deadline: deadline, Late: now.After(deadline),
			Sentence: fmt.Sprintf("fetching %s failed %d times in a row, at last because: %s", l.List, state.Failures, state.Problem)})
	}
	if age := l.Age(now); l.Feed.MaxAge > 0 && age > l.Feed.MaxAge {
		all = append(all, lookback.Alarm{Kind: lookback.AlarmStale, List: l.List, Deadline: l.Edition.Published.Add(l.Feed.MaxAge), Late: true,
			Sentence: fmt.Sprintf("the edition of %s in force was published %d days ago, and none should be older than %d", l.List, days(age), days(l.Feed.MaxAge))})
	}
	return all
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

func heldAlarm(h lookback.HeldEdition, now time.Time) lookback.Alarm {
	deadline := h.Arrived.Add(rescreenLimit)
	return lookback.Alarm{Kind: lookback.AlarmHeld, List: h.Edition.List, Deadline: deadline, Late: now.After(deadline),
		Sentence: fmt.Sprintf("held edition %d of %s waits for a person since %s", h.ID, h.Edition.List, h.Arrived.Format(time.DateTime))}
}

// runAlarms are about lookbacks that take long; of one that is not about an edition too, because its results are as old.
func runAlarms(open []lookback.Run, now time.Time) []lookback.Alarm {
	var all []lookback.Alarm
	for _, r := range open {
		if now.Sub(r.Started) <= rescreenWarn {
			continue
		}
		list, _, _ := parseEditionSubject(r.Subject)
		deadline := r.Started.Add(rescreenLimit)
		all = append(all, lookback.Alarm{Kind: lookback.AlarmRescreen, List: list, Run: r.ID, Deadline: deadline, Late: now.After(deadline),
			Sentence: fmt.Sprintf("lookback %d (%s) is not done since %s", r.ID, r.Cause, r.Started.Format(time.DateTime))})
	}
	return all
}

// NoteAlarms writes an event for each followed list whose alarms began, changed or ended since the last time.
func (s *Service) NoteAlarms(ctx context.Context, actor string) error {
	actor, err := person(actor)
	if err != nil {
		return err
	}
	fresh, err := s.Freshness(ctx)
	if err != nil || !slices.ContainsFunc(fresh.Lists, func(l ListFreshness) bool {
		return l.Feed != nil && l.Feed.State.Alarm != alarmWords(fresh.Alarms, l.List)
	}) {
		return err
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		fresh, err := freshness(tx, s.now())
		if err != nil {
			return err
		}
		for _, l := range fresh.Lists {
			words := alarmWords(fresh.Alarms, l.List)
			if l.Feed == nil || l.Feed.State.Alarm == words {
				continue
			}
			l.Feed.State.Alarm = words
			if _, err := tx.PutFeed(*l.Feed); err != nil {
				return err
			}
			if err := s.record(tx, lookback.EventAlarm, actor, "list "+l.List, alarmEvent{List: l.List, Alarm: words}); err != nil {
				return err
			}
		}
		return nil
	})
}

// alarmWords names the alarms about a list, and which are late.
func alarmWords(alarms []lookback.Alarm, list string) string {
	var words []string
	for _, a := range alarms {
		word := string(a.Kind)
		if a.Late {
			word += " (deadline passed)"
		}
		if a.List == list && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// GapsOf returns the times that the lookback of an edition did not cover: when nobody knew whether there was a new edition,
// since the edition before, and what its lookback took beyond the limit. Other lookbacks have none.
func GapsOf(tx store.Tx, r lookback.Run) ([]lookback.Gap, error) {
	list, seq, ok := parseEditionSubject(r.Subject)
	if !ok {
		return nil, nil
	}
	e, err := tx.GetEditionSeq(list, seq)
	if err != nil {
		return nil, err
	}
	var since time.Time
	if seq > 1 {
		before, err := tx.GetEditionSeq(list, seq-1)
		if err != nil {
			return nil, err
		}
		since = before.Imported
	}
	feed, err := tx.GetFeed(list)
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	var gaps []lookback.Gap
	for _, g := range feed.State.Gaps {
		// The edition that ends a gap is imported a little before its answer is noted.
		if g.Until.After(since) && g.From.Before(e.Imported) {
			gaps = append(gaps, lookback.Gap{List: list, From: g.From, Until: g.Until, Sentence: fmt.Sprintf("the publisher of %s did not answer for %d hours", list, int(g.Until.Sub(g.From).Hours()))})
		}
	}
	if took := r.Finished.Sub(e.Imported); took > rescreenLimit {
		gaps = append(gaps, lookback.Gap{List: list, From: e.Imported.Add(rescreenLimit), Until: r.Finished, Sentence: fmt.Sprintf("the lookback was done %d hours after the edition came", int(took.Hours()))})
	}
	return gaps, nil
}
