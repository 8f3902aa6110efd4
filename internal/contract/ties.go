package contract

import (
	"fmt"
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// tie returns a valid fictional tie between two parties written as ParseNodeRef reads them.
func tie(t *testing.T, id, subject string, class lookback.TieClass, object string) lookback.Tie {
	t.Helper()
	from, err := lookback.ParseNodeRef(subject)
	if err != nil {
		t.Fatal(err)
	}
	to, err := lookback.ParseNodeRef(object)
	if err != nil {
		t.Fatal(err)
	}
	return lookback.Tie{
		ID: id, Subject: from, Class: class, Object: to, From: lookback.ParseDate("2023-05"), AssertedBy: "analyst", Source: "travel manifest",
		Grade: lookback.Grade{Source: lookback.SourceFairly, Info: lookback.InfoPossible}, Kind: lookback.Fact,
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen}, Recorded: start, ReviewBy: start.AddDate(0, 6, 0),
	}
}

// putTies stores ties at a position of their own.
func (f *fixture) putTies(ties ...lookback.Tie) (position int64, commitments []journal.Hash) {
	f.Helper()
	position = f.update(func(tx store.Tx) (err error) {
		commitments, err = tx.PutTies(ties)
		return err
	})
	return position, commitments
}

// retract withdraws a tie at a position of its own.
func (f *fixture) retract(id string) (r lookback.Retraction) {
	f.Helper()
	r = lookback.Retraction{Tie: id, By: "officer", Reason: "it meant somebody else", Recorded: start}
	r.Position = f.update(func(tx store.Tx) error {
		_, err := tx.PutRetraction(r)
		return err
	})
	return r
}

// standing returns the IDs of the ties that stood at a position, read in pages of two.
func standing(f *fixture, at int64) string {
	f.Helper()
	ids := []string{}
	f.view(func(tx store.Tx) error {
		for mark := store.TieMark(0); ; {
			ties, next, err := tx.TiesAt(at, mark, 2)
			if err != nil || len(ties) == 0 {
				return err
			}
			for _, t := range ties {
				ids = append(ids, t.ID)
			}
			mark = next
		}
	})
	if n := read(f, func(tx store.Tx) (int, error) { return tx.CountTiesAt(at) }); n != len(ids) {
		f.Errorf("%d ties are counted at %d, and %d stand", n, at, len(ids))
	}
	return fmt.Sprint(ids)
}

// testTies holds that a tie stands from one position on, until it is retracted or superseded, and stays readable.
func testTies(t *testing.T, p Place) {
	f := open(t, p)
	t1, t2 := tie(t, "T1", "record:r/1", lookback.ClassMovedBy, "network:N"), tie(t, "T2", "record:r/2", lookback.ClassMovedBy, "network:N")
	t3 := tie(t, "T3", "party:P", lookback.ClassOwns, "party:Q")
	t3.Share, t3.To, t3.Supports, t3.Note = lookback.ExactShare(5000), lookback.ParseDate("2024"), []string{"T1"}, "in words"
	f.putTies(t1, t2, t3)
	regraded := t1
	regraded.ID, regraded.Supersedes, regraded.Grade.Info = "T4", "T1", lookback.InfoDoubtful
	f.putTies(regraded)
	r := f.retract("T2")
	for at, want := range []string{"[]", "[T1 T2 T3]", "[T2 T3 T4]", "[T3 T4]"} {
		if got := standing(f, int64(at)); got != want {
			t.Errorf("at %d: got %s, want %s", at, got, want)
		}
	}
	state := func(id string, at int64) store.TieState {
		return read(f, func(tx store.Tx) (store.TieState, error) { return tx.GetTie(id, at) })
	}
	t1.Position, t3.Position, t2.Position = 1, 1, 1
	f.same("tie that stands", state("T3", store.Now), store.TieState{Tie: t3})
	f.same("tie before it was superseded", state("T1", 1), store.TieState{Tie: t1})
	f.same("superseded tie", state("T1", store.Now), store.TieState{Tie: t1, Until: 2, SupersededBy: "T4"})
	f.same("retracted tie", state("T2", 3), store.TieState{Tie: t2, Until: 3, Retraction: r})
	missing(f, func(tx store.Tx) (store.TieState, error) { return tx.GetTie("T4", 1) })
	missing(f, func(tx store.Tx) (store.TieState, error) { return tx.GetTie("T9", store.Now) })
	known := read(f, func(tx store.Tx) (map[string]bool, error) { return tx.KnownTies([]string{"T3", "T9", "T2"}) })
	f.same("ties that are known, retracted or not", []bool{known["T3"], known["T2"], known["T9"]}, []bool{true, true, false})
	of := func(ref lookback.NodeRef, at int64) string {
		ids := []string{}
		for _, x := range read(f, func(tx store.Tx) ([]lookback.Tie, error) { return tx.TiesOf(ref, at) }) {
			ids = append(ids, x.ID)
		}
		return fmt.Sprint(ids)
	}
	f.same("ties of a network", []string{of(lookback.NetworkNode("N"), 1), of(lookback.NetworkNode("N"), store.Now)}, []string{"[T1 T2]", "[T4]"})
	f.same("ties of a subject", of(lookback.PartyNode("P"), store.Now), "[T3]")
	f.putTies(tie(t, "list@1:b", "entry:list/2", lookback.ClassLinked, "entry:list/1"), tie(t, "list@1:a", "entry:list/3", lookback.ClassLinked, "entry:list/1"),
		tie(t, "list-2@1:a", "entry:list-2/3", lookback.ClassLinked, "entry:list-2/1"))
	f.retract("list@1:a")
	named := func(prefix string, at int64) string {
		ids := []string{}
		for _, x := range read(f, func(tx store.Tx) ([]lookback.Tie, error) { return tx.TiesNamed(prefix, at) }) {
			ids = append(ids, x.ID)
		}
		return fmt.Sprint(ids)
	}
	f.same("ties by the beginning of their names", []string{named("list@", 3), named("list@", 4), named("list@", store.Now), named("T", 1), named("none", 4)},
		[]string{"[]", "[list@1:b list@1:a]", "[list@1:b]", "[T1 T2 T3]", "[]"})
}

