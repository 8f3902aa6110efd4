package source

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
)

// Format names how a publisher writes a list. The names are stored with editions: they are never reused.
type Format string

// The formats that ParseEdition reads.
const (
	OFACCSV         Format = "ofac-csv"          // sdn.csv, alt.csv, add.csv, sdn_comments.csv, or the consolidated set
	OFACXML         Format = "ofac-xml"          // SDN.XML, CONSOLIDATED.XML
	OFACAdvancedXML Format = "ofac-advanced-xml" // SDN_ADVANCED.XML, CONS_ADVANCED.XML
	UNXML           Format = "un-xml"            // the consolidated list of the UN Security Council
	EUXML           Format = "eu-xml"            // the consolidated financial sanctions list, schema 1.1
	UKCSV           Format = "uk-csv"            // the UK Sanctions List
	USCSL           Format = "us-csl"            // the Consolidated Screening List, CSV or JSON
	FTMJSON         Format = "ftm-json"          // FollowTheMoney entities, with delta files
	SenzingJSON     Format = "senzing-json"      // records of the Senzing entity specification
	HouseCSV        Format = "house-csv"         // lists of one's own
)

// parser is what one format brings.
type parser struct {
	format  Format
	version string // changed whenever the same bytes would give other entries
	parse   func(*Edition, []File) error
}

// parsers lists the formats in the order in which help texts show them.
func parsers() []parser {
	return []parser{
		{OFACCSV, "ofac-csv/1", parseOFACCSV},
		{OFACXML, "ofac-xml/1", parseOFACXML},
		{OFACAdvancedXML, "ofac-advanced-xml/1", parseOFACAdvanced},
		{UNXML, "un-xml/2", parseUNXML},
		{EUXML, "eu-xml/1", parseEUXML},
		{UKCSV, "uk-csv/1", parseUKCSV},
		{USCSL, "us-csl/1", parseUSCSL},
		{FTMJSON, "ftm-json/1", parseFTM},
		{SenzingJSON, "senzing-json/1", parseSenzing},
		{HouseCSV, "house-csv/1", parseHouseCSV},
	}
}

// Formats lists the names of all formats that ParseEdition reads.
func Formats() []Format {
	var all []Format
	for _, p := range parsers() {
		all = append(all, p.format)
	}
	return all
}

// ParserVersion returns the version of the parser for format, or "" for an unknown format. It
// changes whenever the same bytes would give other entries.
func ParserVersion(format Format) string { return findParser(format).version }

func findParser(format Format) parser {
	for _, p := range parsers() {
		if p.format == format {
			return p
		}
	}
	return parser{}
}

// Edition is what one set of files says. Its entries carry no list name: the caller knows under which
// name it keeps the list, and sets it.
type Edition struct {
	Format    Format
	Parser    string             // ParserVersion(Format)
	Published time.Time          // as the publisher states it; zero where the format does not say
	Files     []lookback.RawFile // name, hash and size of every file exactly as it was read
	Entries   []lookback.Entry   // in the order of the file; IDs are unique
	Relations []Relation         // between entries, or entries and Others, as the publisher states them
	Others    []lookback.Entry   // parties in the file that are not listed: ends of relations, never to be screened against
	Counts    lookback.EditionCounts
	Problems  []lookback.InputError // rows that could not be read, the first 1,000 of them; all others were
	Remarks   RemarkCount           // how much of the free text was understood
	Recoded   int                   // bytes that were not UTF-8 and were read as Windows-1252, or repaired
	Loss      []FieldCount          // what was read and has no place in an entry, by field
}

// Relation is a publisher's statement that connects two parties of an edition by their IDs. It reads "From Class To".
type Relation struct {
	From, To   string
	Class      lookback.TieClass
	Label      string // in the publisher's words
	Share      string // of an ownership, in percent as written
	Start, End lookback.Date
	Note       string
}

// RemarkCount says how many parts of remarks there were and how many a rule understood.
type RemarkCount struct{ Parts, Understood int }

