package index_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/source"
)

// shared is where published lists lie on machines that have them.
var shared = filepath.Join("..", "..", "..", "shared", "data")

// TestListsAreSearchedCompletely compares the index with a full scan on published lists: the entries of one list, and a register of
// names that has nothing to do with them, are asked against another.
func TestListsAreSearchedCompletely(t *testing.T) {
	entries := publishedEntries(t)
	ix, scanner := buildParties(entries), index.NewScanner(entries)
	n := 100
	if testing.Short() {
		n = 10
	}
	queries := append(everyNth(entries, n), everyNth(otherNames(t), n)...)
	var s index.Scratch
	var w index.ScanScratch
	for i := range queries {
		scanned := scanner.Scan(&queries[i], 6000, &w, nil)
		for _, threshold := range []lookback.Score{6000, 7000, 8000, 9000} {
			want := slices.DeleteFunc(slices.Clone(scanned), func(h index.Hit) bool { return h.Score < threshold })
			got, stats := ix.Search(&queries[i], threshold, &s, nil)
			if !slices.Equal(got, want) {
				t.Errorf("query %d at %s: found %v, want %v", i, threshold, got, want)
			}
			if !stats.Reconciles() {
				t.Errorf("query %d at %s: counts do not add up: %+v", i, threshold, stats)
			}
		}
	}
}

// publishedEntries returns the entries of the OFAC and UN lists, or skips the test.
func publishedEntries(t testing.TB) []match.Party {
	t.Helper()
	var parties []match.Party
	for _, list := range []struct {
		format source.Format
		files  []string
	}{
		{source.OFACCSV, []string{"ofac/2021-07/sdn.csv", "ofac/2021-07/alt.csv", "ofac/2021-07/add.csv", "ofac/2021-07/sdn_comments.csv"}},
		{source.UNXML, []string{"un/2025-08-16.xml"}},
	} {
		var files []source.File
		for _, name := range list.files {
			path := filepath.Join(shared, filepath.FromSlash(name))
			if _, err := os.Stat(path); err != nil {
				t.Skipf("published lists are not on this machine: %v", err)
			}
			files = append(files, source.Path(path))
		}
		edition, err := source.ParseEdition(list.format, files)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range edition.Entries {
			parties = append(parties, match.Prepare(e.Party))
		}
	}
	return parties
}

// otherNames returns people of a public register.
func otherNames(t testing.TB) []match.Party {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, "population", "negatives_us.csv"))
	if err != nil {
		t.Skipf("the register of names is not on this machine: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	name, born := slices.Index(rows[0], "full_name"), slices.Index(rows[0], "date_of_birth")
	var parties []match.Party
	for _, row := range rows[1:] {
		parties = append(parties, match.Prepare(lookback.Party{
			Kind:   lookback.KindPerson,
			Names:  []lookback.Name{{Full: row[name]}},
			Births: []lookback.Date{lookback.ParseDate(row[born])},
		}))
	}
	return parties
}

func buildParties(parties []match.Party) *index.Index {
	var b index.Builder
	for i := range parties {
		b.Add(uint32(i), &parties[i])
	}
	return b.Build()
}

// everyNth returns n of all, evenly spread.
func everyNth(all []match.Party, n int) []match.Party {
	var some []match.Party
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	return some
}
