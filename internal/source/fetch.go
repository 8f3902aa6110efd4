package source

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"lookback"
)

// Fetcher gets the files of lists from their publishers. It is the one place that knows HTTP. The zero value is ready to
// use, and may be used concurrently.
type Fetcher struct {
	Transport http.RoundTripper                    // nil means that of net/http
	Attempts  int                                  // how often a file is asked for; 0 means 4
	Limit     time.Duration                        // of one attempt; 0 means 10 minutes
	Now       func() time.Time                     // nil means time.Now
	After     func(time.Duration) <-chan time.Time // nil means time.After; both pauses and limits wait for it
}

// Defaults of a Fetcher. A publisher that asks to wait longer than maxPause is asked again at the next turn of the schedule.
const (
	fetchAttempts = 4
	fetchLimit    = 10 * time.Minute
	firstPause    = 2 * time.Second
	maxPause      = 2 * time.Minute
	maxRedirects  = 5
	fetchMaxBytes = 512 << 20
)

// FetchRequest says what to get and what to insist on.
type FetchRequest struct {
	URL      string   // https, or http on this machine
	Hosts    []string // that a redirect may lead to, beside the host of URL
	Known    Validators
	Sum      string // SHA-1 or SHA-256 that the publisher states, in hexadecimal; empty when it states none
	MaxBytes int64  // 0 means 512 MiB
	Proxy    string // URL of a proxy; empty means that of the environment
	Mirror   string // folder with the file, in place of the network
	Into     string // folder to write the file to
	Name     string // under which the file is kept; empty means that at the end of URL
}

// Validators are what a publisher wants to hear when it is asked again, so that it need not send what is known.
type Validators struct{ ETag, LastModified string }

// Fetched is what came back.
type Fetched struct {
	Path      string // of the whole file; empty when Unchanged
	Unchanged bool   // the publisher says that it is what Known describes
	Known     Validators
	Size      int64
}

// Fetch gets one file whole, or nothing. It asks again, ever more slowly, when a second attempt may help, and as late as the
// publisher asks for. ErrUnavailable: the publisher does not answer as it should, try later. ErrInvalid: what it answers
// cannot be the file, or it leads to a host that is not allowed; asking again does not help.
func (f *Fetcher) Fetch(ctx context.Context, r FetchRequest) (Fetched, error) {
	if r.Mirror != "" {
		return r.fromMirror()
	}
	if err := checkAddress(r.URL, r.URL); err != nil {
		return Fetched{}, err
	}
	pause := firstPause
	for attempt := 1; ; attempt++ {
		got, err := f.attempt(ctx, r)
		var later *laterError
		if err == nil || !errors.As(err, &later) {
			return got, err
		}
		wait := max(pause/2+rand.N(pause/2+1), later.after)
		if attempt >= orDefault(f.Attempts, fetchAttempts) || wait > maxPause {
			return Fetched{}, fmt.Errorf("fetch %s, after %d attempts: %w", shown(r.URL), attempt, err)
		}
		select {
		case <-ctx.Done():
			return Fetched{}, ctx.Err()
		case <-f.after(wait):
			pause *= 4
		}
	}
}

func orDefault[T comparable](v, standard T) T {
	var zero T
	if v == zero {
		return standard
	}
	return v
}

func (f *Fetcher) after(d time.Duration) <-chan time.Time {
	if f.After != nil {
		return f.After(d)
	}
	return time.After(d)
}

func (f *Fetcher) now() time.Time {
	if f.Now != nil {
		return f.Now()
	}
	return time.Now()
}

// laterError is a failure that another attempt may cure, not before a time the publisher names.
type laterError struct {
	reason string
	after  time.Duration
}

func (e *laterError) Error() string { return e.reason }
func (e *laterError) Unwrap() error { return lookback.ErrUnavailable }

// RetryAfter returns how long the publisher asks to wait, when that is why err came to be.
func RetryAfter(err error) time.Duration {
	var later *laterError
	if errors.As(err, &later) {
		return later.after
	}
	return 0
}

// attempt asks once.
func (f *Fetcher) attempt(ctx context.Context, r FetchRequest) (Fetched, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limit := orDefault(f.Limit, fetchLimit)
	late := &laterError{reason: fmt.Sprintf("the answer is not complete after %s", limit)}
	timer := f.after(limit)
	go func() { // ends with the attempt, which cancels ctx
		select {
		case <-timer:
			cancel(late)
		case <-ctx.Done():
		}
	}()
	response, err := f.ask(ctx, r)
	if err == nil {
		defer response.Body.Close()
		var got Fetched
		if got, err = f.accept(r, response); err == nil {
			return got, nil
		}
	}
	if errors.Is(context.Cause(ctx), late) {
		return Fetched{}, late
	}
	return Fetched{}, err
}

