package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/screening"
)

func (a *app) networkExport() *cobra.Command {
	var format, network, out, purpose string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write networks, parties and ties as dot, graphml, ftm, stix or niem, and say what the form has no place for",
		Long: `Write networks, parties and ties as dot, graphml, ftm, stix or niem, to a file or to the standard output, and say what the
form has no place for. Every tie is written with both its ends, its class, dates, source and grade as far as the
form allows; none is drawn together into one line.`,
		Example: `  lookback network export --format dot --out network.dot --purpose "drawing for the court"
  lookback network export --format stix --network caravan --out caravan.json --purpose "request 12 of the partner" --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.json && out == "" {
				return fmt.Errorf("--json says what was written; name the file with --out: %w", lookback.ErrUsage)
			}
			if err := api.CheckExportForm(format); err != nil {
				return err
			}
			return a.exportNetwork(cmd.Context(), casework.NetworkExport{Form: format, Network: network}, purpose, out)
		},
	}
	c.Flags().StringVar(&format, "format", "dot", "dot, graphml, ftm, stix or niem")
	c.Flags().StringVar(&network, "network", "", "only the ties of this network and of its parties")
	c.Flags().StringVar(&out, "out", "", "file to write (default: the standard output)")
	c.Flags().StringVar(&purpose, "purpose", "", "what it is exported for; needed, and recorded")
	return c
}

func (a *app) exportNetwork(ctx context.Context, x casework.NetworkExport, purpose, out string) error {
	return a.withCases(ctx, func(s *casework.Service) error {
		var told api.Export
		err := s.ExportNetwork(ctx, x, casework.Reader{Person: a.actor, Purpose: purpose}, func(p screening.NetworkPicture) error {
			into := func(w io.Writer) (err error) {
				told, err = api.ExportPicture(w, x.Form, api.PictureOf(p, time.Now()))
				return err
			}
			if out == "" {
				return into(a.out)
			}
			return writeFile(out, into)
		})
		if err != nil || out == "" {
			return err
		}
		told.File = out
		return a.print(told, func() { a.sayExport(told) })
	})
}

func (a *app) sayExport(w api.Export) {
	a.say("%d networks, %d parties and %d ties written to %s.", w.Networks, w.Parties, w.Ties, w.File)
	for _, field := range sortedKeys(w.Loss) {
		a.say("  no place in %s for %s: %d values", w.Format, field, w.Loss[field])
	}
}
