package sqldb

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// knownRecord is what the store knows of a key before, and while, a batch is put.
type knownRecord struct {
	id      int64
	version int64
	digest  []byte
	row     []any // of the current version when this batch makes it; nil when the database has it
	ended   bool  // its source had let go of it
	stored  int64 // version that the database has; 0 for a new record
}

// putting is the work of one PutRecords.
type putting struct {
	t        *tx
	position int64
	known    map[string]*knownRecord // by Ref
	touched  []string                // Refs with a new version, in order
	rows     [][]any                 // new record versions
	mark     int64                   // of the last record version
	record   int64                   // greatest ID of a record
	created  map[string]int64        // new records by source; 0 where only versions are new
	salts    []byte                  // not used yet
}

// Columns of record_version, in the order in which rows are made.
var versionColumns = []string{"mark", "record_id", "version", "from_pos", "until_pos", "source", "source_key", "arrived", "salt", "commitment", "body"}

const untilColumn = 4 // of until_pos in versionColumns

// PutRecords implements store.Records.
func (t *tx) PutRecords(batch []lookback.Record) ([]store.RecordPut, error) {
	err := t.mayWrite()
	if err != nil {
		return nil, err
	}
	p := &putting{t: t, position: t.last + 1, created: map[string]int64{}}
	if p.known, err = t.knownRecords(batch); err != nil {
		return nil, err
	}
	if p.mark, p.record, err = t.lastMark(forever); err != nil {
		return nil, err
	}
	if p.salts, err = t.salts(len(batch)); err != nil {
		return nil, err
	}
	puts := make([]store.RecordPut, len(batch))
	for i := range batch {
		if puts[i], err = p.put(&batch[i]); err != nil {
			return nil, fmt.Errorf("record %s: %w", batch[i].Ref(), err)
		}
	}
	return puts, p.write()
}

// put decides what becomes of one record and makes the row of its new version, if it needs one.
func (p *putting) put(r *lookback.Record) (store.RecordPut, error) {
	party, err := p.t.db.encoder.Append(nil, &r.Party)
	if err != nil {
		return store.RecordPut{}, err
	}
	digest := sha256.Sum256(party)
	k := p.known[r.Ref()]
	if k != nil && bytes.Equal(k.digest, digest[:]) {
		r.ID, r.Version = k.id, int(k.version)
		return store.RecordPut{Outcome: store.Unchanged}, nil
	}
	outcome, created := store.Changed, int64(0)
	if k == nil {
		outcome, created = store.Created, 1
		p.record++
		k = &knownRecord{id: p.record}
		p.known[r.Ref()] = k
	}
	p.created[r.Source] += created
	if k.row != nil {
		k.row[untilColumn] = p.position // replaced before anybody could see it
	} else {
		p.touched = append(p.touched, r.Ref())
	}
	k.version++
	k.digest = digest[:]
	r.ID, r.Version, r.Position = k.id, int(k.version), p.position
	return store.RecordPut{Outcome: outcome, Commitment: p.addVersion(k, r, string(party))}, nil
}

func (p *putting) addVersion(k *knownRecord, r *lookback.Record, party string) journal.Hash {
	salt := p.salts[:journal.SaltSize]
	p.salts = p.salts[journal.SaltSize:]
	c := journal.Commit(salt, sealedRecord(r.ID, r.Version, r.Source, r.Key, party))
	p.mark++
	k.row = []any{p.mark, k.id, k.version, p.position, int64(forever), r.Source, r.Key, toNanos(r.Arrived), salt, c[:], party}
	p.rows = append(p.rows, k.row)
	return c
}

// sealedRecord returns what a record version is committed to as: canonical JSON of its name and its party.
func sealedRecord(id int64, version int, source, key, party string) []byte {
	name, err := journal.Canonical([]any{id, version, source, key})
	if err != nil {
		panic(err) // unreachable: integers and strings have a canonical form, and IDs count from 1
	}
	return append(append(append(name[:len(name)-1], ','), party...), ']')
}

