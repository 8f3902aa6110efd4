package source

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"lookback"
)

// parquetTable reads a Parquet file of flat columns. Nested and repeated columns have the values of one row joined by semicolons.
type parquetTable struct {
	name    string
	columns [][]string // paths
	leaves  []*parquet.Column
	rows    parquet.Rows
	line    int
	buffer  []parquet.Row
}

func openParquet(r io.ReaderAt, size int64, name string) (t *parquetTable, err error) {
	defer parquetPanics(name, &err)
	file, err := parquet.OpenFile(r, size)
	if err != nil {
		return nil, &lookback.InputError{File: name, Reason: "the Parquet file is damaged or cut off: " + err.Error()}
	}
	t = &parquetTable{name: name, columns: file.Schema().Columns(), rows: parquet.MultiRowGroup(file.RowGroups()...).Rows(), buffer: make([]parquet.Row, 1)}
	for _, path := range t.columns {
		leaf := file.Root()
		for _, part := range path {
			leaf = leaf.Column(part)
		}
		t.leaves = append(t.leaves, leaf)
	}
	return t, nil
}

// parquetPanics turns a panic into an InputError: the library panics on some files that are damaged, and outside data must not
// end the program.
func parquetPanics(name string, err *error) {
	if v := recover(); v != nil {
		*err = &lookback.InputError{File: name, Reason: fmt.Sprintf("the Parquet file is damaged: %v", v)}
	}
}

func (t *parquetTable) Close() error { return t.rows.Close() }

// Next returns the names of the columns first, then the rows.
func (t *parquetTable) Next() (line int, fields []string, err error) {
	defer parquetPanics(t.name, &err)
	t.line++
	fields = make([]string, len(t.columns))
	if t.line == 1 {
		for i, path := range t.columns {
			fields[i] = strings.Join(path, ".")
		}
		return t.line, fields, nil
	}
	t.buffer[0] = t.buffer[0][:0]
	n, err := t.rows.ReadRows(t.buffer)
	if n == 0 && err == io.EOF {
		return 0, nil, io.EOF
	}
	if n == 0 {
		return 0, nil, &lookback.InputError{File: t.name, Line: t.line, Reason: fmt.Sprintf("the Parquet file is damaged: %v", err)}
	}
	for _, v := range t.buffer[0] {
		text := parquetText(v, t.leaves[v.Column()])
		if i := v.Column(); fields[i] == "" {
			fields[i] = text
		} else if text != "" {
			fields[i] += ";" + text
		}
	}
	return t.line, fields, nil
}

// parquetText writes a value as text: dates and times in their usual form, bytes that are no text in hexadecimal.
func parquetText(v parquet.Value, leaf *parquet.Column) string {
	if v.IsNull() {
		return ""
	}
	if logical := leaf.Type().LogicalType(); logical != nil {
		switch kind := logical.Value.(type) {
		case *format.DateType:
			return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)
		case *format.TimestampType:
			return parquetTime(v.Int64(), kind.Unit).Format(time.RFC3339)
		case *format.UUIDType:
			return hex.EncodeToString(v.ByteArray())
		}
	}
	return strings.ToValidUTF8(v.String(), "\uFFFD")
}

func parquetTime(n int64, unit format.TimeUnit) time.Time {
	switch unit.Value.(type) {
	case *format.MilliSeconds:
		return time.UnixMilli(n).UTC()
	case *format.MicroSeconds:
		return time.UnixMicro(n).UTC()
	}
	return time.Unix(0, n).UTC()
}
