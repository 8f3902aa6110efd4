package sqldb

import (
	"fmt"

	"lookback"
	"lookback/internal/journal"
)

// The kinds of part that network_part holds.
const (
	partNetwork = "network"
	partParty   = "party"
)

// PutNetwork implements store.Networks.
func (t *tx) PutNetwork(n lookback.Network) (journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return journal.Hash{}, err
	}
	n.Position, n.Recorded, n.ReviewBy = position, n.Recorded.UTC(), n.ReviewBy.UTC()
	return t.putPart(partNetwork, n.ID, position, &n)
}

// PutNetworkParty implements store.Networks.
func (t *tx) PutNetworkParty(p lookback.NetworkParty) (journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return journal.Hash{}, err
	}
	p.Position = position
	return t.putPart(partParty, p.ID, position, &p)
}

// putPart stores a state of a part, in the place of one that the same position made before.
func (t *tx) putPart(kind, id string, position int64, v any) (journal.Hash, error) {
	if err := checkText("id", id); err != nil {
		return journal.Hash{}, err
	}
	salt, c, body, err := t.seal(v)
	if err != nil {
		return c, fmt.Errorf("%s %s: %w", kind, id, err)
	}
	if _, err := t.exec(`DELETE FROM network_part WHERE kind = $1 AND id = $2 AND from_pos = $3`, kind, id, position); err != nil {
		return c, err
	}
	if _, err := t.exec(`UPDATE network_part SET until_pos = $1 WHERE kind = $2 AND id = $3 AND until_pos = $4`, position, kind, id, int64(forever)); err != nil {
		return c, err
	}
	t.leaf++
	_, err = t.exec(`INSERT INTO network_part (kind, id, from_pos, until_pos, leaf, salt, commitment, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		kind, id, position, int64(forever), t.leaf, salt, c[:], body)
	return c, err
}

const selectPart = `SELECT body FROM network_part WHERE kind = $1 AND from_pos <= $2 AND until_pos > $2 AND body IS NOT NULL `

// GetNetwork implements store.Networks.
func (t *tx) GetNetwork(id string, at int64) (lookback.Network, error) {
	return getPart[lookback.Network](t, partNetwork, id, at)
}

// NetworksAt implements store.Networks.
func (t *tx) NetworksAt(at int64) ([]lookback.Network, error) {
	return collect(t, scanBody[lookback.Network], selectPart+`ORDER BY id`, partNetwork, at)
}

// GetNetworkParty implements store.Networks.
func (t *tx) GetNetworkParty(id string, at int64) (lookback.NetworkParty, error) {
	return getPart[lookback.NetworkParty](t, partParty, id, at)
}

// NetworkPartiesAt implements store.Networks.
func (t *tx) NetworkPartiesAt(at, after int64) ([]lookback.NetworkParty, error) {
	return collect(t, scanBody[lookback.NetworkParty], selectPart+`AND from_pos > $3 ORDER BY id`, partParty, at, after)
}

func getPart[T any](t *tx, kind, id string, at int64) (T, error) {
	v, err := scanBody[T](t.row(selectPart+`AND id = $3`, kind, at, id))
	if err != nil {
		return v, fmt.Errorf("%s %s: %w", kind, id, err)
	}
	return v, nil
}

// NetworkCommitments implements store.Networks.
func (t *tx) NetworkCommitments(position int64) ([]journal.Hash, error) {
	return t.commitmentsOf(position, "network_part")
}
