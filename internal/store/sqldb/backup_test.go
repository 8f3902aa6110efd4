package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

// note writes an event.
func note(ctx context.Context, s store.Store, subject string) error {
	return s.Update(ctx, func(tx store.Tx) error {
		_, err := tx.AppendEvent(lookback.Event{Time: time.Unix(1, 0), Kind: lookback.EventRecords, Actor: "tester", Subject: subject})
		return err
	})
}

// A backup is of one moment, whole, and taken while others write.
func TestBackupWhileOthersWrite(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(t.Context(), filepath.Join(dir, "data"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := note(t.Context(), db, "first"); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	stop, cancel := context.WithCancel(t.Context())
	go func() {
		var err error
		for err == nil && stop.Err() == nil {
			err = note(t.Context(), db, "meanwhile")
		}
		written <- err
	}()
	copied := filepath.Join(dir, "copy")
	err = errors.Join(os.Mkdir(copied, 0o700), db.Backup(t.Context(), filepath.Join(copied, FileName)))
	cancel()
	if err = errors.Join(err, <-written); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(t.Context(), filepath.Join(copied, FileName)); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("got %v for a file that exists, want ErrConflict", err)
	}
	restored, err := Open(t.Context(), copied, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	var events []lookback.Event
	err = restored.View(t.Context(), func(tx store.Tx) (err error) { events, err = tx.Events(0, 0); return err })
	if err = errors.Join(err, restored.Check(t.Context())); err != nil || len(events) == 0 || events[0].Subject != "first" {
		t.Errorf("got %d events, %v", len(events), err)
	}
	if info, err := os.Stat(filepath.Join(copied, FileName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v (%v), want a file for its owner alone", info.Mode(), err)
	}
}

func TestBackupThatFailsLeavesNothing(t *testing.T) {
	db, err := OpenTemporary(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file := filepath.Join(t.TempDir(), "no such folder", "copy.db")
	if err := db.Backup(t.Context(), file); !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file = filepath.Join(t.TempDir(), "copy.db")
	if err := db.Backup(ctx, file); err == nil {
		t.Error("got no error from a backup that was cancelled")
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("got a file left behind (%v)", err)
	}
}

// Data of every earlier form are brought up to date, with what they hold.
func TestUpgradeFromEveryForm(t *testing.T) {
	all := steps()
	for version := 1; version <= len(all); version++ {
		dir := t.TempDir()
		d := &sqliteDialect{file: filepath.Join(dir, FileName)}
		if err := d.prepareFile(t.Context()); err != nil {
			t.Fatal(err)
		}
		oldForm(t, d, all[:version])
		db, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Fatalf("from form %d: %v", version, err)
		}
		applied, err := db.SchemaSteps(t.Context())
		if err != nil || len(applied) != len(all) || applied[version-1].Applied.Unix() != 7 {
			t.Errorf("from form %d: got steps %v (%v), want %d and the old ones kept", version, applied, err, len(all))
		}
		var policy lookback.Policy
		err = db.View(t.Context(), func(tx store.Tx) (err error) { policy, err = tx.PolicyAt(store.Now); return err })
		if err = errors.Join(err, note(t.Context(), db, "after"), db.Check(t.Context()), db.Close()); err != nil || policy.Reason != "kept" {
			t.Errorf("from form %d: got policy %+v, %v", version, policy, err)
		}
	}
}

// oldForm makes a database as an earlier version of the program left it, with a policy in it.
func oldForm(t *testing.T, d *sqliteDialect, names []string) {
	t.Helper()
	db, err := sql.Open("sqlite", d.source(sqliteSettings))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statements := []string{d.schema("CREATE TABLE schema_step (no BIGINT PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL);")}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		statements = append(statements, d.schema(string(text)))
	}
	statements = append(statements, `INSERT INTO policy (version, approved, body) VALUES (1, 1, '{"Reason":"kept","State":"approved","Version":1}')`)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range names {
		if _, err := db.Exec(`INSERT INTO schema_step (no, name, applied) VALUES (?, ?, 7000000000)`, i+1, name); err != nil {
			t.Fatal(err)
		}
	}
}
