package screening

import (
	"errors"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// CareDesk tells with how much care the open alerts of a record are reviewed, by the directives in force at a time. It
// belongs to one transaction.
type CareDesk struct {
	at     time.Time
	facts  alertFacts
	orders []lookback.Directive // in force
}

// NewCareDesk reads the directives in force. ErrCheck: the signature of one does not fit what it says.
func NewCareDesk(tx store.Tx, at time.Time) (*CareDesk, error) {
	all, err := tx.DirectivesAt(store.Now)
	if err != nil {
		return nil, err
	}
	d := &CareDesk{at: at, facts: alertFacts{tx: tx}}
	for _, x := range all {
		if x.State(at) != lookback.DirectiveInForce {
			continue
		}
		if err := x.Verify(x.Key); err != nil {
			return nil, err
		}
		d.orders = append(d.orders, x)
	}
	return d, nil
}

// AsksForFirst reports whether a directive in force asks for some alerts to be taken up first.
func (d *CareDesk) AsksForFirst() bool {
	return slices.ContainsFunc(d.orders, func(x lookback.Directive) bool { return x.Care.Order == lookback.OrderFirst })
}

// FewFirst is how many records a directive may name before those to be taken up first are looked for among all cases: what is taken up
// first stands out from the rest, or it is the rest.
const FewFirst = 2000

// First returns records, in order, among which are all whose open alerts a directive asks to be taken up first, without looking at any
// other; ok reports whether there are so few that they are told. A record that it returns need not be one of them: Of tells.
func (d *CareDesk) First() (records []int64, ok bool, err error) {
	for _, x := range d.orders {
		if x.Care.Order != lookback.OrderFirst {
			continue
		}
		some, ok, err := d.facts.among(x.About)
		if records = append(records, some...); err != nil || !ok || len(records) > FewFirst {
			return nil, false, err
		}
	}
	slices.Sort(records)
	return slices.Compact(records), true, nil
}

// Of returns the care that the open alerts of a record need, and the directives that ask for it. A record without an open
// alert needs none, whatever the directives say: they open nothing.
func (d *CareDesk) Of(recordID int64) (care lookback.Care, by []int64, err error) {
	if len(d.orders) == 0 {
		return care, nil, nil
	}
	alert, open, err := d.facts.of(recordID, d.orders)
	if err != nil || open == 0 {
		return care, nil, err
	}
	for _, x := range d.orders {
		if asked := x.Handle(alert, d.at); asked != (lookback.Care{}) {
			care, by = care.Raise(asked), append(by, x.ID)
		}
	}
	return care, by, nil
}

// effectOn reports how a directive falls on all open alerts at a time.
func effectOn(tx store.Tx, d lookback.Directive, at time.Time) ([]lookback.DirectiveEffect, error) {
	ids, err := recordsWithAlerts(tx)
	if err != nil {
		return nil, err
	}
	facts := alertFacts{tx: tx}
	var alerts []lookback.OpenAlert
	for _, id := range ids {
		alert, open, err := facts.of(id, []lookback.Directive{d})
		if err != nil {
			return nil, err
		}
		for range open {
			alerts = append(alerts, alert)
		}
	}
	return d.Effect(alerts, at), nil
}

// recordsWithAlerts returns the records that have an open alert, in order.
func recordsWithAlerts(tx store.Tx) (ids []int64, err error) {
	alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen})
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		ids = append(ids, a.RecordID)
	}
	paths, err := tx.ListPathAlerts(store.PathAlertFilter{State: lookback.AlertOpen})
	for _, a := range paths {
		ids = append(ids, a.RecordID)
	}
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// alertFacts gathers what a directive may ask about the open alerts of a record.
type alertFacts struct {
	tx   store.Tx
	runs map[int64][]int64 // the records that a lookback affected, sorted
}

// of returns the facts that all open alerts of a record share, and how many alerts are open. Of the lookbacks it tells
// those that the directives name.
func (f *alertFacts) of(recordID int64, orders []lookback.Directive) (alert lookback.OpenAlert, open int, err error) {
	lists, open, err := f.openOn(recordID)
	if err != nil || open == 0 {
		return alert, 0, err
	}
	versions, err := f.tx.RecordVersions(recordID)
	if err != nil {
		return alert, 0, err
	}
	latest := versions[len(versions)-1]
	alert = lookback.OpenAlert{State: lookback.AlertOpen, Nationalities: latest.Party.Nationalities, Record: lookback.Facts{
		Source: latest.Source, Ref: latest.Ref(), Arrived: versions[0].Arrived, Lists: lists,
	}}
	if alert.Record.Ties, err = f.networkTies(latest.Ref()); err != nil {
		return alert, 0, err
	}
	for _, d := range orders {
		for _, run := range d.About.Runs {
			affected, err := f.affected(run)
			if err != nil {
				return alert, 0, err
			}
			if _, found := slices.BinarySearch(affected, recordID); found {
				alert.Record.Runs = append(alert.Record.Runs, run)
			}
		}
	}
	return alert, open, nil
}

