package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// demoReview is the work on the cases of the story: who is reviewed, by whom, and what is recorded of them.
type demoReview struct {
	*demo
	cases    *casework.Service
	files    map[string]lookback.Case // by record
	requests map[string]int64         // redress, by record

	protected map[lookback.ProtectionKind]int // people by what protects them
	sheltered int                             // people whom anything protects
}

// review opens a case for everybody whom the network moved, and lets people rule on them day by day.
func (d *demo) review(ctx context.Context) error {
	r := &demoReview{demo: d, cases: casework.New(d.store, func() time.Time { return d.now }, casework.Options{}),
		files: map[string]lookback.Case{}, requests: map[string]int64{}, protected: map[lookback.ProtectionKind]int{}}
	d.reviewing = r
	outcomes := d.world.Outcomes
	sortBy(outcomes, func(o scenario.Outcome) int64 { return int64(o.Date) })
	progress := d.progress("cases reviewed")
	for _, o := range outcomes {
		if err := r.open(ctx, o.Record); err != nil {
			return err
		}
	}
	for i, o := range outcomes {
		if err := r.decide(ctx, o); err != nil {
			return err
		}
		progress(i+1, len(outcomes))
	}
	return nil
}

// open puts a record under review, because of the path alert that leads to the listed party.
func (r *demoReview) open(ctx context.Context, ref string) error {
	from, key, err := lookback.ParseRecordRef(ref)
	if err != nil {
		return err
	}
	var ground lookback.EvidenceRef
	err = r.store.View(ctx, func(tx store.Tx) error {
		record, err := tx.GetRecord(from, key, store.Now)
		if err != nil {
			return err
		}
		alert, found, err := tx.FindPathAlert(record.ID, r.world.Network.Listed, store.Now)
		if err == nil && !found {
			err = fmt.Errorf("the network moved %s and no path alert says so: %w", ref, lookback.ErrCheck)
		}
		ground = lookback.EvidenceRef{Kind: lookback.EvidencePathAlert, ID: fmt.Sprint(alert.ID)}
		return err
	})
	if err != nil {
		return err
	}
	r.tick(15 * time.Second)
	r.files[ref], err = r.cases.OpenCase(ctx, ground, "intake.desk")
	return err
}

// tick lets time pass.
func (r *demoReview) tick(d time.Duration) { r.now = r.now.Add(d) }

// decide records what becomes known of one case on its day, one axis at a time. Those whose manifest meant somebody else
// look like the others until that is found.
func (r *demoReview) decide(ctx context.Context, o scenario.Outcome) error {
	r.now = later(r.now, o.Date.Time().Add(9*time.Hour))
	if err := r.protect(ctx, o); err != nil {
		return err
	}
	if o.Fate == scenario.ByRedress {
		o.Identity, o.Tie, o.Outcome, o.Closed = lookback.IdentityPossible, lookback.TieContextual, lookback.OutcomeNone, false
	}
	for _, x := range []lookback.Axis{lookback.AxisIdentity, lookback.AxisTie, lookback.AxisWhereabouts, lookback.AxisOutcome} {
		to := map[lookback.Axis]lookback.AxisValue{
			lookback.AxisIdentity: o.Identity, lookback.AxisTie: o.Tie, lookback.AxisWhereabouts: o.Whereabouts, lookback.AxisOutcome: o.Outcome,
		}[x]
		if to == x.Values()[0] {
			continue
		}
		if err := r.put(ctx, o, r.reviewerOf(o), x, to); err != nil {
			return err
		}
	}
	if o.Closed {
		return r.put(ctx, o, r.reviewerOf(o), lookback.AxisWorkflow, lookback.WorkClosed)
	}
	return nil
}

// protectionsFor are the kinds of protection that the world plants, by its words.
var protectionsFor = map[string]lookback.ProtectionKind{
	"asylum claim pending": lookback.ProtectClaim, "trafficking victim": lookback.ProtectTrafficking, "relief granted": lookback.ProtectRelief,
}

