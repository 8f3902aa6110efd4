package exchange

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lookback"
	"lookback/internal/source"
)

// everybody are records that need every column, other scripts, and what no column has a place for.
func everybody() []lookback.Record {
	arrived := time.Date(2026, 1, 31, 8, 30, 0, 123456789, time.UTC)
	full := lookback.Party{
		Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Tobias Q. Marlowe", Given: "Tobias", Middle: "Quill", Family: "Marlowe"}, {Full: "Toby", Type: lookback.NameAlias}},
		Births: []lookback.Date{{Raw: "1974-02-17"}}, BirthPlaces: []string{"Port Ambrel"}, Nationalities: []string{"Verdania", "Ostmark"}, Countries: []string{"Ostmark"}, Genders: []string{"m"},
		Identifiers: []lookback.Identifier{{Type: "passport", Value: "V717637", Country: "Verdania"}, {Type: "email", Value: "toby@example.org"}},
		Addresses:   []lookback.Address{{Text: "1 Quay Road, Quayton", Country: "Ostmark"}},
	}
	scripts := full
	scripts.Names = []lookback.Name{{Full: "Ғулом Қосимов"}, {Full: "غلام قاسموف", Type: lookback.NameAlias}, {Full: "古洛木", Type: lookback.NameAlias}, {Full: "ดาวเรือง", Type: lookback.NameAlias}}
	scripts.Births, scripts.BirthPlaces = []lookback.Date{{Raw: "۱۳۶۴/۰۵/۱۰"}}, []string{"Хуҷанд"}
	odd := lookback.Party{
		Kind: lookback.KindOrganisation, Names: []lookback.Name{{Full: `=HYPERLINK("x"); "quoted", and` + "\nbroken"}, {Full: "Old; Name", Type: lookback.NameFormer}, {Full: "weak", Type: lookback.NameAlias, Weak: true}, {Full: "AKA", Given: "A", Type: lookback.NameAlias}},
		Births: []lookback.Date{{Raw: "soon"}, {Raw: "unknown"}}, BirthPlaces: []string{" spaced "}, Countries: []string{"A;B", "A;B"},
		Identifiers: []lookback.Identifier{{Type: "wallet", Value: "bc1q"}, {Type: "passport", Value: "2", Country: "B"}, {Type: "passport", Value: "1", Country: "A"}, {Type: "tax", Value: "\x01\uFFFE", Country: "\u2028"}},
		Addresses:   []lookback.Address{{Text: "first", Country: "A"}, {Country: "B"}},
	}
	return []lookback.Record{
		{ID: 7, Source: "border", Key: "A-1", Arrived: arrived, Party: full},
		{ID: 8, Source: "border", Key: "A/2", Party: scripts},
		{ID: 9, Source: "border", Key: " spaced; key ", Arrived: arrived, Party: odd},
		{ID: 10, Source: "border", Key: "ship", Party: lookback.Party{Kind: lookback.KindVessel, Names: []lookback.Name{{Full: "Northern Gannet"}}, Identifiers: []lookback.Identifier{{Type: "imo", Value: "9074729"}}}},
		{ID: 11, Source: "border", Key: "nobody", Party: lookback.Party{Names: []lookback.Name{{Full: "\x02"}}}},
		{ID: 12, Source: "border", Key: "plane", Party: lookback.Party{Kind: lookback.KindAircraft, Names: []lookback.Name{{Full: "VX-ABC"}}}},
	}
}

