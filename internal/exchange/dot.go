package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"lookback"
)

// dotShapes tell records, entries, parties and networks apart where colour is not to be had.
var dotShapes = map[lookback.NodeKind]string{
	lookback.NodeRecord: "ellipse", lookback.NodeEntry: "doubleoctagon", lookback.NodeParty: "box", lookback.NodeNetwork: "hexagon",
}

// DOT writes the picture for Graphviz. Every edge is labelled with class, dates, source and grade; a
// hypothesis is dotted, and context is drawn thin.
func DOT(out io.Writer, p Picture) ([]Loss, error) {
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "digraph lookback {")
	fmt.Fprintln(w, "  node [fontname=\"sans-serif\"];")
	for _, n := range p.nodes() {
		fmt.Fprintf(w, "  %s [label=%s, shape=%s];\n", dotText(n.ref.String()), dotText(n.name+"\n"+n.ref.String()), dotShapes[n.ref.Kind])
	}
	for _, t := range p.ties() {
		style := "solid"
		switch {
		case t.Kind == lookback.Hypothesis:
			style = "dotted"
		case t.Kind == lookback.Assessment:
			style = "dashed"
		}
		width := 1
		if t.Ceiling() == lookback.Substantive {
			width = 2
		}
		direction := "forward"
		if t.Class.Symmetric() {
			direction = "none"
		}
		fmt.Fprintf(w, "  %s -> %s [label=%s, style=%s, penwidth=%d, dir=%s];\n", dotText(t.Subject.String()), dotText(t.Object.String()), dotText(edgeLabel(t)), style, width, direction)
	}
	fmt.Fprintln(w, "}")
	return p.loss(carried{
		tie: []string{"knowledge", "share", "from", "to", "source", "grade", "kind"}, party: []string{"names"}, network: []string{"name"},
	}, nil), w.Flush()
}

// edgeLabel says class, dates, source, grade and kind.
func edgeLabel(t lookback.Tie) string {
	lines := []string{string(t.Class)}
	if t.Share.Known {
		lines[0] += " " + t.Share.String()
	}
	if when := period(t); when != "" {
		lines = append(lines, when)
	}
	last := t.Source + ", " + t.Grade.String()
	if t.Kind != lookback.Fact {
		last += ", " + string(t.Kind)
	}
	if t.Knowledge != "" {
		last += ", " + string(t.Knowledge)
	}
	return strings.Join(append(lines, last), "\n")
}

// dotText quotes a text as DOT has it. A line feed is written as \n, which DOT draws as one.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(s) + `"`
}
