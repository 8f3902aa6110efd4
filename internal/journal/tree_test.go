package journal

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"lookback"
)

// memory keeps stored hashes in a slice, as a store keeps them in a table.
type memory []Hash

func (m memory) ReadHashes(indexes []int64) ([]Hash, error) {
	hashes := make([]Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(m)) {
			return nil, fmt.Errorf("hash %d: %w", x, lookback.ErrNotFound)
		}
		hashes[i] = m[x]
	}
	return hashes, nil
}

// grow returns the stored hashes of a journal of n events and its root at each size.
func grow(t *testing.T, n int64) (m memory, roots []Hash) {
	t.Helper()
	var r compactRange
	roots = append(roots, r.root())
	for position := int64(1); position <= n; position++ {
		h := LeafHash(fmt.Append(nil, "event ", position))
		if got := HashIndex(position); got != int64(len(m)) {
			t.Fatalf("index of event %d is %d, want %d", position, got, len(m))
		}
		hashes, err := AppendHashes(position, h, m)
		if err != nil {
			t.Fatal(err)
		}
		m = append(m, hashes...)
		r.add(h)
		roots = append(roots, r.root())
	}
	return m, roots
}

func TestTreeProofs(t *testing.T) {
	const n = 40
	m, roots := grow(t, n)
	for size := int64(0); size <= n; size++ {
		root, err := Root(size, m)
		if err != nil || root != roots[size] {
			t.Fatalf("root of %d events from stored hashes is not that of the leaves: %v", size, err)
		}
		for old := int64(1); old <= size; old++ {
			proof, err := ProveConsistency(old, size, m)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckConsistency(proof, size, root, old, roots[old]); err != nil {
				t.Errorf("%d continues %d: %v", size, old, err)
			}
			if err := CheckConsistency(proof, size, root, old, roots[0]); !errors.Is(err, lookback.ErrCheck) {
				t.Errorf("%d continues a journal that it does not: %v", size, err)
			}
			inclusion, err := ProveInclusion(size, old, m)
			if err != nil {
				t.Fatal(err)
			}
			h := LeafHash(fmt.Append(nil, "event ", old))
			if err := CheckInclusion(inclusion, size, root, old, h); err != nil {
				t.Errorf("event %d in %d: %v", old, size, err)
			}
			if err := CheckInclusion(inclusion, size, root, old, LeafHash([]byte("another"))); !errors.Is(err, lookback.ErrCheck) {
				t.Errorf("another event in the place of %d in %d: %v", old, size, err)
			}
		}
	}
	for _, outside := range []int64{-1, 0, n + 1} {
		if _, err := ProveInclusion(n, outside, m); !errors.Is(err, lookback.ErrNotFound) {
			t.Errorf("inclusion of %d: got %v, want ErrNotFound", outside, err)
		}
		if _, err := ProveConsistency(outside, n, m); !errors.Is(err, lookback.ErrNotFound) {
			t.Errorf("consistency with %d: got %v, want ErrNotFound", outside, err)
		}
	}
}

// TestProofsRefuseOneFlippedBit flips each bit of a proof.
func TestProofsRefuseOneFlippedBit(t *testing.T) {
	m, roots := grow(t, 23)
	proof, err := ProveInclusion(23, 9, m)
	if err != nil {
		t.Fatal(err)
	}
	h := LeafHash([]byte("event 9"))
	for i := range proof {
		for bit := range 256 {
			bad := slices.Clone(proof)
			bad[i][bit/8] ^= 1 << (bit % 8)
			if err := CheckInclusion(bad, 23, roots[23], 9, h); !errors.Is(err, lookback.ErrCheck) {
				t.Fatalf("bit %d of hash %d is flipped and the proof holds: %v", bit, i, err)
			}
		}
	}
}
