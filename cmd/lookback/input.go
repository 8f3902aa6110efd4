package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lookback"
	"lookback/internal/eval"
	"lookback/internal/match"
	"lookback/internal/source"
)

// readEditions reads the entries of every FORMAT=PATH[,PATH...]. A path may be a folder: its files are the edition.
func readEditions(specs []string) ([]lookback.Entry, error) {
	if len(specs) == 0 {
		return nil, fmt.Errorf("--edition FORMAT=PATH is needed: %w", lookback.ErrUsage)
	}
	var entries []lookback.Entry
	for _, spec := range specs {
		format, paths, ok := strings.Cut(spec, "=")
		if !ok {
			return nil, fmt.Errorf("--edition %q is not FORMAT=PATH: %w", spec, lookback.ErrUsage)
		}
		files, err := editionFiles(strings.Split(paths, ","))
		if err != nil {
			return nil, err
		}
		e, err := source.ParseEdition(source.Format(format), files)
		if err != nil {
			return nil, err
		}
		for i := range e.Entries {
			e.Entries[i].List = format
		}
		entries = append(entries, e.Entries...)
	}
	return entries, nil
}

// editionFiles returns the files at paths; a folder stands for the files in it.
func editionFiles(paths []string) ([]source.File, error) {
	var files []source.File
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil || !info.IsDir() {
			files = append(files, source.Path(path))
			continue
		}
		inside, err := os.ReadDir(path)
		if err != nil {
			return nil, fmt.Errorf("read folder %s: %w", path, err)
		}
		for _, f := range inside {
			if f.Type().IsRegular() {
				files = append(files, source.Path(filepath.Join(path, f.Name())))
			}
		}
	}
	return files, nil
}

// fields says which parts of a party are compared, beside its names.
type fields struct{ date, nationality, gender, birthplace, other bool }

// allFields compares everything that is known.
var allFields = fields{date: true, nationality: true, gender: true, birthplace: true, other: true}

func parseFields(list string) (fields, error) {
	var f fields
	for _, name := range strings.Split(list, ",") {
		switch strings.TrimSpace(name) {
		case "name":
		case "date":
			f.date = true
		case "nationality":
			f.nationality = true
		case "gender":
			f.gender = true
		case "birthplace":
			f.birthplace = true
		default:
			return f, fmt.Errorf("--fields: %q is none of name, date, nationality, gender, birthplace: %w", name, lookback.ErrUsage)
		}
	}
	return f, nil
}

// only returns p with the fields that f does not name left out.
func (f fields) only(p lookback.Party) lookback.Party {
	if !f.date {
		p.Births = nil
	}
	if !f.nationality {
		p.Nationalities, p.Countries = nil, nil
	}
	if !f.gender {
		p.Genders = nil
	}
	if !f.birthplace {
		p.BirthPlaces = nil
	}
	if !f.other {
		p.Identifiers, p.Addresses = nil, nil
	}
	return p
}

// readParties reads the people and companies of a CSV or JSON Lines file, with the fields that keep names.
// A row that cannot be read is an error: quality is measured on whole files.
func readParties(path string, keep fields) ([]lookback.Party, error) {
	var parties []lookback.Party
	err := eachParty(path, func(p lookback.Party) { parties = append(parties, keep.only(p)) })
	return parties, err
}

// readSubjects reads people to measure screening on: only the fields to keep are compared, but all are counted by nationality.
func readSubjects(path string, keep fields) ([]eval.Subject, error) {
	var subjects []eval.Subject
	err := eachParty(path, func(p lookback.Party) {
		given := strings.Join(p.Nationalities, "; ")
		subjects = append(subjects, eval.Subject{Party: keep.only(p), Nationality: cmp.Or(match.CountryIn(given), given)})
	})
	return subjects, err
}

// eachParty calls take with the party of every row of a file, whose columns are known by their names.
func eachParty(path string, take func(lookback.Party)) error {
	m, _, err := mappingFor(path, "")
	if err != nil {
		return err
	}
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return source.ReadRecords(file, path, m, func(row source.Row) error {
		if row.Err != nil {
			return row.Err
		}
		take(row.Party)
		return nil
	})
}

// writeFile writes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	err = errors.Join(write(temp), temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(temp.Name()))
	}
	return nil
}
