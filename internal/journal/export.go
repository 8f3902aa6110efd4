package journal

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"io"

	"lookback"
)

// exportTitle starts the first line of an export; the origin of the journal follows.
const exportTitle = "lookback journal export 1 "

// Exporter writes a journal as a text file that Verify reads: first line the format, the version and the
// origin, then a line for every event with its leaf hash, a line for every signed checkpoint after the last
// event it covers, and at the end the SHA-256 of everything before. See docs/format/journal.md.
type Exporter struct {
	w   *bufio.Writer
	sum hash.Hash
}

// NewExporter starts an export of the journal named origin to w.
func NewExporter(w io.Writer, origin string) (*Exporter, error) {
	x := &Exporter{sum: sha256.New()}
	x.w = bufio.NewWriterSize(io.MultiWriter(w, x.sum), 1<<16)
	_, err := fmt.Fprintf(x.w, "%s%s\n", exportTitle, origin)
	return x, err
}

// Event writes the next event. Events come in the order of their positions, from 1.
func (x *Exporter) Event(e lookback.Event) error {
	data, err := Leaf(e)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(x.w, "event %s %s\n", HexHash(LeafHash(data)), data)
	return err
}

// Checkpoint writes a signed checkpoint. It comes right after the last event that it covers.
func (x *Exporter) Checkpoint(signed string) error {
	_, err := fmt.Fprintf(x.w, "checkpoint %s\n", base64.StdEncoding.EncodeToString([]byte(signed)))
	return err
}

// Close writes the last line and flushes. The last line before it must be a checkpoint over all events,
// else Verify says that the export ends too early.
func (x *Exporter) Close() error {
	if err := x.w.Flush(); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(x.w, "end %x\n", x.sum.Sum(nil)); err != nil {
		return err
	}
	return x.w.Flush()
}
