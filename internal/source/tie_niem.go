package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"lookback"
)

// ReadNIEM reads a message of the profile as networks, parties and ties. Every value that has no place is counted in Loss by its path; an object
// that cannot be read is in Problems. It returns an InputError when r holds no such message.
func ReadNIEM(in io.Reader, name string, stamp TieStamp) (*TieSet, error) {
	raw, err := readDocument(in, name, "message")
	if err != nil {
		return nil, err
	}
	var file NIEMFile
	if err := json.Unmarshal(raw, &file); err != nil || file.Message == nil {
		bad := &lookback.InputError{File: name, Reason: "this is not a message of the profile of NIEM", Hint: `it is one JSON object with "@context" and "lb:NetworkMessage", as docs/format/niem.md tells`}
		if err != nil {
			bad.Reason += ": " + err.Error()
		}
		return nil, bad
	}
	n := &niemReader{set: &TieSet{}, file: name, stamp: stamp, nodes: make(map[string]lookback.NodeRef), seen: make(map[string]bool)}
	if err := n.countLoss(raw, file); err != nil {
		return nil, err
	}
	n.read(file.Message)
	return n.set, nil
}

type niemReader struct {
	set   *TieSet
	file  string
	stamp TieStamp
	nodes map[string]lookback.NodeRef // by the ID in the message
	seen  map[string]bool
}

// countLoss counts the values of the message that are not among those that were read.
func (n *niemReader) countLoss(raw []byte, file NIEMFile) error {
	kept, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", n.file, err) // unreachable: what was read as JSON is JSON
	}
	var all, read any
	for _, x := range []struct {
		data []byte
		into *any
	}{{raw, &all}, {kept, &read}} {
		d := json.NewDecoder(bytes.NewReader(x.data))
		d.UseNumber()
		if err := d.Decode(x.into); err != nil {
			return fmt.Errorf("read %s: %w", n.file, err) // unreachable, for the same reason
		}
	}
	eachLost(all, read, "", n.set.lose)
	return nil
}

// eachLost calls lost with the path of every value of all that kept does not hold.
func eachLost(all, kept any, path string, lost func(string)) {
	switch all := all.(type) {
	case map[string]any:
		held, _ := kept.(map[string]any)
		for name, v := range all {
			eachLost(v, held[name], joinNonEmpty("/", path, clip(name)), lost)
		}
	case []any:
		held, _ := kept.([]any)
		for i, v := range all {
			var other any
			if i < len(held) {
				other = held[i]
			}
			eachLost(v, other, path, lost)
		}
	case nil:
	case string:
		if all != "" && kept != all {
			lost(path)
		}
	default:
		if kept != all {
			lost(path)
		}
	}
}

func (n *niemReader) read(m *NIEMMessage) {
	for _, part := range []struct {
		name string
		all  []NIEMParty
	}{{"nc:Person", m.Persons}, {"nc:Organization", m.Organizations}, {"nc:Location", m.Locations}, {"nc:Item", m.Items}, {"lb:Party", m.Others}} {
		for i := range part.all {
			n.note(part.name, i, n.party(&part.all[i]))
		}
	}
	for i := range m.Ties {
		n.note("lb:TieAssociation", i, n.tie(&m.Ties[i]))
	}
}

// note counts an object, and keeps what is wrong with it.
func (n *niemReader) note(name string, i int, err error) {
	n.set.Read++
	if err == nil {
		return
	}
	bad := inputErrorAt(err, place{file: n.file})
	bad.Field = joinNonEmpty("/", fmt.Sprintf("%s[%d]", name, i), bad.Field)
	n.set.problem(bad)
}

func (n *niemReader) party(p *NIEMParty) error {
	ref, err := lookback.ParseNodeRef(p.More.Ref)
	if err != nil {
		return &lookback.InputError{Field: "lb:NodeReferenceID", Reason: fmt.Sprintf("%q names no party", clip(p.More.Ref)), Hint: "party:ID, network:ID, record:SOURCE/KEY or entry:LIST/ID"}
	}
	switch {
	case p.OtherAs != "": // it is only named here
	case ref.Kind == lookback.NodeNetwork:
		err = n.network(p, ref.ID)
	case ref.Kind == lookback.NodeParty:
		err = n.networkParty(p, ref.ID)
	}
	if err == nil {
		n.nodes[p.ID] = ref
	}
	return err
}

func (n *niemReader) network(p *NIEMParty, id string) (err error) {
	w := lookback.Network{ID: id, Summary: p.OrganizationIs, Ground: p.More.Ground, By: n.stamp.AssertedBy, Handling: n.stamp.Handling, Recorded: n.stamp.Recorded}
	if len(p.OrganizationAs) > 0 {
		w.Name = p.OrganizationAs[0]
	}
	if m := p.Metadata; m != nil {
		w.By = m.Creator
		if w.Recorded, err = niemTime("nc:ReportedDate", m.Reported.text()); err != nil {
			return err
		}
		if w.Handling, err = lookback.ParseHandling(m.Distribution); err != nil {
			return err
		}
		w.Handling.Note = m.Caveat
	}
	if w.ReviewBy, err = niemTime("lb:ReviewDateTime", p.More.ReviewBy); err != nil {
		return err
	}
	if err := w.Validate(); err != nil {
		return err
	}
	n.set.Networks = append(n.set.Networks, w)
	return nil
}

