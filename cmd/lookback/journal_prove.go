package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) journalProve() *cobra.Command {
	var since string
	c := &cobra.Command{
		Use:   "prove [POSITION]",
		Short: "Prove that an event is in the journal, or that the journal continues a checkpoint",
		Long: `Prove that an event is in the journal, or with --since that the journal continues, event by event, a checkpoint that
somebody kept. The proof is one line; "journal check" or any program that knows RFC 6962 checks it with the public key alone.`,
		Example: `  lookback journal prove 12
  lookback journal prove --since kept.checkpoint`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == (since != "") {
				return fmt.Errorf("name either an event or a checkpoint with --since: %w", lookback.ErrUsage)
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				key, err := a.signingKey()
				if err != nil {
					return err
				}
				var p journal.Proof
				if since != "" {
					p, err = a.proveSince(cmd, s, since, key)
				} else {
					var position int64
					if position, err = parseID(args[0]); err == nil {
						p, err = s.ProveEvent(cmd.Context(), position, key)
					}
				}
				if err != nil {
					return err
				}
				line, err := p.Bytes()
				if err == nil {
					_, err = fmt.Fprintf(a.out, "%s\n", line)
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&since, "since", "", "file with a checkpoint that was kept")
	return c
}

func (a *app) proveSince(cmd *cobra.Command, s *screening.Service, file string, key *journal.Key) (journal.Proof, error) {
	signed, kept, err := a.keptCheckpoint(file, "")
	if err != nil {
		return journal.Proof{}, err
	}
	return s.ProveContinuation(cmd.Context(), signed, kept.Size, key)
}

// keptCheckpoint reads a checkpoint that somebody kept, signed with the public key in a file or that of the data folder.
func (a *app) keptCheckpoint(file, key string) (string, journal.Checkpoint, error) {
	keys, err := a.publicKeys(key)
	if err != nil {
		return "", journal.Checkpoint{}, err
	}
	signed, err := os.ReadFile(file)
	if err != nil {
		return "", journal.Checkpoint{}, &lookback.InputError{File: file, Reason: "the checkpoint cannot be read: " + err.Error()}
	}
	c, err := keys.Open(string(signed))
	return string(signed), c, err
}

func (a *app) journalCheck() *cobra.Command {
	var key string
	c := &cobra.Command{
		Use:     "check PROOF",
		Short:   "Check a proof with the public key alone; exit code 6 when it shows nothing",
		Example: "  lookback journal check proof.json --key journal.pub",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			keys, err := a.publicKeys(key)
			if err != nil {
				return err
			}
			data, err := os.ReadFile(args[0])
			if err != nil {
				return &lookback.InputError{File: args[0], Reason: "the proof cannot be read: " + err.Error()}
			}
			p, err := journal.ParseProof(data)
			if err != nil {
				return err
			}
			words, err := p.Check(keys)
			if err != nil {
				return err
			}
			return a.print(struct {
				OK    bool   `json:"ok"`
				Shows string `json:"shows"`
			}{true, words}, func() { a.say("It holds: %s.", words) })
		},
	}
	c.Flags().StringVar(&key, "key", "", "file with the public key; journal.pub in the data folder when left out")
	return c
}

func (a *app) journalRotate() *cobra.Command {
	return &cobra.Command{
		Use:   "rotate",
		Short: "Sign the journal with a new key from now on",
		Long: `Make a new key that signs the journal from now on. The old key signs, as its last act, the event that names the
new one, and is then gone. journal.pub holds the public keys of both; whoever verifies needs the file anew.`,
		Example: `  lookback journal rotate --as "S. Supervisor"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				public, err := a.rotate(cmd, s)
				if err != nil {
					return err
				}
				return a.print(struct {
					Public string `json:"public"`
				}{public}, func() { a.say("From now on this key signs: %s", public) })
			})
		},
	}
}

// rotate replaces the key. Both public keys are in place before anything is signed with the new one, so that a crash in
// between leaves a journal that verifies.
func (a *app) rotate(cmd *cobra.Command, s *screening.Service) (public string, err error) {
	old, err := a.signingKey()
	if err != nil {
		return "", err
	}
	private, public, err := newKey()
	if err != nil {
		return "", err
	}
	path := filepath.Join(a.data, publicKeyFile)
	known, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the public keys: %w", err)
	}
	if err := writeFile(path, func(w io.Writer) error { _, err := fmt.Fprintf(w, "%s\n%s", public, known); return err }); err != nil {
		return "", err
	}
	if err := os.Chmod(path, 0o644); err != nil {
		return "", fmt.Errorf("let everybody read the public keys: %w", err)
	}
	next := filepath.Join(a.data, privateKeyFile+".new")
	if err := os.WriteFile(next, []byte(private+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("write the new signing key: %w", err)
	}
	if err := s.RotateKey(cmd.Context(), old, public, a.actor); err != nil {
		return "", err
	}
	if err := os.Rename(next, filepath.Join(a.data, privateKeyFile)); err != nil {
		return "", fmt.Errorf("put the new signing key in its place: %w", err)
	}
	return public, nil
}
