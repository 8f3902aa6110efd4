package lookback

import (
	"encoding/json"
	"strings"
	"testing"
)

// readings returns all readings of a date in words, with the precision of the first.
func readings(raw string) string {
	d := ParseDate(raw)
	var words []string
	for _, s := range d.AppendSpans(nil) {
		words = append(words, s.String())
	}
	return d.Precision().String() + ": " + strings.Join(words, " | ")
}

func TestDateReadings(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"Empty", "", "none: "},
		{"Day", "1971-05-23", "day: 1971-05-23"},
		{"Month", "1971-05", "month: 1971-05-01 to 1971-05-31"},
		{"MonthFebruaryOfLeapYear", "1972-02", "month: 1972-02-01 to 1972-02-29"},
		{"Year", "1971", "year: 1971-01-01 to 1971-12-31"},
		{"YearAndSpaces", "  1971\u00a0", "year: 1971-01-01 to 1971-12-31"},
		{"TimeOfDayIsDropped", "1971-05-23T00:00:00Z", "day: 1971-05-23"},
		{"TimeOfDayAfterSpace", "1971-05-23 10:30", "day: 1971-05-23"},
		{"SlashesYearFirst", "1971/05/23", "day: 1971-05-23"},
		{"Compact", "19710523", "day: 1971-05-23"},
		{"CompactDayFirst", "23051971", "day: 1971-05-23"},
		{"CompactMonth", "197105", "month: 1971-05-01 to 1971-05-31"},
		{"UnknownDayZeros", "1971-05-00", "month: 1971-05-01 to 1971-05-31"},
		{"UnknownDayAndMonthZeros", "00/00/1971", "year: 1971-01-01 to 1971-12-31"},
		{"UnknownDayDayFirst", "00.05.1971", "month: 1971-05-01 to 1971-05-31"},
		{"UnknownPartsQuestionMarks", "1971-??-??", "year: 1971-01-01 to 1971-12-31"},
		{"UnknownPartsLetters", "XX/05/1971", "month: 1971-05-01 to 1971-05-31"},
		{"PointsAreDayFirst", "05.08.1971", "day: 1971-08-05"},
		{"SlashesAreAmbiguous", "05/08/1971", "day: 1971-08-05 (doubtful) | 1971-05-08 (doubtful)"},
		{"NoteOnOrder", "05/08/1971 (order unknown)", "day: 1971-08-05 (doubtful) | 1971-05-08 (doubtful)"},
		{"SlashesOnlyDayFirst", "23/05/1971", "day: 1971-05-23"},
		{"SlashesOnlyMonthFirst", "05/23/1971", "day: 1971-05-23"},
		{"SlashesSameFigures", "05/05/1971", "day: 1971-05-05"},
		{"TwoDigitYear", "23.05.71", "day: 1971-05-23"},
		{"TwoDigitYearFirst", "71-05-23", "day: 1971-05-23"},
		{"TwoDigitYearPivot", "23.05.26", "day: 2026-05-23"},
		{"TwoDigitYearPastPivot", "23.05.27", "day: 1927-05-23"},
		{"MonthFirst", "05/1971", "month: 1971-05-01 to 1971-05-31"},

		{"OfacDay", "23 May 1971", "day: 1971-05-23"},
		{"OfacMonth", "May 1971", "month: 1971-05-01 to 1971-05-31"},
		{"OfacCircaYear", "circa 1971", "year: 1969-01-01 to 1973-12-31 (circa)"},
		{"OfacCircaDay", "circa 23 May 1971", "day: 1970-05-23 to 1972-05-23 (circa)"},
		{"OfacYears", "1968 to 1971", "year: 1968-01-01 to 1971-12-31"},
		{"OfacDays", "23 May 1971 to 02 Jun 1971", "day: 1971-05-23 to 1971-06-02"},
		{"OfacCircaHyphen", "circa 1968-1971", "year: 1966-01-01 to 1973-12-31 (circa)"},
		{"AmericanWords", "May 23rd, 1971", "day: 1971-05-23"},
		{"WeekdayAndOrdinal", "Sunday, the 23rd of May 1971", "day: 1971-05-23"},
		{"VisaStamp", "23MAY71", "day: 1971-05-23"},
		{"Russian", "23 мая 1971 г.", "day: 1971-05-23"},
		{"Turkish", "23 Mayıs 1971", "day: 1971-05-23"},
		{"French", "23 août 1971", "day: 1971-08-23"},
		{"Chinese", "1971年5月23日", "day: 1971-05-23"},
		{"DecadePlain", "1970s", "year: 1970-01-01 to 1979-12-31"},
		{"DecadeEarly", "early 1970's", "year: 1970-01-01 to 1979-12-31"},

		{"RangeSlash", "1968/1971", "year: 1968-01-01 to 1971-12-31"},
		{"RangeShort", "1968/71", "year: 1968-01-01 to 1971-12-31"},
		{"RangeDash", "1968–1971", "year: 1968-01-01 to 1971-12-31"},
		{"RangeReversed", "1971 to 1968", "year: 1968-01-01 to 1971-12-31"},
		{"RangeISO", "1971-05-23/1971-06-02", "day: 1971-05-23 to 1971-06-02"},
		{"RangeMonths", "1971-05/1971-07", "month: 1971-05-01 to 1971-07-31"},
		{"RangeBetween", "Between 1968 and 1971", "year: 1968-01-01 to 1971-12-31"},
		{"RangeBetweenMonths", "Between Aug. and Sep. 1971", "month: 1971-08-01 to 1971-09-30"},
		{"RangeDaysOfMonth", "17 to 20 May 1971", "day: 1971-05-17 to 1971-05-20"},
		{"Before", "before 1971", "year: 1500-01-01 to 1970-12-31"},
		{"After", "after May 1971", "month: 1971-06-01 to 2199-12-31"},
		{"Alternatives", "1968 or 1971", "year: 1968-01-01 to 1968-12-31 | 1971-01-01 to 1971-12-31"},
		{"AlternativesOfDay", "3 or 4 May 1971", "day: 1971-05-03 | 1971-05-04"},
		{"AndWithoutBetween", "1968 and 1971", "year: 1968-01-01 to 1968-12-31 | 1971-01-01 to 1971-12-31"},

		{"MachineZone", "710523", "day: 1971-05-23"},
		{"MachineZonePivot", "260523", "day: 2026-05-23"},
		{"MachineZoneUnknownDay", "7105<<", "month: 1971-05-01 to 1971-05-31"},
		{"MachineZoneYearOnly", "71<<<<", "year: 1971-01-01 to 1971-12-31"},

		{"LunarHijri", "1391-03-28 AH", "day: 1971-05-22 to 1971-05-26 (lunar Hijri 1391-03-28)"},
		{"LunarHijriYear", "1391 A.H.", "year: 1971-02-25 to 1972-02-17 (lunar Hijri 1391)"},
		{"LunarMonthName", "1 Ramadan 1391", "day: 1971-10-19 to 1971-10-23 (lunar Hijri 1391-09-01)"},
		{"SolarHijri", "1350-03-02 SH", "day: 1971-05-22 to 1971-05-24 (solar Hijri 1350-03-02)"},
		{"SolarHijriYear", "1350 SH", "year: 1971-03-20 to 1972-03-21 (solar Hijri 1350)"},
		{"SolarMonthName", "2 Jawza 1350", "day: 1971-05-22 to 1971-05-24 (solar Hijri 1350-03-02)"},
		{"SolarMonthNameIranian", "2 Khordad 1350", "day: 1971-05-22 to 1971-05-24 (solar Hijri 1350-03-02)"},
		{"PersianDigits", "۱۳۵۰/۰۳/۰۲ ه.ش", "day: 1971-05-22 to 1971-05-24 (solar Hijri 1350-03-02)"},
		{"LunarHijriArabic", "١٣٩١ هـ ق", "year: 1971-02-25 to 1972-02-17 (lunar Hijri 1391)"},
		{"SolarHijriJoiner", "۱۳۵۰ ه\u200d.ش", "year: 1971-03-20 to 1972-03-21 (solar Hijri 1350)"},
		{"BuddhistThai", "พ.ศ. ๒๕๑๔", "year: 1971-01-01 to 1971-12-31"},
		{"HijriOfEitherCalendar", "1350", "year: 1971-03-20 to 1972-03-21 (solar Hijri 1350) | 1931-05-17 to 1932-05-08 (lunar Hijri 1350)"},
		{"HijriInParentheses", "02.03.1350 (Hijri Calendar)", "day: 1971-05-22 to 1971-05-24 (solar Hijri 1350-03-02) | 1931-07-16 to 1931-07-20 (lunar Hijri 1350-03-02)"},
		{"SolarHijriInWords", "1350 (solar hijri)", "year: 1971-03-20 to 1972-03-21 (solar Hijri 1350)"},
		{"Buddhist", "2514 BE", "year: 1971-01-01 to 1971-12-31"},
		{"BuddhistDay", "23 May 2514", "day: 1971-05-23"},
		{"BuddhistAmbiguousYearNamed", "2070 B.E.", "year: 1527-01-01 to 1527-12-31"},
		{"GregorianNamed", "1971 CE", "year: 1971-01-01 to 1971-12-31"},

		{"ImpossibleDay", "1971-02-30", "month: 1971-02-01 to 1971-02-28 (doubtful)"},
		{"ImpossibleMonthIsSwap", "1971-23-05", "day: 1971-05-23 (doubtful)"},
		{"ImpossibleBoth", "1971-23-45", "year: 1971-01-01 to 1971-12-31 (doubtful)"},
		{"DayFirstImpossible", "05.23.1971", "day: 1971-05-23 (doubtful)"},

		{"PlaceholderDate", "1900-01-01", "none: "},
		{"PlaceholderFuture", "9999-12-31", "none: "},
		{"PlaceholderZero", "0000-00-00", "none: "},
		{"Words", "unknown", "none: "},
		{"AgeIsNoDate", "20-25 years old", "none: "},
		{"AgeInAYearIsNoDate", "aged 45 in 1999", "none: "},
		{"DayWithoutYear", "5 March", "none: "},
		{"YearOfCalendarThatCannotBe", "1971 AH", "none: "},
		{"NoteIsPassedOver", "1971-05-23 (from false passport 1999)", "day: 1971-05-23"},
		{"QuestionMark", "1971?", "year: 1969-01-01 to 1973-12-31 (circa)"},
		{"Tilde", "~1971", "year: 1969-01-01 to 1973-12-31 (circa)"},
		{"TooLong", strings.Repeat("1971 ", 100), "none: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := readings(tt.raw); got != tt.want {
				t.Errorf("%q reads %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

func TestDateEarliestAndLatest(t *testing.T) {
	d := ParseDate("05/08/1971")
	first, ok := d.Earliest()
	if got := first.String(); !ok || got != "1971-05-08" {
		t.Errorf("earliest is %s, want 1971-05-08", got)
	}
	last, ok := d.Latest()
	if got := last.String(); !ok || got != "1971-08-05" {
		t.Errorf("latest is %s, want 1971-08-05", got)
	}
	if _, ok := ParseDate("soon").Earliest(); ok {
		t.Error("an unreadable date has an earliest day")
	}
	if _, ok := ParseDate("soon").Latest(); ok {
		t.Error("an unreadable date has a latest day")
	}
	if ParseDate("soon").IsZero() || !ParseDate(" ").IsZero() {
		t.Error("IsZero is about whether something is written, not about whether it can be read")
	}
}

func TestDateJSONIsTheText(t *testing.T) {
	const want = `{"Births":["1985-02-30"," odd ☃ text "]}`
	var v struct{ Births []Date }
	if err := json.Unmarshal([]byte(want), &v); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(v)
	if err != nil || string(got) != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
}

func TestDayRoundTrip(t *testing.T) {
	year, month, day := 1500, 1, 1
	for d := FirstDay; d <= LastDay; d++ {
		if y, m, md := d.Date(); y != year || m != month || md != day {
			t.Fatalf("day %d is %d-%d-%d, want %d-%d-%d", d, y, m, md, year, month, day)
		}
		if got := NewDay(year, month, day); got != d {
			t.Fatalf("%d-%d-%d is day %d, want %d", year, month, day, got, d)
		}
		if day++; day > daysInMonth(year, month) {
			day, month = 1, month+1
		}
		if month > 12 {
			month, year = 1, year+1
		}
	}
	if year != 2200 {
		t.Errorf("the last day is in %d, want the end of 2199", year-1)
	}
}

// Known first days of Hijri years, from published conversion tables.
func TestHijriNewYears(t *testing.T) {
	tests := []struct {
		calendar Calendar
		year     int
		want     string
	}{
		{LunarHijri, 1400, "1979-11-21"},
		{LunarHijri, 1421, "2000-04-06"},
		{LunarHijri, 1445, "2023-07-19"},
		{SolarHijri, 1300, "1921-03-21"},
		{SolarHijri, 1357, "1978-03-21"},
		{SolarHijri, 1375, "1996-03-20"},
		{SolarHijri, 1399, "2020-03-20"},
		{SolarHijri, 1404, "2025-03-21"},
	}
	for _, tt := range tests {
		if got := tt.calendar.monthStart(tt.year, 1).String(); got != tt.want {
			t.Errorf("%s %d begins on %s, want %s", tt.calendar, tt.year, got, tt.want)
		}
	}
}

func TestReadingISODoesNotAllocate(t *testing.T) {
	d := ParseDate("1971-05-23")
	var buf [4]DateSpan
	if n := testing.AllocsPerRun(100, func() { d.AppendSpans(buf[:0]) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func BenchmarkReadDate(b *testing.B) {
	for _, raw := range []string{"1971-05-23", "23 May 1971", "05/08/1971"} {
		b.Run(raw, func(b *testing.B) {
			b.ReportAllocs()
			var buf [4]DateSpan
			for b.Loop() {
				ParseDate(raw).AppendSpans(buf[:0])
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, raw := range []string{"1971-05-23", "circa 1971", "85<<<<", "1406-01-01 AH", "05/08/1971 (order unknown)", "Between Aug. and Sep. 1971", "۱۳۵۰ ه.ش", "1968 to 1971", "23 мая 1971 г.", "3 or 4 May 1971", "(((", "10:30", "1971:"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		d := ParseDate(raw)
		if d.Raw != raw {
			t.Fatalf("the text became %q", d.Raw)
		}
		for _, s := range d.AppendSpans(nil) {
			if s.From > s.To || s.From < FirstDay || s.To > LastDay {
				t.Fatalf("reading %v is from %d to %d", s, s.From, s.To)
			}
			if s.Precision == PrecisionNone || s.Month > 12 || s.MonthDay > 31 || s.Month == 0 && s.MonthDay != 0 {
				t.Fatalf("reading %+v is no date", s)
			}
			if !s.IsRange() && (s.Year < 1000 || s.Year > 2199) {
				t.Fatalf("reading %+v has an impossible year", s)
			}
		}
	})
}
