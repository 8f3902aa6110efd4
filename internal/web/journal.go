package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// journalPage shows the log, the newest event first.
type journalPage struct {
	Events     []lookback.Event
	Size       int64
	Root       string
	Checkpoint store.Checkpoint
	From       int64
	Older      int64 // the position to go on from; 0 at the end
	Newer      int64
}

func listEvents(q *ask) error {
	var p journalPage
	err := q.view(func(tx store.Tx) (err error) {
		if p.Size, err = tx.Position(); err != nil {
			return err
		}
		root, err := journal.Root(p.Size, tx)
		if err != nil {
			return err
		}
		p.Root = journal.HexHash(root)
		if p.Checkpoint, _, err = tx.FindLastCheckpoint(); err != nil {
			return err
		}
		p.From = p.Size
		if from, err := strconv.ParseInt(q.query("from"), 10, 64); err == nil && from >= 1 && from < p.Size {
			p.From = from
		}
		after := max(0, p.From-pageSize)
		events, err := tx.Events(after, int(p.From-after))
		for i := len(events) - 1; i >= 0; i-- {
			p.Events = append(p.Events, events[i])
		}
		p.Older = after
		if p.From < p.Size {
			p.Newer = min(p.Size, p.From+pageSize)
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.show("journal", tr("Journal"), p)
}

// eventPage is one event with the proof that it is in the journal.
type eventPage struct {
	Event  lookback.Event
	Body   string
	Leaf   string
	Proof  []string
	Size   int64
	Root   string
	Proved bool
}

func showEvent(q *ask) error {
	position, err := q.number("position")
	if err != nil {
		return err
	}
	var p eventPage
	err = q.view(func(tx store.Tx) error {
		if p.Event, err = tx.GetEvent(position); err != nil {
			return err
		}
		if p.Size, err = tx.Position(); err != nil {
			return err
		}
		return p.prove(tx)
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, p.Event.Body, "", "  "); err != nil {
		return fmt.Errorf("read the body of event %d: %w", position, err)
	}
	p.Body = b.String()
	return q.show("event", tr("Event %d", position), p)
}

// prove makes the proof of inclusion and checks it: the leaf is hashed anew from the event that is shown.
func (p *eventPage) prove(tx store.Tx) error {
	leaf, err := journal.Leaf(p.Event)
	if err != nil {
		return err
	}
	hash := journal.LeafHash(leaf)
	root, err := journal.Root(p.Size, tx)
	if err != nil {
		return err
	}
	proof, err := journal.ProveInclusion(p.Size, p.Event.Position, tx)
	if err != nil {
		return err
	}
	p.Leaf, p.Root = journal.HexHash(hash), journal.HexHash(root)
	for _, h := range proof {
		p.Proof = append(p.Proof, journal.HexHash(h))
	}
	p.Proved = journal.CheckInclusion(proof, p.Size, root, p.Event.Position, hash) == nil
	return nil
}
