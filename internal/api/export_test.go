package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"lookback/internal/casework"
)

// gone is a client that went away before anything reached it.
type gone struct{ http.ResponseWriter }

func (gone) Write([]byte) (int, error) { return 0, errors.New("connection reset by peer") }

// The file of an export has no name while it is made and sent, so that a server that is killed leaves nobody's data behind, and
// nothing is left when the client goes away.
func TestExportFileHasNoName_R35(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be removed there; it goes when it is closed")
	}
	w := newWorld(t, nil)
	w.playAll(t,
		posted(ada, "/exports", `{"source":"crm","recipient":"Registry","country":"DE","purpose":"register","basis":"treaty","handling":"TLP:AMBER PAP:AMBER"}`, 200),
		posted(sue, "/disclosures/1/approve", `{"agrees":true,"reasons":"fits"}`, 200, "approved"),
	)
	dir, looks := t.TempDir(), 0
	t.Setenv("TMPDIR", dir)
	empty := func() {
		t.Helper()
		looks++
		if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
			t.Errorf("got files %v (%v), want none", files, err)
		}
	}
	w.Cases = casework.New(w.Store, func() time.Time { empty(); return start }, casework.Options{})
	req := httptest.NewRequestWithContext(context.Background(), http.MethodPost, prefix+"/disclosures/1/file", strings.NewReader(`{"format":"csv"}`))
	req.SetPathValue("disclosure", "1")
	c := &call{Server: w.Server, w: gone{httptest.NewRecorder()}, r: req, caller: Caller{Person: "A. Analyst"}}
	if err := c.sendExport(); err != nil {
		t.Fatal(err)
	}
	if looks == 0 {
		t.Error("nobody looked while the file was made")
	}
	empty()
	w.Cases = casework.New(w.Store, func() time.Time { return start }, casework.Options{})
	w.playAll(t, asked(ada, "/disclosures/1", 200, `"state":"sent"`))
}
