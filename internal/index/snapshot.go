package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"strings"

	"lookback"
	"lookback/internal/match"
)

// The snapshot of an index, as docs/format/slice.md describes it.
const (
	snapshotMagic   = "LBSLICE\n"
	snapshotVersion = 1

	matcherSize   = 32                          // bytes of the matcher version, filled up with zeros
	headerSize    = 8 + 4 + 4 + matcherSize + 8 // up to the table of sections
	sectionSize   = 4 + 4 + 8                   // an entry of the table: name, checksum and length
	maxHeaderSize = headerSize + sections*sectionSize + 4
)

// section names one part of a snapshot. The numbers are part of the format: they are never reused.
type section uint32

// The sections, in the order in which they lie in the file.
const (
	sectionFormBases section = 1 + iota
	sectionFormStarts
	sectionForms
	sectionKeyStarts
	sectionKeys
	sectionPartStarts
	sectionParts
	sectionDeletionStarts
	sectionDeletions
	sectionPostingBases
	sectionPostingStarts
	sectionPostings
	sectionRuns
	sectionOwnerBases
	sectionOwnerStarts
	sectionOwners
	sectionOwnerIDs
	sectionIdentifierStarts
	sectionIdentifiers

	sections = int(sectionIdentifiers)
)

// String returns the name of s as the format page has it.
func (s section) String() string {
	return [...]string{"", "form bases", "form starts", "forms", "key starts", "keys", "part starts", "parts", "deletion starts", "deletions",
		"posting bases", "posting starts", "postings", "runs", "owner bases", "owner starts", "owners", "owner ids",
		"identifier starts", "identifiers"}[s]
}

