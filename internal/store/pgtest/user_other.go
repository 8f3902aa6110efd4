//go:build !unix

package pgtest

import "os/exec"

// giveTo does nothing: no other system has a root that the server refuses to run as.
func giveTo(*exec.Cmd, string) error { return nil }
