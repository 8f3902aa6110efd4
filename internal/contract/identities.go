package contract

import (
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// testIdentities holds that a proposal keeps every state it had, and goes with the record that it is about.
func testIdentities(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"))
	create := func(other lookback.NodeRef, recordID int64) (made lookback.IdentityProposal) {
		f.update(func(tx store.Tx) (err error) {
			made, _, err = tx.CreateProposal(lookback.IdentityProposal{Party: lookback.PartyNode("P-1"), Other: other, RecordID: recordID, Class: lookback.ClassSame,
				Identifiers: []lookback.Identifier{{Type: "passport", Value: "V717637"}}, Evidence: lookback.Evidence{Score: 9000, Strength: lookback.Identified}, State: lookback.ProposalOpen, Recorded: start})
			return err
		})
		return made
	}
	p1, p2 := create(lookback.RecordNode("crm/1"), 1), create(lookback.EntryNode("un", "p"), 0)
	confirmed := p2
	confirmed.State, confirmed.Person, confirmed.Reasons, confirmed.RecordID = lookback.ProposalSeconding, "A. Analyst", "same passport", 99
	var commitment journal.Hash
	at := f.update(func(tx store.Tx) (err error) { confirmed, commitment, err = tx.UpdateProposal(confirmed); return err })
	all := func(at int64) []lookback.IdentityProposal {
		return read(f, func(tx store.Tx) ([]lookback.IdentityProposal, error) { return tx.ProposalsAt(at) })
	}
	f.same("the record stays", confirmed.RecordID, int64(0))
	f.same("proposals before", all(at-1), []lookback.IdentityProposal{p1, p2})
	f.same("proposals now", all(store.Now), []lookback.IdentityProposal{p1, confirmed})
	f.same("one before", read(f, func(tx store.Tx) (lookback.IdentityProposal, error) { return tx.GetProposal(2, p2.Position) }), p2)
	f.same("commitments", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.ProposalCommitments(at) }), []journal.Hash{commitment})
	missing(f, func(tx store.Tx) (lookback.IdentityProposal, error) { return tx.GetProposal(3, store.Now) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error {
		_, _, err := tx.UpdateProposal(lookback.IdentityProposal{ID: 3})
		return err
	})

	f.update(func(tx store.Tx) error { return tx.EraseRecord(1) })
	f.same("after the record was erased", all(store.Now), []lookback.IdentityProposal{confirmed})
	missing(f, func(tx store.Tx) (lookback.IdentityProposal, error) { return tx.GetProposal(1, p1.Position) })
}
