package source

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
)

// mendReader escapes every "<" that begins no tag and every "&" that begins no reference. The UN has
// given out lists in which original scripts had lost the first byte of each letter: Cyrillic м arrives
// as "<". Refusing the list over a name that is unreadable anyway would leave the population unscreened.
type mendReader struct {
	in      *bufio.Reader
	out     []byte
	store   []byte
	changed int
}

func newMendReader(in io.Reader) *mendReader {
	return &mendReader{in: bufio.NewReaderSize(in, 64<<10)}
}

// markupAhead is how far behind "<" or "&" a tag name or reference must end to be believed.
const markupAhead = 128

var (
	realTag       = regexp.MustCompile(`^<(?:[!?]|/?[A-Za-z_][A-Za-z0-9_.:-]*[\s/>])`)
	realReference = regexp.MustCompile(`^&(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);`)
)

// Read implements io.Reader.
func (m *mendReader) Read(p []byte) (int, error) {
	if len(m.out) == 0 {
		if err := m.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, m.out)
	m.out = m.out[n:]
	return n, nil
}

// fill takes what is buffered, up to a mark whose meaning is still out of sight.
func (m *mendReader) fill() error {
	m.in.Peek(markupAhead + 1)
	ahead, err := m.in.Peek(max(m.in.Buffered(), 1))
	if len(ahead) == 0 {
		return err
	}
	last := len(ahead) <= markupAhead // so this is the end of the input
	m.store = m.store[:0]
	taken := 0
	for taken < len(ahead) {
		i := bytes.IndexAny(ahead[taken:], "<&")
		if i < 0 {
			m.store = append(m.store, ahead[taken:]...)
			taken = len(ahead)
			break
		}
		m.store = append(m.store, ahead[taken:taken+i]...)
		taken += i
		if !last && len(ahead)-taken < markupAhead && taken > 0 {
			break
		}
		m.mark(ahead[taken:])
		taken++
	}
	m.in.Discard(taken)
	m.out = m.store
	return nil
}

// mark appends the "<" or "&" at the start of b, escaped when it is text.
func (m *mendReader) mark(b []byte) {
	b = b[:min(len(b), markupAhead)]
	switch {
	case b[0] == '<' && !realTag.Match(b):
		m.store = append(m.store, "&lt;"...)
		m.changed++
	case b[0] == '&' && !realReference.Match(b):
		m.store = append(m.store, "&amp;"...)
		m.changed++
	default:
		m.store = append(m.store, b[0])
	}
}
