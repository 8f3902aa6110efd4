package source

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"
	"time"

	"lookback"
)

// Row is one record of a file, or the reason why it is none.
type Row struct {
	Line    int    // where it begins
	Key     string // of its column, or "row-" and a digest of the content; empty for Keyless rows without a column
	Party   lookback.Party
	Deleted bool                 // the source says that it has let go of this record; Party is not filled
	Arrived time.Time            // zero unless a column says so
	Err     *lookback.InputError // the row cannot be a record; Party is not filled
	Raw     []byte               // as in the file; valid until the callback returns
	Recoded int                  // bytes that were not UTF-8 and were read as Windows-1252
}

// ReadRecords reads CSV, JSON Lines, an XLSX workbook, Parquet or FollowTheMoney entities, whichever r holds: see ReadCSV, ReadJSONL
// and ReadFTM, which needs no mapping. A workbook and Parquet are read like CSV, the first row of the first sheet being the header.
func ReadRecords(r io.Reader, name string, m Mapping, fn func(Row) error) (err error) {
	in, kind, err := sniffRecords(r, name)
	if err != nil {
		return err
	}
	switch kind {
	case kindFTM:
		return ReadFTM(in, name, fn)
	case kindJSONL:
		return ReadJSONL(in, name, m, fn)
	case kindCSV:
		return ReadCSV(in, name, m, fn)
	}
	t, err := openTable(kind, r, in, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	return ReadTable(t, name, m, fn)
}

// RecordColumns returns the columns of a file of records: the header, or the keys of the first object of JSON Lines. FollowTheMoney
// entities have none: what they hold is known.
func RecordColumns(r io.Reader, name string) (columns []string, err error) {
	in, kind, err := sniffRecords(r, name)
	if err != nil {
		return nil, err
	}
	switch kind {
	case kindFTM:
		return nil, nil
	case kindJSONL:
		return jsonlColumns(in, name)
	case kindCSV:
		return newCSVReader(name, in).header()
	}
	t, err := openTable(kind, r, in, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	return TableHeader(t, name)
}

// recordKind is how a file of records is written.
type recordKind int

const (
	kindCSV recordKind = iota
	kindJSONL
	kindFTM
	kindXLSX
	kindParquet
)

// sniffRecords finds out from the first bytes what r holds; it returns a reader from the start.
func sniffRecords(r io.Reader, name string) (io.Reader, recordKind, error) {
	in := bufio.NewReaderSize(r, 4096)
	head, err := in.Peek(4096)
	if len(head) == 0 {
		if err != nil && err != io.EOF {
			return nil, 0, fmt.Errorf("read %s: %w", name, err)
		}
		return nil, 0, emptyRecords(name)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return in, kindXLSX, nil
	case bytes.HasPrefix(head, []byte("PAR1")):
		return in, kindParquet, nil
	}
	head, bad := skipMark(name, head)
	if bad != nil {
		return nil, 0, bad
	}
	head = bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(head) > 0 && head[0] == '[':
		return nil, 0, &lookback.InputError{File: name, Line: 1, Reason: "this is one JSON array", Hint: "write one object per line (JSON Lines)"}
	case len(head) == 0 || head[0] != '{':
		return in, kindCSV, nil
	}
	if format, err := recogniseJSON(name, head); err == nil && format == FTMJSON {
		return in, kindFTM, nil
	}
	return in, kindJSONL, nil
}

func emptyRecords(name string) error {
	return &lookback.InputError{File: name, Reason: "the file is empty", Hint: "a file of records has a header or at least one object"}
}

// ReadCSV calls fn for every row of a file of records, in order, needing memory for one row and a hash
// for each key. The first row names the columns. A row that cannot be a record comes with Err and
// the next one follows; the error that ReadCSV returns is fn's, that of r, or an InputError about the
// header. A record without a key column is identified by its content: the same row has the same key in
// every import, and where a row occurs twice in a file the second one's key ends in "-2".
func ReadCSV(r io.Reader, name string, m Mapping, fn func(Row) error) error {
	c := newCSVReader(name, r)
	header, err := c.header()
	if err != nil {
		return err
	}
	p, err := newPlan(name, m, header)
	if err != nil {
		return err
	}
	cells := &csvCells{plan: p}
	var out Row
	for {
		row, err := c.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		out = Row{Line: row.Line, Raw: row.Raw, Recoded: row.Recoded, Err: row.Err}
		if out.Err == nil && len(row.Fields) != len(header) {
			out.Err = &lookback.InputError{File: name, Line: row.Line, Reason: fmt.Sprintf("the row has %d fields where the header has %d", len(row.Fields), len(header)),
				Hint: "put values that hold commas in quotes"}
		}
		if out.Err == nil {
			cells.begin(row.Fields)
			p.fill(&out, cells)
		}
		if err := fn(out); err != nil {
			return err
		}
	}
}

// header returns the first row as names of columns. It finds out whether commas, semicolons, tabs or bars separate them.
func (c *csvReader) header() ([]string, error) {
	if err := c.sniffComma(); err != nil {
		return nil, err
	}
	row, err := c.Next()
	if err == io.EOF {
		return nil, emptyRecords(c.name)
	}
	if err != nil {
		return nil, err
	}
	if row.Err != nil {
		return nil, row.Err
	}
	return headerOf(c.name, row.Line, row.Fields)
}

// headerOf returns the names of columns, none of them twice.
func headerOf(name string, line int, fields []string) ([]string, error) {
	columns := make([]string, len(fields))
	seen := map[string]int{}
	for i, f := range fields {
		columns[i] = strings.TrimSpace(f)
		if first, twice := seen[columns[i]]; twice && columns[i] != "" {
			return nil, &lookback.InputError{File: name, Line: line, Field: columns[i],
				Reason: fmt.Sprintf("two columns have this name: %d and %d", first+1, i+1), Hint: "rename one of them"}
		}
		seen[columns[i]] = i
	}
	return columns, nil
}

// sniffComma takes as separator what occurs most in the first line.
func (c *csvReader) sniffComma() error {
	for !c.eof && bytes.IndexByte(c.buf[c.start:c.end], '\n') < 0 && c.end-c.start < MaxRowBytes {
		if err := c.fill(); err != nil {
			return err
		}
	}
	line, _, _ := bytes.Cut(c.buf[c.start:c.end], []byte{'\n'})
	most := 0
	for _, candidate := range []byte{',', ';', '\t', '|'} {
		if n := bytes.Count(line, []byte{candidate}); n > most {
			c.comma, most = candidate, n
		}
	}
	return nil
}

// cells gives a plan the values of one row by column number.
type cells interface {
	one(column int) string    // trimmed
	many(column int) []string // trimmed, none empty
	content() []byte          // the whole row in a form that does not depend on quoting, for its digest
}

type csvCells struct {
	plan   *plan
	fields []string
	values []string // room for what many returns, which is kept
	buffer []byte
}

// begin goes on to the fields of another row.
func (c *csvCells) begin(fields []string) { c.fields, c.values = fields, nil }

func (c *csvCells) one(column int) string { return strings.TrimSpace(c.fields[column]) }

func (c *csvCells) many(column int) []string {
	field := strings.TrimSpace(c.fields[column])
	if field == "" {
		return nil
	}
	if !strings.Contains(field, c.plan.separator) {
		return c.single(field)
	}
	var all []string
	for v := range strings.SplitSeq(field, c.plan.separator) {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// single returns a list of one value. Those of a row share one piece of memory.
func (c *csvCells) single(field string) []string {
	if c.values == nil {
		c.values = make([]string, 0, c.plan.lists)
	}
	n := len(c.values)
	c.values = append(c.values, field)
	return c.values[n : n+1 : n+1]
}

func (c *csvCells) content() []byte {
	c.buffer = c.buffer[:0]
	for _, f := range c.fields {
		c.buffer = appendText(c.buffer, f)
	}
	return c.buffer
}

// keys remembers the keys of a file as hashes of 64 bits: in a file of ten million records the chance
// that two different keys are taken for one is below one in three hundred thousand.
type keys struct {
	seed maphash.Seed
	seen map[uint64]int32
}

func newKeys() keys { return keys{maphash.MakeSeed(), map[uint64]int32{}} }

// claim remembers that key is on line; it returns the line where it was before, or 0.
func (k keys) claim(key string, line int) int {
	h := maphash.String(k.seed, key)
	if first := k.seen[h]; first != 0 {
		return int(first)
	}
	k.seen[h] = int32(line)
	return 0
}

// number counts how often key occurred, from 1.
func (k keys) number(key string) int {
	h := maphash.String(k.seed, key)
	k.seen[h]++
	return int(k.seen[h])
}

// contentKey derives a key from the content of a row.
func (k keys) contentKey(content []byte) string {
	sum := sha256.Sum256(content)
	key := "row-" + hex.EncodeToString(sum[:16])
	if n := k.number(key); n > 1 {
		return fmt.Sprintf("%s-%d", key, n)
	}
	return key
}
