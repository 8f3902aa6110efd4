package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/screening"
)

// Every command that a unit of systemd starts exists, with its flags, and no unit runs as root.
func TestUnitsStartCommandsThatExist(t *testing.T) {
	units, err := filepath.Glob(filepath.Join(root, "deploy", "*.service"))
	if err != nil || len(units) == 0 {
		t.Fatalf("got units %v (%v), want some", units, err)
	}
	tree := (&app{out: io.Discard, errs: io.Discard}).command()
	for _, unit := range units {
		text, err := os.ReadFile(unit)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, found := strings.Cut(string(text), "ExecStart=/usr/local/bin/")
		command, _, _ := strings.Cut(rest, "\n")
		if !found || !strings.Contains(string(text), "\nUser=lookback\n") || !strings.Contains(string(text), "\nNoNewPrivileges=true\n") {
			t.Errorf("%s starts nothing of ours, or with more rights than it needs", unit)
		}
		if err := parseExample(tree, command); err != nil {
			t.Errorf("%s: %v", unit, err)
		}
	}
}

// The image starts a command that exists, as an account without rights, from nothing but the binary.
func TestContainerfileStartsWithoutRights(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "deploy", "Containerfile"))
	if err != nil {
		t.Fatal(err)
	}
	_, last, _ := strings.Cut(string(text), "FROM scratch\n")
	_, cmd, _ := strings.Cut(last, "\nCMD ")
	var words []string
	if err := json.Unmarshal([]byte(cmd), &words); err != nil {
		t.Fatal(err)
	}
	if err := parseExample((&app{out: io.Discard, errs: io.Discard}).command(), "lookback "+strings.Join(words, " ")); err != nil {
		t.Error(err)
	}
	if !strings.Contains(last, "\nUSER 65532:65532\n") || !strings.Contains(string(text), "CGO_ENABLED=0 go build -trimpath") {
		t.Error("the image does not run a static binary without rights")
	}
}

// The bill of materials names the compiler and the modules that are in the binary.
func TestBillOfMaterials(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := writeBOM(&out, self); err != nil {
		t.Fatal(err)
	}
	var b bom
	if err := json.Unmarshal(out.Bytes(), &b); err != nil || b.Format != "CycloneDX" {
		t.Fatalf("got %+v (%v)", b, err)
	}
	names := map[string]string{}
	for _, c := range b.Components {
		names[c.Name] = c.Version
	}
	if names["go"] == "" || names["modernc.org/sqlite"] == "" || names["github.com/spf13/cobra"] == "" {
		t.Errorf("got %v, want the compiler, the database and the command line among them", names)
	}
	if err := writeBOM(io.Discard, filepath.Join(root, "go.mod")); err == nil {
		t.Error("got a bill of materials of a text file")
	}
}

// The log of the service names lists, editions and counts; what went wrong is an error, what waits for a person a warning.
func TestLogOfFetches(t *testing.T) {
	next := time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)
	feed := lookback.Feed{List: "un", State: lookback.FeedState{Outcome: lookback.FeedNew, Next: next, Failures: 3}}
	edition := lookback.Edition{ID: "aa11", Counts: lookback.EditionCounts{Entries: 7, Removed: 2}}
	held := &lookback.HeldEdition{ID: 5, Findings: []lookback.GuardFinding{{Rule: lookback.GuardRemoved}}}
	for _, test := range []struct {
		name   string
		result screening.FeedResult
		err    error
		want   string
	}{
		{"New", screening.FeedResult{Feed: feed, Edition: screening.EditionResult{New: true, Edition: edition, Run: 4}}, nil,
			`"level":"INFO","msg":"list fetched","list":"un","outcome":"new","next":"2024-03-01T10:00:00Z","edition":"aa11","entries":7,"added":0,"amended":0,"removed":2,"run":4}`},
		{"Held", screening.FeedResult{Feed: feed, Edition: screening.EditionResult{Held: held}}, nil, `"level":"WARN","msg":"list fetched","list":"un","outcome":"new","next":"2024-03-01T10:00:00Z","held":5,"rule":"count-drop"}`},
		{"Failed", screening.FeedResult{Feed: feed}, lookback.ErrUnavailable, `"level":"ERROR","msg":"list fetched","list":"un","outcome":"new","next":"2024-03-01T10:00:00Z","problem":"unavailable","failures":3}`},
	} {
		var out bytes.Buffer
		logFetch(t.Context(), slog.New(slog.NewJSONHandler(&out, nil)), "un", test.result, test.err)
		if got := strings.TrimSpace(out.String()); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: got %s, want it to end with %s", test.name, got, test.want)
		}
	}
}
