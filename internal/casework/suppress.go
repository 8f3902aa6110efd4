package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// SuppressionYears is the longest a suppression stands without being decided anew.
const SuppressionYears = 1

// bind returns what an alert rests on at a position: the version of its record, the entry or the path, the evidence.
func bind(tx store.Tx, ref lookback.EvidenceRef, at int64) (b lookback.Binding, err error) {
	var recordID int64
	if ref.Kind == lookback.EvidencePathAlert {
		recordID, err = bindPath(tx, ref, at, &b)
	} else {
		recordID, err = bindEntry(tx, ref, at, &b)
	}
	if err != nil {
		return b, err
	}
	record, err := tx.GetRecordByID(recordID, at)
	b.RecordVersion = record.Version
	return b, err
}

func bindEntry(tx store.Tx, ref lookback.EvidenceRef, at int64, b *lookback.Binding) (int64, error) {
	a, err := tx.GetAlert(ref.Number(), at)
	if err != nil {
		return 0, err
	}
	b.Evidence = a.Evidence
	if b.EvidenceDigest, err = digestOf(a.Evidence); err != nil {
		return 0, err
	}
	b.EntryDigest, err = entryDigest(tx, a, at)
	return a.RecordID, err
}

// digestOf returns the digest of what evidence says. The version of the matcher is left out: one that says the same of
// both parties changes nothing, and one that says something else is seen in what it says. So are capitals.
func digestOf(e lookback.Evidence) (string, error) {
	e.Matcher = ""
	encoded, err := journal.Canonical(e)
	if err != nil {
		return "", fmt.Errorf("encode evidence: %w", err)
	}
	sum := sha256.Sum256([]byte(strings.ToLower(string(encoded))))
	return hex.EncodeToString(sum[:]), nil
}

// entryDigest returns the digest of the entry of an alert as its list has it at a position; empty when it is not on it.
// It is not that of the alert, which stays as it is while amendments change nothing in the comparison.
func entryDigest(tx store.Tx, a lookback.Alert, at int64) (string, error) {
	editions, err := tx.EditionsAt(at)
	if err != nil {
		return "", err
	}
	for _, e := range editions {
		if e.List == a.List {
			v, _, err := tx.FindEntry(a.List, a.EntryID, e.Seq)
			return v.Digest, err
		}
	}
	return "", nil
}

func bindPath(tx store.Tx, ref lookback.EvidenceRef, at int64, b *lookback.Binding) (int64, error) {
	a, err := tx.GetPathAlert(ref.Number(), at)
	if err != nil {
		return 0, err
	}
	for _, h := range a.Evidence.Hops {
		b.Path = append(b.Path, fmt.Sprintf("tie %s, %s, %s, %s, from %q to %q", h.Tie, h.Class, h.Kind, h.Grade, h.Began.Raw, h.Ended.Raw))
	}
	return a.RecordID, nil
}

// lapse returns why a suppression no longer holds, naming every part that changed; nothing when it holds.
func lapse(tx store.Tx, s lookback.Suppression, now time.Time) ([]string, error) {
	var why []string
	if !s.Expires.After(now) {
		why = append(why, "it expired on "+s.Expires.Format(time.DateOnly))
	}
	ground, err := groundGone(tx, s)
	if err != nil || ground != "" {
		return append(why, ground), err
	}
	b, err := bind(tx, s.Alert, store.Now)
	if err != nil {
		return nil, err
	}
	if b.RecordVersion != s.Bound.RecordVersion {
		changed, err := changedRecord(tx, s, b.RecordVersion)
		if err != nil {
			return nil, err
		}
		why = append(why, changed...)
	}
	if b.EntryDigest != s.Bound.EntryDigest {
		changed, err := changedEntry(tx, s, b.EntryDigest)
		if err != nil {
			return nil, err
		}
		why = append(why, changed...)
	}
	if b.EvidenceDigest != s.Bound.EvidenceDigest {
		why = append(why, changedEvidence(s.Bound.Evidence, b.Evidence)...)
	}
	if !slices.Equal(b.Path, s.Bound.Path) {
		why = append(why, "the path now goes over "+strings.Join(b.Path, "; "))
	}
	return why, nil
}

