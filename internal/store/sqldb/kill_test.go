package sqldb

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
	"lookback/internal/store/pgtest"
)

// victimPlace names in the environment of a test process the store it writes to until it is killed.
const victimPlace = "LOOKBACK_TEST_VICTIM"

func TestMain(m *testing.M) {
	if place := os.Getenv(victimPlace); place != "" {
		if err := writeUntilKilled(place); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeUntilKilled writes batches of records and says the position of each when it is acknowledged.
func writeUntilKilled(place string) error {
	ctx := context.Background()
	db, err := Open(ctx, place, Options{})
	if err != nil {
		return err
	}
	for {
		var position int64
		err := db.Update(ctx, func(tx store.Tx) error {
			last, err := tx.Position()
			if err != nil {
				return err
			}
			if _, err := tx.PutRecords(benchRecords(20, int(last)*20)); err != nil {
				return err
			}
			e, err := tx.AppendEvent(event(lookback.EventRecords))
			position = e.Position
			return err
		})
		if err != nil {
			return err
		}
		fmt.Println(position)
	}
}

// killRounds is how often a writing process is killed.
const killRounds = 8

// TestKilledProcessLosesNothing kills a process in the middle of writing, again and again: what it
// acknowledged is there, what it did not is there as a whole or not at all, and the journal's tree is right.
func TestKilledProcessLosesNothing(t *testing.T) {
	for name, place := range map[string]func(t *testing.T) string{
		"SQLite":   func(t *testing.T) string { return t.TempDir() },
		"Postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			place := place(t)
			for round := 1; round <= killRounds; round++ {
				acknowledged := killAfter(t, place, 3*round)
				checkAfterKill(t, place, acknowledged)
			}
		})
	}
}

// killAfter lets a process write until it has acknowledged n more positions, kills it, and returns the last one.
func killAfter(t *testing.T, place string, n int) int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimPlace+"="+place)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var last int64
	lines := bufio.NewScanner(out)
	for i := 0; lines.Scan(); i++ {
		if i == n {
			cmd.Process.Kill()
		}
		if last, err = strconv.ParseInt(strings.TrimSpace(lines.Text()), 10, 64); err != nil {
			t.Fatalf("the process said %q", lines.Text())
		}
	}
	cmd.Wait() // it was killed, so there is an error
	return last
}

func checkAfterKill(t *testing.T, place string, acknowledged int64) {
	t.Helper()
	db := openAt(t, place)
	defer db.Close()
	err := db.View(t.Context(), func(tx store.Tx) error {
		events, err := tx.Events(0, 0)
		if err != nil {
			return err
		}
		n := int64(len(events))
		if n < acknowledged {
			t.Errorf("%d events, %d were acknowledged", n, acknowledged)
		}
		count, err := tx.CountRecordsAt(store.Now)
		if err != nil {
			return err
		}
		records, err := tx.RecordsAt(store.Now, 0, 0)
		if err != nil {
			return err
		}
		if int64(count) != 20*n || len(records) != count {
			t.Errorf("%d events, %d records, counted as %d", n, len(records), count)
		}
		return checkTree(tx, events)
	})
	if err != nil {
		t.Error(err)
	}
}

// checkTree compares the root over stored hashes with the one over the events.
func checkTree(tx store.Tx, events []lookback.Event) error {
	root, err := journal.Root(int64(len(events)), tx)
	if err != nil {
		return err
	}
	var leaves []journal.Hash
	for _, e := range events {
		leaf, err := journal.Leaf(e)
		if err != nil {
			return err
		}
		leaves = append(leaves, journal.LeafHash(leaf))
	}
	if journal.RootOf(leaves) != root {
		return fmt.Errorf("the tree over %d events is not that of the stored hashes", len(events))
	}
	return nil
}