// ask sends the request and follows redirects.
func (f *Fetcher) ask(ctx context.Context, r FetchRequest) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		return nil, &lookback.InputError{File: shown(r.URL), Reason: "is not an address"}
	}
	request.Header.Set("User-Agent", "lookback (list fetch)")
	if r.Known.ETag != "" {
		request.Header.Set("If-None-Match", r.Known.ETag)
	}
	if r.Known.LastModified != "" {
		request.Header.Set("If-Modified-Since", r.Known.LastModified)
	}
	transport, err := f.transport(r.Proxy)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(next *http.Request, via []*http.Request) error { return r.mayFollow(next.URL, len(via)) }}
	response, err := client.Do(request)
	var refused *lookback.InputError
	switch {
	case errors.As(err, &refused):
		return nil, refused
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &laterError{reason: withoutQuery(err)}
	}
	return response, nil
}

// withoutQuery tells what went wrong without the address, whose query may hold a token.
func withoutQuery(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}

// transport returns the one to use with a proxy, if one is named.
func (f *Fetcher) transport(proxy string) (http.RoundTripper, error) {
	if proxy == "" {
		if f.Transport != nil {
			return f.Transport, nil
		}
		return http.DefaultTransport, nil
	}
	u, err := url.Parse(proxy)
	if err != nil || u.Host == "" {
		return nil, &lookback.InputError{Field: "proxy", Reason: "is not the address of a proxy", Hint: "for example http://proxy.example:3128"}
	}
	return &http.Transport{Proxy: http.ProxyURL(u)}, nil
}

// mayFollow refuses redirects that lead astray.
func (r FetchRequest) mayFollow(to *url.URL, followed int) error {
	from, err := url.Parse(r.URL)
	if err != nil {
		return err
	}
	if followed > maxRedirects {
		return &lookback.InputError{File: shown(r.URL), Reason: fmt.Sprintf("it leads on and on: %d redirects were followed", maxRedirects), Hint: "give the address at the end"}
	}
	host := to.Hostname()
	if host != from.Hostname() && !slices.Contains(r.Hosts, host) {
		return &lookback.InputError{File: shown(r.URL), Reason: fmt.Sprintf("it leads to the host %s, which is not allowed", host), Hint: "if you trust it, add it with --host"}
	}
	return checkAddress(to.String(), r.URL)
}

// checkAddress refuses what cannot be trusted on its way: anything but https, except on this machine, and passwords in addresses.
func checkAddress(address, asked string) error {
	u, err := url.Parse(address)
	refuse := func(reason, hint string) error {
		return &lookback.InputError{File: shown(asked), Reason: reason, Hint: hint}
	}
	switch {
	case err != nil || u.Host == "":
		return refuse("is not an address", "for example https://lists.example/list.xml")
	case u.User != nil:
		return refuse("the address holds a password", "keep it out of addresses: they are shown in reports")
	case u.Scheme == "https", u.Scheme == "http" && isThisMachine(u.Hostname()):
		return nil
	}
	return refuse(fmt.Sprintf("%s on the way to %s is not protected against changes", u.Scheme, u.Hostname()), "use https, or a mirror folder")
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// shown returns an address as reports show it: without a password, and without its query, which may hold a token.
func shown(address string) string {
	before, _, _ := strings.Cut(address, "?")
	if u, err := url.Parse(before); err == nil && u.User != nil {
		u.User = nil
		return u.String()
	}
	return before
}

// accept decides by the status what to do with an answer.
func (f *Fetcher) accept(r FetchRequest, response *http.Response) (Fetched, error) {
	known := Validators{ETag: response.Header.Get("ETag"), LastModified: response.Header.Get("Last-Modified")}
	switch code := response.StatusCode; {
	case code == http.StatusNotModified && r.Known != (Validators{}):
		return Fetched{Unchanged: true, Known: r.Known}, nil
	case code == http.StatusOK:
		return r.keep(response.Body, response.Header.Get("Content-Type"), known)
	case code == http.StatusTooManyRequests || code >= 500 || code == http.StatusRequestTimeout:
		return Fetched{}, &laterError{reason: "the publisher answers " + response.Status, after: f.retryAfter(response.Header.Get("Retry-After"))}
	}
	return Fetched{}, &lookback.InputError{File: shown(r.URL), Reason: "the publisher answers " + response.Status, Hint: "look whether the address is still right"}
}

// retryAfter reads seconds or a date.
func (f *Fetcher) retryAfter(value string) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 7*24*3600)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(f.now()))
	}
	return 0
}

