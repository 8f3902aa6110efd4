package web

import (
	"strings"

	"lookback"
	"lookback/internal/store"
)

// pathPage is what connects a record with a target: drawn, and beside it hop by hop in words.
type pathPage struct {
	Alert  lookback.PathAlert
	Record lookback.Record
	Nodes  []pathNode
	States []lookback.PathAlert
	Case   lookback.Case

	Protect []lookback.Protection
}

// pathNode is a party of the path, and the tie by which the path comes to it.
type pathNode struct {
	Ref  lookback.NodeRef
	Name string            // what it is called; it stands in its place on the path and nowhere else (R23)
	By   *lookback.PathHop // nil for the record itself
}

func showPath(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	var p pathPage
	err = q.view(func(tx store.Tx) error {
		if p.Alert, err = tx.GetPathAlert(id, store.Now); err != nil {
			return err
		}
		if p.Record, err = tx.GetRecordByID(p.Alert.RecordID, store.Now); err != nil {
			return err
		}
		if p.States, err = tx.PathAlertStates(id); err != nil {
			return err
		}
		if p.Case, _, err = tx.FindCaseOf(p.Record.ID, store.Now); err != nil {
			return err
		}
		if p.Protect, err = protectionsOf(tx, p.Record.ID); err != nil {
			return err
		}
		return p.readNodes(tx)
	})
	if err != nil {
		return err
	}
	return q.show("path", tr("Path alert %d", id), p)
}

// readNodes places the parties of the path in their order, each with its name.
func (p *pathPage) readNodes(tx store.Tx) error {
	hops := p.Alert.Evidence.Hops
	p.Nodes = []pathNode{{Ref: lookback.RecordNode(p.Record.Ref())}}
	for i := range hops {
		p.Nodes = append(p.Nodes, pathNode{Ref: hops[i].To, By: &hops[i]})
	}
	for i := range p.Nodes {
		name, err := nodeName(tx, p.Nodes[i].Ref)
		if err != nil && !isNotFound(err) {
			return err
		}
		p.Nodes[i].Name = name
	}
	return nil
}

// nodeName returns what a party is called; its reference stands beside it.
func nodeName(tx store.Tx, n lookback.NodeRef) (string, error) {
	switch n.Kind {
	case lookback.NodeRecord:
		r, err := recordOf(tx, n.ID)
		if err != nil {
			return "", err
		}
		return r.Party.Names[0].Full, nil
	case lookback.NodeNetwork:
		x, err := tx.GetNetwork(n.ID, store.Now)
		return x.Name, err
	case lookback.NodeParty:
		x, err := tx.GetNetworkParty(n.ID, store.Now)
		return x.Label(), err
	}
	list, id, _ := strings.Cut(n.ID, "/")
	history, err := tx.EntryHistory(list, id)
	if err != nil || len(history) == 0 {
		return "", err
	}
	return history[len(history)-1].Entry.Party.Names[0].Full, nil
}
