package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookback"
)

// realData returns the directory of real lists that lies beside the project on some machines.
func realData(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("LOOKBACK_REAL_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real lists are not on this machine")
	}
	return dir
}

func parseReal(t *testing.T, format Format, pattern string) *Edition {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(realData(t), pattern))
	if err != nil || len(paths) == 0 {
		t.Skipf("%s is not on this machine", pattern)
	}
	var files []File
	for _, p := range paths {
		files = append(files, Path(p))
	}
	e, err := ParseEdition(format, files)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestRealOFAC(t *testing.T) {
	for _, test := range []struct {
		pattern string
		entries int
	}{{"ofac/2018-10/*.csv", 7379}, {"ofac/2021-07/*.csv", 8976}} {
		e := parseReal(t, OFACCSV, test.pattern)
		share := float64(e.Remarks.Understood) / float64(e.Remarks.Parts)
		t.Logf("%s: %d entries, %d names, %d problems, remarks understood %d of %d = %.2f %%", test.pattern,
			e.Counts.Entries, e.Counts.Names, e.Counts.Problems, e.Remarks.Understood, e.Remarks.Parts, 100*share)
		if e.Counts.Entries != test.entries {
			t.Errorf("%s: got %d entries, want %d", test.pattern, e.Counts.Entries, test.entries)
		}
		if share < 0.97 {
			t.Errorf("%s: %.4f of the remarks are understood, want 0.97", test.pattern, share)
		}
		logProblems(t, e)
	}
}

func TestRealUN(t *testing.T) {
	for _, test := range []struct {
		file                  string
		people, organisations int
	}{{"un/2020-11-30.xml", 713, 305}, {"un/2025-08-16.xml", 684, 195}} {
		e := parseReal(t, UNXML, test.file)
		people, organisations := e.Counts.ByKind[lookback.KindPerson], e.Counts.ByKind[lookback.KindOrganisation]
		t.Logf("%s: published %s, %d names, %d not read, %d bytes repaired, loss %v", test.file, e.Published, e.Counts.Names, e.Counts.NotRead, e.Recoded, e.Loss)
		if people != test.people || organisations != test.organisations {
			t.Errorf("%s: got %d people and %d organisations, want %d and %d", test.file, people, organisations, test.people, test.organisations)
		}
		logProblems(t, e)
	}
}

func logProblems(t *testing.T, e *Edition) {
	t.Helper()
	for i := range e.Problems {
		if !errors.Is(&e.Problems[i], lookback.ErrInvalid) {
			t.Errorf("problem %v is not ErrInvalid", &e.Problems[i])
		}
		t.Log(&e.Problems[i])
	}
}

func TestRealOFACDiff(t *testing.T) {
	old := parseReal(t, OFACCSV, "ofac/2018-10/*.csv")
	new := parseReal(t, OFACCSV, "ofac/2021-07/*.csv")
	kinds, fields, amended := map[lookback.ChangeKind]int{}, map[string]int{}, map[string]bool{}
	for _, c := range Diff(old.Entries, new.Entries) {
		kinds[c.Kind]++
		amended[c.ID] = c.Kind == lookback.Amended
		for _, f := range c.Fields {
			fields[f.Field]++
		}
	}
	changed, material := changedLines(t), 0
	for id := range changed {
		if amended[id] {
			material++
		}
	}
	t.Logf("changes %v, amended fields %v; of %d changed lines %d changed materially", kinds, fields, len(changed), material)
	if len(changed) != 836 {
		t.Errorf("got %d changed lines, want 836", len(changed))
	}
	if kinds[lookback.Added] != 1858 || kinds[lookback.Removed] != 261 {
		t.Errorf("got %d added and %d removed, want 1858 and 261", kinds[lookback.Added], kinds[lookback.Removed])
	}
}

// changedLines returns the entries whose line of sdn.csv differs between the two editions.
func changedLines(t *testing.T) map[string]bool {
	t.Helper()
	lines, changed := map[string]string{}, map[string]bool{}
	for _, edition := range []string{"2018-10", "2021-07"} {
		data, err := os.ReadFile(filepath.Join(realData(t), "ofac", edition, "sdn.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			line = strings.TrimRight(line, "\r\n \x1A")
			id, _, _ := strings.Cut(line, ",")
			if before, known := lines[id]; known && before != line {
				changed[id] = true
			}
			lines[id] = line
		}
	}
	return changed
}

func TestRealPopulation(t *testing.T) {
	rows := 0
	for _, name := range []string{"negatives_us.csv", "un_2025_untreated.csv"} {
		f, err := os.Open(filepath.Join(realData(t), "population", name))
		if err != nil {
			t.Skipf("%s is not on this machine", name)
		}
		defer f.Close()
		columns, err := RecordColumns(f, name)
		if err != nil {
			t.Fatal(err)
		}
		m, _ := GuessMapping(columns)
		if _, err := f.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		if err := ReadRecords(f, name, m, func(r Row) error {
			if r.Err != nil {
				t.Error(r.Err)
			}
			rows++
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if rows != 50683 {
		t.Errorf("got %d records, want 50683", rows)
	}
}

func TestRealSamplesAreRecognised(t *testing.T) {
	for _, test := range []struct {
		pattern string
		format  Format
		entries int
	}{
		{"eu/sample.xml", EUXML, 2}, {"uk/sample.csv", UKCSV, 2}, {"ofac/sdn_sample.xml", OFACXML, 3}, {"ofac/sdn_advanced_sample.xml", OFACAdvancedXML, 1},
		{"ftm/senzing-persons.jsonl", SenzingJSON, 3}, {"ftm/zala.entities.ftm.json", FTMJSON, 14}, {"ftm/*.delta.json", FTMJSON, 3},
	} {
		paths, err := filepath.Glob(filepath.Join(realData(t), test.pattern))
		if err != nil || len(paths) == 0 {
			t.Skipf("%s is not on this machine", test.pattern)
		}
		var files []File
		for _, p := range paths {
			files = append(files, Path(p))
		}
		if format, err := Recognise(files); err != nil || format != test.format {
			t.Errorf("%s: recognised %q, %v, want %s", test.pattern, format, err, test.format)
		}
		e := parseReal(t, test.format, test.pattern)
		t.Logf("%s: %d entries, %d relations, loss %v", test.pattern, len(e.Entries), len(e.Relations), e.Loss)
		if len(e.Entries) != test.entries || e.Counts.Problems != 0 {
			t.Errorf("%s: got %d entries and problems %v, want %d and none", test.pattern, len(e.Entries), e.Problems, test.entries)
		}
	}
}
