package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
)

func (a *app) caseAlerts() *cobra.Command {
	var f casework.QueueFilter
	c := &cobra.Command{
		Use:     "alerts",
		Short:   "List the open alerts to look at, and count those that a suppression keeps away",
		Example: `  lookback case alerts --suppressed`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				q, err := s.Queue(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.printAlerts(api.AlertQueueOf(q))
			})
		},
	}
	c.Flags().BoolVar(&f.Suppressed, "suppressed", false, "show those that are kept away too")
	return c
}

func (a *app) printAlerts(q api.AlertQueue) error {
	rows := [][]string{{"alert", "record", "on", "score", "case", "protected", "suppression", "reason"}}
	for _, x := range q.Items {
		if a.json {
			if err := a.print(x, nil); err != nil {
				return err
			}
			continue
		}
		score := strconv.FormatFloat(x.Score, 'f', 4, 64)
		rows = append(rows, []string{x.Alert, x.Record, x.On, score, number(x.Case), strings.Join(x.Protections, ", "), suppressionWords(x), x.Reason})
	}
	if a.json {
		return nil
	}
	a.table(rows)
	a.say("%d alerts are kept away by suppressions and %d by redress; --suppressed shows them.", q.Suppressed, q.Redressed)
	return nil
}

// suppressionWords says what keeps an alert away, or why nothing does any more.
func suppressionWords(x api.QueuedAlert) string {
	if x.Suppressed != 0 {
		return "until " + x.Until.Format(time.DateOnly)
	}
	var words []string
	if x.Redress != "" {
		words = append(words, "redress "+x.Redress+" found that this means somebody else")
	}
	for _, s := range x.Lapsed {
		words = append(words, "lapsed: "+strings.Join(s.Why, "; "))
	}
	return strings.Join(words, "; ")
}

func (a *app) caseSuppress() *cobra.Command {
	var o casework.SuppressionOrder
	var expires string
	c := &cobra.Command{
		Use:     "suppress ALERT",
		Short:   "Approve, as the second person, that a false positive stays away until something it was ruled on changes",
		Example: `  lookback case suppress alert:3 --ruling 2 --expires 2026-12-31 --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Alert, err = lookback.ParseEvidenceRef(args[0]); err != nil {
				return err
			}
			if o.Expires, err = parseDay(expires); err != nil {
				return err
			}
			o.Approver = a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				made, err := s.Suppress(cmd.Context(), o)
				if err != nil {
					return err
				}
				return a.printSuppression(made)
			})
		},
	}
	c.Flags().Int64Var(&o.Ruling, "ruling", 0, "the ruling that found the parties different, or the tie refuted, on this alert")
	c.Flags().StringVar(&expires, "expires", "", "day on which it comes back in any case (2006-01-02), within a year")
	return c
}

func (a *app) printSuppression(s lookback.Suppression) error {
	return a.print(api.SuppressionOf(s), func() {
		a.say("Suppression %d of %s, %s until %s; ruling %d by %s, approved by %s.", s.ID, s.Alert, s.State, s.Expires.Format(time.DateOnly), s.Ruling, s.Person, s.Approver)
		for _, why := range s.Why {
			a.say("  %s", why)
		}
		for _, ref := range s.Successors {
			a.say("  %s came in its place: examine it again", ref)
		}
	})
}

func (a *app) caseSuppressions() *cobra.Command {
	return &cobra.Command{
		Use:     "suppressions",
		Short:   "List suppressions, and of those that lapsed everything that changed",
		Example: `  lookback case suppressions`,
		Args:    cobra.NoArgs,
		RunE:    listed(a, a.printSuppression, (*casework.Service).ListSuppressions),
	}
}

func (a *app) caseLift() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "lift SUPPRESSION",
		Short:   "End a suppression, so that its alert comes back",
		Example: `  lookback case lift 1 --reason "a letter came" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: numbered(a, a.printSuppression, func(ctx context.Context, s *casework.Service, id int64) (lookback.Suppression, error) {
			return s.LiftSuppression(ctx, id, a.actor, reason)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	return c
}
