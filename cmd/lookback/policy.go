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

func (a *app) policy() *cobra.Command {
	return group("policy", "Show and change what is screened against what; a change takes two people",
		a.policyShow(), a.policyPropose(), a.policyApprove(), a.policySimulate())
}

func (a *app) policyShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show",
		Short:   "Show all versions of the policy, oldest first",
		Example: "  lookback policy show",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				all, err := s.Policies(cmd.Context())
				if err != nil {
					return err
				}
				for _, p := range all {
					if err := a.printPolicy(p); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

func (a *app) printPolicy(p lookback.Policy) error {
	return a.print(api.PolicyOf(p), func() {
		approver := "nobody yet"
		if p.Approver != "" {
			approver = p.Approver
		}
		a.say("policy %d (%s): threshold %s, %s; proposed by %s, approved by %s: %s", p.Version, p.State, p.Threshold, listWords(p.Lists), p.Proposer, approver, p.Reason)
		if e := p.Effect; e.Measured {
			a.say("  measured at position %d: %d alerts would open, %d end and %d stay of %d records; disparity %s, limit %s",
				e.Position, e.Enter, e.Leave, e.Stay, e.Records, e.Disparity, p.DisparityLimit)
		}
	})
}

func listWords(lists []string) string {
	if len(lists) == 0 {
		return "all lists"
	}
	return fmt.Sprintf("lists %v", lists)
}

// policyFlags are the parts of a policy given on the command line.
type policyFlags struct {
	threshold, reason string
	lists             []string
}

func (f *policyFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.threshold, "threshold", "", "pairs at or above it are alerts; unchanged when left out")
	c.Flags().StringSliceVar(&f.lists, "lists", nil, "lists in scope, separated by commas, or all; unchanged when left out")
	c.Flags().StringVar(&f.reason, "reason", "", "why, in writing")
}

// over returns the policy in force with what the flags change.
func (f *policyFlags) over(ctx context.Context, s *screening.Service) (lookback.Policy, error) {
	p, err := s.PolicyInForce(ctx)
	if err != nil {
		return p, err
	}
	o := api.PolicyOrder{Lists: f.lists, Reason: f.reason}
	if f.threshold != "" {
		t, err := parseThreshold(f.threshold)
		if err != nil {
			return p, err
		}
		score := api.Score(t)
		o.Threshold = &score
	}
	return o.Over(p), nil
}

func (a *app) policyPropose() *cobra.Command {
	var f policyFlags
	c := &cobra.Command{
		Use:     "propose",
		Short:   "Propose a new version of the policy; it has no effect until another person approves it",
		Example: `  lookback policy propose --threshold 0.75 --reason "fewer near misses, see simulation of 3 May" --as "A. Analyst"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				p, err := f.over(cmd.Context(), s)
				if err != nil {
					return err
				}
				if p, err = s.ProposePolicy(cmd.Context(), p, a.actor, a.progress("records")); err != nil {
					return err
				}
				return a.printPolicy(p)
			})
		},
	}
	f.add(c)
	return c
}

func (a *app) policyApprove() *cobra.Command {
	return &cobra.Command{
		Use:     "approve VERSION",
		Short:   "Put a proposed version in force and run the lookback that follows; refused for the person who proposed it",
		Example: `  lookback policy approve 2 --as "S. Supervisor"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			version, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				p, run, err := s.ApprovePolicy(cmd.Context(), int(version), a.actor)
				if err != nil {
					return err
				}
				if err := s.Resume(cmd.Context(), a.runProgress()); err != nil {
					return err
				}
				if run, err = runByID(cmd.Context(), st, run.ID); err != nil {
					return err
				}
				return a.printApproved(p, run)
			})
		},
	}
}

func (a *app) printApproved(p lookback.Policy, run lookback.Run) error {
	return a.print(api.PolicyApproved{Policy: api.PolicyOf(p), Run: api.RunOf(run)}, func() {
		a.say("Policy %d is in force, proposed by %s and approved by %s.", p.Version, p.Proposer, p.Approver)
		a.sayRun(run)
	})
}

func (a *app) policySimulate() *cobra.Command {
	var f policyFlags
	c := &cobra.Command{
		Use:     "simulate",
		Short:   "Show who would enter and who would leave under another policy, without touching anything",
		Example: "  lookback policy simulate --threshold 0.80",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				p, err := f.over(cmd.Context(), s)
				if err != nil {
					return err
				}
				sim, err := s.Simulate(cmd.Context(), p, a.progress("records"))
				if err != nil {
					return err
				}
				return a.printSimulation(sim)
			})
		},
	}
	f.add(c)
	return c
}

func (a *app) printSimulation(sim screening.Simulation) error {
	return a.print(api.SimulationOf(sim), func() {
		a.say("Of %d records, %d alerts would open, %d would end and %d would stay. Nothing was changed.", sim.Records, len(sim.Enter), len(sim.Leave), sim.Stay)
		rows := [][]string{{"", "record", "name", "entry", "score"}}
		for _, part := range []struct {
			word string
			all  []screening.Difference
		}{{"opens", sim.Enter}, {"ends", sim.Leave}} {
			for _, d := range part.all {
				rows = append(rows, []string{part.word, d.Record.Ref(), d.Record.Party.Names[0].Full, d.List + "/" + d.Entry, d.Score.String()})
			}
		}
		a.table(rows)
	})
}
