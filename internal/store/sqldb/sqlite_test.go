package sqldb

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/contract"
	"lookback/internal/store"
)

func openAt(t testing.TB, place string) *DB {
	t.Helper()
	db, err := Open(context.Background(), place, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestSQLiteKeepsContract(t *testing.T) {
	contract.Store(t, func(t *testing.T) contract.Place {
		dir := filepath.Join(t.TempDir(), "a directory with % and ?", "deeper")
		return contract.Place{Open: func(t *testing.T) store.Store { return openAt(t, dir) }}
	})
}

func TestTemporaryStoreLeavesNothing(t *testing.T) {
	db, err := OpenTemporary(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := db.dialect.(*sqliteDialect).temporary
	putOne(t, db, "1", "Ilmar Tassk")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("directory of a temporary store after Close: %v, want none", err)
	}
}

// A store that was closed is one file, which a copy of it holds in full.
func TestClosedStoreIsOneFile(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, dir)
	putOne(t, db, "1", "Ilmar Tassk")
	if err := db.View(t.Context(), func(tx store.Tx) error { _, err := tx.GetRecord("crm", "1", store.Now); return err }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != FileName {
		t.Errorf("the directory of a closed store holds %v (%v), want %s alone", files, err, FileName)
	}
}

// putOne stores a record with its event.
func putOne(t testing.TB, db *DB, key, name string) {
	t.Helper()
	err := db.Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.PutRecords([]lookback.Record{{Source: "crm", Key: key, Party: lookback.Party{Names: []lookback.Name{{Full: name}}}}})
		if err != nil {
			return err
		}
		_, err = tx.AppendEvent(event(lookback.EventRecords))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOpenRefuses opens what is no data of ours. Nothing may be changed by it.
func TestOpenRefuses(t *testing.T) {
	for _, test := range []struct {
		name    string
		prepare func(t *testing.T, dir string)
		kind    error
		says    string
	}{
		{"FileInsteadOfDirectory", func(t *testing.T, dir string) { writeFile(t, dir, "x") }, lookback.ErrInvalid, "is a file, the data need a directory"},
		{"DirectoryInsteadOfFile", func(t *testing.T, dir string) { mkdir(t, filepath.Join(dir, FileName)) }, lookback.ErrUnavailable, "cannot be opened"},
		{"NotADatabase", func(t *testing.T, dir string) {
			mkdir(t, dir)
			writeFile(t, filepath.Join(dir, FileName), strings.Repeat("not a database ", 1000))
		}, lookback.ErrUnavailable, "not a database"},
		{"OtherProgram", otherProgram, lookback.ErrInvalid, "is a database of another program"},
		{"OtherApplication", func(t *testing.T, dir string) { mkdir(t, dir); execFile(t, dir, "PRAGMA application_id = 77") }, lookback.ErrInvalid, "is a database of another program"},
		{"NewerVersion", newerVersion, lookback.ErrConflict, "written by a newer version of Lookback"},
		{"Damaged", damaged, lookback.ErrUnavailable, "damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			test.prepare(t, dir)
			before := content(t, dir)
			db, err := Open(t.Context(), dir, Options{})
			if err == nil {
				db.Close()
				t.Fatal("it opens")
			}
			if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %q, want %v saying %q", err, test.kind, test.says)
			}
			if strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("not one sentence: %q", err)
			}
			if !bytes.Equal(content(t, dir), before) {
				t.Error("the file was changed")
			}
		})
	}
}

