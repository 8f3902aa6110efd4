package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func (a *app) caseReview() *cobra.Command {
	var f groundFlags
	var contrary contraryFlags
	var renew bool
	c := &cobra.Command{
		Use:   "review CASE AXIS",
		Short: "Look again at what a case holds against the person on one axis, so that it stands until its next review",
		Long: `Look again at what a case holds against the person on one axis: a suspicion or finding on identity, tie or threat, or a hold. It then
stands until its next day of review. Its hard end stays, unless it is decided anew with --renew, for which a second person
says the same where two people found it.`,
		Example: `  lookback case review 1 tie --evidence tie:T-7 --looked-none-found --reason "the tie still stands" --as "A. Analyst"
  lookback case review 1 whereabouts --evidence document:letter-9 --reason "still held, says the field office" --renew --as "A. Analyst"`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.order(append(args, ""))
			if err != nil {
				return err
			}
			order := casework.ReviewOrder{Case: o.Case, Axis: o.Axis, Person: a.actor, Reasons: o.Reason, Contrary: contrary.signed(a.actor), Evidence: o.Evidence, Renew: renew}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				t, err := s.Review(cmd.Context(), order)
				if err != nil {
					return err
				}
				return a.printTerms([]lookback.Term{t}, false)
			})
		},
	}
	f.addGrounds(c)
	contrary.add(c)
	c.Flags().BoolVar(&renew, "renew", false, "decide it anew, so that its hard end moves too")
	return c
}

func (a *app) caseTerms() *cobra.Command {
	var f store.KeptFilter
	var overdue bool
	c := &cobra.Command{
		Use:   "terms",
		Short: "List until when what is held against people must be reviewed, and when it ends",
		Example: `  lookback case terms --case 1
  lookback case terms --overdue`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.ListTerms(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.printTerms(all, overdue)
			})
		},
	}
	c.Flags().StringVar(&f.Subject, "case", "", "only of this case")
	c.Flags().BoolVar(&overdue, "overdue", false, "only what nobody reviewed in time")
	return c
}

func (a *app) printTerms(all []lookback.Term, overdue bool) error {
	now := time.Now()
	rows := [][]string{{"term", "case", "axis", "value", "review by", "ends", "state"}}
	for _, t := range all {
		if overdue && !t.Overdue(now) {
			continue
		}
		if a.json {
			if err := a.print(api.TermOf(t), nil); err != nil {
				return err
			}
		}
		rows = append(rows, []string{fmt.Sprint(t.ID), fmt.Sprint(t.CaseID), string(t.Axis), string(t.Value), t.ReviewBy.Format(time.DateOnly), t.Ends.Format(time.DateOnly), string(t.State) + renewalWord(t)})
	}
	if !a.json {
		a.table(rows)
	}
	return nil
}

func overdueWord(t lookback.Term, now time.Time) string {
	if t.Overdue(now) {
		return ", overdue"
	}
	return renewalWord(t)
}

func renewalWord(t lookback.Term) string {
	if t.Renewal.Person == "" {
		return ""
	}
	return ", decided anew by " + t.Renewal.Person + ", awaits a second person"
}

// reportOverdue is here, and not with what is counted in people: it lists what people have to do.
func (a *app) reportOverdue() *cobra.Command {
	return &cobra.Command{
		Use:     "overdue",
		Short:   "List everything that should have been reviewed and was not, and what should be gone",
		Example: "  lookback report overdue",
		Args:    cobra.NoArgs,
		RunE: stepped(a, a.printOverdue, func(ctx context.Context, s *casework.Service, _ []string) (api.Overdue, error) {
			l, err := s.Late(ctx)
			return api.OverdueOf(l), err
		}),
	}
}

func (a *app) printOverdue(o api.Overdue) error {
	columns := []string{"kind", "id", "case", "what", "review by", "ends", "means"}
	err := printAll(a, columns, o.Items, func(i api.OverdueItem) any { return i }, func(i api.OverdueItem) []string {
		return []string{i.Kind, i.ID, number(i.Case), i.What, dayOrNothing(i.ReviewBy), i.Ends.Format(time.DateOnly), i.Means}
	})
	if err == nil && !a.json {
		a.say("%d things are overdue, as of %s.", len(o.Items), o.AsOf.Format(time.RFC3339))
	}
	return err
}
