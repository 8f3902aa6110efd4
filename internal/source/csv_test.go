package source

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// allRows reads text and renders rows as fields with bars between, bad ones as "!" with their line.
func allRows(t *testing.T, in io.Reader) []string {
	t.Helper()
	r := newCSVReader("f.csv", in)
	var rows []string
	for {
		row, err := r.Next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Err != nil {
			rows = append(rows, "! "+row.Err.Error())
			continue
		}
		rows = append(rows, strings.Join(row.Fields, "|"))
	}
}

func TestCSVRows(t *testing.T) {
	const closing = "; correct the quotes of this row"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"Plain", "a,b\nc,d\n", []string{"a|b", "c|d"}},
		{"NoLastLineEnd", "a,b\nc,d", []string{"a|b", "c|d"}},
		{"CarriageReturns", "a,b\r\nc,\"d\"\r\n", []string{"a|b", "c|d"}},
		{"Quotes", "\"a,\"\"b\",c\n", []string{"a,\"b|c"}},
		{"LineFeedInQuotes", "\"a\nb\",c\nd,e\n", []string{"a\nb|c", "d|e"}},
		{"SpaceBehindQuote", "\"a\" ,b\n", []string{"a|b"}},
		{"QuoteInsideField", "5\" pipe,b\nc,d\n", []string{"5\" pipe|b", "c|d"}},
		{"EmptyRows", "\n\na,b\n\n\x1A\n", []string{"a|b"}},
		{"EmptyFields", ",\na,\n", []string{"|", "a|"}},
		{"QuoteNeverClosed", "a,b\n\"c,d\ne,f\n", []string{"a|b", "! f.csv:2: a quoted field that begins here is never closed" + closing, "e|f"}},
		{"TextBehindQuote", "\"a\"b,c\nd,e\n", []string{"! f.csv:1: there is text behind a closing quote" + closing, "d|e"}},
		{"ByteOrderMark", "\xEF\xBB\xBFa,b\n", []string{"a|b"}},
		{"NUL", "a\x00,b\nc,d\n", []string{"! f.csv:1:2: there is a NUL byte; remove it, or fetch the file again", "c|d"}},
		{"Windows1252", "\x93Andr\xE9\x94,\xC3\xA9\n", []string{"“André”|é"}},
		{"CarriageReturnBeforeEmptyField", "\"\r\",\n", []string{"\r|"}},
		{"Nothing", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := allRows(t, strings.NewReader(test.text)); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := allRows(t, iotest.OneByteReader(strings.NewReader(test.text))); !slices.Equal(got, test.want) {
				t.Errorf("byte by byte: got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCSVLongLineCostsNoMemory(t *testing.T) {
	long := io.MultiReader(strings.NewReader("a,b\n"), io.LimitReader(zeroes{}, 1<<28), strings.NewReader("\nc,d\n"))
	r := newCSVReader("f.csv", long)
	var lines []int
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Err != nil && !strings.Contains(row.Err.Reason, "longer than 1 MiB") {
			t.Errorf("got %v", row.Err)
		}
		lines = append(lines, row.Line)
	}
	if !slices.Equal(lines, []int{1, 2, 3}) {
		t.Errorf("got rows on lines %v, want 1, 2 and 3", lines)
	}
	if len(r.buf) > 4*MaxRowBytes {
		t.Errorf("the buffer grew to %d bytes", len(r.buf))
	}
}

// zeroes is an endless reader of the digit 0.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

func TestCSVReadsWhatEncodingCSVWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.StringMatching(`[a-c,"\n é]{0,6}`)
		rows := rapid.SliceOfN(rapid.SliceOfN(field, 2, 3), 1, 5).Draw(t, "rows")
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.WriteAll(rows)
		r := newCSVReader("f.csv", &text)
		for _, want := range rows {
			got, err := r.Next()
			if err != nil || got.Err != nil || !slices.Equal(got.Fields, want) {
				t.Fatalf("got %q, %v, %v, want %q", got.Fields, got.Err, err, want)
			}
		}
		if _, err := r.Next(); err != io.EOF {
			t.Fatalf("got %v, want the end", err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,\"b\nc\"\nd\x00,\"e"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := newCSVReader("f.csv", bytes.NewReader(data))
		line, rawBytes := 0, 0
		for {
			row, err := r.Next()
			if err != nil {
				break
			}
			if row.Line <= line {
				t.Fatalf("line %d comes after line %d", row.Line, line)
			}
			line = row.Line
			rawBytes += len(row.Raw)
		}
		if rawBytes > len(data) {
			t.Fatalf("%d raw bytes out of %d", rawBytes, len(data))
		}
	})
}
