package main

import (
	"context"
	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
)

// groundFlags are what changes and rulings rest on, as given on the command line.
type groundFlags struct {
	reason, source, nature, basis, since string
	evidence                             []string
}

// addGrounds adds what anything that is decided rests on.
func (f *groundFlags) addGrounds(c *cobra.Command) {
	c.Flags().StringVar(&f.reason, "reason", "", "why, in writing")
	c.Flags().StringArrayVar(&f.evidence, "evidence", nil, "what it rests on: alert:3, path-alert:1, tie:T-7 or document:REFERENCE; may be repeated")
}

func (f *groundFlags) add(c *cobra.Command) {
	f.addGrounds(c)
	c.Flags().StringVar(&f.source, "source", "", "where the information comes from")
	c.Flags().StringVar(&f.nature, "nature", "", "of a legal action: administrative or criminal")
	c.Flags().StringVar(&f.basis, "basis", "", "of a legal action: the law or order")
	c.Flags().StringVar(&f.since, "since", "", "day since when it holds (2006-01-02)")
}

// contraryFlags say what was done about information that points the other way.
type contraryFlags struct {
	considered string
	noneFound  bool
}

func (f *contraryFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.considered, "contrary", "", "what points the other way, and what you made of it")
	c.Flags().BoolVar(&f.noneFound, "looked-none-found", false, "sign that you looked for contrary information and found none")
}

// signed returns it as a person said it, who signs that there is none.
func (f *contraryFlags) signed(who string) lookback.Contrary {
	c := lookback.Contrary{Considered: f.considered}
	if f.noneFound {
		c.NoneFound = who
	}
	return c
}

// order returns what a change and a ruling have in common.
func (f *groundFlags) order(args []string) (o casework.ChangeOrder, err error) {
	if o.Case, err = parseID(args[0]); err != nil {
		return o, err
	}
	if o.Time, err = parseDay(f.since); err != nil {
		return o, err
	}
	for _, text := range f.evidence {
		ref, err := lookback.ParseEvidenceRef(text)
		if err != nil {
			return o, err
		}
		o.Evidence = append(o.Evidence, ref)
	}
	o.Axis, o.To = lookback.Axis(args[1]), lookback.AxisValue(args[2])
	o.Reason, o.Source, o.Legal = f.reason, f.source, lookback.Legal{Nature: lookback.LegalNature(f.nature), Basis: f.basis}
	return o, nil
}

func (a *app) caseChange() *cobra.Command {
	var f groundFlags
	c := &cobra.Command{
		Use:   "change CASE AXIS VALUE",
		Short: "Record a change on one axis: whereabouts, outcome or workflow",
		Example: `  lookback case change 1 workflow triage --reason "first look" --as "A. Analyst"
  lookback case change 1 whereabouts in-custody --nature administrative --basis "removal order 12" --since 2026-03-01 --source "field office" --evidence document:notice-7 --reason "held after the interview"`,
		Args: cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			order, err := f.order(args)
			if err != nil {
				return err
			}
			order.Actor = a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				c, err := s.Change(cmd.Context(), order)
				if err != nil {
					return err
				}
				return a.printCase(c)
			})
		},
	}
	f.add(c)
	return c
}

func (a *app) caseRule() *cobra.Command {
	var f groundFlags
	var contrary contraryFlags
	var override string
	var of int64
	c := &cobra.Command{
		Use:   "rule CASE AXIS VALUE",
		Short: "Rule on identity, tie or threat, or clear or close a case; some rulings wait for a second person",
		Example: `  lookback case rule 1 identity confirmed-same --evidence alert:3 --source "both files" --looked-none-found --reason "passport and birth agree" --as "A. Analyst"
  lookback case rule 1 tie contextual-only --evidence tie:T-7 --source "manifest" --reason "was moved, and nothing more is known"`,
		Args: cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.order(args)
			if err != nil {
				return err
			}
			order := casework.RulingOrder{
				Case: o.Case, Axis: o.Axis, To: o.To, Person: a.actor, Reasons: o.Reason, Evidence: o.Evidence, Source: o.Source, Legal: o.Legal, Time: o.Time,
				Contrary: contrary.signed(a.actor), Override: override, Of: of,
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				r, err := s.Rule(cmd.Context(), order)
				if err != nil {
					return err
				}
				return a.print(api.RulingOf(r), func() { a.sayRuling(r) })
			})
		},
	}
	f.add(c)
	contrary.add(c)
	c.Flags().StringVar(&override, "override", "", "why identity is confirmed although no independent identifier agrees")
	c.Flags().Int64Var(&of, "of", 0, "for a duplicate: the case that it repeats")
	return c
}

func (a *app) caseSecond() *cobra.Command {
	order := casework.SecondOrder{}
	var disagree bool
	c := &cobra.Command{
		Use:     "second RULING",
		Short:   "Review a ruling as the second person; refused for the person who made it",
		Example: `  lookback case second 2 --reason "read both files" --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if order.Ruling, err = parseID(args[0]); err != nil {
				return err
			}
			order.Person, order.Agrees = a.actor, !disagree
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				r, err := s.Second(cmd.Context(), order)
				if err != nil {
					return err
				}
				return a.print(api.RulingOf(r), func() { a.sayRuling(r) })
			})
		},
	}
	c.Flags().StringVar(&order.Reasons, "reason", "", "why, in your own writing")
	c.Flags().BoolVar(&disagree, "disagree", false, "the ruling ends without effect")
	return c
}

func (a *app) caseAssign() *cobra.Command {
	var to, reason string
	c := &cobra.Command{
		Use:     "assign CASE",
		Short:   "Give a case to a person, or take it from everybody",
		Example: `  lookback case assign 1 --to "A. Analyst" --reason "speaks the language"`,
		Args:    cobra.ExactArgs(1),
		RunE: numbered(a, a.printCase, func(ctx context.Context, s *casework.Service, id int64) (lookback.Case, error) {
			return s.Assign(ctx, id, to, a.actor, reason)
		}),
	}
	c.Flags().StringVar(&to, "to", "", "the person; nobody when left out")
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	return c
}

func (a *app) caseNote() *cobra.Command {
	return &cobra.Command{
		Use:     "note CASE TEXT",
		Short:   "Add a note to a case",
		Example: `  lookback case note 1 "asked the registry for the birth record" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(2),
		RunE: stepped(a, a.printCase, func(ctx context.Context, s *casework.Service, args []string) (lookback.Case, error) {
			id, err := parseID(args[0])
			if err != nil {
				return lookback.Case{}, err
			}
			return s.Note(ctx, id, a.actor, args[1])
		}),
	}
}
