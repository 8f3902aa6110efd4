package match

import (
	"math/bits"

	"lookback"
)

// packedDate is one reading of a date in 64 bits, so that comparing two dates costs no memory access.
// Zero is no date. From the lowest bit:
//
//	from 18 | to 18 | year 12 | month 4 | day of month 5 | calendar 2 | precision 2 | circa 1 | doubtful 1
//
// From and to count days from lookback.FirstDay. A range has no figures: its year is 0.
type packedDate uint64

const (
	dateToShift        = 18
	dateYearShift      = 36
	dateMonthShift     = 48
	dateDayShift       = 52
	dateCalendarShift  = 57
	datePrecisionShift = 59
	dateCircaBit       = 1 << 61
	dateDoubtBit       = 1 << 62

	dateFiguresMask = 0x1fffff << dateYearShift // year, month and day of month
)

// packDate packs one reading.
func packDate(s lookback.DateSpan) packedDate {
	d := packedDate(s.From-lookback.FirstDay) |
		packedDate(s.To-lookback.FirstDay)<<dateToShift |
		packedDate(s.Year)<<dateYearShift |
		packedDate(s.Month)<<dateMonthShift |
		packedDate(s.MonthDay)<<dateDayShift |
		packedDate(s.Calendar)<<dateCalendarShift |
		packedDate(s.Precision)<<datePrecisionShift
	if s.Circa {
		d |= dateCircaBit
	}
	if s.Doubtful {
		d |= dateDoubtBit
	}
	return d
}

// appendDates appends the packed readings of d to dst. Several dates and several readings of one are
// the same thing to a comparison, which takes the best.
func appendDates(dst []packedDate, d lookback.Date) []packedDate {
	var buf [4]lookback.DateSpan
	for _, s := range d.AppendSpans(buf[:0]) {
		dst = append(dst, packDate(s))
	}
	return dst
}

func (d packedDate) from() int32     { return int32(d & 0x3ffff) }
func (d packedDate) to() int32       { return int32(d >> dateToShift & 0x3ffff) }
func (d packedDate) year() int       { return int(d >> dateYearShift & 0xfff) }
func (d packedDate) month() int      { return int(d >> dateMonthShift & 0xf) }
func (d packedDate) monthDay() int   { return int(d >> dateDayShift & 0x1f) }
func (d packedDate) calendar() uint8 { return uint8(d >> dateCalendarShift & 3) }
func (d packedDate) figures() uint64 { return uint64(d & dateFiguresMask) }
func (d packedDate) doubtful() bool  { return d&dateDoubtBit != 0 }

// certain reports whether d was written with figures and without circa: neither a range nor an estimate.
func (d packedDate) certain() bool { return d.year() != 0 && d&dateCircaBit == 0 }

// januaryFirst reports whether d is the first day of a year, which many registers write when only the year is known.
func (d packedDate) januaryFirst() bool { return d.month() == 1 && d.monthDay() == 1 }

// dateRule names what comparing two dates showed, from the worst to the best.
type dateRule uint8

const (
	dateMissing dateRule = iota
	dateDifferent
	dateOneDigit
	dateTransposed
	dateOneYearOff
	dateJanuaryDefault
	dateSwapped
	dateDoubtful
	dateSameDoubt
	dateWithin
	dateSameJanuaryFirst
	dateSame
)

// dateRules are the outcome and the name of each rule, as docs/format/date.md lists them.
var dateRules = [...]struct {
	outcome lookback.Outcome
	name    string
}{
	dateMissing:          {lookback.Missing, ""}, // named by missingRule
	dateDifferent:        {lookback.Conflicts, "different-dates"},
	dateOneDigit:         {lookback.Weak, "one-digit-differs"},
	dateTransposed:       {lookback.Weak, "digits-transposed"},
	dateOneYearOff:       {lookback.Weak, "one-year-off"},
	dateJanuaryDefault:   {lookback.Weak, "january-first-default"},
	dateSwapped:          {lookback.Weak, "day-month-swapped"},
	dateDoubtful:         {lookback.Weak, "doubtful-reading"},
	dateSameDoubt:        {lookback.Compatible, "same-doubtful-date"},
	dateWithin:           {lookback.Compatible, "within-precision"},
	dateSameJanuaryFirst: {lookback.Agrees, "same-day-january-first"},
	dateSame:             {lookback.Agrees, "same-day"},
}

// CompareDates compares two dates over all their readings and returns the best outcome, with the name of the
// rule that decided (R14). It is symmetric but for the side that a rule about a missing date names.
func CompareDates(a, b lookback.Date) (outcome lookback.Outcome, rule string) {
	var bufA, bufB [4]packedDate
	x, y := appendDates(bufA[:0], a), appendDates(bufB[:0], b)
	best := bestDate(x, y)
	if best == dateMissing {
		return lookback.Missing, missingRule(len(x) == 0, len(y) == 0)
	}
	return dateRules[best].outcome, dateRules[best].name
}