// testTieChanges compares what two positions hold with the difference that the store gives.
func testTieChanges(t *testing.T, p Place) {
	f := open(t, p)
	for i := range 4 {
		f.putTies(tie(t, fmt.Sprint("T", i), fmt.Sprint("record:r/", i), lookback.ClassMovedBy, "network:N"))
	}
	f.retract("T1")
	gone := tie(t, "T5", "record:r/5", lookback.ClassMovedBy, "network:N")
	gone.Supersedes = "T2"
	f.putTies(gone)
	f.retract("T5")
	for _, test := range []struct {
		from, to int64
		want     string
	}{
		{0, 0, "[] []"}, {0, 4, "[T0 T1 T2 T3] []"}, {2, 4, "[T2 T3] []"}, {4, 5, "[] [T1]"}, {4, 6, "[T5] [T1 T2]"},
		{0, 7, "[T0 T3] []"}, {4, 7, "[] [T1 T2]"}, {6, 7, "[] [T5]"}, {7, 7, "[] []"}, {1, store.Now, "[T3] []"},
	} {
		var got string
		f.view(func(tx store.Tx) error {
			added, gone, err := tx.TieChanges(test.from, test.to)
			ids := []string{}
			for _, x := range added {
				ids = append(ids, x.ID)
			}
			got = fmt.Sprint(ids, append([]string{}, gone...))
			return err
		})
		if got != test.want {
			t.Errorf("from %d to %d: got %s, want %s", test.from, test.to, got, test.want)
		}
	}
}

func testTieConflicts(t *testing.T, p Place) {
	f := open(t, p)
	t1 := tie(t, "T1", "record:r/1", lookback.ClassMovedBy, "network:N")
	f.putTies(t1)
	f.retract("T1")
	orphan := tie(t, "T2", "record:r/1", lookback.ClassMovedBy, "network:N")
	orphan.Supersedes = "T0"
	twice := tie(t, "T3", "record:r/1", lookback.ClassMovedBy, "network:N")
	for name, test := range map[string]struct {
		want error
		fn   func(tx store.Tx) error
	}{
		"TakenID":       {store.ErrConflict, func(tx store.Tx) error { _, err := tx.PutTies([]lookback.Tie{t1}); return err }},
		"TwiceInBatch":  {store.ErrConflict, func(tx store.Tx) error { _, err := tx.PutTies([]lookback.Tie{twice, twice}); return err }},
		"SupersedeNone": {store.ErrNotFound, func(tx store.Tx) error { _, err := tx.PutTies([]lookback.Tie{orphan}); return err }},
		"NoID":          {lookback.ErrInvalid, func(tx store.Tx) error { _, err := tx.PutTies([]lookback.Tie{{}}); return err }},
		"RetractTwice": {store.ErrConflict, func(tx store.Tx) error {
			_, err := tx.PutRetraction(lookback.Retraction{Tie: "T1", By: "x", Reason: "y", Recorded: start})
			return err
		}},
		"RetractNone": {store.ErrNotFound, func(tx store.Tx) error {
			_, err := tx.PutRetraction(lookback.Retraction{Tie: "T7", By: "x", Reason: "y", Recorded: start})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			g := *f
			g.T = t
			g.refused(test.want, test.fn)
		})
	}
}

