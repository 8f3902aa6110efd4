package api

import (
	"time"

	"lookback"
	"lookback/internal/casework"
)

// Case is a record under review: five answers to five questions and a statement about a threat.
type Case struct {
	Case        int64  `json:"case"`
	Record      int64  `json:"record"`
	Ground      string `json:"ground"`
	Identity    string `json:"identity"`
	Tie         string `json:"tie"`
	Whereabouts string `json:"whereabouts"`
	Outcome     string `json:"outcome"`
	Workflow    string `json:"workflow"`
	Threat      string `json:"threat"`
	Assignee    string `json:"assignee"`
	Opened      int64  `json:"opened"`
	Changed     int64  `json:"changed"`
}

// CaseOf translates c.
func CaseOf(c lookback.Case) Case {
	return Case{
		Case: c.ID, Record: c.RecordID, Ground: c.Ground.String(), Identity: string(c.Identity), Tie: string(c.Tie), Whereabouts: string(c.Whereabouts),
		Outcome: string(c.Outcome), Workflow: string(c.Workflow), Threat: string(c.Threat), Assignee: c.Assignee, Opened: c.Opened, Changed: c.Changed,
	}
}

// CaseEntry is one entry in the history of a case.
type CaseEntry struct {
	Position int64       `json:"position"`
	Kind     string      `json:"kind"`
	Actor    string      `json:"actor"`
	Recorded time.Time   `json:"recorded"`
	Change   *CaseChange `json:"change,omitempty"`
	Assignee string      `json:"assignee,omitempty"`
	Text     string      `json:"text,omitempty"`
}

// CaseChange is a change on one axis.
type CaseChange struct {
	Axis     string    `json:"axis"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Reason   string    `json:"reason"`
	Evidence []string  `json:"evidence"`
	Source   string    `json:"source"`
	Nature   string    `json:"nature,omitempty"`
	Basis    string    `json:"basis,omitempty"`
	Of       int64     `json:"of,omitempty"`
	Ruling   int64     `json:"ruling,omitempty"`
	Since    time.Time `json:"since"`
}

// CaseEntryOf translates e.
func CaseEntryOf(e lookback.CaseEntry) CaseEntry {
	wire := CaseEntry{Position: e.Position, Kind: string(e.Kind), Actor: e.Actor, Recorded: e.Recorded, Assignee: e.Assignee, Text: e.Text}
	if ch := e.Change; e.Kind == lookback.CaseChange {
		wire.Change = &CaseChange{
			Axis: string(ch.Axis), From: string(ch.From), To: string(ch.To), Reason: ch.Reason, Evidence: evidenceRefs(ch.Evidence), Source: ch.Source,
			Nature: string(ch.Legal.Nature), Basis: ch.Legal.Basis, Of: ch.Of, Ruling: ch.Ruling, Since: ch.Time,
		}
	}
	return wire
}

// Ruling is a named person's decision, and what the second person said of it.
type Ruling struct {
	Ruling        int64     `json:"ruling"`
	Case          int64     `json:"case"`
	State         string    `json:"state"`
	Axis          string    `json:"axis"`
	From          string    `json:"from"`
	To            string    `json:"to"`
	Person        string    `json:"person"`
	Reasons       string    `json:"reasons"`
	Contrary      string    `json:"contrary"`
	NoneFound     string    `json:"none_found"`
	Override      string    `json:"override"`
	Evidence      []string  `json:"evidence"`
	Recorded      time.Time `json:"recorded"`
	Needs         string    `json:"needs"`
	Second        string    `json:"second"`
	SecondReasons string    `json:"second_reasons"`
	Position      int64     `json:"position"`
}

// RulingOf translates r.
func RulingOf(r lookback.Ruling) Ruling {
	return Ruling{
		Ruling: r.ID, Case: r.CaseID, State: string(r.State), Axis: string(r.Axis), From: string(r.From), To: string(r.To), Person: r.Person, Reasons: r.Reasons,
		Contrary: r.Contrary.Considered, NoneFound: r.Contrary.NoneFound, Override: r.Override, Evidence: evidenceRefs(r.Evidence), Recorded: r.Recorded,
		Needs: r.Needs, Second: r.Second.Person, SecondReasons: r.Second.Reasons, Position: r.Position,
	}
}

func evidenceRefs(refs []lookback.EvidenceRef) []string {
	out := make([]string, len(refs))
	for i, r := range refs {
		out[i] = r.String()
	}
	return out
}

// CaseFile is a case with its history and rulings.
type CaseFile struct {
	Case
	RecordRef string      `json:"record_ref,omitempty"`
	History   []CaseEntry `json:"history"`
	Rulings   []Ruling    `json:"rulings"`

	Protections []Protection `json:"protections"`
	Terms       []Term       `json:"terms"`
}

// CaseFileOf translates a case with what belongs to it.
func CaseFileOf(f casework.File) CaseFile {
	return CaseFile{Case: CaseOf(f.Case), History: all(f.History, CaseEntryOf), Rulings: all(f.Rulings, RulingOf),
		Protections: ProtectionsOf(f.Protections), Terms: all(f.Terms, TermOf)}
}
