package index

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"lookback"
	"lookback/internal/match"
)

// TestSearchDoesNotAllocate shows that a search of tokens that were seen before allocates nothing.
func TestSearchDoesNotAllocate(t *testing.T) {
	ix, _, queries := smallWorld(t)
	var s Scratch
	var hits []Hit
	found := 0
	once := func() {
		for i := range queries {
			var stats Stats
			hits, stats = ix.Search(&queries[i], 7000, &s, hits[:0])
			found += stats.Hits
		}
	}
	once()
	if n := testing.AllocsPerRun(20, once); n != 0 {
		t.Errorf("%d searches allocate %v times, want 0", len(queries), n)
	}
	if found == 0 {
		t.Error("the searches found nothing, so they did not show what a hit costs")
	}
}

// TestSearchMayBeCalledConcurrently asks one index and one Scanner from several goroutines, which the race detector watches.
func TestSearchMayBeCalledConcurrently(t *testing.T) {
	ix, parties, queries := smallWorld(t)
	scanner := NewScanner(parties)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var s Scratch
			var w ScanScratch
			for i := range queries {
				got, _ := ix.Search(&queries[i], 7000, &s, nil)
				if want := scanner.Scan(&queries[i], 7000, &w, nil); !slices.Equal(got, want) {
					t.Errorf("query %d: found %v, want %v", i, got, want)
				}
			}
		})
	}
	wg.Wait()
}

// smallWorld returns an index of made-up people and queries of which some hit.
func smallWorld(t testing.TB) (ix *Index, parties, queries []match.Party) {
	t.Helper()
	given := []string{"Alisher", "Bahrom", "Dilshod", "Farhod", "Gulnora", "Jamshid", "Karim", "Malika", "Nodira", "Rustam"}
	family := []string{"Aliev", "Boboev", "Ganiev", "Hakimov", "Ismoilov", "Karimov", "Nazarov", "Rahmonov", "Saidov", "Yusupov"}
	for i, g := range given {
		for j, f := range family {
			parties = append(parties, person(fmt.Sprintf("%s %s", g, f), fmt.Sprintf("19%d%d-03-0%d", 5+i/2, j, 1+j%9), fmt.Sprintf("A%d%d55501", i, j)),
				person(fmt.Sprintf("%s. %s %s", g[:1], family[(i+j)%10], f), "", ""))
		}
	}
	queries = []match.Party{
		person("Alisher Aliyev", "1950-03-01", ""), person("A. Boboev", "", ""), person("Bahromjon Karimova", "1981-01-01", "A1555501"),
		person("Ali Sher Nazarov", "", ""), person("Somebody Else", "", "A0155501"), person("Рустам Рахмонов", "", ""), person("", "", ""),
	}
	return build(parties), parties, queries
}

func person(name, born, passport string) match.Party {
	p := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: name}}}
	if born != "" {
		p.Births = []lookback.Date{lookback.ParseDate(born)}
	}
	if passport != "" {
		p.Identifiers = []lookback.Identifier{{Type: "passport", Value: passport}}
	}
	return match.Prepare(p)
}
