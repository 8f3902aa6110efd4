package main

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"

	"lookback/internal/scenario"
)

// A backup that is taken while records arrive restores to a state whose journal verifies, and which goes on from there.
func TestBackupUnderLoadRestores(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: imports thousands of records")
	}
	k := &killing{t: t, dir: t.TempDir()}
	k.writeWorld(scenario.New(11, killedRecords))
	k.finish("data", []string{"list", "import", "north", "north-1.xml"})
	load := k.command("data", []string{"record", "import", "records.csv", "--source", "border"})
	if err := load.Start(); err != nil {
		t.Fatal(err)
	}
	type made struct{ Position, Records int }
	var backups []made
	for i := range 2 {
		var m made
		if err := json.Unmarshal(k.finish("data", []string{"backup", "backup-" + strconv.Itoa(i)}), &m); err != nil {
			t.Fatal(err)
		}
		backups = append(backups, m)
	}
	if err := load.Wait(); err != nil {
		t.Fatal(err)
	}
	for i, m := range backups {
		name := strconv.Itoa(i)
		k.finish("restored-"+name, []string{"restore", "backup-" + name})
		k.finish("restored-"+name, []string{"journal", "verify"})
		if events := k.facts("restored-"+name, []string{"journal", "list"}); len(events) != m.Position {
			t.Errorf("backup %d: got %d events, want %d", i, len(events), m.Position)
		}
	}
	// What was not in it yet arrives again, and is stored; the rest is known.
	var counts struct{ Stored, Unchanged int }
	if err := json.Unmarshal(k.finish("restored-0", []string{"record", "import", filepath.Join(k.dir, "records.csv"), "--source", "border"}), &counts); err != nil {
		t.Fatal(err)
	}
	if counts.Unchanged != backups[0].Records || counts.Stored+counts.Unchanged != killedRecords {
		t.Errorf("got %+v after a restore with %d records, want the rest of %d stored", counts, backups[0].Records, killedRecords)
	}
}
