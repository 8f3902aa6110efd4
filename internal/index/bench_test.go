package index

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"lookback"
	"lookback/internal/match"
)

// townspeople draws a made-up population whose names repeat as those of real ones do: a few given names make
// up most of it, family names and errors of writing have a long tail.
type townspeople struct{ state uint64 }

func (r *townspeople) n(n int) int {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

// skewed draws from 0 to n-1, the lower the likelier.
func (r *townspeople) skewed(n int) int { return r.n(1 + r.n(1+r.n(n))) }

var (
	nameHeads = []string{"mu", "ab", "ali", "nur", "far", "jam", "mir", "sher", "bakht", "ibro", "ra", "su", "ha", "ma", "gul", "dil", "shah", "zaf", "kho", "ta", "umar", "yus", "aziz", "bek", "or", "tem", "il", "kam", "nod", "rus"}
	nameMids  = []string{"", "ham", "du", "i", "o", "a", "ri", "lo", "mat", "shi", "na", "bo", "ru", "ka", "vo", "sa", "ne", "zi", "ya", "ter", "dav", "qo", "ghi", "kha"}
	nameTails = []string{"mad", "lah", "bek", "jon", "shod", "din", "zod", "yor", "rat", "mon", "him", "sher", "ov", "far", "gul", "ra", "nos", "ma", "tam", "lid", "mir", "diq", "yon", "boy", "khon"}
)

func (r *townspeople) stem() string {
	return nameHeads[r.skewed(len(nameHeads))] + nameMids[r.skewed(len(nameMids))] + nameTails[r.skewed(len(nameTails))]
}

// rare is a name that next to nobody else has.
func (r *townspeople) rare() string {
	return nameHeads[r.n(len(nameHeads))] + nameMids[r.n(len(nameMids))] + nameMids[r.n(len(nameMids))] + nameTails[r.n(len(nameTails))]
}

func (r *townspeople) name() string {
	given, family, father := r.stem(), r.stem(), r.stem()
	if r.n(8) == 0 {
		family = r.rare()
	}
	family += []string{"ov", "ova", "zoda", "ov", "iy", ""}[r.n(6)]
	switch {
	case r.n(25) == 0:
		family = r.misspelt(family)
	case r.n(25) == 0:
		given = r.misspelt(given)
	}
	switch r.n(12) {
	case 0:
		return given[:1] + ". " + family
	case 1, 2, 3, 4:
		return given + " " + family
	case 5, 6:
		return family + " " + given + " " + father + " ogli"
	default:
		return family + " " + given + " " + father + "ovich"
	}
}

func (r *townspeople) misspelt(s string) string {
	i := r.n(len(s) - 1)
	switch r.n(3) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + string(s[i+1]) + string(s[i]) + s[i+2:]
	}
	return s[:i] + string(rune('a'+r.n(26))) + s[i+1:]
}

// party draws one person with so many names at most.
func (r *townspeople) party(names int) match.Party {
	p := lookback.Party{Kind: lookback.KindPerson}
	for range 1 + r.n(names) {
		p.Names = append(p.Names, lookback.Name{Full: r.name()})
	}
	p.Births = []lookback.Date{lookback.ParseDate(fmt.Sprintf("%d-%02d-%02d", 1940+r.n(65), 1+r.n(12), 1+r.n(28)))}
	p.Nationalities = []string{[]string{"Tajikistan", "Uzbekistan", "Kyrgyzstan", "Russia"}[r.n(4)]}
	if r.n(3) == 0 {
		p.Identifiers = []lookback.Identifier{{Type: "passport", Value: "AC" + strconv.Itoa(1000000+r.n(9000000))}}
	}
	return match.Prepare(p)
}

// benchSize is the number of owners in benchmarks: LOOKBACK_BENCH_RECORDS, or a hundred thousand.
func benchSize(b *testing.B) int {
	if s := os.Getenv("LOOKBACK_BENCH_RECORDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return 100_000
}

// benchParties draws n parties, a few times over so that large populations are made quickly.
func benchParties(n, names int, seed uint64) []match.Party {
	r := &townspeople{state: seed}
	parties := make([]match.Party, n)
	for i := range parties {
		parties[i] = r.party(names)
		parties[i].Texts = nil
	}
	return parties
}

func benchIndex(n, names int, seed uint64) *Index {
	var b Builder
	r := &townspeople{state: seed}
	for i := range n {
		p := r.party(names)
		b.Add(uint32(i), &p)
	}
	return b.Build()
}

func BenchmarkBuild(b *testing.B) {
	parties := benchParties(100_000, 1, 1)
	b.ReportAllocs()
	for b.Loop() {
		build(parties)
	}
	b.ReportMetric(float64(len(parties))*float64(b.N)/b.Elapsed().Seconds(), "names/s")
}

// BenchmarkLookback asks a hundred changed entries over a population.
func BenchmarkLookback(b *testing.B) {
	ix := benchIndex(benchSize(b), 1, 1)
	entries := benchParties(100, 4, 2)
	ask(b, ix, entries)
}

// BenchmarkScreen asks records against ten thousand entries.
func BenchmarkScreen(b *testing.B) {
	ix := benchIndex(10_000, 4, 2)
	records := benchParties(20_000, 1, 1)
	ask(b, ix, records)
}

// ask searches all queries in each turn, and reports what one of them took and did.
func ask(b *testing.B, ix *Index, queries []match.Party) {
	var s Scratch
	var total Stats
	var hits []Hit
	b.ReportAllocs()
	for b.Loop() {
		for i := range queries {
			var stats Stats
			hits, stats = ix.Search(&queries[i], lookback.DefaultThreshold, &s, hits[:0])
			total.Add(stats)
		}
	}
	n := float64(b.N) * float64(len(queries))
	b.ReportMetric(n/b.Elapsed().Seconds(), "queries/s")
	for _, m := range []struct {
		count int
		unit  string
	}{{total.Probed, "probed"}, {total.Postings, "postings"}, {total.ByReach, "byreach"}, {total.ByFacts, "byfacts"}, {total.Scored, "scored"}, {total.Hits, "hits"}} {
		b.ReportMetric(float64(m.count)/n, m.unit+"/q")
	}
}
