package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// demoNetwork is what became of the network of the story: one lookback for each day on which something became known.
type demoNetwork struct {
	days  []demoTieDay
	paths []lookback.PathAlert // opened when it became known who is affiliated with the listed organisation
	ended []lookback.PathAlert // by the retractions
}

// demoTieDay is a day of the investigation and its lookback.
type demoTieDay struct {
	day  lookback.Day
	what string
	run  lookback.Run
}

// discover lets the network become known through the real service, day by day.
func (d *demo) discover(ctx context.Context) error {
	n := &d.world.Network
	progress := d.progress("days of the investigation")
	for ties := n.Ties; len(ties) > 0; {
		day, some := lookback.DayOf(ties[0].Recorded), 0
		for some < len(ties) && lookback.DayOf(ties[some].Recorded) == day {
			some++
		}
		batch := screening.TieBatch{Ties: ties[:some]}
		if len(d.found.days) == 0 {
			batch.Networks, batch.Parties = []lookback.Network{n.Network}, n.Parties
		}
		ties = ties[some:]
		if err := d.learn(ctx, day, batch); err != nil {
			return err
		}
		progress(len(n.Ties)-len(ties), len(n.Ties))
	}
	return nil
}

// learn stores what became known on a day and runs its lookback.
func (d *demo) learn(ctx context.Context, day lookback.Day, batch screening.TieBatch) error {
	d.now = later(d.now, (day + 1).Time().Add(-time.Hour))
	result, err := d.service.PutTies(ctx, "analyst.1", batch)
	if err != nil {
		return err
	}
	return d.runTies(ctx, demoTieDay{day: day, what: whatTies(batch)}, result.Run)
}

// whatTies says what a batch holds: the network with its parties, or the two most frequent classes of tie.
func whatTies(b screening.TieBatch) string {
	if len(b.Networks) > 0 {
		return fmt.Sprintf("a network, %d parties", len(b.Parties))
	}
	counts := map[string]int{}
	for _, t := range b.Ties {
		counts[string(t.Class)]++
	}
	classes := sortedKeys(counts)
	slices.SortStableFunc(classes, func(a, b string) int { return counts[b] - counts[a] })
	var words []string
	for _, c := range classes[:min(2, len(classes))] {
		words = append(words, fmt.Sprintf("%d %s", counts[c], c))
	}
	return strings.Join(words, ", ")
}

// correct withdraws the ties that meant somebody else.
func (d *demo) correct(ctx context.Context) error {
	for _, r := range d.world.Network.Retractions {
		d.now = later(d.now, r.Recorded)
		result, err := d.service.RetractTie(ctx, r)
		if err != nil {
			return err
		}
		if err := d.runTies(ctx, demoTieDay{day: lookback.DayOf(r.Recorded), what: "tie " + r.Tie + " withdrawn"}, result.Run); err != nil {
			return err
		}
	}
	return nil
}

// runTies runs the lookback that a day ordered.
func (d *demo) runTies(ctx context.Context, day demoTieDay, id int64) error {
	if err := d.service.Resume(ctx, func(lookback.Run, int, int) {}); err != nil {
		return err
	}
	var err error
	if day.run, err = runByID(ctx, d.store, id); err != nil {
		return fmt.Errorf("read the lookback of %s: %w", day.day, err)
	}
	d.found.days = append(d.found.days, day)
	return nil
}

// readPaths reads which alerts opened on the listed organisation, and which ended again.
func (d *demo) readPaths(ctx context.Context) error {
	return d.store.View(ctx, func(tx store.Tx) error {
		for _, day := range d.found.days {
			alerts, err := pathsOfRun(tx, day.run)
			if err != nil {
				return err
			}
			for _, a := range alerts {
				switch {
				case a.State == lookback.AlertEnded:
					d.found.ended = append(d.found.ended, a)
				case a.Target == d.world.Network.Listed && a.Opened == a.Changed:
					d.found.paths = append(d.found.paths, a)
				}
			}
		}
		return nil
	})
}

// movedFound counts the records that the lookbacks found against those that the network moved: how many of them
// were found, and how many others.
func (d *demo) movedFound() (found, others int) {
	refs := map[string]bool{}
	for _, a := range d.found.paths {
		refs[a.Record] = true
	}
	for _, ref := range sortedKeys(refs) {
		if _, moved := slices.BinarySearch(d.world.Network.Moved, ref); moved {
			found++
		} else {
			others++
		}
	}
	return found, others
}

// sayDiscovery tells how the network became known, whom that affects, and how two of them are connected.
func (d *demo) sayDiscovery() {
	n := d.world.Network
	d.say("\nThen a network becomes known that moves people over borders. Nobody it moved is on a list.\n")
	rows := [][]string{{"date", "lookback", "what became known", "changed ties", "in scope", "affected", "opened", "ended", "changed"}}
	for _, x := range d.found.days {
		c := x.run.Counts
		rows = append(rows, []string{x.day.String(), fmt.Sprint(x.run.ID), x.what, fmt.Sprint(c.Changes), fmt.Sprint(c.InScope), fmt.Sprint(c.Affected),
			fmt.Sprint(c.AlertsOpened), fmt.Sprint(c.AlertsEnded), fmt.Sprint(c.AlertsChanged)})
	}
	d.table(rows)
	found, others := d.movedFound()
	d.say("\nThe network moved %d of the people held; the lookback found %d of them and %d others.", len(n.Moved), found, others)
	d.sayParts()
	for _, a := range d.found.paths[:min(shownPaths, len(d.found.paths))] {
		d.sayPathAlerts([]lookback.PathAlert{a})
	}
	d.say("\nTies of %d records rest on a hypothesis alone, and %d shared a public place with people of the network: none of them has an alert by that.",
		len(n.Hypotheses), len(n.AtHubs))
	if len(d.found.ended) > 0 {
		d.say("\nLater %d ties turn out to mean somebody else. %d alerts that rested on them end, and each names the tie:", len(n.Retractions), len(d.found.ended))
		d.say("  %s, path alert %d: %s", d.found.ended[0].Record, d.found.ended[0].ID, d.found.ended[0].Reason)
	}
}

// shownPaths is how many paths the demo shows in full.
const shownPaths = 2

// sayParts keeps those whom the network moved apart from those who act in it.
func (d *demo) sayParts() {
	counts := map[string]int{}
	for _, t := range d.world.Network.Ties {
		if t.Object == d.world.Network.Network.Ref() && t.Kind != lookback.Hypothesis {
			counts[string(t.Class)+" ("+string(t.Ceiling())+")"]++
		}
	}
	d.say("Ties to the network, what was done to people apart from what people did:")
	for _, class := range sortedKeys(counts) {
		d.say("  %s: %d", class, counts[class])
	}
}
