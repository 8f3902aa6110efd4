package sqldb

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// kept implements store.Kept for one kind.
type kept[T any] struct {
	states[T]
	tx   *tx
	head func(*T) keptHead
}

// keptHead is what stands in columns beside the body.
type keptHead struct {
	id, position *int64
	record       int64
	subject      string
	state        string
	due          time.Time
}

// keptTables returns the tables of a kind.
func keptTables[T any](what, table string) states[T] {
	return states[T]{what, table, table + "_state", table + "_id", "body", scanBody[T], ""}
}

// keptStates are the tables of states of all kinds. The receipt of an erasure holds nothing about the person, a notice and
// a retention rule belong to no record: they outlive the record.
var keptStates = []string{"suppression_state", "protection_state", "disclosure_state", "notice_state", "legal_hold_state", "erasure_state",
	"redress_state", "enquiry_state", "attachment_state", "access_state", "term_state", "retention_rule_state"}

var (
	suppressionStates = keptTables[lookback.Suppression]("suppression", "suppression")
	protectionStates  = keptTables[lookback.Protection]("protection", "protection")
	disclosureStates  = keptTables[lookback.Disclosure]("disclosure", "disclosure")
	noticeStates      = keptTables[lookback.Notice]("notice", "notice")
	legalHoldStates   = keptTables[lookback.LegalHold]("legal hold", "legal_hold")
	erasureStates     = keptTables[lookback.Erasure]("erasure", "erasure")
	termStates        = keptTables[lookback.Term]("term", "term")
	retentionStates   = keptTables[lookback.RetentionRule]("retention rule", "retention_rule")
)

// Suppressions implements store.Conduct.
func (t *tx) Suppressions() store.Kept[lookback.Suppression] {
	return kept[lookback.Suppression]{suppressionStates, t, func(s *lookback.Suppression) keptHead {
		return keptHead{&s.ID, &s.Position, s.RecordID, s.Alert.String(), string(s.State), s.Expires}
	}}
}

// protections keeps protections; the contract lets nobody list them.
func (t *tx) protections() kept[lookback.Protection] {
	return kept[lookback.Protection]{protectionStates, t, func(p *lookback.Protection) keptHead {
		return keptHead{&p.ID, &p.Position, p.RecordID, "", "", time.Time{}}
	}}
}

// Disclosures implements store.Conduct.
func (t *tx) Disclosures() store.Kept[lookback.Disclosure] {
	return kept[lookback.Disclosure]{disclosureStates, t, func(d *lookback.Disclosure) keptHead {
		subject := fmt.Sprint(d.CaseID)
		if d.IsExport() {
			subject = store.ExportSubject(d.Export.Source)
		}
		return keptHead{&d.ID, &d.Position, d.RecordID, subject, string(d.State), time.Time{}}
	}}
}

// Notices implements store.Conduct.
func (t *tx) Notices() store.Kept[lookback.Notice] {
	return kept[lookback.Notice]{noticeStates, t, func(n *lookback.Notice) keptHead {
		return keptHead{&n.ID, &n.Position, 0, fmt.Sprint(n.Disclosure), string(n.State), n.Due}
	}}
}

// LegalHolds implements store.Conduct.
func (t *tx) LegalHolds() store.Kept[lookback.LegalHold] {
	return kept[lookback.LegalHold]{legalHoldStates, t, func(h *lookback.LegalHold) keptHead {
		return keptHead{&h.ID, &h.Position, h.RecordID, "", string(h.State), h.ReviewBy}
	}}
}

// Erasures implements store.Conduct.
func (t *tx) Erasures() store.Kept[lookback.Erasure] {
	return kept[lookback.Erasure]{erasureStates, t, func(e *lookback.Erasure) keptHead {
		return keptHead{&e.ID, &e.Position, e.RecordID, "", string(e.State), time.Time{}}
	}}
}

// Terms implements store.Conduct.
func (t *tx) Terms() store.Kept[lookback.Term] {
	return kept[lookback.Term]{termStates, t, func(v *lookback.Term) keptHead {
		return keptHead{&v.ID, &v.Position, v.RecordID, fmt.Sprint(v.CaseID), string(v.State), v.Due()}
	}}
}

// RetentionRules implements store.Conduct.
func (t *tx) RetentionRules() store.Kept[lookback.RetentionRule] {
	return kept[lookback.RetentionRule]{retentionStates, t, func(r *lookback.RetentionRule) keptHead {
		return keptHead{&r.ID, &r.Position, 0, r.Source, string(r.State), time.Time{}}
	}}
}

