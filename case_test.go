package lookback

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var caseTime = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// goodChange returns a valid change of an axis to a value.
func goodChange(x Axis, to AxisValue) AxisChange {
	ch := AxisChange{
		Axis: x, From: NewCase(1, AlertEvidence(1)).On(x), To: to, Actor: "A. Analyst", Reason: "letter of 3 March",
		Evidence: []EvidenceRef{AlertEvidence(1)}, Source: "registry", Time: caseTime, Recorded: caseTime.Add(time.Hour),
	}
	if to.Legal() {
		ch.Legal = Legal{Administrative, "removal order 12"}
	}
	if to == IdentityDuplicate {
		ch.Of = 7
	}
	return ch
}

func TestNewCaseSaysNothingAgainstAnybody(t *testing.T) {
	c := NewCase(7, AlertEvidence(3))
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, x := range append(Axes(), AxisThreat) {
		if v := c.On(x); v != x.Values()[0] || v.Adverse() {
			t.Errorf("a new case stands at %q on %s", v, x)
		}
	}
	if c.Threat != "no information of a direct threat" {
		t.Errorf("threat statement is %q", c.Threat)
	}
}

// TestAxesAreIndependent_R27 changes every axis of every case to every value and looks at all the others.
func TestAxesAreIndependent_R27(t *testing.T) {
	all := append(Axes(), AxisThreat)
	for _, x := range all {
		for _, v := range x.Values() {
			before := NewCase(1, AlertEvidence(1))
			after := before.With(x, v)
			if after.On(x) != v {
				t.Errorf("%s is %q, want %q", x, after.On(x), v)
			}
			if after.With(x, before.On(x)) != before {
				t.Errorf("%s = %q changed something else", x, v)
			}
		}
	}
}

func TestAxisValuesNameOneAxis(t *testing.T) {
	seen := map[AxisValue]Axis{}
	for _, x := range append(Axes(), AxisThreat) {
		for _, v := range x.Values() {
			if other, taken := seen[v]; taken {
				t.Errorf("%q is a value of %s and of %s", v, other, x)
			}
			seen[v] = x
		}
	}
}

func TestChangeOfEveryValue(t *testing.T) {
	for _, x := range append(Axes(), AxisThreat) {
		for _, v := range x.Values()[1:] {
			if err := goodChange(x, v).Validate(); err != nil {
				t.Errorf("%s = %q: %v", x, v, err)
			}
		}
	}
}

func TestChangeRefusals(t *testing.T) {
	for _, test := range []struct {
		name   string
		change AxisChange
		damage func(*AxisChange)
		want   string
	}{
		{"NoAxis", goodChange(AxisWorkflow, WorkTriage), func(c *AxisChange) { c.Axis = "guilt" }, "not an axis"},
		{"ValueOfAnotherAxis_R27", goodChange(AxisTie, TieContextual), func(c *AxisChange) { c.To = InCustody }, "not a value of tie"},
		{"Same", goodChange(AxisTie, TieContextual), func(c *AxisChange) { c.From = c.To }, "already"},
		{"BackToUnreviewed", goodChange(AxisIdentity, IdentityPossible), func(c *AxisChange) { c.From, c.To = c.To, c.From }, "nobody has looked"},
		{"EmptyReason_R29", goodChange(AxisWorkflow, WorkTriage), func(c *AxisChange) { c.Reason = " \t" }, `field "reason"`},
		{"NoActor_R29", goodChange(AxisWorkflow, WorkTriage), func(c *AxisChange) { c.Actor = "" }, `field "actor"`},
		{"NoEvidence", goodChange(AxisWhereabouts, Located), func(c *AxisChange) { c.Evidence = nil }, "needs evidence"},
		{"BadEvidence", goodChange(AxisWhereabouts, Located), func(c *AxisChange) { c.Evidence[0].ID = "007" }, "does not name evidence"},
		{"NoSource", goodChange(AxisWhereabouts, Located), func(c *AxisChange) { c.Source = "" }, "needs its source"},
		{"NoTime", goodChange(AxisWhereabouts, Unlocated), func(c *AxisChange) { c.Time = time.Time{} }, "since when"},
		{"Future", goodChange(AxisWhereabouts, Located), func(c *AxisChange) { c.Time = c.Recorded.Add(1) }, "not come yet"},
		{"CustodyWithoutBasis_R27", goodChange(AxisWhereabouts, InCustody), func(c *AxisChange) { c.Legal.Basis = "" }, "legal basis"},
		{"ChargeWithoutNature_R27", goodChange(AxisOutcome, OutcomeCharged), func(c *AxisChange) { c.Legal.Nature = "" }, "administrative or criminal"},
		{"BasisForNoAction", goodChange(AxisWhereabouts, Located), func(c *AxisChange) { c.Legal.Basis = "x" }, "not a legal action"},
		{"DuplicateOfNothing", goodChange(AxisIdentity, IdentityDuplicate), func(c *AxisChange) { c.Of = 0 }, "names the case"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.damage(&test.change)
			err := test.change.Validate()
			if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want ErrInvalid with %q", err, test.want)
			}
		})
	}
}

