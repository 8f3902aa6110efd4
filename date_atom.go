package lookback

// dateAtom is one date that is not a range: up to three numbers and the name of a month.
type dateAtom struct {
	num    [3]dateToken
	n      int
	month  dateToken // kind is tokenNone without one
	sep    tokenKind // between the first two numbers
	decade bool
}

// atom reads tokens as one date, in every order and calendar they allow. It appends nothing when they are no single date.
func (r *dateReader) atom(dst []DateSpan, tokens []dateToken) []DateSpan {
	a, ok := collectAtom(tokens)
	switch {
	case !ok:
		return dst
	case a.decade:
		return r.decade(dst, a)
	case a.month.kind == tokenMonth:
		return r.byMonthName(dst, a)
	case a.n == 1:
		return r.single(dst, a.num[0])
	case a.n == 2:
		return r.pair(dst, a)
	case a.n == 3:
		return r.triple(dst, a)
	}
	return dst
}

func collectAtom(tokens []dateToken) (a dateAtom, ok bool) {
	for _, t := range tokens {
		switch t.kind {
		case tokenNumber:
			if a.n == len(a.num) {
				return a, false
			}
			a.num[a.n] = t
			a.n++
		case tokenMonth:
			if a.month.kind != tokenNone {
				return a, false
			}
			a.month = t
		case tokenDot, tokenSlash, tokenDash:
			if a.n == 1 && a.sep == tokenNone {
				a.sep = t.kind
			}
		case tokenDecade:
			a.decade = true
		default:
			return a, false
		}
	}
	return a, true
}

// decade reads 1970s.
func (r *dateReader) decade(dst []DateSpan, a dateAtom) []DateSpan {
	if a.n != 1 || a.num[0].width != 4 || a.month.kind == tokenMonth {
		return dst
	}
	return r.years(dst, a.num[0].value, a.num[0].value+9)
}

// years appends the range from the first to the last of two years.
func (r *dateReader) years(dst []DateSpan, first, last int) []DateSpan {
	var buf [4]DateSpan
	ends := r.figures(buf[:0], first, 0, 0, false)
	n := len(ends)
	ends = r.figures(ends, last, 0, 0, false)
	if n == 0 || len(ends) == n {
		return dst
	}
	return append(dst, enclose(ends))
}

// byMonthName reads a date with one month by name: 17 Feb 1974, February 17th 1974, 17FEB74, Feb 1974.
func (r *dateReader) byMonthName(dst []DateSpan, a dateAtom) []DateSpan {
	year, day := a.num[0], dateToken{width: 1}
	if a.n == 2 {
		year, day = a.num[1], a.num[0]
		if day.width == 4 || year.width <= 2 && day.value > 31 {
			year, day = day, year
		}
	}
	if a.n == 0 || a.n > 2 || day.width > 2 || year.width == 3 || year.width > 4 {
		return dst
	}
	y := year.value
	if year.width <= 2 {
		if a.n == 1 && y <= 31 { // "5 March" has no year
			return dst
		}
		y = pivoted(y)
	}
	saved := r.named
	r.name(a.month.in)
	dst = r.figures(dst, y, a.month.value, day.value, false)
	r.named = saved
	return dst
}

// single reads a date of one number: 1985, 198503, 19850304, 04031985.
func (r *dateReader) single(dst []DateSpan, t dateToken) []DateSpan {
	v := t.value
	switch t.width {
	case 4:
		return r.figures(dst, v, 0, 0, false)
	case 6:
		if v%100 > 12 || yearCalendars(v/100) == 0 {
			return dst
		}
		return r.figures(dst, v/100, v%100, 0, false)
	case 8:
		if yearCalendars(v/10000) != 0 && v/100%100 <= 12 && v%100 <= 31 {
			return r.figures(dst, v/10000, v/100%100, v%100, false)
		}
		return r.dayAndMonth(dst, v%10000, v/1000000, v/10000%100, tokenSlash)
	}
	return dst
}

// pair reads a date of two numbers: 1985-03, 03/1985, and the short range 1979/80.
func (r *dateReader) pair(dst []DateSpan, a dateAtom) []DateSpan {
	first, second := a.num[0], a.num[1]
	switch {
	case first.width == 4 && second.width <= 2 && second.value <= 12:
		return r.figures(dst, first.value, second.value, 0, false)
	case first.width == 4 && second.width == 2 && second.value > first.value%100 && a.sep != tokenDot:
		return r.years(dst, first.value, first.value/100*100+second.value)
	case first.width == 4 && second.width <= 2:
		return r.figures(dst, first.value, 0, 0, true)
	case first.width <= 2 && second.width == 4 && first.value <= 12:
		return r.figures(dst, second.value, first.value, 0, false)
	}
	return dst
}