func testTieCommitments(t *testing.T, p Place) {
	f := open(t, p)
	position, want := f.putTies(tie(t, "T1", "record:r/1", lookback.ClassMovedBy, "network:N"), tie(t, "T2", "record:r/2", lookback.ClassMovedBy, "network:N"))
	f.same("commitments to ties", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.TieCommitments(position) }), want)
	r := f.retract("T2")
	if got := read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.TieCommitments(r.Position) }); len(got) != 1 {
		t.Errorf("a retraction has %d commitments, want 1", len(got))
	}
}

func testMissingNodes(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("r", "1", "Ilmar Tassk"), record("r", "2", "Oru Vell"))
	f.update(func(tx store.Tx) error {
		_, err := tx.CreateEdition(edition("un", "aa11"), []store.EntryWrite{write(lookback.Added, "un", "p1", "Ilmar Tassk")})
		return err
	})
	f.update(func(tx store.Tx) error {
		_, err := tx.PutNetworkParty(lookback.NetworkParty{ID: "A", Kind: lookback.PartyPhone})
		return err
	})
	f.update(func(tx store.Tx) error { return tx.EraseRecord(2) })
	refs := []lookback.NodeRef{lookback.RecordNode("r/9"), lookback.RecordNode("r/1"), lookback.RecordNode("r/2"), lookback.EntryNode("un", "p1"), lookback.EntryNode("un", "p2"),
		lookback.PartyNode("A"), lookback.NetworkNode("A"), lookback.PartyNode("B")}
	for i := range 250 { // more than are asked for at once
		refs = append(refs, lookback.PartyNode(fmt.Sprint("none ", i)))
	}
	want := append([]lookback.NodeRef{refs[0], refs[2], refs[4], refs[6]}, refs[7:]...)
	f.same("missing", read(f, func(tx store.Tx) ([]lookback.NodeRef, error) { return tx.MissingNodes(refs) }), want)
	f.same("nothing asked", read(f, func(tx store.Tx) ([]lookback.NodeRef, error) { return tx.MissingNodes(nil) }), []lookback.NodeRef{})
}

func testNetworks(t *testing.T, p Place) {
	f := open(t, p)
	n := lookback.Network{ID: "N", Name: "Net", Ground: "one ledger", By: "analyst", Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPRed}, Recorded: start, ReviewBy: start.AddDate(0, 1, 0)}
	a := lookback.NetworkParty{ID: "A", Kind: lookback.PartyPhone, Party: lookback.Party{Identifiers: []lookback.Identifier{{Type: "phone", Value: "+9990"}}}}
	b := lookback.NetworkParty{ID: "B", Kind: lookback.PartyPlace, Party: lookback.Party{Names: []lookback.Name{{Full: "Hostel"}}}}
	var first []journal.Hash
	f.update(func(tx store.Tx) error {
		for _, put := range []func() (journal.Hash, error){
			func() (journal.Hash, error) { return tx.PutNetwork(n) },
			func() (journal.Hash, error) { return tx.PutNetworkParty(b) },
			func() (journal.Hash, error) { return tx.PutNetworkParty(a) },
		} {
			c, err := put()
			if err != nil {
				return err
			}
			first = append(first, c)
		}
		return nil
	})
	hub := b
	hub.PublicHub, hub.HubReason = true, "serves everybody"
	f.update(func(tx store.Tx) error { _, err := tx.PutNetworkParty(hub); return err })
	n.Position, a.Position, b.Position, hub.Position = 1, 1, 1, 2
	f.same("network", read(f, func(tx store.Tx) (lookback.Network, error) { return tx.GetNetwork("N", store.Now) }), n)
	f.same("networks", read(f, func(tx store.Tx) ([]lookback.Network, error) { return tx.NetworksAt(1) }), []lookback.Network{n})
	f.same("no networks", read(f, func(tx store.Tx) ([]lookback.Network, error) { return tx.NetworksAt(0) }), []lookback.Network{})
	parties := func(at, after int64) []lookback.NetworkParty {
		return read(f, func(tx store.Tx) ([]lookback.NetworkParty, error) { return tx.NetworkPartiesAt(at, after) })
	}
	f.same("parties at first", parties(1, 0), []lookback.NetworkParty{a, b})
	f.same("parties now", parties(store.Now, 0), []lookback.NetworkParty{a, hub})
	f.same("parties that changed", parties(store.Now, 1), []lookback.NetworkParty{hub})
	f.same("party then", read(f, func(tx store.Tx) (lookback.NetworkParty, error) { return tx.GetNetworkParty("B", 1) }), b)
	f.same("commitments", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.NetworkCommitments(1) }), first)
	missing(f, func(tx store.Tx) (lookback.Network, error) { return tx.GetNetwork("A", store.Now) })
	missing(f, func(tx store.Tx) (lookback.NetworkParty, error) { return tx.GetNetworkParty("B", 0) })
}

