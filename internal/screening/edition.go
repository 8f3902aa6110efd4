package screening

import (
	"context"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/source"
	"lookback/internal/store"
)

// EditionImport is an edition that arrives.
type EditionImport struct {
	List      string
	Format    source.Format
	Files     []source.File
	Published time.Time // used where the files do not say; zero means now
	Actor     string
}

// EditionResult says what became of it.
type EditionResult struct {
	Edition  lookback.Edition
	New      bool // false when the current edition has the same bytes
	Run      int64
	Held     *lookback.HeldEdition // the guard held it back, now or before, or a person just released it
	Problems []lookback.InputError
	Remarks  source.RemarkCount
	Ties     ListTies // of a new edition: what it says of how its entries are connected
}

// ImportEdition reads an edition, makes it current and orders its lookback, all in one transaction. It does
// not run the lookback: see Resume. Bytes that are current already change nothing. An edition that the guard
// does not trust is held back instead, and so are bytes that were rejected: Held says so, New is false, and the
// edition before stays in force (R7).
func (s *Service) ImportEdition(ctx context.Context, in EditionImport) (EditionResult, error) {
	actor, err := person(in.Actor)
	if err != nil {
		return EditionResult{}, err
	}
	if err := validListName(in.List); err != nil {
		return EditionResult{}, err
	}
	parsed, err := source.ParseEdition(in.Format, in.Files)
	if err != nil {
		return EditionResult{}, err
	}
	if err := s.agreeOnDate(&in, parsed); err != nil {
		return EditionResult{}, err
	}
	var result EditionResult
	err = s.store.Update(ctx, func(tx store.Tx) error {
		result = EditionResult{Problems: parsed.Problems, Remarks: parsed.Remarks}
		return s.storeEdition(tx, in, actor, parsed, &result)
	})
	if err != nil {
		return EditionResult{}, fmt.Errorf("import list %q: %w", in.List, err)
	}
	return result, nil
}

// zones is how far the calendars of the world are apart: a day that has not begun here may have begun there.
const zones = 14 * time.Hour

// agreeOnDate settles when an edition was published: what the files say, else what the person says, else now. It refuses
// two days that contradict each other, and one that has not come yet.
func (s *Service) agreeOnDate(in *EditionImport, parsed *source.Edition) error {
	now := s.now()
	said := in.Published
	if !said.IsZero() && !parsed.Published.IsZero() && said.Format(time.DateOnly) != parsed.Published.Format(time.DateOnly) {
		return &lookback.InputError{File: in.Files[0].Name, Field: "published", Reason: fmt.Sprintf("the file says that it was published on %s, and you say on %s",
			parsed.Published.Format(time.DateOnly), said.Format(time.DateOnly)), Hint: "leave the date out where the file has one"}
	}
	in.Published = firstTime(parsed.Published, said, now)
	if in.Published.After(now.Add(zones)) {
		return &lookback.InputError{File: in.Files[0].Name, Field: "published", Reason: fmt.Sprintf("the day of publication, %s, has not come yet", in.Published.Format(time.DateOnly)),
			Hint: "correct the date, or the clock of this machine"}
	}
	return nil
}

// validListName keeps list names short and free of what paths and reports cannot show.
func validListName(list string) error {
	for i, r := range list {
		letter := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' && i > 0
		if !letter || i > 40 {
			list = ""
			break
		}
	}
	if list == "" {
		return &lookback.InputError{Field: "list", Reason: "a list is named by up to 40 lower-case letters, digits and hyphens", Hint: "for example un or ofac"}
	}
	return nil
}

func (s *Service) storeEdition(tx store.Tx, in EditionImport, actor string, parsed *source.Edition, result *EditionResult) error {
	before, err := currentEdition(tx, in.List)
	if err != nil {
		return err
	}
	id := source.EditionID(parsed.Files)
	if before.ID == id {
		result.Edition = before
		return nil
	}
	if result.Held, err = stillHeld(tx, in.List, id); err != nil || result.Held != nil {
		result.Edition = before
		return err
	}
	if err := keepFiles(tx, in.Files, parsed.Files); err != nil {
		return err
	}
	e := lookback.Edition{
		ID: id, List: in.List, Published: in.Published, Imported: s.now(),
		Format: string(parsed.Format), Parser: parsed.Parser, Files: parsed.Files, Counts: parsed.Counts,
	}
	changes, err := entryWrites(tx, &e, before.Seq, parsed.Entries)
	if err != nil {
		return err
	}
	findings, err := guard(tx, before, e)
	if err != nil {
		return err
	}
	if len(findings) > 0 {
		held, err := s.hold(tx, actor, before, e, findings)
		result.Edition, result.Held = before, &held
		return err
	}
	return s.makeCurrent(tx, actor, e, parsed, changes, result)
}

