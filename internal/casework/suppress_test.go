package casework

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
)

func falsePositive() (lookback.Alert, lookback.Ruling) {
	a := nameAlert(2, "p1", 7500, lookback.NameOnly, lookback.AlertOpen)
	a.ID = 2
	a.Evidence.Fields = []lookback.FieldEvidence{{Field: "birth", Outcome: lookback.Missing, Factor: lookback.MaxScore}}
	return a, lookback.Ruling{ID: 4, To: lookback.IdentityDifferent, State: lookback.RulingInForce, Person: "A. Analyst", Evidence: []lookback.EvidenceRef{lookback.AlertEvidence(2)}}
}

func TestSuppressionLapses_R6(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(a *lookback.Alert)
		days   int
		want   []string
	}{
		{"NothingChanged", func(*lookback.Alert) {}, 1, nil},
		{"AnotherMatcherThatSaysTheSame", func(a *lookback.Alert) { a.Evidence.Matcher = "m2" }, 1, nil},
		{"OtherPositionAndRun", func(a *lookback.Alert) { a.Changed, a.RunID, a.Reason = 9, 9, "again" }, 1, nil},
		{"Record", func(a *lookback.Alert) { a.RecordVersion = 2 }, 1, []string{"the record has version 2, was 1"}},
		{"Entry", func(a *lookback.Alert) { a.EntryDigest = "d2" }, 1, []string{"the entry was amended"}},
		{"Alias", func(a *lookback.Alert) { a.Evidence.Name.Right = "c" }, 1, []string{"the names compared"}},
		{"Birth", func(a *lookback.Alert) { a.Evidence.Fields[0].Outcome = lookback.Agrees }, 1, []string{"the field birth"}},
		{"NewField", func(a *lookback.Alert) {
			a.Evidence.Fields = append(a.Evidence.Fields, lookback.FieldEvidence{Field: "identifier", Outcome: lookback.Agrees})
		}, 1, []string{"the field identifier"}},
		{"ScoreAndStrength", func(a *lookback.Alert) { a.Evidence.Score, a.Evidence.Strength = 9000, lookback.Identified }, 1,
			[]string{"score 0.9000, was 0.7500", "identifier agrees, was name only"}},
		{"Details", func(a *lookback.Alert) { a.Evidence.Priority = 3 }, 1, []string{"details of the comparison"}},
		{"Expired", func(*lookback.Alert) {}, 30, []string{"it expired on 2026-03-31"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, r := falsePositive()
			s, err := Suppress(a, r, "S. Supervisor", start, start.AddDate(0, 0, 30))
			if err != nil {
				t.Fatal(err)
			}
			a.Evidence.Fields = slices.Clone(a.Evidence.Fields)
			test.change(&a)
			got, err := s.Lapsed(a, start.AddDate(0, 0, test.days))
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q (%v), want %q", got, err, test.want)
			}
		})
	}
}

func TestSuppressionRefusals_R6_R28(t *testing.T) {
	for _, test := range []struct {
		name     string
		change   func(a *lookback.Alert, r *lookback.Ruling)
		approver string
		expires  time.Time
		kind     error
		words    string
	}{
		{"SamePerson_R28", nil, " a. analyst", start.AddDate(0, 1, 0), lookback.ErrDenied, "a second person"},
		{"Machine_R29", nil, "lookback", start.AddDate(0, 1, 0), lookback.ErrDenied, "a machine ranks"},
		{"Pending", func(_ *lookback.Alert, r *lookback.Ruling) { r.State = lookback.RulingPending }, "S. Supervisor", start.AddDate(0, 1, 0), lookback.ErrDenied, "does not find"},
		{"NotDifferent", func(_ *lookback.Alert, r *lookback.Ruling) { r.To = lookback.IdentityInsufficient }, "S. Supervisor", start.AddDate(0, 1, 0), lookback.ErrDenied, "does not find"},
		{"AnotherAlert", func(a *lookback.Alert, _ *lookback.Ruling) { a.ID = 3 }, "S. Supervisor", start.AddDate(0, 1, 0), lookback.ErrDenied, "does not find"},
		{"ForEver", nil, "S. Supervisor", start.AddDate(1, 0, 1), lookback.ErrInvalid, "within a year"},
		{"Past", nil, "S. Supervisor", start, lookback.ErrInvalid, "within a year"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, r := falsePositive()
			if test.change != nil {
				test.change(&a, &r)
			}
			_, err := Suppress(a, r, test.approver, start, test.expires)
			if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %v, want %v with %q", err, test.kind, test.words)
			}
		})
	}
	if _, err := (Suppression{AlertID: 1}).Lapsed(lookback.Alert{ID: 2}, start); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("suppression of another alert: %v", err)
	}
}
