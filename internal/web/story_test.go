package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"lookback"
	"lookback/internal/store"
)

// An analyst goes from the login to a ruling that needs two, a supervisor agrees, and it is in force.
func TestTwoPeopleRule_R28(t *testing.T) {
	w := newWorld(t)
	a := w.alertWith(lookback.Identified)
	ana, sam := browse(t, w), browse(t, w)
	ana.enters("ana")
	ana.open(fmt.Sprintf("/alerts/%d", a.ID))
	ana.clicks(`[name=to][value=confirmed-same]`)
	ana.fills(`[name=reasons]`, "The passport is the same.")
	ana.clicks(`[data-review] button.main`)
	ana.sees("without contrary information is refused")
	if got := evaluate[string](ana, `document.querySelector("[name=reasons]").value`); got != "The passport is the same." {
		t.Errorf("after a refusal the reasons are %q: what was written must stay", got)
	}
	ana.clicks(`[data-review] [name=nonefound]`)
	ana.clicks(`[data-review] button.main`)
	ana.waits(fmt.Sprintf(`location.pathname !== "/alerts/%d"`, a.ID))

	ana.open("/second")
	ana.sees("it is for the supervisor")
	sam.enters("sam")
	sam.clicks(`nav a[href="/second"]`)
	sam.sees("Ana Lind")
	sam.clicks(`main table a`)
	sam.answersPurpose()
	sam.sees("awaiting second person")
	sam.fills(`.second [name=reasons]`, "I compared the documents myself.")
	sam.clicks(`.second button[value=yes]`)
	sam.waits(`document.querySelector(".axisbox .value").innerText === "Confirmed same"`)
	f, err := w.cases.GetFile(t.Context(), 1, store.Now)
	w.must(err)
	if r := f.Rulings[0]; r.Person != "Ana Lind" || r.Second.Person != "Sam Okoro" || r.State != lookback.RulingInForce {
		t.Errorf("got ruling by %s, second %s, %s", r.Person, r.Second.Person, r.State)
	}
}

// Ten alerts are reviewed by keyboard alone, from the queue to the last ruling.
func TestTenAlertsByKeyboard(t *testing.T) {
	w := newWorld(t)
	b := browse(t, w)
	b.enters("ana")
	b.open("/alerts")
	b.press("j")
	b.waits(`document.activeElement.matches("[data-row]")`)
	b.press(kb.Enter)
	b.waits(`location.pathname.startsWith("/alerts/")`)
	for i := range 10 {
		here := b.path()
		b.waits(`document.readyState === "complete" && !!document.querySelector("[data-review]")`)
		b.press("2") // insufficient identifiers: a real outcome
		b.press("r")
		b.press(fmt.Sprintf("Nothing but the name, %d.", i+1))
		b.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2)))
		b.waits(fmt.Sprintf(`location.pathname !== %s && document.readyState === "complete"`, quote(here)))
	}
	cases, err := w.cases.ListCases(t.Context(), store.CaseFilter{})
	w.must(err)
	ruled := 0
	for _, c := range cases {
		if c.Identity == lookback.IdentityInsufficient {
			ruled++
		}
	}
	if ruled != 10 {
		t.Errorf("got %d rulings of %d cases, want 10", ruled, len(cases))
	}
}

// A session that ends while somebody works leads to the login, says so, and comes back to the same page.
func TestExpiredSessionInBrowser(t *testing.T) {
	w := newWorld(t)
	b := browse(t, w)
	b.enters("ana")
	b.open("/runs")
	w.now = w.now.Add(31 * time.Minute)
	b.clicks(`main table a`)
	b.sees("Your session has ended")
	b.fills(`[name=login]`, "ana")
	b.fills(`[name=password]`, password)
	b.clicks("button.main")
	b.waits(`location.pathname.startsWith("/runs/")`)
}

// A lookback that a person proposes and another approves shows its progress without being asked again.
func TestProgressIsLive(t *testing.T) {
	w := newWorld(t)
	w.idle = true // the work waits until the page is looked at
	ana, sam := browse(t, w), browse(t, w)
	ana.enters("ana")
	ana.open("/runs")
	ana.clicks("details.panel summary")
	ana.fills(`[name=purpose][required]`, "check after a correction")
	ana.fills(`[name=authority]`, "order 7")
	ana.clicks(`details.panel button.main`)
	ana.sees("You proposed it, so another person approves it.")
	path := ana.path()
	sam.enters("sam")
	sam.open(path)
	sam.clicks(".ask button.main")
	sam.sees("Under way")
	sam.waits(`document.querySelector("progress").max === 1`)
	w.idle = false
	w.Wake()
	sam.sees("Nobody’s result differs.")
	sam.waits(`document.querySelector("#state").innerText === "done"`)
}

// What is refused is said in a sentence, and the way back leads back.
func TestRefusalIsASentence(t *testing.T) {
	w := newWorld(t)
	b := browse(t, w)
	b.enters("ida")
	b.open("/")
	if evaluate[bool](b, `!!document.querySelector('nav a[href="/alerts"]')`) {
		t.Error("an administrator is offered alerts, which would be refused")
	}
	b.open("/alerts")
	b.sees("it is for the analyst or supervisor or redress officer or auditor")
	b.clicks("[data-back]")
	b.waits(`location.pathname === "/"`)
}