// keep writes the body to its file, or leaves nothing.
func (r FetchRequest) keep(body io.Reader, contentType string, known Validators) (got Fetched, err error) {
	file, err := os.CreateTemp(r.Into, ".part-*")
	if err != nil {
		return Fetched{}, fmt.Errorf("keep %s: %v: %w", shown(r.URL), err, lookback.ErrUnavailable)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	size, err := r.copy(file, body, contentType)
	if err = errors.Join(err, file.Close()); err != nil {
		return Fetched{}, err
	}
	to := filepath.Join(r.Into, r.fileName())
	if err := os.Rename(file.Name(), to); err != nil {
		return Fetched{}, fmt.Errorf("keep %s: %v: %w", shown(r.URL), err, lookback.ErrUnavailable)
	}
	return Fetched{Path: to, Known: known, Size: size}, nil
}

// fileName is the name under which the file is kept with its edition.
func (r FetchRequest) fileName() string {
	if r.Name != "" {
		return r.Name
	}
	name := path.Base(shown(r.URL))
	if name == "." || name == "/" || strings.HasPrefix(name, ".") || strings.ContainsAny(name, `\:`) {
		return "list"
	}
	return name
}

// copy writes body to w. It refuses web pages, files that are too large, and other bytes than the publisher states.
func (r FetchRequest) copy(w io.Writer, body io.Reader, contentType string) (int64, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return 0, &laterError{reason: "the answer breaks off: " + err.Error()}
	}
	if isWebPage(head[:n], contentType) {
		return 0, &lookback.InputError{File: shown(r.URL), Reason: "the publisher answers with a web page in place of the list", Hint: "open the address in a browser: it may have moved, or ask for a login"}
	}
	sum, limit := checksum(r.Sum), orDefault(r.MaxBytes, fetchMaxBytes)
	whole := io.MultiReader(bytes.NewReader(head[:n]), body)
	size, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(whole, limit+1))
	switch {
	case err != nil:
		return size, &laterError{reason: "the answer breaks off: " + err.Error()}
	case size > limit:
		return size, &lookback.InputError{File: shown(r.URL), Reason: fmt.Sprintf("the file is larger than %d bytes", limit), Hint: "raise the limit with --max-bytes if that is right"}
	case r.Sum != "" && !strings.EqualFold(hex.EncodeToString(sum.Sum(nil)), r.Sum):
		return size, &laterError{reason: "the file does not have the checksum that the publisher states"}
	}
	return size, nil
}

// checksum returns the hash whose sum has the length of the one that was stated.
func checksum(stated string) hash.Hash {
	if len(stated) == 2*sha1.Size {
		return sha1.New()
	}
	return sha256.New()
}

// isWebPage reports whether an answer is HTML, by what it says or how it begins.
func isWebPage(head []byte, contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n"))
	return err == nil && kind == "text/html" || bytes.HasPrefix(text, []byte("<!doctype html")) || bytes.HasPrefix(text, []byte("<html"))
}

// fromMirror copies the file from a folder, under the same rules.
func (r FetchRequest) fromMirror() (Fetched, error) {
	in, err := openPath(filepath.Join(r.Mirror, r.fileName()))
	if err != nil {
		return Fetched{}, err
	}
	defer in.Close()
	return r.keep(in, "", Validators{})
}

// FetchSum gets the checksum that a publisher states for a file: the first word of hexadecimal digits in a small text, on the
// line that names the file where there are several lines.
func (f *Fetcher) FetchSum(ctx context.Context, r FetchRequest, file string) (string, error) {
	r.MaxBytes, r.Known = 64<<10, Validators{}
	got, err := f.Fetch(ctx, r)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(got.Path)
	if err != nil {
		return "", err
	}
	name := path.Base(shown(file))
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range lines {
		if len(lines) > 1 && !strings.Contains(line, name) {
			continue
		}
		for _, word := range strings.Fields(line) {
			if _, err := hex.DecodeString(word); err == nil && (len(word) == 2*sha1.Size || len(word) == 2*sha256.Size) {
				return word, nil
			}
		}
	}
	return "", &lookback.InputError{File: shown(r.URL), Reason: "there is no SHA-1 or SHA-256 of " + name}
}
