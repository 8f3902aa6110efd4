package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
)

func (a *app) erasure() *cobra.Command {
	return group("erasure", "Erase a record with proof, and hold back what must be kept",
		a.erasurePropose(), a.erasureApprove(), a.erasureList(), a.erasureDue(), a.erasureRun(), a.erasureRules(), a.erasureRule(), a.erasureHold(), a.erasureReview())
}

func (a *app) erasurePropose() *cobra.Command {
	var o casework.ErasureOrder
	c := &cobra.Command{
		Use:     "propose RECORD",
		Short:   "Propose to erase a record; refused while a legal hold or a duty to keep stands",
		Example: `  lookback erasure propose border/B-1042 --purpose passenger-data --ground "C-817/19" --request R-17 --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Record, o.Person = args[0], a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				e, err := s.ProposeErasure(cmd.Context(), o)
				if err != nil {
					return err
				}
				return a.printErasure(e)
			})
		},
	}
	c.Flags().StringArrayVar(&o.Purposes, "purpose", nil, "a purpose for which the record is held; may be repeated")
	c.Flags().StringVar(&o.Ground, "ground", "", "the law or rule, without a name")
	c.Flags().StringVar(&o.Request, "request", "", "the number under which it was asked for")
	return c
}

func (a *app) printErasure(e lookback.Erasure) error {
	return a.print(api.ErasureOf(e), func() {
		a.say("Erasure %d of record %d (%s), proposed by %s: %s.", e.ID, e.RecordID, e.Ground, e.Person, e.State)
		if n := e.Counts; e.State == lookback.ErasureDone {
			if e.Rule != 0 {
				a.say("  it went by itself under retention rule %d", e.Rule)
			}
			a.say("  gone with %s's approval: %d versions, %d alerts, %d path alerts, %d ties, %d entries and %d rulings of its case, %d other things; %d recipients are told",
				e.Second, n.Versions, n.Alerts, n.PathAlerts, n.Ties, n.CaseEntries, n.Rulings, n.Conduct, n.Notices)
			a.say("  outside this folder: backups, files of rejected rows and exports that people made (docs/guide/erase.md)")
		}
	})
}

func (a *app) erasureApprove() *cobra.Command {
	var refuse bool
	c := &cobra.Command{
		Use:     "approve ERASURE",
		Short:   "Erase, as the second person; what is left is a receipt without the person",
		Example: `  lookback erasure approve 1 --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: numbered(a, a.printErasure, func(ctx context.Context, s *casework.Service, id int64) (lookback.Erasure, error) {
			return s.ApproveErasure(ctx, id, a.actor, !refuse)
		}),
	}
	c.Flags().BoolVar(&refuse, "refuse", false, "refuse it: nothing is erased")
	return c
}

func (a *app) erasureList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the receipts of erasures",
		Example: "  lookback erasure list",
		Args:    cobra.NoArgs,
		RunE:    listed(a, a.printErasure, (*casework.Service).ListErasures),
	}
}

func (a *app) erasureHold() *cobra.Command {
	var basis string
	c := &cobra.Command{
		Use:     "hold RECORD",
		Short:   "Put a legal hold on a record: nobody erases it until the hold is released or ends",
		Example: `  lookback erasure hold border/B-1042 --basis "court order 9" --as "L. Lawyer"`,
		Args:    cobra.ExactArgs(1),
		RunE: stepped(a, a.printHold, func(ctx context.Context, s *casework.Service, args []string) (lookback.LegalHold, error) {
			return s.HoldRecord(ctx, args[0], basis, a.actor)
		}),
	}
	c.Flags().StringVar(&basis, "basis", "", "the order or law")
	return c
}

func (a *app) printHold(h lookback.LegalHold) error {
	return a.print(api.LegalHoldOf(h), func() {
		a.say("Legal hold %d on record %d (%s), %s; review by %s, ends %s.", h.ID, h.RecordID, strings.TrimSpace(h.Basis), h.State, h.ReviewBy.Format(time.DateOnly), h.Ends.Format(time.DateOnly))
	})
}

func (a *app) erasureReview() *cobra.Command {
	var reason string
	var release bool
	c := &cobra.Command{
		Use:     "review HOLD",
		Short:   "Review a legal hold, which then stands for another year at most, or release it",
		Example: `  lookback erasure review 1 --reason "the case is closed" --release --as "L. Lawyer"`,
		Args:    cobra.ExactArgs(1),
		RunE: numbered(a, a.printHold, func(ctx context.Context, s *casework.Service, id int64) (lookback.LegalHold, error) {
			return s.ReviewHold(ctx, id, a.actor, reason, release)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	c.Flags().BoolVar(&release, "release", false, "end it")
	return c
}