// The redress officer reads a file and cannot rule; the auditor proves an event; the administrator lets somebody in.
func TestMainPathsOfTheOthers(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	rita, otto, ida := browse(t, w), browse(t, w), browse(t, w)
	rita.enters("rita")
	rita.open(fmt.Sprintf("/cases/%d", c.ID))
	rita.answersPurpose()
	rita.sees("What happened")
	if evaluate[bool](rita, `!!document.querySelector(".acts")`) {
		t.Error("a redress officer is offered to rule")
	}
	otto.enters("otto")
	otto.clicks(`nav a[href="/journal"]`)
	otto.sees("root of the tree")
	otto.clicks("main table a")
	otto.sees("Proof that it is in the journal")
	otto.sees("holds")
	ida.enters("ida")
	ida.clicks(`nav a[href="/users"]`)
	ida.fills(`section [name=login]`, "nia")
	ida.fills(`section [name=person]`, "Nia New")
	ida.clicks(`section [name=role][value=analyst]`)
	ida.clicks(`section.panel:last-of-type button.main`)
	ida.sees("A one-time link for nia")
}

// axe-core finds nothing serious on any page, with everything on it opened, nor in the dark on a tablet.
func TestNothingSeriousForAccessibility(t *testing.T) {
	w := newWorld(t)
	c := w.conduct()
	w.receive(c)
	b, admin, auditor, officer := browse(t, w), browse(t, w), browse(t, w), browse(t, w)
	b.open("/login")
	w.axeFree(b)
	b.enters("sam")
	b.open(fmt.Sprintf("/cases/%d", c.ID))
	w.axeFree(b)
	b.answersPurpose()
	pages := w.pages(c)
	for _, path := range pages {
		b.open(path)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
		w.axeFree(b)
	}
	b.shows(820, 1180, "dark")
	for _, path := range pages[:4] {
		b.open(path)
		w.axeFree(b)
	}
	officer.enters("rita")
	for _, path := range []string{"/redress", "/redress/1"} {
		officer.open(path)
		if path == "/redress/1" {
			officer.answersPurpose()
		}
		officer.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
		w.axeFree(officer)
	}
	admin.enters("ida")
	admin.open("/users")
	w.axeFree(admin)
	auditor.enters("otto")
	for _, path := range []string{"/journal", "/journal/3"} {
		auditor.open(path)
		w.axeFree(auditor)
	}
}

func (w *world) axeFree(b *browser) {
	w.t.Helper()
	if found := b.axe(); len(found) > 0 {
		w.t.Errorf("%s:\n%s", b.path(), strings.Join(found, "\n"))
	}
}

// pages lists the pages of a supervisor.
func (w *world) pages(c lookback.Case) []string {
	a := w.firstAlert()
	return []string{"/", "/alerts", "/alerts?kind=path", fmt.Sprintf("/alerts/%d", a.ID), "/paths/1", "/cases", fmt.Sprintf("/cases/%d", c.ID), fmt.Sprintf("/cases/%d/card", c.ID), "/second", "/overdue", "/overdue?kind=hold", "/overdue?kind=tie", "/retention", "/reports", "/records?q=" + url.QueryEscape(a.Evidence.Name.Left),
		recordLink(w.record(c.RecordID).Ref()), "/runs", "/runs/7", "/lists", "/quarantine/1", "/redress", "/redress/1", "/disclosures", "/disclosures/1", "/lists/north", "/lists/north/editions/2", "/lists/north/entries/" + w.entryOf("north"), "/policies", "/account"}
}

func (w *world) entryOf(list string) (id string) {
	w.t.Helper()
	w.must(w.store.View(w.t.Context(), func(tx store.Tx) error {
		all, err := tx.EntriesAt(list, 1, "", 1)
		id = all[0].Entry.ID
		return err
	}))
	return id
}

// alertWith returns an open alert of a strength, the first of the queue.
func (w *world) alertWith(s lookback.Strength) (a lookback.Alert) {
	w.t.Helper()
	w.must(w.store.View(w.t.Context(), func(tx store.Tx) error {
		all, err := queue(tx, "", string(s))
		if err == nil && len(all) == 0 {
			w.t.Fatalf("no alert is %s", s)
		}
		a = all[0]
		return err
	}))
	return a
}

// The card of a subject prints: its ten blocks are on the paper, and what belongs to the screen is not (R30).
func TestCardPrints_R30(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	b := browse(t, w)
	b.enters("sam")
	b.open(fmt.Sprintf("/cases/%d/card", c.ID))
	b.answersPurpose()
	b.waits(`document.querySelectorAll(".cardblock").length === 10`)
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
	if err != nil || len(pdf) < 5000 || string(pdf[:4]) != "%PDF" {
		t.Errorf("got %d bytes (%v), want a PDF", len(pdf), err)
	}
	b.prints()
	if evaluate[bool](b, `[...document.querySelectorAll(".side, .crumbs")].some(e => e.offsetParent)`) {
		t.Error("what belongs to the screen is printed")
	}
}
