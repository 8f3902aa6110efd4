package casework

import (
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// Purpose is why somebody opens a file. It is one of a few, because words of one's own would bring personal data
// into the journal.
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

// readEvent is the body of the event that somebody opened a file (docs/format/journal.md).
type readEvent struct {
	Record  int64   `json:"record"`
	Case    int64   `json:"case"`
	Purpose Purpose `json:"purpose"`
}

// StatePurpose writes into the journal that a person opens the file of a record, its case if there is one, and what for
// (R36). ErrInvalid: it is none of the purposes. ErrNotFound: there is no such record.
func (s *Service) StatePurpose(ctx context.Context, recordID int64, actor string, purpose Purpose) error {
	actor, err := person(actor)
	if err != nil {
		return err
	}
	if !slices.Contains(Purposes(), purpose) {
		return &lookback.InputError{Field: "purpose", Reason: fmt.Sprintf("%q is not a purpose for which a file is opened", purpose), Hint: fmt.Sprintf("use one of %q", Purposes())}
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.GetRecordByID(recordID, store.Now); err != nil {
			return err
		}
		held, _, err := tx.FindCaseOf(recordID, store.Now)
		if err != nil {
			return err
		}
		d := &desk{tx: tx, now: s.now().UTC()}
		return d.append(lookback.EventCaseRead, actor, fmt.Sprintf("record %d", recordID), readEvent{recordID, held.ID, purpose})
	})
}
