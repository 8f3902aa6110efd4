package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func runLink(id int64) string { return fmt.Sprintf("/runs/%d", id) }

// runsPage lists lookbacks, the newest first.
type runsPage struct {
	Runs     []lookback.Run
	Triggers []lookback.Trigger
	Sources  []store.SourceCount
	Expires  string // what the form proposes
}

func listRuns(q *ask) error {
	p := runsPage{Triggers: lookback.Triggers(), Expires: date(q.Now().AddDate(0, 1, 0))}
	err := q.view(func(tx store.Tx) (err error) {
		if p.Runs, err = newestRuns(tx); err != nil {
			return err
		}
		p.Sources, err = tx.ListSourcesAt(store.Now)
		return err
	})
	if err != nil {
		return err
	}
	return q.show("runs", tr("Lookbacks"), p)
}

// runPage is one lookback: what changed, who is affected, how far it has come.
type runPage struct {
	Run      lookback.Run
	Units    []store.Unit
	Done     int
	Alerts   []affected
	Paths    []pathRow
	Ordered  lookback.Event // the event that ordered it; zero while it is only proposed
	MayApply bool           // who looks may be the second person
}

// affected is an alert whose state a lookback made, with its record.
type affected struct {
	Alert   lookback.Alert
	Record  lookback.Record
	Protect []lookback.Protection
}

func showRun(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	var p runPage
	err = q.view(func(tx store.Tx) error {
		if p.Run, err = tx.GetRun(id); err != nil {
			return err
		}
		if p.Units, err = tx.ListUnits(id); err != nil {
			return err
		}
		if p.Run.Position > 0 {
			if p.Ordered, err = tx.GetEvent(p.Run.Position); err != nil {
				return err
			}
		}
		if !q.session.Actor.Has("records") { // who may not open records sees the numbers alone
			return nil
		}
		if p.Alerts, err = affectedBy(tx, id); err != nil {
			return err
		}
		paths, err := tx.ListPathAlerts(store.PathAlertFilter{At: closedAt(p.Run), RunID: id})
		if err != nil {
			return err
		}
		p.Paths, err = withProtections(tx, paths)
		return err
	})
	if err != nil {
		return err
	}
	for _, u := range p.Units {
		if u.Finished > 0 {
			p.Done++
		}
	}
	p.MayApply = p.Run.State == lookback.RunProposed && !screening.SamePerson(p.Run.By, q.person())
	return q.show("run", tr("Lookback %d", id), p)
}

// closedAt returns the position at which the results of a run are read: when it closed, or now.
func closedAt(r lookback.Run) int64 {
	if r.Closed > 0 {
		return r.Closed
	}
	return store.Now
}

// affectedBy returns the alerts whose state a run made, with their records, by priority.
func affectedBy(tx store.Tx, run int64) ([]affected, error) {
	r, err := tx.GetRun(run)
	if err != nil {
		return nil, err
	}
	alerts, err := tx.ListAlerts(store.AlertFilter{At: closedAt(r), RunID: run})
	if err != nil {
		return nil, err
	}
	return withRecords(tx, alerts)
}

// withRecords reads the records of alerts. An erased record leaves its alert out.
func withRecords(tx store.Tx, alerts []lookback.Alert) ([]affected, error) {
	var all []affected
	for _, a := range alerts {
		record, err := tx.GetRecordByID(a.RecordID, store.Now)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		protect, err := protectionsOf(tx, record.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, affected{a, record, protect})
	}
	return all, nil
}

func proposeRun(q *ask) error {
	expires, err := time.Parse(time.DateOnly, q.form("expires"))
	if err != nil {
		return &lookback.InputError{Field: "expires", Reason: fmt.Sprintf("%q is not a date", q.form("expires")), Hint: "write it as 2027-01-31"}
	}
	run, err := q.Screening.ProposeLookback(q.ctx(), screening.LookbackOrder{
		Trigger: lookback.Trigger(q.form("trigger")), Actor: q.person(), Scope: lookback.Scope{Sources: q.r.PostForm["source"]},
		Mandate: lookback.Mandate{Purpose: q.form("purpose"), Authority: q.form("authority"), Expires: expires},
	})
	if err != nil {
		return err
	}
	return q.to("%s", runLink(run.ID))
}

func approveRun(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Screening.ApproveLookback(q.ctx(), id, q.person()); err != nil {
		return err
	}
	q.Worker.Wake()
	return q.to("%s", runLink(id))
}

// A stream looks at the store every so often, because any process may carry the run out; it lasts a while, and a
// browser opens the next by itself.
const (
	streamEvery = 250 * time.Millisecond
	streamTime  = 5 * time.Minute
)

// streamRun sends how far a run has come, as server-sent events, until it is done.
func streamRun(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	now, err := q.progressOf(id) // before the stream begins, so that what is not there is answered as everywhere
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "text/event-stream")
	ctx, cancel := context.WithTimeout(q.ctx(), streamTime)
	defer cancel()
	tick := time.NewTicker(streamEvery)
	defer tick.Stop()
	for sent := (progress{}); ; {
		if now != sent {
			if err := q.send(now); err != nil || now.State == lookback.RunDone {
				return nil // a browser that went away is not ours to report
			}
			sent = now
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if now, err = q.progressOf(id); err != nil {
			return nil // the stream ends, and the page that the browser reads next says why
		}
	}
}

// progress is one message about a run.
type progress struct {
	State lookback.RunState `json:"state"`
	Done  int               `json:"done"`
	Total int               `json:"total"`
	Words string            `json:"words"`
}

func (q *ask) progressOf(id int64) (p progress, err error) {
	var run lookback.Run
	var units []store.Unit
	err = q.view(func(tx store.Tx) error {
		if run, err = tx.GetRun(id); err != nil {
			return err
		}
		units, err = tx.ListUnits(id)
		return err
	})
	p.State, p.Total = run.State, len(units)
	for _, u := range units {
		if u.Finished > 0 {
			p.Done++
		}
	}
	p.Words = tr("%d of %d units of work are done", p.Done, p.Total)
	return p, err
}

func (q *ask) send(p progress) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err // unreachable: numbers and texts always encode
	}
	if _, err := fmt.Fprintf(q.w, "data: %s\n\n", data); err != nil {
		return err
	}
	return http.NewResponseController(q.w).Flush()
}
