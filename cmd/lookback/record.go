package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

func (a *app) record() *cobra.Command {
	return group("record", "Import the records that are screened, and disclose who they are", a.recordImport(), a.recordWatch(), a.recordSync(), a.recordExport())
}

func (a *app) recordImport() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Store and screen the records of a CSV or JSON Lines file; bad rows go to a reject file with the reason",
		Long: `Store and screen the records of a file. Rows whose column "deleted" says so end the record with their key: it stays, with its
alerts, cases and clearances, and lookbacks leave it out and count it. With --full the file is everything that the source holds, and
records that are absent from it end too, unless too many are.`,
		Example: `  lookback record import travellers.csv --source border
  lookback record import everybody.csv --source border --full
  lookback record import customers.jsonl --source crm --map customers.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.rejects == "" {
				f.rejects = args[0] + ".rejected.csv"
			}
			return a.importRecords(cmd.Context(), args[0], f)
		},
	}
	c.Flags().StringVar(&f.source, "source", "", "name of the source system")
	c.Flags().StringVar(&f.mapping, "map", "", "YAML file that says which column holds what; guessed from the header when left out")
	c.Flags().StringVar(&f.rejects, "rejects", "", "file for rows that cannot be read (default FILE.rejected.csv)")
	c.Flags().BoolVar(&f.full, "full", false, "the file is everything that the source holds: records that are absent from it end")
	c.Flags().IntVar(&f.dropLimit, "drop-limit", screening.DropLimit, "with --full, how many records in a hundred may be absent")
	return c
}

// importBatch is how many records are stored and screened in one transaction, under one event.
const importBatch = 5000

// importFlags are the flags of `record import`.
type importFlags struct {
	source, mapping, rejects string
	full                     bool
	dropLimit                int
}

func (a *app) importRecords(ctx context.Context, path string, f importFlags) error {
	if err := checkSource(f.source); err != nil {
		return err
	}
	m, guesses, err := mappingFor(path, f.mapping)
	if err != nil {
		return err
	}
	a.sayGuesses(guesses)
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return a.with(ctx, func(s *screening.Service, _ store.Store) error {
		in := &recordImport{app: a, service: s, source: f.source, rejects: rejectFile{path: f.rejects}}
		if f.full {
			in.full = &fullFeed{seen: map[int64]bool{}, limit: f.dropLimit}
		}
		return in.finish(ctx, func(fn func(source.Row) error) error { return source.ReadRecords(file, path, m, fn) })
	})
}

// checkSource refuses what cannot name a source system.
func checkSource(name string) error {
	if name == "" || strings.Contains(name, "/") {
		return fmt.Errorf("--source NAME is needed, without a slash: %w", lookback.ErrUsage)
	}
	return nil
}

func (a *app) sayGuesses(guesses []string) {
	if len(guesses) > 0 && !a.json {
		a.say("Columns, guessed from the header: %s.", strings.Join(guesses, "; "))
	}
}

// mappingFor reads the mapping that was named, or guesses one from the columns of the file and says how.
func mappingFor(path, mapping string) (source.Mapping, []string, error) {
	if mapping != "" {
		return mappingOf(nil, mapping)
	}
	file, err := openInput(path)
	if err != nil {
		return source.Mapping{}, nil, err
	}
	defer file.Close()
	columns, err := source.RecordColumns(file, path)
	if err != nil {
		return source.Mapping{}, nil, err
	}
	return mappingOf(columns, "")
}

// mappingOf reads the mapping that was named, or guesses one from columns and says how.
func mappingOf(columns []string, mapping string) (source.Mapping, []string, error) {
	if mapping == "" {
		m, guesses := source.GuessMapping(columns)
		return m, guesses, nil
	}
	data, err := os.ReadFile(mapping)
	if err != nil {
		return source.Mapping{}, nil, &lookback.InputError{File: mapping, Reason: "it cannot be read: " + err.Error()}
	}
	m, err := source.ParseMapping(filepath.Base(mapping), data)
	return m, nil, err
}

// recordImport is an import of records on its way.
type recordImport struct {
	app     *app
	service *screening.Service
	source  string
	batch   []lookback.Record
	deleted []string  // keys, behind the batch
	full    *fullFeed // nil where the file is a part of what the source holds
	rejects rejectFile
	counts  importCounts
	flushed func() error // called after each batch that was stored, when it is set
}

// importCounts are the totals of an import. Read = Stored + Unchanged + Rejected + Deleted.
type importCounts struct {
	Read      int    `json:"read"`
	Stored    int    `json:"stored"`
	Unchanged int    `json:"unchanged"`
	Rejected  int    `json:"rejected"`
	Opened    int    `json:"alerts_opened"`
	Ended     int    `json:"alerts_ended"`
	Rejects   string `json:"reject_file,omitempty"`
	Deleted   int    `json:"deleted"` // rows that say that the source has let go of a record
	Absent    int    `json:"absent"`  // records that ended because a full feed lacks them
}

// finish imports what read gives, brings the slices up to date and tells the totals.
func (in *recordImport) finish(ctx context.Context, read func(func(source.Row) error) error) error {
	if err := errors.Join(in.all(ctx, read), in.rejects.close()); err != nil {
		return err
	}
	if err := in.endAbsent(ctx); err != nil {
		return err
	}
	if err := in.service.Compact(ctx, in.app.progress("records indexed")); err != nil {
		return err
	}
	return in.app.print(in.counts, in.say)
}

func (in *recordImport) all(ctx context.Context, read func(func(source.Row) error) error) error {
	progress := in.app.progress("records")
	err := read(func(row source.Row) error {
		in.counts.Read++
		if row.Err != nil {
			in.counts.Rejected++
			return in.rejects.add(row)
		}
		if row.Deleted {
			in.counts.Deleted++
			in.deleted = append(in.deleted, row.Key)
		} else {
			in.batch = append(in.batch, lookback.Record{Source: in.source, Key: row.Key, Arrived: row.Arrived, Party: row.Party})
		}
		if len(in.batch)+len(in.deleted) < importBatch {
			return nil
		}
		progress(in.counts.Read, 0)
		return in.flush(ctx)
	})
	if err != nil {
		return err
	}
	return in.flush(ctx)
}

// flush stores the batch in one transaction.
func (in *recordImport) flush(ctx context.Context) error {
	c, err := in.service.StoreRecords(ctx, in.app.actor, in.batch)
	if err != nil {
		return err
	}
	in.full.see(in.batch)
	if _, err := in.service.EndRecords(ctx, in.app.actor, in.source, "deleted by its source", in.deleted); err != nil {
		return err
	}
	in.batch, in.deleted = in.batch[:0], in.deleted[:0]
	in.counts.Stored += c.Stored
	in.counts.Unchanged += c.Unchanged
	in.counts.Opened += c.Opened
	in.counts.Ended += c.Ended
	in.counts.Rejects = in.rejects.written()
	if in.flushed != nil {
		return in.flushed()
	}
	return nil
}

func (in *recordImport) say() {
	c := in.counts
	if c.Deleted == 0 {
		in.app.say("%d rows read = %d stored + %d unchanged + %d rejected.", c.Read, c.Stored, c.Unchanged, c.Rejected)
	} else {
		in.app.say("%d rows read = %d stored + %d unchanged + %d rejected + %d deleted.", c.Read, c.Stored, c.Unchanged, c.Rejected, c.Deleted)
	}
	if in.full != nil {
		in.app.say("%d records that the source no longer has ended.", c.Absent)
	}
	in.app.say("%d alerts opened, %d ended.", c.Opened, c.Ended)
	if c.Rejected > 0 {
		in.app.say("The rejected rows are in %s, each with its line, field and reason.", c.Rejects)
	}
}

// fullFeed is a file that holds everything that its source holds.
type fullFeed struct {
	seen  map[int64]bool // by record ID
	limit int            // in percent
}

// see remembers records that were stored, or known already.
func (f *fullFeed) see(batch []lookback.Record) {
	if f == nil {
		return
	}
	for _, r := range batch {
		f.seen[r.ID] = true
	}
}

// endAbsent ends what a full feed lacks. Whoever stands in a row that was rejected would seem to be absent, so all rows must be read.
func (in *recordImport) endAbsent(ctx context.Context) (err error) {
	if in.full == nil {
		return nil
	}
	if in.counts.Rejected > 0 {
		return fmt.Errorf("%d rows were rejected (see %s), so who is absent is not known and nobody was ended; correct them and import the file again: %w",
			in.counts.Rejected, in.counts.Rejects, lookback.ErrConflict)
	}
	in.counts.Absent, err = in.service.EndAbsent(ctx, in.app.actor, in.source, func(id int64) bool { return in.full.seen[id] }, in.full.limit)
	return err
}

// rejectFile collects rows that could not be read, with the reason. It is created with the first of them.
type rejectFile struct {
	path string
	file *os.File
	out  *csv.Writer
}

func (f *rejectFile) add(row source.Row) error {
	if f.file == nil {
		file, err := os.Create(f.path)
		if err != nil {
			return fmt.Errorf("create the reject file: %w", err)
		}
		f.file, f.out = file, csv.NewWriter(file)
		if err := f.out.Write([]string{"line", "field", "reason", "row"}); err != nil {
			return fmt.Errorf("write the reject file: %w", err)
		}
	}
	reason := row.Err.Reason
	if row.Err.Hint != "" {
		reason += "; " + row.Err.Hint
	}
	return f.out.Write([]string{fmt.Sprint(row.Line), row.Err.Field, reason, string(row.Raw)})
}

// written returns the path of the file when there is one.
func (f *rejectFile) written() string {
	if f.file == nil {
		return ""
	}
	return f.path
}

func (f *rejectFile) close() error {
	if f.file == nil {
		return nil
	}
	f.out.Flush()
	if err := f.out.Error(); err != nil {
		return fmt.Errorf("write the reject file: %w", err)
	}
	return f.file.Close()
}
