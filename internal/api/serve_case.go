package api

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func caseRoutes() []Route {
	return []Route{
		get("/cases", ReadCases, "List cases in the order of work: what a directive wants first, then the oldest", Page[QueuedCase]{}, answer(listCases),
			pageQuery(Param{"workflow", "only cases whose work stands there"}, Param{"assignee", "only cases of this person"})...),
		get("/cases/{case}", ReadCases, "Show a case with its history and rulings; the ETag names its state", ReviewedCase{}, answer(getCase), Param{"purpose", "why you look; needed where the case is sensitive, and recorded then"}),
		get("/worklist", ReadCases, "List the cases to work on, those that are due first in front, and to whom late ones are escalated", Page[Work]{}, answer(listWork),
			pageQuery(Param{"assignee", "only cases of this person"}, Param{"late", "true: only those that are late"})...),
		get("/cases/{case}/timeline", ReadCases, "Tell what held in a case when, as it is known now or was known at a time", Page[TimelineValue]{}, answer(listTimeline),
			pageQuery(Param{"known_at", "as it was known then"}, Param{"purpose", "why you look; needed where the case is sensitive, and recorded then"})...),
		post("/cases", WorkCases, "Open a case from an alert", CaseOpening{}, Case{}, command(openCase)),
		post("/cases/{case}/changes", WorkCases, "Record a change on one axis; with If-Match only of the state that was seen", ChangeOrder{}, Case{}, command(changeCase)),
		post("/cases/{case}/rulings", WorkCases, "Rule on one axis; with If-Match only of the state that was seen", RulingOrder{}, Ruling{}, command(ruleCase)),
		post("/cases/{case}/assignment", WorkCases, "Give a case to a person, or take it from everybody; with If-Match only of the state that was seen", Assignment{}, Case{}, command(assignCase)),
		post("/cases/{case}/notes", WorkCases, "Add a note to a case", Note{}, Case{}, command(noteCase)),
		post("/rulings/{ruling}/second", SecondCases, "Review a ruling as the second person; refused for the person who made it", SecondOrder{}, Ruling{}, command(secondRuling)),
	}
}

func listCases(c *call) (Page[QueuedCase], error) {
	f := store.CaseFilter{Workflow: lookback.AxisValue(c.query("workflow")), Assignee: c.query("assignee")}
	if f.Workflow != "" {
		if err := lookback.AxisWorkflow.Check(f.Workflow); err != nil {
			return Page[QueuedCase]{}, err
		}
	}
	return marked(c, casework.ParseCaseMark, func(after casework.CaseMark, limit int) ([]casework.QueuedCase, casework.CaseMark, error) {
		return c.Cases.CasePage(c.ctx(), f, after, limit)
	}, QueuedCaseOf)
}

func listWork(c *call) (Page[Work], error) {
	late, err := c.flag("late")
	if err != nil {
		return Page[Work]{}, err
	}
	return marked(c, casework.ParseWorkMark, func(after casework.WorkMark, limit int) ([]casework.Work, casework.WorkMark, error) {
		return c.Cases.WorkPage(c.ctx(), casework.WorkFilter{Assignee: c.query("assignee"), Late: late}, after, limit)
	}, WorkOf)
}

func listTimeline(c *call) (Page[TimelineValue], error) {
	id, err := c.number("case")
	if err != nil {
		return Page[TimelineValue]{}, err
	}
	at, err := c.time("known_at")
	if err != nil {
		return Page[TimelineValue]{}, err
	}
	held, err := c.Cases.Timeline(c.ctx(), id, at, casework.Reader{Person: c.caller.Person, Purpose: c.query("purpose")})
	if err != nil {
		return Page[TimelineValue]{}, err
	}
	return sliced(c, held, TimelineValueOf)
}

func getCase(c *call) (ReviewedCase, error) {
	id, err := c.number("case")
	if err != nil {
		return ReviewedCase{}, err
	}
	f, err := c.Cases.ReadFile(c.ctx(), id, casework.Reader{Person: c.caller.Person, Purpose: c.query("purpose")})
	if err != nil {
		return ReviewedCase{}, err
	}
	care, err := c.Cases.GetCare(c.ctx(), id)
	if err != nil {
		return ReviewedCase{}, err
	}
	c.tag(f.Case)
	out := ReviewedCase{CaseFileOf(f), CareOf(care)}
	out.RecordRef = f.Record.Ref()
	return out, nil
}

// tag names the state of a case by the journal position that made it.
func (c *call) tag(x lookback.Case) { c.w.Header().Set("ETag", fmt.Sprintf(`"%d"`, x.Changed)) }

// caseSeen returns the case of the path, and the cases as they may be changed by somebody who has seen the state that
// If-Match names.
func (c *call) caseSeen() (int64, *casework.Service, error) {
	id, err := c.number("case")
	seen := c.r.Header.Get("If-Match")
	if err != nil || seen == "" || seen == "*" {
		return id, c.Cases, err
	}
	unquoted, err := strconv.Unquote(seen)
	if err != nil {
		unquoted = ""
	}
	position, err := strconv.ParseInt(unquoted, 10, 64)
	if err != nil {
		return id, nil, &lookback.InputError{Field: "If-Match", Reason: fmt.Sprintf("%s is not the ETag of a case", seen), Hint: "send the ETag as it came"}
	}
	return id, c.Cases.Seeing(position), nil
}

// changed answers a change of a case with its new state.
func (c *call) changed(x lookback.Case, err error) (Case, error) {
	if err == nil {
		c.tag(x)
	}
	return CaseOf(x), c.unseen(err)
}