// groundGone says that the alert of a suppression ended, or that its ruling no longer stands; empty when both stand.
func groundGone(tx store.Tx, s lookback.Suppression) (string, error) {
	_, state, err := alertAt(tx, s.Alert, store.Now)
	if err != nil {
		return "", err
	}
	if state != lookback.AlertOpen {
		return string(s.Alert.Kind) + " ended", nil
	}
	r, err := tx.GetRuling(s.Ruling, store.Now)
	if err != nil {
		return "", err
	}
	c, err := tx.GetCase(r.CaseID, store.Now)
	if err == nil && c.On(r.Axis) != r.To {
		return fmt.Sprintf("ruling %d no longer stands: %s is %s", r.ID, r.Axis, c.On(r.Axis)), nil
	}
	return "", err
}

// changedRecord names the fields in which the record differs from the version that was ruled on.
func changedRecord(tx store.Tx, s lookback.Suppression, version int) ([]string, error) {
	versions, err := tx.RecordVersions(s.RecordID)
	if err != nil {
		return nil, err
	}
	var then, now lookback.Entry
	for _, r := range versions {
		switch r.Version {
		case s.Bound.RecordVersion:
			then.Party = r.Party
		case version:
			now.Party = r.Party
		}
	}
	return named("the record changed in ", then, now)
}

// changedEntry does what changedRecord does for the entry.
func changedEntry(tx store.Tx, s lookback.Suppression, digest string) ([]string, error) {
	a, err := tx.GetAlert(s.Alert.Number(), store.Now)
	if err != nil {
		return nil, err
	}
	if digest == "" {
		return []string{"the entry is no longer on the list"}, nil
	}
	history, err := tx.EntryHistory(a.List, a.EntryID)
	if err != nil {
		return nil, err
	}
	var then, now lookback.Entry
	for _, v := range history {
		switch v.Digest {
		case s.Bound.EntryDigest:
			then = v.Entry
		case digest:
			now = v.Entry
		}
	}
	return named("the entry was amended in ", then, now)
}

// named names each field that differs; none when only the writing does.
func named(what string, then, now lookback.Entry) ([]string, error) {
	fields, err := screening.Differences(then, now)
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	return []string{what + strings.Join(fields, ", ")}, nil
}

// changedEvidence names the parts in which two pieces of evidence differ. There is at least one.
func changedEvidence(old, now lookback.Evidence) []string {
	var parts []string
	if old.Name.Left != now.Name.Left || old.Name.Right != now.Name.Right {
		parts = append(parts, "the names compared")
	}
	for _, f := range fieldNames(old, now) {
		if !slices.Equal(fieldsNamed(old, f), fieldsNamed(now, f)) {
			parts = append(parts, "the field "+f)
		}
	}
	if old.Score != now.Score {
		parts = append(parts, fmt.Sprintf("score %s, was %s", now.Score, old.Score))
	}
	if old.Strength != now.Strength {
		parts = append(parts, fmt.Sprintf("%s, was %s", now.Strength, old.Strength))
	}
	if len(parts) == 0 {
		parts = append(parts, "details of the comparison")
	}
	return parts
}

// fieldNames returns the fields that either piece of evidence compares, each once, in order.
func fieldNames(all ...lookback.Evidence) []string {
	var names []string
	for _, e := range all {
		for _, f := range e.Fields {
			if !slices.Contains(names, f.Field) {
				names = append(names, f.Field)
			}
		}
	}
	return names
}

func fieldsNamed(e lookback.Evidence, name string) []lookback.FieldEvidence {
	var fields []lookback.FieldEvidence
	for _, f := range e.Fields {
		if f.Field == name {
			fields = append(fields, f)
		}
	}
	return fields
}
