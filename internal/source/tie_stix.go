package source

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lookback"
)

// STIXExtension is the extension definition under which a bundle carries what STIX 2.1 has no property for: which party of
// ours an object is, the class, both grades and the rest of a tie. docs/format/stix.md lists its properties.
const STIXExtension = "extension-definition--5d4fb7e4-6a5f-4f0c-9d55-0c8d6f1f7a21"

// STIXMarkings are the marking definitions of TLP 2.0 that STIX publishes, and those of TLP 1.0 in STIX 2.1.
var STIXMarkings = []struct {
	ID  string
	TLP lookback.TLP
}{
	{"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", lookback.TLPClear},
	{"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", lookback.TLPGreen},
	{"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", lookback.TLPAmber},
	{"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", lookback.TLPAmberStrict},
	{"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", lookback.TLPRed},
	{"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", lookback.TLPClear},
	{"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", lookback.TLPGreen},
	{"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", lookback.TLPAmber},
	{"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", lookback.TLPRed},
}

// stixObject is one object of a bundle. Its properties are taken out as they are read: what is left was lost.
type stixObject map[string]json.RawMessage

func (o stixObject) take(property string, into any) bool {
	raw, ok := o[property]
	if !ok || json.Unmarshal(raw, into) != nil {
		return false
	}
	delete(o, property)
	return true
}

func (o stixObject) text(property string) string {
	var s string
	o.take(property, &s)
	return foldSpace(s)
}

// prose takes a text with its lines.
func (o stixObject) prose(property string) string {
	var s string
	o.take(property, &s)
	return strings.TrimSpace(s)
}

func (o stixObject) texts(property string) []string {
	var s []string
	o.take(property, &s)
	return s
}

// peek returns a text without taking it.
func (o stixObject) peek(property string) string {
	var s string
	_ = json.Unmarshal(o[property], &s) // what is no text is empty here and reported where it is needed
	return s
}

// ReadSTIX reads a STIX 2.1 bundle as networks, parties, ties and retractions. Objects that are none of these, and
// properties that have no place, are counted in Loss by "type.property"; an object that cannot be read is in
// Problems. It returns an InputError when r holds no bundle.
func ReadSTIX(in io.Reader, name string, stamp TieStamp) (*TieSet, error) {
	raw, err := readDocument(in, name, "bundle")
	if err != nil {
		return nil, err
	}
	var bundle struct {
		Type    string       `json:"type"`
		Objects []stixObject `json:"objects"`
	}
	if err := json.Unmarshal(raw, &bundle); err != nil || bundle.Type != "bundle" {
		bad := &lookback.InputError{File: name, Reason: "this is not a STIX bundle", Hint: `a bundle is one JSON object with "type": "bundle" and its objects`}
		if err != nil {
			bad.Reason += ": " + err.Error()
		}
		return nil, bad
	}
	s := &stixReader{set: &TieSet{Read: len(bundle.Objects)}, file: name, stamp: stamp, nodes: make(map[string]lookback.NodeRef), names: make(map[string]string), seen: make(map[string]bool)}
	s.read(bundle.Objects)
	return s.set, nil
}

// readDocument reads a document that is read whole, up to a size, without the mark of its coding.
func readDocument(in io.Reader, name, what string) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(in, maxDocumentBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(raw) > maxDocumentBytes {
		return nil, &lookback.InputError{File: name, Reason: fmt.Sprintf("the %s is larger than %d MiB", what, maxDocumentBytes>>20), Hint: "split it"}
	}
	return skipMark(name, raw)
}

type stixReader struct {
	set   *TieSet
	file  string
	stamp TieStamp
	nodes map[string]lookback.NodeRef // by STIX ID
	names map[string]string           // names of identities, who may have created others
	seen  map[string]bool
}

