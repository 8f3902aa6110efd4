package casework

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// day writes a time as a card does.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// identity is block 1: what the source says, what was ruled, and what agrees, conflicts and is missing in each alert.
func (d *cardDesk) identity() []string {
	p := d.record.Party
	words := []string{fmt.Sprintf("Record %s, version %d, in the words of its source: %s.", d.record.Ref(), d.record.Version, partyWords(p))}
	words = append(words, d.standsOn(lookback.AxisIdentity))
	open := 0
	for _, a := range d.alerts {
		if a.State == lookback.AlertOpen {
			open++
			words = append(words, fmt.Sprintf("Alert %d on entry %s/%s, score %s: %s", a.ID, a.List, a.EntryID, a.Evidence.Score, strings.Join(a.Evidence.Words(), " ")))
		}
	}
	if open == 0 {
		words = append(words, "No entry of a list is like the record: what is here rests on ties.")
	}
	return words
}

// partyWords says who somebody is said to be, in one line.
func partyWords(p lookback.Party) string {
	var parts []string
	add := func(label string, values ...string) {
		if len(values) > 0 {
			parts = append(parts, label+" "+strings.Join(values, ", "))
		}
	}
	for i, n := range p.Names {
		add(map[bool]string{true: "named", false: "also"}[i == 0], n.Full)
	}
	for _, b := range p.Births {
		add("born", b.Raw)
	}
	for _, id := range p.Identifiers {
		add(id.Type, strings.TrimSpace(id.Value+" "+id.Country))
	}
	return strings.Join(parts, "; ")
}

