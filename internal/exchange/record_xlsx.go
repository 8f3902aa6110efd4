package exchange

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"

	"lookback"
)

// Limits of a sheet: those of the format.
const (
	maxSheetRows = 1 << 20
	maxCellUnits = 32767 // UTF-16 units of a text
)

// xlsxParts are the parts of a workbook beside its sheet.
var xlsxParts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Records" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
}

// recordXLSX writes a workbook of one sheet. Every cell is text, so that no program takes a number or a name for something else.
type recordXLSX struct {
	rows    *recordRows
	fields  []string
	archive *zip.Writer
	sheet   *bufio.Writer
	row     int
	columns []string // A, B, ...
}

func newRecordXLSX(w io.Writer, t Terms) (recordForm, error) {
	rows, err := newRecordRows(t)
	if err != nil {
		return nil, err
	}
	x := &recordXLSX{rows: rows, archive: zip.NewWriter(w)}
	for i := range recordColumns {
		x.columns = append(x.columns, sheetColumn(i))
	}
	for _, part := range xlsxParts {
		out, err := x.part(part.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(out, xml.Header+part.text); err != nil {
			return nil, err
		}
	}
	sheet, err := x.part("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	x.sheet = bufio.NewWriter(sheet)
	x.sheet.WriteString(xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`) // an error of a buffered writer stays until it is flushed
	return x, x.put(recordColumns)
}

// part begins a part of the workbook. It bears no time, so that the same records are the same bytes.
func (x *recordXLSX) part(name string) (io.Writer, error) {
	return x.archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
}

// sheetColumn returns the letters of a column: A is 0.
func sheetColumn(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return sheetColumn(i/26-1) + sheetColumn(i%26)
}

func (x *recordXLSX) put(fields []string) error {
	x.row++
	row := strconv.Itoa(x.row)
	x.sheet.WriteString(`<row r="` + row + `">`)
	for i, text := range fields {
		if text == "" {
			continue
		}
		x.sheet.WriteString(`<c r="` + x.columns[i] + row + `" t="inlineStr"><is><t xml:space="preserve">`)
		if err := xml.EscapeText(x.sheet, []byte(text)); err != nil {
			return err
		}
		x.sheet.WriteString(`</t></is></c>`)
	}
	_, err := x.sheet.WriteString("</row>\n")
	return err
}

func (x *recordXLSX) write(r lookback.Record) error {
	if x.row == maxSheetRows {
		return tooLarge(r, fmt.Sprintf("is one more than the %d rows that a sheet has below its header", maxSheetRows-1), "write csv or parquet")
	}
	x.fields = x.rows.text(x.fields, r)
	for _, text := range x.fields {
		if len(text) > maxCellUnits && len(utf16.Encode([]rune(text))) > maxCellUnits {
			return tooLarge(r, fmt.Sprintf("has a value of more than the %d characters that a cell holds", maxCellUnits), "write csv or parquet")
		}
	}
	return x.put(x.fields)
}

func (x *recordXLSX) close() error {
	x.sheet.WriteString(`</sheetData></worksheet>`)
	if err := x.sheet.Flush(); err != nil {
		return err
	}
	return x.archive.Close()
}
