package main

import (
	"errors"
	"fmt"

	"lookback"
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

// exitCodes is the one table that turns kinds of error into exit codes.
var exitCodes = []struct {
	kind error
	code int
}{
	{lookback.ErrUsage, exitUsage},
	{lookback.ErrCheck, exitCheck},
	{lookback.ErrNotFound, exitNotFound},
	{lookback.ErrConflict, exitRefused},
	{lookback.ErrDenied, exitRefused},
	{lookback.ErrInvalid, exitInput},
}

// exitCode prints err for people and returns the exit code of its kind.
func (a *app) exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(a.errs, "lookback: %v\n", err)
	for _, e := range exitCodes {
		if errors.Is(err, e.kind) {
			return e.code
		}
	}
	return exitFailed
}
