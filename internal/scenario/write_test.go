package scenario

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/source"
)

// parseEdition reads the files of an edition with the importer of its format.
func parseEdition(t *testing.T, l *List, seq int) *source.Edition {
	t.Helper()
	files, err := l.Files(seq)
	if err != nil {
		t.Fatal(err)
	}
	var in []source.File
	for _, f := range files {
		in = append(in, source.File{Name: f.Name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.Data)), nil }})
	}
	e, err := source.ParseEdition(source.Format(l.Format), in)
	if err != nil {
		t.Fatalf("%s %d: %v", l.Name, seq, err)
	}
	return e
}

// What the importers read from the files is what the world says, entry by entry: nothing is lost on the way.
func TestFilesReadBackAsTheirEntries(t *testing.T) {
	w := demoWorld()
	for i := range w.Lists {
		l := &w.Lists[i]
		for seq := 1; seq <= len(l.Editions); seq++ {
			want := l.Editions[seq-1]
			got := parseEdition(t, l, seq)
			// An organisation that somebody is linked to may be removed, or share its name: that link leads nowhere, as in life.
			got.Loss = slices.DeleteFunc(got.Loss, func(f source.FieldCount) bool { return strings.HasPrefix(f.Field, "Linked To") })
			if len(got.Entries) != len(want.Entries) || len(got.Problems) > 0 || got.Counts.NotRead > 0 || len(got.Loss) > 0 {
				t.Fatalf("%s %d: read %d entries, want %d; problems %v, not read %d, lost %v", l.Name, seq, len(got.Entries), len(want.Entries), got.Problems, got.Counts.NotRead, got.Loss)
			}
			if l.Format == "un-xml" && !got.Published.Equal(want.Published) {
				t.Errorf("%s %d: published %s, want %s", l.Name, seq, got.Published, want.Published)
			}
			byID := map[string]*lookback.Entry{}
			for k := range got.Entries {
				byID[got.Entries[k].ID] = &got.Entries[k]
			}
			for _, e := range want.Entries {
				read := byID[e.ID]
				if read == nil || !bytes.Equal(source.Canonical(*read), source.Canonical(e)) {
					t.Fatalf("%s %d: entry %s is read as\n%+v\nwant\n%+v", l.Name, seq, e.ID, read, e)
				}
			}
		}
	}
}

// The changes that the world states are those that the importer finds; a change of order is none.
func TestEditionsChangeAsStated(t *testing.T) {
	w := demoWorld()
	for i := range w.Lists {
		l := &w.Lists[i]
		for seq := 2; seq <= len(l.Editions); seq++ {
			var added, amended, removed []string
			for _, c := range source.Diff(l.Editions[seq-2].Entries, l.Editions[seq-1].Entries) {
				switch c.Kind {
				case lookback.Added:
					added = append(added, c.ID)
				case lookback.Amended:
					amended = append(amended, c.ID)
				default:
					removed = append(removed, c.ID)
				}
			}
			want := l.Editions[seq-1]
			if !slices.Equal(added, want.Added) || !slices.Equal(amended, want.Amended) || !slices.Equal(removed, want.Removed) {
				t.Errorf("%s %d: added %d, amended %d, removed %d; want %d, %d, %d", l.Name, seq, len(added), len(amended), len(removed), len(want.Added), len(want.Amended), len(want.Removed))
			}
		}
	}
}

func TestLastEditionOfNorth(t *testing.T) {
	l := demoWorld().List("north")
	last := l.Editions[len(l.Editions)-1]
	if len(last.Added) != 40 || len(last.Amended) != 60 || len(last.Removed) != 15 {
		t.Errorf("it adds %d, amends %d and removes %d; want 40, 60 and 15", len(last.Added), len(last.Amended), len(last.Removed))
	}
	if n := len(last.Entries); n < 1400 || n > 1600 {
		t.Errorf("it has %d entries, want about 1,500", n)
	}
	if !last.Published.After(demoWorld().Records[DefaultRecords-1].Arrived) {
		t.Error("somebody arrives after it")
	}
}

func TestMeridianHasVesselsWeakAliasesAndLinks(t *testing.T) {
	kinds, weak, linked := map[lookback.PartyKind]int{}, 0, 0
	l := demoWorld().List("meridian")
	for _, e := range l.Editions[len(l.Editions)-1].Entries {
		kinds[e.Party.Kind]++
		weak += index(slices.ContainsFunc(e.Party.Names, func(n lookback.Name) bool { return n.Weak }))
		linked += len(e.Links)
	}
	if kinds[lookback.KindVessel] < 10 || kinds[lookback.KindOrganisation] < 100 || kinds[lookback.KindPerson] < 500 || weak < 100 || linked < 50 {
		t.Errorf("it has %v, %d entries with weak aliases and %d with links", kinds, weak, linked)
	}
}

func TestFilesOfNoEdition(t *testing.T) {
	for _, seq := range []int{0, 5} {
		if _, err := demoWorld().List("north").Files(seq); !errors.Is(err, lookback.ErrNotFound) {
			t.Errorf("edition %d: got %v, want %v", seq, err, lookback.ErrNotFound)
		}
	}
}

func TestUNXMLRefusesVessels(t *testing.T) {
	entry := lookback.Entry{ID: "1", Party: lookback.Party{Kind: lookback.KindVessel, Names: []lookback.Name{{Full: "AMBER LARK"}}}}
	if err := WriteUNXML(io.Discard, lastArrival.Time(), []lookback.Entry{entry}); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v, want %v", err, lookback.ErrInvalid)
	}
}

// Importing what WriteCSV wrote gives the same records again.
func TestRecordsReadBackFromCSV(t *testing.T) {
	mapping, err := source.ParseMapping("scenario", []byte(CSVMapping))
	if err != nil {
		t.Fatal(err)
	}
	for _, system := range systems {
		var want []lookback.Record
		for _, r := range demoWorld().Records {
			if r.Source == system.name {
				want = append(want, r)
			}
		}
		var out bytes.Buffer
		if err := WriteCSV(&out, want); err != nil {
			t.Fatal(err)
		}
		at := 0
		err := source.ReadCSV(&out, system.name+".csv", mapping, func(row source.Row) error {
			w := want[at]
			at++
			if row.Err != nil || row.Key != w.Key || !row.Arrived.Equal(w.Arrived) || !reflect.DeepEqual(row.Party, w.Party) {
				t.Fatalf("%s: read %+v\nwant %+v", w.Ref(), row, w)
			}
			return nil
		})
		if err != nil || at != len(want) {
			t.Errorf("%s: read %d records, want %d: %v", system.name, at, len(want), err)
		}
	}
}
