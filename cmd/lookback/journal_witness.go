package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) journalCheckpoint() *cobra.Command {
	var out, witness string
	var witnessKeys []string
	c := &cobra.Command{
		Use:   "checkpoint",
		Short: "Sign the journal as it is, for somebody to keep, and let a witness sign it too",
		Long: `Sign the journal as it is and print that for somebody to keep elsewhere. With --witness a command is run that is given,
on standard input, what c2sp.org/tlog-witness calls an add-checkpoint request, and answers with lines of signature. It signs only
what continues the last checkpoint that it signed, so that another history cannot be shown later.`,
		Example: `  lookback journal checkpoint --out kept.checkpoint
  lookback journal checkpoint --witness "curl -sf --data-binary @- https://witness.example/add-checkpoint" --witness-key witness.pub`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (witness == "") != (len(witnessKeys) == 0) {
				return fmt.Errorf("--witness and --witness-key come together: %w", lookback.ErrUsage)
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				key, err := a.signingKey()
				if err != nil {
					return err
				}
				c, names, err := a.checkpoint(cmd, s, key, witness, witnessKeys)
				if err != nil {
					return err
				}
				return a.printCheckpoint(c, names, out)
			})
		},
	}
	c.Flags().StringVar(&out, "out", "", "file to write; standard output when left out")
	c.Flags().StringVar(&witness, "witness", "", "command that countersigns")
	c.Flags().StringArrayVar(&witnessKeys, "witness-key", nil, "file with the public key of a witness; may be repeated")
	return c
}

func (a *app) checkpoint(cmd *cobra.Command, s *screening.Service, key *journal.Key, witness string, files []string) (store.Checkpoint, []string, error) {
	if witness == "" {
		c, err := s.SignCheckpoint(cmd.Context(), key)
		return c, nil, err
	}
	var texts []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return store.Checkpoint{}, nil, &lookback.InputError{File: file, Reason: "the key of the witness cannot be read: " + err.Error()}
		}
		texts = append(texts, string(text))
	}
	keys, err := journal.ParseWitnessKeys(texts...)
	if err != nil {
		return store.Checkpoint{}, nil, err
	}
	return s.Witnessed(cmd.Context(), key, keys, func(request string) (string, error) {
		words := strings.Fields(witness)
		command := exec.CommandContext(cmd.Context(), words[0], words[1:]...)
		command.Stdin, command.Stderr = strings.NewReader(request), a.errs
		answer, err := command.Output()
		if err != nil {
			return "", fmt.Errorf("the witness did not sign (%v); the checkpoint is kept without it: %w", err, lookback.ErrUnavailable)
		}
		return string(answer), nil
	})
}

func (a *app) printCheckpoint(c store.Checkpoint, witnesses []string, out string) error {
	if out != "" {
		return writeFile(out, func(w io.Writer) error { _, err := io.WriteString(w, c.Signed); return err })
	}
	if witnesses == nil {
		witnesses = []string{}
	}
	return a.print(struct {
		Size      int64    `json:"size"`
		Signed    string   `json:"signed"`
		Witnesses []string `json:"witnesses"`
	}{c.Size, c.Signed, witnesses}, func() { fmt.Fprint(a.out, c.Signed) })
}

// witnessState is what a witness remembers: its key and the last checkpoint that it signed.
type witnessState struct {
	Private string             `json:"private"`
	Last    journal.Checkpoint `json:"last"`
}

func (a *app) journalWitness() *cobra.Command {
	var state, logKey, name string
	c := &cobra.Command{
		Use:   "witness",
		Short: "Countersign the journal of somebody else, if it continues what was signed before",
		Long: `Read a request from standard input, as "journal checkpoint --witness" sends it, and answer with a line of signature, if the
journal continues the checkpoint that was signed last. The state file holds the witness's own key, made at first use, and that checkpoint; its
public key is written beside it. Run it on a machine of somebody else.`,
		Example: "  lookback journal witness --state witness.json --log-key journal.pub",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if state == "" || logKey == "" {
				return fmt.Errorf("--state and --log-key are needed: %w", lookback.ErrUsage)
			}
			line, err := a.witness(state, logKey, name)
			if err == nil {
				_, err = io.WriteString(a.out, line)
			}
			return err
		},
	}
	c.Flags().StringVar(&state, "state", "", "file that the witness keeps")
	c.Flags().StringVar(&logKey, "log-key", "", "file with the public key of the journal")
	c.Flags().StringVar(&name, "name", "witness", "name of the witness, for a new key")
	return c
}

// witness signs one request and remembers it before it answers.
func (a *app) witness(file, logKey, name string) (string, error) {
	keys, err := a.publicKeys(logKey)
	if err != nil {
		return "", err
	}
	w, err := readWitness(file, name)
	if err != nil {
		return "", err
	}
	key, err := journal.ParseKey(w.Private)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(a.in)
	if err != nil {
		return "", fmt.Errorf("read the request: %w", err)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return "", &lookback.InputError{Reason: "there is no request on standard input", Hint: `the public key is in ` + file + `.pub; give it to "journal checkpoint --witness-key"`}
	}
	r, err := journal.ParseWitnessRequest(string(text))
	if err != nil {
		return "", err
	}
	line, seen, err := key.Witness(r, keys, w.Last)
	if err != nil {
		return "", err
	}
	w.Last = seen
	return line, w.write(file)
}

// readWitness reads the state of a witness, or makes one with a new key.
func readWitness(file, name string) (w witnessState, err error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		private, public, err := newKeyOf(name)
		if err != nil {
			return w, err
		}
		if err := os.WriteFile(file+".pub", []byte(public+"\n"), 0o644); err != nil {
			return w, fmt.Errorf("write the public key of the witness: %w", err)
		}
		w.Private = private
		return w, w.write(file)
	}
	if err != nil {
		return w, fmt.Errorf("read the state of the witness: %w", err)
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return w, &lookback.InputError{File: file, Reason: "it is not the state of a witness: " + err.Error()}
	}
	return w, nil
}

func (w witnessState) write(file string) error {
	data, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("encode the state of the witness: %w", err)
	}
	return writeFile(file, func(out io.Writer) error { _, err := out.Write(append(data, '\n')); return err })
}
