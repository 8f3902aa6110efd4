package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/store"
)

func exportOrder() ExportOrder {
	return ExportOrder{Source: "crm", Recipient: lookback.Recipient{Name: "Registry of Norvik"}, Purpose: "common register", Basis: "treaty, article 4",
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen}, Person: "A. Analyst"}
}

// lines is a form with the name of a record on each line, and "end".
type lines struct {
	w      io.Writer
	during func() // what happens while the first record is written
}

func (l *lines) Write(r lookback.Record) error {
	if l.during != nil {
		l.during()
		l.during = nil
	}
	_, err := fmt.Fprintln(l.w, r.Ref())
	return err
}

func (l *lines) Close() error {
	_, err := fmt.Fprintln(l.w, "end")
	return err
}

// export writes the file of a disclosure and returns it.
func (w *world) export(ctx context.Context, id int64, during func()) (string, lookback.Disclosure, error) {
	var out strings.Builder
	x, err := w.SendExport(ctx, id, "A. Analyst", ExportFile{Out: &out, Format: "lines", Begin: func(w io.Writer, _ lookback.Disclosure) (RecordWriter, error) {
		return &lines{w, during}, nil
	}})
	return out.String(), x, err
}

// exported takes an export all the way.
func (w *world) exported(t *testing.T, o ExportOrder, approvers ...string) (string, lookback.Disclosure) {
	t.Helper()
	x := w.proposeExport(t, o)
	for _, who := range approvers {
		if err := w.approve(t.Context(), x.ID, who); err != nil {
			t.Fatal(err)
		}
	}
	text, x, err := w.export(t.Context(), x.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	return text, x
}

func (w *world) proposeExport(t *testing.T, o ExportOrder) lookback.Disclosure {
	t.Helper()
	x, err := w.ProposeExport(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestExportIsAccountedFor_R35_R36: one entry in the ledger says who got which records, why, on which basis and under which handling, with the
// hash of the file; and the log of what leaves says who took them out, and what for. Another source and what has ended stay.
func TestExportIsAccountedFor_R35_R36(t *testing.T) {
	w := newWorld(t)
	w.mustWrite(t, func(tx store.Tx) error {
		_, err := tx.PutRecords([]lookback.Record{{Source: "border", Key: "1", Party: lookback.Party{Names: []lookback.Name{{Full: "Odo Renn"}}}}})
		return err
	})
	w.mustWrite(t, func(tx store.Tx) error { _, err := tx.EndRecords([]int64{2}, "let go of"); return err })
	before := w.position(t)
	text, x := w.exported(t, exportOrder(), "S. Supervisor")
	if text != "crm/1\ncrm/3\nend\n" {
		t.Errorf("the file is %q", text)
	}
	sum := sha256.Sum256([]byte(text))
	if x.State != lookback.DisclosureSent || x.Digest != hex.EncodeToString(sum[:]) || x.SentBy != "A. Analyst" || x.Basis != "treaty, article 4" {
		t.Errorf("the account is %+v", x)
	}
	want := lookback.Export{Source: "crm", Format: "lines", Position: x.Export.Position, Counts: lookback.ExportCounts{InScope: 3, Given: 2, Ended: 1}, Given: lookback.RecordNumbers{{First: 1, Last: 1}, {First: 3, Last: 3}}}
	if fmt.Sprint(x.Export) != fmt.Sprint(want) || x.Export.Position <= before {
		t.Errorf("given: %+v, want %+v", x.Export, want)
	}
	looks, err := w.ListAccess(t.Context(), store.KeptFilter{})
	if err != nil || len(looks) != 1 || looks[0].Action != lookback.AccessExport || looks[0].Purpose != "common register" || looks[0].What != fmt.Sprintf("2 records of crm, disclosure %d", x.ID) {
		t.Errorf("looks: %+v (%v)", looks, err)
	}
	for record, count := range map[string]int{"crm/1": 1, "crm/2": 0, "crm/3": 1, "border/1": 0} {
		if all, err := w.ListDisclosuresOf(t.Context(), record); err != nil || len(all) != count {
			t.Errorf("%s is in %+v (%v), want %d disclosures", record, all, err, count)
		}
	}
	w.refused(t, lookback.ErrNotFound, "crm/9", func(ctx context.Context) error { _, err := w.ListDisclosuresOf(ctx, "crm/9"); return err })
}

func TestExportRefusals_R28_R35(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(o *ExportOrder)
		kind   error
		words  string
	}{
		{"NoSource", func(o *ExportOrder) { o.Source = "" }, lookback.ErrInvalid, "one source"},
		{"UnknownSource", func(o *ExportOrder) { o.Source = "nowhere" }, lookback.ErrNotFound, "nowhere"},
		{"NoRecipient", func(o *ExportOrder) { o.Recipient.Name = " " }, lookback.ErrInvalid, "recipient"},
		{"NoPurpose", func(o *ExportOrder) { o.Purpose = "" }, lookback.ErrInvalid, "purpose"},
		{"NoBasis", func(o *ExportOrder) { o.Basis = "" }, lookback.ErrInvalid, "basis"},
		{"NoHandling", func(o *ExportOrder) { o.Handling = lookback.Handling{} }, lookback.ErrInvalid, "TLP"},
		{"UnknownCountry", func(o *ExportOrder) { o.Recipient.Country = "Nowhere" }, lookback.ErrInvalid, "not a country"},
		{"Red", func(o *ExportOrder) { o.Handling.Sharing = lookback.TLPRed }, lookback.ErrDenied, "stays in the house"},
		{"Machine_R29", func(o *ExportOrder) { o.Person = "Lookback" }, lookback.ErrDenied, "a machine ranks"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			o := exportOrder()
			test.change(&o)
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.ProposeExport(ctx, o); return err })
		})
	}
	w := newWorld(t)
	x := w.proposeExport(t, exportOrder())
	sending := func(ctx context.Context) error { _, _, err := w.export(ctx, x.ID, nil); return err }
	w.refused(t, lookback.ErrDenied, "0 of 1 approvals", sending)
	w.refused(t, lookback.ErrDenied, "another person", func(ctx context.Context) error { return w.approve(ctx, x.ID, " a.  ANALYST ") })
	if err := w.approve(t.Context(), x.ID, "S. Supervisor"); err != nil {
		t.Fatal(err)
	}
	w.refused(t, lookback.ErrConflict, "record export --disclosure 1", func(ctx context.Context) error { return w.send(ctx, x.ID) })
	full := errors.New("no space left")
	w.refused(t, full, "no space left", func(ctx context.Context) error {
		_, err := w.SendExport(ctx, x.ID, "A. Analyst", ExportFile{Out: io.Discard, Begin: func(io.Writer, lookback.Disclosure) (RecordWriter, error) { return nil, full }})
		return err
	})
	if err := sending(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.refused(t, lookback.ErrConflict, "was sent", sending)
	y := w.propose(t, disclosureOrder(w.open(t, 1)))
	w.refused(t, lookback.ErrConflict, "of case 1", func(ctx context.Context) error { _, _, err := w.export(ctx, y.ID, nil); return err })
}

