package lookback

import (
	"fmt"
	"strings"
)

// Words returns the evidence in plain sentences: what was compared, what agrees, what
// conflicts, what is missing, and how strong all of it is. It ends with what the evidence does not show.
func (e Evidence) Words() []string {
	lines := []string{e.Name.headline()}
	for _, p := range e.Name.Pairs {
		lines = append(lines, p.words())
	}
	lines = append(lines, aloneWords("only in the record", e.Name.LeftOnly)...)
	lines = append(lines, aloneWords("only in the entry", e.Name.RightOnly)...)
	for _, r := range e.Name.Rules {
		lines = append(lines, "Rule: "+r+".")
	}
	for _, f := range e.Fields {
		lines = append(lines, f.words())
	}
	return append(lines, e.Strength.words())
}

func (n NameEvidence) headline() string {
	kind := "name"
	if n.RightWeak {
		kind = "weak alias, which corroborates only,"
	}
	return fmt.Sprintf("The name %q was compared with the %s %q: score %s.", n.Left, kind, n.Right, n.Score)
}

func (p TokenPair) words() string {
	return fmt.Sprintf("%s stands for %s: %s (%s), similarity %s.", p.Left, p.Right, p.Relation, p.Rule, p.Similarity)
}

func aloneWords(where string, tokens []TokenLeft) []string {
	var lines []string
	for _, t := range tokens {
		lines = append(lines, fmt.Sprintf("%s is %s (%s): %s.", t.Surface, where, t.Class, t.Effect))
	}
	return lines
}

func (f FieldEvidence) words() string {
	name := strings.ToUpper(f.Field[:min(1, len(f.Field))]) + f.Field[min(1, len(f.Field)):]
	if f.Outcome == Missing && (f.Left == "" || f.Right == "") {
		return fmt.Sprintf("%s: missing on one side, which speaks neither for nor against.", name)
	}
	if f.Outcome == Missing {
		return fmt.Sprintf("%s: nothing in common (%s against %s), which speaks neither for nor against.", name, f.Left, f.Right)
	}
	effect := ""
	if f.Factor != MaxScore {
		effect = ", factor " + f.Factor.String()
	}
	return fmt.Sprintf("%s: %s (%s against %s; %s%s).", name, f.Outcome, f.Left, f.Right, f.Rule, effect)
}

// words says what a person may and may not conclude.
func (s Strength) words() string {
	switch s {
	case Identified:
		return "An independent identifier agrees. A person decides whether this is the same party."
	case Corroborated:
		return "Something besides the name fits, but no independent identifier agrees in full."
	case Contradicted:
		return "Something independent of the name speaks against this being the same party."
	default:
		return "Nothing but the name was compared: that never confirms an identity (insufficient identifiers)."
	}
}
