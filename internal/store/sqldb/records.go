package sqldb

import (
	"database/sql"
	"fmt"
	"math"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// An erased version has no body; it is not returned by anything but RecordSeal and the commitments.
const selectRecord = `SELECT record_id, version, from_pos, source, source_key, arrived, body, mark FROM record_version `

// GetRecord implements store.Records.
func (t *tx) GetRecord(source, key string, at int64) (lookback.Record, error) {
	r := lookback.Record{Source: source, Key: key}
	err := t.row(`SELECT record_id FROM record_key WHERE ref = $1`, r.Ref()).Scan(&r.ID)
	if err == nil {
		r, err = t.recordAt(r.ID, at)
	}
	if err != nil {
		return lookback.Record{}, fmt.Errorf("record %s/%s: %w", source, key, err)
	}
	return r, nil
}

// GetRecordByID implements store.Records.
func (t *tx) GetRecordByID(id, at int64) (lookback.Record, error) {
	r, err := t.recordAt(id, at)
	if err != nil {
		return r, fmt.Errorf("record %d: %w", id, err)
	}
	return r, nil
}

func (t *tx) recordAt(id, at int64) (lookback.Record, error) {
	return scanRecord(t.row(selectRecord+`WHERE record_id = $1 AND from_pos <= $2 AND until_pos > $2 AND body IS NOT NULL`, id, at))
}

// RecordVersions implements store.Records.
func (t *tx) RecordVersions(id int64) ([]lookback.Record, error) {
	all, err := collect(t, scanRecord, selectRecord+`WHERE record_id = $1 AND body IS NOT NULL ORDER BY version`, id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("record %d: %w", id, store.ErrNotFound)
	}
	return all, err
}

// RecordsAt implements store.Records.
func (t *tx) RecordsAt(at, afterID int64, limit int) ([]lookback.Record, error) {
	return t.RecordsInRange(at, afterID, forever, limit)
}

// RecordsInRange implements store.Records.
func (t *tx) RecordsInRange(at, afterID, lastID int64, limit int) ([]lookback.Record, error) {
	return collect(t, scanRecord, selectRecord+`WHERE record_id > $1 AND record_id <= $2 AND from_pos <= $3 AND until_pos > $3 AND body IS NOT NULL
		ORDER BY record_id LIMIT $4`, afterID, lastID, at, atMost(limit))
}

// RecordsArrivedBy implements store.Records.
func (t *tx) RecordsArrivedBy(source string, by time.Time, after store.Arrival, limit int) ([]store.Arrival, error) {
	from := int64(math.MinInt64)
	if after != (store.Arrival{}) {
		from = toNanos(after.Time)
	}
	return collect(t, scanArrival, `SELECT record_id, arrived FROM record_version WHERE version = 1 AND body IS NOT NULL AND source = $1
		AND (arrived, record_id) > ($2, $3) AND arrived <= $4 ORDER BY arrived, record_id LIMIT $5`,
		source, from, after.RecordID, toNanos(by), atMost(limit))
}

func scanArrival(row scanner) (store.Arrival, error) {
	var a store.Arrival
	var arrived int64
	err := row.Scan(&a.RecordID, &arrived)
	if arrived != 0 {
		a.Time = fromNanos(arrived)
	}
	return a, err
}

// RecordsSince implements store.Records.
func (t *tx) RecordsSince(after store.RecordMark, through int64, limit int) ([]lookback.Record, store.RecordMark, error) {
	last, err := t.RecordMarkAt(through)
	if err != nil {
		return nil, after, err
	}
	mark := int64(after)
	all, err := collect(t, func(row scanner) (lookback.Record, error) { return scanMarked(row, &mark) },
		selectRecord+`WHERE mark > $1 AND mark <= $2 AND body IS NOT NULL ORDER BY mark LIMIT $3`, int64(after), int64(last), atMost(limit))
	return all, store.RecordMark(mark), err
}

// RecordMarkAt implements store.Records.
func (t *tx) RecordMarkAt(position int64) (store.RecordMark, error) {
	mark, _, err := t.lastMark(position)
	return store.RecordMark(mark), err
}

// lastMark returns the last mark and the greatest record ID that were given by a position.
func (t *tx) lastMark(position int64) (mark, record int64, err error) {
	err = t.row(`SELECT coalesce(max(last_mark), 0), coalesce(max(last_record), 0) FROM record_batch
		WHERE position = (SELECT max(position) FROM record_batch WHERE position <= $1)`, position).Scan(&mark, &record)
	return mark, record, err
}

// LastRecordID implements store.Records.
func (t *tx) LastRecordID(at int64) (int64, error) {
	_, record, err := t.lastMark(at)
	return record, err
}

// CountRecordsAt implements store.Records.
func (t *tx) CountRecordsAt(at int64, sources ...string) (int, error) {
	counts, err := t.ListSourcesAt(at)
	total := 0
	for _, c := range counts {
		wanted := len(sources) == 0
		for _, s := range sources {
			wanted = wanted || s == c.Source
		}
		if wanted {
			total += c.Records
		}
	}
	return total, err
}

// ListSourcesAt implements store.Records.
func (t *tx) ListSourcesAt(at int64) ([]store.SourceCount, error) {
	names, err := collect(t, func(row scanner) (string, error) {
		var s string
		return s, row.Scan(&s)
	}, `SELECT source FROM record_source ORDER BY source`)
	if err != nil {
		return nil, err
	}
	var counts []store.SourceCount
	for _, name := range names {
		n, err := t.countSource(name, at)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			counts = append(counts, store.SourceCount{Source: name, Records: int(n)})
		}
	}
	return counts, nil
}

