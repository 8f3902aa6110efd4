package store

import (
	"io"

	"lookback"
)

// Blobs are raw files by the hash of their content.
type Blobs interface {
	// PutBlob keeps what r holds and returns its hash and size. The same bytes are kept once. It holds
	// little of r in memory. Errors of r are returned as they are.
	PutBlob(name string, r io.Reader) (lookback.RawFile, error)

	// GetBlob returns a reader of the bytes with this hash, good until the transaction ends. Reading returns
	// an error that wraps ErrCheck when they are no longer what was put.
	GetBlob(hash string) (io.Reader, error)
}
