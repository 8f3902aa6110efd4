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

func (a *app) erasureRule() *cobra.Command {
	return group("rule", "Make and end rules of retention for a source, each by two people", a.rulePropose(), a.ruleApprove(), a.ruleEnd())
}

func (a *app) rulePropose() *cobra.Command {
	var r lookback.RetentionRule
	c := &cobra.Command{
		Use:     "propose",
		Short:   "Propose for what records are held, how long, and whether they go by themselves",
		Example: `  lookback erasure rule propose --source border --purpose passenger-data --law "C-817/19" --erase 6 --by-itself --reason "no connection was found" --as "A. Analyst"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r.Person = a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				made, err := s.ProposeRetention(cmd.Context(), r)
				if err != nil {
					return err
				}
				return a.printRetention(made)
			})
		},
	}
	c.Flags().StringVar(&r.Source, "source", "", "the source of the records; all when left out")
	c.Flags().StringVar(&r.Purpose, "purpose", "", "what they are held for")
	c.Flags().StringVar(&r.Law, "law", "", "the law that says so")
	c.Flags().IntVar(&r.Keep, "keep", 0, "months for which they must be kept")
	c.Flags().IntVar(&r.Erase, "erase", 0, "months after which they must go")
	c.Flags().BoolVar(&r.ByItself, "by-itself", false, "the program erases them then, unless a legal hold, an open case or a request holds them back")
	c.Flags().StringVar(&r.Reasons, "reason", "", "why, in writing")
	return c
}

func (a *app) ruleApprove() *cobra.Command {
	var reason string
	var refuse bool
	c := &cobra.Command{
		Use:     "approve RULE",
		Short:   "Bring a rule of retention into force, as the second person",
		Example: `  lookback erasure rule approve 1 --reason "as the court says" --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: numbered(a, a.printRetention, func(ctx context.Context, s *casework.Service, id int64) (lookback.RetentionRule, error) {
			return s.ApproveRetention(ctx, id, a.actor, reason, !refuse)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	c.Flags().BoolVar(&refuse, "refuse", false, "refuse it: it never binds")
	return c
}

func (a *app) ruleEnd() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "end RULE",
		Short:   "Ask to end a rule of retention, or end it as the second person",
		Example: `  lookback erasure rule end 1 --reason "the law has changed" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: numbered(a, a.printRetention, func(ctx context.Context, s *casework.Service, id int64) (lookback.RetentionRule, error) {
			return s.EndRetention(ctx, id, a.actor, reason)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	return c
}

func (a *app) printRetention(r lookback.RetentionRule) error {
	return a.print(api.RetentionRuleOf(r), func() {
		a.say("Retention rule %d (%s) for records of %s held for %s, under %s: %s; proposed by %s.", r.ID, r.State, or(r.Source, "every source"), r.Purpose, r.Law, retentionWords(r), r.Person)
		if r.State == lookback.RetentionInForce && r.Ending.Person != "" {
			a.say("  %s asked to end it (%s); it binds until a second person agrees", r.Ending.Person, r.Ending.Reasons)
		}
	})
}

func retentionWords(r lookback.RetentionRule) string {
	words := "nothing need go"
	if r.Erase > 0 {
		words = fmt.Sprintf("they go after %d months by the decision of two people", r.Erase)
	}
	if r.ByItself {
		words = fmt.Sprintf("they go by themselves after %d months", r.Erase)
	}
	if r.Keep > 0 {
		words = fmt.Sprintf("kept for %d months, ", r.Keep) + words
	}
	return words
}

func (a *app) erasureRules() *cobra.Command {
	return &cobra.Command{
		Use:     "rules",
		Short:   "Show how long what is held for which purpose must be kept, and when it must go",
		Example: "  lookback erasure rules",
		Args:    cobra.NoArgs,
		RunE: stepped(a, a.printRules, func(ctx context.Context, s *casework.Service, _ []string) ([]api.RetentionRule, error) {
			made, err := s.ListRetention(ctx, store.KeptFilter{})
			return api.RetentionRulesOf(s.Rules(), made), err
		}),
	}
}

func (a *app) printRules(all []api.RetentionRule) error {
	if a.json {
		return a.print(all, nil)
	}
	rows := [][]string{{"rule", "source", "purpose", "law", "keep for", "erase after", "by itself", "state"}}
	for _, r := range all {
		rows = append(rows, []string{number(r.Rule), r.Source, r.Purpose, r.Law, months(r.Keep), months(r.Erase), yes(r.ByItself), r.State})
	}
	a.table(rows)
	a.say("Of several: the longest duty to keep beats every duty to erase, the earliest duty to erase counts, a legal hold beats both.")
	return nil
}

func months(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d months", n)
}

func (a *app) erasureDue() *cobra.Command {
	return &cobra.Command{
		Use:     "due",
		Short:   "List the records that must go by now, and what each waits for",
		Example: "  lookback erasure due",
		Args:    cobra.NoArgs,
		RunE: stepped(a, a.printDue, func(ctx context.Context, s *casework.Service, _ []string) ([]casework.DueErasure, error) {
			return s.ListDue(ctx)
		}),
	}
}

func (a *app) printDue(due []casework.DueErasure) error {
	columns := []string{"record", "since", "law", "what happens"}
	return printAll(a, columns, due, api.DueErasureOf, func(d casework.DueErasure) []string {
		return []string{d.Record, d.By.Format(time.DateOnly), d.Law, d.Words()}
	})
}

func dayOrNothing(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (a *app) erasureRun() *cobra.Command {
	var purpose string
	c := &cobra.Command{
		Use:     "run",
		Short:   "Erase what has fallen due and goes by itself, as serve does once a day; the purpose is recorded",
		Example: `  lookback erasure run --purpose "the auditor comes" --as "S. Supervisor"`,
		Args:    cobra.NoArgs,
		RunE: stepped(a, a.printErasures, func(ctx context.Context, s *casework.Service, _ []string) ([]lookback.Erasure, error) {
			return s.RunErasure(ctx, casework.Reader{Person: a.actor, Purpose: purpose})
		}),
	}
	c.Flags().StringVar(&purpose, "purpose", "", "why it goes now, and not when the program lets it go")
	return c
}

// printErasures shows what an erasure run let go.
func (a *app) printErasures(receipts []lookback.Erasure) error {
	if !a.json {
		a.say("%d records had fallen due and went by themselves.", len(receipts))
	}
	return each(receipts, a.printErasure)
}
