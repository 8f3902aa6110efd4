package main

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress returns a function that shows how far some long work has come: a bar on a
// terminal, a log line every few seconds otherwise, nothing with --quiet. It is called with the work done and the whole.
func (a *app) progress(what string) func(done, total int) {
	file, isFile := a.errs.(*os.File)
	switch {
	case a.quiet:
		return func(int, int) {}
	case isFile && term.IsTerminal(int(file.Fd())):
		return barProgress(file, what)
	default:
		return a.lineProgress(what)
	}
}

func barProgress(file *os.File, what string) func(done, total int) {
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(file), progressbar.OptionSetDescription(what),
				progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
		}
		bar.ChangeMax(total)
		_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

// logEvery is the least time between two log lines of one piece of work.
const logEvery = 5 * time.Second

func (a *app) lineProgress(what string) func(done, total int) {
	last := time.Now()
	return func(done, total int) {
		now := time.Now()
		if now.Sub(last) < logEvery {
			return
		}
		last = now
		if total == 0 { // the whole is not known
			fmt.Fprintf(a.errs, "%s: %d\n", what, done)
			return
		}
		fmt.Fprintf(a.errs, "%s: %d of %d\n", what, done, total)
	}
}
