package sqldb

import (
	"slices"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// A directive that named a record which was erased is not found: nothing of it is left but its commitment.
var directiveStates = states[lookback.Directive]{"directive", "directive", "directive_state", "directive_id", "body", scanBody[lookback.Directive], ""}

// CreateDirective implements store.Directives.
func (t *tx) CreateDirective(d lookback.Directive) (lookback.Directive, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return d, journal.Hash{}, err
	}
	if d.ID, err = directiveStates.newID(t); err != nil {
		return d, journal.Hash{}, err
	}
	if _, err := t.exec(`INSERT INTO directive (id) VALUES ($1)`, d.ID); err != nil {
		return d, journal.Hash{}, err
	}
	return t.putDirective(d, position)
}

// UpdateDirective implements store.Directives.
func (t *tx) UpdateDirective(d lookback.Directive) (lookback.Directive, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return d, journal.Hash{}, err
	}
	if _, err := t.GetDirective(d.ID, store.Now); err != nil {
		return d, journal.Hash{}, err
	}
	return t.putDirective(d, position)
}

func (t *tx) putDirective(d lookback.Directive, position int64) (lookback.Directive, journal.Hash, error) {
	d.Position = position
	d.Signed, d.From, d.Until = d.Signed.UTC(), d.From.UTC(), d.Until.UTC()
	d.About.Arrived.From, d.About.Arrived.Until = d.About.Arrived.From.UTC(), d.About.Arrived.Until.UTC()
	c, err := directiveStates.put(t, d.ID, position, &d)
	return d, c, err
}

// GetDirective implements store.Directives.
func (t *tx) GetDirective(id, at int64) (lookback.Directive, error) {
	return directiveStates.get(t, id, at)
}

// DirectivesAt implements store.Directives.
func (t *tx) DirectivesAt(at int64) ([]lookback.Directive, error) {
	c := asOf(at)
	c.parts = append(c.parts, "body IS NOT NULL")
	return directiveStates.list(t, c, 0)
}

// DirectiveCommitments implements store.Directives.
func (t *tx) DirectiveCommitments(position int64) ([]journal.Hash, error) {
	return t.commitmentsOf(position, "directive_state")
}

// eraseDirectives deletes the directives that name a record. What is about one person goes with what is held of them.
func (t *tx) eraseDirectives(ref string) error {
	all, err := t.DirectivesAt(store.Now)
	if err != nil {
		return err
	}
	for _, d := range all {
		if !slices.Contains(d.About.Records, ref) {
			continue
		}
		if _, err := t.exec(`UPDATE directive_state SET salt = NULL, body = NULL WHERE directive_id = $1`, d.ID); err != nil {
			return err
		}
	}
	return nil
}