// write stores what the batch changes. A batch of which everything is known already needs no event.
func (p *putting) write() error {
	if len(p.rows) == 0 {
		return nil
	}
	p.t.pending = true
	slices.Sort(p.touched) // neighbours in the index are written together
	var fresh [][]any
	for _, ref := range p.touched {
		k := p.known[ref]
		if k.stored == 0 {
			fresh = append(fresh, []any{ref, k.id, k.version, k.digest})
			continue
		}
		if err := p.replace(ref, k); err != nil {
			return err
		}
	}
	if err := p.t.db.dialect.insert(p.t, "record_key", []string{"ref", "record_id", "version", "digest"}, fresh); err != nil {
		return err
	}
	if err := p.t.db.dialect.insert(p.t, "record_version", versionColumns, p.rows); err != nil {
		return err
	}
	for _, source := range slices.Sorted(maps.Keys(p.created)) {
		if err := p.t.addToSource(p.position, source, p.created[source], p.mark, p.record); err != nil {
			return err
		}
	}
	return nil
}

// replace ends the version that the database has and points the key to the new one.
func (p *putting) replace(ref string, k *knownRecord) error {
	if k.ended {
		if err := p.t.takeUp(k.id, p.position); err != nil {
			return err
		}
	}
	if _, err := p.t.exec(`UPDATE record_version SET until_pos = $1 WHERE record_id = $2 AND version = $3`, p.position, k.id, k.stored); err != nil {
		return err
	}
	_, err := p.t.exec(`UPDATE record_key SET version = $1, digest = $2 WHERE ref = $3`, k.version, k.digest, ref)
	return err
}

// addToSource changes the number of records of a source from a position on.
func (t *tx) addToSource(position int64, source string, change, mark, record int64) error {
	if _, err := t.exec(`INSERT INTO record_source (source) VALUES ($1) ON CONFLICT (source) DO NOTHING`, source); err != nil {
		return err
	}
	total, err := t.countSource(source, position)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO record_batch (position, source, total, last_mark, last_record) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (position, source) DO UPDATE SET total = excluded.total, last_mark = excluded.last_mark, last_record = excluded.last_record`,
		position, source, total+change, mark, record)
	return err
}

// refsAtOnce is how many records one statement looks up.
const refsAtOnce = 100

var selectRefs = `SELECT ref, record_id, version, digest FROM record_key WHERE ref IN (` + placeholders(1, refsAtOnce) + `)`

func placeholders(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}

// knownRecords looks up all records of a batch, by Ref.
func (t *tx) knownRecords(batch []lookback.Record) (map[string]*knownRecord, error) {
	known := make(map[string]*knownRecord, len(batch))
	refs := make([]any, 0, refsAtOnce)
	for i := range batch {
		if err := checkNames(&batch[i]); err != nil {
			return nil, err
		}
		refs = append(refs, batch[i].Ref())
		if len(refs) < refsAtOnce && i < len(batch)-1 {
			continue
		}
		for len(refs) < refsAtOnce { // one text for every number of records
			refs = append(refs, refs[0])
		}
		if err := t.lookUp(known, refs); err != nil {
			return nil, err
		}
		refs = refs[:0]
	}
	return known, nil
}

// checkNames refuses a record that could not be found again by its name.
func checkNames(r *lookback.Record) error {
	if strings.Contains(r.Source, "/") {
		return &lookback.InputError{Field: "source", Reason: fmt.Sprintf("%q holds a slash", r.Source), Hint: "a record is named SOURCE/KEY, and only the key may hold slashes"}
	}
	if err := checkText("source", r.Source); err != nil {
		return err
	}
	return checkText("key", r.Key)
}

func (t *tx) lookUp(known map[string]*knownRecord, refs []any) error {
	return t.each(func(row scanner) error {
		var ref string
		k := &knownRecord{}
		err := row.Scan(&ref, &k.id, &k.version, &k.digest)
		k.stored, k.ended = k.version, len(k.digest) == 0
		known[ref] = k
		return err
	}, selectRefs, refs...)
}
