package contract

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

func testRecords(t *testing.T, p Place) {
	f := open(t, p)
	first, puts := f.put(record("crm", "1", "Ilmar Tassk"), record("crm", "2", "Odo Renn"), record("border", "1", "Uma Vil"))
	f.same("outcomes", outcomes(puts), "created created created")
	second, puts := f.put(record("crm", "2", "Odo Rennes"), record("crm", "1", "Ilmar Tassk"), record("crm", "3", "Iso Karr"))
	f.same("outcomes", outcomes(puts), "changed unchanged created")
	if puts[1].Commitment != (journal.Hash{}) || puts[0].Commitment == (journal.Hash{}) {
		t.Error("an unchanged record has a commitment, or a changed one has none")
	}

	f.same("records now", names(recordsAt(f, store.Now)), []string{"1 v1 crm/1 Ilmar Tassk", "2 v2 crm/2 Odo Rennes", "3 v1 border/1 Uma Vil", "4 v1 crm/3 Iso Karr"})
	f.same("records at first", names(recordsAt(f, first)), []string{"1 v1 crm/1 Ilmar Tassk", "2 v1 crm/2 Odo Renn", "3 v1 border/1 Uma Vil"})
	f.same("records at nothing", names(recordsAt(f, 0)), []string{})

	want := record("crm", "2", "Odo Renn")
	want.ID, want.Version, want.Position = 2, 1, first
	f.same("record as it was", read(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecord("crm", "2", first) }), want)
	f.same("record by ID", read(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecordByID(2, first) }), want)
	now := read(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecord("crm", "2", store.Now) })
	f.same("version now", []int64{int64(now.Version), now.Position}, []int64{2, second})
	versions := read(f, func(tx store.Tx) ([]lookback.Record, error) { return tx.RecordVersions(2) })
	f.same("versions", versions, []lookback.Record{want, now})

	f.update0(func(tx store.Tx) error { // nothing changes, so no event is needed
		puts, err := tx.PutRecords([]lookback.Record{record("crm", "2", "Odo Rennes")})
		f.same("outcome", outcomes(puts), "unchanged")
		return err
	})

	missing(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecord("crm", "3", first) })
	missing(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecord("crm", "9", store.Now) })
	missing(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecordByID(9, store.Now) })
	missing(f, func(tx store.Tx) ([]lookback.Record, error) { return tx.RecordVersions(9) })
}

func outcomes(puts []store.RecordPut) string {
	s := ""
	for i, p := range puts {
		if i > 0 {
			s += " "
		}
		s += string(p.Outcome)
	}
	return s
}

func recordsAt(f *fixture, at int64) []lookback.Record {
	f.Helper()
	return read(f, func(tx store.Tx) ([]lookback.Record, error) { return tx.RecordsAt(at, 0, 0) })
}

// testRecordsInBatches puts more than any bulk path takes at once, and reads it back in pages.
func testRecordsInBatches(t *testing.T, p Place) {
	f := open(t, p)
	const n = 2345
	batch := make([]lookback.Record, n)
	for i := range batch {
		batch[i] = record([]string{"crm", "border"}[i%2], fmt.Sprint("key ", i), fmt.Sprint("Name ", i))
	}
	first, _ := f.put(batch...)
	for i := range batch {
		if batch[i].ID != int64(i+1) || batch[i].Version != 1 || batch[i].Position != first {
			t.Fatalf("record %d was given %d, version %d, position %d", i, batch[i].ID, batch[i].Version, batch[i].Position)
		}
	}
	changed := batch[:1500]
	for i := range changed {
		changed[i].Party.Genders = []string{"f"}
	}
	second, puts := f.put(changed...)
	for i := range puts {
		if puts[i].Outcome != store.Changed {
			t.Fatalf("record %d is %s, want changed", i, puts[i].Outcome)
		}
	}
	for _, at := range []int64{first, second} {
		var all []lookback.Record
		f.view(func(tx store.Tx) error {
			for {
				page, err := tx.RecordsAt(at, int64(len(all)), 700)
				if len(page) == 0 || err != nil {
					return err
				}
				all = append(all, page...)
			}
		})
		if len(all) != n || all[0].Position != at || all[n-1].Position != first {
			t.Errorf("at %d there are %d records, the first of %d, the last of %d", at, len(all), all[0].Position, all[n-1].Position)
		}
	}
	ranged := read(f, func(tx store.Tx) ([]lookback.Record, error) { return tx.RecordsInRange(second, 10, 13, 0) })
	f.same("records in a range", len(ranged), 3)
	f.same("last ID", read(f, func(tx store.Tx) (int64, error) { return tx.LastRecordID(second) }), int64(n))
	f.same("last ID of nothing", read(f, func(tx store.Tx) (int64, error) { return tx.LastRecordID(0) }), int64(0))
	testSince(f, first, second)
}