// standsOn says where the case stands on an axis and who put it there.
func (d *cardDesk) standsOn(x lookback.Axis) string {
	e, changed := d.last(x)
	if !changed {
		return fmt.Sprintf("%s: %s. Nobody has changed it.", x, d.desk.file.On(x))
	}
	words := fmt.Sprintf("%s: %s, since %s, recorded on %s by %s, from %s: %s.", x, e.Change.To, day(e.Change.Time), day(e.Recorded), e.Actor, or(e.Change.Source, "our own work"), e.Change.Reason)
	for _, r := range d.rulings {
		if r.ID == e.Change.Ruling && r.Second.Person != "" {
			words += fmt.Sprintf(" %s agreed: %s.", r.Second.Person, r.Second.Reasons)
		}
	}
	return words
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// surfaced is block 2: the alert, what triggered it, and what was known when the record was first screened.
func (d *cardDesk) surfaced() []string {
	opened, id, err := groundOf(d.tx, d.desk.file.Ground)
	event := must[lookback.Event](d)(d.tx.GetEvent(opened))
	words := []string{fmt.Sprintf("The case was opened from %s, which came up on %s (position %d).", d.desk.file.Ground, day(event.Time), opened)}
	if err != nil {
		d.err = err
	}
	if id != 0 {
		run := must[lookback.Run](d)(d.tx.GetRun(id))
		words = append(words, fmt.Sprintf("Lookback %d found it; trigger: %s; what changed: %s.", run.ID, run.Trigger, run.Cause))
	} else {
		words = append(words, "It was found when the record arrived.")
	}
	return append(words, d.firstKnown())
}

// firstKnown says what the first screening of the record showed.
func (d *cardDesk) firstKnown() string {
	if len(d.versions) == 0 {
		return "Nothing is held of its first screening."
	}
	at := d.versions[0].Position
	event := must[lookback.Event](d)(d.tx.GetEvent(at))
	alerts := must[int](d)(d.tx.CountAlerts(store.AlertFilter{At: at, RecordID: d.record.ID, State: lookback.AlertOpen}))
	editions := must[[]lookback.Edition](d)(d.tx.EditionsAt(at))
	var against []string
	for _, e := range editions {
		against = append(against, fmt.Sprintf("%s edition %d", e.List, e.Seq))
	}
	result := "cleared: no alert"
	if alerts > 0 {
		result = fmt.Sprintf("%d alerts", alerts)
	}
	return fmt.Sprintf("First screened on %s (position %d), against %s: %s.", day(event.Time), at, or(strings.Join(against, ", "), "no list"), result)
}

// ties is block 3: every path in words, hop by hop, with what a reader must not overlook; and those that ended.
func (d *cardDesk) ties() []string {
	var words []string
	for _, a := range d.paths {
		if a.State == lookback.AlertOpen {
			words = append(words, strings.Join(append([]string{a.Evidence.Words}, a.Evidence.Caveats...), " "))
		} else {
			words = append(words, fmt.Sprintf("Path alert %d has ended: %s.", a.ID, a.Reason))
		}
	}
	return words
}

// known is block 4: facts, what people made of them, and what nobody knows, kept apart.
func (d *cardDesk) known() []string {
	var facts, assessed, unknown []string
	for _, h := range d.hops() {
		words := fmt.Sprintf("tie %s, %s, from %s, graded %s.", h.Tie, h.Class, h.Source, h.Grade)
		if h.Kind == lookback.Fact {
			facts = append(facts, "Known: "+words)
		} else {
			assessed = append(assessed, fmt.Sprintf("Assessed (%s): %s", h.Kind, words))
		}
		if h.Began.Raw == "" {
			unknown = append(unknown, fmt.Sprintf("Not known: since when tie %s holds.", h.Tie))
		}
	}
	for _, x := range lookback.Axes() {
		switch {
		case x == lookback.AxisWorkflow:
		case d.desk.file.On(x) == x.Values()[0]:
			unknown = append(unknown, fmt.Sprintf("Not known: %s is %s.", x, d.desk.file.On(x)))
		case x == lookback.AxisIdentity || x == lookback.AxisTie:
			assessed = append(assessed, "Assessed: "+d.standsOn(x))
		default:
			facts = append(facts, "Known: "+d.standsOn(x))
		}
	}
	return slices.Concat(facts, assessed, unknown)
}

// hops returns the hops of the open path alerts, each tie once.
func (d *cardDesk) hops() []lookback.PathHop {
	var hops []lookback.PathHop
	for _, a := range d.paths {
		for _, h := range a.Evidence.Hops {
			if a.State == lookback.AlertOpen && !slices.ContainsFunc(hops, func(o lookback.PathHop) bool { return o.Tie == h.Tie }) {
				hops = append(hops, h)
			}
		}
	}
	return hops
}

// contrary is block 5: what was considered, what conflicts, and who looked and found nothing.
func (d *cardDesk) contrary() []string {
	var words []string
	for _, r := range d.rulings {
		if r.Contrary.Considered != "" {
			words = append(words, fmt.Sprintf("Ruling %d by %s: %s", r.ID, r.Person, r.Contrary.Considered))
		}
		if r.Contrary.NoneFound != "" {
			words = append(words, fmt.Sprintf("Ruling %d: %s looked and found none.", r.ID, r.Contrary.NoneFound))
		}
	}
	for _, a := range d.alerts {
		for _, f := range a.Evidence.Fields {
			if a.State == lookback.AlertOpen && f.Outcome == lookback.Conflicts {
				words = append(words, fmt.Sprintf("Alert %d: %s conflicts (%s against %s).", a.ID, f.Field, f.Left, f.Right))
			}
		}
	}
	for _, a := range d.paths {
		if a.State == lookback.AlertEnded {
			words = append(words, fmt.Sprintf("Path alert %d has ended: %s.", a.ID, a.Reason))
		}
	}
	return words
}

// notShown is block 6: what a reader could take from the card and must not.
func (d *cardDesk) notShown() []string {
	file := d.desk.file
	words := []string{string(file.Threat) + "."}
	if !file.Tie.Substantiated() {
		words = append(words, "No finding of association or involvement has been made.")
	}
	if file.Threat == lookback.ThreatNone {
		words = append(words, "No information of involvement in violence is on record.")
	}
	if file.Identity != lookback.IdentitySame {
		words = append(words, "Nobody has confirmed that the record and a listed party are the same.")
	}
	words = append(words, "A score or a strength says what to review first. It is no likelihood of anything.")
	if file.Whereabouts == lookback.InCustody || file.Whereabouts == lookback.Unlocated {
		words = append(words, fmt.Sprintf("%q says nothing about the tie.", file.Whereabouts))
	}
	return words
}

// status is block 7: all axes, none of which stands for another.
func (d *cardDesk) status() []string {
	var words []string
	for _, x := range lookback.Axes() {
		words = append(words, d.standsOn(x))
	}
	for _, t := range must[[]lookback.Term](d)(termsOf(d.tx, d.desk.file.ID, d.position)) {
		if t.Overdue(d.asOf) {
			words = append(words, fmt.Sprintf("%q was to be reviewed by %s and is weaker until somebody looks.", t.Value, day(t.ReviewBy)))
		}
	}
	return append(words, fmt.Sprintf("As of %s.", d.asOf.UTC().Format(time.RFC3339)))
}

// protection is block 8.
func (d *cardDesk) protection() []string {
	protections, err := protectionsOf(d.tx, d.record.ID, d.position)
	d.err = errors.Join(d.err, err)
	var words []string
	for _, p := range protections {
		words = append(words, fmt.Sprintf("%s since %s (%s; set by %s), %s. Giving anything to another country may need two approvals.", p.Kind, day(p.Since), p.Source, p.SetBy, p.State))
	}
	return words
}

// legal is block 9: what may be done with this, and what legal actions rest on.
func (d *cardDesk) legal() []string {
	words := []string{fmt.Sprintf("Handling and permitted action: %s.", d.handling())}
	for _, x := range []lookback.Axis{lookback.AxisWhereabouts, lookback.AxisOutcome} {
		if e, changed := d.last(x); changed && e.Change.To.Legal() {
			words = append(words, fmt.Sprintf("%s: %s, on this basis: %s.", e.Change.To, e.Change.Legal.Nature, e.Change.Legal.Basis))
		}
	}
	if _, id, err := groundOf(d.tx, d.desk.file.Ground); err == nil && id != 0 {
		m := must[lookback.Run](d)(d.tx.GetRun(id)).Mandate
		if m.Routine {
			words = append(words, fmt.Sprintf("Lookback %d was routine: %s.", id, or(m.Purpose, "standing policy")))
		} else {
			words = append(words, fmt.Sprintf("Lookback %d: purpose %s; authority %s; approved by %s.", id, m.Purpose, m.Authority, m.Approver))
		}
	}
	return words
}

// owner is block 10: who works on it, when it must be looked at again, and how the person asks for that.
func (d *cardDesk) owner() []string {
	words := []string{fmt.Sprintf("Owner: %s.", or(d.desk.file.Assignee, "nobody yet"))}
	if by := d.reviewBy(); !by.IsZero() {
		words = append(words, fmt.Sprintf("Next review: %s, when the first of its ties, findings and holds falls due.", day(by)))
	} else {
		words = append(words, "Next review: none is set.")
	}
	for _, r := range must[[]lookback.Redress](d)(d.tx.Redresses().List(store.KeptFilter{RecordID: d.record.ID})) {
		words = append(words, fmt.Sprintf("Redress %s, received on %s: %s.", r.Number, day(r.Received), r.State))
	}
	return append(words, fmt.Sprintf("The person or a representative may ask to look again; refer to case %d.", d.desk.file.ID))
}

// reviewBy returns the first day on which a tie under the open path alerts, or what the case holds against the person, falls
// due for review; zero for none.
func (d *cardDesk) reviewBy() (by time.Time) {
	for _, t := range must[[]lookback.Term](d)(termsOf(d.tx, d.desk.file.ID, d.position)) {
		if by.IsZero() || t.ReviewBy.Before(by) {
			by = t.ReviewBy
		}
	}
	for _, h := range d.hops() {
		held, err := d.tx.GetTie(h.Tie, store.Now)
		if err != nil {
			continue // withdrawn or erased since: the lookback on it ends the alert
		}
		if by.IsZero() || held.Tie.ReviewBy.Before(by) {
			by = held.Tie.ReviewBy
		}
	}
	return by
}
