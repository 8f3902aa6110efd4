package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
)

// mustRun runs a command and returns what it prints.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, strings.NewReader(""), &out, &errs); code != exitDone {
		t.Fatalf("lookback %s: exit code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// keptDemo plays the story into a folder and returns the folder, the world and the summary.
func keptDemo(t *testing.T) (string, *scenario.World, demoSummary) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "world")
	var s demoSummary
	line := mustRun(t, "demo", "--seed", "4", "--records", "1000", "--quiet", "--json", "--keep", dir)
	if err := json.Unmarshal([]byte(line), &s); err != nil {
		t.Fatal(err)
	}
	return dir, scenario.New(4, 1000), s
}

// The demo finds whom the network moved: no more, no fewer.
func TestDemoFindsExactlyTheMoved(t *testing.T) {
	_, w, s := keptDemo(t)
	if s.Moved != len(w.Network.Moved) || s.MovedFound != s.Moved || s.MovedOthers != 0 || s.Moved == 0 || !s.Reconciles {
		t.Errorf("got %+v, want the %d moved and nobody else", s, len(w.Network.Moved))
	}
}

// aGrade ends the brackets of a hop, or stands before what else is said of it.
var aGrade = regexp.MustCompile(`[A-F][1-6][,)]`)

// R23: whatever is printed of a record and a listed organisation, as table, JSON, card or export, holds the
// organisation's name only behind all hops that lead there.
func TestEveryOutputTellsTheWholePath_R23(t *testing.T) {
	dir, w, _ := keptDemo(t)
	listed := listedName(t, w)
	moved, tie := w.Network.Moved[len(w.Network.Moved)-1], w.Network.Ties[len(w.Network.Ties)-1].ID
	named := 0
	for _, args := range [][]string{
		{"network", "list"}, {"network", "show", w.Network.Network.ID}, {"network", "paths", moved}, {"network", "paths", w.Network.Listed.String()},
		{"network", "paths", w.Network.Network.Ref().String()}, {"tie", "show", tie}, {"tie", "show", w.Network.Ties[0].ID},
		{"report", "card", "1", "--purpose", "review"}, {"report", "funnel", "--run", "13", "--internal"}, {"report", "runs"}, {"report", "quality"}, {"report", "equity"},
		{"report", "funnel", "--run", "13", "--internal", "--follow", "standing:located", "--purpose", "review"}, {"case", "show", "1", "--purpose", "review"}, {"case", "work"}, {"case", "timeline", "1"},
		{"case", "alerts", "--suppressed"}, {"redress", "list"}, {"redress", "show", "1"}, {"journal", "access"},
		{"clearance", moved}, {"run", "list"}, {"run", "show", "12"}, {"run", "show", "13"}, {"run", "show", "14"}, {"journal", "list"}, {"replay", moved},
		{"list", "links", "meridian"}, {"list", "links", "north"},
	} {
		args = append(args, "--data", dir, "--quiet")
		t.Run(strings.Join(args[:min(3, len(args))], " "), func(t *testing.T) {
			for line := range strings.Lines(mustRun(t, args...)) {
				named += checkTold(t, line, listed)
			}
			for line := range strings.Lines(mustRun(t, append(args, "--json")...)) {
				var v any
				if err := json.Unmarshal([]byte(line), &v); err != nil {
					t.Fatal(err)
				}
				named += checkJSON(t, "", v, listed)
			}
		})
	}
	if named < 20 {
		t.Errorf("%s was named %d times only: the test looks in the wrong place", listed, named)
	}
}

// checkTold reports a name that is not told behind its hops, and counts names.
func checkTold(t *testing.T, text, name string) int {
	t.Helper()
	at := strings.Index(text, name)
	if at < 0 {
		return 0
	}
	if hops := len(aGrade.FindAllString(text[:at], -1)); hops < 2 || !strings.Contains(text[:at], "moved by") {
		t.Errorf("%s is named behind %d hops only: %s", name, hops, text)
	}
	return 1
}

// checkJSON walks a JSON value: the name stands in the words of a path and nowhere else.
func checkJSON(t *testing.T, key string, v any, name string) (named int) {
	t.Helper()
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, name) {
			return 0
		}
		if key != "words" {
			t.Errorf("field %q holds %q", key, v)
		}
		return checkTold(t, v, name)
	case []any:
		for _, x := range v {
			named += checkJSON(t, key, x, name)
		}
	case map[string]any:
		for k, x := range v {
			named += checkJSON(t, k, x, name)
		}
	}
	return named
}

