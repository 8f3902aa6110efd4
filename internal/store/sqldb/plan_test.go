package sqldb

import (
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

// What is asked of everything that is kept is answered from an index that leads to the answer, however much there is: nothing
// is read that is not in it.
func TestQueuesAreReadByTheirIndexes(t *testing.T) {
	db := openAt(t, t.TempDir())
	err := db.Update(t.Context(), func(tx store.Tx) error {
		a := lookback.Alert{RecordID: 1, List: "un", EntryID: "p1", State: lookback.AlertOpen, Evidence: lookback.Evidence{Strength: lookback.NameOnly}}
		if _, _, err := tx.PutAlert(a); err != nil {
			return err
		}
		_, err := tx.AppendEvent(event(lookback.EventRunUnit))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		ask  func(tx store.Tx) error
		want string // step of the plan
	}{
		{"DueRecords", func(tx store.Tx) error {
			_, err := tx.RecordsArrivedBy("crm", time.Unix(9, 0), store.Arrival{RecordID: 1}, 10)
			return err
		}, "USING INDEX record_version_arrived (source=? AND (arrived,record_id)>(?,?) AND arrived<?)"},
		{"TermsAsTheyFallDue", func(tx store.Tx) error {
			_, err := tx.Terms().ListDue(string(lookback.TermOverdue), store.DueMark{ID: 3}, 50)
			return err
		}, "USING INDEX term_state_now (until_pos=? AND state=? AND (due,term_id)>(?,?))"},
		{"TiesToReview", func(tx store.Tx) error {
			_, _, err := tx.TiesToReview(store.DueMark{ID: 3}, time.Unix(9, 0), 50)
			return err
		}, "USING INDEX tie_review (until_pos=? AND review>? AND review<?)"},
		{"DueTerms", func(tx store.Tx) error {
			_, err := tx.Terms().List(store.KeptFilter{State: string(lookback.TermRunning), DueBy: time.Unix(9, 0)})
			return err
		}, "USING INDEX term_state_now (until_pos=? AND state=? AND due>? AND due<?)"},
		{"Review", func(tx store.Tx) error {
			_, err := tx.AlertsToReview(store.ReviewFilter{}, store.ReviewPlace{Priority: 50, Score: 7000, ID: 3}, 50)
			return err
		}, "USING COVERING INDEX alert_place_order ((place,alert_id)>(?,?))"},
		{"ReviewBefore", func(tx store.Tx) error {
			_, err := tx.AlertsReviewedBefore(store.ReviewFilter{}, store.ReviewPlace{Priority: 50, Score: 7000, ID: 3}, 50)
			return err
		}, "USING COVERING INDEX alert_place_order ((place,alert_id)<(?,?))"},
		{"ReviewOfAPart", func(tx store.Tx) error {
			_, err := tx.AlertsToReview(store.ReviewFilter{List: "un"}, store.ReviewPlace{Priority: 50, Score: 7000, ID: 3}, 50)
			return err
		}, "USING COVERING INDEX alert_place_part (list=? AND strength=? AND (place,alert_id)>(?,?))"},
		{"ReviewOfPaths", func(tx store.Tx) error {
			_, err := tx.PathAlertsToReview(store.ReviewPlace{Score: 7000, ID: 3}, 50)
			return err
		}, "USING COVERING INDEX path_alert_place_order ((place,alert_id)>(?,?))"},
		{"PendingRulings", func(tx store.Tx) error {
			_, err := tx.PendingRulings(7, 50)
			return err
		}, "USING INDEX ruling_state_now (until_pos=? AND state=? AND ruling_id>?)"},
		{"Cases", func(tx store.Tx) error {
			_, err := tx.ListCases(store.CaseFilter{AfterID: 7, Limit: 50})
			return err
		}, "USING INDEX case_state_now (until_pos=? AND case_id>?)"},
		{"CasesByWorkflow", func(tx store.Tx) error {
			_, err := tx.ListCases(store.CaseFilter{Workflow: lookback.WorkQueued, AfterID: 7, Limit: 50})
			return err
		}, "USING INDEX case_state_work (until_pos=? AND workflow=? AND case_id>?)"},
		{"CasesOfAPerson", func(tx store.Tx) error {
			_, err := tx.ListCases(store.CaseFilter{Assignee: "A. Analyst", AfterID: 7, Limit: 50})
			return err
		}, "USING INDEX case_state_mine (until_pos=? AND assignee=? AND case_id>?)"},
		{"WorkAsItFallsDue", func(tx store.Tx) error {
			_, err := tx.StandingCases(store.StandingFilter{Workflow: lookback.WorkQueued}, store.StandingMark{ID: 3}, 50)
			return err
		}, "USING INDEX case_state_due (workflow=? AND (since,case_id)>(?,?))"},
		{"WorkThatIsLate", func(tx store.Tx) error {
			_, err := tx.StandingCases(store.StandingFilter{Workflow: lookback.WorkQueued, Before: time.Unix(9, 0)}, store.StandingMark{ID: 3}, 50)
			return err
		}, "USING INDEX case_state_due (workflow=? AND (since,case_id)>(?,?) AND since<?)"},
		{"WorkOfAPerson", func(tx store.Tx) error {
			_, err := tx.StandingCases(store.StandingFilter{Workflow: lookback.WorkQueued, Assignee: "A. Analyst"}, store.StandingMark{ID: 3}, 50)
			return err
		}, "USING INDEX case_state_due_mine (assignee=? AND workflow=? AND (since,case_id)>(?,?))"},
		{"Repeating", func(tx store.Tx) error {
			_, err := tx.RulingsRepeating(7)
			return err
		}, "USING COVERING INDEX ruling_repeats (repeats=?)"},
		{"AlertsOfARun", func(tx store.Tx) error {
			_, err := tx.ListAlerts(store.AlertFilter{At: 9, RunID: 3, AfterID: 7, Limit: 50})
			return err
		}, "USING INDEX alert_state_run (run_id=? AND alert_id>?)"},
		{"PathAlertsOfARun", func(tx store.Tx) error {
			_, err := tx.ListPathAlerts(store.PathAlertFilter{At: 9, RunID: 3, AfterID: 7, Limit: 50})
			return err
		}, "USING INDEX path_alert_state_run (run_id=? AND alert_id>?)"},
		{"NewestRuns", func(tx store.Tx) error {
			_, err := tx.NewestRuns(7, 50)
			return err
		}, "USING INTEGER PRIMARY KEY (rowid<?)"},
		{"RunsInAState", func(tx store.Tx) error {
			_, err := tx.ListRuns(lookback.RunProposed, 7, 50)
			return err
		}, "USING INDEX run_state (state=? AND id>?)"},
		{"CountCases", func(tx store.Tx) error {
			_, err := tx.CountCases(store.CaseFilter{Workflow: lookback.WorkQueued})
			return err
		}, "SEARCH kept_count USING PRIMARY KEY (kind=?)"},
		{"CountAlerts", func(tx store.Tx) error {
			_, err := tx.CountAlerts(store.AlertFilter{})
			return err
		}, "SEARCH kept_count USING PRIMARY KEY (kind=?)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if plan := planOf(t, db, test.ask); !strings.Contains(plan, test.want) || strings.Contains(plan, "SCAN ") || strings.Contains(plan, "TEMP B-TREE") && test.name != "DueTerms" {
				t.Errorf("got plan\n%swant %s and neither scan nor sort", plan, test.want)
			}
		})
	}
}

// planOf returns how SQLite means to answer what ask asks.
func planOf(t *testing.T, db *DB, ask func(tx store.Tx) error) string {
	t.Helper()
	var plan strings.Builder
	err := db.View(t.Context(), func(s store.Tx) error {
		asked := s.(*tx)
		before := len(asked.session.prepared)
		if err := ask(s); err != nil {
			return err
		}
		if len(asked.session.prepared) == before {
			t.Error("it was asked before: the test would see nothing")
		}
		for query, stmt := range asked.session.prepared {
			defer stmt.Close()
			if strings.Contains(query, "FROM event") { // where the journal stands, asked by every transaction
				continue
			}
			rows, err := asked.session.conn.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "$"))...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					return err
				}
				plan.WriteString(step + "\n")
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		clear(asked.session.prepared)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
