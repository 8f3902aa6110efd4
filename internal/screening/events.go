package screening

import (
	"fmt"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// record appends an event with a body to the journal, in the transaction of the change it records.
func (s *Service) record(tx store.Tx, kind lookback.EventKind, actor, subject string, body any) error {
	encoded, err := journal.Canonical(body)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", kind, err)
	}
	_, err = tx.AppendEvent(lookback.Event{Time: s.now(), Kind: kind, Actor: actor, Subject: subject, Body: encoded})
	return err
}

// The bodies of events. Their fields are part of the journal's format (docs/format/journal.md): names and
// other personal values never appear, only commitments to them.
type (
	editionEvent struct {
		List    string             `json:"list"`
		Edition string             `json:"edition"`
		Seq     int                `json:"seq"`
		Format  string             `json:"format"`
		Parser  string             `json:"parser"`
		Files   []fileValue        `json:"files"`
		Counts  editionCountsValue `json:"counts"`
		Run     int64              `json:"run"`
	}
	heldEvent struct {
		Held    int64                `json:"held"`
		List    string               `json:"list"`
		Edition string               `json:"edition"`
		Against int                  `json:"against"`
		Files   []fileValue          `json:"files"`
		Counts  editionCountsValue   `json:"counts"`
		Rules   []lookback.GuardRule `json:"rules"`
		Large   bool                 `json:"large"`
		State   lookback.HeldState   `json:"state"`
		Reason  string               `json:"reason"`
	}
	feedEvent struct {
		List    string               `json:"list"`
		Format  string               `json:"format"`
		URLs    []string             `json:"urls"`
		Hosts   []string             `json:"hosts"`
		Every   string               `json:"every"`
		MaxAge  string               `json:"max_age"`
		Outcome lookback.FeedOutcome `json:"outcome"`
		Edition string               `json:"edition"`
		Problem string               `json:"problem"`
		Deltas  int                  `json:"deltas"` // of a data set: how many led from the edition in force to this one
		Whole   string               `json:"whole"`  // of a data set: why it was fetched whole although it has deltas

		GuardRemoved int `json:"guard_removed"`
		GuardAdded   int `json:"guard_added"`
		GuardAmended int `json:"guard_amended"`
	}
	alarmEvent struct {
		List  string `json:"list"`
		Alarm string `json:"alarm"`
	}
	cursorEvent struct {
		Source string `json:"source"`
	}
	recordsEvent struct {
		Source      string `json:"source"`
		Stored      int    `json:"stored"`
		Unchanged   int    `json:"unchanged"`
		RecordsRoot string `json:"records_root"`
		Alerts      int    `json:"alerts"`
		AlertsRoot  string `json:"alerts_root"`
		Policy      int    `json:"policy"`
		Matcher     string `json:"matcher"`
	}
	endedEvent struct {
		Source string `json:"source"`
		Ended  int    `json:"ended"`
		Reason string `json:"reason"`
		Root   string `json:"root"`
	}
	unitEvent struct {
		Run        int64          `json:"run"`
		Unit       int            `json:"unit"`
		Counts     runCountsValue `json:"counts"`
		Alerts     int            `json:"alerts"`
		AlertsRoot string         `json:"alerts_root"`
		Matcher    string         `json:"matcher"`
	}
	runEvent struct {
		Run      int64            `json:"run"`
		Trigger  lookback.Trigger `json:"trigger"`
		Subject  string           `json:"subject"`
		Mandate  mandateValue     `json:"mandate"`
		Position int64            `json:"position"`
		Policy   int              `json:"policy"`
		Matcher  string           `json:"matcher"`
		Counts   runCountsValue   `json:"counts"`
	}
	policyEvent struct {
		Version   int            `json:"version"`
		Threshold lookback.Score `json:"threshold"`
		Lists     []string       `json:"lists"`
		Matcher   string         `json:"matcher"`
		Reason    string         `json:"reason"`
		Proposer  string         `json:"proposer"`
		Approver  string         `json:"approver"`
		Run       int64          `json:"run"`
		Effect    effectValue    `json:"effect"`
	}
)

func policyBody(p lookback.Policy) policyEvent {
	return policyEvent{Version: p.Version, Threshold: p.Threshold, Lists: p.Lists, Matcher: p.Matcher, Reason: p.Reason, Proposer: p.Proposer, Approver: p.Approver, Effect: effectValue(p.Effect)}
}

func runBody(r lookback.Run) runEvent {
	return runEvent{Run: r.ID, Trigger: r.Trigger, Subject: r.Subject, Mandate: mandateValue(r.Mandate), Position: r.Position, Policy: r.Policy, Matcher: r.Matcher, Counts: runCountsValue(r.Counts)}
}

// root returns the root of a batch of commitments as events hold it; empty for an empty batch.
func root(commitments []journal.Hash) string {
	if len(commitments) == 0 {
		return ""
	}
	return journal.HexHash(journal.BatchRoot(commitments))
}
