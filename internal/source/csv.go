package source

import (
	"bytes"
	"io"
	"unicode/utf8"

	"lookback"
)

// csvRow is one row as it was read. Fields is valid for good, the slice itself and Raw until the next call of Next.
type csvRow struct {
	Line    int
	Fields  []string
	Raw     []byte // as in the file, without the line end
	Recoded int    // bytes that were not UTF-8
	Err     *lookback.InputError
}

// csvReader reads rows of comma-separated text as RFC 4180 has them. Unlike encoding/csv it goes on
// after a bad row: a quote that is never closed costs the line it is on and no other. It gives the raw
// bytes of each row, refuses NUL bytes, and reads what is not UTF-8 as Windows-1252.
type csvReader struct {
	in         io.Reader
	name       string
	comma      byte
	buf        []byte
	start, end int // buf[start:end] is not yet given out
	line       int // the line buf[start] is on
	eof        bool
	begun      bool
	text       []byte // the fields of the current row, one after the other
	ends       []int  // where each of them ends in text
	fields     []string
}

func newCSVReader(name string, in io.Reader) *csvReader {
	return &csvReader{in: in, name: name, comma: ',', buf: make([]byte, 128<<10), line: 1}
}

// Next returns the next row that is not empty. A row that cannot be read has Err set and Raw filled.
// The error is io.EOF after the last row, or that of the reader.
func (c *csvReader) Next() (csvRow, error) {
	for {
		if c.start == c.end || !c.begun {
			if err := c.fill(); err != nil {
				return csvRow{}, err
			}
			if c.start == c.end {
				return csvRow{}, io.EOF
			}
		}
		n, reason, more := c.scan(c.buf[c.start:c.end])
		if more && !c.eof && c.end-c.start <= MaxRowBytes {
			if err := c.fill(); err != nil {
				return csvRow{}, err
			}
			continue
		}
		if more {
			reason = "a quoted field that begins here is never closed"
		}
		if reason != "" {
			return c.bad(reason)
		}
		if row, ok := c.row(n); ok {
			return row, nil
		}
	}
}

// fill reads more bytes behind those not yet given out.
func (c *csvReader) fill() error {
	if c.eof {
		return nil
	}
	if c.start > 0 {
		c.end = copy(c.buf, c.buf[c.start:c.end])
		c.start = 0
	}
	if c.end == len(c.buf) {
		c.buf = append(c.buf, make([]byte, len(c.buf))...)
	}
	n, err := io.ReadAtLeast(c.in, c.buf[c.end:], 1)
	c.end += n
	if err == io.EOF {
		c.eof, err = true, nil
	}
	if !c.begun && (c.eof || c.end >= 4) {
		c.begun = true
		head, bad := skipMark(c.name, c.buf[:c.end])
		if bad != nil {
			return bad
		}
		c.start = c.end - len(head)
	}
	return err
}

// scan splits the row at the start of b into c.text and c.ends. It returns how many bytes the row and its
// line end take; a reason when it cannot be a row; or more when b ends before the row does.
func (c *csvReader) scan(b []byte) (n int, reason string, more bool) {
	c.text, c.ends = c.text[:0], c.ends[:0]
	i := 0
	for {
		if i < len(b) && b[i] == '"' {
			i, reason, more = c.quoted(b, i+1)
			if reason != "" || more {
				return 0, reason, more
			}
		} else {
			j := i
			for j < len(b) && b[j] != c.comma && b[j] != '\n' {
				j++
			}
			if j == len(b) && !c.eof {
				return 0, "", true
			}
			field := b[i:j]
			if j == len(b) || b[j] == '\n' {
				field = bytes.TrimSuffix(field, []byte{'\r'})
			}
			c.text = append(c.text, field...)
			i = j
		}
		c.ends = append(c.ends, len(c.text))
		if i == len(b) {
			return i, "", false
		}
		if b[i] == '\n' {
			return i + 1, "", false
		}
		i++
	}
}

