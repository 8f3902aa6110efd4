// Package contract holds the suites that every implementation of a contract must pass.
package contract

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lookback"
	"lookback/internal/store"
)

// Place is a fresh place for a store. Open opens the store there and may be called again once the store it
// returned is closed, or while it is open, as a second process would.
type Place struct {
	Open func(t *testing.T) store.Store
}

// storeTest is one test of the suite.
type storeTest struct {
	name string
	run  func(t *testing.T, p Place)
}

// Store runs the suite that every store must pass. fresh returns an empty place for each test.
func Store(t *testing.T, fresh func(t *testing.T) Place) {
	for _, part := range [][]storeTest{journalTests, listTests, recordTests, tieTests, caseTests, transactionTests} {
		for _, test := range part {
			t.Run(test.name, func(t *testing.T) { test.run(t, fresh(t)) })
		}
	}
}

// journalTests are about the journal and who signs it.
var journalTests = []storeTest{
	{"Journal", testJournal},
	{"JournalTime", testJournalTime},
	{"JournalTree", testJournalTree},
	{"Export", testExport},
	{"Checkpoints", testCheckpoints},
	{"Lease", testLease},
	{"DatabaseClock", testDatabaseClock},
	{"BadEvents", testBadEvents},
}

// listTests are about lists, and what is told and asked of others.
var listTests = []storeTest{
	{"Editions", testEditions},
	{"EditionConflicts", testEditionConflicts},
	{"EntryChanges", testEntryChanges},
	{"TextOrder", testTextOrder},
	{"HeldEditions", testHeldEditions},
	{"Feeds", testFeeds},
	{"Webhooks", testWebhooks},
	{"Deliveries", testDeliveries},
	{"Requests", testRequests},
}

// recordTests are about records and what was found about them.
var recordTests = []storeTest{
	{"Records", testRecords},
	{"RecordsInBatches", testRecordsInBatches},
	{"RecordDuplicates", testRecordDuplicates},
	{"RecordCounts", testRecordCounts},
	{"RecordText", testRecordText},
	{"RecordSeals", testRecordSeals},
	{"RecordModel", testRecordModel},
	{"Arrivals", testArrivals},
	{"Endings", testEndings},
	{"Cursors", testCursors},
	{"Erasure", testErasure},
	{"Alerts", testAlerts},
	{"AlertFilters", testAlertFilters},
	{"AlertSeals", testAlertSeals},
	{"ReviewOrder", testReviewOrder},
	{"PathReviewOrder", testPathReviewOrder},
	{"PendingRulings", testPendingRulings},
	{"Runs", testRuns},
	{"UnitsFinishOnce", testUnitsFinishOnce},
	{"Policies", testPolicies},
}

// tieTests are about ties, networks and the paths in them.
var tieTests = []storeTest{
	{"Ties", testTies},
	{"TieChanges", testTieChanges},
	{"TieConflicts", testTieConflicts},
	{"TieCommitments", testTieCommitments},
	{"MissingNodes", testMissingNodes},
	{"TieErasure", testTieErasure},
	{"TiesToReview", testTiesToReview},
	{"Networks", testNetworks},
	{"PathAlerts", testPathAlerts},
	{"Directives", testDirectives},
	{"Identities", testIdentities},
}

// caseTests are about cases, conduct and the people who work.
var caseTests = []storeTest{
	{"Cases", testCases},
	{"CaseHistory", testCaseHistory},
	{"CaseSeals", testCaseSeals},
	{"CaseErasure", testCaseErasure},
	{"StandingCases", testStandingCases},
	{"RepeatingRulings", testRepeatingRulings},
	{"Kept", testKept},
	{"Protections", testProtections},
	{"Reliance", testReliance},
	{"Followers", testFollowers},
	{"ConductSealsAndErasure", testConductSealsAndErasure},
	{"ReviewErasure", testReviewErasure},
	{"Blobs", testBlobs},
	{"Accounts", testAccounts},
	{"AccountConflicts", testAccountConflicts},
	{"AccessKeys", testAccessKeys},
}

