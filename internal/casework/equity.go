package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"lookback"
	"lookback/internal/store"
)

// Equity says of whom we were wrong: how many people came up by their name and turned out to be somebody else, by the
// script of the name and by nationality (R12). It is read after the fact; nothing selects by it.
type Equity struct {
	AsOf     time.Time
	Position int64
	Least    int
	All      EquityGroup
	Groups   []EquityGroup // by question, then by value
}

// EquityGroup is one group of people whose identity was ruled on after a name alert.
type EquityGroup struct {
	By        string // "script", "nationality"; empty for all
	Value     string
	Ruled     int // people whose identity was ruled on
	Different int // of those, found to be somebody else: wrong alerts
	Withheld  bool
}

// othersTogether is the group that small groups are counted in.
const othersTogether = "all others"

// Equity counts the wrong alerts of each group. Groups below least are counted together; counts that would still be
// somebody's are withheld.
func (s *Service) Equity(ctx context.Context, least int) (e Equity, err error) {
	if least == 0 {
		least = SmallCell
	}
	e.Least = least
	err = s.store.View(ctx, func(tx store.Tx) error {
		e.Groups, e.All = nil, EquityGroup{}
		if e.Position, err = tx.Position(); err != nil {
			return err
		}
		if last, err := tx.GetEvent(e.Position); err == nil {
			e.AsOf = last.Time
		}
		return e.count(tx)
	})
	return e, err
}

func (e *Equity) count(tx store.Tx) error {
	cases, err := tx.ListCases(store.CaseFilter{})
	if err != nil {
		return err
	}
	counts := map[[2]string]EquityGroup{}
	for _, c := range cases {
		if c.Ground.Kind != lookback.EvidenceAlert || c.Identity == "" || c.Identity == lookback.IdentityUnreviewed || c.Identity == lookback.IdentityDuplicate {
			continue
		}
		record, err := tx.GetRecordByID(c.RecordID, store.Now)
		if err != nil {
			return err
		}
		wrong := c.Identity == lookback.IdentityDifferent
		e.All.add(wrong)
		for _, key := range groupsOf(record.Party) {
			g := counts[key]
			g.By, g.Value = key[0], key[1]
			g.add(wrong)
			counts[key] = g
		}
	}
	e.Groups = gather(counts, e.Least)
	e.All.withhold(e.Least)
	return nil
}

func (g *EquityGroup) add(wrong bool) {
	g.Ruled++
	if wrong {
		g.Different++
	}
}

// withhold withholds counts of so few people that they would be somebody's: of those ruled on, and of either answer.
func (g *EquityGroup) withhold(least int) {
	for _, n := range []int{g.Ruled, g.Different, g.Ruled - g.Different} {
		if n > 0 && n < least {
			g.Ruled, g.Different, g.Withheld = 0, 0, true
			return
		}
	}
}

// groupsOf returns the groups that a person is counted in: one script, and one nationality or none stated.
func groupsOf(p lookback.Party) [][2]string {
	nationality := "not stated"
	if len(p.Nationalities) > 0 {
		nationality = strings.ToUpper(strings.TrimSpace(p.Nationalities[0]))
	}
	return [][2]string{{"script", scriptOf(p.Names[0].Full)}, {"nationality", nationality}}
}

// scriptOf returns the script of the first letter.
func scriptOf(name string) string {
	for _, r := range name {
		for _, s := range []struct {
			name  string
			table *unicode.RangeTable
		}{{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Arabic", unicode.Arabic}, {"Han", unicode.Han}, {"Georgian", unicode.Georgian}, {"Hebrew", unicode.Hebrew}} {
			if unicode.Is(s.table, r) {
				return s.name
			}
		}
	}
	return "another"
}

// gather puts small groups together and returns the groups in a fixed order.
func gather(counts map[[2]string]EquityGroup, least int) []EquityGroup {
	others := map[string]EquityGroup{}
	var all []EquityGroup
	for _, g := range counts {
		if g.Ruled >= least {
			all = append(all, g)
			continue
		}
		o := others[g.By]
		others[g.By] = EquityGroup{By: g.By, Value: othersTogether, Ruled: o.Ruled + g.Ruled, Different: o.Different + g.Different}
	}
	for _, o := range others {
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b EquityGroup) int {
		return cmp.Or(strings.Compare(b.By, a.By), strings.Compare(a.Value, b.Value))
	})
	for i := range all {
		all[i].withhold(least)
	}
	return all
}
