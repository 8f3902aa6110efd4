package casework

import (
	"context"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/store"
)

func retentionRule() lookback.RetentionRule {
	return lookback.RetentionRule{Source: "crm", Purpose: "passenger-data", Law: "C-817/19", Erase: 6, ByItself: true, Person: "A. Analyst", Reasons: "no connection was found"}
}

// binding brings a rule into force.
func (w *world) binding(t *testing.T, r lookback.RetentionRule) lookback.RetentionRule {
	t.Helper()
	made, err := w.ProposeRetention(t.Context(), r)
	if err == nil {
		made, err = w.ApproveRetention(t.Context(), made.ID, "S. Supervisor", "as the court says", true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// due lists what is due as "record: what happens", after some days have passed.
func (w *world) due(t *testing.T, days int) string {
	t.Helper()
	w.now = w.now.AddDate(0, 0, days)
	all, err := w.ListDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, d := range all {
		switch {
		case d.ByItself():
			words = append(words, d.Record+": by itself")
		case d.Waits != "":
			words = append(words, d.Record+": "+d.Waits)
		default:
			words = append(words, d.Record+": two people")
		}
	}
	return strings.Join(words, "; ")
}

func (w *world) eraseDue(t *testing.T) []lookback.Erasure {
	t.Helper()
	receipts, err := w.EraseDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return receipts
}

// TestDueGoesByItself_R34 lets the day come: nothing goes before, everything after, with the rule and its two people on the
// receipt, and nothing goes twice.
func TestDueGoesByItself_R34(t *testing.T) {
	w := newWorld(t)
	rule := w.binding(t, retentionRule())
	if got := w.due(t, 183); got != "" {
		t.Errorf("a day before: %s", got)
	}
	if receipts := w.eraseDue(t); len(receipts) != 0 {
		t.Fatalf("a day before: %+v", receipts)
	}
	if got, want := w.due(t, 1), "crm/1: by itself; crm/2: by itself; crm/3: by itself"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	receipts := w.eraseDue(t)
	if len(receipts) != 3 {
		t.Fatalf("got %+v", receipts)
	}
	for _, e := range receipts {
		if e.State != lookback.ErasureDone || e.Rule != rule.ID || e.Person != "A. Analyst" || e.Second != "S. Supervisor" || e.Ground != "C-817/19" || e.Counts.Versions != 1 || e.Counts.Alerts == 0 {
			t.Errorf("the receipt is %+v", e)
		}
	}
	if got := w.due(t, 0); got != "" {
		t.Errorf("afterwards: %s", got)
	}
	if again := w.eraseDue(t); len(again) != 0 {
		t.Errorf("again: %+v", again)
	}
	err := w.st.View(t.Context(), func(tx store.Tx) error {
		left, err := tx.RecordsAt(store.Now, 0, 0)
		if len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
		last, err2 := tx.Position()
		if err == nil {
			err = err2
		}
		e, err2 := tx.GetEvent(last)
		if e.Kind != lookback.EventErased || e.Actor != machine || !strings.Contains(string(e.Body), `"rule":1`) {
			t.Errorf("the event is %s by %s: %s", e.Kind, e.Actor, e.Body)
		}
		if err == nil {
			err = err2
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatHoldsAnErasureBack_R33_R34: a hold, work of people, something held against the person, a request, and a rule that does
// not say "by itself" each keep the program from erasing, and are named.
func TestWhatHoldsAnErasureBack_R33_R34(t *testing.T) {
	closed := func(w *world, t *testing.T, rulings ...RulingOrder) {
		t.Helper()
		for _, o := range rulings {
			if r := w.rule(t, o); r.State == lookback.RulingPending {
				w.second(t, r)
			}
		}
		if r := w.rule(t, order(w.file(t, 1).Case, lookback.AxisWorkflow, lookback.WorkClosed)); r.State == lookback.RulingPending {
			w.second(t, r)
		}
	}
	for _, test := range []struct {
		name  string
		setup func(w *world, t *testing.T) lookback.RetentionRule
		want  string
	}{
		{"LegalHold", func(w *world, t *testing.T) lookback.RetentionRule {
			if _, err := w.HoldRecord(t.Context(), "crm/1", "court order 9", "L. Lawyer"); err != nil {
				t.Fatal(err)
			}
			return retentionRule()
		}, "crm/1: legal hold 1 (court order 9)"},
		{"OpenCase", func(w *world, t *testing.T) lookback.RetentionRule { w.open(t, 1); return retentionRule() }, "crm/1: case 1 is not closed"},
		{"HeldAgainstThePerson", func(w *world, t *testing.T) lookback.RetentionRule {
			c := w.open(t, 1)
			closed(w, t, order(c, lookback.AxisIdentity, lookback.IdentitySame))
			return retentionRule()
		}, `crm/1: case 1 holds "confirmed-same" against the person`},
		{"ClosedCaseGoes", func(w *world, t *testing.T) lookback.RetentionRule {
			c := w.open(t, 1)
			closed(w, t, order(c, lookback.AxisIdentity, lookback.IdentityInsufficient))
			return retentionRule()
		}, "crm/1: by itself"},
		{"Redress", func(w *world, t *testing.T) lookback.RetentionRule {
			if _, err := w.ReceiveRedress(t.Context(), RedressOrder{Source: "crm", Key: "1", Requester: "Ilmar Tassk", Statement: "it is not me", Actor: "I. Intake"}); err != nil {
				t.Fatal(err)
			}
			return retentionRule()
		}, "goes on"},
		{"Proposed", func(w *world, t *testing.T) lookback.RetentionRule { w.proposeErasure(t); return retentionRule() }, "crm/1: erasure 1 awaits its second person"},
		{"NotByItself", func(w *world, _ *testing.T) lookback.RetentionRule {
			r := retentionRule()
			r.ByItself = false
			return r
		}, "crm/1: two people"},
		{"OtherSource", func(*world, *testing.T) lookback.RetentionRule {
			r := retentionRule()
			r.Source = "border"
			return r
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.binding(t, test.setup(w, t))
			got, _, _ := strings.Cut(w.due(t, 200), "; ")
			if !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
				t.Errorf("got %q, want %q", got, test.want)
			}
			gone := false
			for _, e := range w.eraseDue(t) {
				gone = gone || e.RecordID == 1
			}
			if want := strings.HasSuffix(test.want, "by itself"); gone != want {
				t.Errorf("record 1 is gone: %v, want %v", gone, want)
			}
		})
	}
}

// TestSourceRuleKeeps_R34: what a rule keeps for a source is kept whoever asks for the erasure and whatever purpose they name, and
// beats a rule by which it would go by itself; two people who end the rule let it go.
func TestSourceRuleKeeps_R34(t *testing.T) {
	w := newWorld(t)
	keep := w.binding(t, lookback.RetentionRule{Purpose: "sanctions-screening", Law: "31 CFR 501.601", Keep: 120, Person: "A. Analyst", Reasons: "screened"})
	w.binding(t, retentionRule())
	if got := w.due(t, 200); got != "" {
		t.Errorf("while it must be kept: %s", got)
	}
	w.refused(t, lookback.ErrDenied, "31 CFR 501.601 keeps the record", func(ctx context.Context) error { _, err := w.ProposeErasure(ctx, erasureOrder()); return err })
	end := func(who string) (lookback.RetentionRule, error) {
		return w.EndRetention(t.Context(), keep.ID, who, "nobody screens by it")
	}
	if r, err := end("A. Analyst"); err != nil || r.State != lookback.RetentionInForce {
		t.Fatalf("after the first person: %+v (%v)", r, err)
	}
	if got := w.due(t, 0); got != "" {
		t.Errorf("after the first person: %s", got)
	}
	w.refused(t, lookback.ErrDenied, "a second person", func(context.Context) error { _, err := end("a.  ANALYST"); return err })
	if r, err := end("S. Supervisor"); err != nil || r.State != lookback.RetentionEnded {
		t.Fatalf("after the second person: %+v (%v)", r, err)
	}
	if got := w.due(t, 0); !strings.HasPrefix(got, "crm/1: by itself") {
		t.Errorf("after the second person: %s", got)
	}
}

func TestRetentionRuleRefusals_R28_R29_R34(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		name   string
		change func(r *lookback.RetentionRule)
		kind   error
		words  string
	}{
		{"NoPurpose", func(r *lookback.RetentionRule) { r.Purpose = "" }, lookback.ErrInvalid, "purpose"},
		{"NoLaw", func(r *lookback.RetentionRule) { r.Law = " " }, lookback.ErrInvalid, "law"},
		{"NoReasons", func(r *lookback.RetentionRule) { r.Reasons = "" }, lookback.ErrInvalid, "reason"},
		{"NoEnd", func(r *lookback.RetentionRule) { r.Erase, r.ByItself = 0, false }, lookback.ErrInvalid, "months"},
		{"ByItselfWithoutEnd", func(r *lookback.RetentionRule) { r.Erase, r.Keep = 0, 12 }, lookback.ErrInvalid, "by itself"},
		{"KeptLonger", func(r *lookback.RetentionRule) { r.Keep = 7 }, lookback.ErrInvalid, "kept longer"},
		{"Machine", func(r *lookback.RetentionRule) { r.Person = "lookback" }, lookback.ErrDenied, "a machine ranks"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := retentionRule()
			test.change(&r)
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.ProposeRetention(ctx, r); return err })
		})
	}
	made, err := w.ProposeRetention(t.Context(), retentionRule())
	if err != nil {
		t.Fatal(err)
	}
	approve := func(who string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := w.ApproveRetention(ctx, made.ID, who, "as the court says", true)
			return err
		}
	}
	w.refused(t, lookback.ErrDenied, "a second person", approve("a.  ANALYST"))
	if got := w.due(t, 400); got != "" {
		t.Errorf("a rule that awaits its second person binds: %s", got)
	}
	w.refused(t, lookback.ErrConflict, "cannot end", func(ctx context.Context) error {
		_, err := w.EndRetention(ctx, made.ID, "A. Analyst", "why")
		return err
	})
	if err := approve("S. Supervisor")(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.refused(t, lookback.ErrConflict, "awaits nobody", approve("T. Third"))
}
