package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

func (a *app) list() *cobra.Command {
	return group("list", "Fetch or import watchlists, show their editions and what changed between them",
		a.listImport(), a.listHistory(), a.listShow(), a.listDiff(), a.listLinks(),
		a.listQuarantine(), a.listRelease(), a.listReject(), a.listAdd(), a.listDrop(), a.listFetch(), a.listSchedule(), a.listStatus())
}

func (a *app) listImport() *cobra.Command {
	var format, published string
	c := &cobra.Command{
		Use:   "import LIST PATH...",
		Short: "Make an edition of a list from its files, and run the lookback that follows from it",
		Example: `  lookback list import un --format un-xml consolidated.xml
  lookback list import ofac --format ofac-csv sdn.csv alt.csv add.csv sdn_comments.csv`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := editionFiles(args[1:])
			if err != nil {
				return err
			}
			date, err := parseDay(published)
			if err != nil {
				return err
			}
			kind := source.Format(format)
			if format == "" {
				if kind, err = source.Recognise(files); err != nil {
					return err
				}
			}
			return a.importList(cmd.Context(), screening.EditionImport{List: args[0], Format: kind, Files: files, Published: date, Actor: a.actor})
		},
	}
	c.Flags().StringVar(&format, "format", "", "how the files are written: "+formatNames()+"; recognised when left out")
	c.Flags().StringVar(&published, "published", "", "date of publication, where the files do not say (2006-01-02)")
	return c
}

// formatNames lists the formats that lists are read in, for people.
func formatNames() string {
	var names []string
	for _, f := range source.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

func (a *app) importList(ctx context.Context, in screening.EditionImport) error {
	return a.with(ctx, func(s *screening.Service, st store.Store) error {
		result, err := s.ImportEdition(ctx, in)
		if err != nil {
			return err
		}
		return a.finishImport(ctx, s, st, result)
	})
}

// finishImport runs the lookback that an edition ordered and tells what became of it.
func (a *app) finishImport(ctx context.Context, s *screening.Service, st store.Store, result screening.EditionResult) error {
	if err := s.Resume(ctx, a.runProgress()); err != nil {
		return err
	}
	for _, p := range result.Problems {
		fmt.Fprintf(a.errs, "not read: %v\n", &p)
	}
	a.warnUnresolved(result.Ties.Unresolved)
	var run lookback.Run
	if result.New {
		var err error
		if run, err = runByID(ctx, st, result.Run); err != nil {
			return err
		}
	}
	return a.printImported(result, run)
}

// printImported tells what became of an edition. One that is held back is an error, too.
func (a *app) printImported(result screening.EditionResult, run lookback.Run) error {
	err := a.print(importedWire(result, run), func() {
		switch {
		case result.New:
			a.sayImported(result, run)
		case result.Held == nil:
			a.say("These bytes are the current edition of %s already (%.12s): nothing changed.", result.Edition.List, result.Edition.ID)
		default:
			a.sayHeld(*result.Held)
		}
	})
	if err == nil && result.Held != nil && !result.New {
		err = heldError(*result.Held)
	}
	return err
}

type importWire struct {
	List     string `json:"list"`
	Edition  string `json:"edition"`
	New      bool   `json:"new"`
	Entries  int    `json:"entries"`
	Added    int    `json:"added"`
	Amended  int    `json:"amended"`
	Removed  int    `json:"removed"`
	Run      int64  `json:"run"`
	Affected int    `json:"affected"`
	Problems int    `json:"problems"`
	NotRead  int    `json:"not_read"`
	Held     int64  `json:"held,omitempty"` // ID in quarantine
	api.ListTies
}

func importedWire(r screening.EditionResult, run lookback.Run) importWire {
	c := r.Edition.Counts
	w := importWire{List: r.Edition.List, Edition: r.Edition.ID, New: r.New, Entries: c.Entries, Run: r.Run,
		Affected: run.Counts.Affected, Problems: c.Problems, NotRead: c.NotRead, ListTies: api.ListTiesOf(r.Ties)}
	if r.Held != nil && !r.New {
		w.Held = r.Held.ID
	}
	if r.New {
		w.Added, w.Amended, w.Removed = c.Added, c.Amended, c.Removed
	}
	return w
}

func (a *app) sayImported(r screening.EditionResult, run lookback.Run) {
	c := r.Edition.Counts
	a.say("%s edition %.12s, published %s: %d entries (%d added, %d amended, %d removed); %d rows and %d remarks not understood.",
		r.Edition.List, r.Edition.ID, r.Edition.Published.Format(time.DateOnly), c.Entries, c.Added, c.Amended, c.Removed, c.Problems, c.NotRead)
	a.sayListTies(r.Ties)
	a.sayRun(run)
}

func (a *app) listHistory() *cobra.Command {
	return &cobra.Command{
		Use:     "history LIST",
		Short:   "Show the editions of a list, oldest first",
		Example: "  lookback list history un",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var editions []lookback.Edition
			err := a.view(cmd.Context(), func(tx store.Tx) (err error) {
				editions, err = tx.ListEditions(args[0])
				return err
			})
			if err != nil {
				return err
			}
			if len(editions) == 0 {
				return fmt.Errorf("there is no list %q: %w", args[0], lookback.ErrNotFound)
			}
			return a.printEditions(editions)
		},
	}
}

