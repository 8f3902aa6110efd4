package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
	"pgregory.net/rapid"
)

// actor does random things in a world, as random people.
type actor struct {
	*world
	r *rand.Rand
}

// roles are people by what they do; anybody tries anything, and some are one person under two spellings.
var roles = []string{"A. Analyst", "a.  analyst", "B. Analyst", "S. Supervisor", "R. Reviewer", "Q. Queue", "R. Desk", "lookback", ""}

func (a actor) who() string                     { return roles[a.r.IntN(len(roles))] }
func (a actor) id() int64                       { return int64(1 + a.r.IntN(3)) }
func (a actor) some(of ...string) string        { return of[a.r.IntN(len(of))] }
func (a actor) words() string                   { return a.some("compared both files", "letter of 1 March", "seen", " ") }
func (a actor) soon() time.Time                 { return start.AddDate(0, a.r.IntN(30)-1, 0) }
func (a actor) one(f func(n int64) error) error { return f(int64(1 + a.r.IntN(6))) }

// acts is every kind of write, by name. Many of them are refused; none may break anything.
var acts = map[string]func(a actor, ctx context.Context) error{
	"open": func(a actor, ctx context.Context) error {
		_, err := a.OpenCase(ctx, lookback.AlertEvidence(a.id()), a.who())
		return err
	},
	"change": func(a actor, ctx context.Context) error {
		axis := []lookback.Axis{lookback.AxisWhereabouts, lookback.AxisOutcome, lookback.AxisWorkflow}[a.r.IntN(3)]
		o := change(a.id(), axis, axis.Values()[a.r.IntN(len(axis.Values()))])
		o.Actor, o.Reason, o.Evidence = a.who(), a.words(), []lookback.EvidenceRef{lookback.AlertEvidence(o.Case)}
		_, err := a.Change(ctx, o)
		return err
	},
	"rule": func(a actor, ctx context.Context) error {
		axis := []lookback.Axis{lookback.AxisIdentity, lookback.AxisTie, lookback.AxisThreat, lookback.AxisWorkflow, lookback.AxisOutcome}[a.r.IntN(5)]
		values := axis.Values()
		o := order(lookback.Case{ID: a.id()}, axis, values[a.r.IntN(len(values))])
		o.Evidence = []lookback.EvidenceRef{lookback.AlertEvidence(o.Case)}
		if a.r.IntN(2) == 0 {
			o.Evidence = append(o.Evidence, lookback.EvidenceRef{Kind: lookback.EvidenceTie, ID: a.some("T-works", "T-moved", "T-owned", "T-gone")})
		}
		o.Person, o.Reasons, o.Of = a.who(), a.words(), 0
		if o.To == lookback.IdentityDuplicate {
			o.Of = a.id()
		}
		o.Contrary.NoneFound = a.some(o.Person, "S. Supervisor", "")
		_, err := a.Rule(ctx, o)
		return err
	},
	"second": func(a actor, ctx context.Context) error {
		return a.one(func(n int64) error {
			_, err := a.Second(ctx, SecondOrder{Ruling: n, Person: a.who(), Agrees: a.r.IntN(4) > 0, Reasons: a.words()})
			return err
		})
	},
	"assign": func(a actor, ctx context.Context) error {
		_, err := a.Assign(ctx, a.id(), a.who(), a.who(), a.words())
		return err
	},
	"note": func(a actor, ctx context.Context) error {
		_, err := a.Note(ctx, a.id(), a.who(), a.words())
		return err
	},
	"ask": func(a actor, ctx context.Context) error {
		_, err := a.Ask(ctx, AskOrder{Case: a.id(), Kind: lookback.EnquiryKind(a.some("task", "enquiry", "order")), Of: a.some("registry", ""), Question: a.words(), Due: a.soon(), Actor: a.who()})
		return err
	},
	"answer": func(a actor, ctx context.Context) error {
		return a.one(func(n int64) error {
			_, err := a.Answer(ctx, n, a.who(), a.words(), a.r.IntN(2) == 0)
			return err
		})
	},
	"attach": func(a actor, ctx context.Context) error {
		_, err := a.Attach(ctx, lookback.Attachment{CaseID: a.id(), Name: "a", Hash: fmt.Sprintf("%064x", a.r.IntN(1000)), Where: a.words(), By: a.who()})
		return err
	},
	"receive": func(a actor, ctx context.Context) error {
		o := request(fmt.Sprint(a.id()))
		o.Actor, o.Statement = a.who(), a.words()
		_, err := a.ReceiveRedress(ctx, o)
		return err
	},
	"redress": func(a actor, ctx context.Context) error {
		return a.one(func(n int64) (err error) {
			switch a.r.IntN(4) {
			case 0:
				_, err = a.AssignRedress(ctx, n, a.who(), a.who())
			case 1:
				_, err = a.AcknowledgeRedress(ctx, n, a.who(), a.words())
			case 2:
				_, err = a.AnswerRedress(ctx, n, a.who(), a.words())
			default:
				ends := lookback.RedressEnds()
				_, err = a.DecideRedress(ctx, RedressDecision{Redress: n, State: ends[a.r.IntN(len(ends))], Person: a.who(), Reasons: a.words(), Summary: a.words()})
			}
			return err
		})
	},
	"suppress": func(a actor, ctx context.Context) error {
		held, err := a.ListSuppressions(ctx, store.KeptFilter{State: string(lookback.SuppressionInForce)})
		if err != nil {
			return err
		}
		if len(held) > 0 && a.r.IntN(2) == 0 {
			_, err = a.LiftSuppression(ctx, held[a.r.IntN(len(held))].ID, a.who(), a.words())
			return err
		}
		r, err := a.different(ctx)
		if err == nil && r.State == lookback.RulingInForce {
			_, err = a.Suppress(ctx, SuppressionOrder{Alert: r.Evidence[0], Ruling: r.ID, Approver: a.who(), Expires: a.soon()})
		}
		return err
	},
	"disclose": func(a actor, ctx context.Context) error {
		all, err := a.ListDisclosures(ctx, store.KeptFilter{})
		if err != nil {
			return err
		}
		if len(all) == 0 || a.r.IntN(4) == 0 {
			o := disclosureOrder(lookback.Case{ID: a.id()})
			o.Person = a.who()
			_, err = a.ProposeDisclosure(ctx, o)
			return err
		}
		switch x := all[a.r.IntN(len(all))]; x.State {
		case lookback.DisclosureProposed:
			_, err = a.ApproveDisclosure(ctx, ApprovalOrder{Disclosure: x.ID, Person: a.who(), Agrees: a.r.IntN(4) > 0, Reasons: a.words()})
		case lookback.DisclosureApproved:
			_, _, err = a.SendDisclosure(ctx, x.ID, a.who(), encodeForTest)
		default:
			_, err = a.RecallDisclosure(ctx, x.ID, a.who(), a.words())
		}
		return err
	},
	"erase": func(a actor, ctx context.Context) error {
		waiting, err := a.ListErasures(ctx, store.KeptFilter{State: string(lookback.ErasureProposed)})
		if err != nil {
			return err
		}
		if len(waiting) > 0 && a.r.IntN(2) == 0 {
			_, err = a.ApproveErasure(ctx, waiting[a.r.IntN(len(waiting))].ID, a.who(), a.r.IntN(4) > 0)
			return err
		}
		o := erasureOrder()
		o.Record, o.Person = fmt.Sprintf("gone/%d", a.r.IntN(max(a.gone, 1))), a.who()
		_, err = a.ProposeErasure(ctx, o)
		return err
	},
	"card": func(a actor, ctx context.Context) error {
		_, err := a.Card(ctx, a.id(), Reader{Person: a.who(), Purpose: a.words()})
		return err
	},
}

