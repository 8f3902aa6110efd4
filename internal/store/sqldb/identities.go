package sqldb

import (
	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// A proposal about a record that was erased is not found: nothing of it is left but its commitment.
var proposalStates = states[lookback.IdentityProposal]{"proposal", "identity_proposal", "identity_proposal_state", "proposal_id", "body", scanBody[lookback.IdentityProposal], ""}

// CreateProposal implements store.Identities.
func (t *tx) CreateProposal(p lookback.IdentityProposal) (lookback.IdentityProposal, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return p, journal.Hash{}, err
	}
	if p.ID, err = proposalStates.newID(t); err != nil {
		return p, journal.Hash{}, err
	}
	if _, err := t.exec(`INSERT INTO identity_proposal (id, record_id) VALUES ($1, $2)`, p.ID, p.RecordID); err != nil {
		return p, journal.Hash{}, err
	}
	return t.putProposal(p, position)
}

// UpdateProposal implements store.Identities.
func (t *tx) UpdateProposal(p lookback.IdentityProposal) (lookback.IdentityProposal, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return p, journal.Hash{}, err
	}
	held, err := t.GetProposal(p.ID, store.Now)
	if err != nil {
		return p, journal.Hash{}, err
	}
	p.RecordID = held.RecordID
	return t.putProposal(p, position)
}

func (t *tx) putProposal(p lookback.IdentityProposal, position int64) (lookback.IdentityProposal, journal.Hash, error) {
	p.Position, p.Recorded, p.Second.Recorded = position, p.Recorded.UTC(), p.Second.Recorded.UTC()
	c, err := proposalStates.put(t, p.ID, position, &p)
	return p, c, err
}

// GetProposal implements store.Identities.
func (t *tx) GetProposal(id, at int64) (lookback.IdentityProposal, error) {
	return proposalStates.get(t, id, at)
}

// ProposalsAt implements store.Identities.
func (t *tx) ProposalsAt(at int64) ([]lookback.IdentityProposal, error) {
	c := asOf(at)
	c.parts = append(c.parts, "body IS NOT NULL")
	return proposalStates.list(t, c, 0)
}

// ProposalCommitments implements store.Identities.
func (t *tx) ProposalCommitments(position int64) ([]journal.Hash, error) {
	return t.commitmentsOf(position, "identity_proposal_state")
}

// eraseProposals deletes what proposals hold of a record.
func (t *tx) eraseProposals(recordID int64) error {
	_, err := t.exec(`UPDATE identity_proposal_state SET salt = NULL, body = NULL WHERE proposal_id IN (SELECT id FROM identity_proposal WHERE record_id = $1)`, recordID)
	return err
}
