package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// FunnelQuestion says whom a funnel counts.
type FunnelQuestion struct {
	Run   int64 // only those whose alert this lookback opened; 0 for everybody under review
	Least int   // numbers below it are withheld; 0 means SmallCell, 1 withholds nothing and is not for publication
}

// Funnel says in unique people what became of everybody who came up, as of one position (R37).
type Funnel struct {
	AsOf     time.Time
	Position int64
	Run      int64
	Least    int
	Sheet
	Spans []Span
}

// Funnel counts. A record is counted once however many alerts it has, and a person with several records once, because
// what was ruled a duplicate is counted under the case that it repeats. ErrCheck: the numbers do not add up, and
// nothing is published. ErrNotFound: there is no such lookback.
func (s *Service) Funnel(ctx context.Context, q FunnelQuestion) (f Funnel, err error) {
	if q.Least == 0 {
		q.Least = SmallCell
	}
	err = s.store.View(ctx, func(tx store.Tx) error {
		f, err = funnelAt(tx, q)
		return err
	})
	if err != nil {
		return Funnel{}, err
	}
	if err := f.Reconcile(); err != nil {
		return Funnel{}, err
	}
	f.Sheet = f.Withhold(q.Least)
	f.Spans = withholdSpans(f.Spans, q.Least)
	return f, nil
}

// Follow returns the cases behind a printed number and the event that put each there. ErrNotFound: there is no such
// number; ErrDenied: it is withheld.
func (f Funnel) Follow(key string) ([]Trace, error) {
	c := f.Find(key)
	switch {
	case c == nil:
		return nil, fmt.Errorf("the report has no number %q: %w", key, lookback.ErrNotFound)
	case c.Withheld:
		return nil, fmt.Errorf("%q is withheld, and so is whom it counts: %w", key, lookback.ErrDenied)
	case c.people == nil:
		return nil, fmt.Errorf("%q counts records that nobody has under review; see the lookback: %w", key, lookback.ErrNotFound)
	}
	return c.people, nil
}

func funnelAt(tx store.Tx, q FunnelQuestion) (Funnel, error) {
	f := Funnel{Run: q.Run, Least: q.Least}
	var err error
	if f.Position, err = tx.Position(); err != nil {
		return f, err
	}
	if last, err := tx.GetEvent(f.Position); err == nil {
		f.AsOf = last.Time
	}
	found, err := surfacedBy(tx, q.Run)
	if err != nil {
		return f, err
	}
	files, err := dossiers(tx, found.among)
	if err != nil {
		return f, err
	}
	f.countRecords(found)
	f.countPeople(files)
	for _, part := range partitions() {
		f.split(part, files)
	}
	f.Spans, err = spansOf(tx, files)
	return f, err
}

// surfaced is how many records were searched and came up, and which of them, where not everybody under review counts.
type surfaced struct {
	searched, up int
	records      map[int64]bool // that came up in one lookback
	all          bool           // everybody under review counts
}

func (s surfaced) among(record int64) bool { return s.all || s.records[record] }

// surfacedBy returns the records with an alert that a lookback opened, or how many have had any alert ever when id is 0.
func surfacedBy(tx store.Tx, id int64) (s surfaced, err error) {
	if id != 0 {
		return surfacedIn(tx, id)
	}
	s.all = true
	if s.up, err = tx.CountAlerted(); err != nil {
		return s, err
	}
	s.searched, err = tx.CountRecordsAt(store.Now)
	return s, err
}

func surfacedIn(tx store.Tx, id int64) (surfaced, error) {
	s := surfaced{records: map[int64]bool{}}
	run, err := tx.GetRun(id)
	if err != nil {
		return s, fmt.Errorf("lookback %d: %w", id, err)
	}
	if run.Closed == 0 {
		return s, fmt.Errorf("lookback %d is not done; its numbers are not whole: %w", id, lookback.ErrConflict)
	}
	s.searched = run.Counts.Searched
	alerts, err := tx.ListAlerts(store.AlertFilter{At: run.Closed, RunID: id})
	if err != nil {
		return s, err
	}
	for _, a := range alerts {
		if a.Opened == a.Changed {
			s.records[a.RecordID] = true
		}
	}
	paths, err := tx.ListPathAlerts(store.PathAlertFilter{At: run.Closed, RunID: id})
	for _, a := range paths {
		if a.Opened == a.Changed {
			s.records[a.RecordID] = true
		}
	}
	s.up = len(s.records)
	return s, err
}

func (f *Funnel) countRecords(found surfaced) {
	f.put(Cell{Key: "searched", Title: "records searched", Definition: "records that were compared", Count: found.searched, Files: true})
	f.put(Cell{Key: "surfaced", Title: "records surfaced", Definition: "of the records searched, those with at least one alert, open or ended", Of: "searched", Count: found.up, Files: true})
}

