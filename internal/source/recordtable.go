package source

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"

	"lookback"
)

// Table is a source of records that is no text: it gives the names of its columns, then rows.
type Table interface {
	// Next returns the next row with its number in the file, and io.EOF after the last. The fields may be kept.
	Next() (line int, fields []string, err error)
	Close() error
}

// ReadTable calls fn for every row below the header, as ReadCSV does.
func ReadTable(t Table, name string, m Mapping, fn func(Row) error) error {
	header, err := TableHeader(t, name)
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
		line, fields, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		out = Row{Line: line, Raw: csvLine(fields)}
		if len(fields) > len(header) {
			out.Err = &lookback.InputError{File: name, Line: line, Reason: fmt.Sprintf("the row has %d cells where the header has %d", len(fields), len(header))}
		} else {
			cells.begin(append(fields, make([]string, len(header)-len(fields))...))
			p.fill(&out, cells)
		}
		if err := fn(out); err != nil {
			return err
		}
	}
}

// TableHeader reads the first row as names of columns, none of them twice.
func TableHeader(t Table, name string) ([]string, error) {
	line, fields, err := t.Next()
	if err == io.EOF {
		return nil, emptyRecords(name)
	}
	if err != nil {
		return nil, err
	}
	return headerOf(name, line, fields)
}

// openTable opens a file that must be read at any place. One that comes from a pipe is read into memory.
func openTable(kind recordKind, r io.Reader, rest io.Reader, name string) (Table, error) {
	at, size, err := readerAt(r, rest, name)
	if err != nil {
		return nil, err
	}
	if kind == kindParquet {
		return openParquet(at, size, name)
	}
	return openWorkbook(at, size, name)
}

func readerAt(r, rest io.Reader, name string) (io.ReaderAt, int64, error) {
	if file, ok := r.(interface {
		io.ReaderAt
		Stat() (fs.FileInfo, error)
	}); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			return file, info.Size(), nil
		}
	}
	data, err := io.ReadAll(io.LimitReader(rest, maxDocumentBytes+1))
	if err != nil {
		return nil, 0, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxDocumentBytes {
		return nil, 0, &lookback.InputError{File: name, Reason: "it is larger than 256 MiB and does not come from a file", Hint: "write it to a file first"}
	}
	return bytes.NewReader(data), int64(len(data)), nil
}
