package journal

import (
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"lookback"
)

// Hashes reads stored hashes of the tree by the index that AppendHashes gave them. Stores implement it.
type Hashes = tlog.HashReader

// LeafHash returns the leaf hash of the canonical bytes of an event: SHA-256 over 0x00 and the bytes.
func LeafHash(leaf []byte) Hash { return tlog.RecordHash(leaf) }

// AppendHashes returns the hashes to store when the event at position gets the leaf hash h: first its own,
// then the nodes it completes. The first belongs at HashIndex(position), the others follow without a gap.
func AppendHashes(position int64, h Hash, known Hashes) ([]Hash, error) {
	return tlog.StoredHashesForRecordHash(position-1, h, known)
}

// HashIndex returns the index of the leaf hash of the event at position. It is also the number of hashes
// that are stored before that event is appended.
func HashIndex(position int64) int64 { return tlog.StoredHashIndex(0, position-1) }

// Root returns the root of the tree over the first size events.
func Root(size int64, known Hashes) (Hash, error) {
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, known)
}

// ProveInclusion returns the proof that the event at position is in the tree of the first size events.
func ProveInclusion(size, position int64, known Hashes) ([]Hash, error) {
	if position < 1 || position > size {
		return nil, fmt.Errorf("position %d in a journal of %d events: %w", position, size, lookback.ErrNotFound)
	}
	return tlog.ProveRecord(size, position-1, known)
}

// CheckInclusion returns ErrCheck unless proof shows that the event at position has the leaf hash h in the
// journal of size events with this root.
func CheckInclusion(proof []Hash, size int64, root Hash, position int64, h Hash) error {
	if err := tlog.CheckRecord(proof, size, root, position-1, h); err != nil {
		return fmt.Errorf("the proof does not show event %d in the journal of %d events: %w", position, size, lookback.ErrCheck)
	}
	return nil
}

// ProveConsistency returns the proof that the journal of size events continues the one of old events.
func ProveConsistency(old, size int64, known Hashes) ([]Hash, error) {
	if old < 1 || old > size {
		return nil, fmt.Errorf("a journal of %d events does not continue one of %d: %w", size, old, lookback.ErrNotFound)
	}
	return tlog.ProveTree(size, old, known)
}

// CheckConsistency returns ErrCheck unless proof shows that the journal of size events with this root
// continues the one of old events with oldRoot, event by event.
func CheckConsistency(proof []Hash, size int64, root Hash, old int64, oldRoot Hash) error {
	if err := tlog.CheckTree(proof, size, root, old, oldRoot); err != nil {
		return fmt.Errorf("the proof does not show that the journal of %d events continues the one of %d: %w", size, old, lookback.ErrCheck)
	}
	return nil
}

// RootOf returns the root of the tree over leaf hashes, from nothing but them.
func RootOf(leaves []Hash) Hash {
	var r compactRange
	for _, leaf := range leaves {
		r.add(leaf)
	}
	return r.root()
}

// compactRange is the right edge of a growing tree: the roots of its complete subtrees, largest first.
// It needs as many hashes as the number of leaves has binary ones.
type compactRange struct {
	size  uint64
	edges []Hash
}

// add appends a leaf hash.
func (r *compactRange) add(leaf Hash) {
	for n := r.size; n&1 == 1; n >>= 1 {
		last := len(r.edges) - 1
		leaf = tlog.NodeHash(r.edges[last], leaf)
		r.edges = r.edges[:last]
	}
	r.edges = append(r.edges, leaf)
	r.size++
}

// root returns the root of the tree so far; of no leaves it is the hash of nothing (RFC 6962, section 2.1).
func (r *compactRange) root() Hash {
	if len(r.edges) == 0 {
		return sha256.Sum256(nil)
	}
	root := r.edges[len(r.edges)-1]
	for i := len(r.edges) - 2; i >= 0; i-- {
		root = tlog.NodeHash(r.edges[i], root)
	}
	return root
}