// countPeople counts cases, and from them people.
func (f *Funnel) countPeople(files []dossier) {
	var cases, people, duplicates, erased []Trace
	for _, d := range files {
		cases = append(cases, d.trace(""))
		switch {
		case d.erased():
			erased = append(erased, d.trace(""))
		case d.file.Identity == lookback.IdentityDuplicate:
			duplicates = append(duplicates, d.trace(lookback.AxisIdentity))
		default:
			people = append(people, d.trace(""))
		}
	}
	f.put(Cell{Key: "cases", Title: "cases", Definition: "records under review, a case for each", Of: "surfaced", people: some(cases), Files: true})
	f.put(Cell{Key: "duplicates", Title: "duplicates", Definition: "cases ruled to repeat another case, under which the person is counted", Of: "cases", people: some(duplicates), Files: true})
	f.put(Cell{Key: "erased", Title: "erased", Definition: "cases whose record was erased; what they said is gone", Of: "cases", people: some(erased), Files: true})
	f.put(Cell{Key: "people", Title: "people", Definition: "cases that are neither duplicates nor erased: unique people under review", Of: "cases", people: some(people)})
	f.Sums = append(f.Sums, Sum{"cases", []string{"people", "duplicates", "erased"}})
}

// some returns people, never nil, so that a cell of nobody is still one of people.
func some(people []Trace) []Trace {
	if people == nil {
		people = []Trace{}
	}
	return people
}

// split counts the people by one question; each is counted under exactly one answer.
func (f *Funnel) split(p partition, files []dossier) {
	by := map[string][]Trace{}
	for _, d := range files {
		if !d.erased() && d.file.Identity != lookback.IdentityDuplicate {
			answer := p.answer(d)
			by[answer.key] = append(by[answer.key], d.trace(answer.axis))
		}
	}
	sum := Sum{Total: "people"}
	for _, a := range p.answers {
		key := p.key + ":" + a.key
		f.put(Cell{Key: key, Title: a.title, Definition: a.definition, Of: "people", Always: a.always, people: some(by[a.key])})
		sum.Parts = append(sum.Parts, key)
	}
	f.Sums = append(f.Sums, sum)
}

// Partition returns the cells that answer one question, in their order: "standing", "identity", ...
func (f Funnel) Partition(question string) []Cell {
	var cells []Cell
	for _, sum := range f.Sums {
		for _, key := range sum.Parts {
			if len(key) > len(question) && key[:len(question)+1] == question+":" {
				cells = append(cells, *f.Find(key))
			}
		}
	}
	return cells
}

// dossier is one case as reports read it.
type dossier struct {
	file      lookback.Case
	history   []lookback.CaseEntry
	redressed bool // a request for redress was upheld
}

func (d dossier) erased() bool { return d.file.Identity == "" }

// last returns the latest change on an axis.
func (d dossier) last(x lookback.Axis) (lookback.CaseEntry, bool) {
	for _, e := range slices.Backward(d.history) {
		if e.Kind == lookback.CaseChange && e.Change.Axis == x {
			return e, true
		}
	}
	return lookback.CaseEntry{}, false
}

// trace leads to the event that put the case where it stands on an axis: its opening, where nothing changed since.
func (d dossier) trace(x lookback.Axis) Trace {
	t := Trace{Case: d.file.ID, Record: d.file.RecordID, Position: d.file.Opened}
	if e, changed := d.last(x); changed {
		t.Position = e.Position
	}
	return t
}

// dossiers reads the cases of the records that pass, by ID.
func dossiers(tx store.Tx, pass func(record int64) bool) ([]dossier, error) {
	cases, err := tx.ListCases(store.CaseFilter{})
	if err != nil {
		return nil, err
	}
	upheld, err := upheldRedress(tx)
	if err != nil {
		return nil, err
	}
	var all []dossier
	for _, c := range cases {
		if !pass(c.RecordID) {
			continue
		}
		d := dossier{file: c, redressed: upheld[c.RecordID]}
		if d.history, err = tx.CaseHistory(c.ID, store.Now); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// upheldRedress returns the records for which a request for redress was upheld, in whole or in part.
func upheldRedress(tx store.Tx) (map[int64]bool, error) {
	records := map[int64]bool{}
	for _, state := range []lookback.RedressState{lookback.RedressUpheld, lookback.RedressPartly} {
		all, err := tx.Redresses().List(store.KeptFilter{State: string(state)})
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			records[r.RecordID] = true
		}
	}
	return records, nil
}
