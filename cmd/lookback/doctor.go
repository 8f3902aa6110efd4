package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) doctor() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Look whether the installation is sound: data, keys, journal, clock, lists; exit code 6 when something is not",
		Long: `Look whether the installation is sound, and say what to do where it is not. Everything is read and nothing
changed, but for a signed checkpoint of the journal.`,
		Example: "  lookback doctor",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			findings := a.examine(cmd.Context())
			bad := 0
			for _, f := range findings {
				if !f.OK {
					bad++
				}
				if err := a.print(f, func() { a.say("%s  %-9s %s", f.mark(), f.Check, f.Sentence) }); err != nil {
					return err
				}
			}
			if bad > 0 {
				return fmt.Errorf("%d of %d checks did not hold: %w", bad, len(findings), lookback.ErrCheck)
			}
			return nil
		},
	}
}

// diagnosis is what one check found.
type diagnosis struct {
	Check    string `json:"check"`
	OK       bool   `json:"ok"`
	Sentence string `json:"sentence"`
}

func (d diagnosis) mark() string {
	if d.OK {
		return "ok "
	}
	return "BAD"
}

// examine makes every check that can be made.
func (a *app) examine(ctx context.Context) []diagnosis {
	found := []diagnosis{a.examineFolder()}
	if !found[0].OK {
		return found
	}
	db, err := a.openDatabase(ctx)
	if err != nil {
		return append(found, diagnosis{"database", false, err.Error()})
	}
	defer db.Close()
	service, err := screening.New(ctx, db, nil, time.Now, disparity)
	if err != nil {
		return append(found, diagnosis{"database", false, err.Error()})
	}
	return append(found, examineDatabase(ctx, db), a.examineKeys(), a.examineJournal(ctx, db), examineClock(ctx, db), examineLists(ctx, service))
}

func (a *app) examineFolder() diagnosis {
	info, err := os.Stat(a.data)
	switch {
	case err != nil:
		return diagnosis{"folder", false, fmt.Sprintf("nothing is held in %s: import a list, or name another folder with --data", a.data)}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return diagnosis{"folder", false, fmt.Sprintf("%s is open to other accounts (%s): take the rights away with chmod 700", a.data, info.Mode().Perm())}
	}
	probe, err := os.CreateTemp(a.data, ".doctor-*")
	if err != nil {
		return diagnosis{"folder", false, "nothing can be written to it: " + err.Error()}
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return diagnosis{"folder", false, err.Error()}
	}
	return diagnosis{"folder", true, a.data + " can be written, by its owner alone"}
}

func examineDatabase(ctx context.Context, db *database) diagnosis {
	if err := db.Check(ctx); err != nil {
		return diagnosis{"database", false, err.Error()}
	}
	steps, err := db.SchemaSteps(ctx)
	if err != nil {
		return diagnosis{"database", false, err.Error()}
	}
	return diagnosis{"database", true, fmt.Sprintf("no damage; its form is %d, since %s", len(steps), steps[len(steps)-1].Applied.Format(time.DateOnly))}
}

func (a *app) examineKeys() diagnosis {
	path := filepath.Join(a.data, privateKeyFile)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return diagnosis{"keys", true, "the journal has not been signed yet; the key is made with the first export or backup"}
	case err != nil:
		return diagnosis{"keys", false, err.Error()}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return diagnosis{"keys", false, fmt.Sprintf("%s is open to other accounts: take the rights away with chmod 600, and make a new key", path)}
	}
	if _, err := a.signingKey(); err != nil {
		return diagnosis{"keys", false, err.Error()}
	}
	return diagnosis{"keys", true, "the signing key is for its owner alone; keep a copy of " + publicKeyFile + " where nobody here can change it"}
}

func (a *app) examineJournal(ctx context.Context, db *database) diagnosis {
	m, err := verifyOpen(ctx, db, a.data)
	if err != nil {
		return diagnosis{"journal", false, err.Error()}
	}
	return diagnosis{"journal", true, fmt.Sprintf("%d events, all as they were signed", m.Position)}
}

// examineClock compares the clock with the last event: one that was set back makes every deadline wrong.
func examineClock(ctx context.Context, db *database) diagnosis {
	var last lookback.Event
	err := db.View(ctx, func(tx store.Tx) error {
		position, err := tx.Position()
		if err == nil {
			last, err = tx.GetEvent(position)
		}
		return err
	})
	if err != nil {
		return diagnosis{"clock", false, err.Error()}
	}
	if ahead := time.Until(last.Time); ahead > 0 {
		return diagnosis{"clock", false, fmt.Sprintf("the last event is of %s, which has not come yet: set the clock of this machine", last.Time.Format(time.DateTime))}
	}
	return diagnosis{"clock", true, "the last event is of " + last.Time.Format(time.DateTime)}
}

func examineLists(ctx context.Context, s *screening.Service) diagnosis {
	fresh, err := s.Freshness(ctx)
	switch {
	case err != nil:
		return diagnosis{"lists", false, err.Error()}
	case len(fresh.Lists) == 0:
		return diagnosis{"lists", false, "there is no list: everybody is cleared against nothing. Add one with lookback list add"}
	case len(fresh.Alarms) > 0:
		return diagnosis{"lists", false, fmt.Sprintf("%d alarms, first: %s. See lookback status", len(fresh.Alarms), fresh.Alarms[0].Sentence)}
	}
	return diagnosis{"lists", true, fmt.Sprintf("%d lists, none needs a person", len(fresh.Lists))}
}
