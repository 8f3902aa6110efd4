package api

import (
	"lookback"
	"lookback/internal/casework"
)

// Care is how carefully the open alerts of a case are reviewed, and the directives that ask for it.
type Care struct {
	ReviewLevel    string  `json:"review_level"`
	SecondReviewer bool    `json:"second_reviewer"`
	Order          string  `json:"order"`
	Directives     []int64 `json:"directives"`
}

// CareOf translates c.
func CareOf(c casework.Care) Care {
	return Care{c.Level.String(), c.SecondReviewer, c.Care.Order.String(), append([]int64{}, c.Directives...)}
}

// Back translates c back. ErrInvalid: a level or order is not known here.
func (c Care) Back() (out casework.Care, err error) {
	out = casework.Care{Care: lookback.Care{SecondReviewer: c.SecondReviewer}, Directives: c.Directives}
	if out.Level, err = lookback.ParseReviewLevel(c.ReviewLevel); err != nil {
		return out, err
	}
	out.Order, err = lookback.ParseReviewOrder(c.Order)
	return out, err
}

// QueuedCase is a case in the order of work.
type QueuedCase struct {
	Case
	Care
	Protections []string `json:"protections"`
}

// QueuedCaseOf translates q.
func QueuedCaseOf(q casework.QueuedCase) QueuedCase {
	return QueuedCase{CaseOf(q.Case), CareOf(q.Care), all(q.Protections, func(p lookback.Protection) string { return string(p.Kind) })}
}

// ReviewedCase is a case with its history, its rulings and the care it is reviewed with.
type ReviewedCase struct {
	CaseFile
	Care
}
