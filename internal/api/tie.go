package api

import (
	"time"

	"lookback"
)

// Tie is one sourced, dated, graded assertion that connects two parties.
type Tie struct {
	ID         string    `json:"tie"`
	Subject    string    `json:"subject"`
	Class      string    `json:"class"`
	Object     string    `json:"object"`
	Knowledge  string    `json:"knowledge"`
	Share      string    `json:"share"`
	From       string    `json:"from"`
	To         string    `json:"to"`
	AssertedBy string    `json:"asserted_by"`
	Source     string    `json:"source"`
	Origin     string    `json:"origin"`
	Grade      string    `json:"grade"`
	Kind       string    `json:"kind"`
	Ceiling    string    `json:"ceiling"`
	Sharing    string    `json:"sharing"`
	Action     string    `json:"action"`
	Conditions string    `json:"conditions"`
	Recorded   time.Time `json:"recorded"`
	ReviewBy   time.Time `json:"review_by"`
	Supports   []string  `json:"supports"`
	Opposes    []string  `json:"opposes"`
	Supersedes string    `json:"supersedes"`
	Note       string    `json:"note"`
	Position   int64     `json:"position"`
}

// TieOf translates t.
func TieOf(t lookback.Tie) Tie {
	out := Tie{
		ID: t.ID, Subject: t.Subject.String(), Class: string(t.Class), Object: t.Object.String(), Knowledge: string(t.Knowledge),
		From: t.From.Raw, To: t.To.Raw, AssertedBy: t.AssertedBy, Source: t.Source, Origin: t.OriginalSource(), Grade: t.Grade.String(),
		Kind: string(t.Kind), Ceiling: string(t.Ceiling()), Sharing: string(t.Handling.Sharing), Action: string(t.Handling.Action),
		Conditions: t.Handling.Note, Recorded: t.Recorded, ReviewBy: t.ReviewBy, Supports: list(t.Supports), Opposes: list(t.Opposes),
		Supersedes: t.Supersedes, Note: t.Note, Position: t.Position,
	}
	if t.Share.Known {
		out.Share = t.Share.String()
	}
	return out
}

// Network is a named set of parties and ties.
type Network struct {
	ID       string    `json:"network"`
	Name     string    `json:"name"`
	Summary  string    `json:"summary"`
	Ground   string    `json:"ground"`
	By       string    `json:"by"`
	Sharing  string    `json:"sharing"`
	Action   string    `json:"action"`
	Recorded time.Time `json:"recorded"`
	ReviewBy time.Time `json:"review_by"`
	Position int64     `json:"position"`
}

// NetworkOf translates n.
func NetworkOf(n lookback.Network) Network {
	return Network{ID: n.ID, Name: n.Name, Summary: n.Summary, Ground: n.Ground, By: n.By, Sharing: string(n.Handling.Sharing),
		Action: string(n.Handling.Action), Recorded: n.Recorded, ReviewBy: n.ReviewBy, Position: n.Position}
}

// PathEvidence is a path in words and hop by hop, with what a reader must not overlook. Strength orders a queue; it is a
// whole number so that nobody takes it for a likelihood.
type PathEvidence struct {
	Words       string    `json:"words"`
	Caveats     []string  `json:"caveats"`
	Hops        []PathHop `json:"hops"`
	Strength    int       `json:"strength"`
	Combined    int       `json:"combined"`
	Paths       int       `json:"paths"`
	Independent int       `json:"independent"`
	Ceiling     string    `json:"ceiling"`
	Historic    bool      `json:"historic"`
	Sharing     string    `json:"sharing"`
	Action      string    `json:"action"`
	AsStrong    int       `json:"records_as_strong"` // base rate: records with a path at least as strong
	OfRecords   int       `json:"of_records"`        // records that have any tie
	NotExamined int       `json:"not_examined"`
	Cause       PathCause `json:"cause"`
	On          string    `json:"on"`
	Rules       string    `json:"rules"`
}

// PathHop is one hop of a path.
type PathHop struct {
	Tie     string `json:"tie"`
	From    string `json:"from"`
	To      string `json:"to"`
	Class   string `json:"class"`
	Forward bool   `json:"forward"`
	Began   string `json:"began"`
	Ended   string `json:"ended"`
	Source  string `json:"source"`
	Grade   string `json:"grade"`
	Kind    string `json:"kind"`
	Over    bool   `json:"over"`
	Overdue bool   `json:"overdue"`
}

// PathCause is what made a best path differ.
type PathCause struct {
	Kind string   `json:"kind"`
	Ties []string `json:"ties"`
	Node string   `json:"node"`
}

// PathEvidenceOf translates e.
func PathEvidenceOf(e lookback.PathEvidence) PathEvidence {
	out := PathEvidence{
		Words: e.Words, Caveats: list(e.Caveats), Hops: []PathHop{}, Strength: int(e.Strength), Combined: int(e.Combined), Paths: e.Paths,
		Independent: e.Independent, Ceiling: string(e.Ceiling), Historic: e.Historic, Sharing: string(e.Handling.Sharing), Action: string(e.Handling.Action),
		AsStrong: e.BaseRate.Records, OfRecords: e.BaseRate.Of, NotExamined: e.NotExamined,
		Cause: PathCause{Kind: e.Cause.Kind, Ties: list(e.Cause.Ties)}, On: e.On.String(), Rules: e.Graph,
	}
	if e.Cause.Node.ID != "" {
		out.Cause.Node = e.Cause.Node.String()
	}
	for _, h := range e.Hops {
		out.Hops = append(out.Hops, PathHop{Tie: h.Tie, From: h.From.String(), To: h.To.String(), Class: string(h.Class), Forward: h.Forward,
			Began: h.Began.Raw, Ended: h.Ended.Raw, Source: h.Source, Grade: h.Grade, Kind: string(h.Kind), Over: h.Over, Overdue: h.Overdue})
	}
	return out
}

// PathAlert is one reason to look that rests on ties.
type PathAlert struct {
	ID       int64        `json:"id"`
	Record   string       `json:"record"`
	Target   string       `json:"target"`
	State    string       `json:"state"`
	Reason   string       `json:"reason"`
	Opened   int64        `json:"opened"`
	Changed  int64        `json:"changed"`
	Run      int64        `json:"run"`
	Evidence PathEvidence `json:"evidence"`
}

// PathAlertOf translates a.
func PathAlertOf(a lookback.PathAlert) PathAlert {
	return PathAlert{ID: a.ID, Record: a.Record, Target: a.Target.String(), State: string(a.State), Reason: a.Reason,
		Opened: a.Opened, Changed: a.Changed, Run: a.RunID, Evidence: PathEvidenceOf(a.Evidence)}
}