// makeCurrent puts an edition in force with what it says of how its entries are connected, and orders its lookback.
func (s *Service) makeCurrent(tx store.Tx, actor string, e lookback.Edition, parsed *source.Edition, changes []store.EntryWrite, result *EditionResult) error {
	e, err := tx.CreateEdition(e, changes)
	if err != nil {
		return err
	}
	run, err := s.orderRun(tx, editionRun(e))
	if err != nil {
		return err
	}
	ties, err := s.readListTies(tx, e, parsed)
	if err != nil {
		return err
	}
	if ties.empty() { // else the lookback on the ties speaks about the entries, too
		if err := s.orderTiesOnEntries(tx, e, changes); err != nil {
			return err
		}
	}
	err = s.record(tx, lookback.EventEdition, actor, "list "+e.List, editionEvent{
		List: e.List, Edition: e.ID, Seq: e.Seq, Format: e.Format, Parser: e.Parser, Files: fileValues(e.Files), Counts: editionCountsValue(e.Counts), Run: run.ID,
	})
	if err == nil && !ties.empty() {
		err = s.storeListTies(tx, actor, e, ties)
	}
	result.Edition, result.Run, result.New, result.Ties = e, run.ID, true, ties.result
	return err
}

// currentEdition returns the current edition of a list, or the zero Edition when there is none.
func currentEdition(tx store.Tx, list string) (lookback.Edition, error) {
	editions, err := tx.ListEditions(list)
	if err != nil || len(editions) == 0 {
		return lookback.Edition{}, err
	}
	return editions[len(editions)-1], nil
}

func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// keepFiles stores the raw bytes, and refuses files that changed since they were parsed.
func keepFiles(tx store.Tx, files []source.File, read []lookback.RawFile) error {
	hashes := map[string]bool{}
	for _, f := range read {
		hashes[f.Hash] = true
	}
	for _, f := range files {
		if err := keepFile(tx, f, hashes); err != nil {
			return err
		}
	}
	return nil
}

func keepFile(tx store.Tx, f source.File, read map[string]bool) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	kept, err := tx.PutBlob(f.Name, r)
	if err != nil {
		return fmt.Errorf("keep %s: %w", f.Name, err)
	}
	if !read[kept.Hash] {
		return &lookback.InputError{File: f.Name, Reason: "the file changed while it was read, or is not part of this format", Hint: "import it again"}
	}
	return nil
}

// entryWrites compares entries with edition seq of the list by canonical digest, and counts the changes in e.
func entryWrites(tx store.Tx, e *lookback.Edition, seq int, entries []lookback.Entry) ([]store.EntryWrite, error) {
	before, err := tx.EntryDigests(e.List, seq)
	if err != nil {
		return nil, err
	}
	var writes []store.EntryWrite
	for _, entry := range entries {
		entry.List = e.List
		digest := source.Digest(entry)
		was, known := before[entry.ID]
		delete(before, entry.ID)
		switch {
		case !known:
			e.Counts.Added++
			writes = append(writes, store.EntryWrite{Kind: lookback.Added, Entry: entry, Digest: digest})
		case was != digest:
			e.Counts.Amended++
			writes = append(writes, store.EntryWrite{Kind: lookback.Amended, Entry: entry, Digest: digest})
		}
	}
	for _, id := range sortedKeys(before) {
		e.Counts.Removed++
		writes = append(writes, store.EntryWrite{Kind: lookback.Removed, Entry: lookback.Entry{List: e.List, ID: id}})
	}
	return writes, nil
}

// editionRun is the routine lookback that an edition orders.
func editionRun(e lookback.Edition) lookback.Run {
	trigger := lookback.TriggerRetraction
	switch {
	case e.Counts.Added > 0:
		trigger = lookback.TriggerEntry
	case e.Counts.Amended > 0:
		trigger = lookback.TriggerDetail
	}
	return lookback.Run{
		Trigger: trigger,
		Cause:   fmt.Sprintf("%s edition %.12s: %d added, %d amended, %d removed", e.List, e.ID, e.Counts.Added, e.Counts.Amended, e.Counts.Removed),
		Subject: editionSubject(e),
		Mandate: lookback.Mandate{Routine: true, Purpose: "rescreening on list change by standing policy"},
	}
}
