package journal

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
)

var proofTime = time.Date(2026, 3, 1, 9, 7, 0, 0, time.UTC)

// grown is a journal in memory with the key that signs it.
type grown struct {
	key    *Key
	public string
	hashes []Hash
	leaves []Hash
}

func (g *grown) ReadHashes(indexes []int64) (all []Hash, err error) {
	for _, i := range indexes {
		all = append(all, g.hashes[i])
	}
	return all, nil
}

func (g *grown) add(t *testing.T, leaf []byte) {
	t.Helper()
	g.leaves = append(g.leaves, LeafHash(leaf))
	more, err := AppendHashes(int64(len(g.leaves)), LeafHash(leaf), g)
	if err != nil {
		t.Fatal(err)
	}
	g.hashes = append(g.hashes, more...)
}

func (g *grown) sign(t *testing.T, size int64) string {
	t.Helper()
	root, err := Root(size, g)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := g.key.Sign(size, root)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func newGrown(t *testing.T, name string, events int) *grown {
	t.Helper()
	g := &grown{}
	private, public, err := NewKey(strings.NewReader(strings.Repeat(name, 40)), name)
	if err != nil {
		t.Fatal(err)
	}
	if g.key, err = ParseKey(private); err != nil {
		t.Fatal(err)
	}
	g.public = public
	for i := range events {
		g.add(t, sampleLeaf(t, int64(i+1)))
	}
	return g
}

func sampleLeaf(t *testing.T, position int64) []byte {
	t.Helper()
	leaf, err := Leaf(lookback.Event{Position: position, Time: proofTime, Kind: "record.batch", Actor: "A. Officer", Subject: "border", Body: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

func (g *grown) keys(t *testing.T) PublicKeys {
	t.Helper()
	keys, err := ParsePublicKeys(g.public)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// request asks for a signature over size events from a witness that signed old.
func (g *grown) request(t *testing.T, old, size int64) WitnessRequest {
	t.Helper()
	r := WitnessRequest{Old: old, Signed: g.sign(t, size)}
	if old > 0 {
		var err error
		if r.Proof, err = ProveConsistency(old, size, g); err != nil {
			t.Fatal(err)
		}
	}
	sent, err := ParseWitnessRequest(r.Text())
	if err != nil || sent.Text() != r.Text() {
		t.Fatalf("a request does not survive being sent: %v\n%s", err, r.Text())
	}
	return sent
}

// A witness signs a journal that grew, and its signature stands beside that of the journal.
func TestWitnessSignsWhatGrew(t *testing.T) {
	log, witness := newGrown(t, "log", 9), newGrown(t, "witness", 0)
	_, seen, err := witness.key.Witness(log.request(t, 0, 5), log.keys(t), Checkpoint{})
	if err != nil || seen.Size != 5 {
		t.Fatalf("first checkpoint: %+v, %v", seen, err)
	}
	line, seen, err := witness.key.Witness(log.request(t, 5, 9), log.keys(t), seen)
	if err != nil || seen.Size != 9 {
		t.Fatalf("second checkpoint: %+v, %v", seen, err)
	}
	both, err := Attach(log.sign(t, 9), line)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Attach(both, line); err != nil || again != both {
		t.Errorf("attached twice: %v\n%s", err, again)
	}
	if c, err := log.keys(t).Open(both); err != nil || c.Size != 9 {
		t.Errorf("the journal's own signature no longer holds: %v", err)
	}
	watched, err := ParseWitnessKeys(newGrown(t, "nobody", 0).public, witness.public)
	if err != nil || !slices.Equal(watched.Signed(both), []string{"witness"}) || watched.Signed(log.sign(t, 9)) != nil {
		t.Errorf("signed by %v (%v), want the witness alone", watched.Signed(both), err)
	}
}

// A witness signs no other history, no shorter one and nothing that the journal did not sign.
func TestWitnessRefusesAnotherHistory(t *testing.T) {
	log, witness := newGrown(t, "log", 9), newGrown(t, "witness", 0)
	_, seen, err := witness.key.Witness(log.request(t, 0, 5), log.keys(t), Checkpoint{})
	if err != nil {
		t.Fatal(err)
	}
	forked := newGrown(t, "log", 4)
	for i := range 5 {
		forked.add(t, []byte{byte(i)})
	}
	longer := log.request(t, 5, 9)
	longer.Proof = longer.Proof[1:]
	for _, test := range []struct {
		name string
		r    WitnessRequest
		kind error
	}{
		{"Forked", forked.request(t, 5, 9), lookback.ErrCheck},
		{"Shorter", WitnessRequest{Old: 5, Signed: log.sign(t, 3)}, lookback.ErrCheck},
		{"ProofLacksAHash", longer, lookback.ErrCheck},
		{"BeginsElsewhere", log.request(t, 4, 9), lookback.ErrConflict},
		{"BeginsAnew", log.request(t, 0, 9), lookback.ErrConflict},
		{"SignedByAnother", newGrown(t, "other", 9).request(t, 5, 9), lookback.ErrCheck},
	} {
		if line, after, err := witness.key.Witness(test.r, log.keys(t), seen); !errors.Is(err, test.kind) || line != "" || test.kind == lookback.ErrConflict && after != seen {
			t.Errorf("%s: got %q, %v", test.name, line, err)
		}
	}
	for _, text := range []string{"", "old 1", "old x\n\nnote", "old -1\n\nnote", "new 1\n\nnote", "old 1\nnot base64\n\nnote", "old 1\nAAAA\n\nnote"} {
		if _, err := ParseWitnessRequest(text); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%q: got %v, want a refusal", text, err)
		}
	}
	for _, lines := range []string{"", "hello\n", "— witness\n", "— witness ????\n", "— witness AAAA\n"} {
		if got, err := Attach(log.sign(t, 9), lines); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("answer %q: got %q, %v", lines, got, err)
		}
	}
}

// An event and a continuation are proved to whoever has the public key; a proof with one byte changed shows nothing.
func TestProofsShowOneThing(t *testing.T) {
	log := newGrown(t, "log", 9)
	inclusion, err := ProveInclusion(9, 4, log)
	if err != nil {
		t.Fatal(err)
	}
	event := NewProof(log.sign(t, 9), inclusion)
	event.Event = string(sampleLeaf(t, 4))
	consistency, err := ProveConsistency(5, 9, log)
	if err != nil {
		t.Fatal(err)
	}
	grew := NewProof(log.sign(t, 9), consistency)
	grew.Earlier = log.sign(t, 5)
	for name, p := range map[string]Proof{"event 4, record.batch by A. Officer, is in the journal of 9 events": event, "the journal of 9 events continues the one of 5": grew} {
		data, err := p.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseProof(data)
		if err != nil {
			t.Fatal(err)
		}
		if words, err := read.Check(log.keys(t)); err != nil || words != name {
			t.Errorf("got %q, %v, want %q", words, err, name)
		}
		for i := range data {
			flipped := slices.Clone(data)
			flipped[i] ^= 1
			if read, err := ParseProof(flipped); err == nil {
				if words, err := read.Check(log.keys(t)); err == nil && words != name {
					t.Fatalf("byte %d (%q) changed, and the proof shows %q", i, data[i], words)
				} else if err == nil && read.Event != p.Event {
					t.Fatalf("byte %d (%q) changed, and the proof still shows the event", i, data[i])
				}
			}
		}
	}
	if _, err := event.Check(newGrown(t, "other", 0).keys(t)); !errors.Is(err, lookback.ErrCheck) {
		t.Errorf("another journal's key: got %v", err)
	}
	for _, text := range []string{"", "{}", `{"checkpoint":"c"}`, `{"checkpoint":"c","event":"e","earlier":"f"}`} {
		if _, err := ParseProof([]byte(text)); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%q: got %v, want a refusal", text, err)
		}
	}
}
