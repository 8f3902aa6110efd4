package source

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lookback"
)

// tieColumns are the columns of a file of ties, as docs/format/tie-csv.md describes them.
var tieColumns = []string{"id", "subject", "class", "object", "knowledge", "share", "from", "to", "source", "origin", "grade", "source_grade", "information_grade",
	"kind", "handling", "asserted_by", "recorded", "review_by", "supports", "opposes", "supersedes", "note", "retracts", "reason"}

// TieMapping says where a file of ties has what, where its columns have other names than ours.
type TieMapping struct {
	Columns   map[string]string `yaml:"columns,omitempty"`   // our column: the file's
	Constants map[string]string `yaml:"constants,omitempty"` // our column: the value of every row
	Prefixes  map[string]string `yaml:"prefixes,omitempty"`  // our column: what to put before the file's value
}

// ParseTieMapping reads a mapping from YAML. name is the file's, for messages.
func ParseTieMapping(name string, data []byte) (TieMapping, error) {
	var m TieMapping
	if err := decodeMapping(name, data, &m); err != nil {
		return m, err
	}
	for _, part := range []map[string]string{m.Columns, m.Constants, m.Prefixes} {
		for column := range part {
			if !slices.Contains(tieColumns, column) {
				return m, &lookback.InputError{File: name, Field: column, Reason: "a tie has no such column", Hint: "its columns are " + strings.Join(tieColumns, ", ")}
			}
		}
	}
	return m, nil
}

// TieRow is one row of a file of ties: a tie, a retraction, or the reason why it is neither.
type TieRow struct {
	Line       int
	Tie        lookback.Tie
	Retraction *lookback.Retraction // set where the row withdraws a tie; Tie is not filled then
	Err        *lookback.InputError
	Raw        []byte // as in the file; valid until the callback returns
}

