package sqldb

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

var tieColumns = []string{"mark", "id", "from_pos", "until_pos", "subject", "object", "salt", "commitment", "body", "review"}

// PutTies implements store.Ties.
func (t *tx) PutTies(ties []lookback.Tie) ([]journal.Hash, error) {
	if len(ties) == 0 {
		return nil, nil
	}
	position, err := t.next()
	if err != nil {
		return nil, err
	}
	mark, err := t.lastTieMark(forever)
	if err != nil {
		return nil, err
	}
	salts, err := t.salts(len(ties))
	if err != nil {
		return nil, err
	}
	commitments, rows := make([]journal.Hash, len(ties)), make([][]any, len(ties))
	if err := t.freshTies(ties); err != nil {
		return nil, err
	}
	for i := range ties {
		salt := salts[i*journal.SaltSize : (i+1)*journal.SaltSize]
		mark++
		if rows[i], commitments[i], err = t.tieRow(&ties[i], mark, position, salt); err != nil {
			return nil, fmt.Errorf("tie %s: %w", ties[i].ID, err)
		}
	}
	if err := t.db.dialect.insert(t, "tie", tieColumns, rows); err != nil {
		return nil, err
	}
	if err := t.markTies(position, mark); err != nil {
		return nil, err
	}
	return commitments, t.supersede(ties, position)
}

// freshTies refuses an ID that is taken in the database or in the batch.
func (t *tx) freshTies(ties []lookback.Tie) error {
	ids := make([]string, len(ties))
	for i := range ties {
		if err := checkText("id", ties[i].ID); err != nil {
			return err
		}
		ids[i] = ties[i].ID
	}
	taken, err := t.held(selectTieIDs, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if taken[id] {
			return fmt.Errorf("tie %s is held already, and ties are never changed: %w", id, store.ErrConflict)
		}
		taken[id] = true
	}
	return nil
}

// Queries for those of refsAtOnce names that are held.
var (
	selectTieIDs  = `SELECT id FROM tie WHERE id IN (` + placeholders(1, refsAtOnce) + `)`
	selectKnown   = `SELECT ref FROM record_key WHERE ref IN (` + placeholders(1, refsAtOnce) + `)`
	selectPartIDs = map[lookback.NodeKind]string{
		lookback.NodeNetwork: `SELECT id FROM network_part WHERE kind = '` + partNetwork + `' AND id IN (` + placeholders(1, refsAtOnce) + `)`,
		lookback.NodeParty:   `SELECT id FROM network_part WHERE kind = '` + partParty + `' AND id IN (` + placeholders(1, refsAtOnce) + `)`,
	}
)

// held returns which of some names a query finds, asking for many at once.
func (t *tx) held(query string, names []string) (map[string]bool, error) {
	found := make(map[string]bool, len(names))
	args := make([]any, refsAtOnce)
	for len(names) > 0 {
		some := names[:min(refsAtOnce, len(names))]
		for i := range args { // the last name fills up the places that are left
			args[i] = some[min(i, len(some)-1)]
		}
		err := t.each(func(row scanner) error {
			name, err := scanText(row)
			found[name] = true
			return err
		}, query, args...)
		if err != nil {
			return nil, err
		}
		names = names[len(some):]
	}
	return found, nil
}

// MissingNodes implements store.Ties.
func (t *tx) MissingNodes(refs []lookback.NodeRef) ([]lookback.NodeRef, error) {
	byKind := map[lookback.NodeKind][]string{}
	for _, ref := range refs {
		byKind[ref.Kind] = append(byKind[ref.Kind], ref.ID)
	}
	held := map[lookback.NodeKind]map[string]bool{}
	for _, kind := range lookback.NodeKinds() {
		var err error
		switch kind {
		case lookback.NodeEntry:
			held[kind], err = t.heldEntries(byKind[kind])
		case lookback.NodeRecord:
			held[kind], err = t.held(selectKnown, byKind[kind])
		default:
			held[kind], err = t.held(selectPartIDs[kind], byKind[kind])
		}
		if err != nil {
			return nil, err
		}
	}
	var missing []lookback.NodeRef
	for _, ref := range refs {
		if !held[ref.Kind][ref.ID] {
			missing = append(missing, ref)
		}
	}
	return missing, nil
}

