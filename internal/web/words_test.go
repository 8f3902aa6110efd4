package web

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

var update = flag.Bool("update", false, "write the catalogue of texts anew")

var spoken = regexp.MustCompile(`(?:[{(]t |\btr\()("(?:[^"\\\n]|\\.)*")`)

// Every text of a page is in the catalogue, and nothing else is: a translation of it is a translation of the pages.
func TestCatalogueIsWhole(t *testing.T) {
	var texts []string
	for _, pattern := range []string{"templates/*.html", "*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range spoken.FindAllStringSubmatch(string(source), -1) {
				text, err := strconv.Unquote(m[1])
				if err != nil {
					t.Fatalf("%s: %s: %v", file, m[1], err)
				}
				texts = append(texts, text)
			}
		}
	}
	for _, words := range axisWords {
		texts = append(texts, words)
	}
	for _, words := range triggerWords {
		texts = append(texts, words)
	}
	slices.Sort(texts)
	whole := strings.Join(slices.Compact(texts), "\n") + "\n"
	if *update {
		if err := os.WriteFile("words.txt", []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	catalogue, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(catalogue), whole); diff != "" {
		t.Errorf("words.txt is not what the pages say; run go test ./internal/web -run Catalogue -update and review the difference (-held +said):\n%s", diff)
	}
}

// What stands between the marks of a template and is not spoken would escape a translation.
func TestTemplatesSayNothingByThemselves(t *testing.T) {
	tags := regexp.MustCompile(`(?s)\{\{.*?\}\}|<[^>]*>|&[a-z]+;`)
	letters := regexp.MustCompile(`\p{L}{3,}`)
	files, err := filepath.Glob("templates/*.html")
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d templates (%v)", len(files), err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range letters.FindAllString(tags.ReplaceAllString(string(source), " "), -1) {
			if word != "Lookback" && word != "UTC" && word != "administrative" && word != "criminal" && word != "Ctrl" && word != "TLP" && word != "PAP" {
				t.Errorf("%s says %q without the catalogue", file, word)
			}
		}
	}
}

func TestEveryAxisAndTriggerHasWords(t *testing.T) {
	for _, x := range append(lookback.Axes(), lookback.AxisThreat) {
		if axisWords[x] == "" {
			t.Errorf("axis %s has no words", x)
		}
	}
	for _, x := range lookback.Triggers() {
		if triggerWords[x] == "" {
			t.Errorf("trigger %s has no words", x)
		}
	}
}