// ReadTies calls fn for every row of a file of ties, in order. Ties that come without Err are valid. A row that cannot be a tie comes with
// Err and the next one follows. It returns which columns of the file have no place, with how many values; its error
// is fn's, that of r, or an InputError about the header.
func ReadTies(r io.Reader, name string, m TieMapping, stamp TieStamp, fn func(TieRow) error) ([]FieldCount, error) {
	c := newCSVReader(name, r)
	header, err := c.header()
	if err != nil {
		return nil, err
	}
	p, err := newTiePlan(name, m, stamp, header)
	if err != nil {
		return nil, err
	}
	for {
		row, err := c.Next()
		if err == io.EOF {
			return p.lost(), nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if err := fn(p.row(row)); err != nil {
			return nil, err
		}
	}
}

// tiePlan is a mapping with the names of columns turned into numbers.
type tiePlan struct {
	name     string
	header   []string
	columns  map[string]int // by our column
	mapping  TieMapping
	stamp    TieStamp
	unused   []int // columns of the file that have no place
	unplaced []int // how many values each of them had
}

func newTiePlan(name string, m TieMapping, stamp TieStamp, header []string) (*tiePlan, error) {
	p := &tiePlan{name: name, header: header, columns: make(map[string]int), mapping: m, stamp: stamp}
	used := make([]bool, len(header))
	for _, ours := range tieColumns {
		theirs, mapped := m.Columns[ours]
		if !mapped {
			theirs = ours
		}
		i := slices.IndexFunc(header, func(h string) bool { return headerKey(h) == headerKey(theirs) })
		if i < 0 && mapped {
			return nil, &lookback.InputError{File: name, Line: 1, Field: theirs, Reason: "the mapping names a column that the file does not have", Hint: "its columns are " + clip(strings.Join(header, ", "))}
		}
		if i >= 0 {
			p.columns[ours], used[i] = i, true
		}
	}
	for i, u := range used {
		if !u {
			p.unused = append(p.unused, i)
		}
	}
	p.unplaced = make([]int, len(header))
	return p, p.complete()
}

// complete reports a file that cannot hold a tie.
func (p *tiePlan) complete() error {
	if _, ok := p.columns["retracts"]; ok {
		return nil
	}
	for _, need := range []string{"subject", "class", "object"} {
		if _, ok := p.columns[need]; !ok && p.mapping.Constants[need] == "" {
			return &lookback.InputError{File: p.name, Line: 1, Field: need, Reason: "there is no column with this name", Hint: "name it with --map; see docs/format/tie-csv.md"}
		}
	}
	return nil
}

func (p *tiePlan) lost() []FieldCount {
	var loss []FieldCount
	for i, n := range p.unplaced {
		if n > 0 {
			loss = addLoss(loss, p.header[i], n)
		}
	}
	return loss
}

// row makes a tie or a retraction of a row.
func (p *tiePlan) row(row csvRow) TieRow {
	out := TieRow{Line: row.Line, Raw: row.Raw, Err: row.Err}
	if out.Err == nil && len(row.Fields) != len(p.header) {
		out.Err = &lookback.InputError{Reason: fmt.Sprintf("the row has %d fields where the header has %d", len(row.Fields), len(p.header)), Hint: "put values that hold commas in quotes"}
	}
	if out.Err == nil {
		for _, i := range p.unused {
			if strings.TrimSpace(row.Fields[i]) != "" {
				p.unplaced[i]++
			}
		}
		if err := p.fill(&out, tieCells{p, row.Fields}); err != nil {
			bad := inputErrorAt(err, place{})
			out.Err = &bad
		}
	}
	if out.Err != nil {
		out.Err.File, out.Err.Line, out.Tie, out.Retraction = p.name, row.Line, lookback.Tie{}, nil
	}
	return out
}

// tieCells gives the values of one row by our column.
type tieCells struct {
	plan   *tiePlan
	fields []string
}

func (c tieCells) get(column string) string {
	m := &c.plan.mapping
	if i, ok := c.plan.columns[column]; ok {
		if v := strings.TrimSpace(c.fields[i]); v != "" {
			return m.Prefixes[column] + v
		}
	}
	return m.Constants[column]
}

func (c tieCells) list(column string) []string {
	v := c.get(column)
	if v == "" {
		return nil
	}
	return splitList(v, ";")
}

// fill reads the cells. It returns the first thing that is wrong with them.
func (p *tiePlan) fill(out *TieRow, c tieCells) error {
	if id := c.get("retracts"); id != "" {
		return p.fillRetraction(out, c, id)
	}
	t := &out.Tie
	t.ID, t.Class, t.Knowledge = c.get("id"), lookback.TieClass(c.get("class")), lookback.Knowledge(strings.ToLower(c.get("knowledge")))
	t.From, t.To = lookback.ParseDate(c.get("from")), lookback.ParseDate(c.get("to"))
	t.Source, t.Origin, t.AssertedBy, t.Note = c.get("source"), c.get("origin"), c.get("asserted_by"), c.get("note")
	t.Kind, t.Supersedes = lookback.TieKind(strings.ToLower(c.get("kind"))), c.get("supersedes")
	t.Supports, t.Opposes = c.list("supports"), c.list("opposes")
	if t.Knowledge == "unknown" {
		t.Knowledge = lookback.KnowledgeUnknown
	}
	for _, step := range []func(*lookback.Tie, tieCells) error{fillNodes, fillGrade, fillTimes, fillShareAndHandling} {
		if err := step(t, c); err != nil {
			return err
		}
	}
	p.stamp.fill(t)
	return t.Validate()
}

func (p *tiePlan) fillRetraction(out *TieRow, c tieCells, id string) error {
	r := &lookback.Retraction{Tie: id, By: c.get("asserted_by"), Reason: c.get("reason"), Recorded: p.stamp.Recorded}
	if r.By == "" {
		r.By = p.stamp.AssertedBy
	}
	for _, other := range []string{"subject", "object"} {
		if i, ok := p.columns[other]; ok && strings.TrimSpace(c.fields[i]) != "" {
			return &lookback.InputError{Field: other, Reason: "a row that retracts a tie asserts none", Hint: "write two rows, or use supersedes"}
		}
	}
	out.Retraction = r
	return r.Validate()
}

func fillNodes(t *lookback.Tie, c tieCells) (err error) {
	for _, end := range []struct {
		column string
		node   *lookback.NodeRef
	}{{"subject", &t.Subject}, {"object", &t.Object}} {
		if *end.node, err = lookback.ParseNodeRef(c.get(end.column)); err != nil {
			return fieldError(err, end.column)
		}
	}
	return nil
}

// fillGrade takes a pair such as C3, or the two grades apart.
func fillGrade(t *lookback.Tie, c tieCells) (err error) {
	if pair := c.get("grade"); pair != "" {
		if t.Grade, err = lookback.ParseGrade(pair); err != nil {
			return err
		}
	}
	if v := strings.ToUpper(c.get("source_grade")); v != "" {
		if t.Grade.Source = lookback.SourceGrade(v[0]); len(v) > 1 || !t.Grade.Source.Valid() {
			return &lookback.InputError{Field: "source_grade", Reason: fmt.Sprintf("%q is not a grade", clip(v)), Hint: "use A to F"}
		}
	}
	if v := c.get("information_grade"); v != "" {
		if t.Grade.Info = lookback.InfoGrade(v[0]); len(v) > 1 || !t.Grade.Info.Valid() {
			return &lookback.InputError{Field: "information_grade", Reason: fmt.Sprintf("%q is not a grade", clip(v)), Hint: "use 1 to 6"}
		}
	}
	return nil
}

func fillTimes(t *lookback.Tie, c tieCells) error {
	for _, f := range []struct {
		column string
		to     *time.Time
	}{{"recorded", &t.Recorded}, {"review_by", &t.ReviewBy}} {
		text := c.get(f.column)
		if text == "" {
			continue
		}
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			at, err = time.Parse(time.RFC3339, text)
		}
		if err != nil {
			return &lookback.InputError{Field: f.column, Reason: fmt.Sprintf("%q is not a time", clip(text)), Hint: "write it as 2026-01-31 or 2026-01-31T08:30:00Z"}
		}
		*f.to = at.UTC()
	}
	return nil
}

func fillShareAndHandling(t *lookback.Tie, c tieCells) (err error) {
	if t.Share, err = lookback.ParseShare(c.get("share")); err != nil {
		return err
	}
	if h := c.get("handling"); h != "" {
		t.Handling, err = lookback.ParseHandling(h)
	}
	return err
}

// fieldError returns err with the field it is about.
func fieldError(err error, field string) error {
	bad := inputErrorAt(err, place{})
	bad.Field = field
	return &bad
}
