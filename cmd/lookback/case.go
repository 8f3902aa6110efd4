package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) cases() *cobra.Command {
	return group("case", "Review the records that alerts point to, one case and one question at a time",
		a.caseOpen(), a.caseList(), a.caseShow(), a.caseChange(), a.caseRule(), a.caseSecond(), a.caseReview(), a.caseTerms(), a.caseAssign(), a.caseNote(),
		a.caseAsk(), a.caseAnswer(), a.caseAsked(), a.caseAttach(), a.caseAttachments(), a.caseWork(), a.caseTimeline(),
		a.caseAlerts(), a.caseSuppress(), a.caseSuppressions(), a.caseLift())
}

// withCases does what with does, for commands on cases.
func (a *app) withCases(ctx context.Context, fn func(*casework.Service) error) error {
	return a.with(ctx, func(s *screening.Service, st store.Store) error {
		cases, err := a.caseService(s, st)
		if err != nil {
			return err
		}
		return fn(cases)
	})
}

// caseService returns the cases in st, in the words of the profile; an erasure there reaches the slices of s.
func (a *app) caseService(s *screening.Service, st store.Store) (*casework.Service, error) {
	profile, err := casework.GetProfile(a.profile)
	if err != nil {
		return nil, err
	}
	return casework.New(st, time.Now, casework.Options{Profile: profile, Forget: s.Forget}), nil
}

func (a *app) caseOpen() *cobra.Command {
	return &cobra.Command{
		Use:   "open ALERT",
		Short: "Put the record of an open alert under review",
		Example: `  lookback case open alert:3 --as "A. Analyst"
  lookback case open path-alert:1 --as "A. Analyst"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ground, err := lookback.ParseEvidenceRef(args[0])
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				c, err := s.OpenCase(cmd.Context(), ground, a.actor)
				if err != nil {
					return err
				}
				return a.printCase(c)
			})
		},
	}
}

// printCase writes every axis, because no one of them stands for the others.
func (a *app) printCase(c lookback.Case) error {
	return a.print(api.CaseOf(c), func() { a.sayCase(c) })
}

func (a *app) sayCase(c lookback.Case) {
	p, err := casework.GetProfile(a.profile)
	if err != nil {
		p = casework.Profile{} // unreachable: the case was read under that profile
	}
	assignee := "nobody"
	if c.Assignee != "" {
		assignee = c.Assignee
	}
	a.say("Case %d, opened from %s, assigned to %s; %s.", c.ID, c.Ground, assignee, c.Threat)
	for _, x := range lookback.Axes() {
		a.say("  %s: %s", p.Axis(x), p.Value(x, c.On(x)))
	}
}

func (a *app) caseList() *cobra.Command {
	var f store.CaseFilter
	var workflow string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List cases in the order of work: what a directive wants first, then the oldest",
		Example: `  lookback case list --workflow queued --assignee "A. Analyst"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.Workflow = lookback.AxisValue(workflow)
			if workflow != "" {
				if err := lookback.AxisWorkflow.Check(f.Workflow); err != nil {
					return err
				}
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				queue, err := s.ListQueue(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.printCases(queue)
			})
		},
	}
	c.Flags().StringVar(&workflow, "workflow", "", "only cases whose work stands there: queued, triage, ...")
	c.Flags().StringVar(&f.Assignee, "assignee", "", "only cases of this person")
	return c
}

func (a *app) printCases(queue []casework.QueuedCase) error {
	columns := []string{"case", "protected", "identity", "tie", "whereabouts", "outcome", "workflow", "assignee", "care"}
	return printAll(a, columns, queue, api.QueuedCaseOf, func(q casework.QueuedCase) []string {
		c, protected := q.Case, api.QueuedCaseOf(q).Protections
		return []string{fmt.Sprint(c.ID), strings.Join(protected, ", "), string(c.Identity), string(c.Tie), string(c.Whereabouts), string(c.Outcome), string(c.Workflow), c.Assignee, q.Care.String()}
	})
}

func (a *app) caseShow() *cobra.Command {
	var purpose string
	c := &cobra.Command{
		Use:     "show CASE",
		Short:   "Show a case with its history and its rulings",
		Example: `  lookback case show 1 --purpose review`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				f, err := s.ReadFile(cmd.Context(), id, casework.Reader{Person: a.actor, Purpose: purpose})
				if err != nil {
					return err
				}
				care, err := s.GetCare(cmd.Context(), id)
				if err != nil {
					return err
				}
				wire := api.ReviewedCase{CaseFile: api.CaseFileOf(f), Care: api.CareOf(care)}
				return a.print(wire, func() { a.sayFile(f, care) })
			})
		},
	}
	c.Flags().StringVar(&purpose, "purpose", "", "why you look; needed where the case is sensitive, and recorded then")
	return c
}

func (a *app) sayFile(f casework.File, care casework.Care) {
	a.sayCase(f.Case)
	a.say("  record: %s", f.Record.Ref())
	a.sayProtections(f.Protections)
	for _, t := range f.Terms {
		a.say("  %s: review by %s, ends %s%s", t.Axis, t.ReviewBy.Format(time.DateOnly), t.Ends.Format(time.DateOnly), overdueWord(t, time.Now()))
	}
	if len(care.Directives) > 0 {
		a.say("  care: %s (directive %s)", care, joinNumbers(care.Directives))
	}
	for _, e := range f.History {
		switch e.Kind {
		case lookback.CaseChange:
			a.say("%s %s: %s is %s, was %s: %s", e.Recorded.Format(time.DateTime), e.Actor, e.Change.Axis, e.Change.To, e.Change.From, e.Change.Reason)
		case lookback.CaseAssignment:
			a.say("%s %s: assigned to %q: %s", e.Recorded.Format(time.DateTime), e.Actor, e.Assignee, e.Text)
		default:
			a.say("%s %s: %s", e.Recorded.Format(time.DateTime), e.Actor, e.Text)
		}
	}
	for _, r := range f.Rulings {
		a.sayRuling(r)
	}
}

func joinNumbers(numbers []int64) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = fmt.Sprint(n)
	}
	return strings.Join(words, ", ")
}

func (a *app) sayRuling(r lookback.Ruling) {
	a.say("Ruling %d (%s) by %s: %s is %s: %s", r.ID, r.State, r.Person, r.Axis, r.To, r.Reasons)
	switch {
	case r.State == lookback.RulingPending:
		a.say("  needs a second person, because %s: lookback case second %d", r.Needs, r.ID)
	case r.Second.Person != "":
		a.say("  second person %s: %s", r.Second.Person, r.Second.Reasons)
	}
}
