package source

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"lookback"
)

func TestWrongFormatIsRefused(t *testing.T) {
	for _, test := range fixtures {
		for _, format := range Formats() {
			if format == test.format {
				continue
			}
			if _, err := ParseEdition(format, fixtureFiles(test.files)); !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("%s given as %s: got error %v, want an invalid input", test.name, format, err)
			}
		}
	}
}

func TestCutOffFilesAreRefusedOrReported(t *testing.T) {
	for _, test := range fixtures {
		data, err := os.ReadFile("testdata/" + test.files[0])
		if err != nil {
			t.Fatal(err)
		}
		whole, err := ParseEdition(test.format, fixtureFiles(test.files))
		if err != nil {
			t.Fatal(err)
		}
		xml := strings.HasSuffix(string(test.format), "-xml") || strings.HasSuffix(test.files[0], "csl.json")
		end := len(bytes.TrimSpace(data)) - 1
		for n := 0; n < end; n += 37 {
			e, err := ParseEdition(test.format, append([]File{Bytes(test.files[0], data[:n])}, fixtureFiles(test.files[1:])...))
			if xml && err == nil {
				t.Errorf("%s cut off at byte %d of %d is taken as whole", test.name, n, len(data))
			}
			if err == nil && len(e.Entries) > len(whole.Entries) && test.name != "ftm_delta" {
				t.Errorf("%s cut off at byte %d has more entries than the whole", test.name, n)
			}
			if err != nil {
				checkEdition(t, nil, err)
			}
		}
	}
}

func TestDamagedFiles(t *testing.T) {
	for _, test := range fixtures {
		data, err := os.ReadFile("testdata/" + test.files[0])
		if err != nil {
			t.Fatal(err)
		}
		for name, damaged := range map[string][]byte{
			"Empty":         nil,
			"UTF16":         append([]byte{0xFF, 0xFE}, data...),
			"HTML":          []byte("<!DOCTYPE html>\n<html><body>moved</body></html>"),
			"DuplicateID":   append(bytes.Clone(data), data...),
			"OnlyLineFeeds": []byte("\n\n\n"),
		} {
			if name == "DuplicateID" && (test.format == UKCSV || test.name == "ftm_delta") {
				continue // several rows for a party are the rule there; operations may be repeated
			}
			files := append([]File{Bytes(test.files[0], damaged)}, fixtureFiles(test.files[1:])...)
			if test.name == "ftm_delta" {
				files = files[:1]
			}
			if _, err := ParseEdition(test.format, files); !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("%s, %s: got error %v, want an invalid input", test.name, name, err)
			}
		}
	}
}

func TestNULBytesAreRefused(t *testing.T) {
	for _, test := range fixtures {
		data, err := os.ReadFile("testdata/" + test.files[0])
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.Replace(data, []byte("uill"), []byte("u\x00ll"), 1)
		e, err := ParseEdition(test.format, append([]File{Bytes(test.files[0], data)}, fixtureFiles(test.files[1:])...))
		if err == nil && e.Counts.Problems == 0 && bytes.IndexByte(data, 0) >= 0 {
			t.Errorf("%s with a NUL byte is taken as sound", test.name)
		}
	}
}

func TestHashesCoverWholeFiles(t *testing.T) {
	for _, test := range fixtures {
		e, err := ParseEdition(test.format, fixtureFiles(test.files))
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseEdition(test.format, fixtureFiles(test.files))
		if err != nil {
			t.Fatal(err)
		}
		var size int64
		for _, name := range test.files {
			info, err := os.Stat("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			size += info.Size()
		}
		var read int64
		for _, f := range e.Files {
			read += f.Size
		}
		if read != size || EditionID(e.Files) != EditionID(again.Files) {
			t.Errorf("%s: got %d bytes hashed of %d", test.name, read, size)
		}
		if dump(e) != dump(again) {
			t.Errorf("%s: two readings differ", test.name)
		}
	}
}

func TestRecogniseRefuses(t *testing.T) {
	for _, test := range []struct {
		name, want string
		files      []File
	}{
		{"Nothing", "there is no file", nil},
		{"Empty", "the file is empty", []File{Bytes("a.csv", nil)}},
		{"HTML", "begins with <html>", []File{Bytes("a.xml", []byte("<html><body/></html>"))}},
		{"OtherJSON", "no list that is read here", []File{Bytes("a.json", []byte(`{"a":1}`))}},
		{"OtherCSV", "no list that is read here", []File{Bytes("a.csv", []byte("a,b\n1,2\n"))}},
		{"Mixed", "the one before is un-xml", fixtureFiles([]string{"un.xml", "eu.xml"})},
		{"UTF16", "UTF-16", []File{Bytes("a.xml", []byte("\xFF\xFE<\x00"))}},
		{"Missing", "there is no such file", []File{Path("testdata/none.xml")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Recognise(test.files)
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("got error %v, want an invalid input with %q", err, test.want)
			}
		})
	}
	if format, err := Recognise(ofacFixture(sdnRows)); err != nil || format != OFACCSV {
		t.Errorf("got %s, %v for OFAC's CSV", format, err)
	}
}

