package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) directive() *cobra.Command {
	return group("directive", "Order that alerts which are open already are reviewed with more care; a directive opens, widens and scores nothing",
		a.directivePropose(), a.directiveApprove(), a.directiveList(), a.directiveShow(), a.directiveReport(), a.directiveKey())
}

// directiveFlags are the flags of `directive propose`.
type directiveFlags struct {
	directive                        lookback.Directive
	about, level, order, from, until string
}

func (a *app) directivePropose() *cobra.Command {
	var f directiveFlags
	c := &cobra.Command{
		Use:   "propose",
		Short: "Propose heightened scrutiny of open alerts; it has no effect before another person signs it",
		Long: `Propose heightened scrutiny of open alerts. A directive is about networks, lookbacks, lists or records; a nationality may
narrow that and never stands alone. It needs a legal basis, a reason and an end within a year, and has no effect before
another person has seen how it falls by nationality, and signed it.`,
		Example: `  lookback directive propose --title "The ferry ring" --basis "Act 12, section 4" --reason "report 31" --about "network:ferry" --second-reviewer --until 2027-03-31 --as "A. Analyst"
  lookback directive propose --title "Ferry, spring" --basis "Act 12, section 4" --reason "report 32" --about "network:ferry class:moved-by arrived:2026-01..2026-06" --level senior --order first --from 2027-01-01 --until 2027-03-31`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := f.read()
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				d, err := s.ProposeDirective(cmd.Context(), a.actor, d)
				if err != nil {
					return err
				}
				return a.printDirective(d)
			})
		},
	}
	d := &f.directive
	for _, flag := range []struct {
		to                 *string
		name, value, shown string
	}{
		{&d.Title, "title", "", "what it is called"}, {&d.LegalBasis, "basis", "", "the law it rests on"}, {&d.Reason, "reason", "", "why, in writing"},
		{&f.about, "about", "", "which open alerts: network:N list:L run:7 record:S/K, narrowed by source:S class:C arrived:2026-01..2026-06"},
		{&f.level, "level", lookback.ReviewStandard.String(), "who reviews: standard, senior or supervisor"},
		{&f.order, "order", lookback.OrderUsual.String(), "how soon: usual, early or first"},
		{&f.from, "from", "", "first day on which it holds (default: from its approval on)"}, {&f.until, "until", "", "last day on which it holds, within a year"},
	} {
		c.Flags().StringVar(flag.to, flag.name, flag.value, flag.shown)
	}
	c.Flags().BoolVar(&d.Care.SecondReviewer, "second-reviewer", false, "a second person agrees to every ruling")
	c.Flags().StringSliceVar(&d.Nationalities, "nationality", nil, "narrows --about further, as the sources write it; never alone")
	return c
}

func (f *directiveFlags) read() (d lookback.Directive, err error) {
	d = f.directive
	if d.About, err = lookback.ParseSelection(f.about); err != nil {
		return d, err
	}
	if d.Care.Level, err = lookback.ParseReviewLevel(f.level); err != nil {
		return d, err
	}
	if d.Care.Order, err = lookback.ParseReviewOrder(f.order); err != nil {
		return d, err
	}
	if d.From, err = parseDay(f.from); err != nil {
		return d, err
	}
	until, err := parseDay(f.until)
	if err == nil && !until.IsZero() {
		d.Until = until.AddDate(0, 0, 1)
	}
	return d, err
}