// heldEntries returns which of some entries, by LIST/ID, any edition had.
func (t *tx) heldEntries(ids []string) (map[string]bool, error) {
	found := make(map[string]bool, len(ids))
	for _, id := range ids {
		list, entry, _ := strings.Cut(id, "/")
		var one int64
		_, there, err := find(one, t.row(`SELECT 1 FROM entry_version WHERE list = $1 AND entry_id = $2 LIMIT 1`, list, entry).Scan(&one))
		if err != nil {
			return nil, err
		}
		found[id] = there
	}
	return found, nil
}

func (t *tx) tieRow(tie *lookback.Tie, mark, position int64, salt []byte) ([]any, journal.Hash, error) {
	tie.Position, tie.Recorded, tie.ReviewBy = position, tie.Recorded.UTC(), tie.ReviewBy.UTC()
	body, err := t.db.encoder.Append(nil, tie)
	if err != nil {
		return nil, journal.Hash{}, err
	}
	c := journal.Commit(salt, body)
	return []any{mark, tie.ID, position, int64(forever), tie.Subject.String(), tie.Object.String(), salt, c[:], string(body), toNanos(tie.ReviewBy)}, c, nil
}

func (t *tx) markTies(position, mark int64) error {
	_, err := t.exec(`INSERT INTO tie_batch (position, last_mark) VALUES ($1, $2)
		ON CONFLICT (position) DO UPDATE SET last_mark = excluded.last_mark`, position, mark)
	return err
}

// lastTieMark returns the last mark that was given by a position.
func (t *tx) lastTieMark(position int64) (mark int64, err error) {
	err = t.row(`SELECT last_mark FROM tie_batch WHERE position <= $1 ORDER BY position DESC LIMIT 1`, position).Scan(&mark)
	mark, _, err = find(mark, err)
	return mark, err
}

// supersede takes out what ties replace.
func (t *tx) supersede(ties []lookback.Tie, position int64) error {
	for _, tie := range ties {
		if tie.Supersedes == "" {
			continue
		}
		if err := t.takeOut(tie.Supersedes, position); err != nil {
			return fmt.Errorf("tie %s supersedes %s: %w", tie.ID, tie.Supersedes, err)
		}
		if _, err := t.exec(`INSERT INTO tie_superseded (id, position, successor) VALUES ($1, $2, $3)`, tie.Supersedes, position, tie.ID); err != nil {
			return err
		}
	}
	return nil
}

// takeOut ends a tie at a position, unless it has ended before.
func (t *tx) takeOut(id string, position int64) error {
	n, err := t.exec(`UPDATE tie SET until_pos = CASE WHEN until_pos < $1 THEN until_pos ELSE $1 END WHERE id = $2`, position, id)
	if err == nil && n == 0 {
		err = fmt.Errorf("tie %s: %w", id, store.ErrNotFound)
	}
	return err
}

// PutRetraction implements store.Ties.
func (t *tx) PutRetraction(r lookback.Retraction) (journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return journal.Hash{}, err
	}
	if err := t.takeOut(r.Tie, position); err != nil {
		return journal.Hash{}, err
	}
	var known int64
	_, taken, err := find(known, t.row(`SELECT position FROM tie_retraction WHERE id = $1`, r.Tie).Scan(&known))
	if err != nil {
		return journal.Hash{}, err
	}
	if taken {
		return journal.Hash{}, fmt.Errorf("tie %s is retracted already: %w", r.Tie, store.ErrConflict)
	}
	r.Position, r.Recorded = position, r.Recorded.UTC()
	salt, c, body, err := t.seal(&r)
	if err != nil {
		return c, err
	}
	_, err = t.exec(`INSERT INTO tie_retraction (id, position, salt, commitment, body) VALUES ($1, $2, $3, $4, $5)`, r.Tie, position, salt, c[:], body)
	return c, err
}