// protect sets what protects the person of a case, before anything else is decided.
func (r *demoReview) protect(ctx context.Context, o scenario.Outcome) error {
	for _, words := range o.Protection {
		kind := protectionsFor[words]
		r.tick(time.Minute)
		if _, err := r.cases.Protect(ctx, casework.ProtectionOrder{Record: o.Record, Kind: kind, Source: "interview by the protection desk", Since: r.now, Person: "protection.desk"}); err != nil {
			return err
		}
		r.protected[kind]++
	}
	if len(o.Protection) > 0 {
		r.sheltered++
	}
	return nil
}

// sayProtected tells how many are protected, by what, and what it does. Nobody was chosen by it.
func (d *demo) sayProtected() {
	r := d.reviewing
	if r.sheltered == 0 {
		d.say("\nNone of them is protected, as far as anybody has said.")
		return
	}
	var words []string
	for _, kind := range lookback.ProtectionKinds() {
		if n := r.protected[kind]; n > 0 {
			words = append(words, fmt.Sprintf("%s: %d", kind, n))
		}
	}
	d.say("\n%d of them are protected (%s): it shows with every case and alert, bars what could expose them, and selected nobody. case list names each.", r.sheltered, strings.Join(words, "; "))
}

// reviewerOf shares the cases out.
func (r *demoReview) reviewerOf(o scenario.Outcome) string {
	return fmt.Sprintf("reviewer.%d", r.files[o.Record].ID%4+1)
}

// put changes or rules one axis, as the rules want it.
func (r *demoReview) put(ctx context.Context, o scenario.Outcome, reviewer string, x lookback.Axis, to lookback.AxisValue) error {
	file := r.files[o.Record]
	r.tick(4 * time.Minute)
	if !lookback.NeedsRuling(x, to) {
		order := casework.ChangeOrder{Case: file.ID, Axis: x, To: to, Actor: reviewer, Reason: "reported by the field office", Source: "field office",
			Evidence: []lookback.EvidenceRef{{Kind: lookback.EvidenceDocument, ID: fmt.Sprintf("report-%d", file.ID)}}, Time: r.now}
		if to.Legal() {
			order.Legal = o.Legal
		}
		_, err := r.cases.Change(ctx, order)
		return err
	}
	_, err := r.cases.Rule(ctx, casework.RulingOrder{Case: file.ID, Axis: x, To: to, Person: reviewer, Reasons: reasonsFor[to], Source: "file of the investigation",
		Evidence: []lookback.EvidenceRef{file.Ground}})
	return err
}

// reasonsFor gives the reasons of the story's rulings.
var reasonsFor = map[lookback.AxisValue]string{
	lookback.IdentityPossible:     "name and month of the manifest fit, nothing else was compared yet",
	lookback.IdentityProbable:     "name, birthday and day of arrival fit the manifest",
	lookback.IdentityInsufficient: "the manifest has a name and nothing else, and nobody could be asked",
	lookback.IdentityDifferent:    "the passport on the manifest belongs to another person of the same name",
	lookback.TieContextual:        "was moved by the network, and nothing more is known",
	lookback.TieUnsubstantiated:   "paid for a journey; nothing in the file goes beyond that",
	lookback.TieRefuted:           "the tie meant somebody else and was withdrawn",
	lookback.OutcomeCleared:       "nothing speaks against the person, who was told so",
	lookback.WorkClosed:           "all questions are answered",
}

// byRedress calls fn for each of those who are cleared through redress.
func (r *demoReview) byRedress(fn func(o scenario.Outcome) error) error {
	for _, o := range r.world.Outcomes {
		if o.Fate == scenario.ByRedress {
			if err := fn(o); err != nil {
				return err
			}
		}
	}
	return nil
}

// The people of the redress: the desk that takes requests in, and a reviewer who had no part in the cases.
const (
	redressDesk    = "redress.desk"
	redressOfficer = "redress.officer.1"
)

