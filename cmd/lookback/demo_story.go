package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// demoSummary is the last line of the demo for machines.
type demoSummary struct {
	Records      int  `json:"records"`
	Affected     int  `json:"affected"`
	Planted      int  `json:"planted"`
	PlantedFound int  `json:"planted_found"`
	Moved        int  `json:"moved"`        // records that the network moved
	MovedFound   int  `json:"moved_found"`  // of those, how many the lookback found
	MovedOthers  int  `json:"moved_others"` // records that it found and the network did not move
	People       int  `json:"people"`       // reviewed because of that, each counted once
	Reconciles   bool `json:"reconciles"`
}

// shown is how many affected records the demo shows in full.
const shown = 3

// tell prints the story: every lookback in a table, the last one in sentences, three people in full, and the sums.
func (d *demo) tell(ctx context.Context) (demoSummary, error) {
	last := d.runs[len(d.runs)-1]
	var affected []affectedRecord
	err := d.store.View(ctx, func(tx store.Tx) (err error) {
		affected, err = affectedBy(tx, last)
		return err
	})
	if err != nil {
		return demoSummary{}, err
	}
	outcome, err := funnelOf(ctx, d.reviewing.cases, d.openingRun())
	if err != nil {
		return demoSummary{}, err
	}
	s := d.summary(affected, outcome)
	if d.json {
		return s, nil
	}
	d.sayArrivals()
	d.sayRuns()
	d.sayLast(last)
	for _, x := range d.choose(affected) {
		if err := d.sayAffected(ctx, x); err != nil {
			return s, err
		}
	}
	d.sayDiscovery()
	d.sayOutcome(outcome)
	d.saySums(last, s)
	return s, nil
}

// summary counts the truth that was planted in the world against what the last lookback found.
func (d *demo) summary(affected []affectedRecord, outcome casework.Funnel) demoSummary {
	last := d.runs[len(d.runs)-1]
	s := demoSummary{Records: d.arrived.Stored, Affected: last.Counts.Affected, Moved: len(d.world.Network.Moved), Reconciles: d.reconciles() && d.endsAsPlanted(outcome)}
	s.People = outcome.Find("people").Count
	s.MovedFound, s.MovedOthers = d.movedFound()
	for _, p := range d.plantedInLast() {
		s.Planted++
		if slices.ContainsFunc(affected, func(x affectedRecord) bool {
			return x.record.Ref() == p.Record && x.alert.EntryID == p.Entry && x.alert.State == lookback.AlertOpen
		}) {
			s.PlantedFound++
		}
	}
	return s
}

// plantedInLast returns the people whom only the last edition's lookback can find.
func (d *demo) plantedInLast() []scenario.Plant {
	list := d.world.Lists[0]
	var plants []scenario.Plant
	for _, p := range d.world.Planted {
		if p.List == list.Name && p.Edition == len(list.Editions) && p.Lookback {
			plants = append(plants, p)
		}
	}
	return plants
}

// reconciles reports whether every count adds up: records that arrived, and each run's scope.
func (d *demo) reconciles() bool {
	if d.arrived.Stored+d.arrived.Unchanged != len(d.world.Records) {
		return false
	}
	for _, r := range d.runs {
		if !r.Counts.Reconciles() {
			return false
		}
	}
	for _, x := range d.found.days {
		if !x.run.Counts.Reconciles() || x.run.Counts.InScope != len(d.world.Records) {
			return false
		}
	}
	return true
}

func (d *demo) sayArrivals() {
	first, last := d.world.Records[0].Arrived, d.world.Records[len(d.world.Records)-1].Arrived
	d.say("A fictional world, seed %d. Nobody in it exists.", d.world.Seed)
	d.say("\nFrom %s to %s %d people arrived. Each was screened against the lists of that day:",
		first.Format(time.DateOnly), last.Format(time.DateOnly), d.arrived.Stored)
	d.say("on arrival %d alerts were opened; everybody else was cleared, and the clearance can be proved.", d.arrived.Opened)
}