// sections lists where the bytes of each section are held, in their order.
func (ix *Index) sections() [sections]*[]byte {
	d, p, o := ix.dictionary, ix.postings, ix.owners
	return [...]*[]byte{
		&d.starts.bases, (*[]byte)(&d.starts.rest), &d.records,
		(*[]byte)(&d.exact.starts), (*[]byte)(&d.exact.entries),
		(*[]byte)(&d.parts.starts), &d.parts.entries,
		(*[]byte)(&d.deleted.starts), (*[]byte)(&d.deleted.entries),
		&p.starts.bases, (*[]byte)(&p.starts.rest), &p.data,
		(*[]byte)(&ix.runs),
		&o.starts.bases, (*[]byte)(&o.starts.rest), &o.records, (*[]byte)(&o.ids),
		(*[]byte)(&ix.identifiers.starts), (*[]byte)(&ix.identifiers.entries),
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteTo writes the snapshot of ix. Equal indexes give equal bytes.
func (ix *Index) WriteTo(w io.Writer) (int64, error) {
	parts := ix.sections()
	header := append(make([]byte, 0, maxHeaderSize), snapshotMagic...)
	header = binary.LittleEndian.AppendUint32(header, snapshotVersion)
	header = binary.LittleEndian.AppendUint32(header, uint32(len(parts)))
	var matcher [matcherSize]byte
	copy(matcher[:], match.Version())
	header = append(header, matcher[:]...)
	header = binary.LittleEndian.AppendUint32(header, ix.owners.base)
	header = binary.LittleEndian.AppendUint32(header, uint32(ix.owners.width))
	for i, part := range parts {
		header = binary.LittleEndian.AppendUint32(header, uint32(i+1))
		header = binary.LittleEndian.AppendUint32(header, crc32.Checksum(*part, castagnoli))
		header = binary.LittleEndian.AppendUint64(header, uint64(len(*part)))
	}
	header = binary.LittleEndian.AppendUint32(header, crc32.Checksum(header, castagnoli))
	n, err := w.Write(header)
	total := int64(n)
	for _, part := range parts {
		if err != nil {
			return total, err
		}
		n, err = w.Write(*part)
		total += int64(n)
	}
	return total, err
}

// Read reads the snapshot of size bytes from r into memory and opens it, under the terms of Open.
func Read(r io.ReaderAt, size int64) (*Index, error) {
	if size < 0 || size > math.MaxInt {
		return nil, notSnapshot("no file is that long")
	}
	data := make([]byte, size)
	if _, err := r.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	return Open(data)
}

// Open returns the index whose snapshot is data, which may be a mapped file: the index refers to data, which must not
// change or go away as long as the index is used. All bytes are checked first. The error is an InputError when data is no snapshot
// that this version reads, wraps lookback.ErrCheck when the snapshot is damaged, and lookback.ErrConflict
// when it was made under other rules of matching; in each case the index is to be built again.
func Open(data []byte) (*Index, error) {
	matcher, err := snapshotMatcher(data)
	if err != nil {
		return nil, err
	}
	if matcher != match.Version() {
		return nil, fmt.Errorf("snapshot: it was made by matcher %s, and this is matcher %s: %w", matcher, match.Version(), lookback.ErrConflict)
	}
	return open(data)
}

// snapshotMatcher checks the start of data and returns the version of the matcher that made it.
func snapshotMatcher(data []byte) (string, error) {
	if len(data) < headerSize || string(data[:8]) != snapshotMagic {
		return "", notSnapshot("it does not start as snapshots do")
	}
	version, n := binary.LittleEndian.Uint32(data[8:]), binary.LittleEndian.Uint32(data[12:])
	if version != snapshotVersion {
		return "", notSnapshot(fmt.Sprintf("its version is %d, and this program reads version %d", version, snapshotVersion))
	}
	end := headerSize + sections*sectionSize
	if n != uint32(sections) || len(data) < end+4 {
		return "", damaged("the table of sections is cut short")
	}
	if crc32.Checksum(data[:end], castagnoli) != binary.LittleEndian.Uint32(data[end:]) {
		return "", damaged("the header does not have the checksum that was written")
	}
	return strings.TrimRight(string(data[16:16+matcherSize]), "\x00"), nil
}

// open reads a snapshot whose header was checked.
func open(data []byte) (*Index, error) {
	ix := &Index{dictionary: &dictionary{}, postings: &postings{}, owners: &owners{}, snapshot: data}
	ix.owners.base = binary.LittleEndian.Uint32(data[16+matcherSize:])
	ix.owners.width = int(binary.LittleEndian.Uint32(data[16+matcherSize+4:]))
	parts := ix.sections()
	err := eachSection(data, func(i int, part []byte) { *parts[i] = part })
	if err == nil {
		err = ix.check()
	}
	if err != nil {
		return nil, err
	}
	return ix, nil
}

// Intact checks that the bytes the index was opened from are those that Open checked in full: a file may be damaged while it is in use. It
// reads all of them, at some gigabytes a second, and returns the errors of Open. An index that was built is always intact.
func (ix *Index) Intact() error {
	if ix.snapshot == nil {
		return nil
	}
	if _, err := snapshotMatcher(ix.snapshot); err != nil {
		return err
	}
	return eachSection(ix.snapshot, func(int, []byte) {})
}

// eachSection gives the sections of a snapshot, whose header was checked, in order and each with the right checksum.
func eachSection(data []byte, give func(i int, part []byte)) error {
	rest := data[headerSize+sections*sectionSize+4:]
	for i := range sections {
		entry := data[headerSize+i*sectionSize:]
		name, size := section(i+1), binary.LittleEndian.Uint64(entry[8:])
		if binary.LittleEndian.Uint32(entry) != uint32(name) || size > uint64(len(rest)) {
			return damaged(fmt.Sprintf("section %q is not there in full", name))
		}
		part := rest[:size:size]
		rest = rest[size:]
		if crc32.Checksum(part, castagnoli) != binary.LittleEndian.Uint32(entry[4:]) {
			return damaged(fmt.Sprintf("section %q does not have the checksum that was written", name))
		}
		give(i, part)
	}
	if len(rest) > 0 {
		return damaged(fmt.Sprintf("%d bytes follow the last section", len(rest)))
	}
	return nil
}

func notSnapshot(reason string) error {
	return &lookback.InputError{Field: "snapshot", Reason: "this is not a snapshot of a slice: " + reason, Hint: "build the index again from the store"}
}

func damaged(reason string) error {
	return fmt.Errorf("snapshot: %s: %w", reason, lookback.ErrCheck)
}
