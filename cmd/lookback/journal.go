package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) journal() *cobra.Command {
	return group("journal", "Read and verify the one ordered log of everything that changed",
		a.journalList(), a.journalVerify(), a.journalExport(), a.journalCheckpoint(), a.journalProve(), a.journalCheck(), a.journalRotate(), a.journalWitness(), a.journalAccess())
}

func (a *app) journalList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List all events, oldest first",
		Example: "  lookback journal list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var events []lookback.Event
			err := a.view(cmd.Context(), func(tx store.Tx) (err error) {
				events, err = tx.Events(0, 0)
				return err
			})
			if err != nil {
				return err
			}
			for _, e := range events {
				if err := a.printEvent(e); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (a *app) printEvent(e lookback.Event) error {
	return a.print(api.EventOf(e), func() {
		a.say("%d\t%s\t%s\t%s\t%s", e.Position, e.Time.Format(time.RFC3339), e.Kind, e.Actor, e.Subject)
	})
}

func (a *app) journalExport() *cobra.Command {
	var out, purpose string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write all events and signed checkpoints to a file that anybody can verify with the public key",
		Long: `Write all events and signed checkpoints to a file that anybody can verify with the public key
(journal.pub in the data folder). Keep copies where those who keep the data cannot change them. Who exports and what for is
recorded.`,
		Example: "  lookback journal export --out journal.txt",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := a.withCases(cmd.Context(), func(s *casework.Service) error {
				return s.RecordExport(cmd.Context(), "the journal", casework.Reader{Person: a.actor, Purpose: purpose})
			})
			if err != nil {
				return err
			}
			if out == "" {
				return a.exportJournal(cmd.Context(), a.out)
			}
			return writeFile(out, func(w io.Writer) error { return a.exportJournal(cmd.Context(), w) })
		},
	}
	c.Flags().StringVar(&out, "out", "", "file to write; standard output when left out")
	c.Flags().StringVar(&purpose, "purpose", api.JournalPurpose, "what it is exported for")
	return c
}

func (a *app) exportJournal(ctx context.Context, w io.Writer) error {
	return a.with(ctx, func(s *screening.Service, _ store.Store) error {
		key, err := a.signingKey()
		if err != nil {
			return err
		}
		return s.ExportJournal(ctx, w, key)
	})
}

func (a *app) journalVerify() *cobra.Command {
	var key, known string
	c := &cobra.Command{
		Use:   "verify [EXPORT]",
		Short: "Find any event that was changed, left out, added or moved; exit code 6 when there is one",
		Long: `Find any event that was changed, left out, added or moved since a checkpoint was signed over it.
An export and the public key are all that is needed; without an export the data folder is exported first. With a checkpoint
that somebody kept, a journal that was cut off or signed anew is found too.`,
		Example: `  lookback journal verify journal.txt --key journal.pub
  lookback journal verify journal.txt --key journal.pub --known kept.checkpoint`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return a.verifyExport(args[0], key, known)
			}
			export := func(w io.Writer) error { return a.exportJournal(cmd.Context(), w) }
			return verifyCopy(export, func(path string) error { return a.verifyExport(path, key, known) })
		},
	}
	c.Flags().StringVar(&key, "key", "", "file with the public key; journal.pub in the data folder when left out")
	c.Flags().StringVar(&known, "known", "", "file with a checkpoint that was kept elsewhere")
	return c
}

// verifyCopy verifies an export that is made for it.
func verifyCopy(export func(io.Writer) error, verify func(path string) error) error {
	temp, err := os.CreateTemp("", "lookback-journal-*")
	if err != nil {
		return fmt.Errorf("make a file for the export: %w", err)
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	if err := export(temp); err != nil {
		return err
	}
	return verify(temp.Name())
}

func (a *app) verifyExport(path, key, known string) error {
	keys, err := a.publicKeys(key)
	if err != nil {
		return err
	}
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var kept []journal.Checkpoint
	if known != "" {
		_, c, err := a.keptCheckpoint(known, key)
		if err != nil {
			return err
		}
		kept = append(kept, c)
	}
	report, verdict := journal.Verify(file, keys, kept...)
	wire := struct {
		Events   int64 `json:"events"`
		OK       bool  `json:"ok"`
		FirstBad int64 `json:"first_bad"`
		Bad      int   `json:"bad"`
		Rotated  int   `json:"rotations"`
	}{report.Events, verdict == nil, report.FirstBad(), report.Bad, report.Rotations}
	err = a.print(wire, func() {
		a.say("%d events, %d signed checkpoints that hold; events 1 to %d are what was signed.", report.Events, report.Checkpoints, report.Vouched)
		if report.Rotations > 0 {
			a.say("%d keys took over since, each signed for by the one before.", report.Rotations)
		}
		for _, f := range report.Findings {
			a.say("  at position %d: %s", f.Position, f.Problem)
		}
	})
	if err == nil {
		err = verdict
	}
	return err
}
