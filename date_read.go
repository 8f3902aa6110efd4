package lookback

// DateReaderVersion changes with every change to the reading of dates that can change a reading. It is part of the matcher version.
const DateReaderVersion = 1

// TwoDigitPivot is the last year that two digits can mean: 26 is 2026 and 27 is 1927. It is fixed, not taken
// from a clock, so that the same text means the same day for ever.
const TwoDigitPivot = 2026

// readDate appends the readings of raw to dst.
func readDate(dst []DateSpan, raw string) []DateSpan {
	if spans, ok := readISO(dst, raw); ok {
		return spans
	}
	var r dateReader
	if spans, ok := r.readMachineZone(dst, raw); ok {
		return spans
	}
	if !r.scan(raw) {
		return dst
	}
	return r.alternatives(dst, r.tokens[:r.n])
}

// readISO reads the form of almost all dates, 1985-03-04, without scanning. It leaves everything unusual to the reader.
func readISO(dst []DateSpan, raw string) ([]DateSpan, bool) {
	if len(raw) != 10 || raw[4] != '-' || raw[7] != '-' {
		return dst, false
	}
	y, okY := twoDigits(raw[0:2])
	z, okZ := twoDigits(raw[2:4])
	m, okM := twoDigits(raw[5:7])
	d, okD := twoDigits(raw[8:10])
	if y = y*100 + z; !okY || !okZ || !okM || !okD || yearCalendars(y) != inGregorian {
		return dst, false
	}
	if m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m) || isPlaceholder(y, m, d) {
		return dst, false
	}
	day := NewDay(y, m, d)
	return append(dst, DateSpan{From: day, To: day, Year: uint16(y), Month: uint8(m), MonthDay: uint8(d), Precision: PrecisionDay}), true
}

func twoDigits(s string) (int, bool) {
	a, b := s[0]-'0', s[1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

// readMachineZone reads the YYMMDD of a machine-readable passport, where < stands for what is not known.
func (r *dateReader) readMachineZone(dst []DateSpan, raw string) ([]DateSpan, bool) {
	if len(raw) != 6 {
		return dst, false
	}
	var part [3]int
	for i := range part {
		pair := raw[2*i : 2*i+2]
		v, ok := twoDigits(pair)
		if !ok && (pair != "<<" || i == 0) {
			return dst, false
		}
		if ok {
			part[i] = v
		}
	}
	if part[1] > 12 || part[2] > 31 {
		return dst, false
	}
	return r.figures(dst, pivoted(part[0]), part[1], part[2], false), true
}

// pivoted returns the year that two digits mean.
func pivoted(yy int) int {
	if year := TwoDigitPivot/100*100 + yy; year <= TwoDigitPivot {
		return year
	}
	return TwoDigitPivot/100*100 - 100 + yy
}

// alternatives reads what stands between the words "or". When one of them cannot be read, nothing is.
func (r *dateReader) alternatives(dst []DateSpan, tokens []dateToken) []DateSpan {
	spans, start := dst, 0
	for i := 0; i <= len(tokens); i++ {
		if i < len(tokens) && tokens[i].kind != tokenOr {
			continue
		}
		before := len(spans)
		spans = r.dateOrRange(spans, tokens[start:i])
		if len(spans) == before && i < len(tokens) {
			spans = r.atom(spans, borrow(tokens[start:i], tokens[i+1:]))
		}
		if len(spans) == before {
			return dst
		}
		start = i + 1
	}
	return spans
}

// dateOrRange reads one date, or a range of two: with a word between them, or with a hyphen or slash.
func (r *dateReader) dateOrRange(dst []DateSpan, tokens []dateToken) []DateSpan {
	if len(tokens) > 1 && (tokens[0].kind == tokenBefore || tokens[0].kind == tokenAfter) {
		return r.openRange(dst, tokens[0].kind, tokens[1:])
	}
	if spans := r.atom(dst, tokens); len(spans) > len(dst) {
		return spans
	}
	for i := 1; i < len(tokens)-1; i++ {
		if tokens[i].kind == tokenTo {
			return r.span(dst, tokens[:i], tokens[i+1:], true)
		}
	}
	for i := 1; i < len(tokens)-1; i++ {
		if k := tokens[i].kind; k != tokenDash && k != tokenSlash {
			continue
		}
		if spans := r.span(dst, tokens[:i], tokens[i+1:], false); len(spans) > len(dst) {
			return spans
		}
	}
	return dst
}

// span reads a range from its two ends. With lend, the first end may leave to the second what they share.
func (r *dateReader) span(dst []DateSpan, left, right []dateToken, lend bool) []DateSpan {
	var bufA, bufB [4]DateSpan
	a, b := r.atom(bufA[:0], left), r.atom(bufB[:0], right)
	if len(a) == 0 && lend {
		a = r.atom(bufA[:0], borrow(left, right))
	}
	if len(a) == 0 || len(b) == 0 {
		return dst
	}
	return append(dst, enclose(append(a, b...)))
}

// borrow completes the first of two dates by the month and year of the second: "17 to 20 Feb 1974", "Aug and Sep 1970".
func borrow(left, right []dateToken) []dateToken {
	shared := right[min(1, len(right)):]
	return append(left[:len(left):len(left)], shared...)
}

// openRange reads "before 1960" and "after 1950".
func (r *dateReader) openRange(dst []DateSpan, kind tokenKind, tokens []dateToken) []DateSpan {
	var buf [4]DateSpan
	readings := r.atom(buf[:0], tokens)
	if len(readings) == 0 {
		return dst
	}
	end := enclose(readings)
	if kind == tokenBefore {
		end.From, end.To = FirstDay, max(end.From-1, FirstDay)
	} else {
		end.From, end.To = min(end.To+1, LastDay), LastDay
	}
	return append(dst, end)
}

// enclose returns the range that holds every one of spans.
func enclose(spans []DateSpan) DateSpan {
	whole := DateSpan{From: spans[0].From, To: spans[0].To, Precision: spans[0].Precision}
	for _, s := range spans {
		whole.From, whole.To = min(whole.From, s.From), max(whole.To, s.To)
		whole.Precision = min(whole.Precision, s.Precision)
		whole.Circa = whole.Circa || s.Circa
	}
	return whole
}
