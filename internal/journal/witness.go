package journal

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"lookback"
)

// WitnessRequest asks a witness to sign a checkpoint too. It holds what a witness needs to see that the journal only grew
// since the last checkpoint that it signed. Its form is that of the add-checkpoint request of c2sp.org/tlog-witness.
type WitnessRequest struct {
	Old    int64 // size of the last checkpoint that the witness signed; 0 for none
	Proof  []Hash
	Signed string
}

// Text returns the request as it is sent.
func (r WitnessRequest) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", r.Old)
	for _, h := range r.Proof {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	return b.String() + "\n" + r.Signed
}

// ParseWitnessRequest reads what Text wrote. ErrInvalid: it is no request.
func ParseWitnessRequest(text string) (r WitnessRequest, err error) {
	head, signed, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	old, sized := strings.CutPrefix(lines[0], "old ")
	r.Signed = signed
	r.Old, err = strconv.ParseInt(old, 10, 64)
	if !found || !sized || err != nil || r.Old < 0 {
		return r, &lookback.InputError{Reason: "it is not a request to a witness", Hint: "journal checkpoint --witness sends one"}
	}
	for _, line := range lines[1:] {
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != len(Hash{}) {
			return r, &lookback.InputError{Reason: fmt.Sprintf("%q is not a hash of a proof", line)}
		}
		r.Proof = append(r.Proof, Hash(raw))
	}
	return r, nil
}

// Witness signs a checkpoint for somebody who watches the journal from outside, and returns the line to add and what was
// signed. last is what the witness signed before, zero for nothing. ErrCheck: the journal did not sign it, or it does not
// continue what was signed before. ErrConflict: the request begins elsewhere than last.
func (k *Key) Witness(r WitnessRequest, log PublicKeys, last Checkpoint) (line string, seen Checkpoint, err error) {
	if seen, err = log.Open(r.Signed); err != nil {
		return "", seen, err
	}
	switch {
	case r.Old != last.Size:
		return "", last, fmt.Errorf("the witness signed a journal of %d events last, and the request begins at %d: %w", last.Size, r.Old, lookback.ErrConflict)
	case seen.Size < last.Size:
		return "", last, fmt.Errorf("the journal had %d events and has %d: it was cut off: %w", last.Size, seen.Size, lookback.ErrCheck)
	case last.Size > 0:
		if err := CheckConsistency(r.Proof, seen.Size, seen.Root, last.Size, last.Root); err != nil {
			return "", last, err
		}
	}
	signed, err := note.Sign(&note.Note{Text: seen.Text()}, k.signer)
	if err != nil {
		return "", last, fmt.Errorf("sign as a witness: %v: %w", err, lookback.ErrInvalid)
	}
	return strings.TrimPrefix(string(signed), seen.Text()+"\n"), seen, nil
}

// signatureStart begins each line of signature in a signed note.
const signatureStart = "— "

// Attach returns a signed checkpoint with the lines of a witness added. ErrInvalid: they are no lines of signature.
func Attach(signed, lines string) (string, error) {
	if lines == "" || !strings.HasSuffix(lines, "\n") {
		lines += "\n"
	}
	for line := range strings.Lines(lines) {
		name, sig, found := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, signatureStart), "\n"), " ")
		raw, err := base64.StdEncoding.DecodeString(sig)
		if !strings.HasPrefix(line, signatureStart) || !found || name == "" || err != nil || len(raw) < 5 {
			return "", &lookback.InputError{Reason: fmt.Sprintf("the witness answered %q, which is no line of signature", strings.TrimSpace(line))}
		}
		if !strings.Contains(signed, line) {
			signed += line
		}
	}
	return signed, nil
}

// WitnessKeys are the public keys of those who watch the journal from outside.
type WitnessKeys struct{ list []note.Verifier }

// ParseWitnessKeys reads the public texts of witnesses, each with a name of its own.
func ParseWitnessKeys(public ...string) (w WitnessKeys, err error) {
	for _, text := range public {
		v, err := note.NewVerifier(strings.TrimSpace(text))
		if err != nil {
			return w, fmt.Errorf("%q is not a public key of a witness: %w", text, lookback.ErrInvalid)
		}
		w.list = append(w.list, v)
	}
	return w, nil
}

// Signed returns the names of the witnesses that signed a checkpoint, in the order of their keys.
func (w WitnessKeys) Signed(signed string) (names []string) {
	for _, v := range w.list {
		if _, err := note.Open([]byte(signed), note.VerifierList(v)); err == nil {
			names = append(names, v.Name())
		}
	}
	return names
}
