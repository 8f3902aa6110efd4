package web

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// picture is a page as a guide shows it: that at a path, or where the first of its links with a beginning leads.
type picture struct{ name, path, link, scheme string }

var pictures = []picture{
	{name: "overview", path: "/"},
	{name: "alert", path: "/alerts?strength=identifier+agrees", link: "/alerts/"},
	{name: "alert-dark", path: "/alerts?strength=identifier+agrees", link: "/alerts/", scheme: "dark"},
	{name: "path", path: "/alerts?kind=path", link: "/paths/"},
	{name: "case", path: "/cases/1"},
	{name: "card", path: "/cases/1/card"},
	{name: "record", path: "/cases/1", link: "/records/"},
	{name: "report", path: "/reports"},
}

// The pictures of the guides, taken anew of the demo that LOOKBACK_DEMO is the address of.
func TestPicturesOfTheDemo(t *testing.T) {
	demo := os.Getenv("LOOKBACK_DEMO")
	if demo == "" {
		t.Skip("set LOOKBACK_DEMO to the address of a demo that runs, to take the pictures of the guides anew")
	}
	b := browse(t, newWorld(t))
	b.url = demo
	b.enters("sam")
	b.open("/cases/1")
	b.answersPurpose()
	for _, p := range pictures {
		b.takes(p)
	}
}

// takes takes a picture of a page, as long as it is.
func (b *browser) takes(p picture) {
	b.t.Helper()
	b.shows(1360, 900, p.scheme)
	b.open(p.path)
	if p.link != "" {
		b.clicks(fmt.Sprintf(`main a[href^=%q]`, p.link))
		b.waits(fmt.Sprintf(`location.pathname.startsWith(%q) && document.readyState === "complete"`, p.link))
	}
	b.shows(1360, max(900, evaluate[int64](b, "document.documentElement.scrollHeight")), p.scheme)
	image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join("..", "..", "docs", "img", p.name+".png"), image, 0o644)
	}
	if err != nil {
		b.t.Errorf("%s: %v", p.name, err)
	}
}
