package casework

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// world is a small population with alerts and ties, and the service over it. Record 1 is identified and works for the
// network; record 2 was only moved by it; record 3 matches a name very well and nothing else.
type world struct {
	*Service
	st  store.Store
	now time.Time

	gone int // records gone/0 and so on, which may be erased
}

func newWorld(t *testing.T) *world {
	t.Helper()
	st, err := sqldb.OpenTemporary(t.Context(), sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	w := &world{st: st, now: start}
	w.Service = New(st, func() time.Time { w.now = w.now.Add(time.Minute); return w.now }, Options{})
	if err := w.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

const network = "N-1"

func (w *world) fill(ctx context.Context) error {
	return w.write(ctx, func(tx store.Tx) error {
		var records []lookback.Record
		for i := 1; i <= 3; i++ {
			records = append(records, lookback.Record{Source: "crm", Key: fmt.Sprint(i), Arrived: start,
				Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Ilmar Tassk"}}}})
		}
		if _, err := tx.PutRecords(records); err != nil {
			return err
		}
		for _, a := range []lookback.Alert{
			nameAlert(1, "p1", 9500, lookback.Identified, lookback.AlertOpen),
			nameAlert(2, "p1", 7500, lookback.NameOnly, lookback.AlertOpen),
			nameAlert(3, "p1", 9000, lookback.NameOnly, lookback.AlertOpen),
			nameAlert(2, "p2", 9900, lookback.Identified, lookback.AlertEnded),
		} {
			if _, _, err := tx.PutAlert(a); err != nil {
				return err
			}
		}
		return fillTies(tx)
	})
}

func nameAlert(record int64, entry string, score lookback.Score, strength lookback.Strength, state lookback.AlertState) lookback.Alert {
	return lookback.Alert{RecordID: record, RecordVersion: 1, List: "un", EntryID: entry, EntryDigest: "d", State: state, Reason: "listed",
		Evidence: lookback.Evidence{Score: score, Strength: strength, Matcher: "m", Name: lookback.NameEvidence{Left: "a", Right: "b", Score: score}}}
}

func fillTies(tx store.Tx) error {
	one, two, net := lookback.RecordNode("crm/1"), lookback.RecordNode("crm/2"), lookback.NetworkNode(network)
	ended := tie("T-left", one, lookback.ClassMember, net)
	ended.To = lookback.ParseDate("2024-01-01")
	coerced := tie("T-coerced", one, lookback.ClassWorksFor, net)
	coerced.Knowledge = lookback.Coerced
	guess := tie("T-guess", one, lookback.ClassWorksFor, net)
	guess.Kind = lookback.Hypothesis
	lapsed := tie("T-lapsed", one, lookback.ClassMember, net)
	lapsed.Recorded, lapsed.ReviewBy = start.AddDate(-6, 0, 0), start.AddDate(-6, 6, 0)
	_, err := tx.PutTies([]lookback.Tie{
		tie("T-works", one, lookback.ClassWorksFor, net), tie("T-moved", two, lookback.ClassMovedBy, net), tie("T-family", two, lookback.ClassFamily, one),
		tie("T-owned", net, lookback.ClassOwns, one), tie("T-same", two, lookback.ClassSame, one), tie("T-gone", one, lookback.ClassLeads, net), ended, coerced, guess, lapsed,
	})
	if err != nil {
		return err
	}
	if _, err := tx.PutRetraction(lookback.Retraction{Tie: "T-gone", By: "tie desk", Reason: "mistaken", Recorded: start}); err != nil {
		return err
	}
	for _, a := range []lookback.PathAlert{
		pathAlert(1, lookback.Substantive, true, lookback.ClassWorksFor), pathAlert(2, lookback.Contextual, true, lookback.ClassMovedBy),
		pathAlert(3, lookback.Substantive, false, lookback.ClassFinances),
	} {
		if _, _, err := tx.PutPathAlert(a); err != nil {
			return err
		}
	}
	return nil
}

func tie(id string, subject lookback.NodeRef, class lookback.TieClass, object lookback.NodeRef) lookback.Tie {
	return lookback.Tie{ID: id, Subject: subject, Class: class, Object: object, AssertedBy: "tie desk", Source: "report", Kind: lookback.Fact,
		Grade: lookback.Grade{Source: lookback.SourceFairly, Info: lookback.InfoPossible}, Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen},
		Recorded: start, ReviewBy: start.AddDate(0, 6, 0)}
}

func pathAlert(record int64, ceiling lookback.Ceiling, forward bool, class lookback.TieClass) lookback.PathAlert {
	return lookback.PathAlert{RecordID: record, Record: fmt.Sprintf("crm/%d", record), Target: lookback.NetworkNode(network), State: lookback.AlertOpen, Reason: "tie",
		Evidence: lookback.PathEvidence{Words: "every hop", Strength: 3000, Ceiling: ceiling, Graph: "g", Hops: []lookback.PathHop{
			{Tie: "T-same", Class: lookback.ClassSame, Forward: true, From: lookback.RecordNode("crm/9"), To: lookback.RecordNode("crm/8")},
			{Tie: "T-works", Class: class, Forward: forward, From: lookback.RecordNode("crm/8"), To: lookback.NetworkNode(network)}}}}
}

// write runs fn and appends an event.
func (w *world) write(ctx context.Context, fn func(tx store.Tx) error) error {
	return w.st.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		_, err := tx.AppendEvent(lookback.Event{Time: start, Kind: lookback.EventRecords, Actor: "intake", Subject: "test"})
		return err
	})
}

// open opens the case of a record, whose number is that of its first alert.
func (w *world) open(t *testing.T, record int64) lookback.Case {
	t.Helper()
	c, err := w.OpenCase(t.Context(), lookback.AlertEvidence(record), "Q. Queue")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// order returns a good ruling order; the evidence is the first alert of the record and what is named.
func order(c lookback.Case, x lookback.Axis, to lookback.AxisValue, evidence ...string) RulingOrder {
	o := RulingOrder{Case: c.ID, Axis: x, To: to, Person: "A. Analyst", Reasons: "compared both files", Source: "our own comparison",
		Contrary: lookback.Contrary{NoneFound: "A. Analyst"}, Evidence: []lookback.EvidenceRef{lookback.AlertEvidence(c.RecordID)}}
	for _, text := range evidence {
		ref, err := lookback.ParseEvidenceRef(text)
		if err != nil {
			panic(err) // a broken test
		}
		o.Evidence = append(o.Evidence, ref)
	}
	return o
}

func (w *world) rule(t *testing.T, o RulingOrder) lookback.Ruling {
	t.Helper()
	r, err := w.Rule(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (w *world) second(t *testing.T, r lookback.Ruling) lookback.Ruling {
	t.Helper()
	r, err := w.Second(t.Context(), SecondOrder{Ruling: r.ID, Person: "S. Supervisor", Agrees: true, Reasons: "read it all"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (w *world) file(t *testing.T, id int64) File {
	t.Helper()
	f, err := w.GetFile(t.Context(), id, store.Now)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// position returns the last position of the journal.
func (w *world) position(t *testing.T) (position int64) {
	t.Helper()
	err := w.st.View(t.Context(), func(tx store.Tx) (err error) {
		position, err = tx.Position()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return position
}

// refused checks the kind and the words of a refusal, and that nothing was kept.
func (w *world) refused(t *testing.T, kind error, words string, do func(ctx context.Context) error) {
	t.Helper()
	before := w.position(t)
	err := do(t.Context())
	if !errors.Is(err, kind) || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v, want %v with %q", err, kind, words)
	}
	if after := w.position(t); after != before {
		t.Errorf("a refusal moved the journal from %d to %d", before, after)
	}
}
