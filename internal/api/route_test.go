package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every route says what it does, and a route without a permission is one of those that tell nothing about anybody.
func TestRoutesAreComplete(t *testing.T) {
	open := []string{"GET /healthz", "GET /readyz", "GET /api/openapi.json"}
	seen := map[string]bool{}
	for _, r := range Routes() {
		name := r.Name()
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if r.Summary == "" || strings.HasSuffix(r.Summary, ".") {
			t.Errorf("%s: got summary %q, want a line without a full stop", name, r.Summary)
		}
		if (r.Permission == Anybody) != slices.Contains(open, name) {
			t.Errorf("%s: got permission %q", name, r.Permission)
		}
		if r.Method == http.MethodPost && r.In == nil && r.Takes == "" {
			t.Errorf("%s does not say what it takes", name)
		}
	}
}

// The OpenAPI document that is served has every route and nothing else, and every reference in it leads somewhere.
func TestOpenAPIIsTheTableOfRoutes(t *testing.T) {
	w := newWorld(t, nil)
	_, _, body := w.send(scenario{method: "GET", path: "/api/openapi.json"})
	var document struct {
		OpenAPI    string `json:"openapi"`
		Paths      map[string]map[string]struct{ OperationID string }
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal([]byte(body), &document); err != nil {
		t.Fatal(err)
	}
	if document.OpenAPI != "3.1.0" {
		t.Errorf("got OpenAPI %q, want 3.1.0", document.OpenAPI)
	}
	ids := map[string]string{}
	count := 0
	for _, r := range Routes() {
		operation, ok := document.Paths[strings.ReplaceAll(r.Path, "...}", "}")][strings.ToLower(r.Method)]
		if !ok {
			t.Errorf("%s is not in the document", r.Name())
		}
		if other := ids[operation.OperationID]; other != "" {
			t.Errorf("%s and %s have the ID %q", other, r.Name(), operation.OperationID)
		}
		ids[operation.OperationID] = r.Name()
	}
	for _, methods := range document.Paths {
		count += len(methods)
	}
	if count != len(Routes()) {
		t.Errorf("got %d operations, want the %d routes", count, len(Routes()))
	}
	for _, m := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(body, -1) {
		if document.Components.Schemas[m[1]] == nil {
			t.Errorf("nothing is at the reference to %s", m[1])
		}
	}
}

// Every route by every permission: whoever has it comes in, and whoever has any other is answered 403 before anything is read.
func TestEveryRouteByEveryPermission(t *testing.T) {
	permissions := map[Permission]bool{}
	for _, r := range Routes() {
		permissions[r.Permission] = true
	}
	may := map[string]func(Permission) bool{"none": func(Permission) bool { return false }}
	for p := range permissions {
		may[string(p)] = func(q Permission) bool { return q == p }
	}
	w := newWorld(t, may)
	handler := http.NewServeMux()
	w.Mount(handler)
	for _, r := range Routes() {
		if r.Permission == Anybody {
			continue
		}
		for key := range may {
			status := w.probe(handler, r, key+":N. N.")
			if (status == http.StatusForbidden) == (key == string(r.Permission)) {
				t.Errorf("%s with %q: got status %d", r.Name(), key, status)
			}
		}
		if status := w.probe(handler, r, ""); status != http.StatusUnauthorized {
			t.Errorf("%s by nobody: got status %d, want 401", r.Name(), status)
		}
	}
}

// probe asks for a route with names that are not held and a body that is none: whoever may, learns that much and no more.
func (w *world) probe(h http.Handler, r Route, as string) int {
	path := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(r.Path, "0")
	req := httptest.NewRequestWithContext(w.t.Context(), r.Method, path, strings.NewReader("no body"))
	if as != "" {
		req.Header.Set("Authorization", "Bearer "+as)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec.Code
}

// The table of kinds is that of the documentation.
func TestKindsAreDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "exit-codes.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range append(Kinds(), internal) {
		row := regexp.MustCompile(fmt.Sprintf("(?m)^\\| `%s` \\| %d.*\\| %d \\|$", k.Name, k.Status, k.Exit))
		if !row.Match(page) {
			t.Errorf("docs/exit-codes.md has no row %s", row)
		}
	}
}
