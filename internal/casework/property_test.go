package casework

import (
	"context"
	"slices"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
	"pgregory.net/rapid"
)

// In one command of three anything goes; in the others people, words and evidence are sound, else nothing would ever be
// reached. Some names are one person under two spellings, and some are nobody.
var (
	anybody  = []string{"A. Analyst", "a.  analyst", "S. Supervisor", " S. SUPERVISOR", "lookback", ""}
	staff    = []string{"A. Analyst", "a.  analyst", "S. Supervisor"}
	anything = []string{"alert:1", "alert:2", "alert:3", "alert:4", "path-alert:1", "path-alert:2", "path-alert:3", "tie:T-works",
		"tie:T-moved", "tie:T-owned", "tie:T-left", "tie:T-gone", "tie:T-same", "tie:T-none", "document:letter 4"}
	about = map[int64][]string{
		1: {"path-alert:1", "tie:T-works", "tie:T-owned", "tie:T-left", "tie:T-coerced"},
		2: {"alert:4", "path-alert:2", "tie:T-moved", "tie:T-family", "tie:T-same"},
		3: {"path-alert:3", "document:letter 4"},
	}
)

// TestNoForbiddenState_R27_R28_R29 gives random commands by random people and looks at everything after each.
func TestNoForbiddenState_R27_R28_R29(t *testing.T) {
	reached := map[lookback.AxisValue]int{}
	wanted := []lookback.AxisValue{lookback.IdentitySame, lookback.TieAssociation, lookback.TieInvolvement, lookback.ThreatDirect, lookback.InCustody, lookback.WorkClosed}
	all := func() bool {
		return !slices.ContainsFunc(wanted, func(v lookback.AxisValue) bool { return reached[v] == 0 })
	}
	for round := 0; round < 5 && !all() && !t.Failed(); round++ { // chance may leave a rare state out of one round
		commandAtRandom(t, reached)
	}
	t.Logf("states with each value: %v", reached)
	for _, v := range wanted {
		if reached[v] == 0 {
			t.Errorf("no sequence reached %q: the test shows nothing about it", v)
		}
	}
}

// commandAtRandom plays a round of sequences and counts the states that they reach.
func commandAtRandom(t *testing.T, reached map[lookback.AxisValue]int) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		reviewed := rapid.Bool().Draw(rt, "reviewed")
		for id := int64(1); id <= 3; id++ {
			if c := w.open(t, id); reviewed {
				w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityPossible))
			}
		}
		for range rapid.IntRange(10, 40).Draw(rt, "commands") {
			before, position := w.cases(t), w.position(t)
			err := w.command(t.Context(), rt)
			after := w.cases(t)
			w.checkStep(rt, before, after, w.position(t)-position, err)
			for _, c := range after {
				w.checkCase(rt, c)
				for _, x := range append(lookback.Axes(), lookback.AxisThreat) {
					reached[c.On(x)]++
				}
			}
		}
	})
}

