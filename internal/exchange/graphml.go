package exchange

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"lookback"
)

// graphmlNodeKeys and graphmlEdgeKeys are the attributes that are written, as text.
var (
	graphmlNodeKeys = []string{"kind", "name", "party_kind", "public_hub", "note"}
	graphmlEdgeKeys = []string{"class", "ceiling", "knowledge", "share", "from", "to", "asserted_by", "source", "origin", "source_grade", "information_grade",
		"kind", "sharing", "action", "conditions", "recorded", "review_by", "supports", "opposes", "supersedes", "note"}
)

// GraphML writes the picture for graph tools such as yEd, Gephi and Cytoscape. Ties keep all their fields.
func GraphML(out io.Writer, p Picture) ([]Loss, error) {
	w := bufio.NewWriter(out)
	fmt.Fprint(w, xml.Header)
	fmt.Fprintln(w, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">`)
	for _, part := range []struct {
		on   string
		keys []string
	}{{"node", graphmlNodeKeys}, {"edge", graphmlEdgeKeys}} {
		for _, k := range part.keys {
			fmt.Fprintf(w, "  <key id=\"%s.%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"string\"/>\n", part.on, k, part.on, k)
		}
	}
	fmt.Fprintln(w, `  <graph edgedefault="directed">`)
	for _, n := range p.nodes() {
		fmt.Fprintf(w, "    <node id=\"%s\">\n", xmlText(n.ref.String()))
		graphmlData(w, "node", graphmlNodeKeys, graphmlNode(n))
		fmt.Fprintln(w, "    </node>")
	}
	for _, t := range p.ties() {
		fmt.Fprintf(w, "    <edge id=\"%s\" source=\"%s\" target=\"%s\" directed=\"%t\">\n", xmlText(t.ID), xmlText(t.Subject.String()), xmlText(t.Object.String()), !t.Class.Symmetric())
		graphmlData(w, "edge", graphmlEdgeKeys, graphmlTie(t))
		fmt.Fprintln(w, "    </edge>")
	}
	fmt.Fprintln(w, "  </graph>\n</graphml>")
	return p.loss(carried{tie: names(tieFields), party: []string{"names", "kind", "public_hub", "note"}, network: []string{"name", "summary"}}, nil), w.Flush()
}

func graphmlNode(n node) map[string]string {
	v := map[string]string{"kind": string(n.ref.Kind), "name": n.name}
	if n.party != nil {
		v["party_kind"], v["public_hub"], v["note"] = string(n.party.Kind), n.party.HubReason, n.party.Note
	}
	if n.network != nil {
		v["note"] = n.network.Summary
	}
	return v
}

func graphmlTie(t lookback.Tie) map[string]string {
	v := map[string]string{
		"class": string(t.Class), "ceiling": string(t.Ceiling()), "knowledge": string(t.Knowledge), "from": t.From.Raw, "to": t.To.Raw, "asserted_by": t.AssertedBy,
		"source": t.Source, "origin": t.Origin, "source_grade": t.Grade.String()[:1], "information_grade": t.Grade.String()[1:], "kind": string(t.Kind),
		"sharing": string(t.Handling.Sharing), "action": string(t.Handling.Action), "conditions": t.Handling.Note,
		"recorded": t.Recorded.UTC().Format(time.RFC3339Nano), "review_by": t.ReviewBy.UTC().Format(time.RFC3339Nano),
		"supports": strings.Join(t.Supports, ";"), "opposes": strings.Join(t.Opposes, ";"), "supersedes": t.Supersedes, "note": t.Note,
	}
	if t.Share.Known {
		v["share"] = t.Share.String()
	}
	return v
}

// graphmlData writes the values that are not empty, in the order of the keys.
func graphmlData(w io.Writer, on string, keys []string, values map[string]string) {
	for _, k := range keys {
		if values[k] != "" {
			fmt.Fprintf(w, "      <data key=\"%s.%s\">%s</data>\n", on, k, xmlText(values[k]))
		}
	}
}

// xmlText escapes a text; characters that XML cannot hold become U+FFFD.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}
