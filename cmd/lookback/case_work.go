package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
)

// labelledWork is a case to work on, in the words of the profile of who looks.
type labelledWork struct {
	api.Work
	Label string `json:"label"`
}

func (a *app) caseWork() *cobra.Command {
	var f casework.WorkFilter
	c := &cobra.Command{
		Use:   "work",
		Short: "List the cases to work on, those that are due first in front, and to whom late ones are escalated",
		Example: `  lookback case work --assignee "A. Analyst"
  lookback case work --late --profile sanctions-team`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.Worklist(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.printWork(all)
			})
		},
	}
	c.Flags().StringVar(&f.Assignee, "assignee", "", "only cases of this person")
	c.Flags().BoolVar(&f.Late, "late", false, "only those that are late")
	return c
}

func (a *app) printWork(all []casework.Work) error {
	p, err := casework.GetProfile(a.profile)
	if err != nil {
		return err
	}
	rows := [][]string{{or(p.CaseWord, "case"), p.Axis(lookback.AxisWorkflow), "assignee", "due", "late", "escalated to"}}
	for _, w := range all {
		label := p.Value(lookback.AxisWorkflow, w.Case.Workflow)
		if a.json {
			if err := a.print(labelledWork{api.WorkOf(w), label}, nil); err != nil {
				return err
			}
		}
		rows = append(rows, []string{fmt.Sprint(w.Case.ID), label, w.Case.Assignee, w.Due.Format(time.DateTime), yes(w.Late), w.Escalated})
	}
	if !a.json {
		a.table(rows)
	}
	return nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (a *app) caseTimeline() *cobra.Command {
	var known, purpose string
	c := &cobra.Command{
		Use:   "timeline CASE",
		Short: "Show what held when, as it is known now or was known at a time",
		Long: `Show what held when in the world, and when it became known here, axis by axis. With --known-at it is told as it was known then:
what was learnt later is not in it.`,
		Example: `  lookback case timeline 1
  lookback case timeline 1 --known-at 2026-04-30 --purpose review`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			at, err := parseTime(known)
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.Timeline(cmd.Context(), id, at, casework.Reader{Person: a.actor, Purpose: purpose})
				if err != nil {
					return err
				}
				return a.printTimeline(all)
			})
		},
	}
	c.Flags().StringVar(&purpose, "purpose", "", "why you look; needed where the case is sensitive, and recorded then")
	c.Flags().StringVar(&known, "known-at", "", "as it was known then: a day (2006-01-02), which means its end, or a time")
	return c
}

func (a *app) printTimeline(all []casework.Held) error {
	columns := []string{"axis", "value", "held from", "until", "recorded", "by", "event"}
	return printAll(a, columns, all, api.TimelineValueOf, func(h casework.Held) []string {
		until := "now"
		if !h.Until.IsZero() {
			until = h.Until.Format(time.DateTime)
		}
		return []string{string(h.Axis), string(h.Value), h.From.Format(time.DateTime), until, h.Recorded.Format(time.DateTime), h.Actor, fmt.Sprint(h.Position)}
	})
}
