package screening

import (
	"context"
	"fmt"
	"io"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// exportPage is how many events are read at once.
const exportPage = 1000

// ExportJournal signs a checkpoint over the whole journal, keeps it, and writes every event and every checkpoint
// to w, so that anybody with the public key can verify them without this program's data.
func (s *Service) ExportJournal(ctx context.Context, w io.Writer, key *journal.Key) error {
	c, err := s.SignCheckpoint(ctx, key)
	if err != nil {
		return fmt.Errorf("sign the journal: %w", err)
	}
	return s.store.View(ctx, func(tx store.Tx) error { return exportEvents(tx, w, key.Origin(), c.Size) })
}

// exportEvents writes events 1 to size, each checkpoint behind the last event it covers.
func exportEvents(tx store.Tx, w io.Writer, origin string, size int64) error {
	checkpoints, err := tx.Checkpoints(0, 0)
	if err != nil {
		return err
	}
	x, err := journal.NewExporter(w, origin)
	if err != nil {
		return err
	}
	for position := int64(0); position < size; {
		events, err := tx.Events(position, exportPage)
		if err != nil {
			return err
		}
		for _, e := range events {
			if position = e.Position; position > size {
				break
			}
			if checkpoints, err = exportEvent(x, e, checkpoints); err != nil {
				return err
			}
		}
	}
	return x.Close()
}

// exportEvent writes one event and the checkpoints that end with it, and returns those that are left.
func exportEvent(x *journal.Exporter, e lookback.Event, left []store.Checkpoint) ([]store.Checkpoint, error) {
	if err := x.Event(e); err != nil {
		return left, err
	}
	for len(left) > 0 && left[0].Size <= e.Position {
		if err := x.Checkpoint(left[0].Signed); err != nil {
			return left, err
		}
		left = left[1:]
	}
	return left, nil
}