func listedName(t *testing.T, w *scenario.World) string {
	t.Helper()
	list := w.List("north")
	for _, e := range list.Editions {
		for _, entry := range e.Entries {
			if lookback.EntryNode("north", entry.ID) == w.Network.Listed {
				return entry.Party.Names[0].Full
			}
		}
	}
	t.Fatal("the listed organisation is on no edition")
	return ""
}

// R23: in an export an organisation stands as a party of its ties, and no record is joined to it by a line that is no tie.
func TestExportsHoldTiesOnly_R23(t *testing.T) {
	dir, w, _ := keptDemo(t)
	out := mustRun(t, "network", "export", "--format", "dot", "--purpose", "test", "--data", dir, "--quiet")
	direct := regexp.MustCompile(fmt.Sprintf(`"record:[^"]*" -> "%s"`, regexp.QuoteMeta(w.Network.Listed.String())))
	if direct.MatchString(out) {
		t.Errorf("a record is joined to the listed organisation: %s", direct.FindString(out))
	}
	stated := strings.Count(mustRun(t, "list", "links", "meridian", "--data", dir), "\n")
	if edges, want := strings.Count(out, " -> "), len(lookback.Standing(w.Network.Ties, w.Network.Retractions))+stated; edges != want || stated == 0 {
		t.Errorf("the picture has %d lines for %d ties, %d of them stated by a publisher", edges, want, stated)
	}
	for _, format := range []string{"graphml", "ftm", "stix", "niem"} {
		file := filepath.Join(t.TempDir(), format)
		mustRun(t, "network", "export", "--purpose", "test", "--format", format, "--out", file, "--data", dir, "--quiet")
		if data, err := os.ReadFile(file); err != nil || bytes.Contains(data, []byte("has ties to")) || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", format, len(data), err)
		}
	}
}

// R23: commands that speak of a listed organisation apart from a record name it in a tie with class, source and grade first, and in
// nothing but words; those that order and decide do not name it at all.
func TestOtherOutputsTellTheTieFirst_R23(t *testing.T) {
	dir, w, _ := keptDemo(t)
	listed := listedName(t, w)
	party := w.Network.Parties[0].Ref().String()
	in := func(args ...string) string { return mustRun(t, append(args, "--data", dir, "--quiet")...) }
	in("tie", "add", "--subject", w.Network.Listed.String(), "--class", "owns", "--share", "60 %", "--object", party, "--source", "register", "--grade", "B2")
	in("tie", "add", "--subject", "record:"+w.Network.Moved[0], "--class", "same-as", "--object", w.Network.Parties[1].Ref().String(), "--source", "desk", "--grade", "B2")
	in("directive", "propose", "--title", "The ring", "--basis", "Act 12", "--reason", "report 31", "--about", "network:"+w.Network.Network.ID, "--second-reviewer", "--until", time.Now().AddDate(0, 3, 0).Format(time.DateOnly))
	told := 0
	for _, c := range []struct {
		args  []string
		names bool
	}{
		{[]string{"ownership", party}, true}, {[]string{"ownership", w.Network.Moved[0]}, false},
		{[]string{"directive", "list"}, false}, {[]string{"directive", "show", "1"}, false}, {[]string{"directive", "report", "1"}, false},
		{[]string{"identity", "propose"}, false}, {[]string{"identity", "list"}, false}, {[]string{"case", "list"}, false}, {[]string{"network", "list"}, false},
	} {
		for _, form := range [][]string{nil, {"--json"}} {
			out := in(append(c.args, form...)...)
			if first := strings.Index(out, listed); first >= 0 != c.names {
				t.Errorf("%v names %s: %t, want %t", c.args, listed, first >= 0, c.names)
			}
			known := false
			for line := range strings.Lines(strings.ReplaceAll(out, `","`, "\n")) {
				if !strings.Contains(line, listed) {
					continue
				}
				known = known || aGrade.MatchString(line) && strings.Contains(line, " owns 60 % of ")
				if !known {
					t.Errorf("%v names %s before any tie: %s", c.args, listed, line)
				}
				told++
			}
		}
	}
	if told < 4 {
		t.Errorf("%s was named %d times only: the test looks in the wrong place", listed, told)
	}
}