func TestFTMDeltasMustFit(t *testing.T) {
	entity := `{"id":"q-1","schema":"Person","properties":{"name":["Toby"]}}`
	for _, test := range []struct{ name, delta, want string }{
		{"ModifyUnknown", `{"op":"MOD","entity":{"id":"q-9","schema":"Person","properties":{"name":["X"]}}}`, `MOD of "q-9", which is in no file before`},
		{"DeleteUnknown", `{"op":"DEL","entity":{"id":"q-9"}}`, `DEL of "q-9"`},
		{"OtherOperation", `{"op":"PUT","entity":{"id":"q-9","schema":"Person"}}`, `"PUT" is not an operation`},
		{"NoEntity", `{"op":"ADD"}`, "the operation has no entity"},
		{"DeleteAll", `{"op":"DEL","entity":{"id":"q-1"}}`, "the list is empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseEdition(FTMJSON, []File{Bytes("t2.delta.json", []byte(test.delta)), Bytes("entities.ftm.json", []byte(entity))})
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("got error %v, want an invalid input with %q", err, test.want)
			}
		})
	}
}

func TestFTMDeltasApplyInOrder(t *testing.T) {
	line := func(op, name string) []byte {
		return fmt.Appendf(nil, `{"op":"%s","entity":{"id":"q-1","schema":"Person","properties":{"name":["%s"]}}}`, op, name)
	}
	e, err := ParseEdition(FTMJSON, []File{Bytes("t3.delta.json", line("MOD", "Third")), Bytes("t1.delta.json", line("ADD", "First")), Bytes("t2.delta.json", line("MOD", "Second"))})
	if err != nil {
		t.Fatal(err)
	}
	if name := e.Entries[0].Party.Names[0].Full; name != "Third" {
		t.Errorf("got %q, want the state after the last delta", name)
	}
}

func TestOFACFormatsAgree(t *testing.T) {
	sdn := `101,"MARLOWE, Tobias Quill",individual,"XAMPLE] [XAMPLE2","Director, Quillworks",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 17 Feb 1974; POB Port Ambrel, Verdania; nationality Verdania; citizen Ostmark; Gender Male; Passport V717637 (Verdania) issued 02 Mar 2001 expires 01 Mar 2011; Digital Currency Address - XBT 1FictionalAddress; Shoe Size 43; Linked To: QUILLWORKS, S.A. DE C.V.; a.k.a. 'THE QUILL'."
102,"QUILLWORKS, S.A. DE C.V.",-0- ,"XAMPLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
103,"GREY HERON",vessel,"XAMPLE",-0- ,"VX7Q",General Cargo,"3,100",-0- ,Verdania,-0- ,-0- 
`
	alt := "101,1,\"aka\",\"MARLOW, Toby\",-0- \n101,2,\"fka\",\"INKWELL, T.\",-0- \n"
	add := "101,1,\"1 Quay Road\",\"Port Ambrel, North Shore 100\",\"Verdania\",-0- \n"
	flat, err := ParseEdition(OFACCSV, []File{Bytes("sdn.csv", []byte(sdn)), Bytes("alt.csv", []byte(alt)), Bytes("add.csv", []byte(add))})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := ParseEdition(OFACXML, fixtureFiles([]string{"sdn.xml"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Diff(flat.Entries, tree.Entries) {
		t.Errorf("entry %s is %s between CSV and XML: %+v", c.ID, c.Kind, c.Fields)
	}
	if !slices.Equal(flat.Relations, tree.Relations) || len(tree.Relations) != 1 {
		t.Errorf("got relations %v from CSV and %v from XML", flat.Relations, tree.Relations)
	}
}

func FuzzFormats(f *testing.F) {
	for _, test := range fixtures {
		data, err := os.ReadFile("testdata/" + test.files[0])
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		files := []File{Bytes("sdn.csv", data)}
		if format, err := Recognise(files); err == nil {
			e, err := ParseEdition(format, files)
			checkEdition(t, e, err)
		}
	})
}

// fuzzFormat fuzzes the parser of one format with the fixtures of that format as seeds.
func fuzzFormat(f *testing.F, format Format) {
	for _, test := range fixtures {
		if data, err := os.ReadFile("testdata/" + test.files[0]); err == nil && test.format == format {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ParseEdition(format, []File{Bytes("list", data)})
		checkEdition(t, e, err)
	})
}

func FuzzEUXML(f *testing.F)        { fuzzFormat(f, EUXML) }
func FuzzOFACXML(f *testing.F)      { fuzzFormat(f, OFACXML) }
func FuzzOFACAdvanced(f *testing.F) { fuzzFormat(f, OFACAdvancedXML) }
func FuzzUKCSV(f *testing.F)        { fuzzFormat(f, UKCSV) }
func FuzzUSCSL(f *testing.F)        { fuzzFormat(f, USCSL) }
func FuzzFTM(f *testing.F)          { fuzzFormat(f, FTMJSON) }
func FuzzSenzing(f *testing.F)      { fuzzFormat(f, SenzingJSON) }
func FuzzHouseCSV(f *testing.F)     { fuzzFormat(f, HouseCSV) }