// content returns the bytes of a file, or of the database in a directory.
func content(t *testing.T, path string) []byte {
	for _, p := range []string{path, filepath.Join(path, FileName)} {
		if b, err := os.ReadFile(p); err == nil {
			return b
		}
	}
	return nil
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// execFile runs a statement on the database file, past our own code.
func execFile(t *testing.T, dir, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func otherProgram(t *testing.T, dir string) {
	mkdir(t, dir)
	execFile(t, dir, "CREATE TABLE bookmarks (url TEXT)")
}

func newerVersion(t *testing.T, dir string) {
	if err := openAt(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	execFile(t, dir, "INSERT INTO schema_step VALUES (99, 'from the future', 1)")
}

// damaged overwrites the pages after the header.
func damaged(t *testing.T, dir string) {
	if err := openAt(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	b := content(t, path)
	copy(b[100:], bytes.Repeat([]byte{0xa5}, len(b)-100))
	writeFile(t, path, string(b))
}

// TestDamageWhileReading damages the pages of records: reading says so and does not panic.
func TestDamageWhileReading(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, dir)
	for i := range 200 {
		putOne(t, db, fmt.Sprint(i), strings.Repeat("Ilmar Tassk ", 200))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	b := content(t, path)
	for i := len(b) * 3 / 4; i < len(b); i++ {
		b[i] ^= 0x5a
	}
	writeFile(t, path, string(b))
	db = openAt(t, dir)
	err := db.View(t.Context(), func(tx store.Tx) error {
		_, err := tx.RecordsAt(store.Now, 0, 0)
		return err
	})
	if !errors.Is(err, lookback.ErrUnavailable) || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("got %v, want ErrUnavailable saying damaged", err)
	}
}

// TestDiskFull fills the database up to its limit: the update fails with a sentence, the rest stays.
func TestDiskFull(t *testing.T) {
	db := openAt(t, t.TempDir())
	putOne(t, db, "1", "Ilmar Tassk")
	s, err := db.writers.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.conn.ExecContext(t.Context(), "PRAGMA max_page_count = 1"); err != nil { // as full as it is
		t.Fatal(err)
	}
	db.writers.release(s, true)
	err = db.Update(t.Context(), func(tx store.Tx) error {
		_, err := tx.PutBlob("a.xml", strings.NewReader(strings.Repeat("0123456789", 1000)+"x"))
		if err == nil {
			_, err = tx.PutRecords(benchRecords(1000, 0))
		}
		return err
	})
	if !errors.Is(err, lookback.ErrUnavailable) || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("got %v, want ErrUnavailable saying that the disk is full", err)
	}
	err = db.View(t.Context(), func(tx store.Tx) error {
		n, err := tx.CountRecordsAt(store.Now)
		if n != 1 {
			t.Errorf("%d records after the failed update, want 1", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestFailureIsRemembered has a caller overlook the error of a statement: the update is not committed.
func TestFailureIsRemembered(t *testing.T) {
	db := openAt(t, t.TempDir())
	err := db.Update(t.Context(), func(s store.Tx) error {
		s.(*tx).exec("INSERT INTO event (position) VALUES (NULL, 1)")
		_, err := s.AppendEvent(event(lookback.EventRecords))
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "1 columns") {
		t.Errorf("got %v, want the error of the statement", err)
	}
}

// TestErasureLeavesNothingInTheFiles shows R34 on the raw bytes: while the store is open, and after it.
func TestErasureLeavesNothingInTheFiles(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, dir)
	for i := range 200 {
		putOne(t, db, fmt.Sprint("key-", i), fmt.Sprint("Somebody Else ", i))
	}
	putOne(t, db, "passport-77123", "Ilmar Tassk")
	putOne(t, db, "passport-77123", "Ilmar Tasskov")
	err := db.Update(t.Context(), func(tx store.Tx) error {
		a := lookback.Alert{RecordID: 201, List: "un", EntryID: "p1", State: lookback.AlertOpen, Reason: "Ilmar Tasskov is listed"}
		if _, _, err := tx.PutAlert(a); err != nil {
			return err
		}
		_, err := tx.AppendEvent(event(lookback.EventRunUnit))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !inFiles(t, dir, "Ilmar Tassk") || !inFiles(t, dir, "passport-77123") {
		t.Fatal("the search does not find what is there")
	}
	erase := func(tx store.Tx) error {
		if err := tx.EraseRecord(201); err != nil {
			return err
		}
		_, err := tx.AppendEvent(event(lookback.EventRecords))
		return err
	}
	// While somebody reads an older state its values cannot go; they go with the next update after it.
	reading, done := make(chan struct{}), make(chan struct{})
	read := make(chan error, 1)
	go func() {
		read <- db.View(t.Context(), func(store.Tx) error {
			close(reading)
			<-done
			return nil
		})
	}()
	<-reading
	if err := db.Update(t.Context(), erase); err != nil {
		t.Fatal(err)
	}
	close(done)
	if err := <-read; err != nil {
		t.Fatal(err)
	}
	putOne(t, db, "key-0", "Somebody Else 0")
	for _, when := range []string{"while open", "after closing"} {
		for _, value := range []string{"Ilmar Tassk", "passport-77123"} {
			if inFiles(t, dir, value) {
				t.Errorf("%q is still in the files %s", value, when)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// inFiles reports whether any file of a directory holds text.
func inFiles(t *testing.T, dir, text string) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			return true
		}
	}
	return false
}

// TestWaitsForOtherProcess holds the file as another process would; the update waits and then succeeds.
func TestWaitsForOtherProcess(t *testing.T) {
	dir := t.TempDir()
	db, other := openAt(t, dir), openAt(t, dir)
	inside, leave := make(chan struct{}), make(chan struct{})
	held := make(chan error, 1)
	go func() {
		held <- other.Update(context.Background(), func(store.Tx) error {
			close(inside)
			<-leave
			return nil
		})
	}()
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	err := db.Update(ctx, func(store.Tx) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while the other writes: got %v, want DeadlineExceeded", err)
	}
	close(leave)
	if err := <-held; err != nil {
		t.Error(err)
	}
	putOne(t, db, "1", "Ilmar Tassk")
}
