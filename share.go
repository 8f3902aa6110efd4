package lookback

import (
	"fmt"
	"strconv"
	"strings"
)

// Share is how much of something a party owns, in ten-thousandths: 5000 is 50 %. A source may give a range.
// The zero value says that no share is known, which is not the same as none.
type Share struct {
	Known     bool
	Low, High Score // equal for an exact share
}

// ExactShare returns a share that is known exactly.
func ExactShare(s Score) Share { return Share{Known: true, Low: s, High: s} }

// Validate reports a share outside 0 to 100 % or with its ends exchanged.
func (s Share) Validate() error {
	if !s.Known {
		if s.Low != 0 || s.High != 0 {
			return &InputError{Field: "share", Reason: "a share that is not known has no figures"}
		}
		return nil
	}
	if s.Low < 0 || s.High > MaxScore || s.Low > s.High {
		return &InputError{Field: "share", Reason: fmt.Sprintf("%s to %s is not a share", percent(s.Low), percent(s.High)), Hint: "write 0 % to 100 %, the lower figure first"}
	}
	return nil
}

// String returns "50 %", "25 % to 50 %" or "an unknown share".
func (s Share) String() string {
	switch {
	case !s.Known:
		return "an unknown share"
	case s.Low == s.High:
		return percent(s.Low)
	}
	return percent(s.Low) + " to " + percent(s.High)
}

// percent writes ten-thousandths as a percentage without idle zeros: "33.33 %".
func percent(s Score) string {
	text := fmt.Sprintf("%d.%02d", s/100, s%100)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " %"
}

// ParseShare reads "50", "50%", "33.3 %", "25-50%", "25 % to 50 %" or an empty text for unknown. Digits
// beyond a hundredth of a percent widen the share to a range: nothing is rounded over a threshold.
func ParseShare(text string) (Share, error) {
	t := strings.TrimSpace(text)
	if t == "" {
		return Share{}, nil
	}
	low, high, isRange := strings.Cut(strings.ReplaceAll(t, " to ", "-"), "-")
	if !isRange {
		high = low
	}
	from, ok1 := parsePercent(low)
	to, ok2 := parsePercent(high)
	s := Share{Known: true, Low: from.Low, High: to.High}
	if !ok1 || !ok2 || s.Validate() != nil {
		return Share{}, &InputError{Field: "share", Reason: fmt.Sprintf("%q is not a share", text), Hint: "write for example 51 %, 33.33 % or 25-50 %"}
	}
	return s, nil
}

// parsePercent reads one decimal percentage. It uses no floating point, so that 50 is never 49.999.
func parsePercent(text string) (Share, bool) {
	t := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	whole, part, _ := strings.Cut(strings.ReplaceAll(t, ",", "."), ".")
	if whole == "" || strings.Trim(whole+part, "0123456789") != "" {
		return Share{}, false
	}
	w, err := strconv.Atoi(whole)
	if err != nil || w > 100 {
		return Share{}, false
	}
	padded := part + "00"
	hundredths, _ := strconv.Atoi(padded[:2]) // unreachable: two digits always parse
	s := ExactShare(Score(w*100 + hundredths))
	if strings.Trim(padded[2:], "0") != "" {
		s.High++
	}
	return s, s.High <= MaxScore
}
