package match

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"testing"

	"lookback"

	"pgregory.net/rapid"
)

// TestCompareDates shows R14: precision, swaps, defaults, calendars, and missing as neutral.
func TestCompareDates(t *testing.T) {
	tests := []struct {
		name, left, right string
		want              lookback.Outcome
		rule              string
	}{
		{"SameDay", "1971-05-23", "1971-05-23", lookback.Agrees, "same-day"},
		{"SameDayInOtherForm", "1971-05-23", "23 May 1971", lookback.Agrees, "same-day"},
		{"SameDayDotted", "23.05.1971", "1971-05-23", lookback.Agrees, "same-day"},
		{"SameDayMachineZone", "710523", "1971-05-23", lookback.Agrees, "same-day"},
		{"SameDayBuddhist", "2514-05-23 BE", "1971-05-23", lookback.Agrees, "same-day"},
		{"SameDayHijriBothSides", "1391-03-28 AH", "28.03.1391 AH", lookback.Agrees, "same-day"},
		{"SameJanuaryFirst", "1971-01-01", "01.01.1971", lookback.Agrees, "same-day-january-first"},

		{"DayInYear", "1971-05-23", "1971", lookback.Compatible, "within-precision"},
		{"DayInMonth", "1971-05-23", "May 1971", lookback.Compatible, "within-precision"},
		{"YearAndYear", "1971", "1971", lookback.Compatible, "within-precision"},
		{"CircaNextYear", "1971-05-23", "circa 1972", lookback.Compatible, "within-precision"},
		{"InRange", "1971-05-23", "1968/1973", lookback.Compatible, "within-precision"},
		{"MachineZoneYear", "71<<<<", "1971-05-23", lookback.Compatible, "within-precision"},
		{"LunarHijri", "1391-03-28 AH", "1971-05-23", lookback.Compatible, "within-precision"},
		{"SolarHijri", "1350-03-02 SH", "1971-05-23", lookback.Compatible, "within-precision"},
		{"SolarHijriYear", "1350 SH", "1971-05-23", lookback.Compatible, "within-precision"},
		{"BareHijriYear", "1350", "1971-05-23", lookback.Compatible, "within-precision"},
		{"BuddhistYear", "2514 BE", "1971-05-23", lookback.Compatible, "within-precision"},
		{"AmbiguousInYear", "05/08/1971", "1971", lookback.Compatible, "within-precision"},
		{"AmbiguousOnBothSides", "05/08/1971", "05/08/1971", lookback.Compatible, "same-doubtful-date"},
		{"ImpossibleOnBothSides", "1971-02-30", "1971-02-30", lookback.Compatible, "same-doubtful-date"},

		{"Swapped", "1971-05-08", "1971-08-05", lookback.Weak, "day-month-swapped"},
		{"SwappedImpossible", "1971-05-23", "1971-23-05", lookback.Weak, "doubtful-reading"},
		{"AmbiguousFirstReading", "05/08/1971", "1971-08-05", lookback.Weak, "doubtful-reading"},
		{"AmbiguousSecondReading", "05/08/1971", "1971-05-08", lookback.Weak, "doubtful-reading"},
		{"ImpossibleDay", "1971-02-30", "1971-02-28", lookback.Weak, "doubtful-reading"},
		{"JanuaryFirst", "1971-05-23", "1971-01-01", lookback.Weak, "january-first-default"},
		{"JanuaryFirstAndHijriYear", "1971-01-01", "1350 SH", lookback.Weak, "january-first-default"},
		{"YearOff", "1971-05-23", "1972-05-23", lookback.Weak, "one-year-off"},
		{"YearOffYearOnly", "1971", "1972-05-23", lookback.Weak, "one-year-off"},
		{"YearOffOverDecade", "1969-05-23", "1970-05-23", lookback.Weak, "one-year-off"},
		{"YearOffJanuaryFirst", "1971-01-01", "1970-01-01", lookback.Weak, "one-year-off"},
		{"TransposedYear", "1971-05-23", "1917-05-23", lookback.Weak, "digits-transposed"},
		{"TransposedDay", "1971-05-12", "1971-05-21", lookback.Weak, "digits-transposed"},
		{"OneDigitOfDay", "1971-05-23", "1971-05-13", lookback.Weak, "one-digit-differs"},
		{"OneDigitOfMonth", "1971-05-23", "1971-06-23", lookback.Weak, "one-digit-differs"},
		{"OneDigitOfYear", "1971-05-23", "1981-05-23", lookback.Weak, "one-digit-differs"},
		{"OneDigitOfMonthPrecision", "May 1971", "1971-06-23", lookback.Weak, "one-digit-differs"},

		{"Unrelated", "1971-05-23", "1990-11-02", lookback.Conflicts, "different-dates"},
		{"OutsideRange", "1971-05-23", "1973/1975", lookback.Conflicts, "different-dates"},
		{"OutsideCirca", "1971-05-23", "circa 1975", lookback.Conflicts, "different-dates"},
		{"OtherYear", "1971", "1973", lookback.Conflicts, "different-dates"},
		{"OneDigitOfYearOnly", "1971", "1981", lookback.Conflicts, "different-dates"},
		{"JanuaryFirstsOfYearsApart", "1971-01-01", "1981-01-01", lookback.Conflicts, "different-dates"},
		{"TwoDigits", "1971-05-23", "1982-05-23", lookback.Conflicts, "different-dates"},
		{"SwapAndYearOff", "1971-05-08", "1972-08-05", lookback.Conflicts, "different-dates"},
		{"SolarHijriYearBefore", "1350 SH", "1971-03-04", lookback.Conflicts, "different-dates"},
		{"AmbiguousPlusOneDigit", "05/08/1971", "1971-05-18", lookback.Conflicts, "different-dates"},

		{"MissingRight", "1971-05-23", "", lookback.Missing, "missing-right"},
		{"MissingLeft", "", "1971-05-23", lookback.Missing, "missing-left"},
		{"Unreadable", "unknown", "", lookback.Missing, "missing-both"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := lookback.ParseDate(tt.left), lookback.ParseDate(tt.right)
			if got, rule := CompareDates(a, b); got != tt.want || rule != tt.rule {
				t.Errorf("%q against %q: %s (%s), want %s (%s)", tt.left, tt.right, got, rule, tt.want, tt.rule)
			}
			if got, _ := CompareDates(b, a); got != tt.want {
				t.Errorf("%q against %q: %s, want %s", tt.right, tt.left, got, tt.want)
			}
		})
	}
}

