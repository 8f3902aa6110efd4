package match

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"
)

// nameFiles hold the rules about names. Those about facts have a version of their own, FactsVersion.
var nameFiles = []string{"name.go", "relate.go", "tally.go", "align.go", "index_join.go"}

// TestVersionCoversEveryConstant shows that no constant of scoring can change without the matcher version (DESIGN 3.3).
func TestVersionCoversEveryConstant(t *testing.T) {
	covered, err := os.ReadFile("version.go")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.FieldsFunc(string(covered), func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", r)
	})
	seen := 0
	for _, file := range nameFiles {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range numbers(parsed) {
			seen++
			if !slices.Contains(words, name) && !slices.Contains(notRules, name) {
				t.Errorf("%s: %s is a number that no version shows: enter it in Version", file, name)
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d constants, want twenty: the test looks in the wrong place", seen)
	}
}

// notRules are constants that follow from others or bound memory alone, and the names of relations.
var notRules = []string{"simEqual", "MaxTokens", "MaxRun", "Unrelated"}

// numbers returns the names of the constants of a file that have values of their own.
func numbers(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.CONST {
			continue
		}
		for _, s := range decl.Specs {
			if spec := s.(*ast.ValueSpec); len(spec.Values) > 0 {
				names = append(names, spec.Names[0].Name)
			}
		}
	}
	return names
}