// read takes the parties first: a relationship may come before what it connects.
func (s *stixReader) read(objects []stixObject) {
	var relations []int
	creators := creatorsOnly(objects)
	for i, o := range objects {
		if o == nil {
			s.set.problem(lookback.InputError{File: s.file, Field: fmt.Sprintf("objects[%d]", i), Reason: "this is not an object"})
			continue
		}
		switch kind := o.peek("type"); {
		case kind == "relationship":
			relations = append(relations, i)
		case kind == "marking-definition" || kind == "extension-definition":
		case creators[o.peek("id")]:
			s.names[o.peek("id")] = o.peek("name")
			s.set.lose("identity that only made other objects")
		case stixParties[kind] != "":
			s.party(o, i)
		default:
			s.set.lose("object of type " + clip(kind))
		}
	}
	for _, i := range relations {
		s.relationship(objects[i], i)
	}
}

// creatorsOnly returns the identities that made other objects and that no relationship touches: they
// are sources and no parties.
func creatorsOnly(objects []stixObject) map[string]bool {
	creators, touched := make(map[string]bool), make(map[string]bool)
	for _, o := range objects {
		creators[o.peek("created_by_ref")] = true
		touched[o.peek("source_ref")], touched[o.peek("target_ref")] = true, true
	}
	for id := range touched {
		delete(creators, id)
	}
	return creators
}

// stixParties are the types of object that are parties. An identity may be a group, which is a network; what
// an object of infrastructure is, only an extension says.
var stixParties = map[string]lookback.NetworkPartyKind{
	"identity": lookback.PartyCompany, "threat-actor": partyGroup, "intrusion-set": partyGroup, "location": lookback.PartyPlace, "infrastructure": lookback.PartyPlace,
}

const partyGroup lookback.NetworkPartyKind = "group" // made a network, never kept as a kind

// stixParty is what the extension of a party says.
type stixParty struct {
	Ref         string   `json:"ref"`
	Kind        string   `json:"kind"`
	HubReason   string   `json:"public_hub"`
	Unnamed     bool     `json:"unnamed"` // STIX wants a name; the party has none
	Aliases     []string `json:"aliases"`
	Births      []string `json:"births"`
	Identifiers []struct {
		Type    string `json:"type"`
		Value   string `json:"value"`
		Country string `json:"country"`
	} `json:"identifiers"`
	Ground   string `json:"ground"`
	By       string `json:"by"`
	ReviewBy string `json:"review_by"`
	PAP      string `json:"pap"`
	Terms    string `json:"conditions"`
}

func (s *stixReader) party(o stixObject, i int) {
	id, objectType, name := o.text("id"), o.text("type"), o.text("name")
	var ext stixParty
	o.extension(&ext)
	if id == "" {
		s.set.problem(s.bad(i, "id", "the object has no id"))
		return
	}
	s.names[id] = name
	kind := groupKind(objectType, o.text("identity_class"))
	ref, err := lookback.ParseNodeRef(ext.Ref)
	if err != nil {
		ref = lookback.PartyNode(id)
		if kind == partyGroup {
			ref = lookback.NetworkNode(id)
		}
	}
	switch ref.Kind {
	case lookback.NodeNetwork:
		err = s.network(o, ref.ID, name, ext)
	case lookback.NodeParty:
		err = s.networkParty(o, ref.ID, name, kind, ext)
	default:
		err = nil // a record or an entry: it is kept elsewhere, and only named here
	}
	if err != nil {
		bad := inputErrorAt(err, place{file: s.file})
		bad.Field = fmt.Sprintf("objects[%d].%s", i, bad.Field)
		s.set.problem(bad)
		return
	}
	s.nodes[id] = ref
	s.rest(o, objectType, "created", "modified")
}

// groupKind returns the kind of party that an object is by its type, unless its class says that it is one person or several.
func groupKind(objectType, class string) lookback.NetworkPartyKind {
	switch {
	case class == "individual":
		return lookback.PartyPerson
	case class == "group", class == "class", stixParties[objectType] == partyGroup:
		return partyGroup
	}
	return stixParties[objectType]
}

