package screening

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/source"
	"lookback/internal/store"
)

// listOf returns the files of a list.
func listOf(t *testing.T, entries []lookback.Entry, day int) EditionImport {
	t.Helper()
	var out bytes.Buffer
	if err := scenario.WriteUNXML(&out, time.Date(2024, 1, day, 0, 0, 0, 0, time.UTC), entries); err != nil {
		t.Fatal(err)
	}
	return EditionImport{List: "bulk", Format: source.UNXML, Files: []source.File{source.Bytes("bulk.xml", out.Bytes())}, Actor: "list desk"}
}

// amendments are the ways in which an entry about one of the people of a bulk becomes another; n is its number.
var amendments = []func(bulk *scenario.Bulk, n int, e *lookback.Entry){
	func(_ *scenario.Bulk, _ int, e *lookback.Entry) { e.Remarks += "reviewed again; " },
	func(bulk *scenario.Bulk, n int, e *lookback.Entry) { // somebody else's name as an alias
		e.Party.Names = append(e.Party.Names[:1:1], lookback.Name{Full: bulk.Party(n + 100).Names[0].Full, Type: lookback.NameAlias})
	},
	func(bulk *scenario.Bulk, n int, e *lookback.Entry) { // the same as a weak alias
		e.Party.Names = append(e.Party.Names[:1:1], lookback.Name{Full: bulk.Party(n + 100).Names[0].Full, Type: lookback.NameAlias, Weak: true})
	},
	func(bulk *scenario.Bulk, n int, e *lookback.Entry) { e.Party.Names = bulk.Party(n + 100).Names[:1] }, // another name altogether
	func(_ *scenario.Bulk, _ int, e *lookback.Entry) {
		e.Party.Births = []lookback.Date{lookback.ParseDate("1931-02-03")}
	},
}

// amend amends four entries in ten, another four with another step: more at once would be held back.
func amend(bulk *scenario.Bulk, entries []lookback.Entry, step int) {
	for i := range entries {
		if n := i + step; n%5 < 2 {
			amendments[n/5%len(amendments)](bulk, i, &entries[i])
		}
	}
}

// An edition that amends entries in every way is asked about with less than the whole of them, and the alerts are those of a full scan,
// evidence and all.
func TestAmendedEntriesAreAskedAboutWhatTheyGained(t *testing.T) {
	s := newService(t, fair)
	smallSlices(t, s)
	bulk := scenario.NewBulk(21)
	mustStore(t, s, people(bulk, 0, 400))
	entries := make([]lookback.Entry, 60)
	for i := range entries {
		entries[i] = bulk.Entry(i, 400)
		entries[i].Party.Names = bulk.Party(i).Names[:1]
		entries[i].Party.Births = bulk.Party(i).Births
	}
	mustImport(t, s, listOf(t, entries, 1))
	mustCompact(t, s)
	for day := 2; day < 12; day++ {
		amend(bulk, entries, day)
		mustImport(t, s, listOf(t, entries, day))
		sameAsScan(t, s)
		sameEvidence(t, s, int64(day))
	}
}

// An erased person leaves an alert with nothing in it; an entry that is amended afterwards is not compared with it.
func TestAmendedEntryPassesOverTheErased(t *testing.T) {
	s := newService(t, fair)
	smallSlices(t, s)
	bulk := scenario.NewBulk(22)
	mustStore(t, s, people(bulk, 0, 300))
	entries := []lookback.Entry{bulk.Entry(0, 300), bulk.Entry(1, 300), bulk.Entry(2, 300)}
	for i := range entries {
		entries[i].Party = bulk.Party(i)
	}
	mustImport(t, s, listOf(t, entries, 1))
	if open := openAlertsOf(t, s); !slices.Contains(open, "1 bulk/"+entries[0].ID) {
		t.Fatalf("record 1 has no alert, only %v have", open)
	}
	mustErase(t, s, "0")
	mustCompact(t, s)
	amendments[0](bulk, 0, &entries[0])
	mustImport(t, s, listOf(t, entries, 2))
	runsReconcile(t, s)
}

// sameEvidence fails unless the check of a run holds, and the run asked less than the whole of what it is about.
func sameEvidence(t *testing.T, s *Service, run int64) {
	t.Helper()
	result, err := s.Check(t.Context(), run, quiet)
	if err != nil || !result.Holds() || result.Pairs == 0 {
		t.Errorf("run %d: %+v (%v)", run, result, err)
	}
	view(t, s, func(tx store.Tx) error {
		p, err := s.planOf(tx, result.Run)
		if err == nil && (len(p.asked) >= len(p.targets.entries) || len(p.amended) == 0) {
			t.Errorf("run %d asks %d questions about %d entries, %d of them amended", run, len(p.asked), len(p.targets.entries), len(p.amended))
		}
		return err
	})
}

// mustErase erases a record behind the back of the slices.
func mustErase(t *testing.T, s *Service, key string) {
	t.Helper()
	err := s.store.Update(t.Context(), func(tx store.Tx) error {
		r, err := tx.GetRecord("test", key, store.Now)
		if err != nil {
			return err
		}
		if err := tx.EraseRecord(r.ID); err != nil {
			return err
		}
		if err := s.Forget(r.ID); err != nil {
			return err
		}
		return s.record(tx, lookback.EventErased, "desk", "record", struct{}{})
	})
	if err != nil {
		t.Fatal(err)
	}
}
