package jetstream_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/queue/jetstream"
	"lookback/internal/shelf"
)

// What one machine writes, another reads; a file that is replaced is never read from an old copy; what is removed is gone.
func TestShelf(t *testing.T) {
	q, err := jetstream.OpenEmbedded(t.Context(), t.TempDir(), "", jetstream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	machines := make([]*jetstream.Shelf, 2)
	for i := range machines {
		if machines[i], err = q.Shelf(t.Context(), shelf.New(t.TempDir())); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"first", "second", ""} {
		write(t, machines[0], "slice", []byte(text))
		for range 2 { // the second time from the copy
			if got := read(t, machines[1], "slice"); !bytes.Equal(got, []byte(text)) {
				t.Errorf("got %q, want %q", got, text)
			}
		}
	}
	broken := errors.New("no room")
	attempts := 0
	err = machines[0].Write("half", func(w io.Writer) error { attempts++; w.Write([]byte("ha")); return broken })
	if !errors.Is(err, broken) || attempts != 1 {
		t.Errorf("got %v after %d attempts, want the error of who wrote after one", err, attempts)
	}
	write(t, machines[0], "other", []byte("other"))
	if err := machines[0].Clean(func(name string) bool { return name == "other" }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"slice", "half", "never"} {
		if _, _, err := machines[1].Open(name); !errors.Is(err, lookback.ErrNotFound) {
			t.Errorf("open %s: got %v, want not found", name, err)
		}
	}
	if got := read(t, machines[1], "other"); string(got) != "other" {
		t.Errorf("got %q, want what was kept", got)
	}
}

// A bucket that somebody removed is one sentence while it is missing, and made again at the next start.
func TestMissingBucket(t *testing.T) {
	q, err := jetstream.OpenEmbedded(t.Context(), t.TempDir(), "", jetstream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	first, err := q.Shelf(t.Context(), shelf.New(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	write(t, first, "slice", []byte("first"))
	if err := q.RemoveBucket(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, _, err = first.Open("slice")
	if !errors.Is(err, lookback.ErrUnavailable) || !strings.Contains(err.Error(), "start again, which makes it anew") {
		t.Errorf("got %v, want a sentence that says what to do", err)
	}
	next, err := q.Shelf(t.Context(), shelf.New(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	write(t, next, "slice", []byte("second"))
	if got := read(t, first, "slice"); string(got) != "second" {
		t.Errorf("got %q, want what was written since", got)
	}
}

// What was asked of a broker that died before it answered is asked again: a fetch takes seconds then, not the quarter of an hour that a whole file may take.
func TestFetchIsAskedAgain(t *testing.T) {
	q, err := jetstream.OpenEmbedded(t.Context(), t.TempDir(), "127.0.0.1:0", jetstream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	writer, err := q.Shelf(t.Context(), shelf.New(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	data := bytes.Repeat([]byte("slice "), 100_000)
	write(t, writer, "slice", data)
	for _, lost := range []string{"$JS.API.CONSUMER.CREATE", "$JS.API.DIRECT.GET"} { // what begins a fetch, and what asks for a file at all
		line := newLine(t, q.Address())
		far, err := jetstream.Open(t.Context(), jetstream.Options{URL: "nats://" + line.address})
		if err != nil {
			t.Fatal(err)
		}
		reader, err := far.Shelf(t.Context(), shelf.New(t.TempDir()))
		if err != nil {
			t.Fatal(err)
		}
		line.dieAt(lost)
		if got := read(t, reader, "slice"); !bytes.Equal(got, data) {
			t.Errorf("after %s was lost: got %d bytes, want %d", lost, len(got), len(data))
		}
		if !line.died() {
			t.Errorf("%s was never asked", lost)
		}
		far.Close()
	}
}

func write(t *testing.T, s *jetstream.Shelf, name string, data []byte) {
	t.Helper()
	if err := s.Write(name, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s *jetstream.Shelf, name string) []byte {
	t.Helper()
	data, done, err := s.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	return bytes.Clone(data)
}
