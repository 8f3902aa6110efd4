package main

import (
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"
	"lookback/internal/api"
	"lookback/internal/casework"
)

func (a *app) mcp() *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Give a language model tools that screen, explain and show clearances, and change nothing",
		Long: `Give a language model tools that screen, explain and show clearances, and change nothing: the Model Context Protocol over
standard input and output. A server offers the same tools over HTTP under /mcp.`,
		Example: `  lookback mcp --as "A. Analyst"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			service, st, done, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer done()
			log := slog.New(slog.NewTextHandler(a.errs, nil))
			server := api.New(api.Needs{
				Screening: service, Cases: casework.New(st, time.Now, casework.Options{}), Store: st, Worker: api.NewWorker(service, time.Now, log),
				Identify: api.AtThisMachine(a.actor), Now: time.Now, Log: log,
			}, api.Options{})
			return server.ServeMCP(cmd.Context(), a.actor, io.NopCloser(a.in), nopWriter{a.out})
		},
	}
}

// nopWriter does not close what it writes to: standard output is not ours.
type nopWriter struct{ io.Writer }

func (nopWriter) Close() error { return nil }
