package casework

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// TestErasureRunSaysWhatFor_R34_R36: a person who lets go what is due says why, and that is in the log of looks before anything goes.
func TestErasureRunSaysWhatFor_R34_R36(t *testing.T) {
	w := newWorld(t)
	w.binding(t, retentionRule())
	w.now = w.now.AddDate(0, 7, 0)
	for _, test := range []struct {
		name  string
		r     Reader
		kind  error
		words string
	}{
		{"NoPurpose", Reader{Person: "A. Analyst", Purpose: " "}, lookback.ErrInvalid, "purpose"},
		{"Nobody", Reader{Purpose: "the auditor comes"}, lookback.ErrInvalid, "nobody is named"},
		{"Machine", Reader{Person: machine, Purpose: "it is time"}, lookback.ErrDenied, "is not a person"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.RunErasure(ctx, test.r); return err })
		})
	}
	receipts, err := w.RunErasure(t.Context(), Reader{Person: "A. Analyst", Purpose: "the auditor comes"})
	if err != nil || len(receipts) != 3 {
		t.Fatalf("got %+v (%v)", receipts, err)
	}
	looks, err := w.ListAccess(t.Context(), store.KeptFilter{})
	if err != nil || len(looks) != 1 || looks[0].Action != lookback.AccessErase || looks[0].Purpose != "the auditor comes" || looks[0].Position >= receipts[0].Position {
		t.Errorf("the log of looks is %+v (%v)", looks, err)
	}
}

// counted counts the records that are read from a store.
type counted struct {
	store.Store
	records int
}

type countedTx struct {
	store.Tx
	c *counted
}

func (c *counted) View(ctx context.Context, fn func(store.Tx) error) error {
	return c.Store.View(ctx, func(tx store.Tx) error { return fn(countedTx{tx, c}) })
}

func (t countedTx) GetRecordByID(id, at int64) (lookback.Record, error) {
	t.c.records++
	return t.Tx.GetRecordByID(id, at)
}

func (t countedTx) RecordsAt(at, after int64, limit int) ([]lookback.Record, error) {
	all, err := t.Tx.RecordsAt(at, after, limit)
	t.c.records += len(all)
	return all, err
}

// TestWhatIsDueIsReadAlone_R34: among many that are not due, those that are due are found without a look at the others, page by
// page in the order in which they arrived, source by source.
func TestWhatIsDueIsReadAlone_R34(t *testing.T) {
	w := newWorld(t)
	err := w.write(t.Context(), func(tx store.Tx) error {
		var batch []lookback.Record
		for i := range 300 {
			source := []string{"crm", "border", "aid"}[i%3]
			arrived := start.AddDate(0, 3, 0)
			if i < 30 {
				arrived = start.AddDate(0, 0, -i) // of each source ten
			}
			batch = append(batch, lookback.Record{Source: source, Key: fmt.Sprint("many-", i), Arrived: arrived, Party: lookback.Party{Names: []lookback.Name{{Full: fmt.Sprint("Somebody ", i)}}}})
		}
		_, err := tx.PutRecords(batch)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	everywhere := retentionRule()
	everywhere.Source = ""
	w.binding(t, everywhere)
	w.binding(t, lookback.RetentionRule{Source: "aid", Purpose: "sanctions-screening", Law: "31 CFR 501.601", Keep: 120, Person: "A. Analyst", Reasons: "screened"})
	w.now = w.now.AddDate(0, 6, 2)
	c := &counted{Store: w.st}
	s := New(c, func() time.Time { return w.now }, Options{})
	whole, err := s.ListDue(t.Context())
	if err != nil || len(whole) != 23 || c.records != len(whole) {
		t.Fatalf("got %d records due and read %d (%v), want 10 of border and 13 of crm, and no other read", len(whole), c.records, err)
	}
	if whole[0].Record != "border/many-28" || whole[9].Record != "border/many-1" || whole[10].Record != "crm/many-27" {
		t.Errorf("got the order %v", whole)
	}
	var paged []DueErasure
	for after := (DueMark{}); ; after = paged[len(paged)-1].Mark() {
		page, err := s.DuePage(t.Context(), after, 4)
		if err != nil {
			t.Fatal(err)
		}
		if paged = append(paged, page...); len(page) < 4 {
			break
		}
	}
	if diff := cmp.Diff(paged, whole); diff != "" {
		t.Errorf("page by page (-paged +whole):\n%s", diff)
	}
}
