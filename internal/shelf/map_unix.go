//go:build unix

package shelf

import (
	"fmt"
	"os"
	"syscall"
)

// mapFile maps a file into memory: its pages are read when they are touched.
func mapFile(file *os.File, size int64) ([]byte, func() error, error) {
	if size == 0 {
		return nil, func() error { return nil }, nil
	}
	data, err := syscall.Mmap(int(file.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, nil, fmt.Errorf("map %s: %w", file.Name(), err)
	}
	return data, func() error { return syscall.Munmap(data) }, nil
}