// Create implements store.Kept.
func (k kept[T]) Create(v T) (T, journal.Hash, error) {
	position, err := k.tx.next()
	if err != nil {
		return v, journal.Hash{}, err
	}
	h := k.head(&v)
	if *h.id, err = k.newID(k.tx); err != nil {
		return v, journal.Hash{}, err
	}
	if _, err := k.tx.insert(k.things, []column{{"id", *h.id}, {"record_id", h.record}, {"subject", h.subject}}); err != nil {
		return v, journal.Hash{}, err
	}
	return k.store(v, position)
}

// Update implements store.Kept.
func (k kept[T]) Update(v T) (T, journal.Hash, error) {
	position, err := k.tx.next()
	if err != nil {
		return v, journal.Hash{}, err
	}
	if _, err := k.Get(*k.head(&v).id, store.Now); err != nil {
		return v, journal.Hash{}, err
	}
	return k.store(v, position)
}

func (k kept[T]) store(v T, position int64) (T, journal.Hash, error) {
	h := k.head(&v)
	*h.position = position
	c, err := k.put(k.tx, *h.id, position, &v, column{"state", h.state}, column{"due", toNanos(h.due)})
	return v, c, err
}

// Get implements store.Kept. An erased state is not found.
func (k kept[T]) Get(id, at int64) (T, error) { return k.get(k.tx, id, at) }

// List implements store.Kept.
func (k kept[T]) List(f store.KeptFilter) ([]T, error) {
	c := asOf(f.At)
	c.parts = append(c.parts, "body IS NOT NULL")
	c.add(f.RecordID != 0, "record_id = $%d", f.RecordID)
	c.add(f.Subject != "", "subject = $%d", f.Subject)
	c.add(f.State != "", "state = $%d", f.State)
	c.add(!f.DueBy.IsZero(), "due > 0 AND due <= $%d", toNanos(f.DueBy)) // 0 is never
	k.after(&c, f.AfterID)
	return k.list(k.tx, c, f.Limit)
}

// ListDue implements store.Kept.
func (k kept[T]) ListDue(state string, after store.DueMark, limit int) ([]T, error) {
	return collect(k.tx, k.scan, fmt.Sprintf(`SELECT body FROM %[1]s WHERE until_pos = %[3]d AND state = $1 AND (due, %[2]s) > ($2, $3) AND body IS NOT NULL ORDER BY due, %[2]s LIMIT $4`,
		k.table, k.key, int64(forever)), state, toNanos(after.Due), after.ID, atMost(limit))
}

// PutProtection implements store.Conduct.
func (t *tx) PutProtection(p lookback.Protection) (lookback.Protection, journal.Hash, error) {
	if p.ID == 0 {
		return t.protections().Create(p)
	}
	return t.protections().Update(p)
}

// ProtectionsOf implements store.Conduct.
func (t *tx) ProtectionsOf(recordID, at int64) ([]lookback.Protection, error) {
	return t.protections().List(store.KeptFilter{RecordID: recordID, At: at})
}

// rely remembers that a case names evidence.
func (t *tx) rely(caseID int64, refs ...lookback.EvidenceRef) error {
	for _, ref := range refs {
		_, err := t.exec(`INSERT INTO case_reliance (evidence, case_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, ref.String(), caseID)
		if err != nil {
			return err
		}
	}
	return nil
}

// CasesRelyingOn implements store.Conduct.
func (t *tx) CasesRelyingOn(ref lookback.EvidenceRef) ([]int64, error) {
	return collect(t, func(row scanner) (id int64, err error) {
		err = row.Scan(&id)
		return id, err
	}, `SELECT case_id FROM case_reliance WHERE evidence = $1 ORDER BY case_id`, ref.String())
}

// GetFollowed implements store.Conduct.
func (t *tx) GetFollowed(follower string) (position int64, err error) {
	err = t.row(`SELECT position FROM follower WHERE name = $1`, follower).Scan(&position)
	position, _, err = find(position, err)
	return position, err
}

// PutFollowed implements store.Conduct.
func (t *tx) PutFollowed(follower string, position int64) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO follower (name, position) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE follower.position <= excluded.position`, follower, position)
	if err == nil && n == 0 {
		err = fmt.Errorf("follower %q is beyond position %d: %w", follower, position, store.ErrConflict)
	}
	return err
}

// eraseConduct deletes what is kept of a record.
func (t *tx) eraseConduct(recordID int64) error {
	for _, kind := range append([]string{"suppression", "protection", "disclosure", "legal_hold", "term"}, reviewed...) {
		_, err := t.exec(fmt.Sprintf(`UPDATE %[1]s_state SET salt = NULL, body = NULL WHERE %[1]s_id IN (SELECT id FROM %[1]s WHERE record_id = $1)`, kind), recordID)
		if err != nil {
			return err
		}
	}
	return nil
}
