package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func (a *app) redress() *cobra.Command {
	return group("redress", "Look again because the person concerned asks, and put right what is wrong",
		a.redressReceive(), a.redressList(), a.redressShow(), a.redressAssign(), a.redressAcknowledge(), a.redressAnswer(), a.redressDecide())
}

func (a *app) redressReceive() *cobra.Command {
	var o casework.RedressOrder
	var identifiers []string
	c := &cobra.Command{
		Use:   "receive RECORD",
		Short: "Take in a request by the person or a representative; it gets a control number and deadlines",
		Example: `  lookback redress receive border/A7 --requester "Ilmar Tassk" --statement "the passport on the manifest is not mine" --identifier passport:X1234567
  lookback redress receive border/A7 --requester "Ilmar Tassk" --representative "Legal Aid" --authority "power of attorney of 3 May" --statement "mistaken"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Source, o.Key, err = lookback.ParseRecordRef(args[0]); err != nil {
				return err
			}
			for _, text := range identifiers {
				kind, value, _ := strings.Cut(text, ":")
				o.Identifiers = append(o.Identifiers, lookback.Identifier{Type: kind, Value: value})
			}
			o.Actor = a.actor
			return a.withRedress(cmd, func(s *casework.Service) (lookback.Redress, error) { return s.ReceiveRedress(cmd.Context(), o) })
		},
	}
	c.Flags().StringVar(&o.Requester, "requester", "", "the person concerned")
	c.Flags().StringVar(&o.Representative, "representative", "", "who asks for them")
	c.Flags().StringVar(&o.Authority, "authority", "", "what allows the representative to ask")
	c.Flags().StringVar(&o.Statement, "statement", "", "what is wrong, in the words of the request")
	c.Flags().StringArrayVar(&identifiers, "identifier", nil, "what tells the person from others, TYPE:VALUE; may be repeated")
	return c
}

// withRedress runs a step and prints the request as it is then.
func (a *app) withRedress(cmd *cobra.Command, step func(*casework.Service) (lookback.Redress, error)) error {
	return a.withCases(cmd.Context(), func(s *casework.Service) error {
		r, err := step(s)
		if err != nil {
			return err
		}
		return a.print(api.RedressOf(r, time.Now()), func() { a.sayRedress(r) })
	})
}

func (a *app) sayRedress(r lookback.Redress) {
	by := r.Requester
	if r.Representative != "" {
		by = fmt.Sprintf("%s for %s (%s)", r.Representative, r.Requester, r.Authority)
	}
	a.say("Redress %d, control number %s, %s; received on %s from %s.", r.ID, r.Number, r.State, r.Received.Format(time.DateOnly), by)
	a.say("  statement: %s", r.Statement)
	if r.Reviewer != "" {
		a.say("  reviewer: %s", r.Reviewer)
	}
	for _, step := range []struct {
		word string
		a    lookback.Approval
		by   time.Time
	}{{"acknowledged", r.Acknowledged, r.AcknowledgeBy}, {"answered", r.Answered, r.AnswerBy}, {"decided", r.Decided, r.FinishBy}} {
		if step.a.Person == "" {
			a.say("  to be %s by %s", step.word, step.by.Format(time.DateOnly))
		} else {
			a.say("  %s on %s by %s: %s", step.word, step.a.Recorded.Format(time.DateOnly), step.a.Person, step.a.Reasons)
		}
	}
	if r.Summary != "" {
		a.say("  the person may be told: %s", r.Summary)
	}
}

func (a *app) redressList() *cobra.Command {
	var late bool
	var state string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List requests, oldest first, and what is due",
		Example: "  lookback redress list --late",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.ListRedress(cmd.Context(), store.KeptFilter{State: state})
				if err != nil {
					return err
				}
				return a.printRedresses(all, late)
			})
		},
	}
	c.Flags().BoolVar(&late, "late", false, "only those of which a step is overdue")
	c.Flags().StringVar(&state, "state", "", "only those in this state: received, acknowledged, answered, upheld, ...")
	return c
}

func (a *app) printRedresses(all []lookback.Redress, late bool) error {
	now := time.Now()
	if late {
		all = slices.DeleteFunc(all, func(r lookback.Redress) bool { return !r.Late(now) })
	}
	columns := []string{"redress", "number", "case", "state", "reviewer", "due"}
	return printAll(a, columns, all, func(r lookback.Redress) any { return api.RedressOf(r, now) }, func(r lookback.Redress) []string {
		due := ""
		if !r.Due().IsZero() {
			due = r.Due().Format(time.DateOnly)
		}
		return []string{fmt.Sprint(r.ID), r.Number, fmt.Sprint(r.CaseID), string(r.State), r.Reviewer, due}
	})
}

func (a *app) redressShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show REDRESS",
		Short:   "Show a request with every step",
		Example: "  lookback redress show 1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withRedress(cmd, func(s *casework.Service) (lookback.Redress, error) { return s.GetRedress(cmd.Context(), id) })
		},
	}
}

func (a *app) redressAssign() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:     "assign REDRESS",
		Short:   "Give a request to a reviewer who has not ruled on the case; refused for others",
		Example: `  lookback redress assign 1 --to "R. Reviewer"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withRedress(cmd, func(s *casework.Service) (lookback.Redress, error) {
				return s.AssignRedress(cmd.Context(), id, to, a.actor)
			})
		},
	}
	c.Flags().StringVar(&to, "to", "", "the reviewer")
	return c
}

