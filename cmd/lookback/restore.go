package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"lookback"
)

func (a *app) restore() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FOLDER",
		Short: "Make a data folder from a backup, after checking every byte of it; exit code 6 when one differs",
		Long: `Make a data folder (--data) from a backup, after checking every byte of it, and verify it again. The data
folder must hold nothing yet.

Records that were erased after the backup was made are in it again: repeat their erasure.`,
		Example: "  lookback restore /srv/backup/2026-11-26 --data /srv/lookback",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := a.restoreFrom(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.print(m, func() {
				a.say("%s holds what the backup of %s holds: everything up to event %d, with %d records. Its journal verifies.", a.data, m.MadeAt.Format("2006-01-02 15:04:05"), m.Position, m.Records)
			})
		},
	}
}

// restoreFrom copies a backup into a folder beside the data folder, checks it there, and renames it.
func (a *app) restoreFrom(ctx context.Context, from string) (m backupManifest, err error) {
	if m, err = checkBackup(from); err != nil {
		return m, err
	}
	if held, err := os.ReadDir(a.data); err == nil && len(held) > 0 {
		return m, fmt.Errorf("%s holds something already; name a new folder with --data: %w", a.data, lookback.ErrConflict)
	}
	part, err := os.MkdirTemp(filepath.Dir(filepath.Clean(a.data)), ".restore-*")
	if err != nil {
		return m, fmt.Errorf("make the data folder: %v: %w", err, lookback.ErrUnavailable)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	for _, f := range m.Files {
		if err := copyFile(filepath.Join(from, f.Name), filepath.Join(part, f.Name)); err != nil {
			return m, err
		}
	}
	restored, err := verifyData(ctx, part)
	if err != nil {
		return m, err
	}
	if restored.Position < m.Position || restored.Records != m.Records {
		return m, fmt.Errorf("the restored data end at event %d with %d records, the backup at %d with %d: %w", restored.Position, restored.Records, m.Position, m.Records, lookback.ErrCheck)
	}
	if err := os.Remove(a.data); err != nil && !errors.Is(err, os.ErrNotExist) { // an empty folder
		return m, fmt.Errorf("make the data folder: %v: %w", err, lookback.ErrUnavailable)
	}
	return m, os.Rename(part, a.data)
}

// checkBackup reads the manifest of a backup and compares every file with it.
func checkBackup(dir string) (m backupManifest, err error) {
	path := filepath.Join(dir, manifestFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return m, &lookback.InputError{File: path, Reason: "it cannot be read: " + err.Error(), Hint: "name the folder that lookback backup made"}
	}
	if err := json.Unmarshal(text, &m); err != nil || m.Version != 1 {
		return m, &lookback.InputError{File: path, Reason: "it is not the manifest of a backup that this program can read"}
	}
	known := map[string]bool{databaseFile: true, privateKeyFile: true, publicKeyFile: true}
	for _, f := range m.Files {
		if !known[f.Name] {
			return m, &lookback.InputError{File: path, Reason: fmt.Sprintf("%q is no file of a backup", f.Name)}
		}
		delete(known, f.Name)
		size, sum, err := hashFile(filepath.Join(dir, f.Name))
		if err != nil {
			return m, err
		}
		if size != f.Size || sum != f.SHA256 {
			return m, fmt.Errorf("%s in the backup is not what was written: use another backup: %w", f.Name, lookback.ErrCheck)
		}
	}
	if len(known) > 0 {
		return m, &lookback.InputError{File: path, Reason: "it does not name all files of a backup"}
	}
	return m, nil
}
