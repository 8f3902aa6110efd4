package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
	"pgregory.net/rapid"
)

func disclosureOrder(c lookback.Case) DisclosureOrder {
	return DisclosureOrder{Case: c.ID, Recipient: lookback.Recipient{Name: "Registry of Norvik"}, Blocks: []lookback.Block{lookback.BlockIdentity, lookback.BlockStatus},
		Purpose: "identity check", Basis: "treaty, article 4", Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen}, Person: "A. Analyst"}
}

func (w *world) propose(t *testing.T, o DisclosureOrder) lookback.Disclosure {
	t.Helper()
	x, err := w.ProposeDisclosure(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (w *world) approve(ctx context.Context, id int64, who string) error {
	_, err := w.ApproveDisclosure(ctx, ApprovalOrder{Disclosure: id, Person: who, Agrees: true, Reasons: "necessary"})
	return err
}

func encodeForTest(d Disclosed) ([]byte, error) { return fmt.Appendf(nil, "%+v", d), nil }

func (w *world) send(ctx context.Context, id int64) error {
	_, _, err := w.SendDisclosure(ctx, id, "A. Analyst", encodeForTest)
	return err
}

// disclosed takes a disclosure of a case all the way.
func (w *world) disclosed(t *testing.T, c lookback.Case) lookback.Disclosure {
	t.Helper()
	x := w.propose(t, disclosureOrder(c))
	sent, y, err := []byte(nil), x, w.approve(t.Context(), x.ID, "S. Supervisor")
	if err == nil {
		sent, y, err = w.SendDisclosure(t.Context(), x.ID, "A. Analyst", encodeForTest)
	}
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(sent); y.State != lookback.DisclosureSent || y.Digest != hex.EncodeToString(sum[:]) {
		t.Errorf("sent disclosure is %+v", y)
	}
	return y
}

func (w *world) protect(t *testing.T, kind lookback.ProtectionKind) lookback.Protection {
	t.Helper()
	p, err := w.Protect(t.Context(), ProtectionOrder{Record: "crm/1", Kind: kind, Source: "asylum office", Since: start, Person: "P. Officer"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDisclosureGivesWhatWasApproved_R35(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityProbable))
	o := disclosureOrder(c)
	o.Blocks = []lookback.Block{lookback.BlockRulings}
	x := w.propose(t, o)
	if err := w.approve(t.Context(), x.ID, "S. Supervisor"); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.SendDisclosure(t.Context(), x.ID, "A. Analyst", func(d Disclosed) ([]byte, error) {
		if len(d.File.Rulings) != 1 || len(d.File.History)+len(d.Alerts)+len(d.Paths) != 0 {
			t.Errorf("rulings were approved and %+v is given", d)
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.ListDisclosures(t.Context(), store.KeptFilter{RecordID: 1})
	if err != nil || len(got) != 1 || got[0].Recipient.Name != "Registry of Norvik" || got[0].Basis != "treaty, article 4" || got[0].SentBy != "A. Analyst" {
		t.Errorf("the account says %+v (%v)", got, err)
	}
}

func TestDisclosureRefusals_R28_R35(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(o *DisclosureOrder)
		kind   error
		words  string
	}{
		{"NoRecipient", func(o *DisclosureOrder) { o.Recipient.Name = " " }, lookback.ErrInvalid, "recipient"},
		{"NoPurpose", func(o *DisclosureOrder) { o.Purpose = "" }, lookback.ErrInvalid, "purpose"},
		{"NoBasis", func(o *DisclosureOrder) { o.Basis = "" }, lookback.ErrInvalid, "basis"},
		{"NoBlocks", func(o *DisclosureOrder) { o.Blocks = nil }, lookback.ErrInvalid, "what it gives"},
		{"UnknownBlock", func(o *DisclosureOrder) { o.Blocks = []lookback.Block{"everything"} }, lookback.ErrInvalid, "not a block"},
		{"NoHandling", func(o *DisclosureOrder) { o.Handling = lookback.Handling{} }, lookback.ErrInvalid, "TLP"},
		{"UnknownCountry", func(o *DisclosureOrder) { o.Recipient.Country = "Nowhere" }, lookback.ErrInvalid, "not a country"},
		{"Red", func(o *DisclosureOrder) { o.Handling.Sharing = lookback.TLPRed }, lookback.ErrDenied, "stays in the house"},
		{"Machine_R29", func(o *DisclosureOrder) { o.Person = "Lookback" }, lookback.ErrDenied, "a machine ranks"},
		{"NoCase", func(o *DisclosureOrder) { o.Case = 9 }, lookback.ErrNotFound, "case 9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			o := disclosureOrder(w.open(t, 1))
			test.change(&o)
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.ProposeDisclosure(ctx, o); return err })
		})
	}
	t.Run("Steps", func(t *testing.T) {
		w := newWorld(t)
		x := w.propose(t, disclosureOrder(w.open(t, 1)))
		w.refused(t, lookback.ErrDenied, "0 of 1 approvals", func(ctx context.Context) error { return w.send(ctx, x.ID) })
		w.refused(t, lookback.ErrDenied, "another person", func(ctx context.Context) error { return w.approve(ctx, x.ID, " a.  ANALYST ") })
		w.refused(t, lookback.ErrConflict, "nothing was sent", func(ctx context.Context) error {
			_, err := w.RecallDisclosure(ctx, x.ID, "A. Analyst", "wrong person")
			return err
		})
		y, err := w.ApproveDisclosure(t.Context(), ApprovalOrder{Disclosure: x.ID, Person: "S. Supervisor", Reasons: "no need"})
		if err != nil || y.State != lookback.DisclosureRefused {
			t.Fatalf("refused: %+v (%v)", y, err)
		}
		w.refused(t, lookback.ErrConflict, "awaits nobody", func(ctx context.Context) error { return w.approve(ctx, x.ID, "T. Third") })
		w.refused(t, lookback.ErrDenied, "is not sent", func(ctx context.Context) error { return w.send(ctx, x.ID) })
	})
	t.Run("Twice", func(t *testing.T) {
		w := newWorld(t)
		x := w.disclosed(t, w.open(t, 1))
		w.refused(t, lookback.ErrConflict, "was sent", func(ctx context.Context) error { return w.send(ctx, x.ID) })
	})
}

// TestProtectionBlocksTheCountryOfOrigin_R32 asks for the approvals that each protection wants of each recipient.
func TestProtectionBlocksTheCountryOfOrigin_R32(t *testing.T) {
	for _, test := range []struct {
		name        string
		nationality []string
		country     string
		kind        lookback.ProtectionKind
		needs       int
	}{
		{"NoProtection", []string{"Tajikistan"}, "TJ", "", 1},
		{"AtHome", []string{"Tajikistan"}, "", lookback.ProtectClaim, 1},
		{"Origin", []string{"Tajikistan"}, "TJ", lookback.ProtectClaim, 2},
		{"OriginAsCode", []string{"TJK"}, "Tajikistan", lookback.ProtectRelief, 2},
		{"SecondNationality", []string{"Georgia", "Tajikistan"}, "TJ", lookback.ProtectNonRefoulement, 2},
		{"ThirdCountry", []string{"Tajikistan"}, "DE", lookback.ProtectClaim, 1},
		{"OriginUnknown", nil, "DE", lookback.ProtectClaim, 2},
		{"OriginNotInTheTable", []string{"Verdania"}, "DE", lookback.ProtectClaim, 2},
		{"MinorInThirdCountry", []string{"Tajikistan"}, "DE", lookback.ProtectMinor, 2},
		{"VictimInThirdCountry", []string{"Tajikistan"}, "DE", lookback.ProtectTrafficking, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.arrive(t, "1", func(p *lookback.Party) { p.Nationalities = test.nationality })
			o := disclosureOrder(w.open(t, 1))
			o.Recipient.Country = test.country
			x := w.propose(t, o)
			if test.kind != "" {
				w.protect(t, test.kind) // after the proposal: it counts all the same
			}
			if err := w.approve(t.Context(), x.ID, "S. Supervisor"); err != nil {
				t.Fatal(err)
			}
			if test.needs == 2 {
				w.refused(t, lookback.ErrDenied, "1 of 2 approvals", func(ctx context.Context) error { return w.send(ctx, x.ID) })
				w.refused(t, lookback.ErrDenied, "another person", func(ctx context.Context) error { return w.approve(ctx, x.ID, "s. supervisor") })
				if err := w.approve(t.Context(), x.ID, "T. Third"); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.send(t.Context(), x.ID); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestProtectionSetAfterApproval_R32: one approval was enough, and is not any more.
func TestProtectionSetAfterApproval_R32(t *testing.T) {
	w := newWorld(t)
	o := disclosureOrder(w.open(t, 1))
	o.Recipient.Country = "TJ"
	x := w.propose(t, o)
	if err := w.approve(t.Context(), x.ID, "S. Supervisor"); err != nil {
		t.Fatal(err)
	}
	p := w.protect(t, lookback.ProtectClaim)
	w.refused(t, lookback.ErrDenied, "1 of 2 approvals", func(ctx context.Context) error { return w.send(ctx, x.ID) })

	lift := func(who, reason string) error {
		_, err := w.LiftProtection(t.Context(), "crm/1", p.ID, who, reason)
		return err
	}
	w.refused(t, lookback.ErrConflict, "already", func(ctx context.Context) error {
		_, err := w.Protect(ctx, ProtectionOrder{Record: "crm/1", Kind: p.Kind, Source: "x", Since: start, Person: "A. Analyst"})
		return err
	})
	if err := lift("A. Analyst", "claim withdrawn"); err != nil {
		t.Fatal(err)
	}
	w.refused(t, lookback.ErrDenied, "1 of 2 approvals", func(ctx context.Context) error { return w.send(ctx, x.ID) })
	w.refused(t, lookback.ErrDenied, "a second person", func(context.Context) error { return lift("a. analyst", "again") })
	w.refused(t, lookback.ErrInvalid, "written words", func(context.Context) error { return lift("S. Supervisor", " ") })
	if err := lift("S. Supervisor", "saw the letter"); err != nil {
		t.Fatal(err)
	}
	if err := w.send(t.Context(), x.ID); err != nil {
		t.Error(err)
	}
	if all, err := w.ProtectionsOf(t.Context(), 1); err != nil || len(all) != 0 {
		t.Errorf("lifted, and still there: %+v (%v)", all, err)
	}
	w.refused(t, lookback.ErrNotFound, "no protection", func(context.Context) error { return lift("T. Third", "again") })
}

func TestProtectionRefusals_R32(t *testing.T) {
	for name, change := range map[string]func(o *ProtectionOrder){
		"NoSource": func(o *ProtectionOrder) { o.Source = "" },
		"NoKind":   func(o *ProtectionOrder) { o.Kind = "nice" },
		"NoDate":   func(o *ProtectionOrder) { o.Since = time.Time{} },
		"Future":   func(o *ProtectionOrder) { o.Since = start.AddDate(1, 0, 0) },
		"Nobody":   func(o *ProtectionOrder) { o.Person = "" },
	} {
		w := newWorld(t)
		o := ProtectionOrder{Record: "crm/1", Kind: lookback.ProtectMinor, Source: "birth record", Since: start, Person: "P. Officer"}
		change(&o)
		w.refused(t, lookback.ErrInvalid, "", func(ctx context.Context) error { _, err := w.Protect(ctx, o); return err })
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// TestProtectionShowsWhereverThePersonShows_R32: in the file of a case, in the queue, and before it was set it was not there.
func TestProtectionShowsWhereverThePersonShows_R32(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	before := w.position(t)
	w.protect(t, lookback.ProtectMinor)
	then, err := w.GetFile(t.Context(), c.ID, before)
	if err != nil || len(then.Protections) != 0 {
		t.Errorf("before it was set: %+v (%v)", then.Protections, err)
	}
	shown := [][]lookback.Protection{w.file(t, c.ID).Protections}
	for _, i := range w.queued(t, QueueFilter{RecordID: 1}).Items {
		shown = append(shown, i.Protections)
	}
	for i, all := range shown {
		if len(all) != 1 || all[0].Kind != lookback.ProtectMinor || all[0].Source != "asylum office" || all[0].SetBy != "P. Officer" {
			t.Errorf("place %d shows %+v", i, all)
		}
	}
	if len(shown) != 3 {
		t.Errorf("looked at %d places, want the file, an alert and a path alert", len(shown))
	}
}

// TestProtectionNeverSelects_R32 looks at everything by which records, alerts, cases or runs can be chosen: none has a
// place for a protection, and the store gives protections of one named record only.
func TestProtectionNeverSelects_R32(t *testing.T) {
	protection := reflect.TypeFor[lookback.ProtectionKind]()
	var look func(path string, of reflect.Type)
	fields := 0
	look = func(path string, of reflect.Type) {
		fields++
		if of == protection || of == reflect.TypeFor[lookback.Protection]() || strings.Contains(strings.ToLower(path), "protect") {
			t.Errorf("%s can select by protection", path)
		}
		switch of.Kind() {
		case reflect.Slice, reflect.Pointer, reflect.Map:
			look(path, of.Elem())
		case reflect.Struct:
			for i := range of.NumField() {
				look(path+"."+of.Field(i).Name, of.Field(i).Type)
			}
		}
	}
	for _, of := range []reflect.Type{
		reflect.TypeFor[store.CaseFilter](), reflect.TypeFor[store.AlertFilter](), reflect.TypeFor[store.PathAlertFilter](), reflect.TypeFor[store.KeptFilter](),
		reflect.TypeFor[QueueFilter](), reflect.TypeFor[lookback.Selection](), reflect.TypeFor[lookback.Policy](), reflect.TypeFor[lookback.Run](),
	} {
		look(of.Name(), of)
	}
	if fields < 40 {
		t.Errorf("looked at %d fields only", fields)
	}
	var methods []string
	for tx, i := reflect.TypeFor[store.Tx](), 0; i < tx.NumMethod(); i++ {
		if m := tx.Method(i); strings.Contains(m.Type.String(), "Protection") {
			methods = append(methods, m.Name+" "+m.Type.String())
		}
	}
	want := []string{"ProtectionsOf func(int64, int64) ([]lookback.Protection, error)", "PutProtection func(lookback.Protection) (lookback.Protection, tlog.Hash, error)"}
	if !slices.Equal(methods, want) {
		t.Errorf("the store gives protections by %q, want %q", methods, want)
	}
}

// TestNoticeClock_R35 tracks a recall to its acknowledgement.
func TestNoticeClock_R35(t *testing.T) {
	w := newWorld(t)
	x := w.disclosed(t, w.open(t, 1))
	n, err := w.RecallDisclosure(t.Context(), x.ID, "A. Analyst", "another person was meant")
	if err != nil || n.State != lookback.NoticeDue || n.Late(w.now.Add(23*time.Hour)) || !n.Late(w.now.Add(25*time.Hour)) {
		t.Fatalf("the notice is %+v (%v)", n, err)
	}
	w.refused(t, lookback.ErrConflict, "is due and not sent", func(ctx context.Context) error {
		_, err := w.NoticeAcknowledged(ctx, n.ID, "A. Analyst", "received")
		return err
	})
	w.now = w.now.Add(30 * time.Hour)
	if n, err = w.NoticeSent(t.Context(), n.ID, "A. Analyst", "by courier"); err != nil || !n.Late(w.now) {
		t.Errorf("told after 30 hours: %+v (%v)", n, err)
	}
	w.refused(t, lookback.ErrInvalid, "written words", func(ctx context.Context) error {
		_, err := w.NoticeAcknowledged(ctx, n.ID, "A. Analyst", "")
		return err
	})
	if n, err = w.NoticeAcknowledged(t.Context(), n.ID, "A. Analyst", "destroyed, letter 12"); err != nil || n.State != lookback.NoticeAcknowledged {
		t.Errorf("acknowledged: %+v (%v)", n, err)
	}
	w.refused(t, lookback.ErrConflict, "is acknowledged", func(ctx context.Context) error { _, err := w.NoticeSent(ctx, n.ID, "A. Analyst", "again"); return err })
}

// TestDisclosureMachine_R28_R32_R35 gives random commands by random people to one disclosure of a person who may be
// protected, and looks after each at what must always hold.
func TestDisclosureMachine_R28_R32_R35(t *testing.T) {
	people := []string{"A. Analyst", "a.  analyst", "S. Supervisor", "s. SUPERVISOR", "T. Third", "lookback"}
	w, sent, records := newWorld(t), 0, 3
	rapid.Check(t, func(rt *rapid.T) {
		records++
		key := fmt.Sprint(records)
		o := disclosureOrder(w.stranger(t, key))
		o.Recipient.Country = rapid.SampledFrom([]string{"", "TJ"}).Draw(rt, "country")
		x := w.propose(t, o)
		protected := false
		for range rapid.IntRange(3, 12).Draw(rt, "commands") {
			who := rapid.SampledFrom(people).Draw(rt, "who")
			var err error
			switch rapid.IntRange(0, 6).Draw(rt, "command") {
			case 0:
				_, err = w.Protect(t.Context(), ProtectionOrder{Record: "crm/" + key, Kind: lookback.ProtectClaim, Source: "office", Since: start, Person: who})
				protected = protected || err == nil
			case 1:
				_, err = w.ApproveDisclosure(t.Context(), ApprovalOrder{Disclosure: x.ID, Person: who, Reasons: "no"})
			case 2, 3, 4:
				err = w.approve(t.Context(), x.ID, who)
			default:
				_, _, err = w.SendDisclosure(t.Context(), x.ID, who, encodeForTest)
			}
			before := x
			x = w.theDisclosure(rt, x.RecordID)
			checkDisclosure(rt, before, x, err, protected && o.Recipient.Country != "")
		}
		if x.State == lookback.DisclosureSent {
			sent++
		}
	})
	if sent == 0 {
		t.Error("no sequence sent anything: the test shows nothing")
	}
}

// theDisclosure returns the one disclosure of a record.
func (w *world) theDisclosure(t *rapid.T, record int64) lookback.Disclosure {
	all, err := w.ListDisclosures(context.Background(), store.KeptFilter{RecordID: record})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0]
}

func checkDisclosure(t *rapid.T, before, x lookback.Disclosure, err error, incompatible bool) {
	if err != nil && !reflect.DeepEqual(before, x) {
		t.Errorf("a refusal (%v) changed %+v into %+v", err, before, x)
	}
	if err != nil && !errors.Is(err, lookback.ErrDenied) && !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("refused with %v", err)
	}
	names := append([]string{x.Person}, approvers(x)...)
	for i, a := range names {
		for _, b := range names[:i] {
			if screening.SamePerson(a, b) {
				t.Errorf("%s and %s are one person: %+v", a, b, x)
			}
		}
	}
	justSent := before.State != lookback.DisclosureSent && x.State == lookback.DisclosureSent
	if justSent && (len(x.Approvals) == 0 || incompatible && len(x.Approvals) < 2) {
		t.Errorf("sent with %d approvals, incompatible %t", len(x.Approvals), incompatible)
	}
	if before.State == lookback.DisclosureSent && x.State != lookback.DisclosureSent || before.State == lookback.DisclosureRefused && x.State != lookback.DisclosureRefused {
		t.Errorf("%s became %s", before.State, x.State)
	}
}

// TestNoticeClockAlarms_R35: from the moment a recipient must be told there is an alarm, late after 24 hours, until it was told.
func TestNoticeClockAlarms_R35(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	x := w.disclosed(t, c)
	alarms := func() []lookback.Alarm {
		t.Helper()
		all, err := w.NoticeAlarms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := alarms(); len(got) != 0 {
		t.Errorf("before anything fell: %+v", got)
	}
	n, err := w.RecallDisclosure(t.Context(), x.ID, "S. Supervisor", "sent to the wrong desk")
	if err != nil {
		t.Fatal(err)
	}
	if got := alarms(); len(got) != 1 || got[0].Kind != lookback.AlarmNotice || got[0].Late || !got[0].Deadline.Equal(n.Due) || !strings.Contains(got[0].Sentence, "1 about disclosure 1 has not been sent") {
		t.Errorf("at once: %+v", got)
	}
	w.now = w.now.Add(lookback.NoticeClock)
	if got := alarms(); len(got) != 1 || !got[0].Late {
		t.Errorf("after 24 hours: %+v", got)
	}
	if _, err := w.NoticeSent(t.Context(), n.ID, "A. Analyst", "by courier"); err != nil {
		t.Fatal(err)
	}
	if got := alarms(); len(got) != 0 {
		t.Errorf("after it was sent: %+v", got)
	}
}
