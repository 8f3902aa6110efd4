package journal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"lookback"
)

// SaltSize is the number of random bytes beside every committed value. They keep a commitment from being
// undone by guessing, and whoever deletes value and salt leaves nothing but random-looking bytes behind.
const SaltSize = 16

// Hash is a SHA-256 hash: a leaf, a node, a root or a commitment.
type Hash = tlog.Hash

// HexHash returns h in hexadecimal, as event bodies and exports write it.
func HexHash(h Hash) string { return hex.EncodeToString(h[:]) }

// ParseHexHash reads what HexHash wrote.
func ParseHexHash(text string) (Hash, error) {
	var h Hash
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(h) || hex.EncodeToString(b) != text {
		return h, fmt.Errorf("%q is not a hash in lower-case hexadecimal: %w", text, lookback.ErrInvalid)
	}
	return Hash(b), nil
}

// Commit returns the commitment to a value under its salt: HMAC-SHA-256 keyed with the salt.
func Commit(salt, value []byte) Hash {
	mac := hmac.New(sha256.New, salt)
	mac.Write(value)
	return Hash(mac.Sum(nil))
}

// CheckCommitment reports whether c commits to value under salt.
func CheckCommitment(c Hash, salt, value []byte) bool {
	want := Commit(salt, value)
	return hmac.Equal(c[:], want[:])
}

// BatchRoot returns the root of the tree of RFC 6962 whose leaves are the commitments, in their order.
// One event that holds it commits to all of them.
func BatchRoot(commitments []Hash) Hash {
	return RootOf(leavesOf(commitments))
}

func leavesOf(commitments []Hash) []Hash {
	leaves := make([]Hash, len(commitments))
	for i, c := range commitments {
		leaves[i] = tlog.RecordHash(c[:])
	}
	return leaves
}

// ProveBatch returns the proof that commitment i is in the batch. It panics when i is outside, which is a
// broken program.
func ProveBatch(commitments []Hash, i int) []Hash {
	if i < 0 || i >= len(commitments) {
		panic(fmt.Sprintf("journal: commitment %d of %d", i, len(commitments)))
	}
	return path(leavesOf(commitments), i)
}

// path is PATH(m, D) of RFC 6962, section 2.1.1.
func path(leaves []Hash, i int) []Hash {
	if len(leaves) == 1 {
		return nil
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	if i < k {
		return append(path(leaves[:k], i), RootOf(leaves[k:]))
	}
	return append(path(leaves[k:], i-k), RootOf(leaves[:k]))
}

// CheckBatch returns ErrCheck unless proof shows that commitment i of n is c under root.
func CheckBatch(proof []Hash, root Hash, n, i int, c Hash) error {
	if err := tlog.CheckRecord(proof, int64(n), root, int64(i), tlog.RecordHash(c[:])); err != nil {
		return fmt.Errorf("commitment %d of %d is not under the root of the batch: %w", i+1, n, lookback.ErrCheck)
	}
	return nil
}
