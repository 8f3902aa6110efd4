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
		Short: "Propose a lookback that does not follow from a list or policy by itself; a second person approves it",
		Long: `Propose a lookback that does not follow from a list or policy by itself: everything in force is asked
again. It needs purpose, authority and the day on which the mandate ends, and has no effect until
another person approves it.`,
		Example: `  lookback run start --trigger matcher-change --purpose "new name tables" --authority "order 12/2026" --expires 2027-01-31 --as "A. Analyst"`,
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
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				run, err := s.ProposeLookback(cmd.Context(), order)
				if err != nil {
					return err
				}
				return a.printProposedRun(run)
			})
		},
	}
	c.Flags().StringVar(&trigger, "trigger", string(lookback.TriggerMatcher), "what made it necessary: matcher-change, correction, ...")
	c.Flags().StringVar(&order.Mandate.Purpose, "purpose", "", "what it is for")
	c.Flags().StringVar(&order.Mandate.Authority, "authority", "", "the law or order it rests on")
	c.Flags().StringVar(&expires, "expires", "", "day on which the mandate ends (2006-01-02)")
	c.Flags().StringSliceVar(&order.Scope.Sources, "sources", nil, "source systems in scope, separated by commas; all when left out")
	return c
}

func (a *app) printProposedRun(run lookback.Run) error {
	return a.print(api.RunOf(run), func() {
		a.say("Lookback %d is proposed by %s. Another person approves it with: lookback run approve %d", run.ID, run.By, run.ID)
	})
}

func (a *app) runApprove() *cobra.Command {
	return &cobra.Command{
		Use:     "approve RUN",
		Short:   "Approve a proposed lookback and run it; refused for the person who proposed it",
		Example: `  lookback run approve 7 --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				if _, err := s.ApproveLookback(cmd.Context(), id, a.actor); err != nil {
					return err
				}
				if err := s.Resume(cmd.Context(), a.runProgress()); err != nil {
					return err
				}
				run, err := runByID(cmd.Context(), st, id)
				if err != nil {
					return err
				}
				return a.print(api.RunOf(run), func() { a.sayRun(run) })
			})
		},
	}
}
