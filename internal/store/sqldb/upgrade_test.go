package sqldb

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
	"lookback/internal/store/pgtest"
)

// Data of every earlier form are brought up to date, with what they hold.
func TestUpgradeFromEveryForm(t *testing.T) {
	for version := 1; version <= len(steps()); version++ {
		dir := t.TempDir()
		d := &sqliteDialect{file: filepath.Join(dir, FileName)}
		if err := d.prepareFile(t.Context()); err != nil {
			t.Fatal(err)
		}
		oldForm(t, "sqlite", d.source(sqliteSettings), d, version)
		upgraded(t, dir, version)
	}
}

// The same on PostgreSQL.
func TestPostgresUpgradeFromEveryForm(t *testing.T) {
	for version := 1; version <= len(steps()); version++ {
		url := pgtest.URL(t)
		oldForm(t, "pgx", url, &postgresDialect{}, version)
		upgraded(t, url, version)
	}
}

// upgraded opens old data and looks for everything that they held, in a store that goes on from there.
func upgraded(t *testing.T, place string, version int) {
	t.Helper()
	db, err := Open(t.Context(), place, Options{})
	if err != nil {
		t.Fatalf("from form %d: %v", version, err)
	}
	defer db.Close()
	applied, err := db.SchemaSteps(t.Context())
	if err != nil || len(applied) != len(steps()) || applied[version-1].Applied.Unix() != 7 {
		t.Errorf("from form %d: got steps %v (%v), want %d and the old ones kept", version, applied, err, len(steps()))
	}
	var policy lookback.Policy
	var record lookback.Record
	var root journal.Hash
	look := func() error {
		return db.View(t.Context(), func(tx store.Tx) (err error) {
			if policy, err = tx.PolicyAt(store.Now); err != nil {
				return err
			}
			if record, err = tx.GetRecord("crm", "1", store.Now); err != nil {
				return err
			}
			root, err = journal.Root(1, tx)
			return err
		})
	}
	queues := func() error {
		return db.View(t.Context(), func(tx store.Tx) error {
			places, err := tx.AlertsToReview(store.ReviewFilter{List: "un", Strength: lookback.NameOnly}, store.ReviewPlace{}, 9)
			if err != nil || !slices.Equal(places, []store.ReviewPlace{{Priority: 75, Score: 8123, ID: 1}}) {
				t.Errorf("from form %d: got places %v", version, places)
			}
			alerts, err2 := tx.CountAlerts(store.AlertFilter{State: lookback.AlertOpen})
			pending, err3 := tx.PendingRulings(0, 9)
			cases, err4 := tx.CountCases(store.CaseFilter{Workflow: lookback.WorkQueued})
			if alerts != 1 || version >= caseForm && (len(pending) != 1 || cases != 1) {
				t.Errorf("from form %d: got %d alerts, %d rulings that wait and %d cases", version, alerts, len(pending), cases)
			}
			ties, _, err5 := tx.TiesToReview(store.DueMark{}, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), 9)
			if version >= caseForm && len(ties) != 1 {
				t.Errorf("from form %d: got ties %v to review", version, ties)
			}
			return errors.Join(err, err2, err3, err4, err5)
		})
	}
	if version < queueForm {
		if err := queues(); err != nil {
			t.Error(err)
		}
	}
	work := func() error {
		return db.View(t.Context(), func(tx store.Tx) error {
			work, err := tx.StandingCases(store.StandingFilter{Workflow: lookback.WorkQueued}, store.StandingMark{}, 9)
			repeating, err2 := tx.RulingsRepeating(3)
			if len(work) != 1 || !work[0].Since.Equal(oldEvent.Time) || len(repeating) != 1 {
				t.Errorf("from form %d: got work %+v and rulings that case 3 is repeated %+v", version, work, repeating)
			}
			return errors.Join(err, err2)
		})
	}
	if version >= caseForm && version < dueForm {
		if err := work(); err != nil {
			t.Error(err)
		}
	}
	err = errors.Join(look(), note(t.Context(), db, "after"), db.Check(t.Context()))
	if err != nil || policy.Reason != "kept" || record.Party.Names[0].Full != "Ilmar Tassk" || root != oldLeaf(t) {
		t.Errorf("from form %d: got policy %+v, record %+v, %v", version, policy, record, err)
	}
}