// unseen says a conflict about If-Match in HTTP's own way.
func (c *call) unseen(err error) error {
	if err == nil || !casework.Moved(err) {
		return err
	}
	return refusal(lookback.ErrConflict, http.StatusPreconditionFailed, err.Error(), "Read the case again, then decide.")
}

// CaseOpening names the alert that a case is opened from.
type CaseOpening struct {
	Alert string `json:"alert"` // alert:3 or path-alert:1
}

func openCase(c *call, in CaseOpening) (Case, error) {
	ground, err := lookback.ParseEvidenceRef(in.Alert)
	if err != nil {
		return Case{}, err
	}
	x, err := c.Cases.OpenCase(c.ctx(), ground, c.caller.Person)
	return c.changed(x, err)
}

// Grounds are what changes and rulings rest on.
type Grounds struct {
	Axis     string    `json:"axis"`
	From     string    `json:"from,omitempty"` // what the person saw; whatever holds now when left out
	To       string    `json:"to"`
	Evidence []string  `json:"evidence,omitempty"` // alert:3, path-alert:1, tie:T-7 or document:REFERENCE
	Source   string    `json:"source,omitempty"`
	Nature   string    `json:"nature,omitempty"` // of a legal action: administrative or criminal
	Basis    string    `json:"basis,omitempty"`  // of a legal action
	Since    time.Time `json:"since,omitzero"`
}

func (g Grounds) evidence() ([]lookback.EvidenceRef, error) {
	var refs []lookback.EvidenceRef
	for _, text := range g.Evidence {
		ref, err := lookback.ParseEvidenceRef(text)
		if err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	return refs, nil
}

func (g Grounds) legal() lookback.Legal {
	return lookback.Legal{Nature: lookback.LegalNature(g.Nature), Basis: g.Basis}
}

// ChangeOrder asks for a change on one axis.
type ChangeOrder struct {
	Grounds
	Reason string `json:"reason"`
}

func changeCase(c *call, in ChangeOrder) (Case, error) {
	id, cases, err := c.caseSeen()
	if err != nil {
		return Case{}, err
	}
	evidence, err := in.evidence()
	if err != nil {
		return Case{}, err
	}
	x, err := cases.Change(c.ctx(), casework.ChangeOrder{
		Case: id, Axis: lookback.Axis(in.Axis), From: lookback.AxisValue(in.From), To: lookback.AxisValue(in.To), Actor: c.caller.Person,
		Reason: in.Reason, Evidence: evidence, Source: in.Source, Legal: in.legal(), Time: in.Since,
	})
	return c.changed(x, err)
}

// RulingOrder asks for a ruling on one axis, or on the threat statement.
type RulingOrder struct {
	Grounds
	Reasons         string `json:"reasons"`
	Contrary        string `json:"contrary,omitempty"`          // what points the other way, and what was made of it
	LookedNoneFound bool   `json:"looked_none_found,omitempty"` // the caller signs that they looked and found none
	Override        string `json:"override,omitempty"`          // why identity is confirmed although no independent identifier agrees
	Of              int64  `json:"of,omitempty"`                // for a duplicate: the case that it repeats
}

func ruleCase(c *call, in RulingOrder) (Ruling, error) {
	id, cases, err := c.caseSeen()
	if err != nil {
		return Ruling{}, err
	}
	evidence, err := in.evidence()
	if err != nil {
		return Ruling{}, err
	}
	order := casework.RulingOrder{
		Case: id, Axis: lookback.Axis(in.Axis), From: lookback.AxisValue(in.From), To: lookback.AxisValue(in.To), Person: c.caller.Person,
		Reasons: in.Reasons, Contrary: lookback.Contrary{Considered: in.Contrary}, Override: in.Override, Evidence: evidence, Source: in.Source,
		Legal: in.legal(), Of: in.Of, Time: in.Since,
	}
	if in.LookedNoneFound {
		order.Contrary.NoneFound = c.caller.Person
	}
	r, err := cases.Rule(c.ctx(), order)
	return RulingOf(r), c.unseen(err)
}

// SecondOrder is what a second person says about a ruling.
type SecondOrder struct {
	Agrees  bool   `json:"agrees"`
	Reasons string `json:"reasons"`
}

func secondRuling(c *call, in SecondOrder) (Ruling, error) {
	id, err := c.number("ruling")
	if err != nil {
		return Ruling{}, err
	}
	r, err := c.Cases.Second(c.ctx(), casework.SecondOrder{Ruling: id, Person: c.caller.Person, Agrees: in.Agrees, Reasons: in.Reasons})
	return RulingOf(r), err
}

// Assignment gives a case to a person.
type Assignment struct {
	To     string `json:"to"` // nobody when empty
	Reason string `json:"reason"`
}

func assignCase(c *call, in Assignment) (Case, error) {
	id, cases, err := c.caseSeen()
	if err != nil {
		return Case{}, err
	}
	x, err := cases.Assign(c.ctx(), id, in.To, c.caller.Person, in.Reason)
	return c.changed(x, err)
}

// Note is what somebody adds to a case in words.
type Note struct {
	Text string `json:"text"`
}

func noteCase(c *call, in Note) (Case, error) {
	id, err := c.number("case")
	if err != nil {
		return Case{}, err
	}
	x, err := c.Cases.Note(c.ctx(), id, c.caller.Person, in.Text)
	return c.changed(x, err)
}
