package source

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"lookback"
)

// ofacFiles says which file of an OFAC set a base name is, for the SDN list and the consolidated list.
var ofacFiles = map[string]string{
	"sdn": "main", "alt": "alt", "add": "add", "sdn_comments": "comments",
	"cons_prim": "main", "cons_alt": "alt", "cons_add": "add", "cons_comments": "comments",
}

// ofacColumns is the number of columns of each file; OFAC gives them no header.
var ofacColumns = map[string]int{"main": 12, "alt": 5, "add": 6, "comments": 2}

// The columns of the main file.
const (
	ofacID = iota
	ofacName
	ofacType
	ofacProgram
	ofacTitle
	ofacCallSign
	ofacVesselType
	ofacTonnage
	ofacGross
	ofacFlag
	ofacOwner
	ofacRemarks
)

// ofacRemarkWidth is where OFAC cuts the remarks of the main file; the rest goes to the comments file.
const ofacRemarkWidth = 1000

// ofacSet gathers what the files say about each entry.
type ofacSet struct {
	edition *Edition
	ids     entryIDs
	index   map[string]int // entry ID to its place in edition.Entries
	remarks []string       // by place, before they are parsed
}

// parseOFACCSV reads the main file first, then whatever other files are there.
func parseOFACCSV(e *Edition, files []File) error {
	roles, err := ofacRoles(files)
	if err != nil {
		return err
	}
	s := &ofacSet{edition: e, ids: entryIDs{}, index: map[string]int{}}
	for _, step := range []struct {
		role string
		take func(*csvRow, string) error
	}{{"main", s.main}, {"alt", s.alias}, {"add", s.address}, {"comments", s.comment}} {
		file, given := roles[step.role]
		if !given {
			continue
		}
		if err := s.rows(file, ofacColumns[step.role], step.take); err != nil {
			return err
		}
		if len(e.Entries) == 0 {
			return e.emptyError([]File{file})
		}
	}
	for i := range e.Entries {
		entry := &e.Entries[i]
		entry.Remarks = strings.TrimSpace(s.remarks[i])
		parseOFACRemarks(entry, &e.Remarks)
	}
	e.resolveLinks()
	return nil
}

// ofacRoles finds out which file is which by base name.
func ofacRoles(files []File) (map[string]File, error) {
	roles := map[string]File{}
	for _, f := range files {
		base := strings.ToLower(filepath.Base(f.Name))
		role := ofacFiles[strings.TrimSuffix(base, filepath.Ext(base))]
		if role == "" {
			return nil, &lookback.InputError{File: f.Name, Reason: "this is not the name of a file of an OFAC list",
				Hint: "OFAC names them sdn.csv, alt.csv, add.csv, sdn_comments.csv, or cons_prim.csv, cons_alt.csv, cons_add.csv, cons_comments.csv"}
		}
		if other, taken := roles[role]; taken {
			return nil, &lookback.InputError{File: f.Name, Reason: "it has the same part of the list as " + other.Name, Hint: "give the files of one list"}
		}
		roles[role] = f
	}
	if _, ok := roles["main"]; !ok {
		return nil, &lookback.InputError{File: files[0].Name, Reason: "the main file of the list is not among the files", Hint: "add sdn.csv or cons_prim.csv"}
	}
	return roles, nil
}

// rows calls take for every row of f that has the right number of columns. A first row that does not
// look like OFAC's refuses the file; a later one is a problem.
func (s *ofacSet) rows(f File, columns int, take func(*csvRow, string) error) error {
	return s.edition.read(f, func(in io.Reader) error {
		r := newCSVReader(f.Name, in)
		for first := true; ; first = false {
			row, err := r.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			s.edition.Recoded += row.Recoded
			bad := row.Err
			if bad == nil {
				bad = ofacShape(&row, f.Name, columns)
			}
			if bad != nil && first && row.Err == nil {
				return bad
			}
			if bad != nil {
				s.edition.problem(*bad)
				continue
			}
			if err := take(&row, f.Name); err != nil {
				return err
			}
		}
	})
}

// ofacShape checks the number of columns and that the first is a number, and empties every "-0-".
func ofacShape(row *csvRow, file string, columns int) *lookback.InputError {
	if len(row.Fields) != columns {
		return &lookback.InputError{File: file, Line: row.Line, Reason: fmt.Sprintf("the row has %d fields where %d are expected", len(row.Fields), columns),
			Hint: "the file is cut off, or is not OFAC's CSV"}
	}
	for i, field := range row.Fields {
		trimmed := strings.Trim(field, " \t\r\n\x1A")
		if trimmed == "-0-" {
			row.Fields[i] = ""
		} else if i != ofacColumnRemarks(columns) {
			row.Fields[i] = trimmed
		}
	}
	if !isDigits(row.Fields[0]) {
		return &lookback.InputError{File: file, Line: row.Line, Field: "ent_num", Reason: fmt.Sprintf("%q is not a number", clip(row.Fields[0])),
			Hint: "OFAC's CSV has no header and begins with a number"}
	}
	return nil
}

// ofacColumnRemarks returns the column whose spaces matter, because its text goes on in the comments file.
func ofacColumnRemarks(columns int) int {
	switch columns {
	case ofacColumns["main"]:
		return ofacRemarks
	case ofacColumns["comments"]:
		return 1
	}
	return -1
}

