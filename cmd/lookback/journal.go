package main

import (
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/store"
)

func (a *app) journal() *cobra.Command {
	return group("journal", "Read and verify the one ordered log of everything that changed", a.journalList())
}

func (a *app) journalList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List all events, oldest first",
		Example: "  lookback journal list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var events []lookback.Event
			err := a.view(cmd.Context(), func(tx store.Tx) (err error) {
				events, err = tx.Events(0, 0)
				return err
			})
			if err != nil {
				return err
			}
			for _, e := range events {
				err := a.print(api.EventOf(e), func() {
					a.say("%d\t%s\t%s\t%s\t%s", e.Position, e.Time.Format(time.RFC3339), e.Kind, e.Actor, e.Subject)
				})
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}