// bestDate returns the best rule over all pairs, dateMissing when there are none.
func bestDate(a, b []packedDate) dateRule {
	best := dateMissing
	for _, x := range a {
		for _, y := range b {
			best = max(best, compareDate(x, y))
		}
	}
	return best
}

// compareDate compares two readings.
func compareDate(a, b packedDate) dateRule {
	figures := a.calendar() == b.calendar() && a.certain() && b.certain()
	switch {
	case figures && a.monthDay() != 0 && b.monthDay() != 0:
		return compareDays(a, b)
	case a.from() <= b.to() && b.from() <= a.to():
		return compareOverlap(a, b)
	case sameYearDefault(a, b) || sameYearDefault(b, a):
		return dateJanuaryDefault
	case figures && !a.doubtful() && !b.doubtful():
		return compareFigures(a, b)
	}
	return dateDifferent
}

// compareDays compares two full dates of one calendar. A doubtful reading may only be the very same day: it
// is a guess already, and a guess plus an error of writing would fit a great many dates.
func compareDays(a, b packedDate) dateRule {
	sameYear := a.year() == b.year()
	switch {
	case a.figures() == b.figures():
		return sameDay(a, b)
	case sameYear && (a.januaryFirst() || b.januaryFirst()):
		return dateJanuaryDefault
	case a.doubtful() || b.doubtful():
		return dateDifferent
	case sameYear && a.month() == b.monthDay() && a.monthDay() == b.month():
		return dateSwapped
	}
	return compareFigures(a, b)
}

func sameDay(a, b packedDate) dateRule {
	switch {
	case a.doubtful() && b.doubtful():
		return dateSameDoubt
	case a.doubtful() || b.doubtful():
		return dateDoubtful
	case a.januaryFirst():
		return dateSameJanuaryFirst
	}
	return dateSame
}

// compareOverlap judges two readings that may be the same day. One that is doubtful about day or month says nothing to
// the other's month or day, but a year or a range it fits as well as any date does.
func compareOverlap(a, b packedDate) dateRule {
	switch {
	case a == b && a.doubtful():
		return dateSameDoubt
	case a.doubtful() && b.month() != 0 || b.doubtful() && a.month() != 0:
		return dateDoubtful
	}
	return dateWithin
}

// sameYearDefault reports whether a is 1 January, taken for its year alone, and b may lie in that year.
func sameYearDefault(a, b packedDate) bool {
	return a.januaryFirst() && a.certain() && b.from() < a.from()+365 && a.from() <= b.to()
}

// compareFigures looks for one error of writing between two dates of one calendar. What one of them does not
// give is not compared. Without months only the year next door is an error: any more would fit a third of all years.
func compareFigures(a, b packedDate) dateRule {
	monthFits := a.month() == b.month() || a.month() == 0 || b.month() == 0
	dayFits := a.monthDay() == b.monthDay() || a.monthDay() == 0 || b.monthDay() == 0
	switch gap := a.year() - b.year(); {
	case monthFits && dayFits && (gap == 1 || gap == -1):
		return dateOneYearOff
	case gap != 0 && !monthFits && !dayFits:
		return dateDifferent // three parts differ: more than one error, and the most frequent case by far
	case a.month() == 0 || b.month() == 0 || a.januaryFirst() && b.januaryFirst():
		return dateDifferent
	}
	return compareDigits(dateDigits(a, b), dateDigits(b, a))
}

// dateDigits returns the eight digits of d, one in four bits, with nought for a day that either side lacks.
func dateDigits(d, other packedDate) uint32 {
	year, month, day := uint32(d.year()), uint32(d.month()), uint32(d.monthDay())
	if other.monthDay() == 0 {
		day = 0
	}
	return twoDigitsBCD(year/100)<<24 | twoDigitsBCD(year%100)<<16 | twoDigitsBCD(month)<<8 | twoDigitsBCD(day)
}

func twoDigitsBCD(n uint32) uint32 { return n/10<<4 | n%10 }

// compareDigits reports one digit that differs, or two neighbours that are exchanged.
func compareDigits(a, b uint32) dateRule {
	diff := a ^ b
	first := uint32(bits.TrailingZeros32(diff)) &^ 3
	switch high, low := a>>first>>4&15, a>>first&15; {
	case diff>>first < 16:
		return dateOneDigit
	case diff>>first < 256 && b>>first&0xff == low<<4|high:
		return dateTransposed
	}
	return dateDifferent
}

// missingRule says on which side a field is missing.
func missingRule(left, right bool) string {
	switch {
	case left && right:
		return "missing-both"
	case left:
		return "missing-left"
	}
	return "missing-right"
}
