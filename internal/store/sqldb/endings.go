package sqldb

import (
	"fmt"

	"lookback/internal/journal"
	"lookback/internal/store"
)

// EndRecords implements store.Endings.
func (t *tx) EndRecords(ids []int64, reason string) ([]journal.Hash, error) {
	if err := t.mayWrite(); err != nil {
		return nil, err
	}
	if err := checkText("reason", reason); err != nil {
		return nil, err
	}
	salts, err := t.salts(len(ids))
	if err != nil {
		return nil, err
	}
	var commitments []journal.Hash
	var rows [][]any
	for _, id := range ids {
		ended, err := t.isEnded(id)
		if err != nil {
			return nil, err
		}
		if ended {
			continue
		}
		salt := salts[:journal.SaltSize]
		salts = salts[journal.SaltSize:]
		c := journal.Commit(salt, sealedEnding(id, reason))
		commitments = append(commitments, c)
		rows = append(rows, []any{id, t.last + 1, int64(forever), int64(len(rows) + 1), reason, salt, c[:]})
		// Without its digest the record differs from whatever its source gives, so that it is known, and screened, anew then.
		if _, err := t.exec(`UPDATE record_key SET digest = $1 WHERE record_id = $2`, []byte{}, id); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	t.pending = true
	return commitments, t.db.dialect.insert(t, "record_ended", []string{"record_id", "from_pos", "until_pos", "leaf", "reason", "salt", "commitment"}, rows)
}

// isEnded reports whether a record has ended. ErrNotFound: there is none, or it was erased.
func (t *tx) isEnded(id int64) (bool, error) {
	if _, err := t.recordAt(id, store.Now); err != nil {
		return false, fmt.Errorf("record %d: %w", id, err)
	}
	ended, err := t.EndedInRange(store.Now, id-1, id)
	return len(ended) > 0, err
}

// sealedEnding returns what an ending is committed to as.
func sealedEnding(id int64, reason string) []byte {
	value, err := journal.Canonical([]any{id, "ended", reason})
	if err != nil {
		panic(err) // unreachable: integers and strings have a canonical form, and IDs count from 1
	}
	return value
}

// EndedInRange implements store.Endings.
func (t *tx) EndedInRange(at, afterID, lastID int64) ([]int64, error) {
	return collect(t, scanID, `SELECT record_id FROM record_ended WHERE record_id > $1 AND record_id <= $2 AND from_pos <= $3 AND until_pos > $3 ORDER BY record_id`, afterID, lastID, at)
}

// RecordEndings implements store.Endings.
func (t *tx) RecordEndings(id int64) ([]store.RecordEnding, error) {
	return collect(t, func(row scanner) (e store.RecordEnding, err error) {
		var commitment []byte
		var leaf int64
		if err := row.Scan(&e.From, &e.Until, &leaf, &e.Reason, &e.Seal.Salt, &commitment); err != nil {
			return e, err
		}
		e.Seal.Position, e.Seal.Leaf, e.Seal.Value = e.From, int(leaf), sealedEnding(id, e.Reason)
		e.Seal.Commitment, err = toHash(commitment)
		return e, err
	}, `SELECT from_pos, until_pos, leaf, reason, salt, commitment FROM record_ended WHERE record_id = $1 AND salt IS NOT NULL ORDER BY from_pos`, id)
}

// EndingCommitments implements store.Endings.
func (t *tx) EndingCommitments(position int64) ([]journal.Hash, error) {
	return collect(t, scanHash, `SELECT commitment FROM record_ended WHERE from_pos = $1 ORDER BY leaf`, position)
}

// SourceRecordIDs implements store.Endings.
func (t *tx) SourceRecordIDs(source string, at, afterID int64, limit int) ([]int64, error) {
	return collect(t, scanID, `SELECT record_id FROM record_version WHERE record_id > $1 AND source = $2 AND from_pos <= $3 AND until_pos > $3 AND body IS NOT NULL
		ORDER BY record_id LIMIT $4`, afterID, source, at, atMost(limit))
}

func scanID(row scanner) (id int64, err error) { return id, row.Scan(&id) }

// takeUp ends the ending of a record that its source gives again.
func (t *tx) takeUp(id, position int64) error {
	_, err := t.exec(`UPDATE record_ended SET until_pos = $1 WHERE record_id = $2 AND until_pos = $3`, position, id, int64(forever))
	return err
}

// eraseEndings forgets why a record ended, and that it has: what is erased is not known, and so not ended either.
func (t *tx) eraseEndings(id int64) error {
	_, err := t.exec(`UPDATE record_ended SET reason = '', salt = NULL, until_pos = from_pos WHERE record_id = $1`, id)
	return err
}
