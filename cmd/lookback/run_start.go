package main

import (
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) runStart() *cobra.Command {
	var order screening.LookbackOrder
	var trigger, expires string
	c := &cobra.Command{
		Use:   "start",
		Short: "Order a lookback that does not follow from a list or policy by itself, and run it",
		Long: `Order a lookback that does not follow from a list or policy by itself, and run it: everything in force
is asked again. It needs purpose, authority, an approver who is another person, and a day on which
the approval ends.`,
		Example: `  lookback run start --trigger matcher-change --purpose "new name tables" --authority "order 12/2026" --approver "S. Supervisor" --expires 2027-01-31 --as "A. Analyst"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := parseDay(expires)
			if err != nil {
				return err
			}
			if !day.IsZero() {
				order.Mandate.Expires = day.Add(24*time.Hour - time.Second)
			}
			order.Trigger, order.Actor = lookback.Trigger(trigger), a.actor
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				run, err := s.OrderLookback(cmd.Context(), order)
				if err != nil {
					return err
				}
				if err := s.Resume(cmd.Context(), a.runProgress()); err != nil {
					return err
				}
				if run, err = runByID(cmd.Context(), st, run.ID); err != nil {
					return err
				}
				return a.print(api.RunOf(run), func() { a.sayRun(run) })
			})
		},
	}
	c.Flags().StringVar(&trigger, "trigger", string(lookback.TriggerMatcher), "what made it necessary: matcher-change, correction, ...")
	c.Flags().StringVar(&order.Mandate.Purpose, "purpose", "", "what it is for")
	c.Flags().StringVar(&order.Mandate.Authority, "authority", "", "the law or order it rests on")
	c.Flags().StringVar(&order.Mandate.Approver, "approver", "", "the second person, who approved its scope")
	c.Flags().StringVar(&expires, "expires", "", "day on which the approval ends (2006-01-02)")
	c.Flags().StringSliceVar(&order.Scope.Sources, "sources", nil, "source systems in scope, separated by commas; all when left out")
	return c
}
