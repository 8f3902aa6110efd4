package api

import (
	"time"

	"lookback"
	"lookback/internal/casework"
)

// Work is a case with until when its next step is due. How that is called is a matter of the profile of who looks.
type Work struct {
	Case      int64     `json:"case"`
	Workflow  string    `json:"workflow"`
	Assignee  string    `json:"assignee"`
	Since     time.Time `json:"since"`
	Due       time.Time `json:"due"`
	Late      bool      `json:"late"`
	Escalated string    `json:"escalated"`
}

// WorkOf translates w.
func WorkOf(w casework.Work) Work {
	return Work{w.Case.ID, string(w.Case.Workflow), w.Case.Assignee, w.Since, w.Due, w.Late, w.Escalated}
}

// Back translates w back, as far as a worklist tells of the case.
func (w Work) Back() casework.Work {
	return casework.Work{Case: lookback.Case{ID: w.Case, Workflow: lookback.AxisValue(w.Workflow), Assignee: w.Assignee}, Since: w.Since, Due: w.Due, Late: w.Late, Escalated: w.Escalated}
}

// TimelineValue is a value of an axis and the two times of it: when it held in the world, and when it became known here.
type TimelineValue struct {
	Axis     string    `json:"axis"`
	Value    string    `json:"value"`
	From     time.Time `json:"held_from"`
	Until    time.Time `json:"held_until,omitzero"`
	Recorded time.Time `json:"recorded"`
	Actor    string    `json:"actor"`
	Position int64     `json:"position"`
}

// TimelineValueOf translates h.
func TimelineValueOf(h casework.Held) TimelineValue {
	return TimelineValue{string(h.Axis), string(h.Value), h.From, h.Until, h.Recorded, h.Actor, h.Position}
}

// Back translates h back.
func (h TimelineValue) Back() casework.Held {
	return casework.Held{Axis: lookback.Axis(h.Axis), Value: lookback.AxisValue(h.Value), From: h.From, Until: h.Until, Recorded: h.Recorded, Actor: h.Actor, Position: h.Position}
}
