package api

import (
	"time"

	"lookback"
)

// Edition is one published state of a list.
type Edition struct {
	List      string    `json:"list"`
	Seq       int       `json:"seq"`
	Edition   string    `json:"edition"`
	Published time.Time `json:"published"`
	Imported  time.Time `json:"imported"`
	Position  int64     `json:"position"`
	Format    string    `json:"format"`
	Parser    string    `json:"parser"`
	Entries   int       `json:"entries"`
	Names     int       `json:"names"`
	Added     int       `json:"added"`
	Amended   int       `json:"amended"`
	Removed   int       `json:"removed"`
	Problems  int       `json:"problems"`
	NotRead   int       `json:"not_read"`
	Files     []File    `json:"files"`
}

// File is one raw file of an edition.
type File struct {
	Name string `json:"name"`
	Hash string `json:"hash"`
	Size int64  `json:"size"`
}

// EditionOf translates e.
func EditionOf(e lookback.Edition) Edition {
	out := Edition{List: e.List, Seq: e.Seq, Edition: e.ID, Published: e.Published, Imported: e.Imported, Position: e.Position,
		Format: e.Format, Parser: e.Parser, Entries: e.Counts.Entries, Names: e.Counts.Names, Added: e.Counts.Added,
		Amended: e.Counts.Amended, Removed: e.Counts.Removed, Problems: e.Counts.Problems, NotRead: e.Counts.NotRead, Files: []File{}}
	for _, f := range e.Files {
		out.Files = append(out.Files, File(f))
	}
	return out
}

// Entry is one party on one list.
type Entry struct {
	List       string   `json:"list"`
	Entry      string   `json:"entry"`
	Party      Party    `json:"party"`
	Programmes []string `json:"programmes"`
	ListedOn   string   `json:"listed_on"`
	Remarks    string   `json:"remarks"`
	NotRead    []string `json:"not_read"`
	Links      []string `json:"links"`
	Extra      []Pair   `json:"extra"`
}

// Pair is a named value that is kept as it was published.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// EntryOf translates e.
func EntryOf(e lookback.Entry) Entry {
	out := Entry{List: e.List, Entry: e.ID, Party: PartyOf(e.Party), Programmes: list(e.Programmes), ListedOn: e.ListedOn.Raw,
		Remarks: e.Remarks, NotRead: list(e.NotRead), Links: list(e.Links), Extra: []Pair{}}
	for _, f := range e.Extra {
		out.Extra = append(out.Extra, Pair(f))
	}
	return out
}

// Change is the difference in one entry between two editions.
type Change struct {
	Entry  string        `json:"entry"`
	Change string        `json:"change"`
	Fields []FieldChange `json:"fields"`
}

// FieldChange lists what one field lost and gained.
type FieldChange struct {
	Field   string   `json:"field"`
	Removed []string `json:"removed"`
	Added   []string `json:"added"`
}

// ChangeOf translates c.
func ChangeOf(c lookback.EntryChange) Change {
	out := Change{Entry: c.ID, Change: string(c.Kind), Fields: []FieldChange{}}
	for _, f := range c.Fields {
		out.Fields = append(out.Fields, FieldChange{Field: f.Field, Removed: list(f.Removed), Added: list(f.Added)})
	}
	return out
}

// list returns values, which JSON shows as [] when there are none.
func list(values []string) []string { return append([]string{}, values...) }