// main takes a row of sdn.csv.
func (s *ofacSet) main(row *csvRow, file string) error {
	f := row.Fields
	if err := s.ids.claim(f[ofacID], "ent_num", place{file, row.Line}); err != nil {
		return err
	}
	kind, known := ofacKind(f[ofacType])
	if !known || f[ofacName] == "" {
		bad := lookback.InputError{File: file, Line: row.Line, Field: "SDN_Type", Reason: fmt.Sprintf("%q is not a type of entry", clip(f[ofacType]))}
		if known {
			bad.Field, bad.Reason = "SDN_Name", "the entry has no name"
		}
		s.edition.problem(bad)
		return nil
	}
	entry := lookback.Entry{ID: f[ofacID], Programmes: ofacProgrammes(f[ofacProgram])}
	entry.Party = lookback.Party{Kind: kind, Names: []lookback.Name{ofacPartyName(kind, f[ofacName])}}
	if flag := f[ofacFlag]; flag != "" && flag != "None Identified" {
		entry.Party.Countries = []string{flag}
	}
	if call := f[ofacCallSign]; call != "" {
		entry.Party.Identifiers = append(entry.Party.Identifiers, lookback.Identifier{Type: idCallSign, Value: call})
	}
	for _, extra := range []struct {
		name   string
		column int
	}{{"Title", ofacTitle}, {"Vessel type", ofacVesselType}, {"Tonnage", ofacTonnage}, {"Gross registered tonnage", ofacGross}, {"Vessel owner", ofacOwner}} {
		if v := f[extra.column]; v != "" {
			entry.Extra = append(entry.Extra, lookback.Field{Name: extra.name, Value: v})
		}
	}
	s.index[entry.ID] = len(s.edition.Entries)
	s.edition.Entries = append(s.edition.Entries, entry)
	s.remarks = append(s.remarks, f[ofacRemarks])
	return nil
}

// alias takes a row of alt.csv: entry, number, type, name, remarks.
func (s *ofacSet) alias(row *csvRow, file string) error {
	entry := s.find(row, file)
	if entry == nil {
		return nil
	}
	name := ofacPartyName(entry.Party.Kind, row.Fields[3])
	name.Type = lookback.NameAlias
	switch row.Fields[2] {
	case "fka":
		name.Type = lookback.NameFormer
	case "aka", "nka":
	default:
		s.edition.problem(lookback.InputError{File: file, Line: row.Line, Field: "alt_type", Reason: fmt.Sprintf("%q is not a type of alias", clip(row.Fields[2]))})
		return nil
	}
	if name.Full == "" {
		s.edition.problem(lookback.InputError{File: file, Line: row.Line, Field: "alt_name", Reason: "the alias is empty"})
		return nil
	}
	name.Weak = strings.Contains(strings.ToLower(row.Fields[4]), "weak")
	entry.Party.Names = append(entry.Party.Names, name)
	return nil
}

// address takes a row of add.csv: entry, number, street, city with code, country, remarks.
func (s *ofacSet) address(row *csvRow, file string) error {
	entry := s.find(row, file)
	if entry == nil {
		return nil
	}
	text := joinNonEmpty(", ", row.Fields[2], row.Fields[3])
	if text != "" || row.Fields[4] != "" {
		entry.Party.Addresses = append(entry.Party.Addresses, lookback.Address{Text: text, Country: row.Fields[4]})
	}
	if row.Fields[5] != "" {
		entry.Extra = append(entry.Extra, lookback.Field{Name: "Address remark", Value: row.Fields[5]})
	}
	return nil
}

// comment takes a row of sdn_comments.csv. OFAC cuts remarks in the middle of a word, so a full remark is
// continued without anything between.
func (s *ofacSet) comment(row *csvRow, file string) error {
	if s.find(row, file) == nil {
		return nil
	}
	i := s.index[row.Fields[0]]
	between := " "
	if len(s.remarks[i]) >= ofacRemarkWidth || s.remarks[i] == "" {
		between = ""
	}
	s.remarks[i] += between + row.Fields[1]
	return nil
}

// find returns the entry that a row of another file belongs to, or records that there is none.
func (s *ofacSet) find(row *csvRow, file string) *lookback.Entry {
	i, ok := s.index[row.Fields[0]]
	if !ok {
		s.edition.problem(lookback.InputError{File: file, Line: row.Line, Field: "ent_num",
			Reason: fmt.Sprintf("there is no entry %s in the main file", row.Fields[0]), Hint: "the files are of different days"})
		return nil
	}
	return &s.edition.Entries[i]
}

func ofacKind(t string) (kind lookback.PartyKind, known bool) {
	switch strings.ToLower(t) {
	case "individual":
		return lookback.KindPerson, true
	case "", "entity":
		return lookback.KindOrganisation, true
	case "vessel":
		return lookback.KindVessel, true
	case "aircraft":
		return lookback.KindAircraft, true
	}
	return "", false
}

// ofacProgrammes splits "SDGT] [IFSR".
func ofacProgrammes(s string) []string {
	var all []string
	for part := range strings.SplitSeq(s, "] [") {
		if part = strings.Trim(part, "[] "); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// ofacPartyName keeps the name as written; for people "LAST, First" gives its parts as well.
func ofacPartyName(kind lookback.PartyKind, full string) lookback.Name {
	n := lookback.Name{Full: full}
	if family, given, ok := strings.Cut(full, ", "); ok && kind == lookback.KindPerson {
		n.Family, n.Given = strings.TrimSpace(family), strings.TrimSpace(given)
	}
	return n
}