func pathAlert(record int64, target string, state lookback.AlertState, ties ...string) lookback.PathAlert {
	to, _ := lookback.ParseNodeRef(target)
	a := lookback.PathAlert{RecordID: record, Record: fmt.Sprint("r/", record), Target: to, State: state, Reason: "a path leads there",
		Evidence: lookback.PathEvidence{Words: "hop by hop", Strength: 123, Graph: "g1", On: 20000, BaseRate: lookback.PathBaseRate{Records: 1, Of: 2}}}
	for _, id := range ties {
		a.Evidence.Hops = append(a.Evidence.Hops, lookback.PathHop{Tie: id, From: lookback.RecordNode("r/1"), To: to, Class: lookback.ClassMovedBy, Began: lookback.ParseDate("2023")})
	}
	return a
}

func (f *fixture) putPathAlert(a lookback.PathAlert) (lookback.PathAlert, journal.Hash) {
	f.Helper()
	var c journal.Hash
	f.update(func(tx store.Tx) (err error) {
		a, c, err = tx.PutPathAlert(a)
		return err
	})
	return a, c
}

func testPathAlerts(t *testing.T, p Place) {
	f := open(t, p)
	a1, c1 := f.putPathAlert(pathAlert(7, "network:N", lookback.AlertOpen, "T1"))
	ended := pathAlert(7, "network:N", lookback.AlertEnded, "T2")
	ended.RunID = 3
	a2, _ := f.putPathAlert(ended)
	f.same("what stays of it", []int64{a2.ID, a2.Opened, a2.Changed}, []int64{1, 1, 2})
	f.putPathAlert(pathAlert(8, "entry:l/1", lookback.AlertOpen, "T1"))
	f.same("alert then", read(f, func(tx store.Tx) (lookback.PathAlert, error) { return tx.GetPathAlert(1, 1) }), a1)
	f.same("states", read(f, func(tx store.Tx) ([]lookback.PathAlert, error) { return tx.PathAlertStates(1) }), []lookback.PathAlert{a1, a2})
	f.same("commitments", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.PathAlertCommitments(1) }), []journal.Hash{c1})
	f.view(func(tx store.Tx) error {
		got, there, err := tx.FindPathAlert(7, lookback.NetworkNode("N"), store.Now)
		f.same("alert by pair", []any{got, there}, []any{a2, true})
		if err != nil {
			return err
		}
		_, there, err = tx.FindPathAlert(7, lookback.NetworkNode("M"), store.Now)
		f.same("no alert", there, false)
		return err
	})
	for _, test := range []struct {
		name   string
		filter store.PathAlertFilter
		want   string
	}{
		{"All", store.PathAlertFilter{}, "[1 2]"},
		{"Open", store.PathAlertFilter{State: lookback.AlertOpen}, "[2]"},
		{"OpenBefore", store.PathAlertFilter{State: lookback.AlertOpen, At: 1}, "[1]"},
		{"OfRecord", store.PathAlertFilter{RecordID: 8}, "[2]"},
		{"OfTarget", store.PathAlertFilter{Target: lookback.EntryNode("l", "1")}, "[2]"},
		{"OfRun", store.PathAlertFilter{RunID: 3}, "[1]"},
		{"OnTie", store.PathAlertFilter{Tie: "T1"}, "[1 2]"},
		{"OnLaterTie", store.PathAlertFilter{Tie: "T2"}, "[1]"},
		{"Page", store.PathAlertFilter{AfterID: 1, Limit: 1}, "[2]"},
	} {
		ids := []int64{}
		for _, a := range read(f, func(tx store.Tx) ([]lookback.PathAlert, error) { return tx.ListPathAlerts(test.filter) }) {
			ids = append(ids, a.ID)
		}
		if got := fmt.Sprint(ids); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		if n := read(f, func(tx store.Tx) (int, error) { return tx.CountPathAlerts(test.filter) }); n != len(ids) {
			t.Errorf("%s: count is %d, want %d", test.name, n, len(ids))
		}
	}
	missing(f, func(tx store.Tx) (lookback.PathAlert, error) { return tx.GetPathAlert(1, 0) })
	missing(f, func(tx store.Tx) ([]lookback.PathAlert, error) { return tx.PathAlertStates(9) })
	f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, _, err := tx.PutPathAlert(pathAlert(7, "network:N", "")); return err })
}

