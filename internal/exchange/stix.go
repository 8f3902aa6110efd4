package exchange

import (
	"bufio"
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"lookback"
)

// stixExtension is the extension definition of docs/format/stix.md; a test holds that the reader knows the same one.
const stixExtension = "extension-definition--5d4fb7e4-6a5f-4f0c-9d55-0c8d6f1f7a21"

// stixMarkings are the marking definitions of TLP 2.0.
var stixMarkings = map[lookback.TLP]string{
	lookback.TLPClear:       "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
	lookback.TLPGreen:       "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
	lookback.TLPAmber:       "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
	lookback.TLPAmberStrict: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
	lookback.TLPRed:         "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}

// object is one STIX object; encoding/json writes its properties in the order of their names.
type object = map[string]any

// STIX writes the picture as one STIX 2.1 bundle. What STIX has no property for stands in an extension, so ties lose nothing;
// the same picture gives the same bytes.
func STIX(out io.Writer, p Picture) ([]Loss, error) {
	s := stixWriter{at: stixTime(p.At), ids: make(map[lookback.NodeRef]string), more: make(map[string]int)}
	s.author()
	for _, n := range p.nodes() {
		s.party(n)
	}
	for _, t := range p.ties() {
		s.tie(t)
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	var ids []string
	for _, o := range s.objects {
		ids = append(ids, o["id"].(string))
	}
	bundle := object{"type": "bundle", "id": "bundle--" + uuid(strings.Join(ids, "\n")+s.at), "objects": s.objects}
	if err := enc.Encode(bundle); err != nil {
		return nil, err
	}
	return p.loss(carried{tie: names(tieFields), party: []string{"names", "aliases", "births", "identifiers", "kind", "public_hub", "note"}, network: names(networkFields)}, s.more), w.Flush()
}

type stixWriter struct {
	at      string
	ids     map[lookback.NodeRef]string
	objects []object
	more    map[string]int // what was lost of a field that has a place
}

// author writes who made the extension, and the extension itself.
func (s *stixWriter) author() {
	id := "identity--" + uuid("lookback")
	s.objects = append(s.objects,
		object{"type": "identity", "spec_version": "2.1", "id": id, "created": s.at, "modified": s.at, "name": "Lookback", "identity_class": "system"},
		object{"type": "extension-definition", "spec_version": "2.1", "id": stixExtension, "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z", "created_by_ref": id,
			"name": "Lookback ties", "schema": "docs/format/stix.md", "version": "1.0.0", "extension_types": []string{"property-extension"}})
}

// stixClasses maps kinds of network party to identity classes.
var stixClasses = map[lookback.NetworkPartyKind]string{lookback.PartyPerson: "individual", lookback.PartyCompany: "organization"}

func (s *stixWriter) party(n node) {
	o := object{"type": "identity", "spec_version": "2.1", "created": s.at, "modified": s.at, "name": n.name, "identity_class": "unknown"}
	ext := object{"extension_type": "property-extension", "ref": n.ref.String()}
	switch {
	case n.network != nil:
		s.network(o, ext, n.network)
	case n.ref.Kind == lookback.NodeNetwork:
		o["identity_class"] = "group"
	case n.party != nil:
		s.networkParty(o, ext, n.party)
	}
	s.ids[n.ref] = o["type"].(string) + "--" + uuid(n.ref.String())
	o["id"] = s.ids[n.ref]
	o["extensions"] = object{stixExtension: ext}
	s.objects = append(s.objects, o)
}

func (s *stixWriter) network(o, ext object, n *lookback.Network) {
	o["identity_class"], o["created"] = "group", stixTime(n.Recorded)
	o["object_marking_refs"] = []string{stixMarkings[n.Handling.Sharing]}
	if n.Summary != "" {
		o["description"] = n.Summary
	}
	ext["ground"], ext["by"], ext["review_by"], ext["pap"] = n.Ground, n.By, stixTime(n.ReviewBy), string(n.Handling.Action)
	if n.Handling.Note != "" {
		ext["conditions"] = n.Handling.Note
	}
}

func (s *stixWriter) networkParty(o, ext object, p *lookback.NetworkParty) {
	ext["kind"] = string(p.Kind)
	if class := stixClasses[p.Kind]; class != "" {
		o["identity_class"] = class
	} else {
		o["type"] = "infrastructure"
		delete(o, "identity_class")
	}
	if p.Note != "" {
		o["description"] = p.Note
	}
	if p.PublicHub {
		ext["public_hub"] = p.HubReason
	}
	if len(p.Party.Names) == 0 {
		ext["unnamed"] = true
	}
	var aliases, births []string
	for i, name := range p.Party.Names {
		if i > 0 {
			aliases = append(aliases, name.Full)
		}
		s.more["party.names: that one is former or weak"] += one(name.Type == lookback.NameFormer || name.Weak)
		s.more["party.names: parts"] += one(name.Given+name.Middle+name.Family != "")
	}
	for _, d := range p.Party.Births {
		births = append(births, d.Raw)
	}
	var identifiers []object
	for _, id := range p.Party.Identifiers {
		identifiers = append(identifiers, object{"type": id.Type, "value": id.Value, "country": id.Country})
	}
	setFilled(ext, "aliases", aliases)
	setFilled(ext, "births", births)
	setFilled(ext, "identifiers", identifiers)
}

func setFilled[T any](o object, property string, values []T) {
	if len(values) > 0 {
		o[property] = values
	}
}

func (s *stixWriter) tie(t lookback.Tie) {
	recorded := stixTime(t.Recorded)
	o := object{
		"type": "relationship", "spec_version": "2.1", "id": "relationship--" + uuid("tie:"+t.ID), "created": recorded, "modified": recorded,
		"relationship_type": string(t.Class), "source_ref": s.ids[t.Subject], "target_ref": s.ids[t.Object],
		"object_marking_refs": []string{stixMarkings[t.Handling.Sharing]},
		"external_references": []object{{"source_name": t.Source}},
	}
	if c, ok := t.Grade.Info.STIXConfidence(); ok {
		o["confidence"] = c
	}
	if t.Note != "" {
		o["description"] = t.Note
	}
	if day, ok := t.From.Earliest(); ok {
		o["start_time"] = stixTime(day.Time())
	}
	if day, ok := t.To.Latest(); ok {
		o["stop_time"] = stixTime((day + 1).Time())
	}
	ext := object{
		"extension_type": "property-extension", "id": t.ID, "class": string(t.Class), "grade": t.Grade.String(), "kind": string(t.Kind),
		"asserted_by": t.AssertedBy, "source": t.Source, "review_by": stixTime(t.ReviewBy), "pap": string(t.Handling.Action),
	}
	if t.Share.Known {
		ext["share"] = t.Share.String()
	}
	for property, value := range map[string]string{
		"knowledge": string(t.Knowledge), "from": t.From.Raw, "to": t.To.Raw, "origin": t.Origin, "supersedes": t.Supersedes, "conditions": t.Handling.Note,
	} {
		if value != "" {
			ext[property] = value
		}
	}
	setFilled(ext, "supports", t.Supports)
	setFilled(ext, "opposes", t.Opposes)
	o["extensions"] = object{stixExtension: ext}
	s.objects = append(s.objects, o)
}

func stixTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// uuid returns a UUID of version 5 for a name, so that a party or a tie has the same ID in every bundle.
func uuid(name string) string {
	h := sha1.New() // what version 5 prescribes; nothing here depends on its strength
	h.Write([]byte("lookback.exchange"))
	h.Write([]byte(name))
	b := h.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