// redressWords is a step that takes words to the person.
func (a *app) redressWords(use, short, example string, step func(*casework.Service, *cobra.Command, int64, string) (lookback.Redress, error)) *cobra.Command {
	var text string
	c := &cobra.Command{
		Use: use, Short: short, Example: example, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withRedress(cmd, func(s *casework.Service) (lookback.Redress, error) { return step(s, cmd, id, text) })
		},
	}
	c.Flags().StringVar(&text, "text", "", "what the person was told")
	return c
}

func (a *app) redressAcknowledge() *cobra.Command {
	return a.redressWords("acknowledge REDRESS", "Record that the person was told that the request is here",
		`  lookback redress acknowledge 1 --text "letter of 4 May: we have it and look into it"`,
		func(s *casework.Service, cmd *cobra.Command, id int64, text string) (lookback.Redress, error) {
			return s.AcknowledgeRedress(cmd.Context(), id, a.actor, text)
		})
}

func (a *app) redressAnswer() *cobra.Command {
	return a.redressWords("answer REDRESS", "Record the first answer to the person",
		`  lookback redress answer 1 --text "letter of 20 May: please send a copy of the passport"`,
		func(s *casework.Service, cmd *cobra.Command, id int64, text string) (lookback.Redress, error) {
			return s.AnswerRedress(cmd.Context(), id, a.actor, text)
		})
}

func (a *app) redressDecide() *cobra.Command {
	var o casework.RedressDecision
	c := &cobra.Command{
		Use:   "decide REDRESS OUTCOME",
		Short: "End a request as its reviewer: upheld, \"partly upheld\", \"not upheld\" or \"nothing held\"",
		Long: `End a request as its reviewer, with reasons of ours and a summary that the person may be told. "upheld" is refused unless
something was put right since the request came; the summary, when it names a listed party, a network or a source.`,
		Example: `  lookback redress decide 1 upheld --reason "the passport belongs to another person" --summary "We confused you with somebody else and have put that right."`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Redress, err = parseID(args[0]); err != nil {
				return err
			}
			o.State, o.Person = lookback.RedressState(args[1]), a.actor
			return a.withRedress(cmd, func(s *casework.Service) (lookback.Redress, error) { return s.DecideRedress(cmd.Context(), o) })
		},
	}
	c.Flags().StringVar(&o.Reasons, "reason", "", "why, in writing")
	c.Flags().StringVar(&o.Summary, "summary", "", "what the person may be told")
	return c
}
