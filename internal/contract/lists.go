package contract

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"lookback"
	"lookback/internal/store"
)

func entry(list, id, name string) lookback.Entry {
	return lookback.Entry{List: list, ID: id, Remarks: "fictional",
		Party: lookback.Party{Names: []lookback.Name{{Full: name}, {Full: name + " II", Type: lookback.NameAlias, Weak: true}}},
		Extra: []lookback.Field{{Name: "a", Value: ""}}}
}

func write(kind lookback.ChangeKind, list, id, name string) store.EntryWrite {
	return store.EntryWrite{Kind: kind, Entry: entry(list, id, name), Digest: "digest of " + name}
}

func edition(list, id string) lookback.Edition {
	return lookback.Edition{ID: id, List: list, Published: start.Truncate(1e9), Imported: start, Format: "un-xml", Parser: "1",
		Files:  []lookback.RawFile{{Name: "a.xml", Hash: "ff", Size: 3}},
		Counts: lookback.EditionCounts{Entries: 2, ByKind: map[lookback.PartyKind]int{lookback.KindPerson: 2}}}
}

// create makes an edition and returns it.
func (f *fixture) create(e lookback.Edition, changes ...store.EntryWrite) lookback.Edition {
	f.Helper()
	f.update(func(tx store.Tx) (err error) {
		e, err = tx.CreateEdition(e, changes)
		return err
	})
	return e
}

// threeEditions makes three editions of list "un" and one of "ofac".
func threeEditions(f *fixture) []lookback.Edition {
	return []lookback.Edition{
		f.create(edition("un", "aa11"), write(lookback.Added, "un", "p1", "Ilmar Tassk"), write(lookback.Added, "un", "p2", "Odo Renn"), write(lookback.Added, "un", "p3", "Uma Vil")),
		f.create(edition("ofac", "bb22"), write(lookback.Added, "ofac", "p1", "Other List")),
		f.create(edition("un", "aa33"), write(lookback.Amended, "un", "p2", "Odo Rennes"), write(lookback.Removed, "un", "p3", ""), write(lookback.Added, "un", "p4", "Iso Karr")),
		f.create(edition("un", "cc44"), write(lookback.Amended, "un", "p2", "Odo Renn"), write(lookback.Added, "un", "p3", "Uma Vil")),
	}
}

func testEditions(t *testing.T, p Place) {
	f := open(t, p)
	e := threeEditions(f)
	for i, want := range []string{"un 1 1", "ofac 1 2", "un 2 3", "un 3 4"} {
		if got := fmt.Sprint(e[i].List, " ", e[i].Seq, " ", e[i].Position); got != want {
			t.Errorf("edition %d is %s, want %s", i, got, want)
		}
	}
	f.same("editions of a list", read(f, func(tx store.Tx) ([]lookback.Edition, error) { return tx.ListEditions("un") }), []lookback.Edition{e[0], e[2], e[3]})
	f.same("all editions", read(f, func(tx store.Tx) ([]lookback.Edition, error) { return tx.ListEditions("") }), []lookback.Edition{e[1], e[0], e[2], e[3]})
	f.same("edition by number", read(f, func(tx store.Tx) (lookback.Edition, error) { return tx.GetEditionSeq("un", 2) }), e[2])
	f.same("edition by prefix", read(f, func(tx store.Tx) (lookback.Edition, error) { return tx.GetEdition("", "aa3") }), e[2])
	f.same("edition by list and prefix", read(f, func(tx store.Tx) (lookback.Edition, error) { return tx.GetEdition("ofac", "b") }), e[1])
	missing(f, func(tx store.Tx) (lookback.Edition, error) { return tx.GetEdition("un", "bb22") })
	missing(f, func(tx store.Tx) (lookback.Edition, error) { return tx.GetEdition("un", "") })
	missing(f, func(tx store.Tx) (lookback.Edition, error) { return tx.GetEditionSeq("un", 4) })
	for position, want := range [][]lookback.Edition{{}, {e[0]}, {e[1], e[0]}, {e[1], e[2]}, {e[1], e[3]}, {e[1], e[3]}} {
		got := read(f, func(tx store.Tx) ([]lookback.Edition, error) { return tx.EditionsAt(int64(position)) })
		f.same(fmt.Sprintf("editions at %d", position), got, want)
	}
	f.same("editions now", read(f, func(tx store.Tx) ([]lookback.Edition, error) { return tx.EditionsAt(store.Now) }), []lookback.Edition{e[1], e[3]})
	testEntries(f)
}

