// Package shelf keeps large files in a folder: each is written whole or not at all, and read through
// memory mapping where the system has it, so that a file of gigabytes is ready at once.
package shelf

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lookback"
)

// Dir is a folder of files. The zero value is of no use: see New. It may be used concurrently.
type Dir struct{ path string }

// New returns the shelf in the folder at path, which is made with the first file.
func New(path string) *Dir { return &Dir{path: path} }

// Write makes the file name of what write writes. Readers see the old file or the new one, and a crash leaves
// nothing but a temporary file that the next Clean removes.
func (d *Dir) Write(name string, write func(io.Writer) error) error {
	if err := os.MkdirAll(d.path, 0o750); err != nil {
		return fmt.Errorf("make the folder for %s: %w", name, err)
	}
	temp, err := os.CreateTemp(d.path, temporary+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	out := bufio.NewWriterSize(temp, 1<<20)
	err = write(out)
	err = errors.Join(err, out.Flush(), temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), filepath.Join(d.path, name))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", name, err), os.Remove(temp.Name()))
	}
	return d.sync()
}

// temporary begins the names of files that are being written.
const temporary = ".writing-"

// sync makes renames durable, where folders can be synced.
func (d *Dir) sync() error {
	folder, err := os.Open(d.path)
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	defer folder.Close()
	_ = folder.Sync() // some systems cannot sync a folder, and need not
	return nil
}

// Open returns the bytes of a file and a function that lets go of them. ErrNotFound: there is no such file.
// The bytes must not be changed, nor used after the function was called.
func (d *Dir) Open(name string) (data []byte, done func() error, err error) {
	file, err := os.Open(filepath.Join(d.path, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s: %w", name, lookback.ErrNotFound)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", name, err)
	}
	return mapFile(file, info.Size())
}

// Clean removes every file that keep does not name, and what crashes left behind.
func (d *Dir) Clean(keep func(name string) bool) error {
	files, err := os.ReadDir(d.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the folder: %w", err)
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), temporary) || !keep(f.Name()) {
			err = errors.Join(err, os.Remove(filepath.Join(d.path, f.Name())))
		}
	}
	return err
}