func (a *app) printEditions(editions []lookback.Edition) error {
	columns := []string{"seq", "edition", "published", "imported", "entries", "added", "amended", "removed"}
	return printAll(a, columns, editions, api.EditionOf, func(e lookback.Edition) []string {
		c := e.Counts
		return []string{fmt.Sprint(e.Seq), e.ID[:min(12, len(e.ID))], e.Published.Format(time.DateOnly), e.Imported.Format(time.DateTime),
			fmt.Sprint(c.Entries), fmt.Sprint(c.Added), fmt.Sprint(c.Amended), fmt.Sprint(c.Removed)}
	})
}

func (a *app) listShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show LIST [ENTRY]",
		Short:   "Show the current entries of a list, or one of them in full",
		Example: "  lookback list show un QDi.001",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := ""
			if len(args) == 2 {
				id = args[1]
			}
			versions, err := a.currentEntries(cmd.Context(), args[0], id)
			if err != nil {
				return err
			}
			for _, v := range versions {
				err := a.print(api.EntryOf(v.Entry), func() {
					if id == "" {
						a.say("%s\t%s", v.Entry.ID, v.Entry.Party.Names[0].Full)
					} else {
						a.sayEntry(v.Entry)
					}
				})
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// currentEntries returns one entry of the current edition of a list, or all when id is empty.
func (a *app) currentEntries(ctx context.Context, list, id string) ([]store.EntryVersion, error) {
	var found []store.EntryVersion
	err := a.view(ctx, func(tx store.Tx) error {
		editions, err := tx.ListEditions(list)
		if err != nil {
			return err
		}
		if len(editions) == 0 {
			return fmt.Errorf("there is no list %q: %w", list, lookback.ErrNotFound)
		}
		seq := editions[len(editions)-1].Seq
		if id == "" {
			found, err = tx.EntriesAt(list, seq, "", 0)
			return err
		}
		v, ok, err := tx.FindEntry(list, id, seq)
		if err == nil && !ok {
			err = fmt.Errorf("list %q has no entry %q: %w", list, id, lookback.ErrNotFound)
		}
		found = []store.EntryVersion{v}
		return err
	})
	return found, err
}

func (a *app) listDiff() *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: "Show what changed between two editions of a list",
		Long: `Show what changed between two editions of a list. A and B are edition IDs, the beginnings of
such IDs, or LIST@SEQ. Order and white space are no changes.`,
		Example: "  lookback list diff un@1 un@2",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var old, new []lookback.Entry
			err := a.view(cmd.Context(), func(tx store.Tx) (err error) {
				if old, err = entriesOf(tx, args[0]); err != nil {
					return err
				}
				new, err = entriesOf(tx, args[1])
				return err
			})
			if err != nil {
				return err
			}
			return a.printChanges(source.Diff(old, new))
		},
	}
}

// entriesOf returns the entries of the edition that a person names.
func entriesOf(tx store.Tx, name string) ([]lookback.Entry, error) {
	e, err := editionNamed(tx, name)
	if err != nil {
		return nil, err
	}
	versions, err := tx.EntriesAt(e.List, e.Seq, "", 0)
	if err != nil {
		return nil, err
	}
	entries := make([]lookback.Entry, 0, len(versions))
	for _, v := range versions {
		entries = append(entries, v.Entry)
	}
	return entries, nil
}

func (a *app) printChanges(changes []lookback.EntryChange) error {
	for _, c := range changes {
		err := a.print(api.ChangeOf(c), func() {
			a.say("%s %s", c.Kind, c.ID)
			for _, f := range c.Fields {
				for _, v := range f.Removed {
					a.say("    - %s: %s", f.Field, v)
				}
				for _, v := range f.Added {
					a.say("    + %s: %s", f.Field, v)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func parseDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, fmt.Errorf("%q is not a date like %s: %w", text, time.DateOnly, lookback.ErrUsage)
	}
	return t, nil
}

// view reads from the store. A question makes no data folder.
func (a *app) view(ctx context.Context, fn func(store.Tx) error) error {
	if _, err := os.Stat(a.data); err != nil && a.database == "" {
		return fmt.Errorf("nothing is held in %s yet; import a list or records first: %w", a.data, lookback.ErrNotFound)
	}
	_, st, done, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	return st.View(ctx, fn)
}
