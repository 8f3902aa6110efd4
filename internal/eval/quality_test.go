package eval

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lookback"
)

var update = flag.Bool("update", false, "write the golden files anew; review the difference")

// root is the root of the module.
var root = filepath.Join("..", "..")

// floor is what a set of labelled pairs may never fall below, whatever its golden file says. Zero asks for nothing.
type floor struct {
	f1, person       float64
	strong           float64 // recall of the pairs labelled STRONG
	medium, mediumNo float64 // share of the pairs labelled MEDIUM that are seen, and that are left alone
	noStrongFalse    bool
}

// TestQualityOfNames shows R10 and R11: how well names are matched is a committed number, and it never falls unseen.
func TestQualityOfNames(t *testing.T) {
	bench := filepath.Join(root, "..", "shared", "bench")
	for _, set := range []struct {
		name, path string
		floor      floor
	}{
		{"names", filepath.Join(root, "testdata", "names.csv"), floor{f1: 0.95, person: 0.95, strong: 1, medium: 0.90, mediumNo: 0.90, noStrongFalse: true}},
		{"names_cultures", filepath.Join(root, "testdata", "names_cultures.csv"), floor{f1: 0.94, person: 0.94, strong: 1, medium: 0.94, mediumNo: 0.90}},
		{"names_held", filepath.Join(root, "testdata", "names_held.csv"), floor{f1: 0.90, person: 0.90, strong: 0.98, medium: 0.85, mediumNo: 0.80}},
		{"name_bench_dev", filepath.Join(bench, "name_bench_dev.csv"), floor{f1: 0.85, person: 0.82, noStrongFalse: true}},
		{"name_variants_dev", filepath.Join(bench, "name_variants_dev.csv"), floor{strong: 1, medium: 0.95, mediumNo: 0.90, noStrongFalse: true}},
	} {
		t.Run(set.name, func(t *testing.T) {
			report := Names(readCases(t, set.path), lookback.DefaultThreshold)
			checkFloor(t, report, set.floor)
			checkGolden(t, filepath.Join(root, "testdata", "quality", set.name+".txt"), qualityOf(report))
		})
	}
}

func readCases(t testing.TB, path string) []Case {
	t.Helper()
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skipf("labelled pairs are not on this machine: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	cases, err := ReadCases(bytes.NewReader(data), path)
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func checkFloor(t *testing.T, r NamesReport, f floor) {
	t.Helper()
	strong, medium := r.ByQuality["STRONG"], r.ByQuality["MEDIUM"]
	for _, figure := range []struct {
		name      string
		got, want float64
	}{
		{"F1", r.All.F1(), f.f1},
		{"F1 of people", r.BySchema["Person"].F1(), f.person},
		{"recall of STRONG", strong.Recall(), f.strong},
		{"recall of MEDIUM", medium.Recall(), f.medium},
		{"MEDIUM left alone", ratio(medium.TrueNegatives, medium.TrueNegatives+medium.FalsePositives), f.mediumNo},
	} {
		if figure.got < figure.want {
			t.Errorf("%s is %.4f, below the floor of %.4f", figure.name, figure.got, figure.want)
		}
	}
	for _, x := range r.StrongMissed {
		if f.strong == 1 {
			t.Errorf("missed, though the label is sure: %q and %q, %s", x.Left, x.Right, x.Score)
		}
	}
	for _, x := range r.StrongFalseMatches {
		if f.noStrongFalse {
			t.Errorf("matched, though the label is sure: %q and %q, %s", x.Left, x.Right, x.Score)
		}
	}
}

// figure is one line of a golden file. It holds numbers only, so that no name of a set is committed with it.
type figure struct {
	slice                 string
	cases                 int
	precision, recall, f1 float64
	accuracy              float64
}

func (f figure) String() string {
	return fmt.Sprintf("%-28s %4d %.4f %.4f %.4f %.4f", f.slice, f.cases, f.precision, f.recall, f.f1, f.accuracy)
}

func figureOf(slice string, t Tally) figure {
	return figure{strings.ReplaceAll(slice, " ", "-"), t.Cases, t.Precision(), t.Recall(), t.F1(), t.Accuracy()}
}

// qualityOf returns the figures of a report in an order of their own.
func qualityOf(r NamesReport) []figure {
	figures := []figure{figureOf("all", r.All)}
	for _, by := range []struct {
		name    string
		tallies map[string]Tally
	}{{"quality", r.ByQuality}, {"schema", r.BySchema}, {"script", r.ByScript}} {
		for _, key := range slices.Sorted(maps.Keys(by.tallies)) {
			figures = append(figures, figureOf(by.name+":"+key, by.tallies[key]))
		}
	}
	return figures
}

const qualityHeader = "# slice, cases, precision, recall, F1, share right at 0.70; written by go test ./internal/eval -update\n"

// checkGolden compares figures with the golden file: none may fall, and one that rises asks for -update.
func checkGolden(t *testing.T, path string, figures []figure) {
	t.Helper()
	text := qualityHeader
	for _, f := range figures {
		text += f.String() + "\n"
	}
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := parseFigures(t, string(golden))
	for _, f := range figures {
		w, ok := want[f.slice]
		switch {
		case !ok || w.cases != f.cases:
			t.Errorf("%s: the set changed; run with -update and review the difference", f.slice)
		case f.accuracy < w.accuracy-rounding || f.f1 < w.f1-rounding:
			t.Errorf("%s fell:\n got %s\nwant %s", f.slice, f, w)
		case f.accuracy > w.accuracy+rounding || f.f1 > w.f1+rounding:
			t.Logf("%s rose; run with -update to keep it:\n got %s\nhad  %s", f.slice, f, w)
		}
	}
}

// rounding is what four decimals lose.
const rounding = 0.00005001

func parseFigures(t *testing.T, text string) map[string]figure {
	t.Helper()
	figures := map[string]figure{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var f figure
		if _, err := fmt.Sscan(line, &f.slice, &f.cases, &f.precision, &f.recall, &f.f1, &f.accuracy); err != nil {
			t.Fatalf("golden line %q: %v", line, err)
		}
		figures[f.slice] = f
	}
	return figures
}
