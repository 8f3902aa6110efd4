package match

import "lookback/internal/text"

// MaxRun is the longest run of neighbouring tokens that can be one token of another name.
const MaxRun = maxRun

// Joins reports whether the tokens of run, written together, can be aligned with whole.
func Joins(run Forms, whole *text.Form) bool {
	if !Whole(whole) || totalWeight(run) == 0 {
		return false
	}
	return concatenates(run, whole.Folded, folded) || concatenates(run, whole.Skeleton, skeleton)
}

// minWhole is the shortest token that is looked at as a run written together.
const minWhole = 4

// Whole reports whether f can be a run of tokens of another name written together.
func Whole(f *text.Form) bool {
	return Weight(f) > 0 && len(f.Folded) >= minWhole && f.Class != text.Acronym
}
