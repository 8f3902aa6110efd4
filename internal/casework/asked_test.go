package casework

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

func TestWhoWasAskedWhat(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	ask := AskOrder{Case: c.ID, Kind: lookback.Enquiry, Of: "civil registry", Question: "is the birth registered there?", Due: start.AddDate(0, 1, 0), Actor: "A. Analyst"}
	for words, bad := range map[string]func(*AskOrder){
		"who is asked": func(o *AskOrder) { o.Of = "" }, "what is asked": func(o *AskOrder) { o.Question = " " },
		"due after": func(o *AskOrder) { o.Due = start.AddDate(0, 0, -1) }, "neither": func(o *AskOrder) { o.Kind = "order" },
	} {
		o := ask
		bad(&o)
		w.refused(t, lookback.ErrInvalid, words, func(ctx context.Context) error { _, err := w.Ask(ctx, o); return err })
	}
	asked, err := w.Ask(t.Context(), ask)
	if err != nil || asked.ID != 1 || asked.Late(start) || !asked.Late(start.AddDate(0, 2, 0)) {
		t.Fatalf("got %+v, %v", asked, err)
	}
	w.refused(t, lookback.ErrInvalid, "text", func(ctx context.Context) error { _, err := w.Answer(ctx, 1, "A. Analyst", "", false); return err })
	answered, err := w.Answer(t.Context(), 1, "A. Analyst", "registered under another date", false)
	if err != nil || answered.State != lookback.AskedAnswered || answered.Late(start.AddDate(1, 0, 0)) {
		t.Errorf("got %+v, %v", answered, err)
	}
	w.refused(t, lookback.ErrConflict, "already", func(ctx context.Context) error { _, err := w.Answer(ctx, 1, "A. Analyst", "again", true); return err })
	w.refused(t, lookback.ErrNotFound, "enquiry 2", func(ctx context.Context) error { _, err := w.Answer(ctx, 2, "A. Analyst", "so", true); return err })
}

// What was asked has no place for where somebody is: nobody is followed by asking.
func TestNothingAskedHoldsALocation(t *testing.T) {
	typ := reflect.TypeOf(lookback.Asked{})
	for i := range typ.NumField() {
		for _, word := range []string{"Location", "Place", "Address", "Latitude", "Position of", "Where"} {
			if f := typ.Field(i); strings.Contains(f.Name, word) {
				t.Errorf("field %s says where somebody is", f.Name)
			}
		}
	}
}

func TestAttachmentsAreNamedByHash(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	a := lookback.Attachment{CaseID: c.ID, Name: "passport.pdf", Hash: strings.Repeat("ab", 32), Size: 7, Where: "document store, folder 12", By: "A. Analyst"}
	for words, bad := range map[string]func(*lookback.Attachment){
		"where": func(a *lookback.Attachment) { a.Where = "" }, "hash": func(a *lookback.Attachment) { a.Hash = "ab" }, "nobody": func(a *lookback.Attachment) { a.By = "" },
	} {
		wrong := a
		bad(&wrong)
		w.refused(t, lookback.ErrInvalid, words, func(ctx context.Context) error { _, err := w.Attach(ctx, wrong); return err })
	}
	added, err := w.Attach(t.Context(), a)
	if err != nil || added.ID != 1 || added.RecordID != 1 || added.Added.Before(start) {
		t.Fatalf("got %+v, %v", added, err)
	}
	w.refused(t, lookback.ErrConflict, "already", func(ctx context.Context) error { _, err := w.Attach(ctx, a); return err })
	if all, err := w.ListAttachments(t.Context(), c.ID); err != nil || len(all) != 1 || all[0] != added {
		t.Errorf("got %+v, %v", all, err)
	}
	if all, err := w.ListAsked(t.Context(), store.KeptFilter{DueBy: time.Now()}); err != nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}
