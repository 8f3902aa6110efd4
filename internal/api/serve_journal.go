package api

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/journal"
	"lookback/internal/store"
)

func journalRoutes() []Route {
	return []Route{
		get("/journal", ReadJournal, "List events, oldest first", Page[Event]{}, answer(listEvents), pageQuery()...),
		{Method: http.MethodGet, Path: prefix + "/journal/export", Permission: ReadJournal, Gives: "text/plain", handle: (*call).exportJournal,
			Query:   []Param{{"purpose", "what it is exported for; it is recorded"}},
			Summary: "Sign a checkpoint and write every event and checkpoint, for anybody with the public key to verify"},
		get("/journal/key", ReadJournal, "Show the public key that verifies exports", JournalKey{}, answer(journalKey)),
		get("/journal/events/{position}/proof", ReadJournal, "Prove that an event is in the journal of a size", Proof{}, answer(proveEvent),
			Param{"size", "events in the journal that the proof is against; all when left out"}),
		get("/journal/consistency", ReadJournal, "Prove that the journal of one size continues that of another", Proof{}, answer(proveConsistency),
			Param{"from", "the smaller size"}, Param{"size", "the greater size; all events when left out"}),
	}
}

func listEvents(c *call) (Page[Event], error) {
	return numbered(c, func(after int64, limit int) (found []lookback.Event, err error) {
		err = c.view(func(tx store.Tx) (err error) {
			found, err = tx.Events(after, limit)
			return err
		})
		return found, err
	}, func(e lookback.Event) int64 { return e.Position }, EventOf)
}

// JournalPurpose is what a journal is exported for where nobody says anything else.
const JournalPurpose = "verification of the journal"

func (c *call) exportJournal() error {
	err := c.Cases.RecordExport(c.ctx(), "the journal", casework.Reader{Person: c.caller.Person, Purpose: cmp.Or(c.query("purpose"), JournalPurpose)})
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	return c.Screening.ExportJournal(c.ctx(), c.w, c.Key)
}

// JournalKey is the public key that verifies exports.
type JournalKey struct {
	Origin string `json:"origin"`
	Key    string `json:"key"`
}

func journalKey(c *call) (JournalKey, error) {
	return JournalKey{c.Key.Origin(), c.PublicKey}, nil
}

// Proof is a proof by the Merkle tree of RFC 6962.
type Proof struct {
	From   int64    `json:"from,omitempty"`     // of a proof of consistency: the smaller size
	Event  int64    `json:"position,omitempty"` // of a proof of inclusion: the event
	Leaf   string   `json:"leaf,omitempty"`     // and its leaf hash
	Size   int64    `json:"size"`
	Root   string   `json:"root"`
	Hashes []string `json:"proof"`
}

// size returns the size of the journal that a proof is against.
func (c *call) size(tx store.Tx, name string) (int64, error) {
	last, err := tx.Position()
	text := c.query(name)
	if err != nil || text == "" {
		return last, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > last {
		return 0, &lookback.InputError{Field: name, Reason: fmt.Sprintf("%q is no size between 1 and %d", text, last)}
	}
	return n, nil
}

func proveEvent(c *call) (p Proof, err error) {
	position, err := c.number("position")
	if err != nil {
		return p, err
	}
	err = c.view(func(tx store.Tx) error {
		if p.Size, err = c.size(tx, "size"); err != nil {
			return err
		}
		if position > p.Size {
			return fmt.Errorf("the journal of %d events has no event %d: %w", p.Size, position, lookback.ErrNotFound)
		}
		leaf, err := tx.ReadHashes([]int64{journal.HashIndex(position)})
		if err != nil {
			return err
		}
		p.Event, p.Leaf = position, journal.HexHash(leaf[0])
		proof, err := journal.ProveInclusion(p.Size, position, tx)
		if err != nil {
			return err
		}
		return p.against(tx, proof)
	})
	return p, err
}

func proveConsistency(c *call) (p Proof, err error) {
	err = c.view(func(tx store.Tx) error {
		if p.Size, err = c.size(tx, "size"); err != nil {
			return err
		}
		if p.From, err = c.size(tx, "from"); err != nil {
			return err
		}
		proof, err := journal.ProveConsistency(p.From, p.Size, tx)
		if err != nil {
			return err
		}
		return p.against(tx, proof)
	})
	return p, err
}

// against completes a proof with the root that it leads to.
func (p *Proof) against(tx store.Tx, proof []journal.Hash) error {
	root, err := journal.Root(p.Size, tx)
	p.Root, p.Hashes = journal.HexHash(root), all(proof, journal.HexHash)
	return err
}
