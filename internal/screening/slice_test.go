package screening

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lookback/internal/scenario"
	"lookback/internal/shelf"
	"lookback/internal/store"
)

// smallSlices makes slices small for one test and gives the service a folder for them.
func smallSlices(t *testing.T, s *Service) (folder string) {
	t.Helper()
	span, worth := sliceSpan, sliceWorth
	sliceSpan, sliceWorth = 200, 50
	t.Cleanup(func() { sliceSpan, sliceWorth = span, worth })
	folder = filepath.Join(t.TempDir(), "slices")
	s.shelf = shelf.New(folder)
	return folder
}

func mustCompact(t *testing.T, s *Service) {
	t.Helper()
	if err := s.Compact(t.Context(), func(int, int) {}); err != nil {
		t.Fatal(err)
	}
}

// sameAsScan fails unless the open alerts are those of a full scan, of which there are some.
func sameAsScan(t *testing.T, s *Service) {
	t.Helper()
	got, want := openAlertsOf(t, s), scannedAlerts(t, s)
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("the open alerts are %v, a full scan finds %v", got, want)
	}
	runsReconcile(t, s)
}

// A lookback through slices finds what a full scan finds: with records that arrived or changed after the
// slices were made, after a slice was made anew, and with a damaged one.
func TestSlicesAnswerLikeTheStore(t *testing.T) {
	s := newService(t, fair)
	folder := smallSlices(t, s)
	bulk := scenario.NewBulk(11)
	mustStore(t, s, people(bulk, 0, 500))
	mustCompact(t, s)
	if got := len(s.readManifest().Slices); got != 3 {
		t.Fatalf("%d slices were made, want 3", got)
	}
	corrected := people(bulk, 0, 30)
	for i := range corrected {
		corrected[i].Party = bulk.Party(2000 + i)
	}
	mustStore(t, s, corrected)
	mustStore(t, s, people(bulk, 500, 60))
	mustImport(t, s, edition(t, bulk, 0, 300, 560, 1))
	sameAsScan(t, s)
	if units := unitsOfRun(t, s, 1); units != 3 {
		t.Errorf("the run had %d units, want one for each of 3 slices", units)
	}

	mustCompact(t, s) // the last slice has 60 new records now: worth making anew
	if last := s.readManifest().Slices[2]; last.Records != 160 {
		t.Errorf("the last slice holds %d records, want 160", last.Records)
	}
	damage(t, filepath.Join(folder, s.readManifest().Slices[1].File))
	mustImport(t, s, edition(t, bulk, 100, 500, 560, 2))
	sameAsScan(t, s)

	mustCompact(t, s)
	for _, x := range s.readManifest().Slices {
		_, done, err := s.openSlice(x)
		if err != nil {
			t.Errorf("after compaction: %v", err)
			continue
		}
		if err := done(); err != nil {
			t.Error(err)
		}
	}
	mustImport(t, s, edition(t, bulk, 200, 600, 560, 3))
	sameAsScan(t, s)
}

func unitsOfRun(t *testing.T, s *Service, id int64) (n int) {
	t.Helper()
	view(t, s, func(tx store.Tx) error {
		units, err := tx.ListUnits(id)
		n = len(units)
		return err
	})
	return n
}

// damage flips one bit in the middle of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 0x10
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A manifest that cannot be read means no slices, never a wrong answer.
func TestUnreadableManifestMeansNoSlices(t *testing.T) {
	s := newService(t, fair)
	folder := smallSlices(t, s)
	bulk := scenario.NewBulk(12)
	mustStore(t, s, people(bulk, 0, 300))
	mustCompact(t, s)
	if err := os.WriteFile(filepath.Join(folder, manifestName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustImport(t, s, edition(t, bulk, 0, 300, 300, 1))
	sameAsScan(t, s)
	if _, ok := s.readManifest().find(store.Unit{AfterID: 0, LastID: 200}, store.Now); ok {
		t.Error("a slice was found in an unreadable manifest")
	}
}

// A lookback that was cut while the slices could not be read has units smaller than a slice. Such a unit is not asked of the slice, which would
// count and alert records of other units with it.
func TestUnitSmallerThanItsSlice(t *testing.T) {
	s := newService(t, fair)
	folder := smallSlices(t, s)
	bulk := scenario.NewBulk(13)
	mustStore(t, s, people(bulk, 0, 500))
	mustCompact(t, s)
	path := filepath.Join(folder, manifestName)
	away := path + ".away"
	if err := os.Rename(path, away); err != nil {
		t.Fatal(err)
	}
	sliceSpan = 60
	result, err := s.ImportEdition(t.Context(), edition(t, bulk, 0, 300, 500, 1))
	if err != nil {
		t.Fatal(err)
	}
	sliceSpan = 200
	if err := os.Rename(away, path); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.readManifest().find(store.Unit{AfterID: 0, LastID: 200}, store.Now); !ok {
		t.Fatal("the slices are not there again")
	}
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	sameAsScan(t, s)
	view(t, s, func(tx store.Tx) error {
		run, err := tx.GetRun(result.Run)
		if run.Counts.InScope != 500 || !run.Counts.Reconciles() {
			t.Errorf("got counts %+v, want 500 records in scope", run.Counts)
		}
		return err
	})
}
