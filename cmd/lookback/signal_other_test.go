//go:build !unix

package main

import "syscall"

// No process can be made to stand still here: sending these fails.
const (
	standStill = syscall.Signal(0)
	goOn       = syscall.Signal(0)
)
