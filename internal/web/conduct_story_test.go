package web

import (
	"fmt"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/store"
)

// The redress officer takes a request from its receipt to the decision, with what the person may be told.
func TestRedressInBrowser_R31(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	b := browse(t, w)
	b.enters("rita")
	b.clicks(`nav a[href="/redress"]`)
	b.sees("No request waits.")
	b.clicks(`details.panel summary`)
	b.fills(`[name=record]`, w.record(c.RecordID).Ref())
	b.fills(`[name=requester]`, "Nora Vale")
	b.fills(`[name=statement]`, "The passport is not mine.")
	b.clicks(`details.panel button.main`)
	b.answersPurpose()
	b.sees("The passport is not mine.")
	b.fills(`form[action$="/acknowledge"] [name=text]`, "Letter of today: we have it.")
	b.clicks(`form[action$="/acknowledge"] button.main`)
	b.sees("Letter of today: we have it.")
	b.do(chooses(`form[action$="/assign"] [name=to]`, "Rita Moss"))
	b.clicks(`form[action$="/assign"] button`)
	b.waits(`[...document.querySelectorAll("dd")].some(e => e.innerText === "Rita Moss")`)
	b.fills(`form[action$="/answer"] [name=text]`, "Please send a copy.")
	b.clicks(`form[action$="/answer"] button.main`)
	b.sees("Please send a copy.")
	b.do(chooses(`.decide [name=outcome]`, "not upheld"))
	b.fills(`.decide [name=reasons]`, "The copy is of the passport we hold.")
	b.fills(`.decide [name=summary]`, "We looked again and found no error.")
	b.clicks(`.decide button.main`)
	b.sees("The person may be told:")
}

// An analyst proposes a disclosure, a supervisor approves it, the analyst gets the file, and it is accounted for.
func TestTwoPeopleDisclose_R35(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	ana, sam := browse(t, w), browse(t, w)
	ana.enters("ana")
	ana.open(fmt.Sprintf("/cases/%d", c.ID))
	ana.answersPurpose()
	ana.do(opens(`details:has(.disclose-form)`))
	ana.fills(`.disclose-form [name=recipient]`, "Registry of Norvik")
	ana.fills(`.disclose-form [name=purpose]`, "identity check")
	ana.fills(`.disclose-form [name=basis]`, "treaty, article 4")
	ana.clicks(`.disclose-form button.main`)
	ana.sees("choose from") // no block was ticked, and what was written stays
	ana.clicks(`.disclose-form [value=identity]`)
	ana.clicks(`.disclose-form button.main`)
	ana.sees("A supervisor approves it.")
	path := ana.path()
	sam.enters("sam")
	sam.clicks(`nav a[href="/disclosures"]`)
	sam.clicks(`main table a[data-row]`)
	sam.answersPurpose()
	sam.fills(`.approve [name=reasons]`, "Necessary, and within the treaty.")
	sam.clicks(`.approve button[value=yes]`)
	sam.sees("Necessary, and within the treaty.")
	ana.open(path)
	ana.clicks(`.send button.main`)
	ana.waits(fmt.Sprintf(`fetch(%s).then(r => r.text()).then(t => t.includes("sent by"))`, quote(path)))
	var sent lookback.Disclosure
	w.must(w.store.View(t.Context(), func(tx store.Tx) (err error) {
		sent, err = tx.Disclosures().Get(1, store.Now)
		return err
	}))
	if sent.State != lookback.DisclosureSent || sent.Person != "Ana Lind" || sent.Approvals[0].Person != "Sam Okoro" || sent.Digest == "" {
		t.Errorf("got %+v, want it sent with the approval of another person", sent)
	}
}

// Two people put an edition in force that loses much: the first release alone changes nothing.
func TestTwoPeopleRelease_R7(t *testing.T) {
	w := newWorld(t)
	w.hold()
	ana, sam := browse(t, w), browse(t, w)
	for _, x := range []struct {
		who   *browser
		login string
		after string
	}{{ana, "ana", "You released it first, so another person must too."}, {sam, "sam", "shrinking, edition 2"}} {
		x.who.enters(x.login)
		x.who.clicks(`nav a[href="/lists"]`)
		x.who.clicks(`.ask a`)
		x.who.sees("two people must release it")
		x.who.fills(`.release [name=reasons]`, "The publisher announced it.")
		x.who.clicks(`.release button.main`)
		x.who.sees(x.after)
	}
	if !strings.HasSuffix(sam.path(), "/lists/shrinking/editions/2") {
		t.Errorf("came to %s, want the edition in force", sam.path())
	}
}

// A task is asked and answered on the page of its case.
func TestTaskInBrowser(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	b := browse(t, w)
	b.enters("ana")
	b.open(fmt.Sprintf("/cases/%d", c.ID))
	b.answersPurpose()
	b.do(opens(`details:has(.ask-form)`))
	b.fills(`.ask-form [name=of]`, "Registry of Norvik")
	b.fills(`.ask-form [name=question]`, "Is the passport genuine?")
	b.do(sets(`.ask-form [name=due]`, date(w.now.AddDate(0, 0, 5))))
	b.clicks(`.ask-form button.main`)
	b.sees("Is the passport genuine?")
	b.do(opens(`.asked details`))
	b.fills(`.asked [name=text]`, "It is, letter of today.")
	b.clicks(`.asked button.main`)
	b.sees("It is, letter of today.")
}
