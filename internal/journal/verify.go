package journal

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"lookback"
)

// maxLineBytes bounds one line of an export, so that a hostile file cannot exhaust memory.
const maxLineBytes = 64 << 20

// maxFindings bounds how many findings a report lists; Report.Bad counts them all.
const maxFindings = 100

// Report is what verifying an export found.
type Report struct {
	Origin      string
	Events      int64 // events read
	Checkpoints int   // signed checkpoints that hold
	Vouched     int64 // size of the largest checkpoint that holds: events 1 to Vouched are what was signed
	Rotations   int   // keys that took over, each vouched for by the one before
	Bad         int   // number of findings
	Findings    []Finding
}

// Finding is one thing in an export that is not what was signed.
type Finding struct {
	Position int64 // of the event concerned, or of the first that may be
	Exact    bool  // it is this event; otherwise one from Position on, and nothing in the export tells which
	Problem  string
}

// FirstBad returns the lowest position with an exact finding, else the lowest with any, else 0. A checkpoint
// that does not hold is often the mere consequence of an event that is missing or misplaced.
func (r Report) FirstBad() int64 {
	exact, first := int64(0), int64(0)
	for _, f := range r.Findings {
		if f.Exact && (exact == 0 || f.Position < exact) {
			exact = f.Position
		}
		if first == 0 || f.Position < first {
			first = f.Position
		}
	}
	return cmp.Or(exact, first)
}

// Verify reads an export and checks it against the public keys alone. It finds every event that was changed,
// left out, added, put elsewhere or cut off since a checkpoint was signed over it, and says which. The error
// wraps ErrCheck when there is a finding and ErrUnavailable when r could not be read; the report holds in
// both cases. Verify needs little memory however long the journal is.
//
// Where another key took over, and the key before signed that, the new key is trusted from there on: the first key is enough
// for the whole journal, however often it was rotated.
//
// An export that ends earlier than another, at an older checkpoint that is signed and whole, holds by itself:
// give the checkpoints that are known from elsewhere as known, and Verify compares with them too.
func Verify(r io.Reader, keys PublicKeys, known ...Checkpoint) (Report, error) {
	v := &verifier{keys: keys, known: known, sum: sha256.New(), next: 1}
	if err := v.readAll(bufio.NewReaderSize(r, 1<<16)); err != nil {
		return v.report, fmt.Errorf("read export: %v: %w", err, lookback.ErrUnavailable)
	}
	v.finish()
	if v.report.Bad > 0 {
		f := v.report.Findings[0]
		return v.report, fmt.Errorf("event %d: %s: %w", f.Position, f.Problem, lookback.ErrCheck)
	}
	return v.report, nil
}

type verifier struct {
	keys    PublicKeys
	heirs   []string // public keys that took over since the last checkpoint that holds
	known   []Checkpoint
	report  Report
	tree    compactRange
	next    int64 // position that the next event should have
	sum     hash.Hash
	lines   int
	ended   bool
	covered bool // the line before was a checkpoint over everything
}

// find notes what is wrong with the event at a position.
func (v *verifier) find(position int64, format string, args ...any) {
	v.note(Finding{position, true, fmt.Sprintf(format, args...)})
}

// doubt notes what is wrong with some event that no checkpoint vouches for.
func (v *verifier) doubt(format string, args ...any) {
	v.note(Finding{v.report.Vouched + 1, false, fmt.Sprintf(format, args...)})
}

func (v *verifier) note(f Finding) {
	v.report.Bad++
	if len(v.report.Findings) < maxFindings {
		v.report.Findings = append(v.report.Findings, f)
	}
}

var errLongLine = errors.New("line is too long")