func (n *niemReader) networkParty(p *NIEMParty, id string) error {
	e := &lookback.Entry{}
	for i, name := range p.names() {
		kind := lookback.NamePrimary
		if i > 0 {
			kind = lookback.NameAlias
		}
		addNames(e, []string{name}, kind, false)
	}
	births := p.More.Births
	if len(births) == 0 {
		for _, d := range p.BirthDates {
			births = append(births, d.said(""))
		}
	}
	addBirths(e, births...)
	for _, x := range p.identifications() {
		country := ""
		if x.Jurisdiction != nil {
			country = x.Jurisdiction.Text
		}
		addIdentifier(e, x.Category, x.ID, country)
	}
	w := lookback.NetworkParty{ID: id, Kind: lookback.NetworkPartyKind(p.More.Kind), Party: e.Party, PublicHub: p.More.HubReason != "", HubReason: p.More.HubReason,
		Note: joinNonEmpty("; ", p.PersonNote, p.OrganizationIs, p.LocationIs, p.ItemIs)}
	w.Party.Kind = partyKinds[string(w.Kind)]
	if err := w.Validate(); err != nil {
		return err
	}
	n.set.Parties = append(n.set.Parties, w)
	return nil
}

// names returns the names of a party, the first of them the one it goes by.
func (p *NIEMParty) names() []string {
	var names []string
	for _, x := range p.PersonNames {
		names = append(names, x.Full)
	}
	names = append(names, p.OrganizationAs...)
	names = append(names, p.LocationAs...)
	return append(names, p.ItemAs...)
}

func (p *NIEMParty) identifications() []NIEMIdentification {
	all := append([]NIEMIdentification(nil), p.PersonIDs...)
	all = append(all, p.OrganizationIDs...)
	all = append(all, p.LocationIDs...)
	return append(all, p.ItemIDs...)
}

func (n *niemReader) tie(x *NIEMTie) (err error) {
	t := lookback.Tie{
		Class: lookback.TieClass(x.Class), Note: x.Note, Knowledge: lookback.Knowledge(x.More.Knowledge), Kind: lookback.TieKind(x.More.Kind),
		From: lookback.ParseDate(x.Range.start().said(x.More.From)), To: lookback.ParseDate(x.Range.end().said(x.More.To)), Origin: x.More.Origin,
		Supports: x.More.Supports, Opposes: x.More.Opposes, Supersedes: x.More.Supersedes,
	}
	for _, end := range []struct {
		name string
		ref  NIEMRef
		to   *lookback.NodeRef
	}{{"lb:TieSubject", x.Subject, &t.Subject}, {"lb:TieObject", x.Object, &t.Object}} {
		node, ok := n.nodes[end.ref.ID]
		if !ok {
			return &lookback.InputError{Field: end.name, Reason: fmt.Sprintf("%q is not a party of this message", clip(end.ref.ID))}
		}
		*end.to = node
	}
	if t.Share, err = lookback.ParseShare(x.More.Share); err != nil {
		return err
	}
	if t.Grade, err = lookback.ParseGrade(x.More.Grade); err != nil {
		return err
	}
	if t.ReviewBy, err = niemTime("lb:ReviewDateTime", x.More.ReviewBy); err != nil {
		return err
	}
	if err := x.Metadata.fill(&t); err != nil {
		return err
	}
	n.stamp.fill(&t)
	if err := t.Validate(); err != nil {
		return err
	}
	n.set.add(t, n.seen, place{file: n.file})
	return nil
}

// fill puts in what data about a tie say.
func (m *NIEMMetadata) fill(t *lookback.Tie) (err error) {
	if m == nil {
		return nil
	}
	t.ID, t.AssertedBy, t.Source = m.ID, m.Creator, m.Source
	if t.Recorded, err = niemTime("nc:ReportedDate", m.Reported.text()); err != nil {
		return err
	}
	if m.Distribution == "" {
		return nil
	}
	t.Handling, err = lookback.ParseHandling(m.Distribution)
	t.Handling.Note = m.Caveat
	return err
}

// text returns the time that a date states, the beginning of a day where that is all.
func (d *NIEMDate) text() string {
	switch {
	case d == nil:
		return ""
	case d.Time == "" && d.Day != "":
		return d.Day + "T00:00:00Z"
	}
	return d.Time
}

// said returns the date as it was said, or as far as NIEM Core states it.
func (d *NIEMDate) said(said string) string {
	if said != "" || d == nil {
		return said
	}
	return cmp.Or(d.Day, d.Month, d.Year, dayOf(d.Time))
}

// niemTime reads a time; none where the text is empty.
func niemTime(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return at, &lookback.InputError{Field: field, Reason: fmt.Sprintf("%q is not a time", clip(text)), Hint: "as 2026-01-31T08:00:00Z"}
	}
	return at.UTC(), nil
}
