package screening

import (
	"lookback"
	"lookback/internal/graph"
	"lookback/internal/store"
)

// NetworkPicture is what is known of networks at one time: who is in them and every tie that stands.
type NetworkPicture struct {
	Networks []lookback.Network
	Parties  []lookback.NetworkParty
	Ties     []lookback.Tie
	Names    lookback.Names // for records and entries; good until fn returns
}

// Picture hands fn what stands now: of one network, with the other ties of whoever has a tie to it, or of
// everything where network is empty. ErrNotFound: there is no such network. Who may have it, and what for, is found out in casework.
func Picture(tx store.Tx, network string, fn func(NetworkPicture) error) (err error) {
	var p NetworkPicture
	if network == "" {
		err = p.everything(tx)
	} else {
		err = p.around(tx, network)
	}
	if err != nil {
		return err
	}
	e := newExplainer(tx, graph.View{}, store.Now)
	p.Names = e.bareName
	if err := fn(p); err != nil {
		return err
	}
	return e.failed
}

func (p *NetworkPicture) everything(tx store.Tx) (err error) {
	if p.Networks, err = tx.NetworksAt(store.Now); err != nil {
		return err
	}
	if p.Parties, err = tx.NetworkPartiesAt(store.Now, 0); err != nil {
		return err
	}
	p.Ties, _, err = tx.TiesAt(store.Now, 0, 0)
	return err
}

// around takes in a network, its parties, and their ties to one another and to what is listed.
func (p *NetworkPicture) around(tx store.Tx, id string) error {
	n, err := tx.GetNetwork(id, store.Now)
	if err != nil {
		return err
	}
	p.Networks = []lookback.Network{n}
	own, err := tx.TiesOf(n.Ref(), store.Now)
	if err != nil {
		return err
	}
	taken, parties := map[string]bool{}, map[lookback.NodeRef]bool{}
	p.take(own, taken, parties)
	for _, ref := range sortedRefs(parties) {
		ties, err := tx.TiesOf(ref, store.Now)
		if err != nil {
			return err
		}
		p.take(ties, taken, parties)
	}
	for _, ref := range sortedRefs(parties) {
		party, err := tx.GetNetworkParty(ref.ID, store.Now)
		if err != nil {
			return err
		}
		p.Parties = append(p.Parties, party)
	}
	return nil
}

// take adds ties that are not in yet, and notes their network parties.
func (p *NetworkPicture) take(ties []lookback.Tie, taken map[string]bool, parties map[lookback.NodeRef]bool) {
	for _, t := range ties {
		if taken[t.ID] {
			continue
		}
		taken[t.ID] = true
		p.Ties = append(p.Ties, t)
		for _, end := range []lookback.NodeRef{t.Subject, t.Object} {
			if end.Kind == lookback.NodeParty {
				parties[end] = true
			}
		}
	}
}
