package source

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"lookback"
)

// xlsxParts are the parts of a small workbook: a date, a shared text in runs, an inline text, a long number, an error, and a gap.
func xlsxParts() map[string]string {
	return map[string]string{
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
			<workbookPr/><sheets><sheet name="People" sheetId="1" r:id="rId7"/><sheet name="Other" sheetId="2" r:id="rId8"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId8" Target="worksheets/sheet2.xml"/><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>id</t></si><si><t>name</t></si><si><r><t>Ilmar </t></r><r><t>Tassk</t></r></si></sst>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-409]dd\/mm\/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData>
			<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>born</t></is></c><c r="D1" t="str"><v>passport</v></c></row>
			<row r="3"><c r="A3"><v>1.2345678901E10</v></c><c r="B3" t="s"><v>2</v></c><c r="C3" s="1"><v>31413</v></c><c r="D3" t="e"><v>#N/A</v></c></row>
			<row r="4"><c r="A4"><v>7</v></c><c r="C4" s="2"><v>1</v></c></row>
			<row r="5"/>
			<row r="6"><c r="A6"><v>8</v></c><c r="B6" t="inlineStr"><is><t>Odo Renn</t></is></c><c r="C6" s="2"><v>31413</v></c><c r="D6"><v>12345678</v></c></row>
		</sheetData></worksheet>`,
	}
}

func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range parts {
		part, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(part, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// tableMapping is for the header of the fixtures.
var tableMapping = Mapping{Key: "id", FullName: "name", Birth: "born", Identifiers: []IdentifierColumn{{Column: "passport", Type: "passport"}}}

// rowsOf reads records and shows each in a line.
func rowsOf(t *testing.T, r io.Reader, name string, m Mapping) (all []string) {
	t.Helper()
	err := ReadRecords(r, name, m, func(row Row) error {
		if row.Err != nil {
			all = append(all, row.Err.Error())
			return nil
		}
		line := row.Key + " " + row.Party.Names[0].Full
		for _, d := range row.Party.Births {
			line += " " + d.Raw
		}
		for _, id := range row.Party.Identifiers {
			line += " " + id.Type + ":" + id.Value
		}
		all = append(all, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRecordsFromWorkbook(t *testing.T) {
	want := []string{"12345678901 Ilmar Tassk 1986-01-01", `people.xlsx:4: field "name": there is no name; give a full name or its parts`, "8 Odo Renn 1986-01-01 passport:12345678"}
	data := zipped(t, xlsxParts())
	if diff := cmp.Diff(want, rowsOf(t, bytes.NewReader(data), "people.xlsx", tableMapping)); diff != "" {
		t.Errorf("from memory (-want +got):\n%s", diff)
	}
	path := filepath.Join(t.TempDir(), "people.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if diff := cmp.Diff(want, rowsOf(t, file, "people.xlsx", tableMapping)); diff != "" {
		t.Errorf("from a file (-want +got):\n%s", diff)
	}
	columns, err := RecordColumns(bytes.NewReader(data), "people.xlsx")
	if diff := cmp.Diff([]string{"id", "name", "born", "passport"}, columns); diff != "" || err != nil {
		t.Errorf("columns (-want +got), %v:\n%s", err, diff)
	}
}

// Serial numbers are days, in two calendars, one of which has a 29 February 1900.
func TestDatesOfWorkbooks(t *testing.T) {
	for _, test := range []struct {
		number, want string
		from1904     bool
	}{
		{"1", "1900-01-01", false}, {"59", "1900-02-28", false}, {"61", "1900-03-01", false}, {"31413", "1986-01-01", false},
		{"31413.5", "1986-01-01T12:00:00Z", false}, {"29951", "1986-01-01", true}, {"-3", "-3", false}, {"9999999", "9999999", false}, {"soon", "soon", false},
	} {
		w := &workbook{dates: []bool{true}, from: time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)}
		if test.from1904 {
			w.from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		if got := w.number(test.number, 0); got != test.want {
			t.Errorf("got %s for %s, want %s", got, test.number, test.want)
		}
	}
	for code, want := range map[string]bool{"yyyy-mm-dd": true, "d.m.yy": true, "0.00": false, "#,##0": false, `"day" 0`: false, "[Red]0": false, "hh:mm": false, "General": false, `0\d`: false} {
		if got := isDateFormat(code); got != want {
			t.Errorf("got %t for the format %s, want %t", got, code, want)
		}
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	for name, change := range map[string]func(map[string]string){
		"NoSheet":     func(p map[string]string) { delete(p, "xl/worksheets/sheet1.xml") },
		"NoBook":      func(p map[string]string) { delete(p, "xl/workbook.xml") },
		"BadXML":      func(p map[string]string) { p["xl/worksheets/sheet1.xml"] = "<worksheet><row r='1'><c></row>" },
		"MissingText": func(p map[string]string) { p["xl/sharedStrings.xml"] = "<sst/>" },
		"FarColumn": func(p map[string]string) {
			p["xl/worksheets/sheet1.xml"] = `<worksheet><row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row></worksheet>`
		},
		"Backwards": func(p map[string]string) {
			p["xl/worksheets/sheet1.xml"] = `<worksheet><row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row></worksheet>`
		},
		"Empty": func(p map[string]string) { p["xl/worksheets/sheet1.xml"] = "<worksheet/>" },
	} {
		parts := xlsxParts()
		change(parts)
		err := ReadRecords(bytes.NewReader(zipped(t, parts)), "people.xlsx", tableMapping, func(Row) error { return nil })
		if !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	whole := zipped(t, xlsxParts())
	if err := ReadRecords(bytes.NewReader(whole[:len(whole)/2]), "people.xlsx", tableMapping, nil); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v for a workbook that is cut off, want ErrInvalid", err)
	}
}

// parquetPerson is a row of the Parquet fixture.
type parquetPerson struct {
	ID       int64     `parquet:"id"`
	Name     string    `parquet:"name"`
	Born     int32     `parquet:"born,date"`
	Passport *string   `parquet:"passport,optional"`
	Seen     time.Time `parquet:"seen,timestamp(millisecond)"`
	Aliases  []string  `parquet:"aliases"`
}

func parquetFixture(t testing.TB) []byte {
	t.Helper()
	passport := "V717637"
	var out bytes.Buffer
	w := parquet.NewGenericWriter[parquetPerson](&out)
	_, err := w.Write([]parquetPerson{
		{7, "Ilmar Tassk", 5844, &passport, time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC), []string{"The Quill", "Ilmar T."}},
		{8, "", 0, nil, time.Unix(0, 0), nil},
		{9, "Odo Renn", -365, nil, time.Unix(0, 0), nil},
	})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRecordsFromParquet(t *testing.T) {
	data := parquetFixture(t)
	m := tableMapping
	m.Aliases = []string{"aliases"}
	m.Arrived = "seen"
	got := rowsOf(t, bytes.NewReader(data), "people.parquet", m)
	want := []string{"7 Ilmar Tassk 1986-01-01 passport:V717637", `people.parquet:3: field "name": there is no name; give a full name or its parts`, "9 Odo Renn 1969-01-01"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	err := ReadRecords(bytes.NewReader(data), "people.parquet", m, func(row Row) error {
		if row.Key == "7" && (len(row.Party.Names) != 3 || !row.Arrived.Equal(time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC))) {
			t.Errorf("got %+v", row)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{4, 100, len(data) - 9} {
		if err := ReadRecords(bytes.NewReader(data[:cut]), "people.parquet", m, func(Row) error { return nil }); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("got %v for %d bytes, want ErrInvalid", err, cut)
		}
	}
}

// FollowTheMoney entities are whom we hold, with what belongs to them, whether they are a target or not.
func TestRecordsFromFollowTheMoney(t *testing.T) {
	text := strings.Join([]string{
		`{"id":"a","schema":"Address","properties":{"full":["1 Quill Street"],"country":["vd"]}}`,
		`{"id":"p1","schema":"Person","properties":{"name":["Ilmar Tassk"],"birthDate":["1986"],"addressEntity":["a"]}}`,
		`{"id":"p2","schema":"Company","target":false,"properties":{"name":["Quillworks"]}}`,
		`not an entity`,
		`{"id":"p3","schema":"Person","properties":{}}`,
	}, "\n")
	got := rowsOf(t, strings.NewReader(text), "people.json", Mapping{})
	if len(got) != 4 || !strings.Contains(got[0], "people.json:4") || !strings.Contains(got[1], `Person "p3" has no name`) || got[2] != "p1 Ilmar Tassk 1986" || got[3] != "p2 Quillworks" {
		t.Errorf("got %q", got)
	}
	err := ReadRecords(strings.NewReader(text), "people.json", Mapping{}, func(row Row) error {
		if row.Key == "p1" && (len(row.Party.Addresses) != 1 || row.Line != 2) {
			t.Errorf("got %+v, want the address with it", row)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzTables holds that no file of records makes the readers of tables panic.
func FuzzTables(f *testing.F) {
	f.Add(zipped(f, xlsxParts()))
	f.Add(parquetFixture(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		rows := 0
		err := ReadRecords(bytes.NewReader(data), "fuzz", tableMapping, func(Row) error {
			if rows++; rows > 1000 {
				return io.EOF
			}
			return nil
		})
		if err != nil && err != io.EOF && !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("got %v, want ErrInvalid", err)
		}
	})
}

// A part of a workbook that unpacks to far more than it should is refused, be it a row, the sheet or the shared texts.
func TestWorkbookBombs(t *testing.T) {
	for name, bomb := range map[string]map[string]string{
		"Row":    {"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("a", maxSheetRow+1<<16)},
		"Sheet":  {"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + strings.Repeat(`<row r="1"/>`, 4<<20)},
		"Shared": {"xl/sharedStrings.xml": `<sst><si><t>` + strings.Repeat("a", 24<<20) + `</t></si></sst>`},
	} {
		parts := xlsxParts()
		for part, content := range bomb {
			parts[part] = content
		}
		err := ReadRecords(bytes.NewReader(zipped(t, parts)), "people.xlsx", tableMapping, func(Row) error { return nil })
		if !errors.Is(err, lookback.ErrInvalid) || !strings.Contains(err.Error(), "far more than it should") {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}