// countSource returns the number of records of a source at a position.
func (t *tx) countSource(source string, at int64) (int64, error) {
	var total int64
	err := t.row(`SELECT total FROM record_batch WHERE source = $1 AND position <= $2 ORDER BY position DESC LIMIT 1`, source, at).Scan(&total)
	total, _, err = find(total, err)
	return total, err
}

// RecordSeal implements store.Records.
func (t *tx) RecordSeal(id int64, version int) (store.Seal, error) {
	var s store.Seal
	var source, key string
	var commitment []byte
	var party sql.NullString
	var mark int64
	err := t.row(`SELECT mark, from_pos, source, source_key, salt, commitment, body FROM record_version WHERE record_id = $1 AND version = $2`, id, version).
		Scan(&mark, &s.Position, &source, &key, &s.Salt, &commitment, &party)
	if err != nil {
		return s, fmt.Errorf("version %d of record %d: %w", version, id, err)
	}
	before, err := t.RecordMarkAt(s.Position - 1)
	if err != nil {
		return s, err
	}
	s.Leaf = int(mark - int64(before))
	if party.Valid {
		s.Value = sealedRecord(id, version, source, key, party.String)
	}
	s.Commitment, err = toHash(commitment)
	return s, err
}

// RecordCommitments implements store.Records.
func (t *tx) RecordCommitments(position int64) ([]journal.Hash, error) {
	before, err := t.RecordMarkAt(position - 1)
	if err != nil {
		return nil, err
	}
	last, err := t.RecordMarkAt(position)
	if err != nil {
		return nil, err
	}
	return collect(t, scanHash, `SELECT commitment FROM record_version WHERE mark > $1 AND mark <= $2 ORDER BY mark`, int64(before), int64(last))
}

// EraseRecord implements store.Records.
func (t *tx) EraseRecord(id int64) error {
	position, err := t.next()
	if err != nil {
		return err
	}
	r, err := t.recordAt(id, store.Now)
	if err != nil {
		return fmt.Errorf("record %d: %w", id, err)
	}
	mark, record, err := t.lastMark(forever)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM record_key WHERE record_id = $1`,
		`UPDATE record_version SET source_key = '', salt = NULL, body = NULL WHERE record_id = $1`,
		`UPDATE alert_state SET salt = NULL, body = NULL WHERE alert_id IN (SELECT id FROM alert WHERE record_id = $1)`,
	} {
		if _, err := t.exec(query, id); err != nil {
			return err
		}
	}
	if err := alertPlaces.remove(t, `alert_id IN (SELECT id FROM alert WHERE record_id = $1)`, id); err != nil {
		return err
	}
	if err := t.eraseEndings(id); err != nil {
		return err
	}
	if err := t.eraseTies(id, r.Ref(), position); err != nil {
		return err
	}
	if err := t.eraseConduct(id); err != nil {
		return err
	}
	if err := t.eraseCases(id); err != nil {
		return err
	}
	if err := t.eraseDirectives(r.Ref()); err != nil {
		return err
	}
	if err := t.eraseProposals(id); err != nil {
		return err
	}
	t.erased = true
	return t.addToSource(position, r.Source, -1, mark, record)
}

func scanRecord(row scanner) (lookback.Record, error) {
	var mark int64
	return scanMarked(row, &mark)
}

func scanMarked(row scanner, mark *int64) (lookback.Record, error) {
	var r lookback.Record
	var arrived int64
	var body string
	if err := row.Scan(&r.ID, &r.Version, &r.Position, &r.Source, &r.Key, &arrived, &body, mark); err != nil {
		return r, err
	}
	if arrived != 0 {
		r.Arrived = fromNanos(arrived)
	}
	return r, decode(body, &r.Party)
}

// toNanos returns t as a column keeps it. A time that nanoseconds do not count is kept as none.
func toNanos(t time.Time) int64 {
	if !countable(t) {
		return 0
	}
	return t.UnixNano()
}
