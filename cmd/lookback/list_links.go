package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

func (a *app) listLinks() *cobra.Command {
	var since string
	c := &cobra.Command{
		Use:   "links LIST [ENTRY]",
		Short: "Show how the entries of a list are connected, as its publisher says",
		Long: `Show how the entries of a list are connected, as its publisher says ("Linked To: X"). Each connection is a tie with the
publisher as its source, and says nothing about how the two are connected beyond what was published. With
--since, only what is new since an edition or is no longer stated.`,
		Example: `  lookback list links ofac 7157
  lookback list links ofac --since ofac@1`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := screening.LinkQuestion{List: args[0]}
			if len(args) == 2 {
				q.Entry = args[1]
			}
			var err error
			if q.Since, err = parseSince(since, q.List); err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				links, err := s.ListLinks(cmd.Context(), q)
				if err != nil {
					return err
				}
				wires := make([]api.Link, len(links))
				for i, l := range links {
					wires[i] = api.LinkOf(l)
				}
				return a.printLinks(wires)
			})
		},
	}
	c.Flags().StringVar(&since, "since", "", "edition to compare with: LIST@SEQ or SEQ")
	return c
}

// parseSince reads 3 or LIST@3 of the list asked about; 0 where nothing is given.
func parseSince(text, list string) (int, error) {
	if text == "" {
		return 0, nil
	}
	seq, err := strconv.Atoi(strings.TrimPrefix(text, list+"@"))
	if err != nil || seq < 1 {
		return 0, fmt.Errorf("--since %q is not an edition of %s such as %s@1: %w", text, list, list, lookback.ErrUsage)
	}
	return seq, nil
}

func (a *app) printLinks(links []api.Link) error {
	for _, l := range links {
		err := a.print(l, func() {
			if l.State != string(screening.LinkStands) {
				a.say("%s: %s", l.State, l.Words)
				return
			}
			a.say("%s", l.Words)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sayListTies says what became of the connections that an edition states; nothing where it states none.
func (a *app) sayListTies(t screening.ListTies) {
	if t.Stated+t.Ended+t.Mentions == 0 {
		return
	}
	a.say("%d ties between entries as the publisher states them (%d new, %d stated anew, %d no longer); %d of %d mentions of linked parties name no single entry.",
		t.Stated, t.Added, t.Renewed, t.Ended, len(t.Unresolved), t.Mentions)
	for _, f := range t.Loss {
		a.say("  no place for %s: %d", f.Field, f.Count)
	}
}

// warnUnresolved names each mention from which no tie could be made.
func (a *app) warnUnresolved(links []source.UnresolvedLink) {
	for _, l := range links {
		why := "no entry has this name"
		switch {
		case len(l.Entries) == 1:
			why = "it is the entry itself"
		case len(l.Entries) > 1:
			why = "these entries have it: " + strings.Join(l.Entries, ", ")
		}
		fmt.Fprintf(a.errs, "not resolved: entry %s is linked to %q, and %s\n", l.Entry, l.Name, why)
	}
}
