package lookback

import "strings"

// Date is a calendar date as a source states it: possibly partial, approximate, a range, ambiguous, or in
// another calendar. What was written is the date; what it means is read from it anew each time, so a stored
// date gains from every better reader. docs/format/date.md lists every form that is understood.
type Date struct {
	Raw string // as the source writes it
}

// ParseDate takes a date as a source writes it. It never fails: a date that cannot be read keeps its Raw text
// and has no precision, and comparing it speaks neither for nor against anything.
func ParseDate(raw string) Date { return Date{Raw: raw} }

// String returns the date as the source writes it.
func (d Date) String() string { return d.Raw }

// IsZero reports whether nothing is written at all.
func (d Date) IsZero() bool { return strings.TrimSpace(d.Raw) == "" }

// MarshalText returns the date as the source writes it, which is also its form in JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.Raw), nil }

// UnmarshalText takes any text: see ParseDate.
func (d *Date) UnmarshalText(text []byte) error {
	d.Raw = string(text)
	return nil
}

// Precision returns how exactly the first reading of d fixes a day: PrecisionNone when d cannot be read.
func (d Date) Precision() Precision {
	var buf [4]DateSpan
	spans := d.AppendSpans(buf[:0])
	if len(spans) == 0 {
		return PrecisionNone
	}
	return spans[0].Precision
}

// Earliest returns the first day that d may mean, over all its readings; false when d cannot be read.
func (d Date) Earliest() (Day, bool) {
	var buf [4]DateSpan
	spans := d.AppendSpans(buf[:0])
	if len(spans) == 0 {
		return 0, false
	}
	first := spans[0].From
	for _, s := range spans[1:] {
		first = min(first, s.From)
	}
	return first, true
}

// Latest returns the last day that d may mean, over all its readings; false when d cannot be read.
func (d Date) Latest() (Day, bool) {
	var buf [4]DateSpan
	spans := d.AppendSpans(buf[:0])
	if len(spans) == 0 {
		return 0, false
	}
	last := spans[0].To
	for _, s := range spans[1:] {
		last = max(last, s.To)
	}
	return last, true
}

// AppendSpans appends every reading of d to dst, the likeliest first: none when d cannot be read, two for
// 03/04/1985, which is 3 April or 4 March. It does not keep dst and does not allocate for dates in ISO form.
func (d Date) AppendSpans(dst []DateSpan) []DateSpan { return readDate(dst, d.Raw) }

// Precision tells how exactly a date fixes a day.
type Precision uint8

// The precisions.
const (
	PrecisionNone Precision = iota // not readable
	PrecisionYear
	PrecisionMonth
	PrecisionDay
)

// String returns none, year, month or day.
func (p Precision) String() string {
	return [...]string{"none", "year", "month", "day"}[p&3]
}

// DateSpan is one reading of a date: the days it may mean, and the figures that were written.
type DateSpan struct {
	From, To  Day       // first and last day, both included; widened for circa and for Hijri calendars
	Year      uint16    // the figures in Calendar; Year is 0 for a range
	Month     uint8     // 0 where not given
	MonthDay  uint8     // day of the month; 0 where not given
	Calendar  Calendar  // Buddhist years are turned into Gregorian ones
	Precision Precision // of the coarser end for a range
	Circa     bool      // the source calls it approximate
	Doubtful  bool      // one of several orders of day and month, or repaired from an impossible date
}

// IsRange reports whether s was written as a range, so that it has no figures of its own.
func (s DateSpan) IsRange() bool { return s.Year == 0 }

// IsJanuaryFirst reports whether s is the first day of the first month, which many registers write when only the year is known.
func (s DateSpan) IsJanuaryFirst() bool { return s.Month == 1 && s.MonthDay == 1 }

// String returns s in plain words, for explanations: "1985-03-21 to 1986-03-20 (solar Hijri 1364)".
func (s DateSpan) String() string {
	text := s.From.String()
	if s.From != s.To {
		text += " to " + s.To.String()
	}
	for _, note := range []struct {
		holds bool
		text  string
	}{{s.Calendar != Gregorian, s.Calendar.String() + " " + s.figures()}, {s.Circa, "circa"}, {s.Doubtful, "doubtful"}} {
		if note.holds {
			text += " (" + strings.TrimSpace(note.text) + ")"
		}
	}
	return text
}

// figures returns the figures as year-month-day, as far as they were given.
func (s DateSpan) figures() string {
	switch {
	case s.IsRange():
		return ""
	case s.Month == 0:
		return pad(int(s.Year), 4)
	case s.MonthDay == 0:
		return pad(int(s.Year), 4) + "-" + pad(int(s.Month), 2)
	}
	return pad(int(s.Year), 4) + "-" + pad(int(s.Month), 2) + "-" + pad(int(s.MonthDay), 2)
}
