package screening

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// TestForgottenRecordIsInNoSlice_R34 searches the shelf for the name of an erased record, before and after, and asks
// whether lookbacks still find what a full scan finds.
func TestForgottenRecordIsInNoSlice_R34(t *testing.T) {
	s := newService(t, fair)
	folder := smallSlices(t, s)
	bulk := scenario.NewBulk(11)
	batch := people(bulk, 0, 500)
	batch[250].Party.Names = []lookback.Name{{Full: "Qwyxzat Vrzlkprt"}}
	mustStore(t, s, batch)
	mustCompact(t, s)
	if !onShelf(t, folder, "qwyxzat") {
		t.Fatal("the name is in no slice before: the search finds nothing")
	}
	err := s.store.Update(t.Context(), func(tx store.Tx) error {
		if err := tx.EraseRecord(batch[250].ID); err != nil {
			return err
		}
		return s.record(tx, lookback.EventErased, "test", "erasure", struct{}{})
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // and again, as after a crash
		if err := s.Forget(batch[250].ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(s.readManifest().Slices); got != 2 || onShelf(t, folder, "qwyxzat") {
		t.Errorf("%d slices are left, want 2 without the name", got)
	}
	mustImport(t, s, edition(t, bulk, 0, 300, 500, 1))
	sameAsScan(t, s)
	mustCompact(t, s)
	if onShelf(t, folder, "qwyxzat") {
		t.Error("a new slice holds the name")
	}
}

// onShelf reports whether a file of a folder holds a text.
func onShelf(t *testing.T, folder, text string) bool {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}
