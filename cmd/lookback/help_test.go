package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyCommand calls fn for each command of ours, by path.
func everyCommand(t *testing.T, fn func(*testing.T, *cobra.Command)) {
	t.Helper()
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		t.Run(strings.ReplaceAll(c.CommandPath(), " ", "/"), func(t *testing.T) { fn(t, c) })
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&app{out: io.Discard, errs: io.Discard}).command())
}

// Every command says in one line what it does, and one that does something shows how.
func TestHelpIsComplete(t *testing.T) {
	everyCommand(t, func(t *testing.T, c *cobra.Command) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("got short help %q, want a line without a full stop", c.Short)
		}
		if !c.HasSubCommands() && c.Example == "" {
			t.Error("got no example")
		}
		c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("flag --%s has no help", f.Name)
			}
		})
		var out bytes.Buffer
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		if code := run(args, strings.NewReader(""), &out, io.Discard); code != exitDone {
			t.Errorf("--help: got exit code %d, want 0", code)
		}
		if !strings.Contains(out.String(), c.Short) && !strings.Contains(out.String(), c.Long) {
			t.Errorf("--help does not say what the command does:\n%s", out.String())
		}
	})
}

// Every line of an example names a command that exists, with flags and a number of arguments that it takes.
func TestExamplesParse(t *testing.T) {
	everyCommand(t, func(t *testing.T, c *cobra.Command) {
		for line := range strings.Lines(c.Example) {
			if err := parseExample(c, line); err != nil {
				t.Errorf("%s\n%v", line, err)
			}
		}
	})
}

// parseExample parses one line as the shell and cobra would, on a tree of its own.
func parseExample(shownBy *cobra.Command, line string) error {
	words := shellWords(line)
	root := (&app{out: io.Discard, errs: io.Discard}).command()
	if words[0] != root.Name() {
		return fmt.Errorf("the line does not begin with %s", root.Name())
	}
	c, rest, err := root.Find(words[1:])
	if err != nil {
		return err
	}
	if shownBy.HasParent() && c.CommandPath() != shownBy.CommandPath() {
		return fmt.Errorf("this is an example of %q", c.CommandPath())
	}
	if err := c.ParseFlags(rest); err != nil {
		return err
	}
	return c.ValidateArgs(c.Flags().Args())
}

// shellWords splits a line at spaces, except inside double quotes.
func shellWords(line string) []string {
	var words []string
	for i, part := range strings.Split(strings.TrimSpace(line), `"`) {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}
