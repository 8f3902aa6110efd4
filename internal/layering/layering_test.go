package layering

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// allowed lists for each package, by its folder below the module root, the packages of this module that it may
// import beside the root. A package that is not listed must be added here, with thought.
var allowed = map[string][]string{
	".":                        {},
	"internal/text":            {},
	"internal/match":           {"internal/text"},
	"internal/index":           {"internal/match", "internal/text"},
	"internal/account":         {"internal/journal", "internal/store"},
	"internal/web":             {"internal/account", "internal/casework", "internal/screening", "internal/journal", "internal/store", "internal/trace"},
	"internal/graph":           {},
	"internal/journal":         {},
	"internal/exchange":        {"internal/source"},
	"internal/store":           {"internal/journal"},
	"internal/store/sqldb":     {"internal/store", "internal/journal"},
	"internal/store/pgtest":    {},
	"internal/certtest":        {},
	"internal/store/storetest": {"internal/store/pgtest", "internal/store/sqldb"},
	"internal/contract":        {"internal/store", "internal/journal", "internal/queue"},
	"internal/source":          {},
	"internal/shelf":           {},
	"internal/scenario":        {},
	"internal/screening":       {"internal/text", "internal/match", "internal/index", "internal/graph", "internal/journal", "internal/store", "internal/source", "internal/queue", "internal/trace"},
	"internal/casework":        {"internal/screening", "internal/journal", "internal/store"},
	"internal/eval":            {"internal/text", "internal/match", "internal/index", "internal/source", "internal/screening", "internal/scenario", "internal/shelf"},
	"internal/api":             {"internal/account", "internal/casework", "internal/screening", "internal/journal", "internal/store", "internal/source", "internal/exchange", "internal/match", "internal/webhook", "internal/trace"},
	"internal/layering":        {},
	"cmd/lookback":             {"*"},
	"docs/figures":             {},
	"internal/queue":           {},
	"internal/queue/jetstream": {"internal/queue", "internal/trace"},
	"internal/query":           {"internal/source"},
	"internal/trace":           {},
	"internal/webhook":         {"internal/journal", "internal/store"},
}

// pure lists the packages that compute only: no clock, no chance, no outside world.
var pure = []string{"internal/text", "internal/match", "internal/index", "internal/graph", "internal/journal", "."}

// impure are the packages of the standard library that the pure packages may not import.
var impure = []string{"os", "net", "net/http", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "os/exec"}

func TestImportsPointOneWay(t *testing.T) {
	seen := map[string]bool{}
	eachImport(t, func(pkg, file, path string) {
		seen[pkg] = true
		may, known := allowed[pkg]
		if !known {
			t.Errorf("%s: package %s is not in the table of this test", file, pkg)
			return
		}
		target, ours := strings.CutPrefix(path, "lookback/")
		if !ours || len(may) > 0 && may[0] == "*" {
			return
		}
		for _, m := range may {
			if m == target {
				return
			}
		}
		t.Errorf("%s: %s may not import %s", file, pkg, target)
	})
	if len(seen) < 5 {
		t.Fatalf("read %d packages only: the test looks in the wrong place", len(seen))
	}
}

func TestPureCoreDoesNoInputOrOutput(t *testing.T) {
	eachImport(t, func(pkg, file, path string) {
		for _, p := range pure {
			if p != pkg {
				continue
			}
			for _, bad := range impure {
				if path == bad {
					t.Errorf("%s: pure package %s imports %s", file, pkg, path)
				}
			}
		}
	})
}

// Below the layers that serve HTTP, and beside the one that sends by it, one file alone knows it (docs/design/fetch.md).
func TestOnlyFetchKnowsHTTP(t *testing.T) {
	seen := false
	eachImport(t, func(pkg, file, path string) {
		serves := pkg == "internal/api" || pkg == "internal/web" || pkg == "internal/webhook" || strings.HasPrefix(pkg, "cmd/")
		if path != "net/http" || serves {
			return
		}
		if filepath.ToSlash(file) != "internal/source/fetch.go" {
			t.Errorf("%s imports net/http", file)
		}
		seen = true
	})
	if !seen {
		t.Error("internal/source/fetch.go does not import net/http: the test looks in the wrong place")
	}
}

// One package alone knows OpenTelemetry, so that what a span may say is decided in one place.
func TestOnlyTraceKnowsOpenTelemetry(t *testing.T) {
	seen := false
	eachImport(t, func(pkg, file, path string) {
		if !strings.HasPrefix(path, "go.opentelemetry.io/") {
			return
		}
		seen = true
		if pkg != "internal/trace" {
			t.Errorf("%s imports %s", file, path)
		}
	})
	if !seen {
		t.Error("internal/trace does not import OpenTelemetry: the test looks in the wrong place")
	}
}

func TestRootImportsStandardLibraryOnly(t *testing.T) {
	eachImport(t, func(pkg, file, path string) {
		if pkg == "." && strings.Contains(strings.Split(path, "/")[0], ".") {
			t.Errorf("%s: the root package imports %s", file, path)
		}
	})
}

// eachImport calls fn for every import of every Go file of the module that is not a test.
func eachImport(t *testing.T, fn func(pkg, file, path string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		for _, imp := range parsed.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			fn(filepath.ToSlash(filepath.Dir(rel)), rel, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
