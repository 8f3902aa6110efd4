package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func runRoutes() []Route {
	return []Route{
		get("/runs", ReadRuns, "List lookbacks, oldest first", Page[Run]{}, answer(listRuns), pageQuery(Param{"state", "only runs in this state"})...),
		get("/runs/{run}", ReadRuns, "Show a lookback with the alerts whose state it made", RunDetail{}, answer(getRun)),
		{Method: http.MethodGet, Path: prefix + "/runs/{run}/progress", Permission: ReadRuns, Summary: "Follow a lookback until it is done, as server-sent events",
			Gives: "text/event-stream", handle: (*call).followRun},
		post("/runs", ProposeRuns, "Propose a lookback; a second person approves it", RunOrder{}, Run{}, command(proposeRun)),
		post("/runs/{run}/approve", ApproveRuns, "Approve a lookback that another person proposed, and order it", Nothing{}, Run{}, command(approveRun)),
		post("/runs/{run}/check", ReadRuns, "Repeat a lookback as a full scan and compare the sets", Nothing{}, Check{}, command(checkRun)),
	}
}

// Nothing is the body of a command that needs no words: {}.
type Nothing struct{}

func listRuns(c *call) (Page[Run], error) {
	state, err := oneOf(c, "state", lookback.RunProposed, lookback.RunPending, lookback.RunRunning, lookback.RunDone)
	if err != nil {
		return Page[Run]{}, err
	}
	return numbered(c, func(after int64, limit int) (runs []lookback.Run, err error) {
		err = c.view(func(tx store.Tx) (err error) {
			runs, err = tx.ListRuns(state, after, limit)
			return err
		})
		return runs, err
	}, func(r lookback.Run) int64 { return r.ID }, RunOf)
}

// RunDetail is a lookback with the alerts whose state it made.
type RunDetail struct {
	Run
	Alerts []Affected  `json:"alerts"`
	Paths  []PathAlert `json:"paths"`
	Gaps   []Gap       `json:"gaps"`

	Protected []Protected `json:"protected"`
}

// Affected is a record that a lookback affected, with one alert that it opened, changed or ended.
type Affected struct {
	Record string `json:"record"`
	Alert  Alert  `json:"alert"`
	Name   string `json:"name"`
}

// Protected is a record that a lookback affected and that is protected now, whatever it was then (R32).
type Protected struct {
	Record      string   `json:"record"`
	Protections []string `json:"protections"`
}

// ProtectedAmong returns those of some records, named by ID, that are protected now, by name.
func ProtectedAmong(tx store.Tx, records map[int64]string) ([]Protected, error) {
	out := []Protected{}
	for id, ref := range records {
		held, err := tx.ProtectionsOf(id, store.Now)
		if err != nil {
			return nil, err
		}
		held = slices.DeleteFunc(held, func(p lookback.Protection) bool { return !p.Holds() })
		if len(held) > 0 {
			out = append(out, Protected{ref, all(held, func(p lookback.Protection) string { return string(p.Kind) })})
		}
	}
	slices.SortFunc(out, func(a, b Protected) int { return cmp.Compare(a.Record, b.Record) })
	return out, nil
}

func getRun(c *call) (out RunDetail, err error) {
	id, err := c.number("run")
	if err != nil {
		return out, err
	}
	err = c.view(func(tx store.Tx) error {
		run, err := tx.GetRun(id)
		if err != nil {
			return err
		}
		out, err = runDetail(tx, run)
		return err
	})
	return out, err
}

