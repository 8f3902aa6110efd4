package web

import (
	"slices"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

// protectionsOf returns the protections of a record that hold: they stand wherever the person is shown (R32).
func protectionsOf(tx store.Tx, recordID int64) ([]lookback.Protection, error) {
	all, err := tx.ProtectionsOf(recordID, store.Now)
	return slices.DeleteFunc(all, func(p lookback.Protection) bool { return !p.Holds() }), err
}

// kindsBeside returns the kinds of protection that a record does not have.
func kindsBeside(held []lookback.Protection) []lookback.ProtectionKind {
	return slices.DeleteFunc(lookback.ProtectionKinds(), func(k lookback.ProtectionKind) bool {
		return slices.ContainsFunc(held, func(p lookback.Protection) bool { return p.Kind == k })
	})
}

// setProtection protects a record. One person may.
func setProtection(q *ask) error {
	since, err := q.since()
	if err != nil {
		return err
	}
	o := casework.ProtectionOrder{Record: q.form("record"), Kind: lookback.ProtectionKind(q.form("kind")), Source: q.form("source"), Since: since, Person: q.person()}
	if _, err := q.Cases.Protect(q.ctx(), o); err != nil {
		return err
	}
	return q.to("%s", recordLink(o.Record))
}

// liftProtection asks for lifting a protection, or agrees to it as the second person.
func liftProtection(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	record := q.form("record")
	if _, err := q.Cases.LiftProtection(q.ctx(), record, id, q.person(), q.form("reasons")); err != nil {
		return err
	}
	return q.to("%s", recordLink(record))
}
