package source

import (
	"archive/zip"
	"errors"
	"io"
)

// Limits on what a part of a workbook may unpack to. Sheets that people make shrink to a tenth or a thirtieth; what shrinks to less
// than a hundredth was made to fill the memory of whoever opens it.
const (
	maxExpansion  = 100
	freeExpansion = 16 << 20 // bytes that any part may have
	maxSheetRow   = 16 << 20 // of one row, as it stands in the sheet
)

// errExpands means that a part unpacks to more than a workbook has any need of.
var errExpands = errors.New("it unpacks to far more than it should")

// unpackLimit returns how many bytes of a part are read at most.
func unpackLimit(f *zip.File, most int64) int64 {
	if f.CompressedSize64 > uint64(most)/maxExpansion {
		return most
	}
	return min(most, int64(f.CompressedSize64)*maxExpansion+freeExpansion)
}

// boundedReader ends with errExpands behind a number of bytes, of the whole and since the last call of next.
type boundedReader struct {
	in         io.Reader
	whole, row int64
}

// next lets another row be read.
func (b *boundedReader) next() { b.row = maxSheetRow }

func (b *boundedReader) Read(p []byte) (int, error) {
	left := min(b.whole, b.row)
	if left <= 0 {
		return 0, errExpands
	}
	n, err := b.in.Read(p[:min(int64(len(p)), left)])
	b.whole -= int64(n)
	b.row -= int64(n)
	return n, err
}
