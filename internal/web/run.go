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
	Page     cursor
	Triggers []lookback.Trigger
	Sources  []store.SourceCount
	Expires  string // what the form proposes
}

func listRuns(q *ask) error {
	p := runsPage{Triggers: lookback.Triggers(), Expires: date(q.Now().AddDate(0, 1, 0))}
	after, err := q.afterNumber()
	if err != nil {
		return err
	}
	err = q.view(func(tx store.Tx) error {
		if p.Runs, err = tx.NewestRuns(after, pageSize+1); err != nil {
			return err
		}
		p.Runs, p.Page = cursorOf(q, p.Runs, func(r lookback.Run) string { return fmt.Sprint(r.ID) })
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
	Units    int // of work
	Done     int // of them
	Alerts   []affected
	Paths    []pathRow
	Page     cursor         // of the alerts, then of the paths
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
		if p.Units, p.Done, err = tx.CountUnits(id); err != nil {
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
		return p.readFound(q, tx)
	})
	if err != nil {
		return err
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

// readFound reads a page of what the run made: alerts by ID, then path alerts by ID.
func (p *runPage) readFound(q *ask, tx store.Tx) (err error) {
	var after lookback.EvidenceRef
	if text := q.query("after"); text != "" {
		if after, err = lookback.ParseEvidenceRef(text); err != nil {
			return noPlace(text)
		}
	}
	at, limit := closedAt(p.Run), pageSize+1 // one more, to know whether any follow
	var refs []lookback.EvidenceRef
	var alerts []lookback.Alert
	if after.Kind != lookback.EvidencePathAlert {
		if alerts, err = tx.ListAlerts(store.AlertFilter{At: at, RunID: p.Run.ID, AfterID: after.Number(), Limit: limit}); err != nil {
			return err
		}
		for _, a := range alerts {
			refs = append(refs, lookback.AlertEvidence(a.ID))
		}
		after = lookback.EvidenceRef{}
	}
	var paths []lookback.PathAlert
	if len(refs) < limit {
		paths, err = tx.ListPathAlerts(store.PathAlertFilter{At: at, RunID: p.Run.ID, AfterID: after.Number(), Limit: limit - len(refs)})
		for _, a := range paths {
			refs = append(refs, lookback.PathAlertEvidence(a.ID))
		}
		if err != nil {
			return err
		}
	}
	refs, p.Page = cursorOf(q, refs, lookback.EvidenceRef.String)
	alerts = alerts[:min(len(alerts), len(refs))]
	if p.Alerts, err = withRecords(tx, alerts); err != nil {
		return err
	}
	p.Paths, err = withProtections(tx, paths[:len(refs)-len(alerts)])
	return err
}

// withRecords reads the records of alerts. An erased record leaves its alert out.
func withRecords(tx store.Tx, alerts []lookback.Alert) ([]affected, error) {
	var all []affected
	for _, a := range alerts {
		record, protect, err := personOf(tx, a.RecordID)
		if err != nil {
			return nil, err
		}
		if record.ID != 0 {
			all = append(all, affected{a, record, protect})
		}
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
	err = q.view(func(tx store.Tx) error {
		run, err := tx.GetRun(id)
		if err != nil {
			return err
		}
		p.State = run.State
		p.Total, p.Done, err = tx.CountUnits(id)
		return err
	})
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