func (s *stixReader) network(o stixObject, id, name string, ext stixParty) error {
	n := lookback.Network{
		ID: id, Name: name, Summary: o.prose("description"), Ground: ext.Ground, By: ext.By,
		Handling: s.handling(o, ext.PAP), Recorded: s.stamp.Recorded, ReviewBy: s.stamp.ReviewBy,
	}
	if ext.Terms != "" {
		n.Handling.Note = ext.Terms
	}
	if n.Ground == "" {
		n.Ground = "named in " + s.file
	}
	if n.By == "" {
		n.By = s.stamp.AssertedBy
	}
	if at, err := time.Parse(time.RFC3339, o.peek("created")); err == nil && ext.Ref != "" {
		n.Recorded = at.UTC()
	}
	if at, err := time.Parse(time.RFC3339, ext.ReviewBy); err == nil {
		n.ReviewBy = at.UTC()
	}
	if n.ReviewBy.IsZero() {
		n.ReviewBy = n.Recorded.AddDate(lookback.TieReviewYears, 0, 0)
	}
	if err := n.Validate(); err != nil {
		return err
	}
	s.set.Networks = append(s.set.Networks, n)
	return nil
}

func (s *stixReader) networkParty(o stixObject, id, name string, kind lookback.NetworkPartyKind, ext stixParty) error {
	e := &lookback.Entry{}
	if !ext.Unnamed {
		addNames(e, []string{name}, lookback.NamePrimary, false)
	}
	addNames(e, append(o.texts("aliases"), ext.Aliases...), lookback.NameAlias, false)
	addBirths(e, ext.Births...)
	for _, v := range ext.Identifiers {
		addIdentifier(e, v.Type, v.Value, v.Country)
	}
	if kind == lookback.PartyPlace {
		addAddress(e, joinNonEmpty(", ", o.text("street_address"), o.text("city"), o.text("region")), o.text("country"))
	}
	p := lookback.NetworkParty{ID: id, Kind: lookback.NetworkPartyKind(ext.Kind), Party: e.Party, Note: o.prose("description"), PublicHub: ext.HubReason != "", HubReason: ext.HubReason}
	if p.Kind == "" {
		p.Kind = kind
	}
	p.Party.Kind = partyKinds[string(p.Kind)]
	if err := p.Validate(); err != nil {
		return err
	}
	s.handling(o, "")
	s.set.Parties = append(s.set.Parties, p)
	return nil
}

// extension takes ours from among the extensions of the object.
func (o stixObject) extension(into any) {
	var all map[string]json.RawMessage
	if json.Unmarshal(o["extensions"], &all) != nil {
		return
	}
	if ours, ok := all[STIXExtension]; ok && json.Unmarshal(ours, into) == nil {
		if len(all) == 1 {
			delete(o, "extensions")
		}
	}
}

// handling takes the markings of the object. Several labels leave the narrowest.
func (s *stixReader) handling(o stixObject, pap string) lookback.Handling {
	h := s.stamp.Handling
	marked := false
	for _, ref := range o.texts("object_marking_refs") {
		i := slices.IndexFunc(STIXMarkings, func(m struct {
			ID  string
			TLP lookback.TLP
		}) bool {
			return m.ID == ref
		})
		if i < 0 {
			s.set.lose("object_marking_refs that are not TLP")
			continue
		}
		one := lookback.Handling{Sharing: STIXMarkings[i].TLP, Action: h.Action, Note: h.Note}
		if marked {
			one = h.Strictest(one)
		}
		h, marked = one, true
	}
	if pap != "" {
		h.Action = lookback.PAP(pap)
	}
	return h
}

// rest counts the properties that nobody took; those named say nothing of their own.
func (s *stixReader) rest(o stixObject, kind string, silent ...string) {
	for _, property := range append(silent, "type", "id", "spec_version") {
		delete(o, property)
	}
	for property := range o {
		s.set.lose(kind + "." + clip(property))
	}
}

func (s *stixReader) bad(i int, field, reason string) lookback.InputError {
	return lookback.InputError{File: s.file, Field: strings.TrimSuffix(fmt.Sprintf("objects[%d].%s", i, field), "."), Reason: reason}
}
