package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

// tieImport is an import of ties on its way.
type tieImport struct {
	app                                                 *app
	format, parties, mapping, rejectsPath               string
	assertedBy, from, origin, grade, handling, reviewBy string
	rejects                                             rejectFile
	set                                                 screening.TieBatch
	retractions                                         []lookback.Retraction
	counts                                              tieCounts
}

func (a *app) tieImport() *cobra.Command {
	in := &tieImport{app: a}
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Store the networks, parties and ties of a file, and find the records whose best path they change",
		Long: `Store the networks, parties and ties of a file, and find the records whose best path they change. What the file does
not say of its ties (source, grade, handling) is taken from the flags; a tie for which neither says it is
refused. Rows of a CSV file that cannot be ties go to a reject file with the reason.`,
		Example: `  lookback tie import ties.csv --format csv --parties parties.csv
  lookback tie import network.ftm.json --format ftm --source "company register" --grade B2
  lookback tie import bundle.json --format stix
  lookback tie import message.json --format niem`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return in.run(cmd.Context(), args[0])
		},
	}
	flags := c.Flags()
	flags.StringVar(&in.format, "format", "csv", "how the file is written: csv, ftm, stix or niem")
	flags.StringVar(&in.parties, "parties", "", "for csv: file of the networks and parties that the ties speak about")
	flags.StringVar(&in.mapping, "map", "", "for csv: YAML file that says which column holds what")
	flags.StringVar(&in.rejectsPath, "rejects", "", "for csv: file for rows that cannot be read (default FILE.rejected.csv)")
	flags.StringVar(&in.assertedBy, "asserted-by", "", "who asserts the ties, where the file does not say (default: who acts)")
	flags.StringVar(&in.from, "source", "", "what they were read from, where the file does not say")
	flags.StringVar(&in.origin, "origin", "", "where the source had them from, when that is another")
	flags.StringVar(&in.grade, "grade", "", "grade of source (A-F) and information (1-6), where the file does not say")
	flags.StringVar(&in.handling, "handling", "TLP:AMBER PAP:AMBER", "handling, where the file does not say")
	flags.StringVar(&in.reviewBy, "review-by", "", "day by which they must be looked at again (default: in a year)")
	return c
}

func (in *tieImport) run(ctx context.Context, path string) error {
	if err := in.readAll(path); err != nil {
		return err
	}
	return in.app.with(ctx, func(s *screening.Service, st store.Store) error {
		run, err := in.store(ctx, s, st)
		if err != nil {
			return err
		}
		return in.app.finishTies(ctx, s, st, in.counts, run)
	})
}

// readAll reads the file, and keeps what cannot be read in the reject file.
func (in *tieImport) readAll(path string) error {
	stamp, err := in.stamp(time.Now())
	if err != nil {
		return err
	}
	if in.rejects.path = in.rejectsPath; in.rejects.path == "" {
		in.rejects.path = path + ".rejected.csv"
	}
	in.counts = tieCounts{Loss: map[string]int{}}
	if err := errors.Join(in.read(path, stamp), in.rejects.close()); err != nil {
		return err
	}
	in.counts.Rejects = in.rejects.written()
	return nil
}

// stamp returns what whoever imports answers for.
func (in *tieImport) stamp(now time.Time) (source.TieStamp, error) {
	stamp := source.TieStamp{AssertedBy: in.assertedBy, Source: in.from, Origin: in.origin, Recorded: now}
	if stamp.AssertedBy == "" {
		stamp.AssertedBy = in.app.actor
	}
	var err error
	if in.grade != "" {
		if stamp.Grade, err = lookback.ParseGrade(in.grade); err != nil {
			return stamp, err
		}
	}
	if stamp.Handling, err = lookback.ParseHandling(in.handling); err != nil {
		return stamp, err
	}
	stamp.ReviewBy, err = parseDay(in.reviewBy)
	return stamp, err
}

// read reads the file in its format.
func (in *tieImport) read(path string, stamp source.TieStamp) error {
	switch in.format {
	case "csv":
		return in.readCSV(path, stamp)
	case "ftm":
		edition, err := source.ParseEdition(source.FTMJSON, []source.File{source.Path(path)})
		if err != nil {
			return err
		}
		return in.take(edition.Ties("", stamp))
	case "stix":
		return in.readWhole(path, stamp, source.ReadSTIX)
	case "niem":
		return in.readWhole(path, stamp, source.ReadNIEM)
	}
	return fmt.Errorf("--format %q is none of csv, ftm, stix, niem: %w", in.format, lookback.ErrUsage)
}

// readWhole reads a file that is read whole.
func (in *tieImport) readWhole(path string, stamp source.TieStamp, read func(io.Reader, string, source.TieStamp) (*source.TieSet, error)) error {
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	set, err := read(file, filepath.Base(path), stamp)
	if err != nil {
		return err
	}
	return in.take(set)
}

