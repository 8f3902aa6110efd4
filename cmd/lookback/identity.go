package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) identity() *cobra.Command {
	return group("identity", "Find out whether parties of networks are records or entries: a machine proposes, people decide",
		a.identityPropose(), a.identityList(), a.identityShow(), a.identityConfirm(), a.identitySecond(), a.identityRefuse())
}

func (a *app) identityPropose() *cobra.Command {
	return &cobra.Command{
		Use:   "propose [PARTY...]",
		Short: "Compare parties of networks with all records and entries, and propose who they may be",
		Long: `Compare parties of networks, all of them or those named, with every record and every entry in force, by names and by exact
identifiers. What is found is a hypothesis with its evidence: it opens nothing and no path runs over it until people
confirm it.`,
		Example: `  lookback identity propose
  lookback identity propose P-7 P-8 --as "A. Analyst"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				result, err := s.ProposeIdentities(cmd.Context(), a.actor, args, a.progress("records"))
				if err != nil {
					return err
				}
				if err := s.Resume(cmd.Context(), a.runProgress()); err != nil {
					return err
				}
				return a.printProposed(api.ProposedOf(result))
			})
		},
	}
}

func (a *app) printProposed(r api.Proposed) error {
	return a.print(r, func() {
		a.say("%d parties compared with %d records and %d entries: %d pairs found = %d proposed + %d known already.", r.Parties, r.Records, r.Entries, r.Found, r.Proposed, r.Known)
		a.tableOfProposals(r.Proposals)
	})
}

func (a *app) tableOfProposals(all []api.IdentityProposal) {
	rows := [][]string{{"proposal", "state", "party", "class", "other", "evidence", "score", "identifiers"}}
	for _, p := range all {
		rows = append(rows, []string{fmt.Sprint(p.ID), p.State, p.Party, p.Class, p.Other, p.Evidence.Strength, lookback.Score(p.Evidence.Score).String(), fmt.Sprint(len(p.Identifiers))})
	}
	a.table(rows)
}

func (a *app) identityList() *cobra.Command {
	var state string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List proposals",
		Example: "  lookback identity list --state proposed",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var kept []api.IdentityProposal
			err := a.view(cmd.Context(), func(tx store.Tx) error {
				all, err := tx.ProposalsAt(store.Now)
				for _, p := range api.ProposalsIn(all, state) {
					kept = append(kept, api.IdentityProposalOf(p))
				}
				return err
			})
			if err != nil {
				return err
			}
			return a.printProposals(kept)
		},
	}
	c.Flags().StringVar(&state, "state", "", `only those: proposed, "awaiting second person", confirmed or refused`)
	return c
}

func (a *app) printProposals(all []api.IdentityProposal) error {
	if !a.json {
		a.tableOfProposals(all)
		return nil
	}
	return each(all, func(p api.IdentityProposal) error { return a.print(p, nil) })
}

func (a *app) identityShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show PROPOSAL",
		Short:   "Show a proposal with all its evidence, and what people said of it",
		Example: "  lookback identity show 3",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			var p lookback.IdentityProposal
			err = a.view(cmd.Context(), func(tx store.Tx) (err error) {
				p, err = tx.GetProposal(id, store.Now)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(api.IdentityProposalOf(p), func() { a.sayProposal(p) })
		},
	}
}

func (a *app) sayProposal(p lookback.IdentityProposal) {
	a.say("Proposal %d (%s): %s, %s, %s", p.ID, p.State, p.Party, p.Class, p.Other)
	for _, id := range p.Identifiers {
		a.say("  both have %s %s %s", id.Type, id.Value, id.Country)
	}
	a.sayEvidence(p.Evidence)
	switch p.State {
	case lookback.ProposalOpen:
		a.say("It is a hypothesis: nothing rests on it until a person confirms it.")
	case lookback.ProposalSeconding:
		a.say("%s confirms it: %s", p.Person, p.Reasons)
		a.say("It has no effect until a second person agrees: lookback identity second %d", p.ID)
	default:
		a.say("%s: %s", p.Person, p.Reasons)
	}
	if p.Second.Person != "" {
		a.say("Second person %s: %s", p.Second.Person, p.Second.Reasons)
	}
}

// identityFlags are the flags of a confirmation.
type identityFlags struct {
	ruling    screening.IdentityRuling
	noneFound bool
	grade     string
}

func (a *app) identityConfirm() *cobra.Command {
	var f identityFlags
	c := &cobra.Command{
		Use:   "confirm PROPOSAL",
		Short: "Confirm a proposal; that two parties are one waits for a second person, and names alone confirm nobody",
		Example: `  lookback identity confirm 3 --grade B2 --looked-none-found --reason "the passport in both files is one" --as "A. Analyst"
  lookback identity confirm 4 --grade C3 --contrary "the birthplaces differ; the register was wrong in 2019" --override "one photograph" --reason "read both files"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			r := f.ruling
			if r.Proposal, err = parseID(args[0]); err != nil {
				return err
			}
			if f.grade != "" {
				if r.Grade, err = lookback.ParseGrade(f.grade); err != nil {
					return err
				}
			}
			if r.Person = a.actor; f.noneFound {
				r.Contrary.NoneFound = a.actor
			}
			return a.decideProposal(cmd.Context(), func(s *screening.Service) (lookback.IdentityProposal, int64, error) {
				return s.ConfirmIdentity(cmd.Context(), r)
			})
		},
	}
	c.Flags().StringVar(&f.ruling.Reasons, "reason", "", "why, in writing")
	c.Flags().StringVar(&f.grade, "grade", "", "your grade of the source (A-F) and of the information (1-6)")
	c.Flags().StringVar(&f.ruling.Contrary.Considered, "contrary", "", "what points the other way, and what you made of it")
	c.Flags().BoolVar(&f.noneFound, "looked-none-found", false, "sign that you looked for contrary information and found none")
	c.Flags().StringVar(&f.ruling.Override, "override", "", "why an identity is confirmed although no independent identifier agrees")
	return c
}

