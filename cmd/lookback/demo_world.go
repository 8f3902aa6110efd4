package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

// demo is the story on its way: a fictional world, the real service, and a clock that follows the world.
type demo struct {
	*app
	world   *scenario.World
	service *screening.Service
	store   store.Store
	close   func()
	now     time.Time
	next    int // the first record that has not arrived
	runs    []lookback.Run
	arrived screening.ArrivalCounts
	found   demoNetwork

	reviewing *demoReview
}

// seeded gives the salts of the demo, so that the same seed gives the same journal. Real data get real chance.
type seeded struct{ rand *scenario.Rand }

// Read fills p.
func (s seeded) Read(p []byte) (int, error) {
	for i := 0; i < len(p); i += 8 {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], s.rand.Uint64())
		copy(p[i:], word[:])
	}
	return len(p), nil
}

func (a *app) newDemo(ctx context.Context, dir string, seed uint64, records int) (*demo, error) {
	d := &demo{app: a, world: scenario.New(seed, records)}
	d.now = d.world.Lists[0].Editions[0].Published
	var err error
	d.service, d.store, d.close, err = openAt(ctx, dir, slicesIn(dir), func() time.Time { return d.now }, seeded{scenario.NewRand(seed)})
	return d, err
}

// live lets time pass: editions appear on their day, and between them people arrive and are screened.
func (d *demo) live(ctx context.Context) error {
	progress := d.progress("people arriving")
	for _, p := range d.publications() {
		if err := d.arriveUntil(ctx, p.at, progress); err != nil {
			return err
		}
		if err := d.publish(ctx, p); err != nil {
			return err
		}
	}
	return d.arriveUntil(ctx, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), progress)
}

// publication is an edition and its day.
type publication struct {
	list *scenario.List
	seq  int
	at   time.Time
}

// publications returns all editions in the order of their days.
func (d *demo) publications() []publication {
	var all []publication
	for i := range d.world.Lists {
		list := &d.world.Lists[i]
		for k, e := range list.Editions {
			all = append(all, publication{list, k + 1, e.Published})
		}
	}
	sortBy(all, func(p publication) int64 { return p.at.Unix() })
	return all
}

// demoBatch is how many people are stored under one event.
const demoBatch = 500

// arriveUntil stores the records that arrive before a time, in batches of one source.
func (d *demo) arriveUntil(ctx context.Context, until time.Time, progress func(done, total int)) error {
	records := d.world.Records
	for d.next < len(records) && records[d.next].Arrived.Before(until) {
		batch := map[string][]lookback.Record{}
		end := d.next
		for end < len(records) && end < d.next+demoBatch && records[end].Arrived.Before(until) {
			batch[records[end].Source] = append(batch[records[end].Source], records[end])
			end++
		}
		d.now = later(d.now, records[end-1].Arrived)
		for _, from := range sortedKeys(batch) {
			counts, err := d.service.StoreRecords(ctx, "intake of "+from, batch[from])
			if err != nil {
				return err
			}
			d.arrived.Stored += counts.Stored
			d.arrived.Unchanged += counts.Unchanged
			d.arrived.Opened += counts.Opened
		}
		d.next = end
		progress(d.next, len(records))
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// publish imports an edition through the real importer and runs its lookback.
func (d *demo) publish(ctx context.Context, p publication) error {
	written, err := p.list.Files(p.seq)
	if err != nil {
		return err
	}
	var files []source.File
	for _, f := range written {
		files = append(files, source.Bytes(f.Name, f.Data))
	}
	d.now = later(d.now, p.at)
	result, err := d.service.ImportEdition(ctx, screening.EditionImport{
		List: p.list.Name, Format: source.Format(p.list.Format), Files: files, Published: p.at, Actor: "list desk",
	})
	if err != nil {
		return err
	}
	if err := d.service.Resume(ctx, func(lookback.Run, int, int) {}); err != nil {
		return err
	}
	run, err := runByID(ctx, d.store, result.Run)
	if err != nil {
		return fmt.Errorf("read the lookback of %s edition %d: %w", p.list.Name, p.seq, err)
	}
	d.runs = append(d.runs, run)
	return nil
}
