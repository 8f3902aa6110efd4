package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// What makes a reviewer look like a rubber stamp (R29). Fewer decisions than that say nothing.
const (
	StampDecisions = 20          // decisions of one kind without one that departs from the machine or the first person
	StampTime      = time.Minute // half of all decisions took less
)

// Quality says how people decide: how often the second disagrees with the first, how often a person departs from the
// machine's rank, how long a decision takes, and who looks like a rubber stamp.
type Quality struct {
	AsOf      time.Time
	Position  int64
	Rulings   int
	Needed    int // of the rulings, those that needed a second person
	Seconded  int // of those, reviewed
	Disagreed int // of those, not agreed to
	Redress   RedressCounts
	Reviewers []Reviewer
	Alarms    []string
}

// Reviewer is how one person decided.
type Reviewer struct {
	Person    string
	Rulings   int
	Ranked    int           // rulings on identity that rest on an alert, whose score ranks it
	Overrides int           // of those, against the rank
	Seconds   int           // reviews as the second person
	Disagreed int           // of those, without agreement
	Timed     int           // decisions before which the person did something on the same day
	Median    time.Duration // since that; an upper bound of the time that the decision took
}

// RedressCounts say what came of requests for redress, and how often somebody was taken for somebody else. Misidentifications
// are counted however they came to light (GAO-06-1031).
type RedressCounts struct {
	Received      int
	Ended         int
	Upheld        int           // of those, in whole or in part
	Late          int           // of those that go on, with a step overdue
	Median        time.Duration // from receipt to decision
	Misidentified int           // people found to be somebody else, or whose tie was refuted, with or without a request
}

// count counts requests and misidentified people.
func (c *RedressCounts) count(tx store.Tx, files []dossier, now time.Time) error {
	all, err := tx.Redresses().List(store.KeptFilter{})
	if err != nil {
		return err
	}
	var took []time.Duration
	for _, r := range all {
		c.Received++
		switch {
		case r.Ended():
			c.Ended++
			took = append(took, r.Decided.Recorded.Sub(r.Received))
			if r.State == lookback.RedressUpheld || r.State == lookback.RedressPartly {
				c.Upheld++
			}
		case r.Late(now):
			c.Late++
		}
	}
	var s Span
	s.set(took)
	c.Median = s.Median
	for _, d := range files {
		if d.file.Identity == lookback.IdentityDifferent || d.file.Tie == lookback.TieRefuted {
			c.Misidentified++
		}
	}
	return nil
}

// Quality reads every ruling as it stands now.
func (s *Service) Quality(ctx context.Context) (q Quality, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		q = Quality{}
		if q.Position, err = tx.Position(); err != nil {
			return err
		}
		if last, err := tx.GetEvent(q.Position); err == nil {
			q.AsOf = last.Time
		}
		files, err := dossiers(tx, func(int64) bool { return true })
		if err != nil {
			return err
		}
		if err := q.Redress.count(tx, files, s.now()); err != nil {
			return err
		}
		return q.read(tx, files, s.highScore)
	})
	return q, err
}

// bench gathers what each person did.
type bench struct {
	people map[string]*Reviewer
	acts   map[string][]time.Time // everything the person did
	ruled  map[string][]time.Time // of that, decisions
}

func (b *bench) of(person string) *Reviewer {
	key := strings.ToLower(person)
	if b.people[key] == nil {
		b.people[key] = &Reviewer{Person: person}
	}
	return b.people[key]
}

func (b *bench) act(person string, at time.Time, decides bool) {
	key := strings.ToLower(person)
	b.acts[key] = append(b.acts[key], at)
	if decides {
		b.ruled[key] = append(b.ruled[key], at)
	}
}

func (q *Quality) read(tx store.Tx, files []dossier, high lookback.Score) error {
	b := &bench{people: map[string]*Reviewer{}, acts: map[string][]time.Time{}, ruled: map[string][]time.Time{}}
	for _, d := range files {
		for _, e := range d.history {
			if e.Change.Ruling == 0 {
				b.act(e.Actor, e.Recorded, false)
			}
		}
		rulings, err := tx.RulingsOf(d.file.ID, store.Now)
		if err != nil {
			return err
		}
		for _, r := range rulings {
			if err := q.count(tx, b, r, high); err != nil {
				return err
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.people)) {
		p := b.people[key]
		p.time(b.acts[key], b.ruled[key])
		q.Reviewers = append(q.Reviewers, *p)
		q.Alarms = append(q.Alarms, p.alarms()...)
	}
	return nil
}

func (q *Quality) count(tx store.Tx, b *bench, r lookback.Ruling, high lookback.Score) error {
	p := b.of(r.Person)
	q.Rulings++
	p.Rulings++
	b.act(r.Person, r.Recorded, true)
	ranked, override, err := departs(tx, r, high)
	if ranked {
		p.Ranked++
	}
	if override {
		p.Overrides++
	}
	if r.Needs != "" {
		q.Needed++
	}
	if r.Second.Person == "" {
		return err
	}
	second := b.of(r.Second.Person)
	q.Seconded++
	second.Seconds++
	b.act(r.Second.Person, r.Second.Recorded, true)
	if !r.Second.Agrees {
		q.Disagreed++
		second.Disagreed++
	}
	return err
}

// departs reports whether a machine ranked what is ruled on, and whether the ruling departs from it: a high score was ruled
// to be somebody else or not to suffice, or a lower one the same.
func departs(tx store.Tx, r lookback.Ruling, high lookback.Score) (ranked, override bool, err error) {
	if r.Axis != lookback.AxisIdentity {
		return false, false, nil
	}
	var score lookback.Score
	for _, ref := range r.Evidence {
		if ref.Kind != lookback.EvidenceAlert {
			continue
		}
		a, err := tx.GetAlert(ref.Number(), r.Position)
		if err != nil {
			return false, false, err
		}
		ranked, score = true, max(score, a.Evidence.Score)
	}
	switch r.To {
	case lookback.IdentityDifferent, lookback.IdentityInsufficient:
		override = ranked && score >= high
	case lookback.IdentitySame:
		override = ranked && score < high
	}
	return ranked, override, nil
}

// time sets the median time since what the person did before on the same day.
func (p *Reviewer) time(acts, ruled []time.Time) {
	slices.SortFunc(acts, time.Time.Compare)
	var took []time.Duration
	for _, at := range ruled {
		i, _ := slices.BinarySearchFunc(acts, at, time.Time.Compare)
		if i > 0 && acts[i-1].UTC().Format(time.DateOnly) == at.UTC().Format(time.DateOnly) {
			took = append(took, at.Sub(acts[i-1]))
		}
	}
	var s Span
	s.set(took)
	p.Timed, p.Median = s.People, s.Median
}

// alarms says in sentences why a reviewer looks like a rubber stamp. It accuses nobody: somebody has to talk to them.
func (p Reviewer) alarms() (all []string) {
	if p.Ranked >= StampDecisions && p.Overrides == 0 {
		all = append(all, fmt.Sprintf("%s followed the machine's rank in all of %d decisions", p.Person, p.Ranked))
	}
	if p.Seconds >= StampDecisions && p.Disagreed == 0 {
		all = append(all, fmt.Sprintf("%s agreed in all of %d second reviews", p.Person, p.Seconds))
	}
	if p.Timed >= StampDecisions && p.Median < StampTime {
		all = append(all, fmt.Sprintf("%s took less than %s for half of %d decisions", p.Person, StampTime, p.Timed))
	}
	return all
}