// runDetail reads what a run did, as of its end.
func runDetail(tx store.Tx, run lookback.Run) (RunDetail, error) {
	out := RunDetail{Run: RunOf(run), Alerts: []Affected{}, Paths: []PathAlert{}}
	at := run.Closed
	if at == 0 {
		at = store.Now
	}
	alerts, err := tx.ListAlerts(store.AlertFilter{At: at, RunID: run.ID})
	if err != nil {
		return out, err
	}
	affected := map[int64]string{}
	for _, a := range alerts {
		record, err := tx.GetRecordByID(a.RecordID, at)
		if errors.Is(err, lookback.ErrNotFound) {
			continue // it was erased since, and its alert with it
		}
		if err != nil {
			return out, err
		}
		affected[record.ID] = record.Ref()
		out.Alerts = append(out.Alerts, Affected{record.Ref(), AlertOf(a), record.Party.Names[0].Full})
	}
	paths, err := tx.ListPathAlerts(store.PathAlertFilter{At: at, RunID: run.ID})
	if err != nil {
		return out, err
	}
	paths = slices.DeleteFunc(paths, func(p lookback.PathAlert) bool { return p.Record == "" }) // erased
	out.Paths = all(paths, PathAlertOf)
	for _, p := range paths {
		affected[p.RecordID] = p.Record
	}
	if out.Protected, err = ProtectedAmong(tx, affected); err != nil {
		return out, err
	}
	gaps, err := screening.GapsOf(tx, run)
	out.Gaps = GapsOf(gaps)
	return out, err
}

// RunOrder is a lookback that a person proposes.
type RunOrder struct {
	Trigger   string    `json:"trigger"`
	Purpose   string    `json:"purpose"`
	Authority string    `json:"authority"`
	Expires   time.Time `json:"expires"`
	Sources   []string  `json:"sources,omitempty"` // source systems in scope; all when left out
}

func proposeRun(c *call, in RunOrder) (Run, error) {
	run, err := c.Screening.ProposeLookback(c.ctx(), screening.LookbackOrder{
		Trigger: lookback.Trigger(in.Trigger), Mandate: lookback.Mandate{Purpose: in.Purpose, Authority: in.Authority, Expires: in.Expires},
		Scope: lookback.Scope{Sources: in.Sources}, Actor: c.caller.Person,
	})
	return RunOf(run), err
}

func approveRun(c *call, _ Nothing) (Run, error) {
	id, err := c.number("run")
	if err != nil {
		return Run{}, err
	}
	run, err := c.Screening.ApproveLookback(c.ctx(), id, c.caller.Person)
	if err == nil {
		c.Worker.Wake()
	}
	return RunOf(run), err
}

// Check compares a lookback with a full scan. The sets are equal where Missing and Extra are 0.
type Check struct {
	Run          int64   `json:"run"`
	Pairs        int     `json:"pairs"`
	Missing      int     `json:"missing"`
	Extra        int     `json:"extra"`
	SecondsIndex float64 `json:"seconds_index"`
	SecondsScan  float64 `json:"seconds_scan"`
}

// CheckOf translates r.
func CheckOf(r screening.CheckResult) Check {
	return Check{r.Run.ID, r.Pairs, r.Missing, r.Extra, r.Index.Seconds(), r.Scan.Seconds()}
}

func checkRun(c *call, _ Nothing) (Check, error) {
	id, err := c.number("run")
	if err != nil {
		return Check{}, err
	}
	r, err := c.Screening.Check(c.ctx(), id, func(lookback.Run, int, int) {})
	return CheckOf(r), err
}

// followRun sends an event whenever the run has moved, and a last one with the run when it is done. A run that awaits
// approval is sent as it is: nothing moves before somebody acts.
func (c *call) followRun() error {
	id, err := c.number("run")
	if err != nil {
		return err
	}
	var last Progress
	for sent := false; ; {
		progress, moved := c.Worker.watch(id)
		run, err := c.run(id)
		if err != nil {
			return err
		}
		if !sent {
			c.w.Header().Set("Content-Type", "text/event-stream")
			sent = true
		}
		if run.State == lookback.RunDone || run.State == lookback.RunProposed {
			return c.event(string(run.State), RunOf(run))
		}
		if progress != last {
			if err := c.event("progress", progress); err != nil {
				return nil // the client went away
			}
			last = progress
		}
		select {
		case <-c.ctx().Done():
			return nil
		case <-c.Worker.ended:
			return nil // the server ends; the client asks again at the next start
		case <-moved:
		}
	}
}

func (c *call) run(id int64) (run lookback.Run, err error) {
	err = c.view(func(tx store.Tx) error {
		run, err = tx.GetRun(id)
		return err
	})
	return run, err
}

// event sends one server-sent event.
func (c *call) event(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode an event: %w", err)
	}
	if _, err := fmt.Fprintf(c.w, "event: %s\ndata: %s\n\n", name, data); err != nil {
		return err
	}
	return http.NewResponseController(c.w).Flush()
}
