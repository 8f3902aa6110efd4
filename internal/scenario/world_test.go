package scenario

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lookback"
)

var update = flag.Bool("update", false, "write the golden files anew")

// demoWorld is the world of the demo, made once for all tests that only read it.
var demoWorld = sync.OnceValue(func() *World { return New(1, DefaultRecords) })

// describe writes what a world holds: a line with a count and a hash for each part. It hashes what
// is written to files, and plain fields, so that a new field of a type of the product changes nothing here.
func describe(w *World) string {
	var out strings.Builder
	part := func(name string, count int, content []byte) {
		sum := sha256.Sum256(content)
		fmt.Fprintf(&out, "%-22s %6d  %s\n", name, count, hex.EncodeToString(sum[:8]))
	}
	var table bytes.Buffer
	_ = WriteCSV(&table, w.Records) // a buffer takes everything
	part("records", len(w.Records), table.Bytes())
	part("same person", len(w.SamePerson), fmt.Append(nil, w.SamePerson))
	for _, l := range w.Lists {
		for i, e := range l.Editions {
			files, _ := l.Files(i + 1) // the edition exists
			content := fmt.Append(nil, e.Published, e.Added, e.Amended, e.Removed, e.Cosmetic)
			for _, f := range files {
				content = append(content, f.Data...)
			}
			part(fmt.Sprintf("%s %d", l.Name, i+1), len(e.Entries), content)
		}
	}
	part("planted", len(w.Planted), fmt.Append(nil, w.Planted))
	part("near misses", len(w.NearMisses), fmt.Append(nil, w.NearMisses))
	var network []byte
	for _, p := range w.Network.Parties {
		network = fmt.Appendln(network, p.ID, p.Kind, p.Label(), p.PublicHub)
	}
	part("network parties", len(w.Network.Parties), network)
	network = nil
	for _, t := range w.Network.Ties {
		network = fmt.Appendln(network, t.ID, t.Subject, t.Class, t.Object, t.Knowledge, t.From.Raw, t.To.Raw, t.Source, t.Origin, t.Grade, t.Kind, t.Recorded)
	}
	part("ties", len(w.Network.Ties), network)
	part("moved", len(w.Network.Moved), fmt.Append(nil, w.Network.Moved, w.Network.Hypotheses, w.Network.AtHubs))
	part("outcomes", len(w.Outcomes), fmt.Append(nil, w.Outcomes))
	for _, f := range w.Tally() {
		fmt.Fprintf(&out, "%-34s %4d\n", f.Fate, f.Count)
	}
	return out.String()
}

// The same seed gives the same bytes: the golden file holds a hash of everything that seed 1 makes.
func TestWorldGolden(t *testing.T) {
	got := describe(demoWorld())
	if *update {
		if err := os.WriteFile("testdata/world.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/world.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the world of seed 1 is another one.\ngot:\n%s\nwant:\n%s\nIf it is meant, run go test -update and say why in the commit.", got, want)
	}
}

func TestWorldIsAFunctionOfSeedAndSize(t *testing.T) {
	first, again, other := describe(New(7, MinRecords)), describe(New(7, MinRecords)), describe(New(8, MinRecords))
	if first != again {
		t.Errorf("seed 7 made two worlds:\n%s\n%s", first, again)
	}
	if first == other {
		t.Error("seeds 7 and 8 made one world")
	}
}

func TestEveryWorldHasPeopleForAllParts(t *testing.T) {
	for seed := range uint64(8) {
		w := New(seed, 0)
		if got, want := len(w.Records), MinRecords; got != want {
			t.Errorf("seed %d: got %d records, want %d", seed, got, want)
		}
	}
}

func TestRecordsArriveInOrderFromThreeSources(t *testing.T) {
	w := demoWorld()
	if got, want := len(w.Records), DefaultRecords; got != want {
		t.Fatalf("got %d records, want %d", got, want)
	}
	sources, refs := map[string]int{}, map[string]bool{}
	from, to := time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	for i, r := range w.Records {
		if r.Arrived.Before(from) || !r.Arrived.Before(to) {
			t.Errorf("%s arrived on %s", r.Ref(), r.Arrived)
		}
		if i > 0 && r.Arrived.Before(w.Records[i-1].Arrived) {
			t.Errorf("%s arrived before the record ahead of it", r.Ref())
		}
		if refs[r.Ref()] {
			t.Errorf("two records are called %s", r.Ref())
		}
		if err := r.Party.Validate(); err != nil {
			t.Errorf("%s: %v", r.Ref(), err)
		}
		refs[r.Ref()] = true
		sources[r.Source]++
	}
	for _, s := range systems {
		if sources[s.name] < DefaultRecords/10 {
			t.Errorf("source %s has %d records only", s.name, sources[s.name])
		}
	}
}

