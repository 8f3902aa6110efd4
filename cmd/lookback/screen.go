package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
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
		return a.screenBlock(ctx, s, []lookback.Party{party}, threshold)
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
	block := make([]lookback.Party, 0, screenRows)
	flush := func() error {
		err := a.screenBlock(ctx, s, block, threshold)
		block = block[:0]
		return err
	}
	err = source.ReadRecords(file, path, m, func(row source.Row) error {
		if row.Err != nil {
			fmt.Fprintf(a.errs, "not screened: %v\n", row.Err)
			return nil
		}
		if block = append(block, row.Party); len(block) < screenRows {
			return nil
		}
		return flush()
	})
	return errors.Join(err, flush())
}

// screenRows is how many rows of a file are screened at once: enough for all cores, little to hold.
const screenRows = 2048

// screenBlock screens rows on all cores and prints their hits in the order of the rows.
func (a *app) screenBlock(ctx context.Context, s *screening.Service, parties []lookback.Party, threshold lookback.Score) error {
	hits, err := s.ScreenMany(ctx, parties, threshold)
	if err != nil {
		return err
	}
	for i, p := range parties {
		if err := a.printHits(p, hits[i]); err != nil {
			return err
		}
	}
	return nil
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