const selectTie = `SELECT body FROM tie `

func scanTie(row scanner) (lookback.Tie, error) {
	var tie lookback.Tie
	var body string
	if err := row.Scan(&body); err != nil {
		return tie, err
	}
	return tie, decode(body, &tie)
}

// GetTie implements store.Ties.
func (t *tx) GetTie(id string, at int64) (store.TieState, error) {
	var s store.TieState
	var body string
	err := t.row(`SELECT until_pos, body FROM tie WHERE id = $1 AND from_pos <= $2 AND body IS NOT NULL`, id, at).Scan(&s.Until, &body)
	if err != nil {
		return s, fmt.Errorf("tie %s: %w", id, err)
	}
	if err := decode(body, &s.Tie); err != nil {
		return s, err
	}
	if s.Until > at {
		s.Until = 0
		return s, nil
	}
	return s, t.whyOut(&s, at)
}

// whyOut fills in what became of a tie by a position.
func (t *tx) whyOut(s *store.TieState, at int64) error {
	var body sql.NullString
	_, there, err := find(body, t.row(`SELECT body FROM tie_retraction WHERE id = $1 AND position <= $2`, s.Tie.ID, at).Scan(&body))
	if err != nil {
		return err
	}
	if there && body.Valid {
		if err := decode(body.String, &s.Retraction); err != nil {
			return err
		}
	}
	err = t.row(`SELECT successor FROM tie_superseded WHERE id = $1 AND position <= $2 ORDER BY position, successor LIMIT 1`, s.Tie.ID, at).Scan(&s.SupersededBy)
	s.SupersededBy, _, err = find(s.SupersededBy, err)
	return err
}

// KnownTies implements store.Ties.
func (t *tx) KnownTies(ids []string) (map[string]bool, error) { return t.held(selectTieIDs, ids) }

// TiesOf implements store.Ties.
func (t *tx) TiesOf(party lookback.NodeRef, at int64) ([]lookback.Tie, error) {
	const side = `SELECT mark FROM tie WHERE %s = $1 AND from_pos <= $2 AND until_pos > $2 AND body IS NOT NULL`
	query := selectTie + `WHERE mark IN (` + fmt.Sprintf(side, "subject") + ` UNION ` + fmt.Sprintf(side, "object") + `) ORDER BY mark`
	return collect(t, scanTie, query, party.String(), at)
}

// TiesNamed implements store.Ties. IDs are ordered by their bytes, and no character comes behind the last one.
func (t *tx) TiesNamed(prefix string, at int64) ([]lookback.Tie, error) {
	const behindAll = "\U0010FFFF"
	return collect(t, scanTie, selectTie+`WHERE id >= $1 AND id < $2 AND from_pos <= $3 AND until_pos > $3 AND body IS NOT NULL ORDER BY mark`,
		prefix, prefix+behindAll, at)
}

// TiesAt implements store.Ties.
func (t *tx) TiesAt(at int64, after store.TieMark, limit int) ([]lookback.Tie, store.TieMark, error) {
	mark := int64(after)
	all, err := collect(t, func(row scanner) (lookback.Tie, error) {
		var tie lookback.Tie
		var body string
		if err := row.Scan(&mark, &body); err != nil {
			return tie, err
		}
		return tie, decode(body, &tie)
	}, `SELECT mark, body FROM tie WHERE mark > $1 AND from_pos <= $2 AND until_pos > $2 AND body IS NOT NULL ORDER BY mark LIMIT $3`, mark, at, atMost(limit))
	return all, store.TieMark(mark), err
}

