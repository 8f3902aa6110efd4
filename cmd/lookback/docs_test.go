package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the repository, seen from this package.
var root = filepath.Join("..", "..")

// everyDocument calls fn for each page, by path from the root.
func everyDocument(t *testing.T, fn func(t *testing.T, path, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		t.Run(filepath.ToSlash(name), func(t *testing.T) { fn(t, path, string(text)) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// A link from one page to another leads somewhere, and some page leads to every page below docs.
func TestLinksLeadSomewhere(t *testing.T) {
	linked := map[string]bool{}
	everyDocument(t, func(t *testing.T, path, text string) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			to := filepath.Join(filepath.Dir(path), filepath.FromSlash(m[1]))
			linked[to] = true
			if _, err := os.Stat(to); err != nil {
				t.Errorf("link to %s: %v", m[1], err)
			}
		}
	})
	everyDocument(t, func(t *testing.T, path, _ string) {
		if strings.HasPrefix(path, filepath.Join(root, "docs")) && !linked[path] {
			t.Error("no page leads here; add a link to docs/index.md")
		}
	})
}

// Every command that a page shows behind a prompt exists, with its flags and number of arguments.
func TestCommandsInDocumentsParse(t *testing.T) {
	tree := (&app{out: io.Discard, errs: io.Discard}).command()
	everyDocument(t, func(t *testing.T, _, text string) {
		for line := range strings.Lines(text) {
			command, shown := strings.CutPrefix(strings.TrimSpace(line), "$ lookback ")
			if !shown {
				continue
			}
			command, _, _ = strings.Cut(command, " # ")
			if err := parseExample(tree, "lookback "+command); err != nil {
				t.Errorf("%s%v", line, err)
			}
		}
	})
}

var majorVersion = regexp.MustCompile(`/v\d+$`)

// Every module of go.mod has its reason in docs/design/dependencies.md.
func TestEveryDependencyHasItsReason(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "design", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mod)) {
		words := strings.Fields(line)
		if len(words) < 2 || !strings.HasPrefix(line, "\t") {
			continue
		}
		name := words[0]
		if !strings.HasPrefix(name, "golang.org/x/") { // whose last parts are common words
			name = filepath.Base(majorVersion.ReplaceAllString(name, ""))
		}
		if !strings.Contains(string(page), name) {
			t.Errorf("%s has no reason in docs/design/dependencies.md", words[0])
		}
	}
}