// among returns records among which are all that a selection may cover, by one of the kinds of thing that it names: the others narrow
// these only. ok reports whether they are few.
func (f *alertFacts) among(s lookback.Selection) (records []int64, ok bool, err error) {
	switch {
	case len(s.Records) > 0:
		records, err = f.named(s.Records)
	case len(s.Runs) > 0:
		for _, run := range s.Runs {
			affected, err := f.affected(run)
			if err != nil {
				return nil, false, err
			}
			records = append(records, affected...)
		}
	case len(s.Networks) > 0:
		records, err = f.tied(s.Networks)
	case len(s.Lists) > 0:
		return f.listed(s.Lists)
	default:
		return nil, false, nil
	}
	return records, true, err
}

// named returns the records with some references that are held.
func (f *alertFacts) named(refs []string) (records []int64, err error) {
	for _, ref := range refs {
		source, key, err := lookback.ParseRecordRef(ref)
		if err != nil {
			return nil, err
		}
		r, err := f.tx.GetRecord(source, key, store.Now)
		switch {
		case err == nil:
			records = append(records, r.ID)
		case !errors.Is(err, lookback.ErrNotFound):
			return nil, err
		}
	}
	return records, nil
}

// tied returns the records with a tie of their own to one of some networks.
func (f *alertFacts) tied(networks []string) ([]int64, error) {
	var refs []string
	for _, network := range networks {
		ties, err := f.tx.TiesOf(lookback.NetworkNode(network), store.Now)
		if err != nil {
			return nil, err
		}
		for _, t := range ties {
			if t.Subject.Kind == lookback.NodeRecord {
				refs = append(refs, t.Subject.ID)
			}
		}
	}
	return f.named(refs)
}

// listed returns the records with an open alert on some lists, and whether these are few.
func (f *alertFacts) listed(lists []string) (records []int64, few bool, err error) {
	n, err := f.tx.CountPathAlertsToReview()
	for _, list := range lists {
		some, err := f.tx.CountAlertsToReview(store.ReviewFilter{List: list})
		if n += some; err != nil {
			return nil, false, err
		}
	}
	if err != nil || n > FewFirst {
		return nil, false, err
	}
	for _, list := range lists {
		places, err := f.tx.AlertsToReview(store.ReviewFilter{List: list}, store.ReviewPlace{}, 0)
		if err != nil {
			return nil, false, err
		}
		for _, p := range places {
			a, err := f.tx.GetAlert(p.ID, store.Now)
			if err != nil {
				return nil, false, err
			}
			records = append(records, a.RecordID)
		}
	}
	paths, err := f.tx.ListPathAlerts(store.PathAlertFilter{State: lookback.AlertOpen})
	for _, a := range paths {
		records = append(records, a.RecordID)
	}
	return records, true, err
}

// openOn returns the lists on which a record has open alerts, and how many it has of both kinds.
func (f *alertFacts) openOn(recordID int64) (lists []string, open int, err error) {
	alerts, err := f.tx.ListAlerts(store.AlertFilter{RecordID: recordID, State: lookback.AlertOpen})
	if err != nil {
		return nil, 0, err
	}
	for _, a := range alerts {
		lists = append(lists, a.List)
	}
	paths, err := f.tx.ListPathAlerts(store.PathAlertFilter{RecordID: recordID, State: lookback.AlertOpen})
	for _, a := range paths {
		if list, ok := a.Target.List(); ok {
			lists = append(lists, list)
		}
	}
	return lists, len(alerts) + len(paths), err
}

// networkTies returns the record's own ties to networks. A hypothesis is none.
func (f *alertFacts) networkTies(ref string) (own []lookback.NetworkTie, err error) {
	ties, err := f.tx.TiesOf(lookback.RecordNode(ref), store.Now)
	for _, t := range ties {
		if t.Object.Kind == lookback.NodeNetwork && t.Kind != lookback.Hypothesis {
			own = append(own, lookback.NetworkTie{Network: t.Object.ID, Class: t.Class})
		}
	}
	return own, err
}

// affected returns the records whose alerts a lookback opened, changed or ended.
func (f *alertFacts) affected(run int64) ([]int64, error) {
	if ids, known := f.runs[run]; known {
		return ids, nil
	}
	done, err := f.tx.GetRun(run)
	if err != nil {
		return nil, err
	}
	at := done.Closed // 0 while it is not done, which asks for now
	alerts, err := f.tx.ListAlerts(store.AlertFilter{RunID: run, At: at})
	if err != nil {
		return nil, err
	}
	paths, err := f.tx.ListPathAlerts(store.PathAlertFilter{RunID: run, At: at})
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, a := range alerts {
		ids = append(ids, a.RecordID)
	}
	for _, a := range paths {
		ids = append(ids, a.RecordID)
	}
	slices.Sort(ids)
	if f.runs == nil {
		f.runs = map[int64][]int64{}
	}
	f.runs[run] = slices.Compact(ids)
	return f.runs[run], nil
}
