package source

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lookback"
)

const listText = "id,name\nh-1,Ilmar Tassk\n"

// publisher is a server on this machine that misbehaves as told, and a Fetcher whose clock no test waits for.
type publisher struct {
	*httptest.Server
	Fetcher
	asked  atomic.Int32
	pauses []time.Duration
	hang   chan time.Time // fires the limit of an attempt
}

func newPublisher(t *testing.T, answer func(p *publisher, w http.ResponseWriter, r *http.Request)) *publisher {
	p := &publisher{hang: make(chan time.Time, 1)}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked.Add(1)
		answer(p, w, r)
	}))
	t.Cleanup(p.Close)
	past := make(chan time.Time)
	close(past)
	p.Fetcher = Fetcher{Limit: time.Hour, Now: func() time.Time { return time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC) },
		After: func(d time.Duration) <-chan time.Time {
			if d == time.Hour {
				return p.hang
			}
			p.pauses = append(p.pauses, d)
			return past
		}}
	return p
}

func (p *publisher) request(t *testing.T) FetchRequest {
	return FetchRequest{URL: p.URL + "/house.csv", Into: t.TempDir()}
}

func text(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/csv")
	fmt.Fprint(w, body)
}

// Every way in which a publisher can misbehave ends in a file that is whole, or in a sentence and no file.
func TestFetchFromPublisherThatMisbehaves(t *testing.T) {
	firstThen := func(first func(http.ResponseWriter, *http.Request)) func(*publisher, http.ResponseWriter, *http.Request) {
		return func(p *publisher, w http.ResponseWriter, r *http.Request) {
			if p.asked.Load() == 1 {
				first(w, r)
				return
			}
			text(w, listText)
		}
	}
	always := func(answer func(http.ResponseWriter, *http.Request)) func(*publisher, http.ResponseWriter, *http.Request) {
		return func(_ *publisher, w http.ResponseWriter, r *http.Request) { answer(w, r) }
	}
	for _, test := range []struct {
		name   string
		answer func(*publisher, http.ResponseWriter, *http.Request)
		change func(*FetchRequest)
		asked  int32
		kind   error  // nil: a whole file
		says   string // part of the sentence
	}{
		{"Good", always(func(w http.ResponseWriter, _ *http.Request) { text(w, listText) }), nil, 1, nil, ""},
		{"WrongLengthOnce", firstThen(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			text(w, listText)
		}), nil, 2, nil, ""},
		{"TruncatedAlways", always(func(w http.ResponseWriter, _ *http.Request) {
			text(w, strings.Repeat(listText, 100))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}), nil, 4, lookback.ErrUnavailable, "breaks off"},
		{"ErrorsThenGood", firstThen(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }), nil, 2, nil, ""},
		{"DownForGood", always(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }), nil, 4, lookback.ErrUnavailable, "after 4 attempts"},
		{"Gone", always(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }), nil, 1, lookback.ErrInvalid, "404"},
		{"NotModifiedUnasked", always(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }), nil, 1, lookback.ErrInvalid, "304"},
		{"WebPage", always(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "please log in")
		}), nil, 1, lookback.ErrInvalid, "web page"},
		{"WebPageThatSaysItIsXML", always(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			fmt.Fprint(w, "\xEF\xBB\xBF\n<!DOCTYPE HTML><p>maintenance")
		}), nil, 1, lookback.ErrInvalid, "web page"},
		{"TooLarge", always(func(w http.ResponseWriter, _ *http.Request) { text(w, listText) }), func(r *FetchRequest) { r.MaxBytes = 10 }, 1, lookback.ErrInvalid, "larger than 10 bytes"},
		{"ChecksumHolds", always(func(w http.ResponseWriter, _ *http.Request) { text(w, listText) }),
			func(r *FetchRequest) { r.Sum = fmt.Sprintf("%X", sha1.Sum([]byte(listText))) }, 1, nil, ""},
		{"OtherBytesThanStated", always(func(w http.ResponseWriter, _ *http.Request) { text(w, strings.Replace(listText, "Tassk", "Tassl", 1)) }),
			func(r *FetchRequest) { r.Sum = fmt.Sprintf("%x", sha1.Sum([]byte(listText))) }, 4, lookback.ErrUnavailable, "checksum"},
		{"RedirectLoop", always(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }), nil, 6, lookback.ErrInvalid, "redirects"},
		{"RedirectToOtherHost", always(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/house.csv", http.StatusFound)
		}), nil, 1, lookback.ErrInvalid, "elsewhere.example, which is not allowed"},
		{"RedirectToUnprotected", always(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.example/house.csv", http.StatusFound)
		}), func(r *FetchRequest) { r.Hosts = []string{"elsewhere.example"} }, 1, lookback.ErrInvalid, "not protected"},
		{"Unprotected", nil, func(r *FetchRequest) { r.URL = "http://lists.example/a.csv" }, 0, lookback.ErrInvalid, "not protected"},
		{"Password", nil, func(r *FetchRequest) { r.URL = "https://me:secret@lists.example/a.csv" }, 0, lookback.ErrInvalid, "password"},
		{"NoAddress", nil, func(r *FetchRequest) { r.URL = "lists" }, 0, lookback.ErrInvalid, "not an address"},
		{"BadProxy", nil, func(r *FetchRequest) { r.Proxy = "::" }, 0, lookback.ErrInvalid, "proxy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPublisher(t, test.answer)
			request := p.request(t)
			if test.change != nil {
				test.change(&request)
			}
			got, err := p.Fetch(t.Context(), request)
			if p.asked.Load() != test.asked {
				t.Errorf("got asked %d times, want %d", p.asked.Load(), test.asked)
			}
			left, _ := os.ReadDir(request.Into)
			if test.kind != nil {
				if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "secret") {
					t.Errorf("got %v, want %v that says %q", err, test.kind, test.says)
				}
				if len(left) != 0 {
					t.Errorf("got %v left behind, want nothing", left)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			bytes, err := os.ReadFile(got.Path)
			if string(bytes) != listText || err != nil || filepath.Base(got.Path) != "house.csv" || len(left) != 1 {
				t.Errorf("got %q in %s (%v) beside %v", bytes, got.Path, err, left)
			}
		})
	}
}