// TestDateVariants reads the labelled pairs that R14 is measured by, where they are at hand.
func TestDateVariants(t *testing.T) {
	f, err := os.Open("../../../shared/bench/dob_variants.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the labelled dates are not at hand: ../shared/bench/dob_variants.csv")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	words := map[lookback.Outcome]string{lookback.Agrees: "exact", lookback.Compatible: "compatible", lookback.Weak: "weak", lookback.Conflicts: "conflict", lookback.Missing: "unknown"}
	for _, row := range rows[1:] {
		got, rule := CompareDates(lookback.ParseDate(row[0]), lookback.ParseDate(row[1]))
		if words[got] != row[2] {
			t.Errorf("%q against %q: %s (%s), want %s: %s", row[0], row[1], words[got], rule, row[2], row[3])
		}
	}
}

// drawDateText makes the text of a date in many forms, some of them impossible.
func drawDateText(t *rapid.T, label string) string {
	day := lookback.Day(rapid.Int32Range(-14000, 14000).Draw(t, label)).String()
	switch rapid.IntRange(0, 9).Draw(t, label+" form") {
	case 0:
		return day[:4]
	case 1:
		return day[:7]
	case 2:
		return "circa " + day[:4]
	case 3:
		return day[:4] + " to " + "1990"
	case 4:
		return day[5:7] + "/" + day[8:] + "/" + day[:4]
	case 5:
		return day[:8] + "31"
	case 6:
		return day[:4] + "-01-01"
	case 7:
		return rapid.SampledFrom([]string{"", "1350", "1350-03-02 SH", "1391-03-28 AH", "2514 BE", "85<<<<"}).Draw(t, label+" other")
	}
	return day
}

func TestCompareDatesIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := lookback.ParseDate(drawDateText(t, "a"))
		b := lookback.ParseDate(drawDateText(t, "b"))
		ab, _ := CompareDates(a, b)
		ba, _ := CompareDates(b, a)
		if ab != ba {
			t.Fatalf("%q against %q: %s, and the other way %s", a, b, ab, ba)
		}
		if self, rule := CompareDates(a, a); self != lookback.Agrees && self != lookback.Compatible && self != lookback.Missing {
			t.Fatalf("%q against itself: %s (%s)", a, self, rule)
		}
	})
}

func TestPackedDateKeepsEveryPart(t *testing.T) {
	for _, raw := range []string{"1971-05-23", "2199-12-31", "1500-01-01", "circa 1971", "05/08/1971", "1391-03-28 AH", "1350 SH", "before 1971", "1971-02-30"} {
		var buf [4]lookback.DateSpan
		for _, s := range lookback.ParseDate(raw).AppendSpans(buf[:0]) {
			d := packDate(s)
			got := lookback.DateSpan{
				From: lookback.Day(d.from()) + lookback.FirstDay, To: lookback.Day(d.to()) + lookback.FirstDay,
				Year: uint16(d.year()), Month: uint8(d.month()), MonthDay: uint8(d.monthDay()),
				Calendar: lookback.Calendar(d.calendar()), Precision: lookback.Precision(d >> datePrecisionShift & 3),
				Circa: d&dateCircaBit != 0, Doubtful: d.doubtful(),
			}
			if got != s {
				t.Errorf("%q: packed as %+v, want %+v", raw, got, s)
			}
		}
	}
}
