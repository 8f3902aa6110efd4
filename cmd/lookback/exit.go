package main

import (
	"fmt"

	"lookback/internal/api"
)

// The exit codes that scripts rely on.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitInput    = 3
	exitNotFound = 4
	exitRefused  = 5
	exitCheck    = 6
)

// exitCode prints err for people and returns the exit code of its kind: api.Kinds is the one table.
func (a *app) exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(a.errs, "lookback: %v\n", err)
	return api.KindOf(err).Exit
}
