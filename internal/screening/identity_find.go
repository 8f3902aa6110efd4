package screening

import (
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/match"
	"lookback/internal/store"
)

// ProposalResult says what looking for the identities of network parties found.
type ProposalResult struct {
	Parties  int // network parties that were asked about
	Records  int // records that were compared with them
	Entries  int // entries in force that were compared
	Found    int // pairs that match by name or share an identifier
	Known    int // of those, pairs that are proposed, decided or tied already
	Proposed []lookback.IdentityProposal
	Run      int64 // the lookback that the hypotheses order; 0 without any
}

// ProposeIdentities compares parties of networks, or all of them when none is named, with every record and every entry in
// force: by names at the threshold of the policy, and by exact identifiers. What it finds is proposed with its evidence, as
// a hypothesis that feeds nothing (R9). A pair that was refused is proposed again only when the evidence is another.
// ErrNotFound: a party is not held.
func (s *Service) ProposeIdentities(ctx context.Context, actor string, ids []string, progress func(done, total int)) (result ProposalResult, err error) {
	if actor, err = person(actor); err != nil {
		return result, err
	}
	var found []lookback.IdentityProposal
	err = s.store.View(ctx, func(tx store.Tx) error {
		asked, err := askedParties(tx, ids)
		if err != nil {
			return err
		}
		result = ProposalResult{Parties: len(asked.parties)}
		found, err = s.resolve(tx, asked, &result, progress)
		return err
	})
	if err != nil {
		return result, err
	}
	result.Found = len(found)
	err = s.store.Update(ctx, func(tx store.Tx) error {
		result.Known, result.Proposed, result.Run = 0, nil, 0
		return s.storeProposals(tx, actor, found, &result)
	})
	if err != nil {
		return result, fmt.Errorf("propose identities: %w", err)
	}
	return result, nil
}

// partyIndex finds network parties by name and by identifier.
type partyIndex struct {
	parties map[string]lookback.NetworkParty
	named   *listed             // those whose names may be those of a person, company or vessel
	holders map[string][]string // IDs by normalised identifier
}

func askedParties(tx store.Tx, ids []string) (*partyIndex, error) {
	all, err := tx.NetworkPartiesAt(store.Now, 0)
	if err != nil {
		return nil, err
	}
	x := &partyIndex{parties: map[string]lookback.NetworkParty{}, holders: map[string][]string{}}
	var named []entry
	for _, p := range all {
		if len(ids) > 0 && !slices.Contains(ids, p.ID) {
			continue
		}
		x.parties[p.ID] = p
		if mayBeSame(p.Kind) && len(p.Party.Names) > 0 {
			named = append(named, entry{Entry: lookback.Entry{ID: p.ID, Party: p.Party}})
		}
		for _, id := range p.Party.Identifiers {
			if key, ok := match.NormaliseIdentifier(id); ok && !slices.Contains(x.holders[key], p.ID) {
				x.holders[key] = append(x.holders[key], p.ID)
			}
		}
	}
	for _, id := range ids {
		if _, held := x.parties[id]; !held {
			return nil, fmt.Errorf("party %s: %w", id, store.ErrNotFound)
		}
	}
	x.named = newListed(named)
	return x, nil
}

// mayBeSame reports whether a party of a kind may itself be a record or an entry. Anything else is a thing that one uses.
func mayBeSame(k lookback.NetworkPartyKind) bool {
	return k == lookback.PartyPerson || k == lookback.PartyCompany || k == lookback.PartyVehicle
}

// resolve compares everything in force and every record with the parties.
func (s *Service) resolve(tx store.Tx, x *partyIndex, result *ProposalResult, progress func(done, total int)) (found []lookback.IdentityProposal, err error) {
	force, err := s.inForceAt(tx, store.Now)
	if err != nil {
		return nil, err
	}
	threshold := force.policy.Threshold
	others := make([]lookback.IdentityProposal, 0, len(force.entries))
	parties := make([]lookback.Party, 0, len(force.entries))
	for _, e := range force.entries {
		others, parties = append(others, lookback.IdentityProposal{Other: lookback.EntryNode(e.List, e.ID)}), append(parties, e.Party)
	}
	result.Entries = len(others)
	found = x.findAll(others, parties, threshold)
	total, err := tx.CountRecordsAt(store.Now)
	if err != nil {
		return nil, err
	}
	for after := int64(0); ; {
		records, err := tx.RecordsAt(store.Now, after, unitRecords)
		if err != nil || len(records) == 0 {
			return found, err
		}
		others, parties = others[:0], parties[:0]
		for _, r := range records {
			others, parties = append(others, lookback.IdentityProposal{Other: lookback.RecordNode(r.Ref()), RecordID: r.ID}), append(parties, r.Party)
		}
		found = append(found, x.findAll(others, parties, threshold)...)
		result.Records += len(records)
		after = records[len(records)-1].ID
		progress(result.Records, total)
	}
}

// findAll compares parties, on all cores, and returns what may be proposed in their order.
func (x *partyIndex) findAll(others []lookback.IdentityProposal, parties []lookback.Party, threshold lookback.Score) []lookback.IdentityProposal {
	each := make([][]lookback.IdentityProposal, len(parties))
	eachOf(len(parties), func(i int, w *searcher) {
		for _, id := range x.candidates(parties[i], threshold, w) {
			if p, ok := x.propose(id, parties[i]); ok {
				p.Other, p.RecordID = others[i].Other, others[i].RecordID
				each[i] = append(each[i], p)
			}
		}
	})
	return slices.Concat(each...)
}

