package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lookback"
)

// ftmEntity is one entity of the FollowTheMoney model, one line of a file.
type ftmEntity struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
	Target     *bool               `json:"target"`
	LastSeen   string              `json:"last_seen"`
	Arrived    json.RawMessage     `json:"arrived"`    // of a record of ours, as is
	Rest       json.RawMessage     `json:"party_rest"` // what FollowTheMoney has no exact place for: see RestColumn
	at         place
}

// ftmLine is a line of an entities file, or of a delta file, where Op says what happens to the entity.
type ftmLine struct {
	Op     string     `json:"op"`
	Entity *ftmEntity `json:"entity"`
	ftmEntity
}

// ftmReader holds all entities until the last file is read: an address, a sanction or a passport is an
// entity of its own and may come before or after the party it belongs to.
type ftmReader struct {
	edition *Edition
	byID    map[string]*ftmEntity
	order   []string // IDs as they came; some may be deleted since
	entries map[string]*lookback.Entry
	latest  string // last_seen of the newest entity
}

// parseFTM reads entities, then applies delta files in the order of their names, which begin with their time.
func parseFTM(e *Edition, files []File) error {
	r := newFTMReader(e)
	if err := r.files(files); err != nil {
		return err
	}
	r.translate()
	if t, err := time.Parse("2006-01-02T15:04:05", r.latest); err == nil {
		e.Published = t
	}
	return nil
}

func newFTMReader(e *Edition) *ftmReader {
	return &ftmReader{edition: e, byID: map[string]*ftmEntity{}, entries: map[string]*lookback.Entry{}}
}

// files reads files one after the other, deltas behind entities, and translates nothing.
func (r *ftmReader) files(files []File) error {
	ordered, err := orderFTM(files)
	if err != nil {
		return err
	}
	for _, f := range ordered {
		if err := r.edition.read(f, func(in io.Reader) error { return r.file(f.Name, in) }); err != nil {
			return err
		}
	}
	return nil
}

// orderFTM puts entities before deltas, and deltas in the order of their names.
func orderFTM(files []File) ([]File, error) {
	var entities, deltas []File
	for _, f := range files {
		delta, err := isDelta(f)
		if err != nil {
			return nil, err
		}
		if delta {
			deltas = append(deltas, f)
		} else {
			entities = append(entities, f)
		}
	}
	slices.SortStableFunc(deltas, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return append(entities, deltas...), nil
}

// isDelta reports whether the first line of f is an operation.
func isDelta(f File) (bool, error) {
	in, err := f.Open()
	if err != nil {
		return false, err
	}
	defer in.Close()
	head, err := bufio.NewReaderSize(in, 256).Peek(256)
	if err != nil && err != io.EOF {
		return false, fmt.Errorf("read %s: %w", f.Name, err)
	}
	head = bytes.TrimLeft(head, "\xEF\xBB\xBF{ \t\r\n")
	return bytes.HasPrefix(head, []byte(`"op"`)), nil
}

// file reads one file, line by line.
func (r *ftmReader) file(name string, in io.Reader) error {
	return eachLine(in, name, maxLineBytes, func(line int, raw []byte, bad *lookback.InputError) error {
		var l ftmLine
		if bad == nil {
			if needsRepair(raw) {
				var changed int
				raw, changed = repairText(nil, raw)
				r.edition.Recoded += changed
			}
			if err := json.Unmarshal(raw, &l); err != nil {
				bad = &lookback.InputError{Reason: "this is not an entity: " + err.Error(), Hint: "an entity is one JSON object on one line"}
			}
		}
		at := place{name, line}
		if bad == nil && l.Op != "" {
			return r.apply(l.Op, l.Entity, at)
		}
		if bad == nil && (l.ID == "" || l.Schema == "") {
			bad = &lookback.InputError{Field: "id", Reason: "the entity has no id or no schema"}
		}
		if bad != nil {
			bad.File, bad.Line = name, line
			r.edition.problem(*bad)
			return nil
		}
		if have := r.byID[l.ID]; have != nil {
			return entryIDs{l.ID: have.at}.claim(l.ID, "id", at)
		}
		entity := l.ftmEntity
		r.put(&entity, at)
		return nil
	})
}

func (r *ftmReader) put(entity *ftmEntity, at place) {
	if _, known := r.byID[entity.ID]; !known {
		r.order = append(r.order, entity.ID)
	}
	entity.at = at
	r.byID[entity.ID] = entity
	r.latest = max(r.latest, entity.LastSeen)
}

// apply carries out one operation of a delta. One that does not fit what was read before is an error: a
// delta is missing, and an edition made without it would be wrong without anybody seeing it.
func (r *ftmReader) apply(op string, entity *ftmEntity, at place) error {
	bad := &lookback.InputError{File: at.file, Line: at.line, Field: "op"}
	if entity == nil || entity.ID == "" || entity.Schema == "" && op != "DEL" {
		bad.Field, bad.Reason = "entity", "the operation has no entity, or one without id or schema"
		return bad
	}
	_, known := r.byID[entity.ID]
	bad.Hint = "give the entities file and every delta since"
	switch {
	case op == "ADD", op == "MOD" && known:
		r.put(entity, at)
	case op == "DEL" && known:
		delete(r.byID, entity.ID)
	case op == "MOD" || op == "DEL":
		bad.Reason = fmt.Sprintf("%s of %q, which is in no file before", op, clip(entity.ID))
		return bad
	default:
		bad.Reason, bad.Hint = fmt.Sprintf("%q is not an operation", clip(op)), "operations are ADD, MOD and DEL"
		return bad
	}
	return nil
}

// translate makes entries of parties, then adds what belongs to them, then relations.
func (r *ftmReader) translate() {
	r.order = slices.DeleteFunc(unique(r.order), func(id string) bool { return r.byID[id] == nil })
	var listed, others []*lookback.Entry
	for _, id := range r.order {
		entity := r.byID[id]
		kind, party := ftmParties[entity.Schema]
		if !party {
			continue
		}
		entry := r.party(entity, kind)
		if len(entry.Party.Names) == 0 {
			r.edition.problem(lookback.InputError{File: entity.at.file, Line: entity.at.line, Field: "name", Reason: fmt.Sprintf("%s %q has no name", entity.Schema, id)})
			continue
		}
		r.entries[id] = entry
		if entity.Target == nil || *entity.Target {
			listed = append(listed, entry)
		} else {
			others = append(others, entry)
		}
	}
	for _, id := range r.order {
		r.attach(r.byID[id])
	}
	for _, e := range listed {
		r.edition.Entries = append(r.edition.Entries, *e)
	}
	for _, e := range others {
		r.edition.Others = append(r.edition.Others, *e)
	}
}
