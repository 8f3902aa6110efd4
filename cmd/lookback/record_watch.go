package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
)

// watchEvery is the time between two looks into a drop folder.
const watchEvery = 5 * time.Second

// The folders below a drop folder that files are moved to.
const (
	watchDone   = "done"
	watchFailed = "failed"
)

func (a *app) recordWatch() *cobra.Command {
	var w dropFolder
	var once bool
	c := &cobra.Command{
		Use:   "watch FOLDER",
		Short: "Import every file that is put into a folder, until stopped, and move it to FOLDER/done or FOLDER/failed",
		Long: `Import every file that is put into a folder, in the order of their names, and move it to FOLDER/done, with
its rejected rows beside it, or to FOLDER/failed, with the reason. A file is taken when its size has not changed
between two looks; files whose names begin with a dot or end in .part or .tmp are still being written. A file that was
being imported when the process was killed is imported again, and what it stored is known.`,
		Example: `  lookback record watch /srv/drop --source crm
  lookback record watch /srv/drop --source crm --once`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkSource(w.source); err != nil {
				return err
			}
			w.app, w.dir = a, args[0]
			if once {
				return w.look(cmd.Context(), nil)
			}
			return w.watch(cmd.Context())
		},
	}
	c.Flags().StringVar(&w.source, "source", "", "name of the source system")
	c.Flags().StringVar(&w.mapping, "map", "", "YAML file that says which column holds what; guessed from each file when left out")
	c.Flags().BoolVar(&once, "once", false, "import what is there now, and end")
	return c
}

// dropFolder is a folder that other systems put files into.
type dropFolder struct {
	app             *app
	dir             string
	source, mapping string
}

// watch looks again and again until ctx ends. A file that cannot be imported does not stop it.
func (w dropFolder) watch(ctx context.Context) error {
	before := map[string]int64{}
	for {
		sizes, err := w.sizes()
		if err != nil {
			return err
		}
		if err := w.look(ctx, before); err != nil && ctx.Err() == nil && !errors.Is(err, lookback.ErrInvalid) {
			return err
		}
		before = sizes
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(watchEvery):
		}
	}
}

// sizes returns the files that are not being written, with their sizes.
func (w dropFolder) sizes() (map[string]int64, error) {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return nil, &lookback.InputError{File: w.dir, Reason: "the folder cannot be read: " + err.Error()}
	}
	sizes := map[string]int64{}
	for _, e := range entries {
		name := e.Name()
		if !e.Type().IsRegular() || strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".part") || strings.HasSuffix(name, ".tmp") {
			continue
		}
		if info, err := e.Info(); err == nil { // a file that went away meanwhile is not there
			sizes[name] = info.Size()
		}
	}
	return sizes, nil
}

// look imports the files whose sizes are what they were before, or all when before is nil. It returns what went wrong with any.
func (w dropFolder) look(ctx context.Context, before map[string]int64) error {
	sizes, err := w.sizes()
	if err != nil {
		return err
	}
	var failed error
	for _, name := range sortedKeys(sizes) {
		if size, seen := before[name]; before != nil && (!seen || size != sizes[name]) {
			continue
		}
		if err := w.take(ctx, name); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", name, err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return failed
}

// take imports one file and moves it. A file that is none goes to the folder for those that failed; when something else is wrong it stays.
func (w dropFolder) take(ctx context.Context, name string) error {
	from := filepath.Join(w.dir, name)
	done, err := w.place(watchDone, name)
	if err != nil {
		return err
	}
	err = w.app.importRecords(ctx, from, importFlags{source: w.source, mapping: w.mapping, rejects: done + ".rejected.csv"})
	switch {
	case errors.Is(err, lookback.ErrInvalid):
		to, placeErr := w.place(watchFailed, name)
		if placeErr != nil {
			return errors.Join(err, placeErr)
		}
		fmt.Fprintf(w.app.errs, "%s: %v\n", name, err)
		return errors.Join(err, os.WriteFile(to+".reason.txt", []byte(err.Error()+"\n"), 0o600), os.Rename(from, to))
	case err != nil:
		return err
	}
	return os.Rename(from, done)
}

// place returns where a file is moved to. A name that was there before gets the time before it.
func (w dropFolder) place(folder, name string) (string, error) {
	dir := filepath.Join(w.dir, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make %s: %v: %w", dir, err, lookback.ErrUnavailable)
	}
	to := filepath.Join(dir, name)
	if _, err := os.Lstat(to); err == nil {
		to = filepath.Join(dir, time.Now().UTC().Format("20060102T150405.000000000Z-")+name)
	}
	return to, nil
}
