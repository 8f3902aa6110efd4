package eval

import (
	"maps"
	"slices"

	"lookback"
)

// NationalityErrors is how often screening errs on people of one nationality (R12). Nationality selects nobody: it is looked at
// afterwards, to see whether the errors fall on some more than on others.
type NationalityErrors struct {
	Nationality   string // as Subject has it
	Listed        int    // people who are on a list
	Missed        int    // of those: below the threshold
	Unlisted      int    // people who are on none
	FalseAlerts   int    // of those: at or above it
	MissInterval  Interval
	FalseInterval Interval
}

// byNationality counts the errors at a threshold, given the best score of each subject.
func byNationality(positives, negatives []Subject, hit, miss []lookback.Score, at lookback.Score) []NationalityErrors {
	groups := map[string]*NationalityErrors{}
	group := func(s Subject) *NationalityErrors {
		g := groups[s.Nationality]
		if g == nil {
			g = &NationalityErrors{Nationality: s.Nationality}
			groups[s.Nationality] = g
		}
		return g
	}
	for i, s := range positives {
		g := group(s)
		g.Listed++
		if hit[i] < at {
			g.Missed++
		}
	}
	for i, s := range negatives {
		g := group(s)
		g.Unlisted++
		if miss[i] >= at {
			g.FalseAlerts++
		}
	}
	var out []NationalityErrors
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		g := groups[name]
		g.MissInterval, g.FalseInterval = Wilson(g.Missed, g.Listed), Wilson(g.FalseAlerts, g.Unlisted)
		out = append(out, *g)
	}
	return out
}
