package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) protection() *cobra.Command {
	return group("protection", "Protect people: what shows everywhere, bars disclosures and never selects", a.protectionSet(), a.protectionShow(), a.protectionLift())
}

func (a *app) protectionSet() *cobra.Command {
	var o casework.ProtectionOrder
	var since string
	c := &cobra.Command{
		Use:   "set RECORD KIND",
		Short: "Set a protection: claim-pending, minor, trafficking-victim, relief-granted or non-refoulement",
		Example: `  lookback protection set border/B-1042 claim-pending --source "asylum office, letter 7" --since 2026-03-01 --as "P. Officer"
  lookback protection set border/B-1042 minor --source "birth record" --since 2026-03-01`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Since, err = parseDay(since); err != nil {
				return err
			}
			o.Record, o.Kind, o.Person = args[0], lookback.ProtectionKind(args[1]), a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				p, err := s.Protect(cmd.Context(), o)
				if err != nil {
					return err
				}
				return a.printProtection(p)
			})
		},
	}
	c.Flags().StringVar(&o.Source, "source", "", "where it is known from")
	c.Flags().StringVar(&since, "since", "", "day since when it holds (2006-01-02)")
	return c
}

func (a *app) printProtection(p lookback.Protection) error {
	return a.print(api.ProtectionOf(p), func() { a.sayProtections([]lookback.Protection{p}) })
}

// sayProtections shows, wherever a person is shown, that they are protected.
func (a *app) sayProtections(all []lookback.Protection) {
	for _, p := range all {
		a.say("  PROTECTED: %s since %s (%s; set by %s), %s [protection %d]", p.Kind, p.Since.Format(time.DateOnly), p.Source, p.SetBy, p.State, p.ID)
	}
}

func (a *app) protectionShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show RECORD",
		Short:   "Show the protections of one record; nothing lists records by protection",
		Example: "  lookback protection show border/B-1042",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, key, err := lookback.ParseRecordRef(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(_ *screening.Service, st store.Store) error {
				all, err := protectionsOf(cmd.Context(), st, from, key)
				if err != nil {
					return err
				}
				if len(all) == 0 && !a.json {
					a.say("No protection is known of %s.", args[0])
				}
				return each(all, a.printProtection)
			})
		},
	}
}

// protectionsOf returns the protections of a record by its name.
func protectionsOf(ctx context.Context, st store.Store, from, key string) (all []lookback.Protection, err error) {
	var record lookback.Record
	err = st.View(ctx, func(tx store.Tx) error {
		record, err = tx.GetRecord(from, key, store.Now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return casework.New(st, time.Now, casework.Options{}).ProtectionsOf(ctx, record.ID)
}

func (a *app) protectionLift() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "lift RECORD PROTECTION",
		Short:   "Ask to lift a protection, or agree to it as the second person; until then it holds",
		Example: `  lookback protection lift border/B-1042 1 --reason "the claim was withdrawn, letter 9" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[1])
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				p, err := s.LiftProtection(cmd.Context(), args[0], id, a.actor, reason)
				if err != nil {
					return err
				}
				return a.print(api.ProtectionOf(p), func() { a.say("%s", liftWords(p)) })
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	return c
}

func liftWords(p lookback.Protection) string {
	if p.Holds() {
		return fmt.Sprintf("%s asked to lift protection %d (%s). It holds until a second person agrees.", p.Lifting.Person, p.ID, p.Kind)
	}
	return fmt.Sprintf("Protection %d (%s) is lifted: %s and %s agreed.", p.ID, p.Kind, p.Lifting.Person, p.Lifted.Person)
}
