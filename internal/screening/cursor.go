package screening

import (
	"context"

	"lookback"
	"lookback/internal/store"
)

// Cursor returns how far a source of records has been read, empty before the first time.
func (s *Service) Cursor(ctx context.Context, source string) (value string, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		value, _, err = tx.FindCursor(source)
		return err
	})
	return value, err
}

// MoveCursor remembers how far a source of records has been read. What was read before it must be stored by then: after a crash
// the rows behind the cursor come again, and are known.
func (s *Service) MoveCursor(ctx context.Context, source, value, actor string) error {
	actor, err := person(actor)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		if err := tx.PutCursor(source, value); err != nil {
			return err
		}
		return s.record(tx, lookback.EventCursor, actor, "source "+source, cursorEvent{Source: source})
	})
}
