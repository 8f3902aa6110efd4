package casework

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/source"
	"lookback/internal/store"
)

// list makes entries the current edition of list un, at a position of its own.
func (w *world) list(t *testing.T, entries ...lookback.Entry) {
	t.Helper()
	w.mustWrite(t, func(tx store.Tx) error {
		held := map[string]string{}
		seq := 0
		editions, err := tx.EditionsAt(store.Now)
		if err != nil {
			return err
		}
		for _, e := range editions {
			seq = e.Seq
			if held, err = tx.EntryDigests("un", e.Seq); err != nil {
				return err
			}
		}
		var changes []store.EntryWrite
		for _, e := range entries {
			digest := source.Digest(e)
			switch was, known := held[e.ID]; {
			case !known:
				changes = append(changes, store.EntryWrite{Kind: lookback.Added, Entry: e, Digest: digest})
			case was != digest:
				changes = append(changes, store.EntryWrite{Kind: lookback.Amended, Entry: e, Digest: digest})
			}
			delete(held, e.ID)
		}
		for id := range held {
			changes = append(changes, store.EntryWrite{Kind: lookback.Removed, Entry: lookback.Entry{List: "un", ID: id}})
		}
		_, err = tx.CreateEdition(lookback.Edition{ID: source.Digest(lookback.Entry{ID: string(rune('a' + seq))}), List: "un", Format: "un-xml", Parser: "p", Imported: start}, changes)
		return err
	})
}

func entryNamed(id, name string) lookback.Entry {
	return lookback.Entry{List: "un", ID: id, Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: name}}}}
}

// arrive stores a version of a record, as an arrival does.
func (w *world) arrive(t *testing.T, key string, change func(p *lookback.Party)) {
	t.Helper()
	p := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Ilmar Tassk"}}}
	change(&p)
	w.mustWrite(t, func(tx store.Tx) error {
		_, err := tx.PutRecords([]lookback.Record{{Source: "crm", Key: key, Arrived: start, Party: p}})
		return err
	})
}

// renew stores the next state of an alert.
func (w *world) renew(t *testing.T, id int64, change func(a *lookback.Alert)) {
	t.Helper()
	w.mustWrite(t, func(tx store.Tx) error {
		a, err := tx.GetAlert(id, store.Now)
		if err != nil {
			return err
		}
		change(&a)
		_, _, err = tx.PutAlert(a)
		return err
	})
}