// testTieErasure holds that erasing a record takes its ties and path alerts with it and leaves every proof whole.
func testTieErasure(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("r", "1", "Ilmar Tassk"), record("r", "2", "Oru Vell"))
	position, want := f.putTies(tie(t, "T1", "record:r/1", lookback.ClassMovedBy, "network:N"), tie(t, "T2", "record:r/2", lookback.ClassTravelledWith, "record:r/1"),
		tie(t, "T3", "record:r/2", lookback.ClassMovedBy, "network:N"))
	a, _ := f.putPathAlert(pathAlert(1, "network:N", lookback.AlertOpen, "T1"))
	f.update(func(tx store.Tx) error { return tx.EraseRecord(1) })
	f.same("ties now and then", []string{standing(f, store.Now), readable(f, position)}, []string{"[T3]", "[T3]"})
	missing(f, func(tx store.Tx) (store.TieState, error) { return tx.GetTie("T1", store.Now) })
	f.same("commitments", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.TieCommitments(position) }), want)
	left := read(f, func(tx store.Tx) (lookback.PathAlert, error) { return tx.GetPathAlert(a.ID, store.Now) })
	f.same("what is left of the alert", []any{left.Record, left.Evidence.Words, left.RecordID}, []any{"", "", int64(1)})
	f.view(func(tx store.Tx) error {
		_, gone, err := tx.TieChanges(position, store.Now)
		f.same("ties that fell", gone, []string{"T1", "T2"})
		return err
	})
}

// readable returns the ties that can still be read of a position before an erasure.
func readable(f *fixture, at int64) string {
	ids := []string{}
	for _, x := range read(f, func(tx store.Tx) ([]lookback.Tie, error) { ties, _, err := tx.TiesAt(at, 0, 0); return ties, err }) {
		ids = append(ids, x.ID)
	}
	return fmt.Sprint(ids)
}

// testTiesToReview reads the ties that stand in the order of their days of review.
func testTiesToReview(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"), record("crm", "3", "C"))
	for i, days := range []int{30, 10, 20, 10, 40, 5} {
		x := tie(t, fmt.Sprint("T-", i), "record:crm/1", lookback.ClassWorksFor, "record:crm/2")
		if i == 5 {
			x.Object = lookback.RecordNode("crm/3")
		}
		x.ReviewBy = start.AddDate(0, 0, days)
		f.putTies(x)
	}
	order := func(days, limit int) string {
		ids := []string{}
		f.view(func(tx store.Tx) error {
			for after := (store.DueMark{}); ; {
				page, next, err := tx.TiesToReview(after, start.AddDate(0, 0, days), limit)
				for _, x := range page {
					ids = append(ids, x.ID)
				}
				if err != nil || len(page) == 0 {
					return err
				}
				after = next
			}
		})
		return fmt.Sprint(ids)
	}
	f.same("all", order(99, 2), "[T-5 T-1 T-3 T-2 T-0 T-4]")
	f.same("before a day", order(30, 3), "[T-5 T-1 T-3 T-2]")
	f.retract("T-1")
	f.update(func(tx store.Tx) error { return tx.EraseRecord(3) })
	f.same("of those that stand", order(99, 1), "[T-3 T-2 T-0 T-4]")
}
