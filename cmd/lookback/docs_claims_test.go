package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var testName = regexp.MustCompile("`(Test[A-Z]\\w+)`")

// Every test that a page names as the proof of a claim exists.
func TestNamedTestsExist(t *testing.T) {
	var code strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		code.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	everyDocument(t, func(t *testing.T, _, text string) {
		for _, m := range testName.FindAllStringSubmatch(text, -1) {
			if named++; !strings.Contains(code.String(), "func "+m[1]+"(") {
				t.Errorf("there is no %s", m[1])
			}
		}
	})
	if named < 20 {
		t.Errorf("%d tests are named only: the test looks in the wrong place", named)
	}
}