// TestExportLeavesOutWhomAProtectionBars_R32: they are counted, and given where two people approved that; at home nobody is barred.
func TestExportLeavesOutWhomAProtectionBars_R32(t *testing.T) {
	for _, test := range []struct {
		name, country string
		barred        bool
		approvers     []string
		given         int
	}{
		{"AtHome", "", false, []string{"S. Supervisor"}, 3},
		{"Abroad", "DE", false, []string{"S. Supervisor"}, 2},
		{"AbroadByTwo", "DE", true, []string{"S. Supervisor", "T. Third"}, 3},
		{"AtHomeByOne", "", true, []string{"S. Supervisor"}, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			o := exportOrder()
			o.Recipient.Country, o.Barred = test.country, test.barred
			w.protect(t, lookback.ProtectMinor)
			text, x := w.exported(t, o, test.approvers...)
			if c := x.Export.Counts; c.Given != test.given || c.Given+c.Protected != 3 || strings.Contains(text, "crm/1\n") != (test.given == 3) || x.Export.Given.Has(1) != (test.given == 3) {
				t.Errorf("given %+v in %q", x.Export, text)
			}
			if len(x.Because) > 0 != (len(test.approvers) == 2) {
				t.Errorf("two must approve because %q", x.Because)
			}
		})
	}
	w := newWorld(t)
	o := exportOrder()
	o.Recipient.Country, o.Barred = "DE", true
	x := w.proposeExport(t, o)
	if err := w.approve(t.Context(), x.ID, "S. Supervisor"); err != nil {
		t.Fatal(err)
	}
	w.refused(t, lookback.ErrDenied, "1 of 2 approvals", func(ctx context.Context) error { _, _, err := w.export(ctx, x.ID, nil); return err })
	w.refused(t, lookback.ErrDenied, "another person", func(ctx context.Context) error { return w.approve(ctx, x.ID, "s. SUPERVISOR") })
}