func testEntries(f *fixture) {
	for seq, want := range [][]string{{}, {"p1 Ilmar Tassk 1-0", "p2 Odo Renn 1-2", "p3 Uma Vil 1-2"}, {"p1 Ilmar Tassk 1-0", "p2 Odo Rennes 2-3", "p4 Iso Karr 2-0"},
		{"p1 Ilmar Tassk 1-0", "p2 Odo Renn 3-0", "p3 Uma Vil 3-0", "p4 Iso Karr 2-0"}} {
		got := read(f, func(tx store.Tx) ([]store.EntryVersion, error) { return tx.EntriesAt("un", seq, "", 0) })
		f.same(fmt.Sprintf("entries of edition %d", seq), entryNames(got), want)
		digests := read(f, func(tx store.Tx) (map[string]string, error) { return tx.EntryDigests("un", seq) })
		for _, v := range got {
			if digests[v.Entry.ID] != v.Digest || v.Digest == "" {
				f.Errorf("digest of %s in edition %d is %q and %q", v.Entry.ID, seq, digests[v.Entry.ID], v.Digest)
			}
		}
		f.same("number of digests", len(digests), len(got))
	}
	page := read(f, func(tx store.Tx) ([]store.EntryVersion, error) { return tx.EntriesAt("un", 3, "p1", 2) })
	f.same("page of entries", entryNames(page), []string{"p2 Odo Renn 3-0", "p3 Uma Vil 3-0"})
	history := read(f, func(tx store.Tx) ([]store.EntryVersion, error) { return tx.EntryHistory("un", "p2") })
	f.same("history of an entry", entryNames(history), []string{"p2 Odo Renn 1-2", "p2 Odo Rennes 2-3", "p2 Odo Renn 3-0"})
	f.view(func(tx store.Tx) error {
		v, there, err := tx.FindEntry("un", "p3", 1)
		f.same("entry as it was", v.Entry, entry("un", "p3", "Uma Vil"))
		f.same("it was there", there, true)
		if err != nil {
			return err
		}
		_, there, err = tx.FindEntry("un", "p3", 2)
		f.same("it is there", there, false)
		return err
	})
}

func entryNames(versions []store.EntryVersion) []string {
	var all []string
	for _, v := range versions {
		all = append(all, fmt.Sprintf("%s %s %d-%d", v.Entry.ID, v.Entry.Party.Names[0].Full, v.FromSeq, v.UntilSeq))
	}
	return all
}

func testEditionConflicts(t *testing.T, p Place) {
	f := open(t, p)
	f.create(edition("un", "aa11"), write(lookback.Added, "un", "p1", "Ilmar Tassk"))
	for _, test := range []struct {
		name   string
		want   error
		change store.EntryWrite
	}{
		{"AddKnown", store.ErrConflict, write(lookback.Added, "un", "p1", "Ilmar Tassk")},
		{"AmendUnknown", store.ErrConflict, write(lookback.Amended, "un", "p9", "Nobody")},
		{"RemoveUnknown", store.ErrConflict, write(lookback.Removed, "un", "p9", "")},
		{"OtherList", lookback.ErrInvalid, write(lookback.Added, "eu", "p2", "Odo Renn")},
		{"NoID", lookback.ErrInvalid, write(lookback.Added, "un", "", "Odo Renn")},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fixture{T: t, Store: f.Store}
			f.refused(test.want, func(tx store.Tx) error {
				_, err := tx.CreateEdition(edition("un", "aa22"), []store.EntryWrite{test.change})
				return err
			})
		})
	}
	f.create(edition("un", "ab22"))
	err := f.View(t.Context(), func(tx store.Tx) error { _, err := tx.GetEdition("un", "a"); return err })
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("prefix of two editions: got %v, want ErrConflict", err)
	}
	again := f.create(edition("eu", "ab22"))
	f.same("the latest of the same bytes", read(f, func(tx store.Tx) (lookback.Edition, error) { return tx.GetEdition("", "ab") }), again)
}

