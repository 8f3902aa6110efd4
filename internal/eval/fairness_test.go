package eval

import (
	"strings"
	"testing"

	"lookback"
)

// R12: the matcher stays within the disparity that the default policy allows.
func TestMatcherIsFairAcrossCultures(t *testing.T) {
	report := Fairness(MatcherScorer(), lookback.DefaultThreshold)
	for _, c := range append(report.Cultures, report.All) {
		t.Logf("%-12s missed %3d of %3d (%.3f to %.3f), matched wrongly %3d of %3d (%.3f to %.3f)",
			c.Culture, c.Missed, c.Same, c.MissInterval.Low, c.MissInterval.High, c.FalseMatches, c.Different, c.FalseInterval.Low, c.FalseInterval.High)
	}
	size, culture, kind := report.Disparity()
	if limit := lookback.DefaultPolicy().DisparityLimit; size > limit {
		t.Errorf("names of culture %s are %s more often by %s, above the limit %s", culture, kind, size, limit)
	}
}

// R12: a matcher whose rules are biased against one culture is caught.
func TestBiasedMatcherExceedsDisparityLimit(t *testing.T) {
	fair := MatcherScorer()
	biases := map[string]NameScorer{
		"family names in -ov match each other": func(a, b lookback.Name) lookback.Score {
			if slavicEnding(a.Full) && slavicEnding(b.Full) {
				return lookback.MaxScore
			}
			return fair(a, b)
		},
		"names with the Arabic article never match": func(a, b lookback.Name) lookback.Score {
			if strings.Contains(strings.ToLower(a.Full+b.Full), "al-") {
				return 0
			}
			return fair(a, b)
		},
	}
	for name, biased := range biases {
		t.Run(name, func(t *testing.T) {
			size, culture, kind := Fairness(biased, lookback.DefaultThreshold).Disparity()
			if limit := lookback.DefaultPolicy().DisparityLimit; size <= limit {
				t.Errorf("disparity %s (%s %s) is within the limit %s: the bias was not caught", size, culture, kind, limit)
			}
		})
	}
}

// slavicEnding reports whether some part of a name ends as Slavic family names do.
func slavicEnding(name string) bool {
	for part := range strings.FieldsSeq(strings.ToLower(name)) {
		for _, ending := range []string{"ov", "ova", "ev", "eva"} {
			if strings.HasSuffix(part, ending) {
				return true
			}
		}
	}
	return false
}
