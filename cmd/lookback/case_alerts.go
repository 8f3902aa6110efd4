package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/store"
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
				return a.printAlerts(q)
			})
		},
	}
	c.Flags().BoolVar(&f.Suppressed, "suppressed", false, "show those that are kept away too")
	return c
}

func (a *app) printAlerts(q casework.Queue) error {
	rows := [][]string{{"alert", "record", "on", "score", "case", "protected", "suppression", "reason"}}
	for _, i := range q.Items {
		wire := queuedOf(i)
		if a.json {
			if err := a.print(wire, nil); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{wire.Alert, wire.Record, wire.On, scoreOf(i).String(), number(i.Case), strings.Join(wire.Protections, ", "), suppressionWords(i), wire.Reason})
	}
	if a.json {
		return nil
	}
	a.table(rows)
	a.say("%d alerts are kept away by suppressions and %d by redress; --suppressed shows them.", q.Suppressed, q.Redressed)
	return nil
}

func queuedOf(i casework.Item) api.QueuedAlert {
	wire := api.QueuedAlert{Alert: i.Ref.String(), Record: i.Record.Ref(), Case: i.Case, On: i.Alert.List + "/" + i.Alert.EntryID, Reason: i.Alert.Reason,
		Score: scoreOf(i).Float(), Protections: protectionWords(i.Protections), Suppressed: i.Suppressed.ID, Lapsed: []api.Suppression{}, Redress: i.Redress.Number}
	if i.Ref.Kind == lookback.EvidencePathAlert {
		wire.On, wire.Reason = i.Path.Target.String(), i.Path.Reason
	}
	for _, s := range i.Lapsed {
		wire.Lapsed = append(wire.Lapsed, api.SuppressionOf(s))
	}
	return wire
}

// scoreOf returns the score of an alert, or the strength of the path of a path alert.
func scoreOf(i casework.Item) lookback.Score {
	return max(i.Alert.Evidence.Score, i.Path.Evidence.Strength)
}

// suppressionWords says what keeps an alert away, or why nothing does any more.
func suppressionWords(i casework.Item) string {
	if i.Suppressed.ID != 0 {
		return "until " + i.Suppressed.Expires.Format(time.DateOnly)
	}
	var words []string
	if i.Redress.ID != 0 {
		words = append(words, "redress "+i.Redress.Number+" found that this means somebody else")
	}
	for _, s := range i.Lapsed {
		words = append(words, "lapsed: "+strings.Join(s.Why, "; "))
	}
	return strings.Join(words, "; ")
}

func protectionWords(all []lookback.Protection) []string {
	words := []string{}
	for _, p := range all {
		words = append(words, string(p.Kind))
	}
	return words
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
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.ListSuppressions(cmd.Context(), store.KeptFilter{})
				if err != nil {
					return err
				}
				return each(all, a.printSuppression)
			})
		},
	}
}

func (a *app) caseLift() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "lift SUPPRESSION",
		Short:   "End a suppression, so that its alert comes back",
		Example: `  lookback case lift 1 --reason "a letter came" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				lifted, err := s.LiftSuppression(cmd.Context(), id, a.actor, reason)
				if err != nil {
					return err
				}
				return a.printSuppression(lifted)
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	return c
}
