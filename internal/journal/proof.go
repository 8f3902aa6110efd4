package journal

import (
	"encoding/json"
	"fmt"

	"lookback"
)

// Proof shows to whoever holds the public key, and nothing else, that an event is in the journal, or that one state of the
// journal continues an earlier one event by event.
type Proof struct {
	Event      string   `json:"event"`      // the canonical bytes of the event; empty where it is about two states
	Earlier    string   `json:"earlier"`    // the signed checkpoint of the earlier state; empty where it is about an event
	Checkpoint string   `json:"checkpoint"` // the signed checkpoint that everything is shown to be under
	Hashes     []string `json:"hashes"`     // of RFC 6962, in hexadecimal
}

// Bytes returns the proof as a line of canonical JSON, without a newline.
func (p Proof) Bytes() ([]byte, error) { return Canonical(p) }

// ParseProof reads what Bytes wrote. ErrInvalid: it is no proof.
func ParseProof(data []byte) (p Proof, err error) {
	if err := json.Unmarshal(data, &p); err != nil || p.Checkpoint == "" || (p.Event == "") == (p.Earlier == "") {
		return p, &lookback.InputError{Reason: "it is not a proof of a journal", Hint: "journal prove makes one"}
	}
	return p, nil
}

// NewProof returns a proof without what it is about.
func NewProof(checkpoint string, hashes []Hash) Proof {
	p := Proof{Checkpoint: checkpoint, Hashes: []string{}}
	for _, h := range hashes {
		p.Hashes = append(p.Hashes, HexHash(h))
	}
	return p
}

// Check returns what the proof shows, in words. ErrCheck: it shows nothing.
func (p Proof) Check(keys PublicKeys) (string, error) {
	c, err := keys.Open(p.Checkpoint)
	if err != nil {
		return "", err
	}
	hashes := make([]Hash, len(p.Hashes))
	for i, text := range p.Hashes {
		if hashes[i], err = ParseHexHash(text); err != nil {
			return "", fmt.Errorf("hash %d of the proof cannot be read: %w", i+1, lookback.ErrCheck)
		}
	}
	if p.Event == "" {
		old, err := keys.Open(p.Earlier)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("the journal of %d events continues the one of %d", c.Size, old.Size), CheckConsistency(hashes, c.Size, c.Root, old.Size, old.Root)
	}
	e, err := ParseLeaf([]byte(p.Event))
	if err != nil {
		return "", fmt.Errorf("the event of the proof cannot be read: %w", lookback.ErrCheck)
	}
	return fmt.Sprintf("event %d, %s by %s, is in the journal of %d events", e.Position, e.Kind, e.Actor, c.Size),
		CheckInclusion(hashes, c.Size, c.Root, e.Position, LeafHash([]byte(p.Event)))
}
