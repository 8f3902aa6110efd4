package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

func testJournal(t *testing.T, p Place) {
	f := open(t, p)
	f.same("position of an empty journal", f.position(), int64(0))
	var want []lookback.Event
	for i := range 5 {
		e := f.event(fmt.Sprintf("list %d", i))
		e.Body = []byte(` { "b": [1, 2], "a": "ö\u000a" } `)
		f.update0(func(tx store.Tx) (err error) {
			e, err = tx.AppendEvent(e)
			return err
		})
		if e.Position != int64(i+1) || string(e.Body) != `{"a":"ö\n","b":[1,2]}` {
			t.Fatalf("appended event is at %d with body %s", e.Position, e.Body)
		}
		want = append(want, e)
	}
	f.same("all events", read(f, func(tx store.Tx) ([]lookback.Event, error) { return tx.Events(0, 0) }), want)
	f.same("a page of events", read(f, func(tx store.Tx) ([]lookback.Event, error) { return tx.Events(2, 2) }), want[2:4])
	f.same("events after the last", read(f, func(tx store.Tx) ([]lookback.Event, error) { return tx.Events(5, 2) }), []lookback.Event{})
	f.same("one event", read(f, func(tx store.Tx) (lookback.Event, error) { return tx.GetEvent(3) }), want[2])
	missing(f, func(tx store.Tx) (lookback.Event, error) { return tx.GetEvent(6) })
	f.same("position", f.position(), int64(5))
}

// update0 runs fn, which appends its own event.
func (f *fixture) update0(fn func(tx store.Tx) error) {
	f.Helper()
	if err := f.Update(f.Context(), fn); err != nil {
		f.Fatalf("update: %v", err)
	}
}

func testJournalTime(t *testing.T, p Place) {
	f := open(t, p)
	hour := start.Add(time.Hour)
	// The clock is set back after the third event.
	for _, at := range []time.Time{start, hour, hour, start.Add(time.Minute), start.Add(2 * time.Hour).In(time.FixedZone("", 7200))} {
		var got lookback.Event
		f.update0(func(tx store.Tx) (err error) {
			e := f.event("clock")
			e.Time = at
			got, err = tx.AppendEvent(e)
			return err
		})
		f.same("time of event", got.Time, at.UTC())
		f.same("time as stored", read(f, func(tx store.Tx) (lookback.Event, error) { return tx.GetEvent(got.Position) }), got)
	}
	for _, test := range []struct {
		name string
		at   time.Time
		want int64
	}{
		{"long before", time.Time{}, 0},
		{"just before", start.Add(-1), 0},
		{"exactly the first", start, 1},
		{"after it", start.Add(59 * time.Second), 1},
		{"when the clock was set back", start.Add(2 * time.Minute), 4},
		{"two events at once", hour, 3},
		{"other zone", hour.In(time.FixedZone("", 7200)), 3},
		{"after", start.Add(3 * time.Hour), 5},
		{"long after", time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC), 5},
	} {
		got := read(f, func(tx store.Tx) (int64, error) { return tx.PositionAt(test.at) })
		if got != test.want {
			t.Errorf("%s: position is %d, want %d", test.name, got, test.want)
		}
	}
}

// testJournalTree proves events of a journal as it grew, from the stored hashes alone.
func testJournalTree(t *testing.T, p Place) {
	f := open(t, p)
	roots := []journal.Hash{}
	const events = 21
	for range events {
		position := f.update(func(store.Tx) error { return nil })
		roots = append(roots, read(f, func(tx store.Tx) (journal.Hash, error) { return journal.Root(position, tx) }))
	}
	f.view(func(tx store.Tx) error {
		for size := int64(1); size <= events; size++ {
			root, err := journal.Root(size, tx)
			if err != nil || root != roots[size-1] {
				t.Errorf("root of size %d is no longer what it was: %v", size, err)
			}
			proof, err := journal.ProveConsistency(size, events, tx)
			if err != nil {
				return err
			}
			if err := journal.CheckConsistency(proof, events, roots[events-1], size, root); err != nil {
				t.Error(err)
			}
			e, err := tx.GetEvent(size)
			if err != nil {
				return err
			}
			leaf, err := journal.Leaf(e)
			if err != nil {
				return err
			}
			inclusion, err := journal.ProveInclusion(events, size, tx)
			if err != nil {
				return err
			}
			if err := journal.CheckInclusion(inclusion, events, roots[events-1], size, journal.LeafHash(leaf)); err != nil {
				t.Error(err)
			}
		}
		_, err := tx.ReadHashes([]int64{journal.HashIndex(events + 1)})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("hash beyond the tree: got %v, want ErrNotFound", err)
		}
		return nil
	})
}

