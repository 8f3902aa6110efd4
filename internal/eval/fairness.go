package eval

import (
	"lookback"
	"lookback/internal/match"
	"lookback/internal/scenario"
	"lookback/internal/text"
)

// CultureErrors is how often a matcher errs on the names of one culture.
type CultureErrors struct {
	Culture       string
	Same          int // pairs that are one person
	Missed        int // of those: below the threshold
	Different     int // pairs that are two people
	FalseMatches  int // of those: at or above it
	MissInterval  Interval
	FalseInterval Interval
}

// FairnessReport says whether a matcher errs more on the names of some cultures than on those of all (R12).
type FairnessReport struct {
	Threshold lookback.Score
	Cultures  []CultureErrors
	All       CultureErrors
}

// The labelled pairs that fairness is measured on are fictional and always the same, so that two
// measurements differ only by what was changed.
const (
	fairnessSeed       = 20240611
	fairnessPerCulture = 400
)

// NameScorer scores two names of people.
type NameScorer func(a, b lookback.Name) lookback.Score

// MatcherScorer returns the scorer of the matcher this program holds.
func MatcherScorer() NameScorer {
	var scratch match.Scratch
	return func(a, b lookback.Name) lookback.Score {
		x, y := text.Analyse(a, lookback.KindPerson), text.Analyse(b, lookback.KindPerson)
		return scratch.Names(match.FormsOf(x), match.FormsOf(y))
	}
}

// Fairness measures a scorer on the names of every culture at a threshold.
func Fairness(score NameScorer, threshold lookback.Score) FairnessReport {
	report := FairnessReport{Threshold: threshold, All: CultureErrors{Culture: "all"}}
	for _, p := range scenario.Pairs(fairnessSeed, fairnessPerCulture) {
		if n := len(report.Cultures); n == 0 || report.Cultures[n-1].Culture != p.Culture {
			report.Cultures = append(report.Cultures, CultureErrors{Culture: p.Culture})
		}
		matches := score(p.Left, p.Right) >= threshold
		report.Cultures[len(report.Cultures)-1].add(p.Same, matches)
		report.All.add(p.Same, matches)
	}
	for i := range report.Cultures {
		report.Cultures[i].close()
	}
	report.All.close()
	return report
}

func (c *CultureErrors) add(same, matches bool) {
	switch {
	case same:
		c.Same++
		if !matches {
			c.Missed++
		}
	default:
		c.Different++
		if matches {
			c.FalseMatches++
		}
	}
}

func (c *CultureErrors) close() {
	c.MissInterval, c.FalseInterval = Wilson(c.Missed, c.Same), Wilson(c.FalseMatches, c.Different)
}

// Disparity is the greatest difference between the error rate of one culture and that of all that the
// counts support: it compares the lower end of the culture's interval with the rate of all, so that chance
// alone does not make it. It returns the culture and the kind of error too.
func (r FairnessReport) Disparity() (size lookback.Score, culture, kind string) {
	for _, c := range r.Cultures {
		for _, e := range []struct {
			kind     string
			low, all float64
		}{
			{"missed", c.MissInterval.Low, ratio(r.All.Missed, r.All.Same)},
			{"matched wrongly", c.FalseInterval.Low, ratio(r.All.FalseMatches, r.All.Different)},
		} {
			if d := lookback.Score((e.low - e.all) * float64(lookback.MaxScore)); d > size {
				size, culture, kind = d, c.Culture, e.kind
			}
		}
	}
	return size, culture, kind
}
