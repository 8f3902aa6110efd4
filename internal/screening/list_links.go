package screening

import (
	"context"
	"fmt"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/store"
)

// LinkQuestion asks how the entries of a list are connected, as its publisher says.
type LinkQuestion struct {
	List  string
	Entry string // only the connections of this entry; empty: of all
	Since int    // an earlier edition: only what is new since then or has ended; 0: what stands
}

// LinkState says how a connection stands to the edition that was asked about.
type LinkState string

// The states of a connection.
const (
	LinkStands LinkState = "stands"
	LinkNew    LinkState = "new"
	LinkEnded  LinkState = "ended"
)

// Link is one connection that a publisher states, in words with its class, date, source and grade (R23).
type Link struct {
	State LinkState
	Tie   lookback.Tie
	Words string
}

// ListLinks returns the connections of the entries of a list in the order of what they say. ErrNotFound: there is no
// such list or edition, or the list never had the entry.
func (s *Service) ListLinks(ctx context.Context, q LinkQuestion) (links []Link, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		links, err = s.listLinks(tx, q)
		return err
	})
	return links, err
}

func (s *Service) listLinks(tx store.Tx, q LinkQuestion) ([]Link, error) {
	if err := knownList(tx, q.List); err != nil {
		return nil, err
	}
	if q.Entry != "" {
		if err := heldEnds(tx, []lookback.NodeRef{lookback.EntryNode(q.List, q.Entry)}); err != nil {
			return nil, err
		}
	}
	now, err := heldListTies(tx, q.List, store.Now)
	if err != nil {
		return nil, err
	}
	e := newExplainer(tx, graph.View{Day: lookback.DayOf(s.now())}, store.Now)
	if q.Since == 0 {
		return e.links(nil, q, LinkStands, now, nil)
	}
	then, err := heldListTiesOf(tx, q.List, q.Since)
	if err != nil {
		return nil, err
	}
	links, err := e.links(nil, q, LinkNew, now, then)
	if err != nil {
		return nil, err
	}
	return e.links(links, q, LinkEnded, then, now)
}

// knownList refuses a list of which no edition is held.
func knownList(tx store.Tx, list string) error {
	current, err := currentEdition(tx, list)
	if err == nil && current.Seq == 0 {
		err = fmt.Errorf("there is no list %q: %w", list, lookback.ErrNotFound)
	}
	return err
}

// heldListTiesOf returns the ties of a list that stood while an edition was current. The ties follow their edition in
// the journal, so they are those of the last position before the next edition.
func heldListTiesOf(tx store.Tx, list string, seq int) (map[string]lookback.Tie, error) {
	if _, err := tx.GetEditionSeq(list, seq); err != nil {
		return nil, err
	}
	at := store.Now
	next, err := tx.GetEditionSeq(list, seq+1)
	switch {
	case err == nil:
		at = next.Position - 1
	case !isNotFound(err):
		return nil, err
	}
	return heldListTies(tx, list, at)
}

// links appends the connections of the one set that the other does not hold.
func (e *explainer) links(links []Link, q LinkQuestion, state LinkState, ties, without map[string]lookback.Tie) ([]Link, error) {
	of := lookback.EntryNode(q.List, q.Entry)
	for _, key := range sortedKeys(ties) {
		t := ties[key]
		if _, both := without[key]; both || q.Entry != "" && t.Subject != of && t.Object != of {
			continue
		}
		p, err := lookback.NewPath(t.Subject, []lookback.Tie{t}, 0, e.view.Day)
		if err != nil {
			return nil, err
		}
		links = append(links, Link{State: state, Tie: t, Words: p.Words(e.name)})
	}
	return links, e.failed
}