// take takes over what a whole file says.
func (in *tieImport) take(set *source.TieSet) error {
	in.set = screening.TieBatch{Networks: set.Networks, Parties: set.Parties, Ties: set.Ties}
	in.retractions = set.Retractions
	in.counts.Read = len(set.Ties) + len(set.Retractions) + set.Refused
	in.counts.Rejected = set.Refused
	in.lose(set.Loss)
	for i := range set.Problems {
		if err := in.rejects.add(source.Row{Line: set.Problems[i].Line, Err: &set.Problems[i]}); err != nil {
			return err
		}
	}
	return nil
}

func (in *tieImport) lose(loss []source.FieldCount) {
	for _, f := range loss {
		in.counts.Loss[f.Field] += f.Count
	}
}

func (in *tieImport) readCSV(path string, stamp source.TieStamp) error {
	m, err := in.tieMapping()
	if err != nil {
		return err
	}
	if in.parties != "" {
		if err := readFile(in.parties, func(r io.Reader) error { return in.readParties(r, stamp) }); err != nil {
			return err
		}
	}
	return readFile(path, func(r io.Reader) error {
		loss, err := source.ReadTies(r, filepath.Base(path), m, stamp, func(row source.TieRow) error {
			in.counts.Read++
			switch {
			case row.Err != nil:
				in.counts.Rejected++
				return in.rejects.add(source.Row{Line: row.Line, Err: row.Err, Raw: row.Raw})
			case row.Retraction != nil:
				in.retractions = append(in.retractions, *row.Retraction)
			default:
				in.set.Ties = append(in.set.Ties, row.Tie)
			}
			return nil
		})
		in.lose(loss)
		return err
	})
}

func (in *tieImport) tieMapping() (m source.TieMapping, err error) {
	if in.mapping == "" {
		return m, nil
	}
	data, err := os.ReadFile(in.mapping)
	if err != nil {
		return m, &lookback.InputError{File: in.mapping, Reason: "it cannot be read: " + err.Error()}
	}
	return source.ParseTieMapping(filepath.Base(in.mapping), data)
}

// readParties reads the networks and parties. One that cannot be read is an error: its ties would all be lost.
func (in *tieImport) readParties(r io.Reader, stamp source.TieStamp) error {
	loss, err := source.ReadNetworkParties(r, filepath.Base(in.parties), stamp, func(row source.PartyRow) error {
		switch {
		case row.Err != nil:
			return row.Err
		case row.Network != nil:
			in.set.Networks = append(in.set.Networks, *row.Network)
		default:
			in.set.Parties = append(in.set.Parties, *row.Party)
		}
		return nil
	})
	in.lose(loss)
	return err
}

// readFile opens a file for fn.
func readFile(path string, fn func(io.Reader) error) error {
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return fn(file)
}

// tieImportBatch is how many ties are stored in one transaction, under one event.
const tieImportBatch = 50000

// store stores what was read, in batches, and returns the last lookback that was ordered. Ties that are held already are left out.
func (in *tieImport) store(ctx context.Context, s *screening.Service, st store.Store) (run int64, err error) {
	if err := in.leaveOutKnown(ctx, st); err != nil {
		return 0, err
	}
	in.counts.Networks, in.counts.Parties, in.counts.Stored = len(in.set.Networks), len(in.set.Parties), len(in.set.Ties)
	progress := in.app.progress("ties")
	batch := in.set
	for {
		some := min(len(in.set.Ties), tieImportBatch)
		batch.Ties, in.set.Ties = in.set.Ties[:some], in.set.Ties[some:]
		result, err := s.PutTies(ctx, in.app.actor, batch)
		if err != nil {
			return run, err
		}
		run = max(run, result.Run)
		progress(in.counts.Stored-len(in.set.Ties), in.counts.Stored)
		if len(in.set.Ties) == 0 {
			break
		}
		batch = screening.TieBatch{}
	}
	for _, r := range in.retractions {
		result, err := s.RetractTie(ctx, r)
		if err != nil {
			return run, err
		}
		run = result.Run
		in.counts.Retracted++
	}
	return run, nil
}

// leaveOutKnown drops the ties that are held under their ID, so that a file can be imported again.
func (in *tieImport) leaveOutKnown(ctx context.Context, st store.Store) error {
	ids := make([]string, len(in.set.Ties))
	for i, t := range in.set.Ties {
		ids[i] = t.ID
	}
	return st.View(ctx, func(tx store.Tx) error {
		known, err := tx.KnownTies(ids)
		in.set.Ties = slices.DeleteFunc(in.set.Ties, func(t lookback.Tie) bool { return known[t.ID] })
		in.counts.Known = len(ids) - len(in.set.Ties)
		return err
	})
}