func (w *world) follow(t *testing.T) Followed {
	t.Helper()
	f, err := w.Follow(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// falsePositive rules on alert 2, of record 2 and entry p1, that the parties are different.
func (w *world) falsePositive(t *testing.T) lookback.Ruling {
	t.Helper()
	return w.rule(t, order(w.open(t, 2), lookback.AxisIdentity, lookback.IdentityDifferent))
}

func suppressionOrder(r lookback.Ruling) SuppressionOrder {
	return SuppressionOrder{Alert: lookback.AlertEvidence(2), Ruling: r.ID, Approver: "S. Supervisor", Expires: start.AddDate(0, 1, 0)}
}

func (w *world) suppress(t *testing.T, o SuppressionOrder) lookback.Suppression {
	t.Helper()
	s, err := w.Suppress(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// queued returns the items of a record, with those kept away when asked.
func (w *world) queued(t *testing.T, f QueueFilter) Queue {
	t.Helper()
	q, err := w.Queue(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestSuppressionLapses_R6 changes everything that a false positive was ruled on, one thing at a time. What wakes the
// alert is seen at once, and written down with the name of what changed when the journal is followed.
func TestSuppressionLapses_R6(t *testing.T) {
	renew := func(change func(a *lookback.Alert)) func(*world, *testing.T) {
		return func(w *world, t *testing.T) { w.renew(t, 2, change) }
	}
	arrive := func(change func(p *lookback.Party)) func(*world, *testing.T) {
		return func(w *world, t *testing.T) { w.arrive(t, "2", change) }
	}
	amend := func(entries ...lookback.Entry) func(*world, *testing.T) {
		return func(w *world, t *testing.T) { w.list(t, entries...) }
	}
	for _, test := range []struct {
		name   string
		change func(*world, *testing.T)
		want   []string
	}{
		{"NothingChanged", func(*world, *testing.T) {}, nil},
		{"AnotherMatcherThatSaysTheSame", renew(func(a *lookback.Alert) { a.Evidence.Matcher = "m2" }), nil},
		{"OtherRunAndReason", renew(func(a *lookback.Alert) { a.RunID, a.Reason = 9, "again" }), nil},
		{"EvidenceInCapitals", renew(func(a *lookback.Alert) { a.Evidence.Name.Left = "A" }), nil},
		{"RecordInCapitals", arrive(func(p *lookback.Party) { p.Names[0].Full = "ILMAR  TASSK" }), nil},
		{"EntryInCapitals", amend(entryNamed("p1", "ILMO TASSK")), nil},
		{"AnotherEntry", amend(entryNamed("p1", "Ilmo Tassk"), entryNamed("p9", "Somebody Else")), nil},
		{"AnotherRecord", func(w *world, t *testing.T) {
			w.arrive(t, "3", func(p *lookback.Party) { p.Genders = []string{"male"} })
		}, nil},
		{"RecordBirth", arrive(func(p *lookback.Party) { p.Births = []lookback.Date{{Raw: "1980"}} }), []string{"the record changed in births"}},
		{"RecordAddressAndName", arrive(func(p *lookback.Party) {
			p.Addresses, p.Names[0].Full = []lookback.Address{{Text: "Norvik"}}, "Ilmar Task"
		}), []string{"the record changed in names, addresses"}},
		{"EntryAlias", amend(entryNamed("p1", "Ilmo Task")), []string{"the entry was amended in names"}},
		{"EntryRemoved", amend(), []string{"the entry is no longer on the list"}},
		{"AlertEnded", renew(func(a *lookback.Alert) { a.State = lookback.AlertEnded }), []string{"alert ended"}},
		{"NameOfTheEvidence", renew(func(a *lookback.Alert) { a.Evidence.Name.Right = "c" }), []string{"the names compared"}},
		{"FieldOfTheEvidence", renew(func(a *lookback.Alert) {
			a.Evidence.Fields = []lookback.FieldEvidence{{Field: "birth", Outcome: lookback.Agrees}}
		}), []string{"the field birth"}},
		{"ScoreAndStrength", renew(func(a *lookback.Alert) { a.Evidence.Score, a.Evidence.Strength = 9000, lookback.Identified }),
			[]string{"score 0.9000, was 0.7500", "identifier agrees, was name only"}},
		{"Details", renew(func(a *lookback.Alert) { a.Evidence.Priority = 3 }), []string{"details of the comparison"}},
		{"RulingTakenBack", func(w *world, t *testing.T) {
			w.rule(t, order(w.file(t, 1).Case, lookback.AxisIdentity, lookback.IdentityPossible))
		}, []string{"ruling 1 no longer stands: identity is possible"}},
		{"Expired", func(w *world, _ *testing.T) { w.now = w.now.AddDate(0, 1, 0) }, []string{"it expired on 2026-04-01"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.list(t, entryNamed("p1", "Ilmo Tassk"))
			made := w.suppress(t, suppressionOrder(w.falsePositive(t)))
			w.follow(t)
			if q := w.queued(t, QueueFilter{RecordID: 2}); q.Suppressed != 1 || slices.ContainsFunc(q.Items, func(i Item) bool { return i.Ref == made.Alert }) {
				t.Fatalf("the suppressed alert is in the queue: %+v", q)
			}
			test.change(w, t)
			if q := w.queued(t, QueueFilter{RecordID: 2}); (q.Suppressed == 0) != (len(test.want) > 0) {
				t.Errorf("before following: %d alerts are kept away", q.Suppressed)
			}
			w.follow(t)
			all, err := w.ListSuppressions(t.Context(), store.KeptFilter{})
			if err != nil || len(all) != 1 || !slices.Equal(all[0].Why, test.want) || (all[0].State == lookback.SuppressionInForce) != (len(test.want) == 0) {
				t.Errorf("got %+v (%v), want %q", all, err, test.want)
			}
		})
	}
}

func TestSuppressedPathAlert_R6(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	r := w.rule(t, order(c, lookback.AxisTie, lookback.TieRefuted, "path-alert:2"))
	o := suppressionOrder(r)
	w.refused(t, lookback.ErrDenied, "does not find", func(ctx context.Context) error { _, err := w.Suppress(ctx, o); return err })
	o.Alert = lookback.PathAlertEvidence(2)
	w.suppress(t, o)
	put := func(change func(e *lookback.PathEvidence)) {
		w.mustWrite(t, func(tx store.Tx) error {
			a, err := tx.GetPathAlert(2, store.Now)
			if err != nil {
				return err
			}
			a.Evidence.Hops = slices.Clone(a.Evidence.Hops)
			change(&a.Evidence)
			_, _, err = tx.PutPathAlert(a)
			return err
		})
	}
	put(func(e *lookback.PathEvidence) { e.BaseRate.Records, e.Combined = 12, 3100 })
	if f := w.follow(t); f.Lapsed != 0 || w.queued(t, QueueFilter{RecordID: 2}).Suppressed != 1 {
		t.Errorf("how many others have such a path woke the alert: %+v", f)
	}
	put(func(e *lookback.PathEvidence) { e.Hops[1].Grade = "B2" })
	if f := w.follow(t); f.Lapsed != 1 || w.queued(t, QueueFilter{RecordID: 2}).Suppressed != 0 {
		t.Errorf("a regraded tie did not wake the alert: %+v", f)
	}
}

// TestMergedAndSplitEntriesAreExaminedAgain_R6: what came in the place of a suppressed alert says so, and is shown.
func TestMergedAndSplitEntriesAreExaminedAgain_R6(t *testing.T) {
	for _, test := range []struct {
		name    string
		entries []lookback.Entry
		state   lookback.AlertState
	}{
		{"Merged", []lookback.Entry{entryNamed("p7", "Ilmo Tassk")}, lookback.AlertEnded},
		{"Split", []lookback.Entry{entryNamed("p1", "Ilmo"), entryNamed("p7", "Ilmo Tassk")}, lookback.AlertOpen},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.list(t, entryNamed("p1", "Ilmo Tassk"))
			made := w.suppress(t, suppressionOrder(w.falsePositive(t)))
			w.list(t, test.entries...)
			w.mustWrite(t, func(tx store.Tx) error {
				a, err := tx.GetAlert(2, store.Now)
				if err != nil {
					return err
				}
				a.State, a.RunID = test.state, 3
				if _, _, err := tx.PutAlert(a); err != nil {
					return err
				}
				next := nameAlert(2, "p7", 7500, lookback.NameOnly, lookback.AlertOpen)
				next.RunID = 3
				_, _, err = tx.PutAlert(next)
				return err
			})
			w.follow(t)
			var follows []int64
			for _, i := range w.queued(t, QueueFilter{RecordID: 2}).Items {
				if i.Alert.EntryID == "p7" {
					for _, s := range i.Lapsed {
						follows = append(follows, s.ID)
					}
				}
			}
			if !slices.Equal(follows, []int64{made.ID}) {
				t.Errorf("the alert on the new entry follows suppressions %v, want %d", follows, made.ID)
			}
		})
	}
}

func TestSuppressionRefusals_R6_R28(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(w *world, o *SuppressionOrder)
		kind   error
		words  string
	}{
		{"SamePerson_R28", func(_ *world, o *SuppressionOrder) { o.Approver = " a. analyst" }, lookback.ErrDenied, "a second person"},
		{"Machine_R29", func(_ *world, o *SuppressionOrder) { o.Approver = "lookback" }, lookback.ErrDenied, "a machine ranks"},
		{"AnotherAlert", func(_ *world, o *SuppressionOrder) { o.Alert = lookback.AlertEvidence(3) }, lookback.ErrDenied, "does not find"},
		{"NoAlert", func(_ *world, o *SuppressionOrder) { o.Alert = lookback.TieEvidence("T-works") }, lookback.ErrInvalid, "not an alert"},
		{"NoRuling", func(_ *world, o *SuppressionOrder) { o.Ruling = 9 }, lookback.ErrNotFound, "ruling 9"},
		{"ForEver", func(w *world, o *SuppressionOrder) { o.Expires = w.now.AddDate(1, 0, 1) }, lookback.ErrInvalid, "within a year"},
		{"Past", func(w *world, o *SuppressionOrder) { o.Expires = w.now }, lookback.ErrInvalid, "within a year"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			o := suppressionOrder(w.falsePositive(t))
			test.change(w, &o)
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.Suppress(ctx, o); return err })
		})
	}
	t.Run("Pending", func(t *testing.T) {
		w := newWorld(t)
		r := w.rule(t, order(w.open(t, 3), lookback.AxisIdentity, lookback.IdentityDifferent)) // scores 0.90: two people
		o := suppressionOrder(r)
		o.Alert = lookback.AlertEvidence(3)
		w.refused(t, lookback.ErrDenied, "does not find", func(ctx context.Context) error { _, err := w.Suppress(ctx, o); return err })
	})
	t.Run("ChangedSinceTheRuling", func(t *testing.T) {
		w := newWorld(t)
		o := suppressionOrder(w.falsePositive(t))
		w.arrive(t, "2", func(p *lookback.Party) { p.Births = []lookback.Date{{Raw: "1980"}} })
		w.refused(t, lookback.ErrConflict, "changed in births", func(ctx context.Context) error { _, err := w.Suppress(ctx, o); return err })
	})
	t.Run("Twice", func(t *testing.T) {
		w := newWorld(t)
		o := suppressionOrder(w.falsePositive(t))
		made := w.suppress(t, o)
		w.refused(t, lookback.ErrConflict, "suppressed already", func(ctx context.Context) error { _, err := w.Suppress(ctx, o); return err })
		w.refused(t, lookback.ErrInvalid, "written words", func(ctx context.Context) error {
			_, err := w.LiftSuppression(ctx, made.ID, "A. Analyst", " ")
			return err
		})
		lifted, err := w.LiftSuppression(t.Context(), made.ID, "A. Analyst", "a letter came")
		if err != nil || lifted.State != lookback.SuppressionLapsed || w.queued(t, QueueFilter{RecordID: 2}).Suppressed != 0 {
			t.Errorf("lifted: %+v (%v)", lifted, err)
		}
		w.refused(t, lookback.ErrConflict, "lapsed already", func(ctx context.Context) error {
			_, err := w.LiftSuppression(ctx, made.ID, "A. Analyst", "again")
			return err
		})
	})
}

// TestFollowIsDoneOnce follows the same journal again, and with a clock that stands.
func TestFollowIsDoneOnce(t *testing.T) {
	w := newWorld(t)
	w.list(t, entryNamed("p1", "Ilmo Tassk"))
	w.suppress(t, suppressionOrder(w.falsePositive(t)))
	w.list(t)
	if first := w.follow(t); first.Lapsed != 1 {
		t.Errorf("first: %+v", first)
	}
	before := w.position(t)
	if again := w.follow(t); again != (Followed{}) || w.position(t) != before {
		t.Errorf("again: %+v, the journal moved from %d to %d", again, before, w.position(t))
	}
	if err := w.st.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Follow(t.Context()); !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("a closed store: %v", err)
	}
}