func (a *app) directiveApprove() *cobra.Command {
	var key string
	c := &cobra.Command{
		Use:   "approve DIRECTIVE",
		Short: "Sign a directive with your own key; refused for the person who proposed it",
		Long: `Sign a directive with your own key (see directive key); refused for the person who proposed it. Look at its report first: how
it falls by nationality becomes a part of what you sign.`,
		Example: `  lookback directive approve 1 --key supervisor.key --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			private, err := readPrivateKey(key)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				d, err := s.ApproveDirective(cmd.Context(), id, a.actor, private)
				if err != nil {
					return err
				}
				return a.printDirective(d)
			})
		},
	}
	c.Flags().StringVar(&key, "key", "", "file with your private key")
	return c
}

func (a *app) directiveList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List directives, with the state of each",
		Example: "  lookback directive list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var all []lookback.Directive
			err := a.view(cmd.Context(), func(tx store.Tx) (err error) {
				all, err = tx.DirectivesAt(store.Now)
				return err
			})
			if err != nil {
				return err
			}
			return a.printDirectives(all)
		},
	}
}

func (a *app) printDirectives(all []lookback.Directive) error {
	columns := []string{"directive", "state", "title", "about", "care", "from", "until", "author", "approver"}
	return printAll(a, columns, all, func(d lookback.Directive) any { return api.DirectiveOf(d, time.Now()) }, func(d lookback.Directive) []string {
		return []string{fmt.Sprint(d.ID), string(d.State(time.Now())), d.Title, d.About.String(), d.Care.String(), dayOrEmpty(d.From), d.Until.Format(time.DateOnly), d.Author, d.Approver}
	})
}

func (a *app) directiveShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show DIRECTIVE",
		Short:   "Show a directive and whether its signature fits; exit code 6 when it does not",
		Example: "  lookback directive show 1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			var d lookback.Directive
			err = a.view(cmd.Context(), func(tx store.Tx) (err error) {
				d, err = tx.GetDirective(id, store.Now)
				return err
			})
			if err != nil {
				return err
			}
			return a.shownDirective(d)
		},
	}
}

// shownDirective prints a directive and checks its signature.
func (a *app) shownDirective(d lookback.Directive) error {
	if err := a.printDirective(d); err != nil || len(d.Signature) == 0 {
		return err
	}
	return d.Verify(d.Key)
}

func (a *app) directiveReport() *cobra.Command {
	return &cobra.Command{
		Use:   "report DIRECTIVE",
		Short: "Report how a directive falls by nationality on the alerts that are open now",
		Long: `Report how a directive falls by nationality on the alerts that are open now; for one that does not hold yet, how it
would. An alert whose record has two nationalities counts under both.`,
		Example: "  lookback directive report 1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				d, effect, err := s.DirectiveEffect(cmd.Context(), id)
				if err != nil {
					return err
				}
				return a.printDirectiveReport(api.DirectiveReport{Directive: d.ID, State: string(d.State(time.Now())), Title: d.Title, Effect: api.DirectiveEffectsOf(effect)})
			})
		},
	}
}

func (a *app) printDirectiveReport(w api.DirectiveReport) error {
	return a.print(w, func() {
		a.say("Directive %d (%s): %s", w.Directive, w.State, w.Title)
		var effect []lookback.DirectiveEffect
		for _, e := range w.Effect {
			effect = append(effect, lookback.DirectiveEffect(e))
		}
		a.sayEffect(effect)
	})
}

func (a *app) printDirective(d lookback.Directive) error {
	return a.print(api.DirectiveOf(d, time.Now()), func() { a.sayDirective(d) })
}

func (a *app) sayDirective(d lookback.Directive) {
	a.say("Directive %d (%s): %s", d.ID, d.State(time.Now()), d.Title)
	for _, line := range [][2]string{
		{"legal basis", d.LegalBasis}, {"reason", d.Reason}, {"about open alerts of", d.About.String()}, {"only of nationality", strings.Join(d.Nationalities, ", ")},
		{"care", d.Care.String()}, {"holds from", dayOrEmpty(d.From)}, {"until before", d.Until.Format(time.DateOnly)}, {"author", d.Author}, {"signed by", d.Approver},
	} {
		if line[1] != "" {
			a.say("  %s: %s", line[0], line[1])
		}
	}
	if len(d.Signature) == 0 {
		a.say("  It has no effect yet. Another person looks at it with: lookback directive report %d, and signs it with: lookback directive approve %d --key FILE", d.ID, d.ID)
		return
	}
	a.say("  As it fell when it was signed:")
	a.sayEffect(d.Reported)
}

// sayEffect shows a report by nationality.
func (a *app) sayEffect(effect []lookback.DirectiveEffect) {
	rows := [][]string{{"nationality", "open alerts", "of those with more care"}}
	for _, e := range effect {
		rows = append(rows, []string{e.Nationality, fmt.Sprint(e.Open), fmt.Sprint(e.Touched)})
	}
	a.table(rows)
	a.say("A directive opens no alert, widens no search and changes no score.")
}

func dayOrEmpty(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
