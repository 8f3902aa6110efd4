package api

import (
	"time"

	"lookback"
)

// Run is one lookback.
type Run struct {
	ID            int64     `json:"id"`
	Trigger       string    `json:"trigger"`
	Cause         string    `json:"cause"`
	State         string    `json:"state"`
	Routine       bool      `json:"routine"`
	By            string    `json:"by"`
	Purpose       string    `json:"purpose"`
	Authority     string    `json:"authority"`
	Approver      string    `json:"approver"`
	Expires       time.Time `json:"expires,omitzero"` // of a mandate; a routine run has none
	Position      int64     `json:"position"`
	Policy        int       `json:"policy"`
	Matcher       string    `json:"matcher"`
	StartedAt     time.Time `json:"started_at"`
	FinishedAt    time.Time `json:"finished_at,omitzero"`
	Changes       int       `json:"changes"`
	InScope       int       `json:"in_scope"`
	Searched      int       `json:"searched"`
	Excluded      int       `json:"excluded"`
	ExcludedWhy   string    `json:"excluded_why"`
	Affected      int       `json:"affected"`
	AlertsOpened  int       `json:"alerts_opened"`
	AlertsEnded   int       `json:"alerts_ended"`
	AlertsChanged int       `json:"alerts_changed"`
	Reconciles    bool      `json:"reconciles"`
}

// RunOf translates r.
func RunOf(r lookback.Run) Run {
	c := r.Counts
	return Run{ID: r.ID, Trigger: string(r.Trigger), Cause: r.Cause, State: string(r.State), Routine: r.Mandate.Routine, By: r.By,
		Purpose: r.Mandate.Purpose, Authority: r.Mandate.Authority, Approver: r.Mandate.Approver, Expires: r.Mandate.Expires,
		Position: r.Position, Policy: r.Policy, Matcher: r.Matcher, StartedAt: r.Started, FinishedAt: r.Finished,
		Changes: c.Changes, InScope: c.InScope, Searched: c.Searched, Excluded: c.Excluded, ExcludedWhy: c.ExcludedWhy,
		Affected: c.Affected, AlertsOpened: c.AlertsOpened, AlertsEnded: c.AlertsEnded, AlertsChanged: c.AlertsChanged,
		Reconciles: c.Reconciles()}
}

// Alert is one reason to look.
type Alert struct {
	ID            int64    `json:"id"`
	RecordID      int64    `json:"record_id"`
	RecordVersion int      `json:"record_version"`
	List          string   `json:"list"`
	Entry         string   `json:"entry"`
	State         string   `json:"state"`
	Reason        string   `json:"reason"`
	Opened        int64    `json:"opened"`
	Changed       int64    `json:"changed"`
	Run           int64    `json:"run"`
	Evidence      Evidence `json:"evidence"`
}

// AlertOf translates a.
func AlertOf(a lookback.Alert) Alert {
	return Alert{ID: a.ID, RecordID: a.RecordID, RecordVersion: a.RecordVersion, List: a.List, Entry: a.EntryID, State: string(a.State),
		Reason: a.Reason, Opened: a.Opened, Changed: a.Changed, Run: a.RunID, Evidence: EvidenceOf(a.Evidence)}
}

// Record is one version of a record.
type Record struct {
	Record   string    `json:"record"`
	ID       int64     `json:"id"`
	Version  int       `json:"version"`
	Position int64     `json:"position"`
	Arrived  time.Time `json:"arrived"`
	Party    Party     `json:"party"`
}

// RecordOf translates r.
func RecordOf(r lookback.Record) Record {
	return Record{Record: r.Ref(), ID: r.ID, Version: r.Version, Position: r.Position, Arrived: r.Arrived, Party: PartyOf(r.Party)}
}

// Policy is one version of the rules.
type Policy struct {
	Version   int      `json:"version"`
	State     string   `json:"state"`
	Threshold Score    `json:"threshold"`
	Lists     []string `json:"lists"`
	Reason    string   `json:"reason"`
	Proposer  string   `json:"proposer"`
	Approver  string   `json:"approver"`
	Position  int64    `json:"position"`

	DisparityLimit Score         `json:"disparity_limit"`
	Effect         *PolicyEffect `json:"effect"`
}

// PolicyEffect is what a policy would change, as it was measured when it was proposed.
type PolicyEffect struct {
	Position         int64  `json:"position"`
	Records          int    `json:"records"`
	Enter            int    `json:"enter"`
	Leave            int    `json:"leave"`
	Stay             int    `json:"stay"`
	Digest           string `json:"digest"`
	Disparity        Score  `json:"disparity"`
	DisparityCulture string `json:"disparity_culture"`
}

// PolicyOf translates p.
func PolicyOf(p lookback.Policy) Policy {
	out := Policy{Version: p.Version, State: string(p.State), Threshold: Score(p.Threshold), Lists: list(p.Lists), Reason: p.Reason,
		Proposer: p.Proposer, Approver: p.Approver, Position: p.Position, DisparityLimit: Score(p.DisparityLimit)}
	if e := p.Effect; e.Measured {
		out.Effect = &PolicyEffect{Position: e.Position, Records: e.Records, Enter: e.Enter, Leave: e.Leave, Stay: e.Stay,
			Digest: e.Digest, Disparity: Score(e.Disparity), DisparityCulture: e.DisparityCulture}
	}
	return out
}
