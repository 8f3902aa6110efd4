package main

import (
	"bufio"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// shape is what a line asks of the program: which command, and which of its flags together.
type shape struct {
	command string
	flags   []string
}

// shapeOf returns the shape of a line that begins with lookback, and reports whether it is one.
func shapeOf(words []string) (s shape, ok bool) {
	tree := (&app{out: io.Discard, errs: io.Discard}).command()
	c, rest, err := tree.Find(words[1:])
	if err != nil || c.ParseFlags(rest) != nil {
		return s, false
	}
	s.command = strings.TrimPrefix(c.CommandPath(), "lookback ")
	c.Flags().Visit(func(f *pflag.Flag) {
		if !everywhere(c, f) {
			s.flags = append(s.flags, f.Name)
		}
	})
	return s, true
}

// everywhere reports whether a flag is one that every command takes, and means the same everywhere.
func everywhere(c *cobra.Command, f *pflag.Flag) bool {
	return c.Root().PersistentFlags().Lookup(f.Name) == f
}

// covers reports whether a line that was run shows that another one works, but for the values in it.
func (s shape) covers(other shape) bool {
	return s.command == other.command && !slices.ContainsFunc(other.flags, func(f string) bool { return !slices.Contains(s.flags, f) })
}

// scenarioShapes returns the shapes of all commands that the scenarios run.
func scenarioShapes(t *testing.T) []shape {
	t.Helper()
	var all []shape
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.txtar"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d scenarios: the test looks in the wrong place (%v)", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if words := runBy(line); words != nil {
				if s, ok := shapeOf(words); ok {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// runBy returns the words of the command that a line of a scenario runs, nil for none.
func runBy(line string) []string {
	words := shellWords(strings.ReplaceAll(line, "'", `"`))
	for i, w := range words {
		switch {
		case w == "exec" && i+1 < len(words) && words[i+1] == "lookback":
			return words[i+1:]
		case w == "exits" && i+1 < len(words):
			return append([]string{"lookback"}, words[i+2:]...)
		}
	}
	return nil
}

// ranElsewhere are the commands of the guides that other tests run: they do not end by themselves, or need machines beside this one.
var ranElsewhere = map[string]string{
	"worker":        "TestSpreadOverMachinesEndsWithTheSameSet",
	"serve":         "TestServeAnswersAndEnds",
	"list schedule": "TestScheduleRunFetchesAndEnds",
}

// Every command that a guide shows is run by a scenario, with at least the same flags together; the values in it are others.
func TestGuideCommandsAreRun(t *testing.T) {
	ran := scenarioShapes(t)
	err := fs.WalkDir(os.DirFS(filepath.Join(root, "docs", "guide")), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "integrate.md" { // TestIntegratorGuideWorks runs that one as it stands
			return err
		}
		text, err := os.ReadFile(filepath.Join(root, "docs", "guide", path))
		if err != nil {
			return err
		}
		t.Run(path, func(t *testing.T) { guideIsRun(t, string(text), ran) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func guideIsRun(t *testing.T, page string, ran []shape) {
	for line := range strings.Lines(page) {
		command, shown := strings.CutPrefix(strings.TrimSpace(line), "$ lookback ")
		if !shown {
			continue
		}
		command, _, _ = strings.Cut(command, " # ")
		s, ok := shapeOf(shellWords("lookback " + command))
		if !ok {
			t.Errorf("%s cannot be read", command)
			continue
		}
		if ranElsewhere[s.command] == "" && !slices.ContainsFunc(ran, func(r shape) bool { return r.covers(s) }) {
			t.Errorf("no scenario runs %q with %v together", s.command, s.flags)
		}
	}
}

// What `list schedule --run` is due to fetch it fetches, and it ends well when it is told to.
func TestScheduleRunFetchesAndEnds(t *testing.T) {
	k := &killing{t: t, dir: t.TempDir(), databases: map[string]string{"data": testDatabase(t)}}
	edition, err := os.ReadFile(filepath.Join("testdata", "world", "un-1.xml"))
	if err != nil {
		t.Fatal(err)
	}
	k.write(filepath.Join("mirror", "consolidated.xml"), edition)
	k.finish("data", []string{"list", "add", "un", "--preset", "un", "--mirror", "mirror", "--min-bytes", "10"})
	c := k.command("data", []string{"list", "schedule", "--run"})
	log, err := c.StderrPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(log).ReadString('\n')
	if err != nil || !strings.Contains(line, `"outcome":"new"`) {
		t.Errorf("got %q (%v), want a new edition", line, err)
	}
	k.signal(c, syscall.SIGTERM)
	if err := c.Wait(); err != nil {
		t.Errorf("got %v, want a good end", err)
	}
	if all := k.facts("data", []string{"list", "history", "un"}); len(all) != 1 {
		t.Errorf("got editions %v, want one", all)
	}
}
