package eval

import "math"

// Tally counts how predictions compare with labels.
type Tally struct {
	Cases          int
	TruePositives  int
	FalsePositives int
	FalseNegatives int
	TrueNegatives  int
}

// Add counts one case.
func (t *Tally) Add(label, predicted bool) {
	t.Cases++
	switch {
	case label && predicted:
		t.TruePositives++
	case label:
		t.FalseNegatives++
	case predicted:
		t.FalsePositives++
	default:
		t.TrueNegatives++
	}
}

// Precision returns the share of predicted matches that are labelled so; 1 when nothing was predicted.
func (t Tally) Precision() float64 { return ratio(t.TruePositives, t.TruePositives+t.FalsePositives) }

// Recall returns the share of labelled matches that were predicted; 1 when there are none.
func (t Tally) Recall() float64 { return ratio(t.TruePositives, t.TruePositives+t.FalseNegatives) }

// F1 returns the harmonic mean of precision and recall.
func (t Tally) F1() float64 {
	return ratio(2*t.TruePositives, 2*t.TruePositives+t.FalsePositives+t.FalseNegatives)
}

// Accuracy returns the share of cases that were predicted as labelled.
func (t Tally) Accuracy() float64 { return ratio(t.TruePositives+t.TrueNegatives, t.Cases) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Interval is a range of proportions.
type Interval struct{ Low, High float64 }

// Wilson returns the 95 % score interval of a proportion of part in whole (E. B. Wilson, 1927).
// It stays honest for small counts, where the plain interval collapses to a point.
func Wilson(part, whole int) Interval {
	if whole == 0 {
		return Interval{0, 1}
	}
	const z = 1.959964
	n, p := float64(whole), float64(part)/float64(whole)
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Interval{max(0, centre-half), min(1, centre+half)}
}
