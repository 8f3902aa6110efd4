package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/query"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

// syncFlags are the flags of record sync.
type syncFlags struct {
	from, query, file, cursor, start string
	source, mapping, rejects         string
}

func (a *app) recordSync() *cobra.Command {
	var f syncFlags
	c := &cobra.Command{
		Use:   "sync",
		Short: "Store and screen what a query to another PostgreSQL or SQLite database gives, from where the last one ended",
		Long: `Store and screen what a query to another PostgreSQL or SQLite database gives. $1 in the query stands for the
value that the column --cursor had in the last row of the time before, so that each time only what is new is read.
Nothing is written to that database. Rows that come again are known, so use >= where several rows can have one value.`,
		Example: `  lookback record sync --source crm --from postgres://reader@db.example/crm --cursor changed_at --start 1970-01-01 --query "SELECT id, name, born, changed_at FROM customer WHERE changed_at >= $1 ORDER BY changed_at"
  lookback record sync --source till --from till.db --query-file customers.sql --cursor id --start 0`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.syncRecords(cmd.Context(), f) },
	}
	p := c.Flags()
	p.StringVar(&f.source, "source", "", "name of the source system")
	p.StringVar(&f.from, "from", "", "URL of a PostgreSQL database (passwords belong into PGPASSFILE), or a file of SQLite")
	p.StringVar(&f.query, "query", "", "the query")
	p.StringVar(&f.file, "query-file", "", "file with the query")
	p.StringVar(&f.cursor, "cursor", "", "column that says how far one has read; everything is read each time when left out")
	p.StringVar(&f.start, "start", "", "what $1 stands for the first time")
	p.StringVar(&f.mapping, "map", "", "YAML file that says which column holds what; guessed from the columns when left out")
	p.StringVar(&f.rejects, "rejects", "", "file for rows that cannot be read (default SOURCE.rejected.csv)")
	return c
}

func (a *app) syncRecords(ctx context.Context, f syncFlags) error {
	if err := checkSource(f.source); err != nil {
		return err
	}
	if f.file != "" {
		text, err := os.ReadFile(f.file)
		if err != nil {
			return &lookback.InputError{File: f.file, Reason: "it cannot be read: " + err.Error()}
		}
		f.query = string(text)
	}
	if f.query == "" || f.from == "" {
		return fmt.Errorf("--from and --query or --query-file are needed: %w", lookback.ErrUsage)
	}
	if f.rejects == "" {
		f.rejects = f.source + ".rejected.csv"
	}
	return a.with(ctx, func(s *screening.Service, _ store.Store) error { return a.syncInto(ctx, s, f) })
}

func (a *app) syncInto(ctx context.Context, s *screening.Service, f syncFlags) (err error) {
	after, err := s.Cursor(ctx, f.source)
	if err != nil {
		return err
	}
	if after == "" {
		after = f.start
	}
	rows, err := query.Open(ctx, f.from, f.query, f.cursor, after)
	if err != nil {
		return err
	}
	defer rows.Close() // it was only read
	m, guesses, err := mappingOf(rows.Columns(), f.mapping)
	if err != nil {
		return err
	}
	a.sayGuesses(guesses)
	in := &recordImport{app: a, service: s, source: f.source, rejects: rejectFile{path: f.rejects}}
	moved := after
	in.flushed = func() error {
		if f.cursor == "" || rows.Cursor() == moved {
			return nil
		}
		moved = rows.Cursor()
		return s.MoveCursor(ctx, f.source, moved, a.actor)
	}
	return in.finish(ctx, func(fn func(source.Row) error) error { return source.ReadTable(rows, f.source, m, fn) })
}
