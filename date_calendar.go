package lookback

import "strconv"

// Day is a day of the Gregorian calendar, which is used for all times; day 0 is 1 January 1970.
type Day int32

// The days that a date can mean. A Gregorian year outside 1500 to 2199 is not a year in this product's world:
// below 1500 it is Hijri, far above it is Buddhist.
const (
	FirstDay Day = -171664 // 1500-01-01
	LastDay  Day = 84005   // 2199-12-31
)

// NewDay returns the day of a Gregorian year, month and day of the month, which must exist.
func NewDay(year, month, day int) Day {
	// Years begin in March, so that the leap day is the last one of its year.
	y, m := year, (month+9)%12
	if month <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	ofEra := y - era*400
	ofYear := (153*m+2)/5 + day - 1
	return Day(era*146097 + ofEra*365 + ofEra/4 - ofEra/100 + ofYear - 719468)
}

// Date returns the Gregorian year, month and day of the month of d.
func (d Day) Date() (year, month, day int) {
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	ofEra := z - era*146097
	yearOfEra := (ofEra - ofEra/1460 + ofEra/36524 - ofEra/146096) / 365
	ofYear := ofEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*ofYear + 2) / 153
	year, month, day = yearOfEra+era*400, (m+2)%12+1, ofYear-(153*m+2)/5+1
	if month <= 2 {
		year++
	}
	return year, month, day
}

// String returns d as 1985-03-04.
func (d Day) String() string {
	y, m, day := d.Date()
	return pad(y, 4) + "-" + pad(m, 2) + "-" + pad(day, 2)
}

// AddYears returns the same day n years later, or the last day of the month where that day does not exist.
func (d Day) AddYears(n int) Day {
	y, m, day := d.Date()
	return NewDay(y+n, m, min(day, daysInMonth(y+n, m)))
}

// Calendar tells in which calendar the figures of a date are written.
type Calendar uint8

// The calendars.
const (
	Gregorian  Calendar = iota
	LunarHijri          // tabular Islamic calendar, two days of tolerance either way: months begin by sight
	SolarHijri          // the calendar of Iran and Afghanistan, one day of tolerance either way
)

// String returns the name of c.
func (c Calendar) String() string {
	return [...]string{"Gregorian", "lunar Hijri", "solar Hijri"}[min(c, SolarHijri)]
}

// julianOffset is the Julian day number of day 0.
const julianOffset = 2440588

// monthStart returns the day on which a month begins; month 13 is the first month of the next year.
func (c Calendar) monthStart(year, month int) Day {
	if month == 13 {
		year, month = year+1, 1
	}
	switch c {
	case LunarHijri:
		// Months of 30 and 29 days in turn, and 11 leap days in 30 years (the civil tabular calendar).
		return Day((11*year+3)/30 + 354*year + 30*month - (month-1)/2 + 1948440 - 384 - julianOffset)
	case SolarHijri:
		// Eight leap years in 33, which agrees with the astronomical calendar from 1178 to 1501.
		start := 1948320 + 365*(year-1) + (8*year+21)/33
		return Day(start + 31*min(month-1, 6) + 30*max(month-7, 0) - julianOffset)
	}
	return NewDay(year, month, 1)
}

// tolerance returns by how many days a date of c may differ from its computed day.
func (c Calendar) tolerance() Day {
	return [...]Day{Gregorian: 0, LunarHijri: 2, SolarHijri: 1}[c]
}

// daysIn returns the greatest day of the month that c allows. Lunar months have 29 or 30 days by sight, so both pass.
func (c Calendar) daysIn(year, month int) int {
	switch {
	case c == LunarHijri:
		return 30
	case c == SolarHijri && month <= 6:
		return 31
	case c == SolarHijri:
		return 30
	}
	return daysInMonth(year, month)
}

func daysInMonth(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// pad returns n with leading zeros up to width.
func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
