package journal

import (
	"errors"
	"fmt"
	"testing"

	"lookback"
)

// TestCommit holds the construction: HMAC-SHA-256 keyed with the salt (RFC 4231, test case 2).
func TestCommit(t *testing.T) {
	c := Commit([]byte("Jefe"), []byte("what do ya want for nothing?"))
	if got, want := HexHash(c), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !CheckCommitment(c, []byte("Jefe"), []byte("what do ya want for nothing?")) || CheckCommitment(c, []byte("jefe"), []byte("what do ya want for nothing?")) {
		t.Error("CheckCommitment does not tell the salt")
	}
}

func TestBatchProofs(t *testing.T) {
	for n := 1; n <= 33; n++ {
		batch := make([]Hash, n)
		for i := range batch {
			batch[i] = Commit([]byte("salt"), fmt.Append(nil, "value ", i))
		}
		root := BatchRoot(batch)
		for i := range batch {
			proof := ProveBatch(batch, i)
			if err := CheckBatch(proof, root, n, i, batch[i]); err != nil {
				t.Fatalf("%d of %d: %v", i, n, err)
			}
			other := Commit([]byte("other"), nil)
			if err := CheckBatch(proof, root, n, i, other); !errors.Is(err, lookback.ErrCheck) {
				t.Errorf("%d of %d: another commitment passes: %v", i, n, err)
			}
		}
	}
}

// TestBatchRootOfNothing holds the root of an empty tree of RFC 6962.
func TestBatchRootOfNothing(t *testing.T) {
	if got, want := HexHash(BatchRoot(nil)), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParseHexHash(t *testing.T) {
	h := Commit(nil, nil)
	if got, err := ParseHexHash(HexHash(h)); got != h || err != nil {
		t.Errorf("got %v (%v)", got, err)
	}
	for _, bad := range []string{"", "00", HexHash(h) + "00", "E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "zz" + HexHash(h)[2:]} {
		if _, err := ParseHexHash(bad); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%q: got %v, want ErrInvalid", bad, err)
		}
	}
}