// A publisher that hangs is given up at the limit, and asked again.
func TestFetchGivesUpOnSlowPublisher(t *testing.T) {
	p := newPublisher(t, func(p *publisher, w http.ResponseWriter, r *http.Request) {
		if p.asked.Load() == 1 {
			text(w, listText[:5])
			w.(http.Flusher).Flush()
			p.hang <- time.Time{}
			<-r.Context().Done() // until the other side gives up
			return
		}
		text(w, listText)
	})
	got, err := p.Fetch(t.Context(), p.request(t))
	if err != nil || got.Size != int64(len(listText)) || p.asked.Load() != 2 {
		t.Errorf("got %+v, %v after %d requests, want the file at the second", got, err, p.asked.Load())
	}
}

// What is known is not sent again; other bytes are, even when there are as many.
func TestFetchAsksForWhatIsNew(t *testing.T) {
	body := listText
	p := newPublisher(t, func(_ *publisher, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", fmt.Sprintf("%q", body))
		w.Header().Set("Last-Modified", "Fri, 01 Mar 2024 10:00:00 GMT")
		if r.Header.Get("If-None-Match") == w.Header().Get("ETag") && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		text(w, body)
	})
	request := p.request(t)
	first, err := p.Fetch(t.Context(), request)
	if err != nil || first.Unchanged {
		t.Fatalf("got %+v, %v, want the file", first, err)
	}
	request.Known = first.Known
	if again, err := p.Fetch(t.Context(), request); err != nil || !again.Unchanged || again.Known != first.Known || again.Path != "" {
		t.Errorf("got %+v, %v, want it unchanged", again, err)
	}
	body = strings.Replace(listText, "Tassk", "Tassl", 1)
	if changed, err := p.Fetch(t.Context(), request); err != nil || changed.Unchanged || changed.Size != first.Size {
		t.Errorf("got %+v, %v, want the other bytes of the same size", changed, err)
	}
}