// hear takes in the requests of those whom the manifest did not mean, and answers them.
func (d *demo) hear(ctx context.Context) error {
	r := d.reviewing
	return r.byRedress(func(o scenario.Outcome) error {
		from, key, err := lookback.ParseRecordRef(o.Record)
		if err != nil {
			return err
		}
		d.now = later(d.now, scenario.RedressAsked.Time().Add(9*time.Hour))
		asked, err := r.cases.ReceiveRedress(ctx, casework.RedressOrder{Source: from, Key: key, Requester: "the person of " + o.Record, Actor: redressDesk,
			Statement: "I did not travel with them. The passport on their list is not mine."})
		if err != nil {
			return err
		}
		r.requests[o.Record] = asked.ID
		r.tick(time.Hour)
		if _, err := r.cases.AssignRedress(ctx, asked.ID, redressOfficer, redressDesk); err != nil {
			return err
		}
		r.tick(time.Hour)
		if _, err := r.cases.AcknowledgeRedress(ctx, asked.ID, redressDesk, "We have your request and look into it."); err != nil {
			return err
		}
		r.tick(time.Hour)
		_, err = r.cases.AnswerRedress(ctx, asked.ID, redressDesk, "We compare your passport and will tell you by the end of the year.")
		return err
	})
}

// putRight clears those whose ties were withdrawn, and ends their requests.
func (d *demo) putRight(ctx context.Context) error {
	r := d.reviewing
	return r.byRedress(func(o scenario.Outcome) error {
		for _, x := range []lookback.Axis{lookback.AxisIdentity, lookback.AxisTie, lookback.AxisOutcome} {
			to := map[lookback.Axis]lookback.AxisValue{lookback.AxisIdentity: o.Identity, lookback.AxisTie: o.Tie, lookback.AxisOutcome: o.Outcome}[x]
			if err := r.put(ctx, o, redressOfficer, x, to); err != nil {
				return err
			}
		}
		_, err := r.cases.DecideRedress(ctx, casework.RedressDecision{Redress: r.requests[o.Record], State: lookback.RedressUpheld, Person: redressOfficer,
			Reasons: "the passport belongs to another person of the same name", Summary: "We confused you with somebody else and have put that right."})
		if err != nil {
			return err
		}
		return r.put(ctx, o, redressOfficer, lookback.AxisWorkflow, lookback.WorkClosed)
	})
}

// openingRun returns the lookback that opened the alerts on the listed party.
func (d *demo) openingRun() int64 {
	if len(d.found.paths) == 0 {
		return 0
	}
	return d.found.paths[0].RunID
}

// sayOutcome tells where the cases stand in the end, with the sum, and how to follow each number to its events.
func (d *demo) sayOutcome(f casework.Funnel) {
	people := f.Find("people").Count
	d.say("\nWhat became of the %d people identified, as of %s, each reviewed by named persons in %d cases:\n", people, f.AsOf.Format(time.DateOnly), f.Find("cases").Count)
	rows := [][]string{{"where the case stands", "people", "follow it to its events"}}
	for _, c := range append(f.Partition("standing"), f.Partition("threat")...) {
		if c.Count > 0 || c.Always {
			rows = append(rows, []string{c.Title, fmt.Sprint(c.Count), fmt.Sprintf("report funnel --run %d --internal --purpose WHY --follow %q", f.Run, c.Key)})
		}
	}
	d.table(rows)
	d.say("\nBeing moved by the network is context: %d findings of association or involvement were made, and %d people are held on a criminal basis.",
		f.Find("tie:"+string(lookback.TieAssociation)).Count+f.Find("tie:"+string(lookback.TieInvolvement)).Count, f.Find("standing:in-custody-criminal").Count)
	d.sayProtected()
	d.say("")
	d.sayTimes(f.Spans)
	d.say("\nThe sum:")
	d.saySum(f, "standing")
}

// endsAsPlanted reports whether the report counts what the world planted, fate by fate.
func (d *demo) endsAsPlanted(f casework.Funnel) bool {
	counts := map[scenario.Fate]int{}
	for _, t := range d.world.Tally() {
		counts[t.Fate] = t.Count
	}
	for key, want := range map[string]int{
		"people": len(d.world.Network.Moved), "standing:in-custody-administrative": counts[scenario.InCustody],
		"standing:whereabouts-unknown": counts[scenario.Unknown], "standing:located": counts[scenario.Located],
		"standing:cleared": counts[scenario.Cleared], "standing:cleared-through-redress": counts[scenario.ByRedress],
	} {
		if f.Find(key).Count != want {
			return false
		}
	}
	return true
}