// testExport writes what a store holds to a file that the offline verifier accepts, and finds a change to it.
func testExport(t *testing.T, p Place) {
	f := open(t, p)
	private, public, err := journal.NewKey(rand.New(rand.NewSource(1)), "lookback.example/test")
	if err != nil {
		t.Fatal(err)
	}
	key, err := journal.ParseKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for range 7 {
		position := f.update(writeSomething)
		f.update0(func(tx store.Tx) error {
			root, err := journal.Root(position, tx)
			if err != nil {
				return err
			}
			signed, err := key.Sign(position, root)
			if err != nil {
				return err
			}
			return tx.PutCheckpoint(store.Checkpoint{Size: position, Signed: signed})
		})
	}
	var out bytes.Buffer
	f.view(func(tx store.Tx) error { return export(&out, tx, key.Origin()) })
	keys, err := journal.ParsePublicKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	report, err := journal.Verify(bytes.NewReader(out.Bytes()), keys)
	if err != nil || report.Events != 7 || report.Checkpoints != 7 {
		t.Errorf("export of a store: %+v (%v)", report, err)
	}
	changed := strings.Replace(out.String(), `"position":4`, `"position":5`, 1)
	report, err = journal.Verify(strings.NewReader(changed), keys)
	if !errors.Is(err, lookback.ErrCheck) || report.FirstBad() != 4 {
		t.Errorf("changed export: first bad is %d (%v), want 4", report.FirstBad(), err)
	}
}

func writeSomething(tx store.Tx) error {
	_, err := tx.PutRecords([]lookback.Record{record("crm", "1", "A"), record("crm", "1", "B")})
	return err
}

// export writes all events, each with the checkpoint over it.
func export(w io.Writer, tx store.Tx, origin string) error {
	x, err := journal.NewExporter(w, origin)
	if err != nil {
		return err
	}
	events, err := tx.Events(0, 0)
	if err != nil {
		return err
	}
	checkpoints, err := tx.Checkpoints(0, 0)
	if err != nil {
		return err
	}
	for i, e := range events {
		if err := errors.Join(x.Event(e), x.Checkpoint(checkpoints[i].Signed)); err != nil {
			return err
		}
	}
	return x.Close()
}

func testCheckpoints(t *testing.T, p Place) {
	f := open(t, p)
	for range 3 {
		f.update(func(store.Tx) error { return nil })
	}
	f.view(func(tx store.Tx) error {
		c, there, err := tx.FindLastCheckpoint()
		if there {
			t.Errorf("a new journal has checkpoint %+v", c)
		}
		return err
	})
	for _, c := range []store.Checkpoint{{Size: 1, Signed: "one"}, {Size: 3, Signed: "three"}, {Size: 1, Signed: "one, countersigned"}} {
		f.update0(func(tx store.Tx) error { return tx.PutCheckpoint(c) }) // needs no event
	}
	want := []store.Checkpoint{{Size: 1, Signed: "one, countersigned"}, {Size: 3, Signed: "three"}}
	f.same("checkpoints", read(f, func(tx store.Tx) ([]store.Checkpoint, error) { return tx.Checkpoints(0, 0) }), want)
	f.same("checkpoints after 1", read(f, func(tx store.Tx) ([]store.Checkpoint, error) { return tx.Checkpoints(1, 5) }), want[1:])
	last := read(f, func(tx store.Tx) (store.Checkpoint, error) { c, _, err := tx.FindLastCheckpoint(); return c, err })
	f.same("last checkpoint", last, want[1])
	f.refused(store.ErrConflict, func(tx store.Tx) error { return tx.PutCheckpoint(store.Checkpoint{Size: 4, Signed: "too far"}) })
}

func testBadEvents(t *testing.T, p Place) {
	f := open(t, p)
	good := f.event("good")
	for _, test := range []struct {
		name   string
		change func(e *lookback.Event)
	}{
		{"NoKind", func(e *lookback.Event) { e.Kind = "" }},
		{"NoActor", func(e *lookback.Event) { e.Actor = "" }},
		{"NoTime", func(e *lookback.Event) { e.Time = time.Time{} }},
		{"TimeOfAnotherAge", func(e *lookback.Event) { e.Time = time.Date(1066, 10, 14, 9, 0, 0, 0, time.UTC) }},
		{"NotJSON", func(e *lookback.Event) { e.Body = []byte("{") }},
		{"NotAnObject", func(e *lookback.Event) { e.Body = []byte("[1]") }},
		{"Fraction", func(e *lookback.Event) { e.Body = []byte(`{"score":0.7}`) }},
		{"KeyTwice", func(e *lookback.Event) { e.Body = []byte(`{"a":1,"a":2}`) }},
		{"ZeroByte", func(e *lookback.Event) { e.Subject = "a\x00b" }},
		{"NotUTF8", func(e *lookback.Event) { e.Actor = "a\xffb" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fixture{T: t, Store: f.Store}
			e := good
			test.change(&e)
			f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, err := tx.AppendEvent(e); return err })
		})
	}
}