func TestRecordsAreInManyScripts(t *testing.T) {
	count := map[string]int{}
	for _, r := range demoWorld().Records {
		for _, script := range []struct {
			name     string
			from, to rune
		}{{"Cyrillic", 0x400, 0x52F}, {"Arabic", 0x600, 0x6FF}, {"Georgian", 0x10D0, 0x10FF}, {"Han", 0x4E00, 0x9FFF}} {
			if strings.ContainsFunc(r.Party.Names[0].Full, func(c rune) bool { return c >= script.from && c <= script.to }) {
				count[script.name]++
			}
		}
	}
	for _, script := range []string{"Cyrillic", "Arabic", "Georgian", "Han"} {
		if count[script] < 30 {
			t.Errorf("%d records are in %s, want 30 at least", count[script], script)
		}
	}
}

func recordsByRef(w *World) map[string]*lookback.Record {
	all := map[string]*lookback.Record{}
	for i := range w.Records {
		all[w.Records[i].Ref()] = &w.Records[i]
	}
	return all
}

func entryIn(e *Edition, id string) *lookback.Entry {
	for i := range e.Entries {
		if e.Entries[i].ID == id {
			return &e.Entries[i]
		}
	}
	return nil
}

func TestPlantedTruthHolds(t *testing.T) {
	w := demoWorld()
	records := recordsByRef(w)
	for _, p := range w.Planted {
		list := w.List(p.List)
		edition := &list.Editions[p.Edition-1]
		if records[p.Record] == nil {
			t.Errorf("%+v: there is no such record", p)
			continue
		}
		if entryIn(edition, p.Entry) == nil {
			t.Errorf("%+v: the edition does not hold the entry", p)
		}
		ids := edition.Added
		if p.Change == lookback.Amended {
			ids = edition.Amended
		}
		if !slices.Contains(ids, p.Entry) {
			t.Errorf("%+v: the edition has not %s the entry", p, p.Change)
		}
		if got := records[p.Record].Arrived.Before(edition.Published); got != p.Lookback {
			t.Errorf("%+v: the record arrived before the edition: %v", p, got)
		}
		if p.Removed > 0 && !slices.Contains(list.Editions[p.Removed-1].Removed, p.Entry) {
			t.Errorf("%+v: edition %d does not remove the entry", p, p.Removed)
		}
	}
}

func TestPlantedCounts(t *testing.T) {
	w := demoWorld()
	last := len(w.List("north").Editions)
	added, amended, removed, twice := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]int{}
	noisy := 0
	for _, p := range w.Planted {
		if p.List != "north" {
			continue
		}
		switch {
		case p.Edition == last && p.Change == lookback.Added:
			added[p.Entry] = true
		case p.Edition == last:
			amended[p.Entry] = true
		case p.Removed == last:
			removed[p.Entry] = true
		}
		if p.Edition == last {
			twice[p.Entry]++
			noisy += index(len(p.Differs) > 0)
		}
	}
	if len(added) != 22 || len(amended) != 18 || len(removed) != 4 {
		t.Errorf("the last edition of north adds %d planted people, amends %d and removes %d; want 22, 18 and 4", len(added), len(amended), len(removed))
	}
	both := 0
	for _, n := range twice {
		both += index(n == 2)
	}
	if both < 3 {
		t.Errorf("%d people of the last edition are in two sources, want 3 at least", both)
	}
	if noisy < len(twice)/2 {
		t.Errorf("%d planted records differ from their entries, want half of %d at least", noisy, len(twice))
	}
}

// Near misses are other people: no identifier is shared, and given name or birthday differs.
func TestNearMissesAreOtherPeople(t *testing.T) {
	w := demoWorld()
	records := recordsByRef(w)
	planted := map[string]bool{}
	for _, p := range w.Planted {
		planted[p.Record] = true
	}
	for _, n := range w.NearMisses {
		r, e := records[n.Record], entryIn(&w.List(n.List).Editions[n.Edition-1], n.Entry)
		if r == nil || e == nil {
			t.Fatalf("%+v: record or entry is missing", n)
		}
		if planted[n.Record] {
			t.Errorf("%+v: the record is planted as well", n)
		}
		for _, id := range r.Party.Identifiers {
			if id.Type != "phone" && slices.ContainsFunc(e.Party.Identifiers, func(other lookback.Identifier) bool { return other.Value == id.Value }) {
				t.Errorf("%+v: %s %s is on both sides", n, id.Type, id.Value)
			}
		}
		if strings.HasPrefix(n.Why, "a twin") {
			continue
		}
		if r.Party.Births[0].Raw == e.Party.Births[0].Raw {
			t.Errorf("%+v: the birthdays agree", n)
		}
	}
	if got, want := len(w.NearMisses), 32; got != want {
		t.Errorf("got %d near misses, want %d", got, want)
	}
}

func TestPeopleInTwoSources(t *testing.T) {
	w := demoWorld()
	records := recordsByRef(w)
	for _, pair := range w.SamePerson {
		a, b := records[pair[0]], records[pair[1]]
		if a == nil || b == nil || a.Source == b.Source || !a.Arrived.Before(b.Arrived) {
			t.Errorf("%v: want two records in two sources, the earlier first", pair)
		}
	}
	if got := len(w.SamePerson); got < DefaultRecords/40 || got > DefaultRecords/10 {
		t.Errorf("%d people are in two sources", got)
	}
}
