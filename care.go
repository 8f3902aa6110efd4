package lookback

import (
	"fmt"
	"slices"
	"strings"
)

// ReviewLevel says how experienced the reviewer of an alert must be.
type ReviewLevel int

// The levels, lowest first.
const (
	ReviewStandard ReviewLevel = iota
	ReviewSenior
	ReviewSupervisor
)

// ReviewOrder says how soon an alert is taken up, among those that are open.
type ReviewOrder int

// The orders, last first.
const (
	OrderUsual ReviewOrder = iota
	OrderEarly
	OrderFirst
)

var (
	reviewLevels = []string{"standard", "senior", "supervisor"}
	reviewOrders = []string{"usual", "early", "first"}
)

// String returns standard, senior or supervisor.
func (l ReviewLevel) String() string { return wordFor(reviewLevels, int(l)) }

// String returns usual, early or first.
func (o ReviewOrder) String() string { return wordFor(reviewOrders, int(o)) }

func wordFor(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return fmt.Sprint(i)
	}
	return words[i]
}

// ParseReviewLevel reads standard, senior or supervisor.
func ParseReviewLevel(text string) (ReviewLevel, error) {
	i, err := placeOf("level", reviewLevels, text)
	return ReviewLevel(i), err
}

// ParseReviewOrder reads usual, early or first.
func ParseReviewOrder(text string) (ReviewOrder, error) {
	i, err := placeOf("order", reviewOrders, text)
	return ReviewOrder(i), err
}

func placeOf(field string, words []string, text string) (int, error) {
	i := slices.Index(words, text)
	if i < 0 {
		return 0, &InputError{Field: field, Reason: fmt.Sprintf("%q is not one of %s", text, strings.Join(words, ", "))}
	}
	return i, nil
}

// Care is how carefully an open alert is reviewed. It has no score, no threshold and no scope:
// that is all a directive can change, because it is all that a directive can return.
type Care struct {
	Level          ReviewLevel
	SecondReviewer bool
	Order          ReviewOrder
}

// Raise returns the more careful of c and other in each part. Care is never lowered.
func (c Care) Raise(other Care) Care {
	return Care{
		Level:          max(c.Level, other.Level),
		SecondReviewer: c.SecondReviewer || other.SecondReviewer,
		Order:          max(c.Order, other.Order),
	}
}

// String returns the care in words: "review by a supervisor, second reviewer, first in order"; empty where it is usual.
func (c Care) String() string {
	var words []string
	if c.Level != ReviewStandard {
		words = append(words, "review by a "+c.Level.String())
	}
	if c.SecondReviewer {
		words = append(words, "second reviewer")
	}
	if c.Order != OrderUsual {
		words = append(words, c.Order.String()+" in order")
	}
	return strings.Join(words, ", ")
}

// Validate reports a level or an order that does not exist.
func (c Care) Validate() error {
	if _, err := ParseReviewLevel(c.Level.String()); err != nil {
		return err
	}
	_, err := ParseReviewOrder(c.Order.String())
	return err
}
