package api

import (
	"time"

	"lookback"
)

// Redress is a request by the person concerned to look again and correct.
type Redress struct {
	Redress        int64     `json:"redress"`
	Number         string    `json:"number"`
	Case           int64     `json:"case"`
	State          string    `json:"state"`
	Requester      string    `json:"requester"`
	Representative string    `json:"representative"`
	Authority      string    `json:"authority"`
	Statement      string    `json:"statement"`
	Received       time.Time `json:"received"`
	AcknowledgeBy  time.Time `json:"acknowledge_by"`
	AnswerBy       time.Time `json:"answer_by"`
	FinishBy       time.Time `json:"finish_by"`
	Late           bool      `json:"late"`
	Reviewer       string    `json:"reviewer"`
	Summary        string    `json:"summary"`
	Wrong          []string  `json:"wrong"` // alerts that meant somebody else
	Position       int64     `json:"position"`

	Steps []RedressStep `json:"steps"` // that were taken, in their order
}

// RedressStep is one step of a request that was taken.
type RedressStep struct {
	Step     string    `json:"step"` // acknowledged, answered or decided
	Person   string    `json:"person"`
	Words    string    `json:"words"`
	Recorded time.Time `json:"recorded"`
}

// The steps of a request.
const (
	stepAcknowledged = "acknowledged"
	stepAnswered     = "answered"
	stepDecided      = "decided"
)

// RedressOf translates r as of a time.
func RedressOf(r lookback.Redress, now time.Time) Redress {
	out := Redress{Redress: r.ID, Number: r.Number, Case: r.CaseID, State: string(r.State), Requester: r.Requester, Representative: r.Representative,
		Authority: r.Authority, Statement: r.Statement, Received: r.Received, AcknowledgeBy: r.AcknowledgeBy, AnswerBy: r.AnswerBy, FinishBy: r.FinishBy,
		Late: r.Late(now), Reviewer: r.Reviewer, Summary: r.Summary, Wrong: []string{}, Position: r.Position}
	for _, ref := range r.Wrong {
		out.Wrong = append(out.Wrong, ref.String())
	}
	out.Steps = []RedressStep{}
	for _, s := range []struct {
		step string
		said lookback.Approval
	}{{stepAcknowledged, r.Acknowledged}, {stepAnswered, r.Answered}, {stepDecided, r.Decided}} {
		if s.said.Person != "" {
			out.Steps = append(out.Steps, RedressStep{s.step, s.said.Person, s.said.Reasons, s.said.Recorded})
		}
	}
	return out
}

// Asked is a task or an enquiry in a case.
type Asked struct {
	Asked    int64     `json:"asked"`
	Case     int64     `json:"case"`
	Kind     string    `json:"kind"`
	Of       string    `json:"of"`
	Question string    `json:"question"`
	By       string    `json:"by"`
	Made     time.Time `json:"made"`
	Due      time.Time `json:"due"`
	Late     bool      `json:"late"`
	State    string    `json:"state"`
	Answer   string    `json:"answer"`
	Position int64     `json:"position"`
}

// AskedOf translates x as of a time.
func AskedOf(x lookback.Asked, now time.Time) Asked {
	return Asked{Asked: x.ID, Case: x.CaseID, Kind: string(x.Kind), Of: x.Of, Question: x.Question, By: x.By, Made: x.Made, Due: x.Due, Late: x.Late(now),
		State: string(x.State), Answer: x.Answer.Reasons, Position: x.Position}
}

// Attachment is a file that belongs to a case, by its hash.
type Attachment struct {
	Attachment int64     `json:"attachment"`
	Case       int64     `json:"case"`
	Name       string    `json:"name"`
	Hash       string    `json:"hash"`
	Size       int64     `json:"size"`
	Where      string    `json:"where"`
	Note       string    `json:"note"`
	By         string    `json:"by"`
	Added      time.Time `json:"added"`
	Position   int64     `json:"position"`
}

// AttachmentOf translates x.
func AttachmentOf(x lookback.Attachment) Attachment {
	return Attachment{Attachment: x.ID, Case: x.CaseID, Name: x.Name, Hash: x.Hash, Size: x.Size, Where: x.Where, Note: x.Note, By: x.By, Added: x.Added, Position: x.Position}
}

// Access is one look at what is sensitive.
type Access struct {
	Access   int64     `json:"access"`
	Person   string    `json:"person"`
	Action   string    `json:"action"`
	What     string    `json:"what"`
	Purpose  string    `json:"purpose"`
	Record   int64     `json:"record"`
	Time     time.Time `json:"time"`
	Position int64     `json:"position"`
}

// AccessOf translates x.
func AccessOf(x lookback.Access) Access {
	return Access{Access: x.ID, Person: x.Person, Action: string(x.Action), What: x.What, Purpose: x.Purpose, Record: x.RecordID, Time: x.Time, Position: x.Position}
}