func written(t testing.TB, form string, records []lookback.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewRecordWriter(form, &out, Terms{Disclosure: 3, Handling: "TLP:AMBER PAP:GREEN"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readBack imports a file as `record import` does that is given no mapping.
func readBack(data []byte) (records []lookback.Record, err error) {
	columns, err := source.RecordColumns(bytes.NewReader(data), "export")
	if err != nil {
		return nil, err
	}
	m, _ := source.GuessMapping(columns)
	err = source.ReadRecords(bytes.NewReader(data), "export", m, func(row source.Row) error {
		if row.Err != nil {
			return row.Err
		}
		records = append(records, lookback.Record{Key: row.Key, Arrived: row.Arrived, Party: row.Party})
		return nil
	})
	return records, err
}

// same leaves out what is no part of a file: the source is said when it is imported, and numbers are given anew.
var same = cmp.Options{cmpopts.IgnoreFields(lookback.Record{}, "ID", "Source"), cmpopts.EquateEmpty()}

// What is exported and imported again is the same records, in every form: other scripts, several names, dates that are none, what no column has a place for.
func TestRecordsComeBackTheSame(t *testing.T) {
	for _, form := range RecordForms() {
		t.Run(form, func(t *testing.T) {
			want := everybody()
			got, err := readBack(written(t, form, want))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Errorf("records (-held +imported again):\n%s", diff)
			}
		})
	}
}

// TestAnyRecordComesBackTheSame does so with whatever a record may hold.
func TestAnyRecordComesBackTheSame(t *testing.T) {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "Ann", "Орсоля", " a ", "x;y", "1974", "unknown", "a, b", `"`, "-", "\r\n", "\t", "\u0085", "=1+1", "{}", "\\u0000"}), rapid.StringN(0, 6, -1)).
		Filter(func(s string) bool { return !strings.ContainsRune(s, 0) })
	some := rapid.SliceOfN(text, 0, 3)
	names := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) lookback.Name {
		return lookback.Name{Full: text.Draw(t, "full"), Given: text.Draw(t, "given"), Middle: text.Draw(t, "middle"), Family: text.Draw(t, "family"),
			Type: rapid.SampledFrom([]lookback.NameType{"", lookback.NameAlias, lookback.NameFormer}).Draw(t, "type"), Weak: rapid.Bool().Draw(t, "weak")}
	}), 1, 3).Filter(func(all []lookback.Name) bool { return lookback.Party{Names: all}.Validate() == nil })
	identifier := rapid.Custom(func(t *rapid.T) lookback.Identifier {
		return lookback.Identifier{Type: rapid.SampledFrom([]string{"passport", "tax", "wallet", "phone"}).Draw(t, "type"), Value: text.Draw(t, "value"), Country: text.Draw(t, "country")}
	})
	address := rapid.Custom(func(t *rapid.T) lookback.Address {
		return lookback.Address{Text: text.Draw(t, "text"), Country: text.Draw(t, "country")}
	})
	date := rapid.Custom(func(t *rapid.T) lookback.Date { return lookback.ParseDate(text.Draw(t, "date")) })
	kinds := []lookback.PartyKind{"", lookback.KindPerson, lookback.KindOrganisation, lookback.KindVessel, lookback.KindAircraft}
	rapid.Check(t, func(rt *rapid.T) {
		want := []lookback.Record{{Key: text.Filter(func(s string) bool { return strings.TrimSpace(s) != "" }).Draw(rt, "key"), Party: lookback.Party{
			Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), Names: names.Draw(rt, "names"), Births: rapid.SliceOfN(date, 0, 2).Draw(rt, "births"),
			BirthPlaces: some.Draw(rt, "places"), Nationalities: some.Draw(rt, "nationalities"), Countries: some.Draw(rt, "countries"), Genders: some.Draw(rt, "genders"),
			Identifiers: rapid.SliceOfN(identifier, 0, 3).Draw(rt, "identifiers"), Addresses: rapid.SliceOfN(address, 0, 2).Draw(rt, "addresses")}}}
		for _, form := range RecordForms() {
			got, err := readBack(written(t, form, want))
			if err != nil {
				rt.Fatalf("%s: %v", form, err)
			}
			if diff := cmp.Diff(want, got, same); diff != "" {
				rt.Fatalf("%s (-held +imported again):\n%s", form, diff)
			}
		}
	})
}

// A form says what it has no place for, rather than writing what nobody can read.
func TestRecordsThatHaveNoPlace(t *testing.T) {
	large := lookback.Record{ID: 4, Key: "k", Party: lookback.Party{Names: []lookback.Name{{Full: strings.Repeat("x", source.MaxRowBytes)}}}}
	for form, want := range map[string]string{"csv": "larger than a row of CSV", "jsonl": "larger than a line of JSON", "xlsx": "characters that a cell holds"} {
		w, err := NewRecordWriter(form, io.Discard, Terms{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(large); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "record 4") {
			t.Errorf("%s: got %v, want %q", form, err, want)
		}
	}
	if _, err := NewRecordWriter("paper", io.Discard, Terms{}); err == nil || !strings.Contains(err.Error(), "none of csv, ftm, jsonl, parquet, xlsx") {
		t.Errorf("got %v for a form that is none", err)
	}
	x := &recordXLSX{row: maxSheetRows}
	if err := x.write(large); err == nil || !strings.Contains(err.Error(), "1048575 rows") {
		t.Errorf("got %v for a sheet that is full", err)
	}
}

// Memory does not grow with the number of records.
func TestRecordsAreWrittenInConstantMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 100,000 records in every form")
	}
	all := everybody()
	for _, form := range RecordForms() {
		w, err := NewRecordWriter(form, io.Discard, Terms{Disclosure: 3})
		if err != nil {
			t.Fatal(err)
		}
		held := func(upTo, from int) uint64 {
			for i := from; i < upTo; i++ {
				r := all[0]
				r.Key = fmt.Sprint(i)
				if err := w.Write(r); err != nil {
					t.Fatal(err)
				}
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.GC() // pools let go of what they hold with the second one
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		early, late := held(2*parquetBlock, 0), held(5*parquetBlock, 2*parquetBlock)
		if late > early+8<<20 { // 60,000 records would take more than twice as much
			t.Errorf("%s holds %d KiB after %d records, and %d after %d", form, late>>10, 5*parquetBlock, early>>10, 2*parquetBlock)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// The columns are in the page about the format, so that nobody guesses.
func TestRecordColumnsAreInTheDocs(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "format", "record-csv.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range recordColumns {
		if !bytes.Contains(page, []byte("`"+c+"`")) {
			t.Errorf("docs/format/record-csv.md does not name the column %s", c)
		}
	}
	if m, guesses := source.GuessMapping(recordColumns); m.Key != "key" || m.Rest != source.RestColumn || !slices.ContainsFunc(guesses, func(g string) bool { return g == `column "handling" is not used` }) {
		t.Errorf("guessed %+v, %q", m, guesses)
	}
}
