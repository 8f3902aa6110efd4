package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func (a *app) disclosure() *cobra.Command {
	return group("disclosure", "Give something of a case to somebody outside, account for it, and correct it",
		a.disclosurePropose(), a.disclosureApprove(), a.disclosureSend(), a.disclosureList(), a.disclosureCorrect(), a.disclosureRecall(), a.disclosureNotices(), a.disclosureTold(), a.disclosureAcknowledge())
}

func (a *app) disclosurePropose() *cobra.Command {
	var o casework.DisclosureOrder
	var handling string
	var blocks []string
	c := &cobra.Command{
		Use:     "propose CASE",
		Short:   "Propose a disclosure: to whom, what, why, on which legal basis, under which handling",
		Example: `  lookback disclosure propose 1 --to "Registry of Norvik" --country NO --block identity --block status --purpose "identity check" --basis "treaty, article 4" --handling "TLP:AMBER PAP:GREEN" --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Case, err = parseID(args[0]); err != nil {
				return err
			}
			if o.Handling, err = lookback.ParseHandling(handling); err != nil {
				return err
			}
			o.Blocks = nil
			for _, b := range blocks {
				o.Blocks = append(o.Blocks, lookback.Block(b))
			}
			o.Person = a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				x, err := s.ProposeDisclosure(cmd.Context(), o)
				if err != nil {
					return err
				}
				return a.printDisclosure(x)
			})
		},
	}
	c.Flags().StringVar(&o.Recipient.Name, "to", "", "the office, and the person in it where one is known")
	c.Flags().StringVar(&o.Recipient.Country, "country", "", "whose office it is; nothing for one of our own country")
	c.Flags().StringArrayVar(&blocks, "block", nil, "what it gets: identity, status, alerts, rulings or history; may be repeated")
	c.Flags().StringVar(&o.Purpose, "purpose", "", "why")
	c.Flags().StringVar(&o.Basis, "basis", "", "the law that allows it")
	c.Flags().StringVar(&handling, "handling", "TLP:AMBER PAP:AMBER", "how the recipient must handle it; narrowed to what it gives")
	return c
}

func (a *app) printDisclosure(x lookback.Disclosure) error {
	return a.print(api.DisclosureOf(x), func() { a.sayDisclosure(x) })
}

func (a *app) sayDisclosure(x lookback.Disclosure) {
	w := api.DisclosureOf(x)
	to := w.Recipient
	if w.Country != "" {
		to += ", " + w.Country
	}
	of := fmt.Sprintf("case %d", x.CaseID)
	if x.IsExport() {
		of = "the records of " + x.Export.Source
	}
	a.say("Disclosure %d of %s to %s: %s; %s.", x.ID, of, to, strings.Join(w.Blocks, ", "), x.State)
	a.say("  purpose: %s; basis: %s; %s; proposed by %s", x.Purpose, x.Basis, w.Handling, x.Person)
	a.say("  %d of %d approvals: %s", len(x.Approvals), x.Needs, strings.Join(w.Approvers, ", "))
	for _, why := range x.Because {
		a.say("  two must approve: %s", why)
	}
	if x.IsExport() {
		a.sayExported(x)
	}
	if x.State == lookback.DisclosureSent {
		a.say("  sent %s by %s, SHA-256 %s", x.Sent.Format(time.DateTime), x.SentBy, x.Digest)
	}
}

func (a *app) disclosureApprove() *cobra.Command {
	var o casework.ApprovalOrder
	var refuse bool
	c := &cobra.Command{
		Use:     "approve DISCLOSURE",
		Short:   "Approve a disclosure as another person, or refuse it",
		Example: `  lookback disclosure approve 1 --reason "necessary and within the treaty" --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Disclosure, err = parseID(args[0]); err != nil {
				return err
			}
			o.Person, o.Agrees = a.actor, !refuse
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				x, err := s.ApproveDisclosure(cmd.Context(), o)
				if err != nil {
					return err
				}
				return a.printDisclosure(x)
			})
		},
	}
	c.Flags().StringVar(&o.Reasons, "reason", "", "why, in your own writing")
	c.Flags().BoolVar(&refuse, "refuse", false, "refuse it: nothing is sent")
	return c
}

func (a *app) disclosureSend() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:     "send DISCLOSURE",
		Short:   "Account for an approved disclosure and write what the recipient gets to a file; no copy is kept",
		Example: `  lookback disclosure send 1 --out for-norvik.json --as "A. Analyst"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if out == "" {
				return fmt.Errorf("--out FILE is needed: %w", lookback.ErrUsage)
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				sent, x, err := s.SendDisclosure(cmd.Context(), id, a.actor, api.EncodeDisclosed)
				if err != nil {
					return err
				}
				if err := os.WriteFile(out, sent, 0o600); err != nil {
					return fmt.Errorf("disclosure %d is accounted for and its file cannot be written, propose another (%v): %w", id, err, lookback.ErrUnavailable)
				}
				return a.printDisclosure(x)
			})
		},
	}
	c.Flags().StringVar(&out, "out", "", "the file to write")
	return c
}

func (a *app) disclosureList() *cobra.Command {
	var caseID int64
	var record string
	c := &cobra.Command{
		Use:   "list",
		Short: "List who got what, why and on which legal basis",
		Example: `  lookback disclosure list --case 1
  lookback disclosure list --record border/B-1042`,
		Args: cobra.NoArgs,
		RunE: stepped(a, func(all []lookback.Disclosure) error { return each(all, a.printDisclosure) },
			func(ctx context.Context, s *casework.Service, _ []string) ([]lookback.Disclosure, error) {
				if err := caseOrRecord(caseID, record); err != nil {
					return nil, err
				}
				if record != "" {
					return s.ListDisclosuresOf(ctx, record)
				}
				return s.ListDisclosures(ctx, store.KeptFilter{Subject: number(caseID)})
			}),
	}
	c.Flags().Int64Var(&caseID, "case", 0, "only those of this case")
	c.Flags().StringVar(&record, "record", "", "only those in which this record is, of its case and in exports: everybody who got it")
	return c
}

// caseOrRecord refuses to list by both: the exports in which a record is are of no case.
func caseOrRecord(caseID int64, record string) error {
	if caseID != 0 && record != "" {
		return fmt.Errorf("give --case or --record: %w", lookback.ErrUsage)
	}
	return nil
}