func (v *verifier) readAll(r *bufio.Reader) error {
	for {
		line, err := readLine(r)
		if errors.Is(err, errLongLine) {
			v.find(v.next, "a line of the export is longer than any event can be")
			return nil
		}
		if len(line) > 0 {
			v.line(line)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readLine returns the next line with its newline, which the last line of a cut file lacks.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxLineBytes {
			return nil, errLongLine
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func (v *verifier) line(line []byte) {
	v.lines++
	defer v.sum.Write(line)
	text, whole := bytes.CutSuffix(line, []byte("\n"))
	tag, rest, _ := bytes.Cut(text, []byte(" "))
	switch {
	case v.ended:
		v.find(v.next, "something follows the end of the export")
	case !whole:
		v.find(v.next, "the export is cut off in the middle of a line")
	case v.lines == 1:
		v.title(string(text))
	case string(tag) == "event":
		v.event(rest)
	case string(tag) == "checkpoint":
		v.checkpoint(string(rest))
	case string(tag) == "end":
		v.end(string(rest))
	default:
		v.find(v.next, "line %d of the export is neither event, checkpoint nor end", v.lines)
	}
}

func (v *verifier) title(text string) {
	origin, ok := strings.CutPrefix(text, exportTitle)
	if !ok {
		v.find(1, "the file does not start as a journal export of version 1")
		return
	}
	v.report.Origin = origin
	if origin != v.keys.origin {
		v.find(1, "the export is of journal %q, the key of %q", origin, v.keys.origin)
	}
}

// event checks one event line. The tree is built from the hashes noted beside the events: when a checkpoint
// then holds, those hashes are what was signed, and an event that differs from its hash is the changed one.
func (v *verifier) event(rest []byte) {
	v.covered = false
	noted, data, _ := bytes.Cut(rest, []byte(" "))
	computed := LeafHash(data)
	h, err := ParseHexHash(string(noted))
	if err != nil {
		v.find(v.next, "the hash beside the event cannot be read")
		h = computed
	} else if h != computed {
		v.find(v.next, "the event is not the one that was hashed: it was changed")
	}
	v.report.Events++
	e, read := v.place(data)
	if read && h == computed && e.Kind == lookback.EventKeyRotated {
		v.heirs = append(v.heirs, heir(e))
	}
	v.tree.add(h)
	for _, c := range v.known {
		v.compare(c)
	}
}

// heir returns the public key that an event of rotation names.
func heir(e lookback.Event) string {
	var body struct {
		Public string `json:"public"`
	}
	if json.Unmarshal(e.Body, &body) != nil {
		return "" // no key, which inherit says
	}
	return body.Public
}

// inherit trusts the keys that took over up to a checkpoint that holds: the key before vouched for them with it.
func (v *verifier) inherit() {
	for _, public := range v.heirs {
		keys, err := v.keys.With(public)
		if err != nil {
			v.doubt("a key took over that is no key of this journal")
			continue
		}
		v.keys = keys
		v.report.Rotations++
	}
	v.heirs = nil
}

// place checks that an event is where it says it is, and moves on. It reports whether the event could be read.
func (v *verifier) place(data []byte) (lookback.Event, bool) {
	e, err := ParseLeaf(data)
	switch {
	case err != nil:
		v.find(v.next, "the event cannot be read: it was changed")
	case e.Position > v.next:
		v.find(v.next, "missing: the export goes on with event %d", e.Position)
		v.next = e.Position
	case e.Position < v.next:
		v.find(e.Position, "out of order: it stands where event %d belongs", v.next)
	}
	v.next++
	return e, err == nil
}

// compare checks the tree so far against a checkpoint that the caller brought along.
func (v *verifier) compare(c Checkpoint) {
	if c.Size == int64(v.tree.size) && c.Root != v.tree.root() {
		v.doubt("events %d to %d are not those of the checkpoint known for size %d", v.report.Vouched+1, c.Size, c.Size)
	}
}

func (v *verifier) checkpoint(rest string) {
	v.covered = false
	first := v.report.Vouched + 1
	signed, err := base64.StdEncoding.Strict().DecodeString(rest)
	if err != nil {
		v.doubt("the checkpoint after event %d cannot be read", v.next-1)
		return
	}
	c, err := v.keys.Open(string(signed))
	switch {
	case err != nil:
		v.doubt("the checkpoint after event %d is not signed with the key given", v.next-1)
	case c.Size != int64(v.tree.size):
		v.doubt("the checkpoint over %d events stands after %d: events are missing or were added", c.Size, v.tree.size)
	case c.Root != v.tree.root():
		v.doubt("one of the events %d to %d is not what was signed, nor is the hash beside it", first, c.Size)
	default:
		v.report.Checkpoints++
		v.report.Vouched = c.Size
		v.covered = true
		v.inherit()
	}
}

func (v *verifier) end(text string) {
	v.ended = true
	if text != fmt.Sprintf("%x", v.sum.Sum(nil)) {
		v.doubt("the export was changed after it was written: its last line does not fit the rest")
	}
}

// finish says what is missing once everything was read.
func (v *verifier) finish() {
	switch {
	case !v.ended:
		v.find(v.next, "the export ends without its last line: it was cut off")
	case !v.covered && v.report.Bad == 0:
		v.doubt("no checkpoint covers the events from here on")
	}
	for _, c := range v.known {
		if c.Size > int64(v.tree.size) {
			v.find(v.next, "a checkpoint is known for %d events, the export has %d: it was cut off", c.Size, v.tree.size)
		}
	}
}
