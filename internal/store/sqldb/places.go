package sqldb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/store"
)

// places are the open alerts of one kind in the order of review. A row goes with its alert: when it ends, and when its record
// is erased.
type places struct {
	table string
	kind  string // in kept_count
}

var (
	alertPlaces     = places{"alert_place", "alert place"}
	pathAlertPlaces = places{"path_alert_place", "path alert place"}
)

// scoreSpan is more than any score: a place is the priority in this unit and the score, so that one number orders by both.
const scoreSpan = 1_000_000

// placeNumber returns p as a column keeps it: what is reviewed first is least.
func placeNumber(p store.ReviewPlace) int64 {
	return -(int64(p.Priority)*scoreSpan + int64(p.Score))
}

func scanPlace(row scanner) (store.ReviewPlace, error) {
	var p store.ReviewPlace
	var number int64
	err := row.Scan(&p.ID, &number)
	p.Priority, p.Score = int(-number/scoreSpan), lookback.Score(-number%scoreSpan)
	return p, err
}

// put gives an alert its place, or none when it has ended.
func (q places) put(t *tx, p store.ReviewPlace, list string, strength lookback.Strength, open bool) error {
	if err := q.remove(t, `alert_id = $1`, p.ID); err != nil {
		return err
	}
	if !open {
		return nil
	}
	t.count(q.kind, part(list, strength), 1)
	_, err := t.insert(q.table, []column{{"alert_id", p.ID}, {"place", placeNumber(p)}, {"list", list}, {"strength", string(strength)}})
	return err
}

// remove takes alerts out of the order.
func (q places) remove(t *tx, where string, id int64) error {
	parts, err := collect(t, func(row scanner) (string, error) {
		var list, strength string
		err := row.Scan(&list, &strength)
		return part(list, lookback.Strength(strength)), err
	}, `DELETE FROM `+q.table+` WHERE `+where+` RETURNING list, strength`, id)
	for _, x := range parts {
		t.count(q.kind, x, -1)
	}
	return err
}

// part names a list and a strength; neither holds a slash.
func part(list string, strength lookback.Strength) string { return list + "/" + string(strength) }

// in returns the parts that pass a filter and are not empty.
func (q places) in(t *tx, f store.ReviewFilter) (kept []keptCount, err error) {
	all, err := t.counts(q.kind)
	for _, c := range all {
		list, strength, _ := strings.Cut(c.part, "/")
		if c.n > 0 && (f.List == "" || f.List == list) && (f.Strength == "" || string(f.Strength) == strength) {
			kept = append(kept, c)
		}
	}
	return kept, err
}

func (q places) size(t *tx, f store.ReviewFilter) (n int, err error) {
	all, err := q.in(t, f)
	for _, c := range all {
		n += int(c.n)
	}
	return n, err
}

// page returns up to limit places that follow or, with back, precede one. Of a filter every part has an order of its own, and the page
// is the first of all of them.
func (q places) page(t *tx, f store.ReviewFilter, from store.ReviewPlace, back bool, limit int) ([]store.ReviewPlace, error) {
	if f == (store.ReviewFilter{}) {
		return q.ordered(t, "", from, back, limit)
	}
	parts, err := q.in(t, f)
	if err != nil {
		return nil, err
	}
	var all []store.ReviewPlace
	for _, c := range parts {
		list, strength, _ := strings.Cut(c.part, "/")
		some, err := q.ordered(t, "list = $4 AND strength = $5 AND ", from, back, limit, list, strength)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b store.ReviewPlace) int {
		order := cmp.Or(cmp.Compare(placeNumber(a), placeNumber(b)), cmp.Compare(a.ID, b.ID))
		if back {
			return -order
		}
		return order
	})
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all, nil
}

// ordered returns up to limit places of the rows that pass a condition.
func (q places) ordered(t *tx, where string, from store.ReviewPlace, back bool, limit int, more ...any) ([]store.ReviewPlace, error) {
	after, direction, number := ">", "", placeNumber(from)
	switch {
	case back && from.ID == 0:
		return nil, nil
	case back:
		after, direction = "<", " DESC"
	case from.ID == 0:
		number = -forever
	}
	return collect(t, scanPlace, fmt.Sprintf(`SELECT alert_id, place FROM %[1]s WHERE %[2]s(place, alert_id) %[3]s ($1, $2) ORDER BY place%[4]s, alert_id%[4]s LIMIT $3`,
		q.table, where, after, direction), append([]any{number, from.ID, atMost(limit)}, more...)...)
}

// AlertsToReview implements store.Queues.
func (t *tx) AlertsToReview(f store.ReviewFilter, after store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
	return alertPlaces.page(t, f, after, false, limit)
}

// AlertsReviewedBefore implements store.Queues.
func (t *tx) AlertsReviewedBefore(f store.ReviewFilter, before store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
	return alertPlaces.page(t, f, before, true, limit)
}

// FindAlertToReview implements store.Queues.
func (t *tx) FindAlertToReview(id int64) (store.ReviewPlace, bool, error) {
	return find(scanPlace(t.row(`SELECT alert_id, place FROM alert_place WHERE alert_id = $1`, id)))
}

// CountAlertsToReview implements store.Queues.
func (t *tx) CountAlertsToReview(f store.ReviewFilter) (int, error) { return alertPlaces.size(t, f) }

// PathAlertsToReview implements store.Queues.
func (t *tx) PathAlertsToReview(after store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
	return pathAlertPlaces.page(t, store.ReviewFilter{}, after, false, limit)
}

// PathAlertsReviewedBefore implements store.Queues.
func (t *tx) PathAlertsReviewedBefore(before store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
	return pathAlertPlaces.page(t, store.ReviewFilter{}, before, true, limit)
}

// CountPathAlertsToReview implements store.Queues.
func (t *tx) CountPathAlertsToReview() (int, error) {
	return pathAlertPlaces.size(t, store.ReviewFilter{})
}

// CountAlerted implements store.Queues.
func (t *tx) CountAlerted() (n int, err error) {
	err = t.row(`SELECT (SELECT count(*) FROM (SELECT DISTINCT record_id FROM alert) AS matched)
		+ (SELECT count(*) FROM (SELECT DISTINCT record_id FROM path_alert WHERE NOT EXISTS (SELECT 1 FROM alert WHERE alert.record_id = path_alert.record_id)) AS connected)`).Scan(&n)
	return n, err
}

// PendingRulings implements store.Queues.
func (t *tx) PendingRulings(afterID int64, limit int) ([]lookback.Ruling, error) {
	return collect(t, rulingStates.scan, fmt.Sprintf(`SELECT body FROM ruling_state WHERE until_pos = %d AND state = $1 AND ruling_id > $2 AND body IS NOT NULL ORDER BY ruling_id LIMIT $3`, int64(forever)),
		string(lookback.RulingPending), afterID, atMost(limit))
}