// FieldCount is how often a published field was filled and not carried over.
type FieldCount struct {
	Field string
	Count int
}

// ParseEdition reads the files of one edition. It returns an InputError when the files are not that
// format at all, are cut off, hold no entry, or give one identifier to two entries. A single row that
// cannot be read is no error: it is in Problems, and all other rows are in Entries.
// Every file is read to its end, so that the hashes in Files are those of the whole files.
func ParseEdition(format Format, files []File) (*Edition, error) {
	p := findParser(format)
	if p.parse == nil {
		return nil, &lookback.InputError{Field: "format", Reason: fmt.Sprintf("%q is not a format", format),
			Hint: "use one of " + joinFormats(Formats())}
	}
	if len(files) == 0 {
		return nil, &lookback.InputError{Reason: "there is no file to read", Hint: "name the files of the edition"}
	}
	e := &Edition{Format: format, Parser: p.version}
	if err := p.parse(e, files); err != nil {
		return nil, err
	}
	if len(e.Entries) == 0 {
		return nil, e.emptyError(files)
	}
	e.count()
	return e, nil
}

// emptyError explains an edition without entries by the first row that could not be read.
func (e *Edition) emptyError(files []File) error {
	err := lookback.InputError{File: files[0].Name, Reason: "the list is empty: it holds no entry",
		Hint: "an empty list is never an edition; fetch it again"}
	if len(e.Problems) > 0 {
		err.Reason = fmt.Sprintf("no entry could be read; the first problem is: %v", &e.Problems[0])
	}
	return &err
}

func (e *Edition) count() {
	c := lookback.EditionCounts{Entries: len(e.Entries), Problems: e.Counts.Problems, ByKind: map[lookback.PartyKind]int{}}
	for i := range e.Entries {
		c.Names += len(e.Entries[i].Party.Names)
		c.NotRead += len(e.Entries[i].NotRead)
		c.ByKind[e.Entries[i].Party.Kind]++
	}
	e.Counts = c
}

// maxProblems is how many problems are kept in words. All are counted.
const maxProblems = 1000

// problem records a row that could not be read.
func (e *Edition) problem(err lookback.InputError) {
	e.Counts.Problems++
	if len(e.Problems) < maxProblems {
		e.Problems = append(e.Problems, err)
	}
}

// lose counts one value of a published field that an entry has no place for.
func (e *Edition) lose(field string, n int) {
	if n == 0 {
		return
	}
	i, found := slices.BinarySearchFunc(e.Loss, field, func(f FieldCount, s string) int { return strings.Compare(f.Field, s) })
	if !found {
		e.Loss = slices.Insert(e.Loss, i, FieldCount{Field: field})
	}
	e.Loss[i].Count += n
}

// EditionID returns the content address of a set of files: the SHA-256 over their sorted hashes. The
// names of files and their order do not matter.
func EditionID(files []lookback.RawFile) string {
	var hashes []string
	for _, f := range files {
		hashes = append(hashes, f.Hash)
	}
	slices.Sort(hashes)
	sum := sha256.Sum256([]byte("lookback.edition.v1\n" + strings.Join(hashes, "\n")))
	return hex.EncodeToString(sum[:])
}

// entryIDs refuses an identifier that two entries share.
type entryIDs map[string]place

type place struct {
	file string
	line int
}

// claim returns an InputError that names both places when id was claimed before.
func (ids entryIDs) claim(id, field string, at place) error {
	if first, taken := ids[id]; taken {
		return &lookback.InputError{File: at.file, Line: at.line, Field: field,
			Reason: fmt.Sprintf("%q identifies two entries: the other is at %s:%d", id, first.file, first.line),
			Hint:   "the publisher's file is damaged or two sets of files were mixed"}
	}
	ids[id] = at
	return nil
}

func joinFormats(formats []Format) string {
	var names []string
	for _, f := range formats {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}
