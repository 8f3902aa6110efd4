package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) network() *cobra.Command {
	return group("network", "Show networks and the paths over their ties, and export them",
		a.networkList(), a.networkShow(), a.networkPaths(), a.networkPass(), a.networkExport())
}

func (a *app) networkList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List networks",
		Example: "  lookback network list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var all []api.NetworkDetail
			err := a.view(cmd.Context(), func(tx store.Tx) error {
				networks, err := tx.NetworksAt(store.Now)
				for _, n := range networks {
					w, err := api.ReadNetwork(tx, n)
					if err != nil {
						return err
					}
					w.List = nil // one by one with network show
					all = append(all, w)
				}
				return err
			})
			if err != nil {
				return err
			}
			return a.printNetworks(all)
		},
	}
}

func (a *app) printNetworks(all []api.NetworkDetail) error {
	columns := []string{"network", "name", "ties", "open alerts", "named by", "since", "review by", "handling"}
	return printAll(a, columns, all, func(n api.NetworkDetail) any { return n }, func(n api.NetworkDetail) []string {
		return []string{n.ID, n.Name, fmt.Sprint(n.Ties), fmt.Sprint(n.Alerts), n.By, n.Recorded.Format(time.DateOnly),
			n.ReviewBy.Format(time.DateOnly), "TLP:" + n.Sharing + " PAP:" + n.Action}
	})
}

func (a *app) networkShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show NETWORK",
		Short:   "Show a network: the ground for naming it, and its ties one by one",
		Example: "  lookback network show caravan",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var n api.NetworkDetail
			err := a.view(cmd.Context(), func(tx store.Tx) error {
				network, err := tx.GetNetwork(args[0], store.Now)
				if err != nil {
					return err
				}
				n, err = api.ReadNetwork(tx, network)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(n, func() { a.sayNetwork(n) })
		},
	}
}

// sayNetwork shows a network. People it moved are counted apart from those who work for it.
func (a *app) sayNetwork(n api.NetworkDetail) {
	a.say("Network %s: %s", n.ID, n.Name)
	for _, line := range [][2]string{
		{"what it does", n.Summary}, {"ground", n.Ground}, {"named by", n.By + " on " + n.Recorded.Format(time.DateOnly)},
		{"review by", n.ReviewBy.Format(time.DateOnly)}, {"handling", "TLP:" + n.Sharing + " PAP:" + n.Action},
	} {
		if line[1] != "" {
			a.say("  %s: %s", line[0], line[1])
		}
	}
	a.say("  %d ties; %d alerts are open on it", n.Ties, n.Alerts)
	for _, class := range sortedKeys(n.Classes) {
		a.say("    %s: %d (%s)", class, n.Classes[class], lookback.TieClass(class).Ceiling(lookback.Knowing))
	}
	rows := [][]string{{"tie", "subject", "class", "object", "from", "to", "source", "grade", "kind"}}
	for _, t := range n.List {
		rows = append(rows, []string{t.ID, t.Subject, t.Class, t.Object, t.From, t.To, t.Source, t.Grade, t.Kind})
	}
	a.table(rows)
}

func (a *app) networkPass() *cobra.Command {
	return &cobra.Command{
		Use:   "pass",
		Short: "Find whose best path differs because days passed: ties ended, fell due for review or lapsed",
		Long: `Find whose best path differs because days passed since the last lookback on networks: ties ended, fell due for
review or lapsed. It is routine; run it once a day.`,
		Example: "  lookback network pass --quiet",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				run, err := s.OrderPassing(cmd.Context(), a.actor)
				if err != nil {
					return err
				}
				if err := s.Resume(cmd.Context(), a.runProgress()); err != nil {
					return err
				}
				if run, err = runByID(cmd.Context(), st, run.ID); err != nil {
					return err
				}
				return a.print(api.RunOf(run), func() { a.sayRun(run) })
			})
		},
	}
}

// pathsOfRun returns the path alerts whose state a lookback made, as of its end.
func pathsOfRun(tx store.Tx, run lookback.Run) ([]lookback.PathAlert, error) {
	at := run.Closed
	if at == 0 {
		at = store.Now
	}
	paths, err := tx.ListPathAlerts(store.PathAlertFilter{At: at, RunID: run.ID})
	return slices.DeleteFunc(paths, func(p lookback.PathAlert) bool { return p.Record == "" }), err // erased since
}

