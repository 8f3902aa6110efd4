package source

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Whatever a publisher answers, and wherever its index says that something lies: nothing panics, nothing is kept outside the folder, no
// pause is longer than a week of seconds or the date that was named, and an address that is asked is one that may be.
func FuzzFetchAnswer(f *testing.F) {
	f.Add(200, "text/xml", `"tag"`, "120", "https://lists.example/list.xml", "<list/>")
	f.Add(429, "text/html", "", "Fri, 31 Dec 2027 23:59:59 GMT", "https://lists.example/../../etc/passwd?token=x", "<html>")
	f.Add(304, "", "W/x", "-1", "http://user:secret@lists.example/.hidden", "")
	f.Add(503, "application/json; charset=\x00", "\n", "99999999999999999999", `https://lists.example/C:\list`, `{"versions":{"1":"u"}}`)
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, status int, contentType, tag, after, address, body string) {
		fetcher := &Fetcher{Now: func() time.Time { return now }}
		if d := fetcher.retryAfter(after); d < 0 {
			t.Errorf("Retry-After %q is %s", after, d)
		}
		if checkAddress(address, address) == nil && strings.Contains(shown(address), "?") {
			t.Errorf("%q is shown with its query", address)
		}
		dir := t.TempDir()
		into := filepath.Join(dir, "into")
		if err := os.Mkdir(into, 0o700); err != nil {
			t.Fatal(err)
		}
		r := FetchRequest{URL: address, Into: into, MaxBytes: 1 << 16}
		response := &http.Response{StatusCode: status, Status: http.StatusText(status), Body: io.NopCloser(strings.NewReader(body)),
			Header: http.Header{"Content-Type": {contentType}, "Etag": {tag}, "Retry-After": {after}}}
		got, err := fetcher.accept(r, response)
		if err == nil && !got.Unchanged && filepath.Dir(got.Path) != into {
			t.Errorf("%q is kept as %s", address, got.Path)
		}
		left, readErr := os.ReadDir(dir)
		if readErr != nil || len(left) != 1 {
			t.Errorf("%q left %v outside its folder (%v)", address, left, readErr)
		}
		if kept, _ := os.ReadDir(into); err != nil && len(kept) > 0 { // it was made above
			t.Errorf("an answer that was refused (%v) left %v", err, kept)
		}
	})
}
