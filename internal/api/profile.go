package api

import (
	"fmt"
	"net/http"
	"runtime/pprof"
	"strconv"
	"time"

	"lookback"
)

func profileRoutes() []Route {
	return []Route{{Method: http.MethodGet, Path: prefix + "/profiles/{profile}", Permission: Operate, Gives: "application/octet-stream",
		Summary: "Tell where the server spends time or memory, for go tool pprof: cpu, heap, goroutine and others", Query: []Param{{"seconds",
			fmt.Sprintf("how long cpu is watched, 1 to %d; %d when left out", longestWatch, usualWatch)}}, handle: (*call).profile}}
}

// The time for which a profile of the processor is taken.
const (
	usualWatch   = 10
	longestWatch = 60
)

// profile writes a profile, which holds places in our code and no values.
func (c *call) profile() error {
	c.w.Header().Set("Content-Type", "application/octet-stream")
	name := c.path("profile")
	if name == "cpu" {
		return c.watchCPU()
	}
	p := pprof.Lookup(name)
	if p == nil {
		return fmt.Errorf("profile %q: there are cpu, heap, allocs, goroutine, block, mutex and threadcreate: %w", name, lookback.ErrNotFound)
	}
	return p.WriteTo(c.w, 0)
}

func (c *call) watchCPU() error {
	seconds := usualWatch
	if text := c.query("seconds"); text != "" {
		var err error
		if seconds, err = strconv.Atoi(text); err != nil || seconds < 1 || seconds > longestWatch {
			return &lookback.InputError{Field: "seconds", Reason: fmt.Sprintf("%q is not a number from 1 to %d", text, longestWatch)}
		}
	}
	if err := pprof.StartCPUProfile(c.w); err != nil {
		return fmt.Errorf("somebody else takes a profile of the processor; ask again when it is done: %w", lookback.ErrConflict)
	}
	defer pprof.StopCPUProfile()
	select {
	case <-c.ctx().Done():
	case <-time.After(time.Duration(seconds) * time.Second):
	}
	return nil
}
