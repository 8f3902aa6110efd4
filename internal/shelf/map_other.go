//go:build !unix

package shelf

import (
	"fmt"
	"io"
	"os"
)

// mapFile reads a file into memory, on systems where it is not mapped.
func mapFile(file *os.File, size int64) ([]byte, func() error, error) {
	data := make([]byte, size)
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", file.Name(), err)
	}
	return data, func() error { return nil }, nil
}