// A publisher that asks to wait is not asked before, and not at all when it asks for too long.
func TestFetchWaitsAsAsked(t *testing.T) {
	for _, test := range []struct {
		name, after string
		want        time.Duration // the pause, or what RetryAfter says when it is too long
		tooLong     bool
	}{
		{"Seconds", "30", 30 * time.Second, false},
		{"Date", "Fri, 01 Mar 2024 12:01:00 GMT", time.Minute, false},
		{"TooLong", "3600", time.Hour, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPublisher(t, func(p *publisher, w http.ResponseWriter, _ *http.Request) {
				if p.asked.Load() > 1 {
					text(w, listText)
					return
				}
				w.Header().Set("Retry-After", test.after)
				w.WriteHeader(http.StatusTooManyRequests)
			})
			_, err := p.Fetch(t.Context(), p.request(t))
			if test.tooLong {
				if !errors.Is(err, lookback.ErrUnavailable) || RetryAfter(err) != test.want || p.asked.Load() != 1 {
					t.Errorf("got %v, to be tried again after %s, and %d requests", err, RetryAfter(err), p.asked.Load())
				}
			} else if err != nil || len(p.pauses) != 1 || p.pauses[0] != test.want {
				t.Errorf("got pauses %v (%v), want %s", p.pauses, err, test.want)
			}
		})
	}
}

// Pauses grow and no two machines ask at the same moment.
func TestFetchPausesGrowWithJitter(t *testing.T) {
	p := newPublisher(t, func(_ *publisher, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	if _, err := p.Fetch(t.Context(), p.request(t)); err == nil {
		t.Fatal("got a file from a publisher that is down")
	}
	full := firstPause
	for i, got := range p.pauses {
		if got < full/2 || got > full {
			t.Errorf("pause %d is %s, want between half and all of %s", i+1, got, full)
		}
		full *= 4
	}
	if len(p.pauses) != fetchAttempts-1 {
		t.Errorf("got %d pauses, want one fewer than attempts", len(p.pauses))
	}
}

func TestFetchThroughProxyAndFromMirror(t *testing.T) {
	proxy := newPublisher(t, func(_ *publisher, w http.ResponseWriter, r *http.Request) {
		text(w, "through the proxy to "+r.URL.Host)
	})
	request := FetchRequest{URL: "http://127.0.0.1:1/house.csv", Into: t.TempDir(), Proxy: proxy.URL}
	got, err := proxy.Fetch(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if bytes, err := os.ReadFile(got.Path); string(bytes) != "through the proxy to 127.0.0.1:1" {
		t.Errorf("got %q (%v)", bytes, err)
	}

	request = FetchRequest{URL: "https://lists.example/house.csv?token=x", Into: t.TempDir(), Mirror: t.TempDir()}
	if _, err := proxy.Fetch(t.Context(), request); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v from an empty mirror, want ErrInvalid", err)
	}
	if err := os.WriteFile(filepath.Join(request.Mirror, "house.csv"), []byte(listText), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := proxy.Fetch(t.Context(), request); err != nil || got.Size != int64(len(listText)) {
		t.Errorf("got %+v, %v from the mirror", got, err)
	}
}

func TestFetchSumFindsTheLine(t *testing.T) {
	sum := strings.Repeat("ab", 32)
	for name, body := range map[string]string{"Alone": sum + "\n", "Listed": strings.Repeat("00", 32) + "  other.csv\n" + sum + " *house.csv\n"} {
		p := newPublisher(t, func(_ *publisher, w http.ResponseWriter, _ *http.Request) { text(w, body) })
		if got, err := p.FetchSum(t.Context(), p.request(t), "https://lists.example/house.csv"); got != sum {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, sum)
		}
	}
	p := newPublisher(t, func(_ *publisher, w http.ResponseWriter, _ *http.Request) { text(w, "none") })
	if got, err := p.FetchSum(t.Context(), p.request(t), "house.csv"); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %q, %v, want ErrInvalid", got, err)
	}
}
