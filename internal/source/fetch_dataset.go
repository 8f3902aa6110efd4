package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lookback"
)

// Base is the edition in force of a list, to which deltas are applied. The zero Base is none.
type Base struct {
	Files []lookback.RawFile
	Copy  func(f lookback.RawFile, w io.Writer) error // writes the bytes of a file
}

// The endings of the names under which the files of a data set are kept. Before them stands the version, so that an edition says by
// itself which version it is, whoever brought it in.
const (
	entitiesName = ".entities.ftm.json"
	deltaName    = ".delta.json"
)

// Parts returns how many of the files of an edition hold a part of it. Deltas do not: they change what the others hold.
func Parts(files []lookback.RawFile) int {
	n := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name, deltaName) {
			n++
		}
	}
	return n
}

// maxDeltas is how many deltas an edition may consist of. Then the data set is fetched whole again, with the checksum that the
// publisher states, so that what is wrong in a delta does not live on.
const maxDeltas = 50

// version returns the version of a data set that an edition is, and of how many deltas it consists; empty when its files do not say.
func (b Base) version() (latest string, deltas int) {
	whole := 0
	for _, f := range b.Files {
		version, isDelta := strings.CutSuffix(f.Name, deltaName)
		if !isDelta {
			version, _ = strings.CutSuffix(f.Name, entitiesName)
			whole++
		}
		if !versionFits(version) || version == f.Name {
			return "", 0
		}
		latest = max(latest, version)
	}
	if whole != 1 {
		return "", 0
	}
	return latest, len(b.Files) - 1
}