// testSince reads record versions in the order in which they became known.
func testSince(f *fixture, first, second int64) {
	f.Helper()
	f.view(func(tx store.Tx) error {
		mark, err := tx.RecordMarkAt(first)
		if err != nil {
			return err
		}
		total := 0
		for {
			page, next, err := tx.RecordsSince(mark, second, 400)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			for _, r := range page {
				if r.Position != second || r.ID != int64(total+1) {
					f.Fatalf("version %d since %d is of record %d at %d", total, first, r.ID, r.Position)
				}
				total++
			}
			mark = next
		}
		f.same("versions since", total, 1500)
		none, same, err := tx.RecordsSince(mark, second, 10)
		f.same("versions since the last", len(none), 0)
		f.same("mark stays", same, mark)
		return err
	})
}

func testRecordDuplicates(t *testing.T, p Place) {
	f := open(t, p)
	position, puts := f.put(record("crm", "1", "A"), record("crm", "1", "A"), record("crm", "1", "B"), record("crm", "2", "C"), record("crm", "1", "A"))
	f.same("outcomes", outcomes(puts), "created unchanged changed created changed")
	f.same("records", names(recordsAt(f, position)), []string{"1 v3 crm/1 A", "2 v1 crm/2 C"})
	f.same("versions", len(read(f, func(tx store.Tx) ([]lookback.Record, error) { return tx.RecordVersions(1) })), 3)
	later, puts := f.put(record("crm", "1", "D"), record("crm", "1", "E"))
	f.same("outcomes", outcomes(puts), "changed changed")
	f.same("records", names(recordsAt(f, later)), []string{"1 v5 crm/1 E", "2 v1 crm/2 C"})
	f.same("records before", names(recordsAt(f, position)), []string{"1 v3 crm/1 A", "2 v1 crm/2 C"})
	var twice []store.RecordPut
	f.update(func(tx store.Tx) error { // two calls, one event
		if _, err := tx.PutRecords([]lookback.Record{record("crm", "3", "F")}); err != nil {
			return err
		}
		var err error
		twice, err = tx.PutRecords([]lookback.Record{record("crm", "3", "G"), record("crm", "4", "H")})
		return err
	})
	f.same("outcomes", outcomes(twice), "changed created")
	f.same("records", names(recordsAt(f, store.Now))[2:], []string{"3 v2 crm/3 G", "4 v1 crm/4 H"})
}

func testRecordCounts(t *testing.T, p Place) {
	f := open(t, p)
	count := func(at int64, sources ...string) int {
		return read(f, func(tx store.Tx) (int, error) { return tx.CountRecordsAt(at, sources...) })
	}
	first, _ := f.put(record("crm", "1", "A"), record("crm", "2", "B"), record("border", "1", "C"))
	f.update(func(store.Tx) error { return nil }) // something else happens
	third, _ := f.put(record("crm", "1", "A"), record("crm", "2", "BB"), record("aid", "1", "D"))
	f.same("at nothing", count(0), 0)
	f.same("at first", count(first), 3)
	f.same("between", count(first+1), 3)
	f.same("at third", count(third), 4)
	f.same("now", count(store.Now), 4)
	f.same("of a source", count(third, "crm"), 2)
	f.same("of two", count(third, "crm", "aid"), 3)
	f.same("of none", count(third, "nowhere"), 0)
	got := read(f, func(tx store.Tx) ([]store.SourceCount, error) { return tx.ListSourcesAt(first) })
	f.same("sources at first", got, []store.SourceCount{{Source: "border", Records: 1}, {Source: "crm", Records: 2}})
	got = read(f, func(tx store.Tx) ([]store.SourceCount, error) { return tx.ListSourcesAt(third) })
	f.same("sources", got, []store.SourceCount{{Source: "aid", Records: 1}, {Source: "border", Records: 1}, {Source: "crm", Records: 2}})
}

