package screening

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/store"
)

// Shelf keeps the snapshots of slices. Package shelf has the one that is a folder.
type Shelf interface {
	// Write makes a file of what write writes: whole or not at all.
	Write(name string, write func(io.Writer) error) error
	// Open returns the bytes of a file and a function that lets go of them, or ErrNotFound.
	Open(name string) (data []byte, done func() error, err error)
	// Clean removes every file that keep does not name.
	Clean(keep func(name string) bool) error
}

// sliceSpan is how many record IDs a slice covers. It is a variable for tests only.
var sliceSpan int64 = 1_000_000

// sliceWorth is how many records that are in no slice, or in an outdated one, are worth building slices for. Fewer are read one by one
// in less than a second, which is how long a search by name takes then. It is a variable for tests only.
var sliceWorth = 10_000

// sliceShare is the part of a slice, one in so many, that must be out of date before it is made anew.
const sliceShare = 10

// manifestName is the file that says which slices hold.
const manifestName = "slices.json"

// slice is an immutable index over the records with an ID after AfterID up to and with LastID, as they were
// known at Position. Its span is cut at multiples of sliceSpan, so that a slice can be made anew in place.
type slice struct {
	File     string `json:"file"`
	AfterID  int64  `json:"after_id"`
	LastID   int64  `json:"last_id"`
	Position int64  `json:"position"`
	Records  int    `json:"records"`
	Matcher  string `json:"matcher"`
}

// manifest lists the slices, by ID.
type manifest struct {
	Slices []slice `json:"slices"`
}

// find returns the slice of the records of a unit, if it was made by this matcher at or before a position. It holds no records of other units, as
// the slice of a part of them would that was cut while slices could not be read; records of the unit may be newer than it.
func (m manifest) find(u store.Unit, position int64) (slice, bool) {
	i := slices.IndexFunc(m.Slices, func(s slice) bool { return s.AfterID == u.AfterID })
	if i < 0 || m.Slices[i].Matcher != matcher() || m.Slices[i].Position > position || m.Slices[i].LastID > u.LastID {
		return slice{}, false
	}
	return m.Slices[i], u.LastID-u.AfterID <= sliceSpan
}

// readManifest returns the slices on the shelf; none when there is no shelf or nothing readable on it, because
// everything in it can be made again from the store.
func (s *Service) readManifest() manifest {
	var m manifest
	if s.shelf == nil {
		return m
	}
	data, done, err := s.shelf.Open(manifestName)
	if err != nil {
		return m
	}
	err = json.Unmarshal(data, &m)
	if err := errors.Join(err, done()); err != nil {
		return manifest{}
	}
	return m
}

// Compact makes slices of the records that are in none, and makes outdated or damaged ones anew, where enough
// has gathered. It may run at any time; lookbacks use what is there.
func (s *Service) Compact(ctx context.Context, progress func(done, total int)) error {
	if s.shelf == nil {
		return nil
	}
	var next manifest
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		next, err = s.compact(ctx, tx, s.readManifest(), progress)
		return err
	})
	if err != nil {
		return fmt.Errorf("make slices: %w", err)
	}
	return s.replaceManifest(next)
}

// replaceManifest puts a manifest in the place of the one before, and lets go of the slices that it does not name.
func (s *Service) replaceManifest(m manifest) error {
	err := s.shelf.Write(manifestName, func(w io.Writer) error { return json.NewEncoder(w).Encode(m) })
	if err != nil {
		return err
	}
	if err := s.kept.drop(m.names); err != nil {
		return err
	}
	return s.shelf.Clean(func(name string) bool { return name == manifestName || m.names(name) })
}

// names reports whether a file is that of a slice.
func (m manifest) names(file string) bool {
	return slices.ContainsFunc(m.Slices, func(x slice) bool { return x.File == file })
}

// compact builds the slices that are worth it and returns the new manifest.
func (s *Service) compact(ctx context.Context, tx store.Tx, old manifest, progress func(done, total int)) (manifest, error) {
	var next manifest
	position, err := tx.Position()
	if err != nil {
		return next, err
	}
	last, err := tx.LastRecordID(store.Now)
	if err != nil {
		return next, err
	}
	for after := int64(0); after < last; after += sliceSpan {
		progress(int(after), int(last))
		if err := ctx.Err(); err != nil {
			return next, err
		}
		u := store.Unit{AfterID: after, LastID: min(after+sliceSpan, last)}
		held, ok := old.find(u, position)
		worth, err := s.worthBuilding(tx, held, ok, u)
		if err != nil {
			return next, err
		}
		if worth {
			if held, err = s.buildSlice(tx, u, position); err != nil {
				return next, err
			}
			ok = true
		}
		if ok {
			next.Slices = append(next.Slices, held)
		}
	}
	return next, nil
}

// worthBuilding reports whether a slice is missing, damaged or so much out of date that it should be made.
func (s *Service) worthBuilding(tx store.Tx, held slice, ok bool, u store.Unit) (bool, error) {
	if !ok {
		return u.LastID-u.AfterID >= int64(sliceWorth), nil
	}
	_, done, err := s.openSlice(held)
	if err != nil {
		return true, nil // missing or damaged: the store has everything it held
	}
	if err := done(); err != nil {
		return false, err
	}
	newer := 0
	err = eachSince(tx, held.Position, store.Now, func(r lookback.Record) {
		if r.ID > u.AfterID && r.ID <= u.LastID {
			newer++
		}
	})
	return newer >= max(sliceWorth, held.Records/sliceShare), err
}

// openSlice opens the snapshot of a slice. Any damage is an error that names the file.
func (s *Service) openSlice(x slice) (*index.Index, func() error, error) {
	data, done, err := s.shelf.Open(x.File)
	if err != nil {
		return nil, nil, err
	}
	ix, err := index.Open(data)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("slice %s: %w", x.File, err), done())
	}
	return ix, done, nil
}

// slicePage is how many records are read at once while a slice is built.
const slicePage = 20_000

// buildSlice indexes the records of a unit as they are at a position and puts the snapshot on the shelf.
func (s *Service) buildSlice(tx store.Tx, u store.Unit, position int64) (slice, error) {
	x := slice{File: fmt.Sprintf("slice-%d-%d.lbs", u.AfterID, position), AfterID: u.AfterID, LastID: u.LastID, Position: position, Matcher: matcher()}
	var b index.Builder
	for after := u.AfterID; ; {
		records, err := tx.RecordsInRange(position, after, u.LastID, slicePage)
		if err != nil {
			return x, err
		}
		if len(records) == 0 {
			break
		}
		for i, p := range prepareAll(records) {
			b.Add(uint32(records[i].ID-u.AfterID), &p)
		}
		x.Records += len(records)
		after = records[len(records)-1].ID
	}
	ix := b.Build()
	return x, s.shelf.Write(x.File, func(w io.Writer) error { _, err := ix.WriteTo(w); return err })
}

// prepareAll analyses records on all cores.
func prepareAll(records []lookback.Record) []match.Party {
	prepared := make([]match.Party, len(records))
	eachOf(len(records), func(i int, s *searcher) { prepared[i] = s.prepare.Prepare(records[i].Party) })
	return prepared
}