func (d *demo) sayRuns() {
	d.say("\nMeanwhile the lists changed, and each change was asked about everybody known by then:\n")
	rows := [][]string{{"date", "lookback", "edition", "added", "amended", "removed", "in scope", "affected", "opened", "ended", "changed"}}
	publications := d.publications()
	for i, r := range d.runs {
		p := publications[i]
		e := p.list.Editions[p.seq-1]
		added := len(e.Added)
		if p.seq == 1 {
			added = len(e.Entries)
		}
		c := r.Counts
		rows = append(rows, []string{e.Published.Format(time.DateOnly), fmt.Sprint(r.ID), fmt.Sprintf("%s %d", p.list.Name, p.seq),
			fmt.Sprint(added), fmt.Sprint(len(e.Amended)), fmt.Sprint(len(e.Removed)), fmt.Sprint(c.InScope), fmt.Sprint(c.Affected),
			fmt.Sprint(c.AlertsOpened), fmt.Sprint(c.AlertsEnded), fmt.Sprint(c.AlertsChanged)})
	}
	d.table(rows)
}

func (d *demo) sayLast(last lookback.Run) {
	d.say("\nThe last of them:")
	d.sayRun(last)
}

// choose picks the people to show: those whom the world planted, newly found, by record.
func (d *demo) choose(affected []affectedRecord) []affectedRecord {
	planted := map[string]string{}
	for _, p := range d.plantedInLast() {
		planted[p.Record] = p.Entry
	}
	var chosen []affectedRecord
	for _, x := range affected {
		if len(chosen) < shown && x.alert.Opened == x.alert.Changed && planted[x.record.Ref()] == x.alert.EntryID {
			chosen = append(chosen, x)
		}
	}
	return chosen
}

// sayAffected shows one person: what was known at first screening, what changed, and why that concerns them.
func (d *demo) sayAffected(ctx context.Context, x affectedRecord) error {
	from, key, err := lookback.ParseRecordRef(x.record.Ref())
	if err != nil {
		return err
	}
	screened, err := d.firstScreened(ctx, x.record)
	if err != nil {
		return err
	}
	before, err := d.service.ClearanceAt(ctx, from, key, screened)
	if err != nil {
		return err
	}
	d.say("\n%s", x.record.Ref())
	d.sayParty(x.record.Party)
	d.say("  First screened on %s under policy %d: %s.", screened.Format(time.DateOnly), before.Policy.Version, api.ResultWord(before))
	for _, e := range before.Editions {
		d.say("    against %s edition %d of %s (%.12s)", e.List, e.Seq, e.Published.Format(time.DateOnly), e.ID)
	}
	d.say("  What changed: %s.", d.whatChanged(x))
	d.say("  Alert %d on %s/%s:", x.alert.ID, x.alert.List, x.alert.EntryID)
	d.sayEvidence(x.alert.Evidence)
	return nil
}

// firstScreened returns the time at which the journal says that a record was stored and screened.
func (d *demo) firstScreened(ctx context.Context, r lookback.Record) (at time.Time, err error) {
	err = d.store.View(ctx, func(tx store.Tx) error {
		event, err := tx.GetEvent(r.Position)
		at = event.Time
		return err
	})
	return at, err
}

func (d *demo) whatChanged(x affectedRecord) string {
	for _, p := range d.plantedInLast() {
		if p.Record == x.record.Ref() && p.Entry == x.alert.EntryID {
			return fmt.Sprintf("edition %d %s entry %s", p.Edition, p.Change, p.Entry)
		}
	}
	return x.alert.Reason
}

func (d *demo) saySums(last lookback.Run, s demoSummary) {
	c := last.Counts
	d.say("\nThe numbers add up:")
	d.say("  %d people identified = %d records that the network moved", s.People, s.Moved)
	d.say("  %d records = %d stored + %d unchanged", len(d.world.Records), d.arrived.Stored, d.arrived.Unchanged)
	d.say("  %d in scope of the last lookback = %d searched + %d excluded", c.InScope, c.Searched, c.Excluded)
	d.say("  of %d people of whom this world says that the last edition describes them, %d were found", s.Planted, s.PlantedFound)
	d.say("\nAn alert is a reason to look. What became of anybody is what a named person recorded or ruled, with written reasons.")
}