// What happens to a record while its file is written is not missed: whoever erased or protected it could not know of this recipient.
func TestExportMeetsErasureAndProtection_R32_R34(t *testing.T) {
	w := newWorld(t)
	e := w.proposeErasure(t)
	o := exportOrder()
	o.Recipient.Country = "DE"
	x := w.proposeExport(t, o)
	if err := w.approve(t.Context(), x.ID, "S. Supervisor"); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.export(t.Context(), x.ID, func() {
		if _, err := w.Protect(t.Context(), ProtectionOrder{Record: "crm/2", Kind: lookback.ProtectMinor, Source: "birth record", Since: start, Person: "P. Officer"}); err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(err, lookback.ErrConflict) || !strings.Contains(err.Error(), "somebody was protected") {
		t.Errorf("protected while it was written: %v", err)
	}
	_, _, err = w.export(t.Context(), x.ID, func() {
		if _, err := w.ApproveErasure(t.Context(), e.ID, "S. Supervisor", true); err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(err, lookback.ErrConflict) || !strings.Contains(err.Error(), "record 1 was erased") {
		t.Errorf("erased while it was written: %v", err)
	}
	text, x, err := w.export(t.Context(), x.ID, nil)
	if err != nil || text != "crm/3\nend\n" || x.Export.Counts != (lookback.ExportCounts{InScope: 2, Given: 1, Protected: 1}) {
		t.Errorf("the file is %q, the account %+v (%v)", text, x.Export, err)
	}
}

// TestWhoGotAnExportIsTold_R34_R35: of an erasure, of a correction that a person makes, and of a recall; by the number of the record, which stands in
// its row and outlives it. What was found about a person is in no export, and nobody who got one hears of it.
func TestWhoGotAnExportIsTold_R34_R35(t *testing.T) {
	w := newWorld(t)
	_, x := w.exported(t, exportOrder(), "S. Supervisor")
	y := w.disclosed(t, w.open(t, 2))
	w.follow(t)
	w.renew(t, 2, func(a *lookback.Alert) { a.State, a.Reason = lookback.AlertEnded, "the entry was removed" })
	if f := w.follow(t); f.Notices != 1 {
		t.Errorf("what fell makes %d notices, want the one about the case", f.Notices)
	}
	told, err := w.CorrectRecord(t.Context(), "crm/2", "A. Analyst", "the date of birth was another's")
	if err != nil || len(told) != 2 || told[0].Disclosure != x.ID || told[0].Record != 2 || told[0].Kind != lookback.NoticeCorrection || told[1].Disclosure != y.ID || told[1].Record != 0 {
		t.Errorf("corrected: %+v (%v)", told, err)
	}
	e := w.proposeErasure(t)
	if e, err = w.ApproveErasure(t.Context(), e.ID, "S. Supervisor", true); err != nil || e.Counts.Notices != 1 {
		t.Errorf("erased: %+v (%v)", e, err)
	}
	all, err := w.ListNotices(t.Context(), store.KeptFilter{Subject: fmt.Sprint(x.ID)})
	if err != nil || len(all) != 2 || all[1].Kind != lookback.NoticeRecall || all[1].Record != 1 || !strings.Contains(all[1].Why, "must be erased") {
		t.Errorf("notices about the export: %+v (%v)", all, err)
	}
	n, err := w.RecallDisclosure(t.Context(), x.ID, "A. Analyst", "sent to the wrong office")
	if err != nil || n.Record != 0 || n.Kind != lookback.NoticeRecall {
		t.Errorf("recalled: %+v (%v)", n, err)
	}
	if held, err := w.ListDisclosures(t.Context(), store.KeptFilter{Subject: store.ExportSubject("crm")}); err != nil || len(held) != 1 || !held[0].Export.Given.Has(1) {
		t.Errorf("after the erasure the account is %+v (%v)", held, err)
	}
	w.refused(t, lookback.ErrInvalid, "written words", func(ctx context.Context) error {
		_, err := w.CorrectRecord(ctx, "crm/3", "A. Analyst", " ")
		return err
	})
	w.refused(t, lookback.ErrNotFound, "crm/9", func(ctx context.Context) error {
		_, err := w.CorrectRecord(ctx, "crm/9", "A. Analyst", "x")
		return err
	})
	w.stranger(t, "new")
	w.refused(t, lookback.ErrConflict, "nobody was given", func(ctx context.Context) error {
		_, err := w.CorrectRecord(ctx, "crm/new", "A. Analyst", "x")
		return err
	})
}

// TestExportCountsAddUp_R35 exports populations of two sources, some of whom ended or were protected, over several pages.
func TestExportCountsAddUp_R35(t *testing.T) {
	for seed, n := range []int{1, 40, 40, exportPage, exportPage + 7} {
		w, r := newWorld(t), rand.New(rand.NewPCG(uint64(seed), 1))
		batch := make([]lookback.Record, n)
		for i := range batch {
			batch[i] = lookback.Record{Source: []string{"crm", "border"}[r.IntN(2)], Key: fmt.Sprintf("k%d", i), Party: lookback.Party{Names: []lookback.Name{{Full: "Odo Renn"}}}}
		}
		w.mustWrite(t, func(tx store.Tx) error { _, err := tx.PutRecords(batch); return err })
		var ended []int64
		for _, x := range batch {
			switch r.IntN(20) {
			case 0:
				ended = append(ended, x.ID)
			case 1:
				if _, err := w.Protect(t.Context(), ProtectionOrder{Record: x.Ref(), Kind: lookback.ProtectClaim, Source: "office", Since: start, Person: "P. Officer"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.mustWrite(t, func(tx store.Tx) error { _, err := tx.EndRecords(ended, "gone"); return err })
		o := exportOrder()
		o.Recipient.Country = "DE"
		text, x := w.exported(t, o, "S. Supervisor")
		c := x.Export.Counts
		if c.InScope != c.Given+c.Ended+c.Protected || strings.Count(text, "\n") != c.Given+1 || x.Export.Given.Count() != c.Given || n > 40 && (c.Ended == 0 || c.Protected == 0) {
			t.Errorf("%d records: %+v, %d lines, numbers %s", n, c, strings.Count(text, "\n"), x.Export.Given)
		}
		for _, y := range batch {
			held := strings.Contains(text, y.Ref()+"\n")
			if held != x.Export.Given.Has(y.ID) || held && (slices.Contains(ended, y.ID) || y.Source != "crm") {
				t.Errorf("%s (record %d) is in the file: %t, in the account: %t", y.Ref(), y.ID, held, x.Export.Given.Has(y.ID))
			}
		}
	}
}
