package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookback/internal/store/pgtest"
)

// Reports come out of a read replica as they do out of its primary; what would write is refused in a sentence.
func TestReportsOnAReplica(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: starts a second PostgreSQL server")
	}
	place := pgtest.URL(t)
	people := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(people, []byte("id,name\n1,Ilmar Tassk\n2,Orvo Lind\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	on := func(database string, args ...string) []string {
		return append(args, "--database", database, "--data", data, "--quiet")
	}
	mustRun(t, on(place, "record", "import", people, "--source", "border")...)
	replica := pgtest.Replica(t, place)
	for _, question := range [][]string{{"report", "funnel", "--internal", "--json"}, {"clearance", "border/1", "--json"}, {"policy", "show", "--json"}} {
		want, got := mustRun(t, on(place, question...)...), mustRun(t, on(replica, question...)...)
		if withoutTime(got) != withoutTime(want) || want == "" {
			t.Errorf("%v: the replica says %s, the primary %s", question, got, want)
		}
	}
	var out, errs bytes.Buffer
	code := run(on(replica, "record", "import", people, "--source", "again"), strings.NewReader(""), &out, &errs)
	if code != exitRefused || !strings.Contains(errs.String(), "read replica") {
		t.Errorf("an import on a replica: exit code %d, %s", code, errs.String())
	}
}

// withoutTime takes out the time at which a report was made.
func withoutTime(report string) string {
	before, after, found := strings.Cut(report, `"as_of":"`)
	if !found {
		return report
	}
	_, after, _ = strings.Cut(after, `"`)
	return before + after
}
