package web

import (
	"fmt"
	"testing"

	"lookback"
)

// An analyst looks again at what is held against a person, from the overdue list to the case, and what was written stays when it is
// refused.
func TestOverdueIsReviewedInBrowser_R33(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	w.seek(c)
	w.now = w.now.AddDate(0, 0, 91)
	w.follow()
	b := browse(t, w)
	b.enters("ana")
	b.clicks(`nav a[href="/overdue"]`)
	b.sees("It is reviewed on the case.")
	b.press("j")
	b.press("\r")
	b.answersPurpose()
	b.sees("Held against the person")
	b.do(opens(`.held details`))
	b.fills(`.review-whereabouts [name=reasons]`, "She still left no address.")
	b.clicks(`.review-whereabouts button.main`)
	b.sees("stands on evidence")
	b.clicks(fmt.Sprintf(`.review-whereabouts [value=%q]`, c.Ground.String()))
	b.clicks(`.review-whereabouts button.main`)
	b.sees("She still left no address.")
	b.waits(`!document.querySelector(".held .s-conflicts")`)
}

// Two people make a rule of retention, and the second lets go what has fallen due by it.
func TestTwoPeopleMakeARule_R34(t *testing.T) {
	w := newWorld(t)
	w.must(w.arrive([]lookback.Record{{Source: "crm", Key: "old", Arrived: w.now.AddDate(0, -3, 0), Party: lookback.Party{Names: []lookback.Name{{Full: "Odo Renn"}}}}}))
	ana, sam := browse(t, w), browse(t, w)
	ana.enters("ana")
	ana.clicks(`nav a[href="/retention"]`)
	ana.sees("Nothing must go by now.")
	ana.do(opens(`details:has(.rule-form)`))
	ana.do(chooses(`.rule-form [name=source]`, "crm"))
	ana.fills(`.rule-form [name=purpose]`, "passenger-data")
	ana.fills(`.rule-form [name=law]`, "C-817/19")
	ana.fills(`.rule-form [name=erase]`, "1")
	ana.clicks(`.rule-form [name=byitself]`)
	ana.fills(`.rule-form [name=reasons]`, "No connection was found.")
	ana.clicks(`.rule-form button.main`)
	ana.sees("You proposed it, so another person approves it.")
	sam.enters("sam")
	sam.clicks(`nav a[href="/second"]`)
	sam.clicks(`main a[href="/retention"]`)
	sam.fills(`.rule-1 [name=reasons]`, "As the court says.")
	sam.clicks(`.rule-1 button[value=yes]`)
	sam.sees("Goes by itself, rule 1")
	sam.do(opens(`details.run`))
	sam.fills(`.run [name=purpose]`, "The auditor comes.")
	sam.clicks(`.run button.main`)
	sam.sees("1 records had fallen due and went by themselves")
}