// triple reads a date of three numbers. A year of four digits, or one that cannot be a day, shows its place;
// otherwise two digits at the end are the year.
func (r *dateReader) triple(dst []DateSpan, a dateAtom) []DateSpan {
	first, second, third := a.num[0], a.num[1], a.num[2]
	if second.width > 2 {
		return dst
	}
	switch {
	case first.width == 4 && third.width <= 2:
		return r.figures(dst, first.value, second.value, third.value, false)
	case first.width > 2:
		return dst
	case third.width == 4:
		return r.dayAndMonth(dst, third.value, first.value, second.value, a.sep)
	case third.width > 2:
		return dst
	case first.value > 31:
		return r.figures(dst, pivoted(first.value), second.value, third.value, false)
	}
	return r.dayAndMonth(dst, pivoted(third.value), first.value, second.value, a.sep)
}

// dayAndMonth reads the two figures before a year. With points they are day and month; otherwise either order is
// possible, and both readings are kept as doubtful where both exist.
func (r *dateReader) dayAndMonth(dst []DateSpan, year, a, b int, sep tokenKind) []DateSpan {
	switch {
	case a == 0 || b == 0: // the one that is known can only be the month
		return r.figures(dst, year, a+b, 0, false)
	case sep == tokenDot || a > 12 || a == b:
		return r.figures(dst, year, b, a, false)
	case b > 12:
		return r.figures(dst, year, a, b, false)
	}
	dst = r.figures(dst, year, b, a, true)
	return r.figures(dst, year, a, b, true)
}

// figures appends a reading of the figures in every calendar that the text and the year allow.
// A month or day of 0 is not known.
func (r *dateReader) figures(dst []DateSpan, year, month, day int, doubtful bool) []DateSpan {
	in := yearCalendars(year)
	if r.named != 0 {
		in = r.named & allCalendars(year)
	}
	if in&inGregorian != 0 {
		in = inGregorian // a Buddhist year must be named as one where it could be Gregorian
	}
	for _, c := range [...]struct {
		in       calendars
		calendar Calendar
		offset   int
	}{{inGregorian, Gregorian, 0}, {inBuddhist, Gregorian, 543}, {inSolar, SolarHijri, 0}, {inLunar, LunarHijri, 0}} {
		if in&c.in == 0 || isPlaceholder(year-c.offset, month, day) {
			continue
		}
		s := repaired(c.calendar, year-c.offset, month, day, doubtful)
		dst = append(dst, r.placed(s))
	}
	return dst
}

// allCalendars returns the calendars in which year is plausible for somebody who can be on record.
func allCalendars(year int) calendars {
	switch {
	case year >= 1000 && year < 1500:
		return inLunar | inSolar
	case year >= 2043 && year <= 2199:
		return inGregorian | inBuddhist
	case year >= 1500 && year <= 2199:
		return inGregorian
	case year >= 2200 && year <= 2742:
		return inBuddhist
	}
	return 0
}

// yearCalendars returns the calendars of a year that stands without the name of one.
func yearCalendars(year int) calendars {
	in := allCalendars(year)
	if in&inGregorian != 0 {
		return inGregorian
	}
	return in
}

// isPlaceholder reports whether the date is one that systems write for "none": 1 January 1900.
func isPlaceholder(year, month, day int) bool { return year == 1900 && month == 1 && day == 1 }

// repaired returns the figures as a reading, without its days. An impossible date is read as what may be meant: with day and month
// exchanged where that gives a date, else without what is impossible. It is then doubtful.
func repaired(c Calendar, year, month, day int, doubtful bool) DateSpan {
	if month > 12 {
		doubtful = true
		if day >= 1 && day <= 12 && month <= c.daysIn(year, day) {
			month, day = day, month
		} else {
			month, day = 0, 0
		}
	}
	if month == 0 {
		day = 0
	} else if day > c.daysIn(year, month) {
		day, doubtful = 0, true
	}
	return DateSpan{Calendar: c, Year: uint16(year), Month: uint8(month), MonthDay: uint8(day), Doubtful: doubtful}
}

// placed fills in precision and days of s from its figures, the tolerance of its calendar and circa.
func (r *dateReader) placed(s DateSpan) DateSpan {
	c, year, month := s.Calendar, int(s.Year), int(s.Month)
	slack := 1
	switch {
	case s.Month == 0:
		s.Precision, slack = PrecisionYear, 2
		s.From, s.To = c.monthStart(year, 1), c.monthStart(year, 13)-1
	case s.MonthDay == 0:
		s.Precision = PrecisionMonth
		s.From, s.To = c.monthStart(year, month), c.monthStart(year, month+1)-1
	default:
		s.Precision = PrecisionDay
		s.From = c.monthStart(year, month) + Day(s.MonthDay) - 1
		s.To = s.From
	}
	s.From, s.To = s.From-c.tolerance(), s.To+c.tolerance()
	if r.circa {
		s.Circa = true
		s.From, s.To = s.From.AddYears(-slack), s.To.AddYears(slack)
	}
	s.From, s.To = max(s.From, FirstDay), min(s.To, LastDay)
	return s
}