// candidates returns the network parties that a party matches by name or shares an identifier with.
func (x *partyIndex) candidates(party lookback.Party, threshold lookback.Score, w *searcher) (ids []string) {
	for _, f := range x.named.find(party, threshold, w) {
		ids = append(ids, f.entry.ID)
	}
	for _, id := range party.Identifiers {
		if key, ok := match.NormaliseIdentifier(id); ok {
			ids = append(ids, x.holders[key]...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// propose compares a network party with a party that it may be, or that may use it.
func (x *partyIndex) propose(id string, other lookback.Party) (lookback.IdentityProposal, bool) {
	held := x.parties[id]
	p := lookback.IdentityProposal{Party: held.Ref(), Class: lookback.ClassUses, Identifiers: shared(held.Party, other), Evidence: match.Compare(other, held.Party), State: lookback.ProposalOpen}
	if mayBeSame(held.Kind) && kindsAgree(held.Kind, other.Kind) {
		p.Class = lookback.ClassSame
	}
	return p, p.Class == lookback.ClassSame || len(p.Identifiers) > 0
}

// kindsAgree reports whether a network party of a kind can be a record or entry of another: a vehicle is used by a person, and
// a company is none.
func kindsAgree(k lookback.NetworkPartyKind, other lookback.PartyKind) bool {
	switch other {
	case lookback.KindPerson:
		return k == lookback.PartyPerson
	case lookback.KindOrganisation:
		return k == lookback.PartyCompany
	case lookback.KindVessel, lookback.KindAircraft:
		return k == lookback.PartyVehicle
	}
	return true
}

// shared returns the identifiers of a network party that another party has, too.
func shared(held, other lookback.Party) (both []lookback.Identifier) {
	keys := map[string]bool{}
	for _, id := range other.Identifiers {
		if key, ok := match.NormaliseIdentifier(id); ok {
			keys[key] = true
		}
	}
	for _, id := range held.Identifiers {
		if key, ok := match.NormaliseIdentifier(id); ok && keys[key] {
			both = append(both, id)
		}
	}
	return both
}

// pair names the two parties of a proposal.
type pair struct{ party, other lookback.NodeRef }

// storeProposals stores those proposals that are new, each with the tie that stands for it as a hypothesis.
func (s *Service) storeProposals(tx store.Tx, actor string, found []lookback.IdentityProposal, result *ProposalResult) error {
	decided, err := latestProposals(tx)
	if err != nil {
		return err
	}
	var commitments []journal.Hash
	var ties []lookback.Tie
	for _, p := range found {
		known, err := knownPair(tx, decided, p)
		if err != nil {
			return err
		}
		if known {
			result.Known++
			continue
		}
		p.Recorded = s.now()
		p, c, err := tx.CreateProposal(p)
		if err != nil {
			return err
		}
		commitments = append(commitments, c)
		ties = append(ties, hypothesis(p))
		result.Proposed = append(result.Proposed, p)
	}
	if len(ties) == 0 {
		return nil
	}
	tied, err := tx.PutTies(ties)
	if err != nil {
		return err
	}
	run, err := s.orderTies(tx, lookback.TriggerTie, fmt.Sprintf("%d hypotheses about who parties of networks are", len(ties)))
	if err != nil {
		return err
	}
	result.Run = run.ID
	return s.record(tx, lookback.EventIdentityProposed, actor, fmt.Sprintf("%d proposals", len(ties)), identityEvent{
		Proposals: len(ties), Root: root(commitments), TiesRoot: root(tied), Matcher: matcher(), Run: run.ID,
	})
}

func latestProposals(tx store.Tx) (map[pair]lookback.IdentityProposal, error) {
	all, err := tx.ProposalsAt(store.Now)
	latest := make(map[pair]lookback.IdentityProposal, len(all))
	for _, p := range all {
		latest[pair{p.Party, p.Other}] = p
	}
	return latest, err
}

// knownPair reports whether a pair need not be proposed: it is proposed or decided already on the same evidence, or somebody
// asserted a tie of this class between the two.
func knownPair(tx store.Tx, decided map[pair]lookback.IdentityProposal, p lookback.IdentityProposal) (bool, error) {
	if before, known := decided[pair{p.Party, p.Other}]; known {
		if before.State != lookback.ProposalRefused {
			return true, nil
		}
		if same, err := sameBytes(before.Evidence, p.Evidence); err != nil || same {
			return same, err
		}
	}
	ties, err := tx.TiesOf(p.Party, store.Now)
	return slices.ContainsFunc(ties, func(t lookback.Tie) bool {
		return t.Class == p.Class && t.Kind != lookback.Hypothesis && (t.Subject == p.Other || t.Object == p.Other)
	}), err
}

// hypothesis is the tie that stands for a proposal until a person decides. What a machine supposes cannot be judged: F6.
func hypothesis(p lookback.IdentityProposal) lookback.Tie {
	t := lookback.Tie{
		ID: p.HypothesisID(), Subject: p.Party, Class: p.Class, Object: p.Other, AssertedBy: "lookback", Source: fmt.Sprintf("comparison, identity proposal %d", p.ID),
		Grade: lookback.Grade{Source: lookback.SourceNotJudged, Info: lookback.InfoNotJudged}, Kind: lookback.Hypothesis,
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}, Recorded: p.Recorded,
		ReviewBy: p.Recorded.AddDate(lookback.TieReviewYears, 0, 0), Note: "strength of evidence: " + string(p.Evidence.Strength),
	}
	if p.Class == lookback.ClassUses {
		t.Subject, t.Object = p.Other, p.Party
	}
	return t
}

// identityEvent is the body of the events about identities. Who may be whom is personal, so it commits to it.
type identityEvent struct {
	Proposals int    `json:"proposals"`
	Proposal  int64  `json:"proposal"` // of a decision
	Root      string `json:"root"`
	TiesRoot  string `json:"ties_root"`
	Matcher   string `json:"matcher"`
	Run       int64  `json:"run"`
}