// quoted appends the quoted field whose first byte is b[i] and returns the index of the comma or line feed behind it.
func (c *csvReader) quoted(b []byte, i int) (next int, reason string, more bool) {
	for {
		j := bytes.IndexByte(b[i:], '"')
		if j < 0 {
			return 0, "", true
		}
		c.text = append(c.text, b[i:i+j]...)
		i += j + 1
		if i == len(b) && !c.eof {
			return 0, "", true
		}
		if i == len(b) || b[i] != '"' {
			break
		}
		c.text = append(c.text, '"')
		i++
	}
	for i < len(b) && (b[i] == ' ' || b[i] == '\r') {
		i++
	}
	switch {
	case i == len(b) && !c.eof:
		return 0, "", true
	case i < len(b) && b[i] != c.comma && b[i] != '\n':
		return 0, "there is text behind a closing quote", false
	}
	return i, "", false
}

// row takes the n bytes that scan split. It reports false for an empty row.
func (c *csvReader) row(n int) (csvRow, bool) {
	raw := bytes.TrimRight(c.buf[c.start:c.start+n], "\r\n")
	row := csvRow{Line: c.line, Raw: raw}
	c.start += n
	c.line += bytes.Count(c.buf[c.start-n:c.start], []byte{'\n'})
	if empty := bytes.Trim(raw, " \x1A"); len(empty) == 0 {
		return row, false
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		row.Err = &lookback.InputError{File: c.name, Line: row.Line, Column: i + 1, Reason: "there is a NUL byte", Hint: "remove it, or fetch the file again"}
		return row, true
	}
	c.split(&row)
	return row, true
}

// split cuts text into the fields of row, with one allocation where everything is UTF-8.
func (c *csvReader) split(row *csvRow) {
	c.fields = c.fields[:0]
	from := 0
	if utf8.Valid(c.text) {
		all := string(c.text)
		for _, end := range c.ends {
			c.fields = append(c.fields, all[from:end])
			from = end
		}
		row.Fields = c.fields
		return
	}
	for _, end := range c.ends {
		field := c.text[from:end]
		if !utf8.Valid(field) {
			fixed, changed := repairText(nil, field)
			row.Recoded += changed
			field = fixed
		}
		c.fields = append(c.fields, string(field))
		from = end
	}
	row.Fields = c.fields
}

// bad gives out the physical line at start as a row that cannot be read, and goes on behind it.
func (c *csvReader) bad(reason string) (csvRow, error) {
	row := csvRow{Line: c.line}
	n := bytes.IndexByte(c.buf[c.start:c.end], '\n')
	for n < 0 && !c.eof && c.end-c.start <= MaxRowBytes {
		if err := c.fill(); err != nil {
			return csvRow{}, err
		}
		n = bytes.IndexByte(c.buf[c.start:c.end], '\n')
	}
	if n < 0 && c.end-c.start <= MaxRowBytes {
		n = c.end - c.start - 1
	}
	if n >= 0 {
		row.Raw = bytes.TrimRight(c.buf[c.start:c.start+n+1], "\r\n")
		c.start += n + 1
	} else {
		reason = "the row is longer than 1 MiB"
		row.Raw = bytes.Clone(c.buf[c.start : c.start+256])
		if err := c.skipLine(); err != nil {
			return csvRow{}, err
		}
	}
	c.line++
	row.Err = &lookback.InputError{File: c.name, Line: row.Line, Reason: reason, Hint: "correct the quotes of this row"}
	return row, nil
}

// skipLine drops everything up to the next line feed without keeping it.
func (c *csvReader) skipLine() error {
	for {
		if i := bytes.IndexByte(c.buf[c.start:c.end], '\n'); i >= 0 {
			c.start += i + 1
			return nil
		}
		c.start = c.end
		if c.eof {
			return nil
		}
		if err := c.fill(); err != nil {
			return err
		}
	}
}
