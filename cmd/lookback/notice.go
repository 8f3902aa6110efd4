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

func (a *app) printNotice(n lookback.Notice) error {
	w := api.NoticeOf(n, time.Now())
	return a.print(w, func() {
		late := ""
		if w.Late {
			late = ", LATE"
		}
		about := fmt.Sprintf("disclosure %d", n.Disclosure)
		if n.Record != 0 {
			about += fmt.Sprintf(", record %d in it", n.Record)
		}
		a.say("Notice %d (%s) to %s about %s: %s; due %s%s.", n.ID, n.Kind, n.Recipient.Name, about, n.State, n.Due.Format(time.DateTime), late)
		a.say("  %s", n.Why)
	})
}

func (a *app) disclosureRecall() *cobra.Command {
	return a.noticeCommand(&cobra.Command{
		Use:     "recall DISCLOSURE",
		Short:   "Tell the recipient not to use what it got; the reason goes to it and holds no name",
		Example: `  lookback disclosure recall 1 --reason "another person was meant" --as "A. Analyst"`,
	}, (*casework.Service).RecallDisclosure)
}

func (a *app) disclosureCorrect() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "correct RECORD",
		Short:   "Tell everybody who got a record, with its case or in an export, that what they got is no longer right",
		Example: `  lookback disclosure correct border/B-1042 --reason "the date of birth was another's" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: stepped(a, func(all []lookback.Notice) error { return each(all, a.printNotice) },
			func(ctx context.Context, s *casework.Service, args []string) ([]lookback.Notice, error) {
				return s.CorrectRecord(ctx, args[0], a.actor, reason)
			}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why; it goes to the recipients and holds no name")
	return c
}

func (a *app) disclosureTold() *cobra.Command {
	return a.noticeCommand(&cobra.Command{
		Use:     "told NOTICE",
		Short:   "Record that a notice went out, and how",
		Example: `  lookback disclosure told 1 --reason "by courier, receipt 12" --as "A. Analyst"`,
	}, (*casework.Service).NoticeSent)
}

func (a *app) disclosureAcknowledge() *cobra.Command {
	return a.noticeCommand(&cobra.Command{
		Use:     "acknowledge NOTICE",
		Short:   "Record what the recipient answered to a notice",
		Example: `  lookback disclosure acknowledge 1 --reason "corrected on their side, letter 4" --as "A. Analyst"`,
	}, (*casework.Service).NoticeAcknowledged)
}

// noticeCommand completes a command on a notice that takes a number and words.
func (a *app) noticeCommand(c *cobra.Command, do func(s *casework.Service, ctx context.Context, id int64, actor, words string) (lookback.Notice, error)) *cobra.Command {
	var words string
	c.Args = cobra.ExactArgs(1)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		id, err := parseID(args[0])
		if err != nil {
			return err
		}
		return a.withCases(cmd.Context(), func(s *casework.Service) error {
			n, err := do(s, cmd.Context(), id, a.actor, words)
			if err != nil {
				return err
			}
			return a.printNotice(n)
		})
	}
	c.Flags().StringVar(&words, "reason", "", "in writing")
	return c
}

func (a *app) disclosureNotices() *cobra.Command {
	var open bool
	c := &cobra.Command{
		Use:     "notices",
		Short:   "List what recipients must be told and whether they were, with those over the 24 hours",
		Example: `  lookback disclosure notices --open`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.ListNotices(cmd.Context(), store.KeptFilter{})
				if err != nil {
					return err
				}
				return each(all, func(n lookback.Notice) error {
					if open && n.State == lookback.NoticeAcknowledged {
						return nil
					}
					return a.printNotice(n)
				})
			})
		},
	}
	c.Flags().BoolVar(&open, "open", false, "only those that nobody has acknowledged")
	return c
}
