package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"

	"lookback"
)

// MaxRowBytes bounds one row of comma-separated text, or one line of JSON in a file of records. A longer one is not read.
const MaxRowBytes = 1 << 20

// Limits on outside data. They are far above what publishers write and low enough that a damaged or
// hostile file cannot fill the memory.
const (
	maxLineBytes     = 32 << 20  // one entity of a list in JSON Lines
	maxDocumentBytes = 256 << 20 // a list that is one JSON document
	maxGapBytes      = 4 << 20   // XML between one tag and the next
	maxNodes         = 1 << 20   // elements in one entry of an XML list
	maxDepth         = 64        // elements inside each other
	maxTreeBytes     = 64 << 20  // text in one entry of an XML list
)

// File is one file of an edition. Open may be called more than once.
type File struct {
	Name string // base name, as it is kept with the edition
	Open func() (io.ReadCloser, error)
}

// Bytes returns a File with the content data, which must not change afterwards.
func Bytes(name string, data []byte) File {
	return File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}

// Path returns the File at path on disk. A missing file or a directory is an InputError when it is opened.
func Path(path string) File {
	return File{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return openPath(path) }}
}

func openPath(path string) (io.ReadCloser, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &lookback.InputError{File: path, Reason: "there is no such file"}
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", path, err)
	case info.IsDir():
		return nil, &lookback.InputError{File: path, Reason: "this is a directory", Hint: "name the files in it"}
	}
	return os.Open(path)
}

// read opens f, lets parse read it, reads what parse left, and records name, hash and size.
func (e *Edition) read(f File, parse func(io.Reader) error) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	sum := sha256.New()
	count := &countingWriter{}
	tee := io.TeeReader(in, io.MultiWriter(sum, count))
	if err := parse(tee); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, tee); err != nil {
		return fmt.Errorf("read %s: %w", f.Name, err)
	}
	e.Files = append(e.Files, lookback.RawFile{Name: f.Name, Hash: hex.EncodeToString(sum.Sum(nil)), Size: count.n})
	return nil
}

type countingWriter struct{ n int64 }

func (w *countingWriter) Write(p []byte) (int, error) {
	w.n += int64(len(p))
	return len(p), nil
}

// skipMark returns head without a UTF-8 byte order mark. It refuses UTF-16, which a mark or NUL bytes give away.
func skipMark(name string, head []byte) ([]byte, error) {
	wide := bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) ||
		len(head) >= 4 && (head[0] == 0 && head[2] == 0 || head[1] == 0 && head[3] == 0)
	if wide {
		return nil, &lookback.InputError{File: name, Line: 1, Reason: "the file is written in UTF-16", Hint: "save it as UTF-8"}
	}
	return bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), nil
}

// windows1252 holds what the bytes 0x80 to 0x9F mean in Windows-1252; all other bytes are their own code point.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

func decode1252(b byte) rune {
	if b >= 0x80 && b < 0xA0 {
		return windows1252[b-0x80]
	}
	return rune(b)
}

// repairText appends b to dst as valid UTF-8. Bytes that are not UTF-8 are read as Windows-1252, and
// control characters that no text holds as the punctuation whose second byte was cut off (0x19 was
// U+2019): both occur in files that publishers really gave out. It returns how many bytes it changed.
func repairText(dst, b []byte) ([]byte, int) {
	changed := 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			r = decode1252(b[0])
			changed++
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r':
			r += 0x2000
			changed++
		}
		dst = utf8.AppendRune(dst, r)
		b = b[n:]
	}
	return dst, changed
}

// needsRepair reports whether repairText would change b.
func needsRepair(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return true
		}
	}
	return !utf8.Valid(b)
}
