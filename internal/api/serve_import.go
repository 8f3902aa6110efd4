package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/source"
)

func importRoutes() []Route {
	return []Route{
		{Method: http.MethodPost, Path: prefix + "/lists/{list}/editions", Permission: ImportLists, LimitBytes: maxEdition,
			Summary: "Make an edition of a list from the files of a form, and order the lookback that follows",
			Takes:   "multipart/form-data", Out: Imported{}, Query: []Param{{"format", "how the files are written; recognised when left out"}, {"published", "day of publication, where the files do not say"}},
			handle: answer(importEdition)},
	}
}

// Back translates i back.
func (i Imported) Back() screening.EditionResult {
	out := screening.EditionResult{Edition: i.Edition.Back(), New: i.New, Run: i.Run, Ties: i.Stated.back(i.Links)}
	if i.Held != nil {
		held := i.Held.Back()
		out.Held = &held
	}
	return out
}

// maxEdition bounds the files of an edition: the largest published today have some hundred megabytes.
const maxEdition = 4 << 30

// Imported says what became of an edition.
type Imported struct {
	Edition
	New      bool     `json:"new"` // false when the current edition has the same bytes
	Run      int64    `json:"run"`
	NotTaken []string `json:"rows_not_read"` // each row that could not be read, with file, line and field

	Stated ListTies         `json:"connections"`      // what the edition says of how its entries are connected
	Links  []UnresolvedLink `json:"unresolved_links"` // mentions of linked parties that name no single entry

	Held *HeldEdition `json:"held,omitempty"` // the guard holds it back, and the edition in force stays in force
}

func importEdition(c *call) (Imported, error) {
	published, err := parseDay(c.query("published"))
	if err != nil {
		return Imported{}, err
	}
	dir, err := os.MkdirTemp("", "lookback-edition-*")
	if err != nil {
		return Imported{}, fmt.Errorf("make a folder for the files: %w", err)
	}
	defer os.RemoveAll(dir)
	files, err := c.receiveFiles(dir)
	if err != nil {
		return Imported{}, err
	}
	format := source.Format(c.query("format"))
	if format == "" {
		if format, err = source.Recognise(files); err != nil {
			return Imported{}, err
		}
	}
	result, err := c.Screening.ImportEdition(c.ctx(), screening.EditionImport{List: c.path("list"), Format: format, Files: files, Published: published, Actor: c.caller.Person})
	if err != nil {
		return Imported{}, err
	}
	c.Worker.Wake()
	return importedOf(result), nil
}

// importedOf translates what became of an edition.
func importedOf(result screening.EditionResult) Imported {
	out := Imported{Edition: EditionOf(result.Edition), New: result.New, Run: result.Run, NotTaken: []string{}, Stated: ListTiesOf(result.Ties), Links: []UnresolvedLink{}}
	for _, u := range result.Ties.Unresolved {
		out.Links = append(out.Links, UnresolvedLink(u))
	}
	if result.Held != nil && !result.New {
		held := HeldOf(*result.Held)
		out.Held = &held
	}
	for _, p := range result.Problems {
		out.NotTaken = append(out.NotTaken, p.Error())
	}
	return out
}

func parseDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, &lookback.InputError{Field: "published", Reason: fmt.Sprintf("%q is not a day", text), Hint: "write it like 2026-01-31"}
	}
	return t, nil
}

// receiveFiles keeps the files of a form in dir while they are read, so that a list of any size needs little memory.
func (c *call) receiveFiles(dir string) ([]source.File, error) {
	form, err := c.r.MultipartReader()
	if err != nil {
		return nil, &lookback.InputError{Field: "body", Reason: "there is no form with files", Hint: "send the files as multipart/form-data"}
	}
	var files []source.File
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return files, noFiles(files)
		}
		if err != nil {
			return nil, badBody(err)
		}
		if part.FileName() == "" {
			return nil, &lookback.InputError{Field: part.FormName(), Reason: "this part of the form is no file"}
		}
		file, err := receiveFile(dir, len(files), part)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
}

func noFiles(files []source.File) error {
	if len(files) == 0 {
		return &lookback.InputError{Field: "body", Reason: "the form has no files"}
	}
	return nil
}

// receiveFile keeps one file under a number of ours, because the name that a client gives is not a path to trust.
func receiveFile(dir string, number int, part *multipart.Part) (source.File, error) {
	path := filepath.Join(dir, fmt.Sprint(number))
	file, err := os.Create(path)
	if err != nil {
		return source.File{}, fmt.Errorf("keep a file: %w", err)
	}
	_, err = io.Copy(file, part)
	if err != nil {
		return source.File{}, errors.Join(badBody(err), file.Close())
	}
	kept := source.Path(path)
	kept.Name = part.FileName() // a base name: package multipart sees to it
	return kept, file.Close()
}

