package web

import (
	"fmt"
	"strconv"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

// gatePage asks what a file is opened for.
type gatePage struct {
	Record   int64
	Next     string
	Purposes []casework.Purpose
}

// asked reports whether the person has said in this session what they open the file of a record for. Where they have
// not, it has shown the question instead of the page.
func (q *ask) asked(record int64) (bool, error) {
	if q.Accounts.Purpose(q.token, fileOf(record)) != "" {
		return true, nil
	}
	return false, q.show("gate", tr("What is this file opened for?"), gatePage{record, q.r.URL.RequestURI(), casework.Purposes()})
}

// fileOf names the file of a record for the memory of a session.
func fileOf(record int64) string { return fmt.Sprintf("record %d", record) }

// statePurpose takes the answer, and opens what was asked for.
func statePurpose(q *ask) error {
	record, err := strconv.ParseInt(q.form("record"), 10, 64)
	if err != nil {
		return &lookback.InputError{Field: "record", Reason: "the form names no record"}
	}
	if err := q.Cases.StatePurpose(q.ctx(), record, q.person(), casework.Purpose(q.form("purpose"))); err != nil {
		return err
	}
	q.Accounts.StatePurpose(q.token, fileOf(record), q.form("purpose"))
	return q.to("%s", localPath(q.form("next")))
}

// recordOf returns the record of a reference, as it is now.
func recordOf(tx store.Tx, ref string) (lookback.Record, error) {
	source, key, err := lookback.ParseRecordRef(ref)
	if err != nil {
		return lookback.Record{}, fmt.Errorf("there is no record %q: %w", ref, lookback.ErrNotFound)
	}
	return tx.GetRecord(source, key, store.Now)
}
