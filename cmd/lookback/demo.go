package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/scenario"
)

func (a *app) demo() *cobra.Command {
	var seed uint64
	var records int
	var keep, listen string
	var noServe bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Tell the whole story in a fictional world: people are cleared, a list changes, who is affected and why",
		Long: `Tell the whole story in a fictional world that is made from a seed in a temporary folder: people
arrive and are screened and cleared, lists change, and each lookback says who is affected and why.
The same seed and number of records give the same output. Nobody in it exists.

At the end the story is served in pages, with an account for each role, until an interrupt; not with --quiet, --json or --no-serve.`,
		Example: `  lookback demo
  lookback demo --seed 7 --records 5000 --quiet
  lookback demo --no-serve`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			serve := listen
			if noServe || a.quiet || a.json {
				serve = ""
			}
			return a.runDemo(cmd.Context(), seed, records, keep, serve)
		},
	}
	c.Flags().Uint64Var(&seed, "seed", 1, "the world to make")
	c.Flags().IntVar(&records, "records", scenario.DefaultRecords, "people and companies in it")
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8470", "address and port of the pages; port 0 takes a free one")
	c.Flags().BoolVar(&noServe, "no-serve", false, "end when the story is told")
	c.Flags().StringVar(&keep, "keep", "", "keep the data in this folder, for use with --data")
	return c
}

func (a *app) runDemo(ctx context.Context, seed uint64, records int, keep, listen string) error {
	dir := keep
	if dir == "" {
		temp, err := os.MkdirTemp("", "lookback-demo-")
		if err != nil {
			return fmt.Errorf("make a folder for the demo: %w", err)
		}
		defer os.RemoveAll(temp)
		dir = temp
	} else if inside, err := os.ReadDir(dir); err == nil && len(inside) > 0 {
		return fmt.Errorf("%s is not empty, and the demo needs a folder of its own: %w", dir, lookback.ErrConflict)
	}
	d, err := a.newDemo(ctx, dir, seed, records)
	if err != nil {
		return err
	}
	defer d.close()
	if err := d.play(ctx); err != nil {
		return err
	}
	summary, err := d.tell(ctx)
	if err != nil {
		return err
	}
	if keep != "" && !a.json {
		a.say("\nThe data are kept: lookback --data %s run list", keep)
	}
	if err := a.print(summary, func() {}); err != nil || listen == "" {
		return err
	}
	return d.serve(ctx, listen)
}

// play lets the whole story happen: people arrive and lists change, a network becomes known, the people it moved are
// reviewed, some of them ask to look again, errors are found, and what they led to is put right.
func (d *demo) play(ctx context.Context) error {
	for _, act := range []func(context.Context) error{d.live, d.discover, d.review, d.hear, d.correct, d.readPaths, d.putRight} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}
