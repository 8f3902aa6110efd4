package shelf

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"lookback"
)

func TestWriteIsWholeOrNotAtAll(t *testing.T) {
	d := New(filepath.Join(t.TempDir(), "slices"))
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	if err := d.Write("one", text("first")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := d.Write("one", func(w io.Writer) error { _ = text("half")(w); return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the writer", err)
	}
	data, done, err := d.Open("one")
	if err != nil || string(data) != "first" {
		t.Errorf("got %q and %v, want the first text", data, err)
	}
	if err := done(); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(d.path); len(files) != 1 {
		t.Errorf("%d files lie in the folder, want 1", len(files))
	}
}

func TestOpenSaysWhatIsMissing(t *testing.T) {
	if _, _, err := New(t.TempDir()).Open("none"); !errors.Is(err, lookback.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func TestCleanRemovesLeftovers(t *testing.T) {
	d := New(t.TempDir())
	for _, name := range []string{"keep", "drop", temporary + "1"} {
		if err := os.WriteFile(filepath.Join(d.path, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Clean(func(name string) bool { return name == "keep" }); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(d.path); len(files) != 1 || files[0].Name() != "keep" {
		t.Errorf("got %v, want the file that is kept", files)
	}
}