// TiesToReview implements store.Ties.
func (t *tx) TiesToReview(after store.DueMark, before time.Time, limit int) ([]lookback.Tie, store.DueMark, error) {
	due := toNanos(after.Due)
	all, err := collect(t, func(row scanner) (lookback.Tie, error) {
		var tie lookback.Tie
		var body string
		if err := row.Scan(&after.ID, &due, &body); err != nil {
			return tie, err
		}
		return tie, decode(body, &tie)
	}, fmt.Sprintf(`SELECT mark, review, body FROM tie WHERE until_pos = %d AND (review, mark) > ($1, $2) AND review < $3 AND body IS NOT NULL ORDER BY review, mark LIMIT $4`, int64(forever)),
		due, after.ID, toNanos(before), atMost(limit))
	after.Due = fromNanos(due)
	return all, after, err
}

// TieChanges implements store.Ties.
func (t *tx) TieChanges(from, to int64) (added []lookback.Tie, gone []string, err error) {
	first, err := t.lastTieMark(from)
	if err != nil {
		return nil, nil, err
	}
	last, err := t.lastTieMark(to)
	if err != nil {
		return nil, nil, err
	}
	added, err = collect(t, scanTie, selectTie+`WHERE mark > $1 AND mark <= $2 AND until_pos > $3 AND body IS NOT NULL ORDER BY mark`, first, last, to)
	if err != nil {
		return nil, nil, err
	}
	gone, err = collect(t, scanText, `SELECT id FROM tie WHERE until_pos > $1 AND until_pos <= $2 AND until_pos < 9223372036854775807
		AND mark <= $3 ORDER BY mark`, from, to, first)
	return added, gone, err
}

func scanText(row scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

// CountTiesAt implements store.Ties.
func (t *tx) CountTiesAt(at int64) (int, error) {
	last, err := t.lastTieMark(at)
	if err != nil {
		return 0, err
	}
	var out int64
	err = t.row(`SELECT count(*) FROM tie WHERE until_pos <= $1 AND until_pos < 9223372036854775807 AND mark <= $2`, at, last).Scan(&out)
	return int(last - out), err
}

// TieCommitments implements store.Ties.
func (t *tx) TieCommitments(position int64) ([]journal.Hash, error) {
	first, err := t.lastTieMark(position - 1)
	if err != nil {
		return nil, err
	}
	last, err := t.lastTieMark(position)
	if err != nil {
		return nil, err
	}
	ties, err := collect(t, scanHash, `SELECT commitment FROM tie WHERE mark > $1 AND mark <= $2 ORDER BY mark`, first, last)
	if err != nil {
		return nil, err
	}
	withdrawn, err := collect(t, scanHash, `SELECT commitment FROM tie_retraction WHERE position = $1 ORDER BY id`, position)
	return append(ties, withdrawn...), err
}

// eraseTies deletes what ties and path alerts hold of a record. A tie that loses its text no longer stands.
func (t *tx) eraseTies(recordID int64, ref string, position int64) error {
	node := lookback.RecordNode(ref).String()
	const theirs = `SELECT mark FROM tie WHERE subject = $1 UNION SELECT mark FROM tie WHERE object = $1`
	_, err := t.exec(`UPDATE tie_retraction SET salt = NULL, body = NULL WHERE id IN (SELECT id FROM tie WHERE mark IN (`+theirs+`))`, node)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE tie SET until_pos = CASE WHEN until_pos < $2 THEN until_pos ELSE $2 END, salt = NULL, body = NULL,
		subject = '', object = '' WHERE mark IN (`+theirs+`)`, node, position)
	if err != nil {
		return err
	}
	const own = `alert_id IN (SELECT id FROM path_alert WHERE record_id = $1)`
	if _, err = t.exec(`UPDATE path_alert_state SET salt = NULL, body = NULL WHERE `+own, recordID); err != nil {
		return err
	}
	return pathAlertPlaces.remove(t, own, recordID)
}
