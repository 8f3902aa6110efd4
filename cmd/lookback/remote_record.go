package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/source"
)

func (r *remote) recordImport(args []string) error {
	from, rejects := r.text("source"), r.text("rejects")
	if err := checkSource(from); err != nil {
		return err
	}
	if r.cmd.Flags().Changed("full") || r.cmd.Flags().Changed("drop-limit") {
		return fmt.Errorf("--full and --drop-limit work on a data folder or a database only, not over --server: %w", lookback.ErrUsage)
	}
	if rejects == "" {
		rejects = args[0] + ".rejected.csv"
	}
	query := url.Values{"name": {filepath.Base(args[0])}}
	if path := r.text("map"); path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return &lookback.InputError{File: path, Reason: "it cannot be read: " + err.Error()}
		}
		query.Set("map", string(text))
	}
	file, err := openInput(args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	in := &recordImport{app: r.app, rejects: rejectFile{path: rejects}}
	err = api.Lines(r.ctx, r.client, segment("records", from), query, "text/csv", file, in.told)
	if err := errors.Join(err, in.rejects.close()); err != nil {
		return err
	}
	return r.print(in.counts, in.say)
}

// told takes a line of the server's answer to an import.
func (in *recordImport) told(line api.ImportLine) error {
	switch {
	case line.Error != nil:
		return line.Error.Kinded()
	case line.Counts != nil:
		c := line.Counts
		in.counts = importCounts{Read: c.Read, Stored: c.Stored, Unchanged: c.Unchanged, Rejected: c.Rejected, Deleted: c.Deleted, Opened: c.Opened, Ended: c.Ended, Rejects: in.rejects.written()}
	case line.Rejected != nil:
		x := line.Rejected
		return in.rejects.add(source.Row{Line: x.Line, Raw: []byte(x.Row), Err: &lookback.InputError{Field: x.Field, Reason: x.Reason}})
	case len(line.Columns) > 0:
		in.app.sayGuesses(line.Columns)
	}
	return nil
}

func (r *remote) screen([]string) error {
	f, err := r.screenFlags()
	if err != nil {
		return err
	}
	threshold, err := f.check()
	if err != nil {
		return err
	}
	if f.file != "" {
		return r.screenFile(f.file, threshold)
	}
	party, err := f.party()
	if err != nil {
		return err
	}
	a, err := api.Post[api.Answer](r.ctx, r.client, "/screen", api.Query{Party: api.PartyOf(party), Threshold: api.Score(threshold)})
	if err != nil {
		return err
	}
	return r.printAnswer(party, a)
}

func (r *remote) screenFlags() (f screenFlags, err error) {
	for _, flag := range []struct {
		name string
		to   *[]string
	}{{"name", &f.names}, {"born", &f.births}, {"nationality", &f.nationalities}, {"gender", &f.genders}, {"identifier", &f.identifiers}} {
		if *flag.to, err = r.cmd.Flags().GetStringArray(flag.name); err != nil {
			return f, err
		}
	}
	f.kind, f.file, f.threshold = r.text("kind"), r.text("file"), r.text("threshold")
	return f, nil
}

func (r *remote) printAnswer(party lookback.Party, a api.Answer) error {
	hits := make([]screening.Hit, len(a.Hits))
	for i, h := range a.Hits {
		hits[i] = h.Back()
	}
	return r.printHits(party, hits)
}

// screenFile sends rows while answers come back, so that a file of any length needs little memory at either end.
func (r *remote) screenFile(path string, threshold lookback.Score) error {
	m, _, err := mappingFor(path, "")
	if err != nil {
		return err
	}
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	out, in := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		err := r.sendRows(in, file, path, m, threshold)
		in.CloseWithError(err)
		sent <- err
	}()
	err = api.Lines(r.ctx, r.client, "/screen/stream", nil, "application/x-ndjson", out, func(a api.Answer) error {
		if a.Error != nil {
			return a.Error.Kinded()
		}
		return r.printAnswer(lookback.Party{Names: []lookback.Name{{Full: a.ID}}}, a)
	})
	out.Close() // ends the sending where the server did not want it all
	if failed := <-sent; failed != nil && !errors.Is(failed, io.ErrClosedPipe) {
		return failed
	}
	return err
}

// sendRows writes a query for each row. The name comes back with the answer.
func (r *remote) sendRows(w io.Writer, file io.Reader, path string, m source.Mapping, threshold lookback.Score) error {
	lines := json.NewEncoder(w)
	return source.ReadRecords(file, path, m, func(row source.Row) error {
		if row.Err != nil {
			fmt.Fprintf(r.errs, "not screened: %v\n", row.Err)
			return nil
		}
		name := row.Party.Names[0].Full
		return lines.Encode(api.Query{ID: strings.Clone(name), Party: api.PartyOf(row.Party), Threshold: api.Score(threshold)})
	})
}

func (r *remote) clearance(args []string) error {
	q, err := r.about(args[0])
	if err != nil {
		return err
	}
	c, err := api.Get[api.Clearance](r.ctx, r.client, "/clearance", q)
	if err != nil {
		return err
	}
	var protections []lookback.Protection
	for _, p := range c.Protections {
		protections = append(protections, p.Back())
	}
	return r.print(c, func() {
		r.sayClearance(c.Back())
		r.sayProtections(protections)
	})
}

// about names a record, or an alert by its number, and the time of --at.
func (r *remote) about(name string) (url.Values, error) {
	at, err := parseTime(r.text("at"))
	if err != nil {
		return nil, err
	}
	q := url.Values{}
	if !at.IsZero() {
		q.Set("at", at.Format(time.RFC3339Nano))
	}
	if strings.Contains(name, "/") || r.cmd.Name() == "clearance" {
		_, _, err := lookback.ParseRecordRef(name)
		q.Set("record", name)
		return q, err
	}
	id, err := parseID(name)
	q.Set("alert", fmt.Sprint(id))
	return q, err
}

func (r *remote) replay(args []string) error {
	q, err := r.about(args[0])
	if err != nil {
		return err
	}
	x, err := api.Get[api.Replay](r.ctx, r.client, "/replay", q)
	if err != nil {
		return err
	}
	return r.printReplay(x)
}
