package scenario

import (
	"reflect"
	"strings"
	"testing"

	"lookback"
)

func TestBulkPartiesHaveNoState(t *testing.T) {
	b := NewBulk(1)
	var reused lookback.Party
	for _, i := range []int{99_999_999, 0, 12_345, 7, 12_345} {
		b.AppendParty(i, &reused)
		if fresh := NewBulk(1).Party(i); !reflect.DeepEqual(trim(reused), trim(fresh)) {
			t.Errorf("party %d: got %+v, want %+v", i, reused, fresh)
		}
	}
	if reflect.DeepEqual(b.Party(5), NewBulk(2).Party(5)) {
		t.Error("two seeds made one party")
	}
	for i, name := range b.Names(100) {
		if want := b.Party(i).Names[0].Full; name != want {
			t.Errorf("name %d is %q, want %q", i, name, want)
		}
	}
}

// trim makes empty slices nil, so that reused memory compares with fresh.
func trim(p lookback.Party) lookback.Party {
	for _, s := range []*[]string{&p.BirthPlaces, &p.Countries} {
		if len(*s) == 0 {
			*s = nil
		}
	}
	if len(p.Identifiers) == 0 {
		p.Identifiers = nil
	}
	p.Addresses = nil
	return p
}

// The first parties of seed 1, as a sign that nothing changed by accident.
func TestBulkGolden(t *testing.T) {
	var names []string
	for _, name := range NewBulk(1).Names(6) {
		names = append(names, name)
	}
	want := "KRISTOCHALEZ ADRIANA|GAKHELINA BOTAGOZ|NABASHVILI VANO|Gia Vizashvili|Barno Zhunarova|BRAVO EDUARDO"
	if got := strings.Join(names, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBulkPartiesAreWellFormed(t *testing.T) {
	b := NewBulk(3)
	passports := map[string]bool{}
	var p lookback.Party
	for i := range 50_000 {
		b.AppendParty(i, &p)
		if err := p.Validate(); err != nil {
			t.Fatalf("party %d: %v", i, err)
		}
		n := p.Names[0]
		if familyFirst, familyLast := joined(" ", n.Family, n.Given, n.Middle), joined(" ", n.Given, n.Middle, n.Family); n.Full != familyFirst && n.Full != familyLast {
			t.Fatalf("party %d is called %q, its parts are %+v", i, n.Full, n)
		}
		if p.Births[0].Precision() < lookback.PrecisionYear {
			t.Fatalf("party %d is born on %q", i, p.Births[0].Raw)
		}
		for _, id := range p.Identifiers {
			if passports[id.Value] {
				t.Fatalf("two parties have passport %s", id.Value)
			}
			passports[id.Value] = true
		}
	}
}

// Few names are very common, very many are rare: the shape that an index must cope with.
func TestBulkNamesAreSkewed(t *testing.T) {
	const parties = 100_000
	b := NewBulk(1)
	tokens, families := map[string]int{}, map[string]int{}
	var p lookback.Party
	for i := range parties {
		b.AppendParty(i, &p)
		families[strings.ToLower(p.Names[0].Family)]++
		for _, w := range strings.Fields(p.Names[0].Full) {
			tokens[strings.ToLower(w)]++
		}
	}
	common, once := 0, 0
	for _, n := range families {
		common = max(common, n)
		once += index(n == 1)
	}
	if share := parties / common; share < 50 || share > 1000 {
		t.Errorf("the commonest family name is that of one in %d", share)
	}
	if once < parties/20 {
		t.Errorf("%d family names occur once, want one in twenty parties at least", once)
	}
	if n := len(tokens); n < parties/4 || n > parties {
		t.Errorf("%d parties have %d different words", parties, n)
	}
}

func TestBulkPartyAllocatesOneString(t *testing.T) {
	b := NewBulk(1)
	var p lookback.Party
	i := 0
	allocs := testing.AllocsPerRun(2000, func() {
		b.AppendParty(i, &p)
		i++
	})
	if allocs > 1 {
		t.Errorf("a party takes %v allocations, want 1", allocs)
	}
}

func TestBulkEntries(t *testing.T) {
	b := NewBulk(1)
	aliases, known := 0, 0
	const population = 2000
	names := map[string]bool{}
	for _, name := range b.Names(population) {
		names[name] = true
	}
	for i := range 4000 {
		e := b.Entry(i, population)
		if !reflect.DeepEqual(e, b.Entry(i, population)) {
			t.Fatalf("entry %d is another one the second time", i)
		}
		if err := e.Party.Validate(); err != nil || e.ID == "" {
			t.Fatalf("entry %d: %v", i, err)
		}
		aliases += index(len(e.Party.Names) > 1)
		known += index(names[e.Party.Names[0].Full])
	}
	if aliases < 1500 || known < 20 {
		t.Errorf("%d of 4000 entries have aliases and %d have a name of the population", aliases, known)
	}
	if e := b.Entry(3, 0); len(e.Party.Names) == 0 {
		t.Error("a list without a population has an entry without a name")
	}
}

func BenchmarkAppendParty(b *testing.B) {
	bulk := NewBulk(1)
	var p lookback.Party
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		bulk.AppendParty(i, &p)
	}
}

func BenchmarkEntry(b *testing.B) {
	bulk := NewBulk(1)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		bulk.Entry(i, 1_000_000)
	}
}
