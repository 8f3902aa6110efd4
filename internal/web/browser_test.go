package web

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// shared is the browser of all tests; each test has a profile of its own in it.
var shared struct {
	once   sync.Once
	ctx    context.Context
	cancel func()
	why    string // there is none
}

// startBrowser finds and starts Chromium, once.
func startBrowser() {
	path := ""
	for _, name := range []string{"chromium", "chromium-headless-shell", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		shared.why = "Chromium is absent; scripts/test-deps installs it where it may"
		return
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1360, 900),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))...)
	ctx, cancel := chromedp.NewContext(ctx)
	shared.ctx, shared.cancel = ctx, func() { cancel(); stop() }
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		shared.why = fmt.Sprintf("Chromium does not start: %v", err)
	}
}

// browser is a window with cookies of its own.
type browser struct {
	t   *testing.T
	ctx context.Context
	url string
}

// patience is how long a step may take before a test gives up; nothing waits for it when all is well.
const patience = 30 * time.Second

// browse opens a window on a world. Tests are skipped where there is no browser.
func browse(t *testing.T, w *world) *browser {
	t.Helper()
	if os.Getenv("LOOKBACK_BROWSER") == "" {
		t.Skip("tests in a real browser run with LOOKBACK_BROWSER=1, as make browser sets it")
	}
	shared.once.Do(startBrowser)
	if shared.why != "" {
		t.Skip(shared.why)
	}
	ctx, cancel := chromedp.NewContext(shared.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // opens the window for as long as ctx lives; within a step it would close with the step
		t.Fatal(err)
	}
	b := &browser{t: t, ctx: ctx, url: w.URL}
	b.shows(1360, 900, "light")
	return b
}

// do takes steps, each of which must come to its end.
func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText`))
		b.t.Fatalf("%v, at %s", err, text)
	}
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.url + path))
}

// waits waits until an expression holds, over any number of pages.
func (b *browser) waits(expression string) {
	b.t.Helper()
	for until := time.Now().Add(patience); !b.polls(expression); {
		if time.Now().After(until) {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText`))
			b.t.Fatalf("waited %v for %s, at %s", patience, expression, text)
		}
	}
}

// onePoll is how long one page is asked: one that is left meanwhile, or goes into the browser's memory, may never answer.
const onePoll = 3 * time.Second

// polls asks the page that is open until an expression holds, and gives up when the page does not answer, or goes away. Then it is asked once more,
// without watching: a page that comes back from the browser's memory may draw no frame, and watching happens at frames.
func (b *browser) polls(expression string) bool {
	ctx, cancel := context.WithTimeout(b.ctx, onePoll)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err == nil {
		return true
	}
	ctx, cancel = context.WithTimeout(b.ctx, onePoll)
	defer cancel()
	holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`Promise.resolve(`+expression+`).then(v => !!v)`, chromedp.EvalAwaitPromise))
	return err == nil && holds
}

// sees waits until the page shows a text.
func (b *browser) sees(text string) {
	b.t.Helper()
	b.waits(fmt.Sprintf(`document.body && document.body.innerText.includes(%s)`, quote(text)))
}

func quote(text string) string {
	q, _ := json.Marshal(text) // unreachable: a text always encodes
	return string(q)
}

// evaluate returns what an expression is.
func evaluate[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// enters logs in as a person does.
func (b *browser) enters(login string) {
	b.t.Helper()
	b.open("/login")
	b.fills(`[name=login]`, login)
	b.fills(`[name=password]`, password)
	b.clicks("button.main")
	b.waits(`!!document.querySelector(".me")`)
}

func (b *browser) fills(selector, text string) {
	b.t.Helper()
	b.waits(fmt.Sprintf(`!!document.querySelector(%s)`, quote(selector)))
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%s).value = ""`, quote(selector))), chromedp.SendKeys(chromedp.CSS(selector), text))
}

func (b *browser) clicks(selector string) {
	b.t.Helper()
	b.waits(fmt.Sprintf(`document.readyState === "complete" && !!document.querySelector(%s)`, quote(selector)))
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// press presses keys where the focus is, once the page is there with what listens to them.
func (b *browser) press(keys string) {
	b.t.Helper()
	b.waits(`document.readyState === "complete"`)
	b.do(chromedp.KeyEvent(keys))
}

// answersPurpose says what a file is opened for.
func (b *browser) answersPurpose() {
	b.t.Helper()
	b.sees("What is this file opened for?")
	b.clicks(`form[action="/purpose"] [name=purpose]`)
	b.clicks(`form[action="/purpose"] button.main`)
	b.waits(`!document.querySelector('form[action="/purpose"]')`)
}

// shows sets the size of the window and light or dark.
func (b *browser) shows(width, height int64, scheme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}, // a page that still moves swallows clicks
	}})
	if err != nil {
		b.t.Fatal(err)
	}
}

// prints shows the page as it is on paper.
func (b *browser) prints() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		b.t.Fatal(err)
	}
}

// axe lists what axe-core finds serious or critical on the page.
func (b *browser) axe() []string {
	b.t.Helper()
	script, err := os.ReadFile(filepath.Join("testdata", "axe.min.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Evaluate[chromedp.Void](string(script)))
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`axe.run().then(r => r.violations.filter(v => ["serious","critical"].includes(v.impact)).map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// path returns where the window is.
func (b *browser) path() string {
	return strings.TrimPrefix(evaluate[string](b, "location.href"), b.url)
}

// chooses chooses an option of a list, and sets writes what a keyboard would have to spell out, such as a date.
func chooses(selector, value string) chromedp.Action[chromedp.Void] { return sets(selector, value) }

func sets(selector, value string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(e => { e.value = %s; e.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector(%s))`, quote(value), quote(selector)))
}

// opens unfolds what is folded.
func opens(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%s).open = true`, quote(selector)))
}
