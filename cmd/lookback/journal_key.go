package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lookback"
	"lookback/internal/journal"
)

// journalOrigin names the journal in checkpoints; verifiers see it.
const journalOrigin = "lookback-journal"

// The files that hold the signing key of the journal. Whoever verifies needs the public one only.
const (
	privateKeyFile = "journal.key"
	publicKeyFile  = "journal.pub"
)

// signingKey returns the key of the data folder, made when there is none yet.
func (a *app) signingKey() (*journal.Key, error) {
	path := filepath.Join(a.data, privateKeyFile)
	private, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return a.newSigningKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the signing key: %w", err)
	}
	return journal.ParseKey(string(private))
}

func (a *app) newSigningKey(path string) (*journal.Key, error) {
	private, public, err := newKey()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(a.data, 0o700); err != nil { // with a database elsewhere nothing else has made it
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(a.data, publicKeyFile), []byte(public+"\n"), 0o644); err != nil {
		return nil, fmt.Errorf("write the public key: %w", err)
	}
	if err := os.WriteFile(path, []byte(private+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("write the signing key: %w", err)
	}
	return journal.ParseKey(private)
}

// publicKeys reads the public keys in a file, the present one and those before it, or that of the data folder when path is empty.
func (a *app) publicKeys(path string) (journal.PublicKeys, error) {
	if path == "" {
		path = filepath.Join(a.data, publicKeyFile)
	}
	public, err := os.ReadFile(path)
	if err != nil {
		return journal.PublicKeys{}, &lookback.InputError{File: path, Reason: "the public key cannot be read: " + err.Error(), Hint: "name it with --key"}
	}
	return journal.ParsePublicKeys(strings.Fields(string(public))...)
}

// newKey makes a key that signs the journal.
func newKey() (private, public string, err error) { return newKeyOf(journalOrigin) }

func newKeyOf(name string) (private, public string, err error) {
	return journal.NewKey(rand.Reader, name)
}
