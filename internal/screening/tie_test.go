package screening

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/source"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

// stories holds the database of each world that a test has asked for, before its network is known.
var stories = map[uint64][]byte{}

// newStory returns a service that holds the records and the lists of a fictional world, before its network is known.
func newStory(t *testing.T, seed uint64) (*Service, *scenario.World) {
	t.Helper()
	w := scenario.New(seed, scenario.MinRecords)
	began := lookback.NewDay(2024, 12, 1).Time()
	if stories[seed] == nil {
		stories[seed] = tellStory(t, w, newClockAt(began))
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, sqldb.FileName), stories[seed], 0o600); err != nil {
		t.Fatal(err)
	}
	return openService(t, folder, newClockAt(began.Add(time.Hour))), w
}

// openService returns a service over the store in a folder.
func openService(t *testing.T, folder string, now func() time.Time) *Service {
	t.Helper()
	st, err := sqldb.Open(t.Context(), folder, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := New(t.Context(), st, nil, now, fair)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tellStory stores the lists and the records of a world and returns the database.
func tellStory(t *testing.T, w *scenario.World, now func() time.Time) []byte {
	t.Helper()
	folder := t.TempDir()
	s := openService(t, folder, now)
	for i := range w.Lists {
		list := &w.Lists[i]
		written, err := list.Files(len(list.Editions))
		if err != nil {
			t.Fatal(err)
		}
		var files []source.File
		for _, f := range written {
			files = append(files, source.Bytes(f.Name, f.Data))
		}
		mustImport(t, s, EditionImport{List: list.Name, Format: source.Format(list.Format), Files: files, Actor: "list desk"})
	}
	bySource := map[string][]lookback.Record{}
	for _, r := range w.Records {
		bySource[r.Source] = append(bySource[r.Source], r)
	}
	for _, from := range sortedKeys(bySource) {
		mustStore(t, s, bySource[from])
	}
	if err := s.store.Close(); err != nil { // which moves the log into the database
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(folder, sqldb.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// mustPutTies stores ties and runs the lookback that they order.
func mustPutTies(t *testing.T, s *Service, batch TieBatch) lookback.Run {
	t.Helper()
	result, err := s.PutTies(t.Context(), "analyst.1", batch)
	if err != nil {
		t.Fatal(err)
	}
	return mustResume(t, s, result.Run)
}

// mustResume runs what was ordered and returns one run.
func mustResume(t *testing.T, s *Service, id int64) (run lookback.Run) {
	t.Helper()
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	err := s.store.View(t.Context(), func(tx store.Tx) (err error) {
		run, err = tx.GetRun(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if run.State != lookback.RunDone || !run.Counts.Reconciles() {
		t.Errorf("run %d is %s with %+v", id, run.State, run.Counts)
	}
	return run
}

// pathAlerts returns the path alerts that pass a filter.
func pathAlerts(t *testing.T, s *Service, f store.PathAlertFilter) (all []lookback.PathAlert) {
	t.Helper()
	err := s.store.View(t.Context(), func(tx store.Tx) (err error) {
		all, err = tx.ListPathAlerts(f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// recordsOf returns the records of alerts, each once, sorted.
func recordsOf(alerts []lookback.PathAlert) []string {
	var refs []string
	for _, a := range alerts {
		refs = append(refs, a.Record)
	}
	slices.Sort(refs)
	return slices.Compact(refs)
}

// The network of the world becomes known, and the lookback finds exactly the records that it moved.
func TestNetworkBecomesKnown_R3_R24(t *testing.T) {
	s, w := newStory(t, 1)
	n := w.Network
	run := mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties, Ties: n.Ties})
	if got := run.Counts; got.Affected != len(n.Moved) || got.AlertsOpened != 2*len(n.Moved) || got.InScope != len(w.Records) || got.Changes != len(n.Ties) {
		t.Errorf("got counts %+v, want %d affected by two targets each", got, len(n.Moved))
	}
	open := pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen})
	if got := recordsOf(open); !slices.Equal(got, n.Moved) {
		t.Errorf("%d records have an alert, want exactly the %d moved", len(got), len(n.Moved))
	}
}

// newClockAt returns a clock that begins at a time and moves one second each time it is read.
func newClockAt(now time.Time) func() time.Time {
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}