func (w *world) cases(t *testing.T) []lookback.Case {
	all, err := w.ListCases(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// draw is what random commands are made of.
type draw struct {
	*rapid.T
	sound bool
	id    int64
}

func (d draw) person(label string) string {
	if d.sound {
		return rapid.SampledFrom(staff).Draw(d.T, label)
	}
	return rapid.SampledFrom(anybody).Draw(d.T, label)
}

func (d draw) words(label string) string {
	if d.sound {
		return "compared both files"
	}
	return rapid.SampledFrom([]string{"seen", " "}).Draw(d.T, label)
}

func (d draw) evidence() []lookback.EvidenceRef {
	from, least := anything, 0
	if d.sound {
		from, least = about[d.id], 1
	}
	refs := []lookback.EvidenceRef{lookback.AlertEvidence(d.id)}
	for _, text := range rapid.SliceOfN(rapid.SampledFrom(from), least, 3).Draw(d.T, "evidence") {
		ref, err := lookback.ParseEvidenceRef(text)
		if err != nil {
			d.Fatal(err)
		}
		refs = append(refs, ref)
	}
	return refs
}

// command gives one random command; many of them are refused.
func (w *world) command(ctx context.Context, t *rapid.T) error {
	d := draw{T: t, sound: rapid.IntRange(0, 2).Draw(t, "sound") > 0, id: rapid.Int64Range(1, 3).Draw(t, "case")}
	axis := rapid.SampledFrom([]lookback.Axis{lookback.AxisIdentity, lookback.AxisIdentity, lookback.AxisTie, lookback.AxisTie, lookback.AxisWhereabouts, lookback.AxisOutcome, lookback.AxisWorkflow, lookback.AxisThreat}).Draw(t, "axis")
	to := rapid.SampledFrom(leaning(axis)).Draw(t, "to")
	actor := d.person("actor")
	command := rapid.SampledFrom([]string{"decide", "decide", "decide", "decide", "second", "second", "second", "assign", "note"}).Draw(t, "command")
	rule := lookback.NeedsRuling(axis, to) != (!d.sound && rapid.Bool().Draw(t, "wrong way"))
	var err error
	switch {
	case command == "decide" && rule:
		_, err = w.Rule(ctx, d.ruling(axis, to, actor))
	case command == "decide":
		o := change(d.id, axis, to)
		o.Actor, o.Reason, o.Evidence = actor, d.words("reason"), d.evidence()
		_, err = w.Change(ctx, o)
	case command == "second":
		r := w.waiting(t, d.id)
		if d.sound && screening.SamePerson(r.Person, actor) {
			actor = "Q. Queue"
		}
		o := SecondOrder{Ruling: r.ID, Person: actor, Agrees: rapid.IntRange(0, 4).Draw(t, "agrees") > 0, Reasons: d.words("reasons")}
		_, err = w.Second(ctx, o)
	case command == "assign":
		_, err = w.Assign(ctx, d.id, d.person("to"), actor, d.words("reason"))
	default:
		_, err = w.Note(ctx, d.id, actor, d.words("text"))
	}
	return err
}

// leaning returns the values of an axis, those that are hardest to reach many times over.
func leaning(x lookback.Axis) []lookback.AxisValue {
	values := x.Values()
	for _, v := range x.Values() {
		if v.Adverse() || v == lookback.WorkClosed {
			values = append(values, v, v, v, v, v, v)
		}
	}
	return values
}

// waiting returns the last ruling on a case that waits for its second person, or any number where none does.
func (w *world) waiting(t *rapid.T, id int64) lookback.Ruling {
	f, err := w.GetFile(context.Background(), id, store.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range slices.Backward(f.Rulings) {
		if r.State == lookback.RulingPending {
			return r
		}
	}
	return lookback.Ruling{ID: rapid.Int64Range(1, 9).Draw(t, "ruling")}
}

func (d draw) ruling(axis lookback.Axis, to lookback.AxisValue, actor string) RulingOrder {
	o := RulingOrder{Case: d.id, Axis: axis, To: to, Person: actor, Reasons: d.words("reasons"), Source: "our own comparison", Evidence: d.evidence()}
	switch contrary := rapid.IntRange(0, 3).Draw(d.T, "contrary"); {
	case contrary == 0:
		o.Contrary.Considered = "the photographs differ a little"
	case contrary == 1 || d.sound:
		o.Contrary.NoneFound = actor
	case contrary == 2:
		o.Contrary.NoneFound = d.person("signs")
	}
	if to == lookback.IdentitySame && rapid.IntRange(0, 3).Draw(d.T, "override") == 0 {
		o.Override = "known for years"
	}
	if to == lookback.IdentityDuplicate {
		o.Of = rapid.Int64Range(0, 4).Draw(d.T, "of")
	}
	return o
}

// checkStep holds what every command keeps: one event or none, one axis of one case or none, no values in the body.
func (w *world) checkStep(t *rapid.T, before, after []lookback.Case, events int64, err error) {
	if want := map[bool]int64{true: 1, false: 0}[err == nil]; events != want {
		t.Fatalf("the journal moved by %d, want %d (%v)", events, want, err)
	}
	changed := 0
	for i := range after {
		for _, x := range append(lookback.Axes(), lookback.AxisThreat) {
			if before[i].On(x) != after[i].On(x) {
				changed++
			}
		}
	}
	if changed > 1 || changed == 1 && err != nil {
		t.Fatalf("one command changed %d axes (%v)", changed, err)
	}
	if err == nil {
		w.checkEvent(t)
	}
}

func (w *world) checkEvent(t *rapid.T) {
	err := w.st.View(context.Background(), func(tx store.Tx) error {
		position, err := tx.Position()
		if err != nil {
			return err
		}
		e, err := tx.GetEvent(position)
		if err != nil {
			return err
		}
		commitments, err := tx.CaseCommitments(position)
		if err != nil {
			return err
		}
		if root := journal.HexHash(journal.BatchRoot(commitments)); len(commitments) == 0 || !strings.Contains(string(e.Body), root) {
			t.Fatalf("event %s does not commit to what was stored with it", e.Body)
		}
		for _, private := range []string{"compared", "seen", "custody", "confirmed", "substantiated", "Tassk", "known for"} {
			if strings.Contains(string(e.Body), private) {
				t.Fatalf("event body %s says %q", e.Body, private)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkCase holds a case against its history and its rulings, by rules written down once more and apart from the code.
func (w *world) checkCase(t *rapid.T, c lookback.Case) {
	f, err := w.GetFile(context.Background(), c.ID, store.Now)
	if err != nil {
		t.Fatal(err)
	}
	told, by := lookback.NewCase(c.RecordID, c.Ground), map[lookback.Axis]int64{}
	for _, e := range f.History {
		if e.Kind != lookback.CaseChange {
			continue
		}
		if told.On(e.Change.Axis) != e.Change.From || strings.TrimSpace(e.Change.Reason) == "" || screening.SamePerson(e.Actor, "lookback") || e.Actor == "" {
			t.Fatalf("case %d stood at %q when %+v was made", c.ID, told.On(e.Change.Axis), e.Change)
		}
		told, by[e.Change.Axis] = told.With(e.Change.Axis, e.Change.To), e.Change.Ruling
	}
	rulings := map[int64]lookback.Ruling{}
	for _, r := range f.Rulings {
		rulings[r.ID] = r
		checkRuling(t, c, r)
	}
	for _, x := range append(lookback.Axes(), lookback.AxisThreat) {
		if told.On(x) != c.On(x) {
			t.Fatalf("%s of case %d is %q, its history says %q", x, c.ID, c.On(x), told.On(x))
		}
		r := rulings[by[x]]
		if c.On(x).Adverse() && (r.State != lookback.RulingInForce || r.To != c.On(x) || !r.Second.Agrees) {
			t.Fatalf("case %d is %q without a ruling of two people: %+v", c.ID, c.On(x), r)
		}
	}
}

// carrying lists which evidence may carry which finding about which record.
var carrying = map[lookback.AxisValue]map[int64][]string{
	lookback.IdentitySame:   {1: {"alert:1"}},
	lookback.TieAssociation: {1: {"path-alert:1", "tie:T-works", "tie:T-owned"}, 3: {"path-alert:3"}},
	lookback.TieInvolvement: {1: {"path-alert:1", "tie:T-works", "tie:T-left"}},
}

func checkRuling(t *rapid.T, c lookback.Case, r lookback.Ruling) {
	if r.Second.Person != "" && screening.SamePerson(r.Second.Person, r.Person) {
		t.Fatalf("one person made and reviewed %+v", r)
	}
	if r.To.Adverse() && r.Contrary.IsZero() {
		t.Fatalf("nobody looked for what points away: %+v", r)
	}
	if r.State == lookback.RulingInForce && r.Needs != "" && !r.Second.Agrees {
		t.Fatalf("in force without the second person: %+v", r)
	}
	if r.State == lookback.RulingInForce && c.RecordID != 2 && r.Second.Person == "" && (r.To == lookback.WorkClosed || r.To == lookback.IdentityDifferent) {
		t.Fatalf("one person cleared a high score: %+v", r)
	}
	allowed, limited := carrying[r.To]
	for _, e := range r.Evidence {
		if slices.Contains(allowed[c.RecordID], e.String()) {
			return
		}
	}
	if limited && r.Override == "" {
		t.Fatalf("nothing carries %+v of record %d", r, c.RecordID)
	}
}
