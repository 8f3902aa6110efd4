package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// manifestFile describes a backup, so that it can be checked before anything is restored from it.
const manifestFile = "manifest.json"

// backupManifest is what it holds.
type backupManifest struct {
	Version  int          `json:"version"` // of this file: 1
	MadeAt   time.Time    `json:"made_at"`
	Position int64        `json:"position"` // the last event in the backup
	Records  int          `json:"records"`
	Files    []backupFile `json:"files"`
}

type backupFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func (a *app) backup() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FOLDER",
		Short: "Write a whole copy of everything to a new folder while others work, and verify it",
		Long: `Write a whole copy of everything to a new folder while others work, and verify it: the copy is opened,
checked for damage, and its journal is verified to the last event.

The folder holds personal data and the signing key: keep it as safe as the data themselves, and no longer than
they may be kept.`,
		Example: "  lookback backup /srv/backup/2026-11-26",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := a.makeBackup(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.print(m, func() {
				a.say("%s holds everything up to event %d, with %d records. It was opened, and its journal verifies.", args[0], m.Position, m.Records)
			})
		},
	}
}

// makeBackup writes into a folder beside dir and renames it at the end: a backup is there whole or not at all.
func (a *app) makeBackup(ctx context.Context, dir string) (m backupManifest, err error) {
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%s exists; name a new folder: %w", dir, lookback.ErrConflict)
	}
	part, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".backup-*")
	if err != nil {
		return m, fmt.Errorf("make a folder for the backup: %v: %w", err, lookback.ErrUnavailable)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	if err := a.copyData(ctx, part); err != nil {
		return m, err
	}
	if m, err = verifyData(ctx, part); err != nil {
		return m, err
	}
	if err := m.write(part); err != nil {
		return m, err
	}
	return m, os.Rename(part, dir)
}

// copyData copies the database and the keys of the journal.
func (a *app) copyData(ctx context.Context, to string) error {
	if _, err := os.Stat(a.data); err != nil {
		return fmt.Errorf("nothing is held in %s: %w", a.data, lookback.ErrNotFound)
	}
	if _, err := a.signingKey(); err != nil { // made now, so that it is in the backup
		return err
	}
	db, err := a.openDatabase(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Backup(ctx, filepath.Join(to, databaseFile)); err != nil {
		return err
	}
	for _, name := range []string{privateKeyFile, publicKeyFile} {
		if err := copyFile(filepath.Join(a.data, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file and makes sure that it is on the disk.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// verifyData opens the data in a folder, looks for damage, and verifies the journal with the key beside it.
func verifyData(ctx context.Context, dir string) (m backupManifest, err error) {
	db, err := openDatabase(ctx, dir)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Check(ctx); err != nil {
		return m, err
	}
	return verifyOpen(ctx, db, dir)
}

// verifyOpen verifies the journal of open data with the key in their folder.
func verifyOpen(ctx context.Context, db *database, dir string) (m backupManifest, err error) {
	copied := &app{data: dir}
	key, err := copied.signingKey()
	if err != nil {
		return m, err
	}
	keys, err := copied.publicKeys("")
	if err != nil {
		return m, err
	}
	service, err := screening.New(ctx, db, nil, time.Now, disparity)
	if err != nil {
		return m, err
	}
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(service.ExportJournal(ctx, writer, key)) }()
	report, err := journal.Verify(reader, keys)
	reader.CloseWithError(err) // the writer ends, if it has not
	if err != nil {
		return m, fmt.Errorf("the journal in %s: %w", dir, err)
	}
	m = backupManifest{Version: 1, MadeAt: time.Now().UTC(), Position: report.Events}
	return m, db.View(ctx, func(tx store.Tx) (err error) {
		m.Records, err = tx.CountRecordsAt(store.Now)
		return err
	})
}

// write notes size and hash of every file in a folder.
func (m *backupManifest) write(dir string) error {
	for _, name := range []string{databaseFile, privateKeyFile, publicKeyFile} {
		size, sum, err := hashFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		m.Files = append(m.Files, backupFile{name, size, sum})
	}
	return writeFile(filepath.Join(dir, manifestFile), func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(m)
	})
}

func hashFile(path string) (size int64, sum string, err error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, "", fmt.Errorf("read %s: %w", path, err)
	}
	defer in.Close()
	h := sha256.New()
	size, err = io.Copy(h, in)
	return size, hex.EncodeToString(h.Sum(nil)), err
}
