package graph

import (
	"fmt"

	"lookback"
)

// Words returns the answer as lines: the rule, for each party of the chain the ties by which it counts and what follows
// from them, and what the verdict leaves open. A nil names calls parties by their references.
func (a OwnershipAnswer) Words(names lookback.Names, on lookback.Day) []string {
	if names == nil {
		names = lookback.DefaultNames
	}
	lines := []string{fmt.Sprintf("Rule %s (%s).", a.Rule, a.Rule.Authority)}
	if a.Verdict == VerdictListed {
		return append(lines, fmt.Sprintf("%s is itself listed.", names(a.By[0]).Text))
	}
	for _, step := range a.Steps {
		for _, s := range step.Stakes {
			for _, t := range s.Ties {
				lines = append(lines, "  "+tieWords(t, names, on))
			}
		}
		lines = append(lines, step.words(names, a.By))
	}
	lines = append(lines, fmt.Sprintf("Multiplied along all chains, the same listed parties have %s.", a.Economic))
	if a.Verdict == VerdictMaybe {
		lines = append(lines, "Shares that are not known decide this: find them out before anything else.")
	}
	if a.Rule.Suspended {
		lines = append(lines, "The rule is suspended on this day: it says what would hold.")
	}
	return lines
}

func (s OwnershipStep) words(names lookback.Names, by []lookback.NodeRef) string {
	line := fmt.Sprintf("%s is %s by listed parties or those they hold: %s", names(s.Party).Text, s.Verdict, s.Share)
	if len(by) == 1 {
		line = fmt.Sprintf("%s is %s by %s or those it holds: %s", names(s.Party).Text, s.Verdict, names(by[0]).Text, s.Share)
	}
	if s.Control {
		line += ", and control"
	}
	return line + "."
}

// tieWords says one tie as a path of one hop does.
func tieWords(t lookback.Tie, names lookback.Names, on lookback.Day) string {
	p, err := lookback.NewPath(t.Subject, []lookback.Tie{t}, 0, on)
	if err != nil {
		return fmt.Sprintf("Tie %s cannot be said: %v.", t.ID, err) // unreachable: ties are validated before they are kept
	}
	return p.Words(names)
}
