package casework

import (
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// Purpose is why somebody opens a file on a page. It is one of a few, because what people have to type a hundred times a day
// they type without thinking.
type Purpose string

// The purposes.
const (
	PurposeReview  Purpose = "review of the case"
	PurposeSecond  Purpose = "second review of a ruling"
	PurposeRedress Purpose = "request of the person concerned"
	PurposeInquiry Purpose = "inquiry of another authority"
	PurposeQuality Purpose = "quality sample"
	PurposeAudit   Purpose = "audit"
)

// Purposes lists the purposes in the order in which they are offered.
func Purposes() []Purpose {
	return []Purpose{PurposeReview, PurposeSecond, PurposeRedress, PurposeInquiry, PurposeQuality, PurposeAudit}
}

// StatePurpose records that a person opens the file of a record, or of its case where it has one, and what for (R36): in the
// one log of looks, as every other look is. ErrInvalid: it is none of the purposes. ErrNotFound: there is no such record.
func (s *Service) StatePurpose(ctx context.Context, recordID int64, actor string, purpose Purpose) error {
	if !slices.Contains(Purposes(), purpose) {
		return &lookback.InputError{Field: "purpose", Reason: fmt.Sprintf("%q is not a purpose for which a file is opened", purpose), Hint: fmt.Sprintf("use one of %q", Purposes())}
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.GetRecordByID(recordID, store.Now); err != nil {
			return err
		}
		what := fmt.Sprintf("record %d", recordID)
		held, found, err := tx.FindCaseOf(recordID, store.Now)
		if err != nil {
			return err
		}
		if found {
			what = fmt.Sprintf("case %d", held.ID)
		}
		return s.look(tx, Reader{Person: actor, Purpose: string(purpose)}, recordID, lookback.AccessRead, what)
	})
}