func (a *app) identitySecond() *cobra.Command {
	var review lookback.SecondReview
	var disagree bool
	c := &cobra.Command{
		Use:     "second PROPOSAL",
		Short:   "Review a confirmation as the second person; refused for the person who made it",
		Example: `  lookback identity second 3 --reason "read both files" --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			review.Person, review.Agrees = a.actor, !disagree
			return a.decideProposal(cmd.Context(), func(s *screening.Service) (lookback.IdentityProposal, int64, error) {
				return s.SecondIdentity(cmd.Context(), id, review)
			})
		},
	}
	c.Flags().StringVar(&review.Reasons, "reason", "", "why, in your own writing")
	c.Flags().BoolVar(&disagree, "disagree", false, "the proposal is refused")
	return c
}

func (a *app) identityRefuse() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "refuse PROPOSAL",
		Short:   "Refuse a proposal: its hypothesis is withdrawn, and it comes again only with other evidence",
		Example: `  lookback identity refuse 4 --reason "another person of the same name" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.decideProposal(cmd.Context(), func(s *screening.Service) (lookback.IdentityProposal, int64, error) {
				return s.RefuseIdentity(cmd.Context(), id, a.actor, reason)
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in writing")
	return c
}

// decideProposal has a person decide, runs the lookback that follows and shows what became of the proposal and whom it affects.
func (a *app) decideProposal(ctx context.Context, fn func(*screening.Service) (lookback.IdentityProposal, int64, error)) error {
	return a.with(ctx, func(s *screening.Service, st store.Store) error {
		p, id, err := fn(s)
		if err != nil {
			return err
		}
		if err := s.Resume(ctx, a.runProgress()); err != nil {
			return err
		}
		var run lookback.Run
		if id != 0 {
			if run, err = runByID(ctx, st, id); err != nil {
				return err
			}
		}
		return a.printDecided(api.IdentityDecided{IdentityProposal: api.IdentityProposalOf(p), Run: id}, p, run)
	})
}

// printDecided shows a proposal as a decision left it, and the lookback that it ordered, if any.
func (a *app) printDecided(w api.IdentityDecided, p lookback.IdentityProposal, run lookback.Run) error {
	if w.Run != 0 {
		summary := api.RunOf(run)
		w.Summary = &summary
	}
	return a.print(w, func() {
		a.sayProposal(p)
		if w.Run != 0 {
			a.sayRun(run)
		}
	})
}
