package lookback

import (
	"fmt"
	"slices"
	"strings"
)

// NodeName is what people call a party, and whether it is a person ("who") or a thing ("which").
type NodeName struct {
	Text   string
	Person bool
}

// Names tells what people call the parties of a path. It is asked for parties of the path only.
type Names func(NodeRef) NodeName

// DefaultNames calls parties by their references: "crm/1042", "network N", "entry ofac/7157".
func DefaultNames(n NodeRef) NodeName {
	switch n.Kind {
	case NodeRecord:
		return NodeName{Text: n.ID, Person: true}
	case NodeParty:
		return NodeName{Text: n.ID, Person: true}
	}
	return NodeName{Text: string(n.Kind) + " " + n.ID}
}

// String returns Words with the default names, so that no way of printing a path leaves a hop out.
func (p Path) String() string { return p.Words(nil) }

// Words returns the path as one sentence that says every hop with its class, dates, source and grade, for example:
// "crm/1042 was moved by network N (2023-05, travel manifest, C3), in which P-7 arranged transport (2022 to 2023,
// informant, B2), who is listed as entry ofac/7157 (edition, A1)." It is what R23 asks of every output.
// A nil names means DefaultNames.
func (p Path) Words(names Names) string {
	if names == nil {
		names = DefaultNames
	}
	if len(p.hops) == 0 {
		return fmt.Sprintf("Nothing connects %s.", names(p.from).Text)
	}
	var b strings.Builder
	b.WriteString(names(p.from).Text)
	for i, h := range p.hops {
		clause, whole := h.clause(i == 0, names(h.To).Text)
		switch {
		case i == 0:
			b.WriteString(" ")
		case whole:
			b.WriteString(", ")
		default:
			b.WriteString(", " + pronoun(names(h.From)) + " ")
		}
		b.WriteString(clause + " (" + h.Tie.particulars(h.Ended, h.Overdue) + ")")
	}
	return b.String() + "."
}

// Caveats returns what a reader of the path must not overlook, as sentences: nothing is left to inference.
func (p Path) Caveats() []string {
	var out []string
	if p.Ceiling() == Contextual {
		out = append(out, "By itself this is context: it supports no adverse finding.")
	}
	if p.Historic() {
		out = append(out, fmt.Sprintf("Historic: a tie of this path had ended by %s.", p.on))
	}
	if p.Hypothetical() {
		out = append(out, "A tie of this path is a hypothesis: it opens nothing and counts for nothing.")
	}
	if p.Distance() > DefaultHops {
		out = append(out, fmt.Sprintf("This path has %d hops beyond the first tie: it was searched under a mandate and never opens an alert by itself.", p.Distance()))
	}
	for _, h := range p.hops {
		if len(h.Tie.Opposes) > 0 {
			out = append(out, fmt.Sprintf("Tie %s contradicts %s.", h.Tie.ID, strings.Join(h.Tie.Opposes, ", ")))
		}
	}
	return out
}

// clause returns the verb phrase of the hop with the other party in its place, and whether it is a clause of its
// own ("in which P-7 arranged transport") rather than one that still needs "who" or "which" before it.
func (h Hop) clause(first bool, to string) (text string, whole bool) {
	words, whole := h.phrase(first)
	text = words.now
	if h.Ended {
		text = words.past
	}
	if h.Tie.Share.Known && h.Forward() {
		text = strings.Replace(text, "%s", h.Tie.Share.String()+" of %s", 1)
	} else if h.Tie.Share.Known {
		text = strings.Replace(text, "owned by", "owned "+h.Tie.Share.String()+" by", 1)
	}
	if h.Tie.Kind == Hypothesis {
		text = "(perhaps) " + text
	}
	return strings.Replace(text, "%s", to, 1), whole
}

// phrase returns the phrase for the class and direction of the hop, and whether it is a clause of its own.
func (h Hop) phrase(first bool) (words phrase, whole bool) {
	info := classByName[h.Tie.Class]
	switch {
	case info.class == ClassSame && h.To.Kind == NodeEntry:
		return phrase{"is listed as %s", "is listed as %s"}, false
	case info.class == ClassSame && h.From.Kind == NodeEntry:
		return phrase{"is the listing of %s", "is the listing of %s"}, false
	case info.symmetric || h.Forward():
		return info.forward, false
	case !first && h.From.Kind == NodeNetwork && info.fromNetwork.now != "":
		return info.fromNetwork, true
	}
	return info.backward, false
}

// particulars returns what stands behind a hop in brackets: when, from what, how good, of what kind.
func (t Tie) particulars(ended, overdue bool) string {
	parts := []string{t.when(), t.Source, t.Grade.String()}
	if t.Kind != Fact {
		parts = append(parts, string(t.Kind))
	}
	if t.Knowledge != KnowledgeUnknown {
		parts = append(parts, string(t.Knowledge))
	}
	if ended {
		parts = append(parts, "ended")
	}
	if overdue {
		parts = append(parts, "review overdue")
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// when returns the dates of the tie as they were given.
func (t Tie) when() string {
	switch from, to := t.From.Raw, t.To.Raw; {
	case from == "" && to == "":
		if t.Class == ClassSame {
			return ""
		}
		return "date not known"
	case from == to, to == "" && t.Class.Event():
		return from
	case from == "" && t.Class.Event():
		return to
	case to == "":
		return "since " + from
	case from == "":
		return "until " + to
	default:
		return from + " to " + to
	}
}

func pronoun(n NodeName) string {
	if n.Person {
		return "who"
	}
	return "which"
}
