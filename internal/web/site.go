package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"lookback/internal/account"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static
var static embed.FS

// Needs are what the pages stand on. All but Provider and Demo are needed.
type Needs struct {
	Accounts  *account.Service
	Screening *screening.Service
	Cases     *casework.Service
	Store     store.Store // for reading alone
	Worker    Worker
	Provider  *account.Provider // nil: people enter by password alone
	Now       func() time.Time
	Log       *slog.Logger
	Disclosed func(casework.Disclosed) ([]byte, error) // writes what the recipient of a disclosure gets
	Demo      []DemoAccount                            // ready accounts, shown at the login of a demo and nowhere else
}

// Worker carries lookbacks out in the background.
type Worker interface {
	// Wake tells the worker that there is something to do. It never waits.
	Wake()
}

// DemoAccount is a ready account of a demo.
type DemoAccount struct{ Role, Person, Login, Password string }

// Site answers every page. It may be used concurrently.
type Site struct {
	Needs
	mux       *http.ServeMux
	templates map[string]*template.Template
	assets    map[string]asset

	reports reports
}

// asset is a file that a browser may keep for ever: its name holds the hash of its content.
type asset struct {
	data []byte
	kind string
}

// New returns a Site.
func New(n Needs) (*Site, error) {
	s := &Site{Needs: n, mux: http.NewServeMux(), templates: map[string]*template.Template{}, assets: map[string]asset{}}
	names, err := s.loadAssets()
	if err != nil {
		return nil, err
	}
	if err := s.loadTemplates(names); err != nil {
		return nil, err
	}
	s.mux.HandleFunc("GET "+assetPath+"{name}", s.serveAsset)
	for _, r := range routes() {
		s.mux.HandleFunc(r.Method+" "+r.Path, s.handler(r))
	}
	return s, nil
}

const assetPath = "/assets/"

// kinds are the types of the assets, by the ends of their names.
var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// loadAssets gives every asset a name with its hash, and returns these by plain name.
func (s *Site) loadAssets() (map[string]string, error) {
	names := map[string]string{}
	return names, fs.WalkDir(static, "static", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || kinds[path.Ext(file)] == "" {
			return err
		}
		data, err := static.ReadFile(file)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		plain := path.Base(file)
		end := path.Ext(plain)
		hashed := strings.TrimSuffix(plain, end) + "." + hex.EncodeToString(sum[:6]) + end
		s.assets[hashed] = asset{data, kinds[end]}
		names[plain] = assetPath + hashed
		return nil
	})
}

func (s *Site) loadTemplates(assets map[string]string) error {
	pages, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return err // unreachable: the pattern is a constant
	}
	for _, page := range pages {
		name := strings.TrimSuffix(path.Base(page), ".html")
		if name == "layout" || name == "parts" {
			continue
		}
		t, err := template.New("layout.html").Funcs(functions(assets)).ParseFS(templates, "templates/layout.html", "templates/parts.html", page)
		if err != nil {
			return fmt.Errorf("read the page %s: %w", name, err)
		}
		s.templates[name] = t
	}
	return nil
}

func (s *Site) serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := s.assets[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(a.data) // a browser that went away is not ours to report
}

// policy is what a page may do in a browser: nothing from elsewhere, no script or style in the page itself.
const policy = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP answers a page, a form or an asset.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	s.mux.ServeHTTP(w, r)
}