// versionFits reports whether a version can be part of the name of a file.
func versionFits(version string) bool {
	return version != "" && len(version) <= 64 && version[0] != '.' && strings.Trim(strings.ToLower(version), "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// fetchDataset gets an edition of a data set of a catalogue: by its deltas where that is possible, else whole.
func (f *Fetcher) fetchDataset(ctx context.Context, feed lookback.Feed, inForce Base, dir string) (FetchedEdition, error) {
	set, known, err := f.fetchCatalogue(ctx, feed, dir)
	switch {
	case err != nil:
		return FetchedEdition{}, err
	case set.Name == "":
		return FetchedEdition{Unchanged: true, Known: feed.State.Files}, nil
	}
	at, have := inForce.version()
	if at != "" && at == set.Version {
		return FetchedEdition{Unchanged: true, Known: known}, nil
	}
	why := "" // it is fetched whole; nothing where it has no deltas, or there is nothing to apply them to
	if at != "" && set.DeltaURL != "" && feed.Mirror == "" && versionFits(set.Version) {
		by := byDeltas{fetcher: f, feed: feed, set: set, dir: dir}
		got, err := by.fetch(ctx, inForce, at, have)
		if err == nil || ctx.Err() != nil {
			got.Known = known
			return got, err
		}
		why = err.Error()
	}
	got, err := f.fetchWhole(ctx, feed, set, known, dir)
	got.Whole = why
	return got, err
}

// fetchCatalogue returns what the catalogue says of the data set of a feed, and what to ask it with the next time. The zero Dataset: it
// has not changed.
func (f *Fetcher) fetchCatalogue(ctx context.Context, feed lookback.Feed, dir string) (set Dataset, known []lookback.FeedFile, err error) {
	index := baseRequest(feed)
	index.URL, index.Known = feed.URLs[0], knownOf(feed, feed.URLs[0])
	if index.Into, err = folder(dir, "catalogue"); err != nil {
		return set, nil, err
	}
	got, err := f.Fetch(ctx, index)
	if err != nil || got.Unchanged {
		return set, nil, err
	}
	sets, err := openAnd(got.Path, ParseCatalogue)
	if err != nil {
		return set, nil, err
	}
	i := slices.IndexFunc(sets, func(d Dataset) bool { return d.Name == feed.Dataset })
	if i < 0 {
		return set, nil, &lookback.InputError{File: shown(index.URL), Reason: fmt.Sprintf("the catalogue has no data set %q with entities", feed.Dataset)}
	}
	return sets[i], []lookback.FeedFile{{URL: index.URL, ETag: got.Known.ETag, LastModified: got.Known.LastModified}}, nil
}

// openAnd parses a file that was fetched.
func openAnd[T any](path string, parse func(name string, r io.Reader) (T, error)) (out T, err error) {
	file, err := os.Open(path)
	if err != nil {
		return out, err
	}
	defer file.Close()
	return parse(filepath.Base(path), file)
}

// fetchWhole gets the entities of a data set, with the checksum that the catalogue states.
func (f *Fetcher) fetchWhole(ctx context.Context, feed lookback.Feed, set Dataset, known []lookback.FeedFile, dir string) (got FetchedEdition, err error) {
	entities := baseRequest(feed)
	entities.URL, entities.Sum = set.Entities.URL, set.Entities.SHA1
	if feed.Mirror == "" && versionFits(set.Version) {
		entities.Name = set.Version + entitiesName
	}
	if entities.Into, err = folder(dir, "whole"); err != nil {
		return got, err
	}
	one, err := f.Fetch(ctx, entities)
	if err != nil {
		return got, err
	}
	return editionOf(feed, []FetchRequest{entities}, []Fetched{one}, known)
}

// byDeltas makes an edition of the one in force and the deltas behind it.
type byDeltas struct {
	fetcher *Fetcher
	feed    lookback.Feed
	set     Dataset
	dir     string
}

// fetch returns the files of the edition in force and the deltas that lead from its version to that of the catalogue. Any error means
// that they do not, and that the data set must be fetched whole.
func (b byDeltas) fetch(ctx context.Context, inForce Base, at string, have int) (got FetchedEdition, err error) {
	deltas, err := b.list(ctx, at)
	if err != nil {
		return got, fmt.Errorf("the deltas since %s: %w", at, err)
	}
	if have+len(deltas) > maxDeltas {
		return got, fmt.Errorf("the edition would consist of more than %d deltas", maxDeltas)
	}
	for i, raw := range inForce.Files {
		file, err := b.copied(inForce, raw, i)
		if err != nil {
			return got, err
		}
		got.Files = append(got.Files, file)
	}
	for _, d := range deltas {
		file, err := b.delta(ctx, d)
		if err != nil {
			return got, fmt.Errorf("the delta of version %s: %w", d.Version, err)
		}
		got.Files = append(got.Files, file)
	}
	got.Deltas = len(deltas)
	return got, b.applies(got.Files[:len(inForce.Files)], got.Files[len(inForce.Files):])
}

// list asks the index which deltas lead from a version to that of the catalogue.
func (b byDeltas) list(ctx context.Context, at string) ([]Delta, error) {
	got, err := b.get(ctx, FetchRequest{URL: b.set.DeltaURL}, "index")
	if err != nil {
		return nil, err
	}
	deltas, err := openAnd(got.Path, func(name string, r io.Reader) ([]Delta, error) { return ParseDeltaIndex(name, r, at, b.set.Version) })
	if err == nil && len(deltas) == 0 {
		err = fmt.Errorf("the catalogue has the version %s, which is older", b.set.Version)
	}
	return deltas, err
}

func (b byDeltas) delta(ctx context.Context, d Delta) (File, error) {
	if !versionFits(d.Version) {
		return File{}, &lookback.InputError{File: shown(d.URL), Field: "versions", Reason: fmt.Sprintf("%q is not a version", clip(d.Version))}
	}
	got, err := b.get(ctx, FetchRequest{URL: d.URL, Name: d.Version + deltaName}, "deltas")
	return Path(got.Path), err
}

func (b byDeltas) get(ctx context.Context, r FetchRequest, into string) (got Fetched, err error) {
	all := baseRequest(b.feed)
	all.URL, all.Name = r.URL, r.Name
	if all.Into, err = folder(b.dir, into); err != nil {
		return got, err
	}
	return b.fetcher.Fetch(ctx, all)
}

// copied takes a file of the edition in force out of the store.
func (b byDeltas) copied(inForce Base, raw lookback.RawFile, number int) (File, error) {
	into, err := folder(b.dir, fmt.Sprintf("in-force-%d", number))
	if err != nil {
		return File{}, err
	}
	path := filepath.Join(into, raw.Name)
	file, err := os.Create(path)
	if err != nil {
		return File{}, fmt.Errorf("keep %s: %v: %w", raw.Name, err, lookback.ErrUnavailable)
	}
	if err := errors.Join(inForce.Copy(raw, file), file.Close()); err != nil {
		return File{}, fmt.Errorf("take %s out of the store: %w", raw.Name, err)
	}
	return Path(path), nil
}

// applies refuses deltas that do not fit what they are applied to, that cannot be read to the last line, or that lead to another number
// of entities than the catalogue states.
func (b byDeltas) applies(inForce, deltas []File) error {
	r := newFTMReader(&Edition{Format: FTMJSON})
	if err := r.files(inForce); err != nil {
		return err
	}
	unread := r.edition.Counts.Problems
	if err := r.files(deltas); err != nil {
		return err
	}
	if n := r.edition.Counts.Problems - unread; n > 0 {
		return fmt.Errorf("%d lines of them cannot be read", n)
	}
	if b.set.Count != 0 && b.set.Count != len(r.byID) {
		return fmt.Errorf("they lead to %d entities, and the catalogue states %d", len(r.byID), b.set.Count)
	}
	return nil
}