func testEntryChanges(t *testing.T, p Place) {
	f := open(t, p)
	threeEditions(f)
	for _, test := range []struct {
		from, to int
		want     []string
	}{
		{0, 1, []string{"added p1", "added p2", "added p3"}},
		{1, 2, []string{"amended p2 Odo Renn > Odo Rennes", "removed p3", "added p4"}},
		{2, 3, []string{"amended p2 Odo Rennes > Odo Renn", "added p3"}},
		{1, 3, []string{"added p4"}}, // p2 changed and changed back, p3 left and came back
		{3, 3, nil},
		{0, 2, []string{"added p1", "added p2", "added p4"}},
	} {
		got := read(f, func(tx store.Tx) ([]store.EntryDifference, error) { return tx.EntryChanges("un", test.from, test.to) })
		var said []string
		for _, d := range got {
			s := string(d.Kind) + " " + d.ID
			if d.Kind == lookback.Amended {
				s += " " + d.Old.Entry.Party.Names[0].Full + " > " + d.New.Entry.Party.Names[0].Full
			}
			said = append(said, s)
		}
		f.same(fmt.Sprintf("changes from %d to %d", test.from, test.to), said, test.want)
	}
}

// testTextOrder holds that text is in the order of its bytes, as in Go, whatever the language of the database.
func testTextOrder(t *testing.T, p Place) {
	f := open(t, p)
	want := []string{"-1", "10", "9", "B", "Z", "_", "a", "a b", "a-c", "aB", "é", "я"}
	var changes []store.EntryWrite
	var batch []lookback.Record
	for i := range want {
		id := want[len(want)-1-i]
		changes = append(changes, write(lookback.Added, "un", id, "Name"))
		batch = append(batch, record(id, "1", "Name"))
	}
	f.create(edition("un", "aa"), changes...)
	f.put(batch...)
	var ids []string
	f.view(func(tx store.Tx) error {
		for last := ""; ; last = ids[len(ids)-1] {
			page, err := tx.EntriesAt("un", 1, last, 5)
			if len(page) == 0 || err != nil {
				return err
			}
			for _, v := range page {
				ids = append(ids, v.Entry.ID)
			}
		}
	})
	f.same("entries", ids, want)
	var sources []string
	for _, c := range read(f, func(tx store.Tx) ([]store.SourceCount, error) { return tx.ListSourcesAt(store.Now) }) {
		sources = append(sources, c.Source)
	}
	f.same("sources", sources, want)
}

func testBlobs(t *testing.T, p Place) {
	f := open(t, p)
	long := bytes.Repeat([]byte("0123456789 somewhat random \x00\xff"), 150_000) // more than four chunks
	for _, data := range [][]byte{{}, []byte("short"), long, long[:1<<20], long} {
		var file lookback.RawFile
		f.update(func(tx store.Tx) (err error) {
			file, err = tx.PutBlob("a.xml", iotest.HalfReader(bytes.NewReader(data)))
			return err
		})
		want := lookback.RawFile{Name: "a.xml", Hash: fmt.Sprintf("%x", sha256.Sum256(data)), Size: int64(len(data))}
		f.same("file", file, want)
		f.view(func(tx store.Tx) error {
			r, err := tx.GetBlob(file.Hash)
			if err != nil {
				return err
			}
			got, err := io.ReadAll(r)
			if !bytes.Equal(got, data) {
				t.Errorf("read %d bytes that are not the %d that were put", len(got), len(data))
			}
			return err
		})
	}
	missing(f, func(tx store.Tx) (io.Reader, error) { return tx.GetBlob(strings.Repeat("0", 64)) })
	broken := errors.New("the wire broke")
	f.refused(broken, func(tx store.Tx) error { _, err := tx.PutBlob("b.xml", iotest.ErrReader(broken)); return err })
}
