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

// ownershipFlags are the flags of `ownership`.
type ownershipFlags struct {
	on             string
	regimes        []string
	joint, counted []string
}

func (a *app) ownership() *cobra.Command {
	var f ownershipFlags
	c := &cobra.Command{
		Use:   "ownership PARTY",
		Short: "Show who holds a party that is not listed, regime by regime, with every stake it rests on",
		Long: `Show who holds a party that is not listed, regime by regime, with every stake it rests on. The stakes are ties of class
owns and controls that may have held on the day; unknown shares make a range and never a guess. The rules are
dated: an old day is answered by the rule of that day and by the editions published by then. It is a reading of
figures; a person rules.`,
		Example: `  lookback ownership record:crm/1042
  lookback ownership party:P-7 --on 2024-06-30 --regime eu
  lookback ownership party:P-7 --regime uk --joint entry:uk/A-1,entry:uk/A-2 --counts uk=uk,house`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			order, err := f.read(args[0], time.Now())
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				report, err := s.FindOwnership(cmd.Context(), order)
				if err != nil {
					return err
				}
				wire := api.OwnershipOf(report)
				return a.print(wire, func() { a.sayOwnership(wire) })
			})
		},
	}
	c.Flags().StringVar(&f.on, "on", "", "day as of which stakes, rules and lists are taken (default: today)")
	c.Flags().StringSliceVar(&f.regimes, "regime", nil, "regimes, separated by commas: "+strings.Join(lookback.Regimes(), ", ")+" (default: all)")
	c.Flags().StringArrayVar(&f.joint, "joint", nil, "listed parties that act together by arrangement, separated by commas; may be repeated")
	c.Flags().StringArrayVar(&f.counted, "counts", nil, "REGIME=LIST,... : lists that count for a regime (default: those of its publisher, and those of no single one)")
	return c
}

func (f *ownershipFlags) read(party string, now time.Time) (o screening.OwnershipOrder, err error) {
	if o.Party, err = parseNode(party); err != nil {
		return o, err
	}
	day, err := parseDay(f.on)
	if err != nil {
		return o, err
	}
	if day.IsZero() {
		day = now
	}
	o.On, o.Regimes, o.Counts = lookback.DayOf(day), f.regimes, map[string][]string{}
	for _, text := range f.joint {
		var group []lookback.NodeRef
		for _, name := range strings.Split(text, ",") {
			ref, err := lookback.ParseNodeRef(name)
			if err != nil {
				return o, fmt.Errorf("--joint: %w", err)
			}
			group = append(group, ref)
		}
		o.Joint = append(o.Joint, group)
	}
	for _, text := range f.counted {
		regime, lists, ok := strings.Cut(text, "=")
		if !ok {
			return o, fmt.Errorf("--counts %q is not REGIME=LIST,...: %w", text, lookback.ErrUsage)
		}
		o.Counts[regime] = strings.Split(lists, ",")
	}
	return o, nil
}

func (a *app) sayOwnership(r api.Ownership) {
	a.say("%s on %s", r.Party, r.On)
	for _, x := range r.Answers {
		if x.Rule == "" {
			a.say("\n%s: there was no rule on this day.", x.Regime)
			continue
		}
		a.say("\n%s: %s (%s)", x.Regime, x.Verdict, x.Share)
		for _, line := range x.Words {
			a.say("  %s", line)
		}
		lists := "no list"
		if len(x.Lists) > 0 {
			lists = "the editions " + strings.Join(x.Lists, ", ")
		}
		a.say("  Whoever is on %s counts as listed.", lists)
	}
	a.say("\nThis is a reading of figures; a person rules.")
}
