package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) listQuarantine() *cobra.Command {
	var list string
	c := &cobra.Command{
		Use:   "quarantine [ID]",
		Short: "Show the editions that the guard holds back, or one of them with what it would change",
		Example: `  lookback list quarantine
  lookback list quarantine 3`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			service, _, done, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer done()
			if len(args) == 0 {
				return a.printHeldList(cmd.Context(), service, list)
			}
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			detail, err := service.HeldDetail(cmd.Context(), id)
			if err != nil {
				return err
			}
			return a.printHeldDetail(detail)
		},
	}
	c.Flags().StringVar(&list, "list", "", "only of this list")
	return c
}

func (a *app) printHeldList(ctx context.Context, s *screening.Service, list string) error {
	held, err := s.Held(ctx, list)
	if err != nil {
		return err
	}
	return a.printHelds(held)
}

func (a *app) printHelds(held []lookback.HeldEdition) error {
	if len(held) == 0 && !a.json {
		a.say("No edition is held back.")
	}
	for _, h := range held {
		if err := a.print(api.HeldOf(h), func() { a.sayHeld(h) }); err != nil {
			return err
		}
	}
	return nil
}

// sayHeld tells what was held back and why.
func (a *app) sayHeld(h lookback.HeldEdition) {
	c := h.Edition.Counts
	a.say("%d  %s edition %.12s, published %s, %s since %s: %d entries (%d added, %d amended, %d removed against edition %d).",
		h.ID, h.Edition.List, h.Edition.ID, h.Edition.Published.Format(time.DateOnly), h.State, h.Arrived.Format(time.DateTime), c.Entries, c.Added, c.Amended, c.Removed, h.Against)
	for _, f := range h.Findings {
		a.say("    %s: %s", f.Rule, f.Sentence)
	}
	if h.State == lookback.HeldWaiting && h.Large {
		a.say("    so much would be lost that two people must release it%s", firstReleaser(h))
	}
}

func firstReleaser(h lookback.HeldEdition) string {
	if h.Releaser == "" {
		return ""
	}
	return "; " + h.Releaser + " did, because: " + h.Reason
}

func (a *app) printHeldDetail(d screening.HeldDetail) error {
	if a.json {
		return a.print(api.HeldDetailOf(d), func() {})
	}
	a.sayHeld(d.Held)
	a.say("%d open alerts are on entries that it removes.", d.Alerts)
	return a.printChanges(d.Changes)
}

func (a *app) listRelease() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "release ID",
		Short:   "Put a held edition in force, with a reason, and run the lookback that follows; a large loss needs two people",
		Example: `  lookback list release 3 --reason "the publisher announced the delistings on 2 March" --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				result, err := s.ReleaseHeld(cmd.Context(), id, a.actor, reason)
				if err != nil {
					return err
				}
				if result.New {
					return a.finishImport(cmd.Context(), s, st, result)
				}
				return a.print(api.HeldOf(*result.Held), func() { a.say("%s.", waitsForSecond(*result.Held)) })
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why it can be trusted")
	return c
}

func (a *app) listReject() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "reject ID",
		Short:   "Refuse a held edition, with a reason; the same bytes are refused when they come again",
		Example: `  lookback list reject 3 --reason "the publisher's file was cut, see their notice of 2 March"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				h, err := s.RejectHeld(cmd.Context(), id, a.actor, reason)
				if err != nil {
					return err
				}
				return a.print(api.HeldOf(h), func() { a.sayRejected(h) })
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why it cannot be trusted")
	return c
}

func (a *app) sayRejected(h lookback.HeldEdition) {
	a.say("Held edition %d is rejected. Edition %d of %s stays in force.", h.ID, h.Against, h.Edition.List)
}

// heldError is the sentence, and the kind for the exit code, about an edition that did not come into force.
func heldError(h lookback.HeldEdition) error {
	name := fmt.Sprintf("the edition %.12s of %s", h.Edition.ID, h.Edition.List)
	switch {
	case h.State == lookback.HeldRejected:
		return fmt.Errorf("%s was rejected by %s (%s); edition %d stays in force: %w", name, h.Decider, h.Why, h.Against, lookback.ErrConflict)
	case h.Releaser != "":
		return fmt.Errorf("%s: %w", waitsForSecond(h), lookback.ErrConflict)
	}
	return fmt.Errorf("%s is held back and edition %d stays in force: %s. Look with: lookback list quarantine %d; put it in force with: lookback list release %d --reason TEXT; or: lookback list reject %d --reason TEXT: %w",
		name, h.Against, h.Findings[0].Sentence, h.ID, h.ID, h.ID, lookback.ErrConflict)
}

// waitsForSecond says that one person has released an edition that takes two.
func waitsForSecond(h lookback.HeldEdition) string {
	return fmt.Sprintf("the edition %.12s of %s removes %d entries and was released by %s; edition %d stays in force until a second person does: lookback list release %d --reason TEXT --as NAME",
		h.Edition.ID, h.Edition.List, h.Edition.Counts.Removed, h.Releaser, h.Against, h.ID)
}
