package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

// screenFlags are the parts of one party given on the command line.
type screenFlags struct {
	names, births, nationalities, genders, identifiers []string
	kind, file, threshold                              string
}

func (a *app) screen() *cobra.Command {
	var f screenFlags
	c := &cobra.Command{
		Use:   "screen",
		Short: "Screen one party, or a file of them, against the lists in force; nothing is stored",
		Example: `  lookback screen --name "Jane Example" --born 1985-03-04
  lookback screen --name "Example Trading LLC" --kind organisation --json
  lookback screen --file customers.csv --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runScreen(cmd.Context(), f) },
	}
	c.Flags().StringArrayVar(&f.names, "name", nil, "a name; may be given several times")
	c.Flags().StringArrayVar(&f.births, "born", nil, "date of birth, as precise as it is known")
	c.Flags().StringArrayVar(&f.nationalities, "nationality", nil, "nationality; corroborates or conflicts only")
	c.Flags().StringArrayVar(&f.genders, "gender", nil, "gender")
	c.Flags().StringArrayVar(&f.identifiers, "identifier", nil, "TYPE:VALUE[:COUNTRY], for example passport:X1234567:UZ")
	c.Flags().StringVar(&f.kind, "kind", "", "person, organisation, vessel or aircraft")
	c.Flags().StringVar(&f.file, "file", "", "CSV or JSON Lines file of parties")
	c.Flags().StringVar(&f.threshold, "threshold", "", "score from which a pair is a hit; that of the policy when left out")
	return c
}

func (a *app) runScreen(ctx context.Context, f screenFlags) error {
	threshold, err := f.check()
	if err != nil {
		return err
	}
	return a.with(ctx, func(s *screening.Service, _ store.Store) error {
		if f.file != "" {
			return a.screenFile(ctx, s, f.file, threshold)
		}
		party, err := f.party()
		if err != nil {
			return err
		}
		hits, err := s.Screen(ctx, party, threshold)
		if err != nil {
			return err
		}
		return a.printHits(party, hits)
	})
}

// check returns the threshold, 0 for that of the policy, and refuses flags that do not go together.
func (f screenFlags) check() (threshold lookback.Score, err error) {
	if f.threshold != "" {
		if threshold, err = parseThreshold(f.threshold); err != nil {
			return 0, err
		}
	}
	if (f.file == "") == (len(f.names) == 0) {
		return 0, fmt.Errorf("give either --name or --file: %w", lookback.ErrUsage)
	}
	return threshold, nil
}

// party puts the flags together.
func (f screenFlags) party() (lookback.Party, error) {
	p := lookback.Party{Kind: lookback.PartyKind(f.kind), Nationalities: f.nationalities, Genders: f.genders}
	for _, n := range f.names {
		p.Names = append(p.Names, lookback.Name{Full: n})
	}
	for _, b := range f.births {
		d, err := source.ParseBirth(b)
		if err != nil {
			err.Field = "born"
			return p, err
		}
		p.Births = append(p.Births, d)
	}
	for _, i := range f.identifiers {
		parts := strings.SplitN(i, ":", 3)
		if len(parts) < 2 {
			return p, fmt.Errorf("--identifier %q is not TYPE:VALUE: %w", i, lookback.ErrUsage)
		}
		id := lookback.Identifier{Type: parts[0], Value: parts[1]}
		if len(parts) == 3 {
			id.Country = parts[2]
		}
		p.Identifiers = append(p.Identifiers, id)
	}
	return p, p.Validate()
}

func (a *app) screenFile(ctx context.Context, s *screening.Service, path string, threshold lookback.Score) error {
	m, _, err := mappingFor(path, "")
	if err != nil {
		return err
	}
	m.Keyless = true
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	collectSeldom()
	return a.screenBlocks(ctx, s, threshold, func(fn func(source.Row) error) error { return source.ReadRecords(file, path, m, fn) })
}

// screenRows is how many rows of a file are screened at once: enough for all cores, little to hold.
const screenRows = 2048

// screenedRows are some rows of a file, in order.
type screenedRows struct {
	parties []lookback.Party
	refused []error // rows among them that are no parties
	hits    [][]screening.Hit
}

// screenBlocks screens the rows that read gives and prints their hits in order, also of those before the place where reading failed. The next rows
// are read, and the last ones printed, while some are screened.
func (a *app) screenBlocks(ctx context.Context, s *screening.Service, threshold lookback.Score, read func(func(source.Row) error) error) error {
	group, ctx := errgroup.WithContext(ctx)
	blocks, screened := make(chan screenedRows), make(chan screenedRows)
	var failed error // of reading; what was read before is screened
	group.Go(func() error {
		defer close(blocks)
		failed = inBlocks(ctx, blocks, read)
		return nil
	})
	group.Go(func() (err error) {
		defer close(screened)
		for b := range blocks {
			if b.hits, err = s.ScreenMany(ctx, b.parties, threshold); err != nil {
				return err
			}
			if err := handOver(ctx, screened, b); err != nil {
				return err
			}
		}
		return nil
	})
	group.Go(func() error {
		for b := range screened {
			if err := a.printScreened(b); err != nil {
				return err
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return failed
}

// inBlocks hands over the rows that read gives, the last of them also where reading failed.
func inBlocks(ctx context.Context, blocks chan<- screenedRows, read func(func(source.Row) error) error) error {
	var b screenedRows
	err := read(func(row source.Row) error {
		if row.Err != nil {
			b.refused = append(b.refused, row.Err)
			return nil
		}
		if b.parties = append(b.parties, row.Party); len(b.parties) < screenRows {
			return nil
		}
		full := b
		b = screenedRows{parties: make([]lookback.Party, 0, screenRows)}
		return handOver(ctx, blocks, full)
	})
	return errors.Join(err, handOver(ctx, blocks, b))
}

// handOver sends a block on, unless ctx ends.
func handOver(ctx context.Context, to chan<- screenedRows, b screenedRows) error {
	select {
	case to <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// printScreened prints the hits of some rows at once.
func (a *app) printScreened(b screenedRows) error {
	for _, bad := range b.refused {
		fmt.Fprintf(a.errs, "not screened: %v\n", bad)
	}
	out := bufio.NewWriter(a.out)
	to := *a
	to.out = out
	for i, p := range b.parties {
		if err := to.printHits(p, b.hits[i]); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (a *app) printHits(party lookback.Party, hits []screening.Hit) error {
	query := party.Names[0].Full
	if !a.json {
		a.say("%s: %s", query, hitCount(len(hits)))
	}
	for _, h := range hits {
		w := api.HitOf(query, h)
		err := a.print(w, func() {
			a.say("%s/%s %s", w.List, w.Entry, w.Name)
			a.sayEvidence(h.Evidence)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func hitCount(n int) string {
	switch n {
	case 0:
		return "no hit against the lists in force"
	case 1:
		return "1 hit"
	default:
		return fmt.Sprintf("%d hits", n)
	}
}
