package scenario

import (
	"bytes"
	"fmt"
	"time"

	"lookback"
)

// List is one fictional watchlist with all its editions.
type List struct {
	Name     string // "north" or "meridian"
	Title    string
	Format   string // of its files: "un-xml" or "ofac-csv"
	Editions []Edition
}

// Edition is one published state of a list, and what its publisher changed since the one before.
type Edition struct {
	Published time.Time
	Entries   []lookback.Entry // in the order of publication
	Added     []string         // IDs, sorted
	Amended   []string
	Removed   []string
	Cosmetic  []string // entries whose aliases stand in another order: no change of substance
}

// File is one file of an edition, ready for an importer.
type File struct {
	Name string
	Data []byte
}

// Files writes edition seq, counted from 1, in the format of the list. It fails only for an edition
// that does not exist.
func (l *List) Files(seq int) ([]File, error) {
	if seq < 1 || seq > len(l.Editions) {
		return nil, fmt.Errorf("edition %d of list %q: %w", seq, l.Name, lookback.ErrNotFound)
	}
	e := &l.Editions[seq-1]
	if l.Format == "un-xml" {
		var out bytes.Buffer
		err := WriteUNXML(&out, e.Published, e.Entries)
		return []File{{l.Name + ".xml", out.Bytes()}}, err
	}
	var main, alt, add bytes.Buffer
	err := WriteOFACCSV(OFACFiles{Main: &main, Alternates: &alt, Addresses: &add}, e.Entries)
	return []File{{"sdn.csv", main.Bytes()}, {"alt.csv", alt.Bytes()}, {"add.csv", add.Bytes()}}, err
}

// editionPlan says when an edition appears and how much it changes.
type editionPlan struct {
	year, month, day   int
	add, amend, remove int
	cosmetic           int
}

// listPlan says what a list is. The first edition of each is older than the first arrival; the last one of
// north is younger than the last.
type listPlan struct {
	name, title, format string
	vessels             int // in the first edition
	linked              int // people whom the publisher links to one of its organisations, in thousandths
	id                  func(*listing) string
	render              func(*listing) lookback.Entry
	editions            []editionPlan
}

var listPlans = []listPlan{
	{"north", "Northern Council Consolidated List", "un-xml", 0, 0, northID, northEntry, []editionPlan{
		{2021, 5, 3, 1380, 0, 0, 0}, {2022, 3, 14, 55, 20, 10, 0}, {2023, 4, 17, 70, 25, 12, 12}, {2024, 6, 11, 40, 60, 15, 25}}},
	{"meridian", "Meridian Watchlist", "ofac-csv", 26, 140, meridianID, meridianEntry, []editionPlan{
		{2021, 5, 10, 855, 0, 0, 0}, {2022, 9, 5, 32, 12, 8, 0}, {2024, 2, 19, 28, 10, 6, 9}}},
}

func (p editionPlan) published() lookback.Day { return lookback.NewDay(p.year, p.month, p.day) }