// different returns a ruling in force that case 2 is about somebody else, or gives one: that is a write too, and an in-force ruling
// is what a suppression needs.
func (a actor) different(ctx context.Context) (lookback.Ruling, error) {
	f, err := a.GetFile(ctx, 2, store.Now)
	if err != nil {
		return lookback.Ruling{}, err
	}
	for _, r := range f.Rulings {
		if r.To == lookback.IdentityDifferent && r.State == lookback.RulingInForce && f.Case.Identity == r.To {
			return r, nil
		}
	}
	r, err := a.Rule(ctx, order(f.Case, lookback.AxisIdentity, lookback.IdentityDifferent))
	r.State = "" // it has been written just now, and is suppressed another time
	return r, err
}

// dispose adds records of which nothing else is made, so that erasures never end a test, each with an alert that goes with it.
func (w *world) dispose(ctx context.Context, n int) error {
	w.gone = n
	return w.write(ctx, func(tx store.Tx) error {
		var records []lookback.Record
		for i := range n {
			records = append(records, lookback.Record{Source: "gone", Key: fmt.Sprint(i), Arrived: start,
				Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Ilmar Tassk"}}}})
		}
		if _, err := tx.PutRecords(records); err != nil {
			return err
		}
		for i := range n { // they come after the three of fill
			if _, _, err := tx.PutAlert(nameAlert(int64(4+i), "p1", 7500, lookback.NameOnly, lookback.AlertOpen)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Random people with random roles give random commands. Whatever they do, everybody is counted exactly once under every
// question (R37), each event commits to exactly what was stored with it, no body says anything about anybody, and the
// journal verifies (R28, R31, R36).
func TestWhateverPeopleDoEverythingReconciles_R37(t *testing.T) {
	done := map[string]int{}
	never := func(name string) bool { return done[name] == 0 && name != "open" }
	for round := 0; round < 5 && slices.ContainsFunc(names(acts), never) && !t.Failed(); round++ { // chance may leave a rare act out of one round
		actAtRandom(t, done)
	}
	t.Logf("acts that succeeded: %v", done)
	for _, name := range names(acts) {
		if never(name) && !testing.Short() {
			t.Errorf("no %s ever succeeded: the test shows nothing about it", name)
		}
	}
}

// actAtRandom plays a round of worlds and counts the acts that succeed.
func actAtRandom(t *testing.T, done map[string]int) {
	rapid.Check(t, func(rt *rapid.T) {
		a := actor{newWorld(t), rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))}
		a.begin(t)
		for range rapid.IntRange(10, 40).Draw(rt, "commands") {
			name := rapid.SampledFrom(names(acts)).Draw(rt, "act")
			before := a.position(t)
			err := acts[name](a, t.Context())
			if moved := a.position(t) - before; moved != map[bool]int64{true: 1, false: 0}[err == nil] {
				rt.Fatalf("%s moved the journal by %d (%v)", name, moved, err)
			}
			if err == nil {
				done[name]++
			}
		}
		if _, err := a.Funnel(t.Context(), FunnelQuestion{Least: 1}); err != nil {
			rt.Fatal(err)
		}
		if err := verified(t.Context(), a.st); err != nil {
			rt.Fatal(err)
		}
		a.checkRedress(rt)
	})
}

// begin leaves in each case a ruling, a question and a request that wait, so that the acts that need one find it.
func (a actor) begin(t *testing.T) {
	t.Helper()
	if err := a.dispose(t.Context(), 8); err != nil {
		t.Fatal(err)
	}
	for id := int64(1); id <= 3; id++ {
		c := a.open(t, id)
		if id == 2 {
			a.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityDifferent))
		}
		a.rule(t, order(c, lookback.AxisThreat, lookback.ThreatDirect, "document:x"))
		a.receive(t, fmt.Sprint(id))
		if _, err := a.Ask(t.Context(), AskOrder{Case: c.ID, Kind: "task", Of: "registry", Question: "compare the photographs", Due: start.AddDate(1, 0, 0), Actor: "A. Analyst"}); err != nil {
			t.Fatal(err)
		}
	}
}

func names[V any](m map[string]V) (all []string) {
	for _, name := range []string{"open", "change", "rule", "second", "assign", "note", "ask", "answer", "attach", "receive", "redress", "card", "suppress", "disclose", "erase"} {
		if _, there := m[name]; there {
			all = append(all, name)
		}
	}
	return all
}

// checkRedress holds what was decided against what the rules want: by the reviewer, who had not ruled before.
func (w *world) checkRedress(t *rapid.T) {
	all, err := w.ListRedress(context.Background(), store.KeptFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if !r.Ended() {
			continue
		}
		if !screening.SamePerson(r.Reviewer, r.Decided.Person) || r.Answered.Recorded.IsZero() || strings.TrimSpace(r.Summary) == "" {
			t.Fatalf("decided without its steps: %+v", r)
		}
		f, err := w.GetFile(context.Background(), max(r.CaseID, 1), store.Now)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range f.Rulings {
			if r.CaseID != 0 && x.Recorded.Before(r.Received) && screening.SamePerson(x.Person, r.Decided.Person) {
				t.Fatalf("%s ruled before and decided: %+v", x.Person, r)
			}
		}
	}
}

// verified exports the journal, verifies it with the public key alone, and holds the root in every event of casework against the
// values that are stored. What comes then is given the export.
func verified(ctx context.Context, st store.Store, then ...func(export []byte, keys journal.PublicKeys) error) error {
	private, public, err := journal.NewKey(strings.NewReader(strings.Repeat("k", 64)), "test")
	if err != nil {
		return err
	}
	key, err := journal.ParseKey(private)
	if err != nil {
		return err
	}
	keys, err := journal.ParsePublicKeys(public)
	if err != nil {
		return err
	}
	s, err := screening.New(ctx, st, nil, func() time.Time { return start }, func(lookback.Score) (lookback.Score, string, string) { return 0, "", "" })
	if err != nil {
		return err
	}
	var export bytes.Buffer
	if err := s.ExportJournal(ctx, &export, key); err != nil {
		return err
	}
	if _, err := journal.Verify(bytes.NewReader(export.Bytes()), keys); err != nil {
		return err
	}
	for _, check := range then {
		if err := check(export.Bytes(), keys); err != nil {
			return err
		}
	}
	return st.View(ctx, rooted)
}

// R36: one byte changed anywhere in the export of a journal in which people have worked is found. By default every seventh is
// tried, and with the full proof (LOOKBACK_KILLS) each.
func TestOneChangedByteIsFound_R36(t *testing.T) {
	a := actor{newWorld(t), rand.New(rand.NewPCG(7, 7))}
	for id := int64(1); id <= 3; id++ {
		a.open(t, id)
	}
	for _, name := range names(acts) {
		_ = acts[name](a, t.Context()) // a refusal leaves nothing
	}
	err := verified(t.Context(), a.st, func(export []byte, keys journal.PublicKeys) error {
		stride := 7
		if os.Getenv(killsVariable) != "" {
			stride = 1
		}
		for i := 0; i < len(export); i += stride {
			export[i] ^= 1 << (i % 8)
			if _, err := journal.Verify(bytes.NewReader(export), keys); !errors.Is(err, lookback.ErrCheck) {
				return fmt.Errorf("byte %d of %d changed and not found (%v)", i, len(export), err)
			}
			export[i] ^= 1 << (i % 8)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// rooted checks the roots in the events of casework.
func rooted(tx store.Tx) error {
	events, err := tx.Events(0, 0)
	if err != nil {
		return err
	}
	for _, e := range events {
		var body caseEvent
		if err := json.Unmarshal(e.Body, &body); err != nil || body.Root == "" || body.What == "" {
			continue
		}
		c, err := tx.CaseCommitments(e.Position)
		if err != nil {
			return err
		}
		if len(c) != body.Values || journal.HexHash(journal.BatchRoot(c)) != body.Root {
			return fmt.Errorf("event %d (%s) commits to %d values with another root than the %d stored", e.Position, e.Kind, body.Values, len(c))
		}
		for _, private := range []string{"compared", "letter", "custody", "Tassk"} {
			if strings.Contains(string(e.Body), private) {
				return fmt.Errorf("event %d says %q", e.Position, private)
			}
		}
	}
	return nil
}
