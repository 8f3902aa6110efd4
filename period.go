package lookback

import "time"

const secondsADay = 24 * 60 * 60

// DayOf returns the day of t in UTC.
func DayOf(t time.Time) Day {
	s := t.Unix()
	if s < 0 {
		s -= secondsADay - 1
	}
	return Day(s / secondsADay)
}

// Period is a span of days with both ends included. FirstDay and LastDay stand for an open end.
type Period struct{ From, To Day }

// Always is the period of what has no dates.
func Always() Period { return Period{From: FirstDay, To: LastDay} }

// Holds reports whether d lies in p.
func (p Period) Holds(d Day) bool { return p.From <= d && d <= p.To }

// Dated reports whether at least one end of p is known.
func (p Period) Dated() bool { return p.From != FirstDay || p.To != LastDay }

// Gap returns how many days lie from the end of the earlier to the start of the later of p and q,
// and 0 where they share a day.
func (p Period) Gap(q Period) int {
	switch {
	case p.To < q.From:
		return int(q.From - p.To)
	case q.To < p.From:
		return int(p.From - q.To)
	}
	return 0
}

// periodOf returns the widest span that two dates of a tie allow. A date that is not given or cannot be read
// leaves its end open; something that happened has one day, so either date stands for both.
func periodOf(from, to Date, event bool) Period {
	first, okFirst := spanOf(from)
	last, okLast := spanOf(to)
	if event && !okLast {
		last, okLast = first, okFirst
	}
	if event && !okFirst {
		first, okFirst = last, okLast
	}
	p := Always()
	if okFirst {
		p.From = first.From
	}
	if okLast {
		p.To = last.To
	}
	return p
}

// spanOf returns the days that a date may mean, over all its readings.
func spanOf(d Date) (Period, bool) {
	if d.Raw == "" {
		return Period{}, false
	}
	var buf [4]DateSpan
	spans := d.AppendSpans(buf[:0])
	if len(spans) == 0 {
		return Period{}, false
	}
	p := Period{spans[0].From, spans[0].To}
	for _, s := range spans[1:] {
		p = Period{min(p.From, s.From), max(p.To, s.To)}
	}
	return p, true
}

// Time returns midnight UTC at the start of d.
func (d Day) Time() time.Time { return time.Unix(int64(d)*secondsADay, 0).UTC() }
