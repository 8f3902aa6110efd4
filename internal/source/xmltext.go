package source

import (
	"bytes"
	"io"
	"unicode/utf8"

	"lookback"
)

// textReader gives an XML decoder clean UTF-8: without a byte order mark, with other encodings
// repaired, and with errors for what no list holds, NUL bytes and megabytes without a tag. It needs
// memory for two blocks, however long the lines are.
type textReader struct {
	in      io.Reader
	name    string
	raw     []byte // read, not yet repaired: an incomplete rune at most
	block   []byte
	out     []byte // repaired, not yet given out
	store   []byte // where out lives
	line    int    // line of the first byte of raw
	gaps    [2]int // bytes since the last '<' and the last '>'
	started bool
	err     error
	changed int
}

func newTextReader(name string, in io.Reader) *textReader {
	return &textReader{in: in, name: name, block: make([]byte, 64<<10), line: 1}
}

// Read implements io.Reader.
func (t *textReader) Read(p []byte) (int, error) {
	for len(t.out) == 0 {
		if t.err != nil {
			return 0, t.err
		}
		t.fill()
	}
	n := copy(p, t.out)
	t.out = t.out[n:]
	return n, nil
}

// fill reads one block, checks it and puts it repaired into out.
func (t *textReader) fill() {
	kept := copy(t.block, t.raw)
	least := 1
	if !t.started {
		least = 4 // enough to see a byte order mark
	}
	n, err := io.ReadAtLeast(t.in, t.block[kept:], least)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	data := t.block[:kept+n]
	if err != nil {
		t.err = err
	}
	if !t.started {
		t.started = true
		var bad error
		if data, bad = skipMark(t.name, data); bad != nil {
			t.err = bad
			return
		}
	}
	if bad := t.check(data); bad != nil {
		t.err = bad
		return
	}
	whole := data
	if t.err == nil {
		whole = data[:len(data)-incompleteRune(data)]
	}
	t.raw = data[len(whole):]
	t.line += bytes.Count(whole, []byte{'\n'})
	t.out = whole
	if needsRepair(whole) {
		var changed int
		t.store, changed = repairText(t.store[:0], whole)
		t.out, t.changed = t.store, t.changed+changed
	}
}

// check refuses NUL bytes and very long stretches without a tag.
func (t *textReader) check(data []byte) error {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return &lookback.InputError{File: t.name, Line: t.line + bytes.Count(data[:i], []byte{'\n'}),
			Reason: "there is a NUL byte", Hint: "the file is damaged or not text; fetch it again"}
	}
	for i, mark := range []byte("<>") {
		first := bytes.IndexByte(data, mark)
		longest := t.gaps[i] + max(first, 0)
		if first < 0 {
			longest = t.gaps[i] + len(data)
			t.gaps[i] = longest
		} else {
			t.gaps[i] = len(data) - bytes.LastIndexByte(data, mark) - 1
		}
		if longest > maxGapBytes {
			return &lookback.InputError{File: t.name, Line: t.line, Reason: "there are more than 4 MiB without a tag",
				Hint: "the file is damaged or not a list"}
		}
	}
	return nil
}

// incompleteRune returns how many bytes at the end of b begin a rune that is not complete.
func incompleteRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		c := b[len(b)-n]
		if utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
