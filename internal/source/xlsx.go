package source

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"lookback"
)

// Limits on a workbook: a small archive can unpack to anything.
const (
	maxSheetBytes   = 4 << 30   // of the sheet, unpacked
	maxStringsBytes = 512 << 20 // of the texts that its cells share
	maxColumns      = 16384     // what the format allows
)

// workbook is the first sheet of an XLSX file, read row by row.
type workbook struct {
	name    string
	parts   map[string]*zip.File
	shared  []string // texts that cells name by number
	dates   []bool   // by style: a number in such a cell is a date
	from    time.Time
	sheet   *xml.Decoder
	bound   *boundedReader // what sheet reads
	closing io.Closer
}

// openWorkbook opens the first sheet. It returns an InputError when the file is no workbook.
func openWorkbook(r io.ReaderAt, size int64, name string) (*workbook, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &lookback.InputError{File: name, Reason: "the workbook is damaged or cut off: " + err.Error()}
	}
	w := &workbook{name: name, parts: map[string]*zip.File{}, from: time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)}
	for _, f := range archive.File {
		w.parts[f.Name] = f
	}
	sheet, err := w.firstSheet()
	if err == nil {
		err = errors.Join(w.readShared(), w.readStyles())
	}
	if err == nil {
		err = w.openSheet(sheet)
	}
	return w, err
}

// errorf returns an InputError about the workbook.
func (w *workbook) errorf(format string, args ...any) error {
	return &lookback.InputError{File: w.name, Reason: fmt.Sprintf(format, args...), Hint: "save it as .xlsx again, or as CSV"}
}

// decode reads a part of the workbook into v. A part that is not there leaves v as it is.
func (w *workbook) decode(part string, v any) error {
	f := w.parts[part]
	if f == nil {
		return nil
	}
	in, err := f.Open()
	if err != nil {
		return w.errorf("%s cannot be read: %v", part, err)
	}
	defer in.Close()
	if err := xml.NewDecoder(&boundedReader{in: in, whole: unpackLimit(f, maxStringsBytes), row: maxStringsBytes}).Decode(v); err != nil {
		return w.errorf("%s cannot be read: %v", part, err)
	}
	return nil
}

// firstSheet returns the part that holds the first sheet.
func (w *workbook) firstSheet() (string, error) {
	var book struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(w.decode("xl/workbook.xml", &book), w.decode("xl/_rels/workbook.xml.rels", &links)); err != nil {
		return "", err
	}
	if book.Properties.From1904 == "1" || book.Properties.From1904 == "true" {
		w.from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if len(book.Sheets) > 0 {
		for _, l := range links.Links {
			if l.ID == book.Sheets[0].ID {
				return strings.TrimPrefix(path.Join("/xl", strings.TrimPrefix(l.Target, "/xl/")), "/"), nil
			}
		}
	}
	return "", w.errorf("this is not a workbook with a sheet")
}

// xlsxText is a text, in one piece or in runs.
type xlsxText struct {
	Text string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (t xlsxText) String() string { return t.Text + strings.Join(t.Runs, "") }

func (w *workbook) readShared() error {
	var table struct {
		Items []xlsxText `xml:"si"`
	}
	err := w.decode("xl/sharedStrings.xml", &table)
	for _, t := range table.Items {
		w.shared = append(w.shared, t.String())
	}
	return err
}

// readStyles finds out which styles show a number as a date.
func (w *workbook) readStyles() error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	err := w.decode("xl/styles.xml", &styles)
	date := map[int]bool{}
	for _, id := range []int{14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58} { // built in
		date[id] = true
	}
	for _, f := range styles.Formats {
		date[f.ID] = isDateFormat(f.Code)
	}
	for _, c := range styles.Cells {
		w.dates = append(w.dates, date[c.Format])
	}
	return err
}

// isDateFormat reports whether a number format shows a day or a year.
func isDateFormat(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '\\':
			i++
		case code[i] == '"':
			quoted = !quoted
		case quoted:
		case code[i] == '[':
			bracket = true
		case code[i] == ']':
			bracket = false
		case !bracket && (c == 'y' || c == 'd'):
			return true
		}
	}
	return false
}