// oldEvent is the only event of old data.
var oldEvent = lookback.Event{Position: 1, Time: time.Unix(7, 0).UTC(), Kind: lookback.EventRecords, Actor: "tester", Body: []byte("{}")}

func oldLeaf(t *testing.T) journal.Hash {
	t.Helper()
	leaf, err := journal.Leaf(oldEvent)
	if err != nil {
		t.Fatal(err)
	}
	return journal.LeafHash(leaf)
}

// oldForm makes a database as an earlier version of the program left it, with a policy, a record and its event in it.
func oldForm(t *testing.T, driver, place string, d dialect, version int) {
	t.Helper()
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatalf("form %d: %s: %v", version, query, err)
		}
	}
	exec(d.schema("CREATE TABLE schema_step (no BIGINT PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL);"))
	for i, name := range steps()[:version] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		exec(d.schema(string(text)))
		exec(`INSERT INTO schema_step (no, name, applied) VALUES ($1, $2, 7000000000)`, i+1, name)
	}
	leaf := oldLeaf(t)
	exec(`INSERT INTO policy (version, approved, body) VALUES (1, 1, '{"Reason":"kept","State":"approved","Version":1}')`)
	exec(`INSERT INTO event (position, time, kind, actor, subject, body) VALUES (1, $1, $2, $3, '', '{}')`, oldEvent.Time.UnixNano(), string(oldEvent.Kind), oldEvent.Actor)
	exec(`INSERT INTO tree_hash (idx, hash) VALUES ($1, $2)`, journal.HashIndex(1), leaf[:])
	exec(`INSERT INTO record_source (source) VALUES ('crm')`)
	exec(`INSERT INTO record_batch (position, source, total, last_mark, last_record) VALUES (1, 'crm', 1, 1, 1)`)
	exec(`INSERT INTO record_key (ref, record_id, version, digest) VALUES ('crm/1', 1, 1, $1)`, leaf[:])
	exec(`INSERT INTO record_version (mark, record_id, version, from_pos, until_pos, source, source_key, arrived, salt, commitment, body) VALUES (1, 1, 1, 1, $1, 'crm', '1', 0, $2, $3, '{"Names":[{"Full":"Ilmar Tassk"}]}')`,
		int64(forever), leaf[:journal.SaltSize], leaf[:])
	exec(`INSERT INTO alert (id, record_id, list, entry_id, opened) VALUES (1, 1, 'un', 'p1', 1)`)
	exec(`INSERT INTO alert_state (alert_id, from_pos, until_pos, leaf, state, run_id, salt, commitment, body) VALUES (1, 1, $1, 1, 'open', 0, $2, $3, $4)`,
		int64(forever), leaf[:journal.SaltSize], leaf[:], `{"EntryID":"p1","Evidence":{"Priority":75,"Score":8123,"Strength":"name only"},"ID":1,"List":"un","RecordID":1,"State":"open"}`)
	if version < caseForm {
		return
	}
	exec(`INSERT INTO tie (mark, id, from_pos, until_pos, subject, object, commitment, body) VALUES (1, 'T-1', 1, $1, 'record:crm/1', 'network:n', $2, '{"ID":"T-1","ReviewBy":"2026-03-01T00:00:00Z"}')`, int64(forever), leaf[:])
	exec(`INSERT INTO case_file (id, record_id, opened) VALUES (1, 1, 1)`)
	exec(`INSERT INTO case_state (case_id, from_pos, until_pos, leaf, workflow, assignee, commitment, body) VALUES (1, 1, $1, 2, 'queued', '', $2, '{"ID":1,"RecordID":1,"Workflow":"queued"}')`, int64(forever), leaf[:])
	exec(`INSERT INTO ruling (id, case_id) VALUES (1, 1)`)
	exec(`INSERT INTO ruling_state (ruling_id, from_pos, until_pos, leaf, commitment, body) VALUES (1, 1, $1, 3, $2, '{"CaseID":1,"ID":1,"Of":3,"State":"awaiting second person"}')`, int64(forever), leaf[:])
}

// caseForm is the first form with cases and ties, queueForm the first with queues, dueForm the first that says since when cases stand.
const caseForm, queueForm, dueForm = 3, 18, 20
