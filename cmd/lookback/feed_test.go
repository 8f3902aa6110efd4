package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
)

// shared is where real lists lie beside the repository, on machines that have them.
var shared = filepath.Join(root, "..", "shared", "data")

// The real files of OFAC and the UN go through fetch, guard and lookback from a server on this machine, two editions each.
func TestRealListsThroughFetchGuardAndLookback(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: reads 16,000 real entries")
	}
	if _, err := os.Stat(shared); err != nil {
		t.Skip("../shared is absent: it holds the real lists")
	}
	days := []map[string]string{ // what the publishers give out, day by day
		{"consolidated.xml": "un/2020-11-30.xml", "sdn.csv": "ofac/2018-10/sdn.csv", "alt.csv": "ofac/2018-10/alt.csv", "add.csv": "ofac/2018-10/add.csv"},
		{"consolidated.xml": "un/2025-08-16.xml", "sdn.csv": "ofac/2021-07/sdn.csv", "alt.csv": "ofac/2021-07/alt.csv", "add.csv": "ofac/2021-07/add.csv"},
	}
	var day atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file := days[day.Load()][strings.TrimPrefix(r.URL.Path, "/")]
		w.Header().Set("ETag", `"`+file+`"`)
		http.ServeFile(w, r, filepath.Join(shared, filepath.FromSlash(file)))
	}))
	defer server.Close()
	k := &killing{t: t, dir: t.TempDir()}
	k.finish("data", []string{"list", "add", "un", "--url", server.URL + "/consolidated.xml"})
	k.finish("data", []string{"list", "add", "ofac", "--url", server.URL + "/sdn.csv", "--url", server.URL + "/alt.csv", "--url", server.URL + "/add.csv", "--format", "ofac-csv"})
	k.finish("data", []string{"record", "import", filepath.Join(mustAbs(t, shared), "population", "un_2025_untreated.csv"), "--source", "un"})
	want := []map[string]int{{"un": 1018, "ofac": 7379}, {"un": 879, "ofac": 8976}}
	for i := range days {
		day.Store(int32(i))
		for _, outcome := range []string{"new", "unchanged"} {
			out := string(k.finish("data", []string{"list", "fetch"}))
			if strings.Count(out, `"outcome":"`+outcome+`"`) != 2 {
				t.Fatalf("day %d: got %s, want both lists %s", i+1, out, outcome)
			}
		}
		var status struct {
			Lists []struct {
				List    string
				Edition struct{ Seq, Entries int }
			}
		}
		if err := json.Unmarshal(k.finish("data", []string{"status"}), &status); err != nil {
			t.Fatal(err)
		}
		for _, l := range status.Lists {
			if l.Edition.Seq != i+1 || l.Edition.Entries != want[i][l.List] {
				t.Errorf("day %d: got %+v, want %d entries", i+1, l, want[i][l.List])
			}
		}
	}
	for _, list := range []string{"un", "ofac"} {
		k.finish("data", []string{"run", "check", k.lookbackOf("data", list)})
	}
}

func mustAbs(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Killed with SIGKILL while it fetches, guards or releases, the last good edition is in force, and the next try ends as if nobody had
// disturbed it (R7).
func TestKilledWhileFetchingLeavesTheLastGoodEdition(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: starts and kills the command many times")
	}
	bulk := scenario.NewBulk(7)
	var body atomic.Pointer[[]byte]
	publish := func(entries, day int) {
		var out bytes.Buffer
		var list []lookback.Entry
		for i := range entries {
			list = append(list, bulk.Entry(i, entries))
		}
		if err := scenario.WriteUNXML(&out, time.Date(2024, 1, day, 0, 0, 0, 0, time.UTC), list); err != nil {
			t.Fatal(err)
		}
		data := out.Bytes()
		body.Store(&data)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(*body.Load()) }))
	defer server.Close()
	k := &killing{t: t, dir: t.TempDir()}
	publish(6000, 1)
	k.finish("data", []string{"list", "add", "bulk", "--url", server.URL + "/bulk.xml"})
	started := time.Now()
	k.finish("data", []string{"list", "fetch"})
	needs := time.Since(started)

	publish(3900, 2) // a third is gone
	fetch := []string{"list", "fetch"}
	killed := k.killUntil("data", fetch, needs, k.inForce(1, 6000))
	if _, err := k.command("data", fetch).Output(); exitCodeOf(err) != exitRefused && exitCodeOf(err) != exitDone {
		t.Errorf("got %v for an edition that lacks a third, want it held back", err)
	}
	if held := k.facts("data", []string{"list", "quarantine"}); len(held) != 1 {
		t.Fatalf("got %v held back, want one edition", held)
	}
	k.finish("data", []string{"list", "release", "1", "--reason", "announced"})
	second := []string{"list", "release", "1", "--reason", "I read the notice", "--as", "Supervisor"}
	killed += k.killUntil("data", second, needs, func() {
		seq := k.seqInForce()
		if seq != 1 && seq != 2 {
			t.Errorf("got edition %d in force after a kill, want 1 or 2", seq)
		}
	})
	if k.seqInForce() == 1 {
		k.finish("data", second)
	}
	k.inForce(2, 3900)()
	if killed < 2 {
		t.Errorf("got %d processes killed while they worked, want several", killed)
	}
	k.finish("data", []string{"run", "check", "2"}) // which is refused while the lookback is not done
}

func exitCodeOf(err error) int {
	var exit interface{ ExitCode() int }
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return exitDone
}

// inForce returns a check that an edition with so many entries is in force.
func (k *killing) inForce(seq, entries int) func() {
	return func() {
		k.t.Helper()
		all := k.facts("data", []string{"list", "history", "bulk"})
		if last := all[len(all)-1]; last["seq"] != float64(seq) || last["entries"] != float64(entries) {
			k.t.Errorf("got edition %v with %v entries in force, want %d with %d", last["seq"], last["entries"], seq, entries)
		}
	}
}

func (k *killing) seqInForce() int {
	k.t.Helper()
	return len(k.facts("data", []string{"list", "history", "bulk"}))
}

// killUntil starts the command several times, kills it at a random moment, and checks after each. It returns how many were
// killed before they had ended.
func (k *killing) killUntil(data string, args []string, needs time.Duration, check func()) (killed int) {
	k.t.Helper()
	for range 4 {
		if k.killOnce(data, args, needs) {
			killed++
		}
		check()
	}
	return killed
}
