package screening

import (
	"context"
	"fmt"
	"strings"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/match"
	"lookback/internal/store"
)

// IdentityRuling is a named person's decision on a proposal.
type IdentityRuling struct {
	Proposal int64
	Person   string
	Reasons  string
	Contrary lookback.Contrary // for an identity: what was done about information that points the other way
	Override string            // for an identity without an independent identifier that agrees: why (R9)
	Grade    lookback.Grade    // of the confirmation, source and information
}

// ConfirmIdentity records that a person confirms a proposal. That somebody uses a thing becomes a tie at once; that two
// parties are one waits for a second person: see SecondIdentity. ErrInvalid: reasons, grades or contrary information are
// missing. ErrDenied: only names agree and nobody overrides that (R9), or the person is the program (R29). ErrConflict: the
// proposal is decided, or the parties are not what they were when it was made.
func (s *Service) ConfirmIdentity(ctx context.Context, r IdentityRuling) (p lookback.IdentityProposal, run int64, err error) {
	if r.Person, err = namedPerson(r.Person); err != nil {
		return p, 0, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if p, err = proposalIn(tx, r.Proposal, lookback.ProposalOpen); err != nil {
			return err
		}
		p.Person, p.Reasons, p.Contrary, p.Override, p.Grade, p.Recorded = r.Person, r.Reasons, r.Contrary, r.Override, r.Grade, s.now()
		if err := mayConfirm(tx, p); err != nil {
			return err
		}
		p.State = lookback.ProposalSeconding
		if !p.Identity() {
			p.State = lookback.ProposalConfirmed
		}
		p, run, err = s.decideProposal(tx, lookback.EventIdentityRuled, r.Person, p)
		return err
	})
	return p, run, err
}

// RefuseIdentity records that a person refuses a proposal: its hypothesis is withdrawn. ErrConflict: it is decided.
func (s *Service) RefuseIdentity(ctx context.Context, id int64, actor, reasons string) (p lookback.IdentityProposal, run int64, err error) {
	if actor, err = namedPerson(actor); err != nil {
		return p, 0, err
	}
	if strings.TrimSpace(reasons) == "" {
		return p, 0, &lookback.InputError{Field: "reason", Reason: "a refusal needs written reasons"}
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if p, err = proposalIn(tx, id, lookback.ProposalOpen); err != nil {
			return err
		}
		p.State, p.Person, p.Reasons, p.Recorded = lookback.ProposalRefused, actor, reasons, s.now()
		p, run, err = s.decideProposal(tx, lookback.EventIdentityRuled, actor, p)
		return err
	})
	return p, run, err
}

// SecondIdentity records the second person's review. With agreement the two parties are one, by a tie that names both
// people; without it the proposal is refused. ErrDenied: it is the person who confirmed it (R28). ErrConflict: nobody
// confirmed it, or the parties are not what they were. ErrInvalid: no reasons.
func (s *Service) SecondIdentity(ctx context.Context, id int64, review lookback.SecondReview) (p lookback.IdentityProposal, run int64, err error) {
	if review.Person, err = namedPerson(review.Person); err != nil {
		return p, 0, err
	}
	if strings.TrimSpace(review.Reasons) == "" {
		return p, 0, &lookback.InputError{Field: "reason", Reason: "a second review without its own written reasons is not kept"}
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if p, err = proposalIn(tx, id, lookback.ProposalSeconding); err != nil {
			return err
		}
		if SamePerson(p.Person, review.Person) {
			return fmt.Errorf("%s confirmed proposal %d; a second person must review it: %w", p.Person, p.ID, lookback.ErrDenied)
		}
		review.Recorded = s.now()
		p.Second, p.State = review, lookback.ProposalRefused
		if review.Agrees {
			if err := mayConfirm(tx, p); err != nil {
				return err
			}
			p.State = lookback.ProposalConfirmed
		}
		p, run, err = s.decideProposal(tx, lookback.EventIdentitySeconded, review.Person, p)
		return err
	})
	return p, run, err
}

// namedPerson returns the name of the person who decides, and refuses the program (R29).
func namedPerson(actor string) (string, error) {
	actor, err := person(actor)
	if err == nil && SamePerson(actor, "lookback") {
		err = fmt.Errorf("a machine proposes and a person decides; %q is not a person: %w", actor, lookback.ErrDenied)
	}
	return actor, err
}

