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
	Deltas    int                 // of Files, those that came now and change the edition in force; 0 when it was fetched whole
	Whole     string              // why a data set was fetched whole although it has deltas; empty for no reason
}

// FetchEdition gets all files of an edition of feed into the folder dir, or none. When the publisher has changed one file all
// are fetched, so that they are of one day. Of a catalogue that has deltas only those behind the edition in force are
// fetched, where they lead from it to the latest. Errors are those of Fetch.
func (f *Fetcher) FetchEdition(ctx context.Context, feed lookback.Feed, inForce Base, dir string) (FetchedEdition, error) {
	if feed.Dataset != "" {
		return f.fetchDataset(ctx, feed, inForce, dir)
	}
	requests, err := f.requests(ctx, feed, dir)
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
	return editionOf(feed, requests, files, nil)
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

// baseRequest is what all requests of a feed have in common.
func baseRequest(feed lookback.Feed) FetchRequest {
	return FetchRequest{Hosts: slices.Clone(feed.Hosts), MaxBytes: feed.MaxBytes, Proxy: feed.Proxy, Mirror: feed.Mirror}
}

// requests says what to ask for.
func (f *Fetcher) requests(ctx context.Context, feed lookback.Feed, dir string) (all []FetchRequest, err error) {
	for i, address := range feed.URLs {
		r := baseRequest(feed)
		r.URL, r.Known = address, knownOf(feed, address)
		if r.Into, err = folder(dir, fmt.Sprint(i)); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if feed.SumURL != "" {
		sum := baseRequest(feed)
		if sum.Into, err = folder(dir, "sum"); err != nil {
			return nil, err
		}
		sum.URL = feed.SumURL
		all[0].Sum, err = f.FetchSum(ctx, sum, all[0].URL)
	}
	return all, err
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