func testRecordText(t *testing.T, p Place) {
	f := open(t, p)
	odd := record("ČRM", "a/b 'c' \"d\" \\ %_ 漢", "Zero\x00byte, bad\xffbyte, \u2028, 𝒳, \t")
	f.put(odd)
	got := read(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecord(odd.Source, odd.Key, store.Now) })
	f.same("odd text", got.Party.Names[0].Full, "Zero\x00byte, bad\ufffdbyte, \u2028, 𝒳, \t")
	_, puts := f.put(odd)
	f.same("put again", outcomes(puts), "unchanged")
	timeless := record("crm", "1", "A")
	timeless.Arrived = time.Time{}
	f.put(timeless)
	f.same("no time of arrival", read(f, func(tx store.Tx) (time.Time, error) {
		r, err := tx.GetRecord("crm", "1", store.Now)
		return r.Arrived, err
	}), time.Time{})
	missing(f, func(tx store.Tx) (lookback.Record, error) {
		return tx.GetRecord(odd.Source, "A/B 'c' \"d\" \\ %_ 漢", store.Now)
	})
	for _, bad := range []lookback.Record{record("", "1", "A"), record("crm", "", "A"), record("crm", "a\x00b", "A"), record("c\xffm", "1", "A"), record("c/m", "1", "A")} {
		f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, err := tx.PutRecords([]lookback.Record{bad}); return err })
	}
}

// testRecordSeals proves one record version out of a batch, as an auditor would.
func testRecordSeals(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "0", "Earlier"))
	batch := []lookback.Record{record("crm", "1", "A"), record("crm", "0", "Changed"), record("crm", "2", "C")}
	position, puts := f.put(batch...)
	want := []journal.Hash{puts[0].Commitment, puts[1].Commitment, puts[2].Commitment}
	commitments := read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.RecordCommitments(position) })
	f.same("commitments in the order of the batch", commitments, want)
	root := journal.BatchRoot(want)
	for i, r := range batch {
		seal := read(f, func(tx store.Tx) (store.Seal, error) { return tx.RecordSeal(r.ID, r.Version) })
		if !journal.CheckCommitment(seal.Commitment, seal.Salt, seal.Value) || seal.Position != position || seal.Leaf != i+1 {
			t.Errorf("seal of record %d does not hold: position %d, leaf %d", i, seal.Position, seal.Leaf)
		}
		if err := journal.CheckBatch(journal.ProveBatch(commitments, i), root, len(commitments), seal.Leaf-1, seal.Commitment); err != nil {
			t.Error(err)
		}
	}
	missing(f, func(tx store.Tx) (store.Seal, error) { return tx.RecordSeal(1, 3) })
}

// testErasure shows R34 for one record: its values are gone, every number and proof stays.
func testErasure(t *testing.T, p Place) {
	f := open(t, p)
	batch := []lookback.Record{record("crm", "passport 717", "Ilmar Tassk"), record("crm", "2", "Odo Renn")}
	first, puts := f.put(batch...)
	f.update(func(tx store.Tx) error {
		_, _, err := tx.PutAlert(alert(1, "un", "p1", lookback.AlertOpen, "Ilmar Tassk"))
		return err
	})
	before := read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.AlertCommitments(2) })
	erased := f.update(func(tx store.Tx) error { return tx.EraseRecord(1) })

	f.same("records", names(recordsAt(f, store.Now)), []string{"2 v1 crm/2 Odo Renn"})
	f.same("records before", names(recordsAt(f, first)), []string{"2 v1 crm/2 Odo Renn"})
	missing(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecord("crm", "passport 717", first) })
	missing(f, func(tx store.Tx) (lookback.Record, error) { return tx.GetRecordByID(1, first) })
	missing(f, func(tx store.Tx) ([]lookback.Record, error) { return tx.RecordVersions(1) })
	f.same("count before", read(f, func(tx store.Tx) (int, error) { return tx.CountRecordsAt(first) }), 2)
	f.same("count after", read(f, func(tx store.Tx) (int, error) { return tx.CountRecordsAt(erased) }), 1)

	a := read(f, func(tx store.Tx) (lookback.Alert, error) { return tx.GetAlert(1, store.Now) })
	f.same("alert after", a, lookback.Alert{ID: 1, RecordID: 1, List: "un", EntryID: "p1", State: lookback.AlertOpen, Opened: 2, Changed: 2})
	f.same("commitments stay", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.RecordCommitments(first) }), []journal.Hash{puts[0].Commitment, puts[1].Commitment})
	f.same("commitments of alerts stay", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.AlertCommitments(2) }), before)
	seal := read(f, func(tx store.Tx) (store.Seal, error) { return tx.RecordSeal(1, 1) })
	f.same("seal", seal, store.Seal{Commitment: puts[0].Commitment, Position: first, Leaf: 1})
	f.refused(store.ErrNotFound, func(tx store.Tx) error { return tx.EraseRecord(1) })

	again, _ := f.put(record("crm", "passport 717", "Somebody Else"))
	f.same("the key is free", names(recordsAt(f, again)), []string{"2 v1 crm/2 Odo Renn", "3 v1 crm/passport 717 Somebody Else"})
}