func proposalIn(tx store.Tx, id int64, want lookback.ProposalState) (lookback.IdentityProposal, error) {
	p, err := tx.GetProposal(id, store.Now)
	if err == nil && p.State != want {
		err = fmt.Errorf("proposal %d is %s, not %s: %w", id, p.State, want, lookback.ErrConflict)
	}
	return p, err
}

// mayConfirm refuses what the proposal does not carry, and a proposal whose parties compare otherwise by now.
func mayConfirm(tx store.Tx, p lookback.IdentityProposal) error {
	if signed := p.Contrary.NoneFound; signed != "" && !SamePerson(signed, p.Person) {
		return fmt.Errorf(`"looked, none found" is signed by the person who confirms, and %s is not %s: %w`, signed, p.Person, lookback.ErrDenied)
	}
	if err := p.MayConfirm(); err != nil {
		return err
	}
	held, err := tx.GetNetworkParty(p.Party.ID, store.Now)
	if err != nil {
		return err
	}
	other, err := partyOf(tx, p.Other)
	if err != nil {
		return err
	}
	now := match.Compare(other, held.Party)
	now.Matcher = p.Evidence.Matcher
	same, err := sameBytes(now, p.Evidence)
	if err == nil && !same {
		err = fmt.Errorf("the parties of proposal %d compare otherwise by now; refuse it and propose anew: %w", p.ID, lookback.ErrConflict)
	}
	return err
}

// partyOf returns who a record or an entry in force is said to be.
func partyOf(tx store.Tx, ref lookback.NodeRef) (lookback.Party, error) {
	if ref.Kind == lookback.NodeRecord {
		source, key, err := lookback.ParseRecordRef(ref.ID)
		if err != nil {
			return lookback.Party{}, err
		}
		r, err := tx.GetRecord(source, key, store.Now)
		return r.Party, err
	}
	l, err := listingsAt(tx, store.Now)
	if err != nil {
		return lookback.Party{}, err
	}
	e, listed, err := findListed(tx, l, ref)
	if err == nil && !listed {
		err = fmt.Errorf("%s is not listed any more: %w", ref, lookback.ErrConflict)
	}
	return e.Party, err
}

// decideProposal stores a decision with what it makes of the ties, and orders the lookback on them.
func (s *Service) decideProposal(tx store.Tx, kind lookback.EventKind, actor string, p lookback.IdentityProposal) (lookback.IdentityProposal, int64, error) {
	p, c, err := tx.UpdateProposal(p)
	if err != nil {
		return p, 0, err
	}
	event := identityEvent{Proposal: p.ID, Root: root([]journal.Hash{c})}
	tied, err := settleProposal(tx, p)
	if err != nil {
		return p, 0, err
	}
	if len(tied) > 0 {
		trigger := lookback.TriggerTie
		if p.State == lookback.ProposalRefused {
			trigger = lookback.TriggerRetraction
		}
		run, err := s.orderTies(tx, trigger, fmt.Sprintf("identity proposal %d was %s", p.ID, p.State))
		if err != nil {
			return p, 0, err
		}
		event.TiesRoot, event.Run = root(tied), run.ID
	}
	return p, event.Run, s.record(tx, kind, actor, fmt.Sprintf("proposal %d", p.ID), event)
}

// settleProposal replaces the hypothesis by an assessment, or withdraws it, where the proposal is decided.
func settleProposal(tx store.Tx, p lookback.IdentityProposal) ([]journal.Hash, error) {
	switch p.State {
	case lookback.ProposalConfirmed:
		return tx.PutTies([]lookback.Tie{confirmed(p)})
	case lookback.ProposalRefused:
		by, why := p.Person, p.Reasons
		if p.Second.Person != "" {
			by, why = p.Second.Person, p.Second.Reasons
		}
		c, err := tx.PutRetraction(lookback.Retraction{Tie: p.HypothesisID(), By: by, Reason: why, Recorded: p.Recorded})
		return []journal.Hash{c}, err
	}
	return nil, nil
}

// confirmed is the tie that a confirmation asserts: the judgement of the people who made it, graded by them.
func confirmed(p lookback.IdentityProposal) lookback.Tie {
	t := hypothesis(p)
	t.ID, t.Supersedes, t.Kind, t.Grade, t.AssertedBy = p.ConfirmedID(), p.HypothesisID(), lookback.Assessment, p.Grade, p.Person
	if p.Second.Person != "" {
		t.AssertedBy += " and " + p.Second.Person
	}
	t.Source = fmt.Sprintf("identity proposal %d, confirmed", p.ID)
	return t
}