func (w *workbook) openSheet(part string) error {
	f := w.parts[part]
	if f == nil {
		return w.errorf("its sheet is missing")
	}
	in, err := f.Open()
	if err != nil {
		return w.errorf("its sheet cannot be read: %v", err)
	}
	w.bound = &boundedReader{in: in, whole: unpackLimit(f, maxSheetBytes), row: maxSheetRow}
	w.sheet, w.closing = xml.NewDecoder(w.bound), in
	return nil
}

// xlsxRow is one row as it is written.
type xlsxRow struct {
	Number int `xml:"r,attr"`
	Cells  []struct {
		Ref    string   `xml:"r,attr"`
		Type   string   `xml:"t,attr"`
		Style  int      `xml:"s,attr"`
		Value  string   `xml:"v"`
		Inline xlsxText `xml:"is"`
	} `xml:"c"`
}

// Next returns the next row that is not empty, with its number in the sheet, and io.EOF after the last.
func (w *workbook) Next() (line int, fields []string, err error) {
	for {
		w.bound.next()
		token, err := w.sheet.Token()
		if err == io.EOF {
			return 0, nil, io.EOF
		}
		if err != nil {
			return 0, nil, w.errorf("the sheet is damaged after row %d: %v", line, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		var row xlsxRow
		if err := w.sheet.DecodeElement(&row, &start); err != nil {
			return 0, nil, w.errorf("the sheet is damaged at row %d: %v", row.Number, err)
		}
		line = row.Number
		if fields, err = w.fields(row); err != nil || strings.Join(fields, "") != "" {
			return line, fields, err
		}
	}
}

// fields puts the cells of a row where they belong.
func (w *workbook) fields(row xlsxRow) ([]string, error) {
	var fields []string
	for i := range row.Cells {
		c := &row.Cells[i]
		column := len(fields)
		if c.Ref != "" {
			column = columnOf(c.Ref)
		}
		if column < len(fields) || column >= maxColumns {
			return nil, w.errorf("row %d has a cell %q out of place", row.Number, clip(c.Ref))
		}
		for len(fields) < column {
			fields = append(fields, "")
		}
		text := c.Value
		switch c.Type {
		case "s":
			n, err := strconv.Atoi(c.Value)
			if err != nil || n < 0 || n >= len(w.shared) {
				return nil, w.errorf("row %d names a text that is not there", row.Number)
			}
			text = w.shared[n]
		case "inlineStr":
			text = c.Inline.String()
		case "", "n":
			text = w.number(c.Value, c.Style)
		case "e": // an error such as #N/A says nothing
			text = ""
		}
		fields = append(fields, text)
	}
	return fields, nil
}

// columnOf turns the letters of a reference into a number: A is 0. It returns maxColumns for what is none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && n <= maxColumns; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 {
		return maxColumns
	}
	return n - 1
}

// number writes a number as a person would: without an exponent, and a date as a date.
func (w *workbook) number(text string, style int) string {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	if style < 0 || style >= len(w.dates) || !w.dates[style] || v < 0 || v > 2958465 { // 9999-12-31
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	day := w.from
	if v < 60 && day.Year() == 1899 { // this calendar has a 29 February 1900
		day = day.AddDate(0, 0, 1)
	}
	at := day.Add(time.Duration(v * float64(24*time.Hour)).Round(time.Second))
	if at.Equal(at.Truncate(24 * time.Hour)) {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.RFC3339)
}

func (w *workbook) Close() error {
	if w.closing == nil {
		return nil
	}
	return w.closing.Close()
}

// csvLine writes a row as a line of CSV, for the file of rejected rows.
func csvLine(fields []string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Write(fields) // writing to memory does not fail
	w.Flush()
	return bytes.TrimSpace(out.Bytes())
}
