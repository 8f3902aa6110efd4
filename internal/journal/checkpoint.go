package journal

import (
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"lookback"
)

// Checkpoint states what the journal was at one size. Signed, it is what an outsider keeps and later
// compares with: whoever holds it notices any change to the events it covers.
type Checkpoint struct {
	Origin string // names the journal; also the name of the key that signs it
	Size   int64  // number of events covered
	Root   Hash
}

// Text returns the body of a checkpoint: three lines with origin, size and root, the last in base64.
// It is the form that public witnesses of transparency logs sign.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// parseCheckpoint reads what Text wrote, and nothing else.
func parseCheckpoint(text string) (Checkpoint, error) {
	var c Checkpoint
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return c, fmt.Errorf("a checkpoint has three lines: %w", lookback.ErrInvalid)
	}
	size, sizeErr := strconv.ParseInt(lines[1], 10, 64)
	root, rootErr := base64.StdEncoding.DecodeString(lines[2])
	if sizeErr != nil || rootErr != nil || len(root) != len(c.Root) {
		return c, fmt.Errorf("checkpoint with size %q and root %q: %w", lines[1], lines[2], lookback.ErrInvalid)
	}
	c = Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}
	if c.Text() != text || size < 0 {
		return c, fmt.Errorf("checkpoint is not in its exact form: %w", lookback.ErrInvalid)
	}
	return c, nil
}

// Key signs checkpoints.
type Key struct{ signer note.Signer }

// NewKey makes a signing key for the journal named origin from 32 bytes of random. It returns the private
// text, to be kept secret, and the public text, which verifiers need. The origin has no spaces and no plus.
func NewKey(random io.Reader, origin string) (private, public string, err error) {
	private, public, err = note.GenerateKey(random, origin)
	if err != nil {
		return "", "", fmt.Errorf("make a signing key: %v: %w", err, lookback.ErrUnavailable)
	}
	if _, err := note.NewVerifier(public); err != nil {
		return "", "", fmt.Errorf("%q cannot name a journal: %w", origin, lookback.ErrInvalid)
	}
	return private, public, nil
}

// ParseKey reads the private text of a key.
func ParseKey(private string) (*Key, error) {
	signer, err := note.NewSigner(strings.TrimSpace(private))
	if err != nil {
		return nil, fmt.Errorf("not a signing key: %w", lookback.ErrInvalid)
	}
	return &Key{signer}, nil
}

// Origin returns the name of the journal that the key signs for.
func (k *Key) Origin() string { return k.signer.Name() }

// ID names the key by the origin and the hash that stand in its public text too.
func (k *Key) ID() string { return keyID(k.signer.Name(), k.signer.KeyHash()) }

// KeyID returns what ID returns for the key that has this public text.
func KeyID(public string) (string, error) {
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return "", fmt.Errorf("%q is not a public key of a journal: %w", public, lookback.ErrInvalid)
	}
	return keyID(v.Name(), v.KeyHash()), nil
}

func keyID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// Sign returns the checkpoint of the journal of size events with this root, signed.
func (k *Key) Sign(size int64, root Hash) (string, error) {
	c := Checkpoint{Origin: k.Origin(), Size: size, Root: root}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, k.signer)
	if err != nil {
		return "", fmt.Errorf("sign checkpoint: %v: %w", err, lookback.ErrInvalid)
	}
	return string(signed), nil
}

// PublicKeys are the keys that a verifier accepts: the present one and, after a rotation, those before it.
type PublicKeys struct {
	origin string
	list   []note.Verifier
}

// ParsePublicKeys reads the public texts of one or more keys of the same journal.
func ParsePublicKeys(public ...string) (PublicKeys, error) {
	var p PublicKeys
	var list []note.Verifier
	for _, text := range public {
		v, err := note.NewVerifier(strings.TrimSpace(text))
		if err != nil {
			return p, fmt.Errorf("%q is not a public key of a journal: %w", text, lookback.ErrInvalid)
		}
		if p.origin != "" && v.Name() != p.origin {
			return p, fmt.Errorf("keys of two journals, %q and %q: %w", p.origin, v.Name(), lookback.ErrInvalid)
		}
		p.origin = v.Name()
		list = append(list, v)
	}
	if len(list) == 0 {
		return p, fmt.Errorf("a public key is needed to verify: %w", lookback.ErrInvalid)
	}
	p.list = list
	return p, nil
}

// With returns p and one more key of the same journal. ErrInvalid: it is none.
func (p PublicKeys) With(public string) (PublicKeys, error) {
	more, err := ParsePublicKeys(public)
	if err == nil && more.origin != p.origin {
		err = fmt.Errorf("keys of two journals, %q and %q: %w", p.origin, more.origin, lookback.ErrInvalid)
	}
	if err != nil {
		return p, err
	}
	if slices.ContainsFunc(p.list, func(v note.Verifier) bool { return v.KeyHash() == more.list[0].KeyHash() }) {
		return p, nil // a list that holds a key twice opens nothing with it
	}
	return PublicKeys{p.origin, append(slices.Clone(p.list), more.list...)}, nil
}

// Open returns the checkpoint in a signed text. It returns ErrCheck unless one of the keys signed it.
func (p PublicKeys) Open(signed string) (Checkpoint, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(p.list...))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint is not signed by the key given: %w", lookback.ErrCheck)
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != p.origin {
		return Checkpoint{}, fmt.Errorf("checkpoint of journal %q, the key is of %q: %w", c.Origin, p.origin, lookback.ErrCheck)
	}
	return c, nil
}