// ImportLine is one line of the answer to an import of records: a row that could not be read, or at the end the totals.
type ImportLine struct {
	Rejected *Rejected     `json:"rejected,omitempty"`
	Columns  []string      `json:"columns,omitempty"` // what each column was taken for, where that was guessed
	Counts   *ImportCounts `json:"counts,omitempty"`
	Error    *Problem      `json:"error,omitempty"` // why the import ended early; what was stored before stays
}

// Rejected is a row that could not be read.
type Rejected struct {
	Line   int    `json:"line"`
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Row    string `json:"row"`
}

// ImportCounts are the totals of an import of records. Read = Stored + Unchanged + Rejected.
type ImportCounts struct {
	Read      int `json:"read"`
	Stored    int `json:"stored"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	Opened    int `json:"alerts_opened"`
	Ended     int `json:"alerts_ended"`
	Deleted   int `json:"deleted"` // rows that say that the source has let go of a record
}

// importBatch is how many records are stored and screened in one transaction, under one event.
const importBatch = 5000

// recordIntake is an import of records on its way.
type recordIntake struct {
	*call
	out     *json.Encoder
	batch   []lookback.Record
	deleted []string // keys, behind the batch
	counts  ImportCounts
}

// importRecords answers while it reads, needing memory for one batch.
func (c *call) importRecords() error {
	name := c.query("name")
	if name == "" {
		name = "the body"
	}
	mapping, guesses, body, err := c.mapping(name)
	if err != nil {
		return err
	}
	if err := c.bothWays(); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/x-ndjson")
	in := &recordIntake{call: c, out: json.NewEncoder(c.w)}
	if len(guesses) > 0 {
		_ = in.out.Encode(ImportLine{Columns: guesses}) // a client that went away is told nothing
	}
	err = source.ReadRecords(body, name, mapping, in.row)
	if err == nil {
		err = in.flush()
	}
	c.Worker.Wake()
	last := ImportLine{Counts: &in.counts}
	if err != nil {
		last.Error = problemOf(badStream(err))
	}
	_ = in.out.Encode(last) // a client that went away is told nothing
	return nil
}

// badStream says what the network did to a body, and leaves every other error as it is.
func badStream(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLarge(large.Limit)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, os.ErrDeadlineExceeded):
		return &lookback.InputError{Field: "body", Reason: "the body ends in the middle", Hint: "send the file again: what is known already is not stored twice"}
	}
	return err
}

// mapping returns the mapping that the caller sends, or one guessed from the columns, and the body from its start.
func (c *call) mapping(name string) (source.Mapping, []string, io.Reader, error) {
	if text := c.query("map"); text != "" {
		m, err := source.ParseMapping("map", []byte(text))
		return m, nil, c.r.Body, err
	}
	var head bytes.Buffer
	columns, err := source.RecordColumns(io.TeeReader(c.r.Body, &head), name)
	if err != nil {
		return source.Mapping{}, nil, nil, badStream(err)
	}
	m, guesses := source.GuessMapping(columns)
	return m, guesses, io.MultiReader(&head, c.r.Body), nil
}

func (in *recordIntake) row(row source.Row) error {
	in.counts.Read++
	if row.Err != nil {
		in.counts.Rejected++
		reason := row.Err.Reason
		if row.Err.Hint != "" {
			reason += "; " + row.Err.Hint
		}
		return in.out.Encode(ImportLine{Rejected: &Rejected{row.Line, row.Err.Field, reason, string(row.Raw)}})
	}
	if row.Deleted {
		in.counts.Deleted++
		in.deleted = append(in.deleted, row.Key)
	} else {
		in.batch = append(in.batch, lookback.Record{Source: in.path("source"), Key: row.Key, Arrived: row.Arrived, Party: row.Party})
	}
	if len(in.batch)+len(in.deleted) < importBatch {
		return nil
	}
	return in.flush()
}

// flush stores the batch in one transaction.
func (in *recordIntake) flush() error {
	if len(in.batch)+len(in.deleted) == 0 {
		return nil
	}
	c, err := in.Screening.StoreRecords(in.ctx(), in.caller.Person, in.batch)
	if err != nil {
		return err
	}
	if _, err := in.Screening.EndRecords(in.ctx(), in.caller.Person, in.path("source"), "deleted by its source", in.deleted); err != nil {
		return err
	}
	in.batch, in.deleted = in.batch[:0], in.deleted[:0]
	in.counts.Stored += c.Stored
	in.counts.Unchanged += c.Unchanged
	in.counts.Opened += c.Opened
	in.counts.Ended += c.Ended
	return nil
}