// testRecordModel compares random histories with a model that keeps a copy of everything at every position.
func testRecordModel(t *testing.T, p Place) {
	f := open(t, p)
	history := []map[string]string{{}}
	rapid.Check(t, func(rt *rapid.T) {
		state := map[string]string{}
		for k, v := range history[len(history)-1] {
			state[k] = v
		}
		var batch []lookback.Record
		for range rapid.IntRange(1, 6).Draw(rt, "size") {
			key := fmt.Sprint(rapid.IntRange(0, 40).Draw(rt, "key"))
			name := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(rt, "name")
			batch = append(batch, record("crm", key, name))
			state["crm/"+key] = name
		}
		at, _ := f.put(batch...)
		if int(at) != len(history) {
			rt.Fatalf("position %d, want %d", at, len(history))
		}
		history = append(history, state)
		at = int64(rapid.IntRange(0, len(history)-1).Draw(rt, "at"))
		got := recordsAt(f, at)
		if len(got) != len(history[at]) {
			rt.Fatalf("at %d there are %d records, want %d", at, len(got), len(history[at]))
		}
		var last int64
		for _, r := range got {
			if history[at][r.Ref()] != r.Party.Names[0].Full || r.ID <= last || r.Position > at {
				rt.Fatalf("at %d record %d %s is %q since %d, want %q", at, r.ID, r.Ref(), r.Party.Names[0].Full, r.Position, history[at][r.Ref()])
			}
			last = r.ID
		}
		if n := read(f, func(tx store.Tx) (int, error) { return tx.CountRecordsAt(at) }); n != len(got) {
			rt.Fatalf("at %d the count is %d, want %d", at, n, len(got))
		}
	})
}

// testArrivals asks who first arrived by a time, whatever version is held now.
func testArrivals(t *testing.T, p Place) {
	f := open(t, p)
	day := func(n int) time.Time { return start.AddDate(0, 0, n).UTC() }
	arriving := func(source, key, name string, n int) lookback.Record {
		r := record(source, key, name)
		r.Arrived = day(n)
		return r
	}
	old := record("crm", "none", "E")
	old.Arrived = time.Time{}
	f.put(arriving("crm", "late", "A", 5), arriving("crm", "early", "B", 1), arriving("border", "other", "C", 1), arriving("crm", "same", "D", 1), old, arriving("crm", "before the count", "F", -40000))
	f.put(arriving("crm", "early", "B again", 9)) // a later version makes it no younger
	by := func(n int, after store.Arrival, limit int) []store.Arrival {
		return read(f, func(tx store.Tx) ([]store.Arrival, error) { return tx.RecordsArrivedBy("crm", day(n), after, limit) })
	}
	all := []store.Arrival{{RecordID: 6, Time: day(-40000)}, {RecordID: 5}, {RecordID: 2, Time: day(1)}, {RecordID: 4, Time: day(1)}, {RecordID: 1, Time: day(5)}}
	f.same("all", by(5, store.Arrival{}, 0), all)
	f.same("by the day before", by(4, store.Arrival{}, 0), all[:4])
	var paged []store.Arrival
	for after := (store.Arrival{}); ; after = paged[len(paged)-1] {
		page := by(5, after, 2)
		if paged = append(paged, page...); len(page) < 2 {
			break
		}
	}
	f.same("page by page", paged, all)
	f.same("of a source that is not known", read(f, func(tx store.Tx) ([]store.Arrival, error) {
		return tx.RecordsArrivedBy("none", day(9), store.Arrival{}, 0)
	}), []store.Arrival{})
	f.update(func(tx store.Tx) error { return tx.EraseRecord(2) })
	f.same("after an erasure", by(1, store.Arrival{RecordID: 5}, 0), all[3:4])
}
