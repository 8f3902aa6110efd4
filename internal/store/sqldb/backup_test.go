package sqldb

import (
	"context"
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
