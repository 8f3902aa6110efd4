package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"lookback"
)

func (a *app) directiveKey() *cobra.Command {
	return &cobra.Command{
		Use:     "key FILE",
		Short:   "Make a key of your own for signing directives; FILE must not exist",
		Example: "  lookback directive key supervisor.key",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			public, err := newPrivateKey(args[0])
			if err != nil {
				return err
			}
			wire := struct {
				File string `json:"file"`
				Key  string `json:"key"`
			}{args[0], hex.EncodeToString(public)}
			return a.print(wire, func() {
				a.say("Your private key is in %s: keep it where nobody else reads it. The public key, which each directive you sign carries, is %s", wire.File, wire.Key)
			})
		},
	}
}

// newPrivateKey writes a new Ed25519 key as PKCS #8 into a file that does not exist yet.
func newPrivateKey(path string) (ed25519.PublicKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, &lookback.InputError{File: path, Reason: "the key cannot be written: " + err.Error(), Hint: "name a file that does not exist"}
	}
	defer file.Close()
	if err := pem.Encode(file, &pem.Block{Type: "PRIVATE KEY", Bytes: der}); err != nil {
		return nil, fmt.Errorf("write the key: %w", err)
	}
	return public, file.Sync()
}

// readPrivateKey reads a key that newPrivateKey or another program wrote as PKCS #8.
func readPrivateKey(path string) (ed25519.PrivateKey, error) {
	if path == "" {
		return nil, fmt.Errorf("--key FILE is needed: a directive is signed with your own key; see lookback directive key: %w", lookback.ErrUsage)
	}
	bad := &lookback.InputError{File: path, Reason: "it holds no private Ed25519 key", Hint: "make one with: lookback directive key FILE"}
	text, err := os.ReadFile(path)
	if err != nil {
		bad.Reason = "the key cannot be read: " + err.Error()
		return nil, bad
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, bad
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, bad
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, bad
	}
	return private, nil
}