// sayPathAlerts shows alerts, each with all of its path.
func (a *app) sayPathAlerts(alerts []lookback.PathAlert) {
	for _, x := range alerts {
		a.say("\n%s, path alert %d, %s: %s.", x.Record, x.ID, x.State, x.Reason)
		if x.State == lookback.AlertEnded {
			a.say("  It had said:")
		}
		a.sayPath(x.Evidence)
	}
}

// sayPath shows a path hop by hop, with what a reader must not overlook. Its strength is a rank among others, never a share
// of anything.
func (a *app) sayPath(e lookback.PathEvidence) {
	if e.Words == "" {
		a.say("  (erased)")
		return
	}
	a.say("  %s", e.Words)
	for _, c := range e.Caveats {
		a.say("  %s", c)
	}
	a.say("  %s", rankWords(e))
	a.say("  Paths there: %d, from independent sources: %d; ties not examined: %d. Handling: %s.", e.Paths, e.Independent, e.NotExamined, e.Handling)
}

// rankWords tells how much a path tells by how many others have one.
func rankWords(e lookback.PathEvidence) string {
	others := e.BaseRate.Records - 1
	if others <= 0 {
		return fmt.Sprintf("No other of the %d records with any tie has a path there that is as strong.", e.BaseRate.Of)
	}
	return fmt.Sprintf("%d other records of the %d with any tie have a path there that is at least as strong.", others, e.BaseRate.Of)
}

// pathFlags are the flags of `network paths`.
type pathFlags struct {
	question screening.PathQuestion
	expires  string
}

func (a *app) networkPaths() *cobra.Command {
	var f pathFlags
	c := &cobra.Command{
		Use:   "paths RECORD|ENTRY",
		Short: "Show what connects a record with listed parties and networks, hop by hop; or whom a listed party",
		Long: `Show what connects a record with listed parties and networks, hop by hop, the strongest path first; or, for a listed
party or a network, the records with an open alert on it. More than two hops beyond the first tie need purpose,
authority, an approver who is another person, and a day on which the approval ends; what they find opens no alert.`,
		Example: `  lookback network paths border/1042
  lookback network paths entry:north/NC-0007 --json
  lookback network paths border/1042 --hops 3 --purpose "review of case 17" --authority "order 12/2026" --approver "S. Supervisor" --expires 2027-01-31 --as "A. Analyst"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := f.read(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				answer, err := s.FindPaths(cmd.Context(), a.actor, q)
				if err != nil {
					return err
				}
				return a.print(api.PathAnswerOf(answer), func() { a.sayPaths(answer) })
			})
		},
	}
	m := &f.question.Mandate
	c.Flags().IntVar(&f.question.Hops, "hops", lookback.DefaultHops, "hops beyond the first tie")
	c.Flags().BoolVar(&f.question.Hypotheses, "hypotheses", false, "go over ties that are only a hypothesis, too; what that finds opens nothing")
	c.Flags().IntVar(&f.question.Limit, "limit", 0, "ties to look at; what is left out is counted (0: all)")
	c.Flags().StringVar(&m.Purpose, "purpose", "", "for more hops: what it is for")
	c.Flags().StringVar(&m.Authority, "authority", "", "for more hops: the law or order it rests on")
	c.Flags().StringVar(&m.Approver, "approver", "", "for more hops: the second person, who approved it")
	c.Flags().StringVar(&f.expires, "expires", "", "for more hops: day on which the approval ends (2006-01-02)")
	return c
}

// read returns the question.
func (f *pathFlags) read(name string) (screening.PathQuestion, error) {
	q := f.question
	var err error
	if q.Of, err = parseNode(name); err != nil {
		return q, err
	}
	expires, err := parseDay(f.expires)
	if err == nil && !expires.IsZero() {
		q.Mandate.Expires = expires.Add(24*time.Hour - time.Second)
	}
	return q, err
}

func (a *app) sayPaths(x screening.PathAnswer) {
	if len(x.Found) == 0 {
		a.say("No path within the reach, as of %s.", x.On)
	}
	for i, f := range x.Found {
		a.say("\nRank %d of %d, %s:", i+1, len(x.Found), f.Target)
		a.sayPath(f.Evidence)
	}
	s := x.Stats
	a.say("\nTies looked at: %d; not examined: %d. Not followed: %d lead nowhere within the hops, %d to public hubs, %d are hypotheses, %d have lapsed.",
		s.Looked, s.NotExamined, s.Beyond, s.Hubs, s.Hypotheses, s.Lapsed)
	a.say("The order says what to review first. It is no measure of guilt.")
}
