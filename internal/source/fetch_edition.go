package source

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"lookback"
)

// FetchedEdition is what a feed gives: the files of an edition, or that nothing is new.
type FetchedEdition struct {
	Files     []File // none when Unchanged
	Unchanged bool
	Known     []lookback.FeedFile // for asking the next time
}

// FetchEdition gets all files of an edition of feed into the folder dir, or none. When the publisher has changed one file all
// are fetched, so that they are of one day. Errors are those of Fetch.
func (f *Fetcher) FetchEdition(ctx context.Context, feed lookback.Feed, dir string) (FetchedEdition, error) {
	requests, known, err := f.requests(ctx, feed, dir)
	if err != nil {
		return FetchedEdition{}, err
	}
	files, unchanged, err := f.fetchAll(ctx, requests)
	if err == nil && unchanged < len(requests) && unchanged > 0 {
		for i := range requests {
			requests[i].Known = Validators{}
		}
		files, unchanged, err = f.fetchAll(ctx, requests)
	}
	if err != nil {
		return FetchedEdition{}, err
	}
	if unchanged == len(requests) {
		return FetchedEdition{Unchanged: true, Known: feed.State.Files}, nil
	}
	return editionOf(feed, requests, files, known)
}

// fetchAll gets every file and counts those that have not changed.
func (f *Fetcher) fetchAll(ctx context.Context, requests []FetchRequest) (files []Fetched, unchanged int, err error) {
	for _, r := range requests {
		one, err := f.Fetch(ctx, r)
		if err != nil {
			return nil, 0, err
		}
		if one.Unchanged {
			unchanged++
		}
		files = append(files, one)
	}
	return files, unchanged, nil
}

// editionOf puts the files together, unless they are too small to be an edition.
func editionOf(feed lookback.Feed, requests []FetchRequest, files []Fetched, known []lookback.FeedFile) (FetchedEdition, error) {
	got := FetchedEdition{Known: known}
	var size int64
	for i, one := range files {
		got.Files = append(got.Files, Path(one.Path))
		got.Known = append(got.Known, lookback.FeedFile{URL: requests[i].URL, ETag: one.Known.ETag, LastModified: one.Known.LastModified})
		size += one.Size
	}
	if size < feed.MinBytes {
		return FetchedEdition{}, &lookback.InputError{File: shown(feed.URLs[0]), Reason: fmt.Sprintf("the edition has %d bytes, where at least %d are expected", size, feed.MinBytes),
			Hint: "if that is right, lower --min-bytes"}
	}
	return got, nil
}

// requests says what to ask for. A catalogue is read for the address and checksum of its data set; known is what its index said,
// and there is nothing to ask for when the index has not changed.
func (f *Fetcher) requests(ctx context.Context, feed lookback.Feed, dir string) (all []FetchRequest, known []lookback.FeedFile, err error) {
	base := FetchRequest{Hosts: slices.Clone(feed.Hosts), MaxBytes: feed.MaxBytes, Proxy: feed.Proxy, Mirror: feed.Mirror}
	if feed.Dataset != "" {
		return f.catalogueRequests(ctx, feed, base, dir)
	}
	for i, address := range feed.URLs {
		r := base
		r.URL, r.Known = address, knownOf(feed, address)
		if r.Into, err = folder(dir, fmt.Sprint(i)); err != nil {
			return nil, nil, err
		}
		all = append(all, r)
	}
	if feed.SumURL != "" {
		sum := base
		if sum.Into, err = folder(dir, "sum"); err != nil {
			return nil, nil, err
		}
		sum.URL = feed.SumURL
		all[0].Sum, err = f.FetchSum(ctx, sum, all[0].URL)
	}
	return all, nil, err
}

// folder makes a folder of its own for each file: two of them may have one name.
func folder(dir, name string) (string, error) {
	into := filepath.Join(dir, name)
	if err := os.MkdirAll(into, 0o700); err != nil {
		return "", fmt.Errorf("make %s: %v: %w", into, err, lookback.ErrUnavailable)
	}
	return into, nil
}

func knownOf(feed lookback.Feed, address string) Validators {
	for _, f := range feed.State.Files {
		if f.URL == address {
			return Validators{f.ETag, f.LastModified}
		}
	}
	return Validators{}
}

// catalogueRequests asks for the entities of the data set, with the checksum that the index states.
func (f *Fetcher) catalogueRequests(ctx context.Context, feed lookback.Feed, base FetchRequest, dir string) ([]FetchRequest, []lookback.FeedFile, error) {
	into, err := folder(dir, "0")
	if err != nil {
		return nil, nil, err
	}
	base.Into = into
	index := base
	index.URL, index.Known = feed.URLs[0], knownOf(feed, feed.URLs[0])
	got, err := f.Fetch(ctx, index)
	if err != nil || got.Unchanged {
		return nil, nil, err
	}
	file, err := os.Open(got.Path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	sets, err := ParseCatalogue(filepath.Base(got.Path), file)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(sets, func(d Dataset) bool { return d.Name == feed.Dataset })
	if i < 0 {
		return nil, nil, &lookback.InputError{File: shown(index.URL), Reason: fmt.Sprintf("the catalogue has no data set %q with entities", feed.Dataset)}
	}
	entities := base
	entities.URL, entities.Sum = sets[i].Entities.URL, sets[i].Entities.SHA1
	return []FetchRequest{entities}, []lookback.FeedFile{{URL: index.URL, ETag: got.Known.ETag, LastModified: got.Known.LastModified}}, nil
}