func TestRulingRefusals(t *testing.T) {
	ruling := func(x Axis, v AxisValue) Ruling {
		c := goodChange(x, v)
		return Ruling{Axis: x, From: c.From, To: v, Person: c.Actor, Reasons: c.Reason, Contrary: Contrary{NoneFound: c.Actor},
			Evidence: c.Evidence, Source: c.Source, Of: c.Of, Time: c.Time, Recorded: c.Recorded}
	}
	for _, test := range []struct {
		name   string
		ruling Ruling
		damage func(*Ruling)
		want   string
	}{
		{"NothingLookedFor_R25", ruling(AxisTie, TieAssociation), func(r *Ruling) { r.Contrary = Contrary{Considered: " "} }, "without contrary information"},
		{"IdentityNothingLookedFor_R25", ruling(AxisIdentity, IdentitySame), func(r *Ruling) { r.Contrary = Contrary{} }, "without contrary information"},
		{"ThreatNothingLookedFor_R25", ruling(AxisThreat, ThreatDirect), func(r *Ruling) { r.Contrary = Contrary{} }, "without contrary information"},
		{"FoundAndNotFound_R25", ruling(AxisTie, TieAssociation), func(r *Ruling) { r.Contrary.Considered = "an alibi" }, "not both"},
		{"ThreatWithoutEvidence", ruling(AxisThreat, ThreatDirect), func(r *Ruling) { r.Evidence = nil }, "needs evidence"},
		{"EmptyReasons_R29", ruling(AxisIdentity, IdentityPossible), func(r *Ruling) { r.Reasons = "" }, `field "reason"`},
		{"WhatIsNoFinding", ruling(AxisWorkflow, WorkTriage), func(*Ruling) {}, "recorded as a change"},
		{"OverrideOfSomethingElse_R9", ruling(AxisIdentity, IdentityProbable), func(r *Ruling) { r.Override = "known to us" }, "only a confirmed identity"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.damage(&test.ruling)
			err := test.ruling.Validate()
			if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want ErrInvalid with %q", err, test.want)
			}
		})
	}
}

func TestParseEvidenceRef(t *testing.T) {
	for _, text := range []string{"alert:12", "path-alert:3", "tie:T-7", "document:file 12/2026"} {
		if r, err := ParseEvidenceRef(text); err != nil || r.String() != text {
			t.Errorf("%q reads as %q (%v)", text, r, err)
		}
	}
	for _, text := range []string{"", "12", "alert:", "alert:0", "alert:-1", "alert:+1", "alert:01", "tie: ", "document:a\nb", "rumour:x"} {
		if _, err := ParseEvidenceRef(text); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %v, want ErrInvalid", text, err)
		}
	}
}