// transactionTests are about what every transaction holds, whatever is in it.
var transactionTests = []storeTest{
	{"NothingKeptOnError", testNothingKeptOnError},
	{"NothingKeptOnPanic", testNothingKeptOnPanic},
	{"ChangeNeedsEvent", testChangeNeedsEvent},
	{"ViewCannotWrite", testViewCannotWrite},
	{"ViewIsSnapshot", testViewIsSnapshot},
	{"PositionsWithoutGaps", testPositionsWithoutGaps},
	{"TwoProcesses", testTwoProcesses},
	{"Reopen", testReopen},
	{"Cancel", testCancel},
	{"CloseWaits", testCloseWaits},
}

// start is the time of the first event in the tests.
var start = time.Date(2026, 3, 1, 9, 0, 0, 123456789, time.UTC)

// fixture is an open store with short forms of what tests do all the time.
type fixture struct {
	*testing.T
	store.Store
	ticks int
}

func open(t *testing.T, p Place) *fixture {
	t.Helper()
	s := p.Open(t)
	t.Cleanup(func() { s.Close() })
	return &fixture{T: t, Store: s}
}

// event returns an event that is a second later than the one before.
func (f *fixture) event(subject string) lookback.Event {
	f.ticks++
	return lookback.Event{Time: start.Add(time.Duration(f.ticks) * time.Second), Kind: lookback.EventRecords, Actor: "tester", Subject: subject}
}

// update runs fn and appends an event; it returns the position.
func (f *fixture) update(fn func(tx store.Tx) error) int64 {
	f.Helper()
	var position int64
	err := f.Update(context.Background(), func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		e, err := tx.AppendEvent(f.event("test"))
		position = e.Position
		return err
	})
	if err != nil {
		f.Fatalf("update: %v", err)
	}
	return position
}

// refused runs fn in an update and checks the kind of its error, and that nothing was kept.
func (f *fixture) refused(want error, fn func(tx store.Tx) error) {
	f.Helper()
	before := f.position()
	err := f.Update(context.Background(), func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		_, err := tx.AppendEvent(f.event("refused"))
		return err
	})
	if !errors.Is(err, want) {
		f.Errorf("got error %v, want %v", err, want)
	}
	if after := f.position(); after != before {
		f.Errorf("refused update moved the journal from %d to %d", before, after)
	}
}

func (f *fixture) view(fn func(tx store.Tx) error) {
	f.Helper()
	if err := f.View(context.Background(), fn); err != nil {
		f.Fatalf("view: %v", err)
	}
}

func (f *fixture) position() (position int64) {
	f.Helper()
	f.view(func(tx store.Tx) (err error) {
		position, err = tx.Position()
		return err
	})
	return position
}

// read returns what one reading method returns.
func read[T any](f *fixture, fn func(tx store.Tx) (T, error)) (v T) {
	f.Helper()
	f.view(func(tx store.Tx) (err error) {
		v, err = fn(tx)
		return err
	})
	return v
}

// missing checks that one reading method returns ErrNotFound.
func missing[T any](f *fixture, fn func(tx store.Tx) (T, error)) {
	f.Helper()
	err := f.View(context.Background(), func(tx store.Tx) error {
		_, err := fn(tx)
		return err
	})
	if !errors.Is(err, store.ErrNotFound) || !errors.Is(err, lookback.ErrNotFound) {
		f.Errorf("got error %v, want ErrNotFound", err)
	}
}

// same compares what was read with what is wanted; an empty slice is the same as none.
func (f *fixture) same(what string, got, want any) {
	f.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		f.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// record returns a fictional record.
func record(source, key, name string) lookback.Record {
	return lookback.Record{Source: source, Key: key, Arrived: start, Party: lookback.Party{
		Kind:   lookback.KindPerson,
		Names:  []lookback.Name{{Full: name, Family: name}},
		Births: []lookback.Date{{Raw: "circa 1980"}},
	}}
}

// put stores records at one position.
func (f *fixture) put(batch ...lookback.Record) (position int64, puts []store.RecordPut) {
	f.Helper()
	position = f.update(func(tx store.Tx) (err error) {
		puts, err = tx.PutRecords(batch)
		return err
	})
	return position, puts
}

func names(records []lookback.Record) []string {
	var all []string
	for _, r := range records {
		all = append(all, fmt.Sprintf("%d v%d %s %s", r.ID, r.Version, r.Ref(), r.Party.Names[0].Full))
	}
	return all
}
