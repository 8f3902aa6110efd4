package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"

	"lookback"
	"lookback/internal/source"
)

// recordCSV writes comma-separated text.
type recordCSV struct {
	rows   *recordRows
	fields []string
	line   bytes.Buffer
	enc    *csv.Writer
	out    *bufio.Writer
}

func newRecordCSV(w io.Writer, t Terms) (recordForm, error) {
	rows, err := newRecordRows(t)
	if err != nil {
		return nil, err
	}
	c := &recordCSV{rows: rows, out: bufio.NewWriter(w)}
	c.enc = csv.NewWriter(&c.line)
	return c, c.put(recordColumns)
}

func (c *recordCSV) put(fields []string) error {
	_ = c.enc.Write(fields) // writing to memory does not fail
	c.enc.Flush()
	_, err := c.line.WriteTo(c.out)
	return err
}

func (c *recordCSV) write(r lookback.Record) error {
	c.fields = c.rows.text(c.fields, r)
	size := 0
	for _, f := range c.fields {
		size += 2*len(f) + 3 // every byte may be a quote
	}
	if size > source.MaxRowBytes {
		return tooLarge(r, "is larger than a row of CSV that can be read again", "write parquet or ftm")
	}
	return c.put(c.fields)
}

func (c *recordCSV) close() error { return c.out.Flush() }

// recordJSONL writes one JSON object on each line. The first has all columns, because whoever reads guesses from it; the others
// leave out what is empty.
type recordJSONL struct {
	rows  *recordRows
	line  bytes.Buffer
	enc   *json.Encoder
	out   *bufio.Writer
	begun bool
}

func newRecordJSONL(w io.Writer, t Terms) (recordForm, error) {
	rows, err := newRecordRows(t)
	if err != nil {
		return nil, err
	}
	j := &recordJSONL{rows: rows, out: bufio.NewWriter(w)}
	j.enc = json.NewEncoder(&j.line)
	j.enc.SetEscapeHTML(false)
	return j, nil
}

func (j *recordJSONL) write(r lookback.Record) error {
	j.line.Reset()
	separator := byte('{')
	for i, values := range j.rows.lists(r, j.rows.reader.Lists) {
		if len(values) == 0 && j.begun {
			continue
		}
		j.line.WriteByte(separator)
		separator = ','
		j.value(recordColumns[i])
		j.line.WriteByte(':')
		switch len(values) {
		case 0:
			j.value("")
		case 1:
			j.value(values[0])
		default:
			j.value(values)
		}
	}
	j.line.WriteString("}\n")
	j.begun = true
	if j.line.Len() > source.MaxRowBytes {
		return tooLarge(r, "is larger than a line of JSON that can be read again", "write parquet or ftm")
	}
	_, err := j.line.WriteTo(j.out)
	return err
}

// value appends v without the line feed that an encoder puts behind it.
func (j *recordJSONL) value(v any) {
	_ = j.enc.Encode(v) // texts and lists of them have a form in JSON, and memory takes it
	j.line.Truncate(j.line.Len() - 1)
}

func (j *recordJSONL) close() error { return j.out.Flush() }

// recordFTM writes FollowTheMoney entities. What FollowTheMoney has no property for stands beside the properties.
type recordFTM struct {
	terms Terms
	enc   *json.Encoder
	out   *bufio.Writer
}

// ftmRecord is an entity with what we say of it beside its properties.
type ftmRecord struct {
	ftmEntity
	Arrived    string          `json:"arrived,omitempty"`
	Rest       json.RawMessage `json:"party_rest,omitempty"`
	Disclosure int64           `json:"disclosure"`
	Record     int64           `json:"record"`
	Handling   string          `json:"handling"`
}

func newRecordFTM(w io.Writer, t Terms) (recordForm, error) {
	f := &recordFTM{terms: t, out: bufio.NewWriter(w)}
	f.enc = json.NewEncoder(f.out)
	f.enc.SetEscapeHTML(false)
	return f, nil
}

func (f *recordFTM) write(r lookback.Record) error {
	schema, properties := FTMParty(r.Party)
	e := ftmRecord{ftmEntity: ftmEntity{ID: r.Key, Schema: schema, Properties: properties}, Arrived: arrivedText(r), Disclosure: f.terms.Disclosure, Record: r.ID, Handling: f.terms.Handling}
	e.Caption = r.Party.Names[0].Full
	read, _ := source.FTMParty(schema, properties) // what cannot be read is told by what is missing
	if rest := source.Rest(r.Key, r.Party, r.Key, read); rest != "" {
		e.Rest = json.RawMessage(rest)
	}
	return f.enc.Encode(e)
}

func (f *recordFTM) close() error { return f.out.Flush() }
