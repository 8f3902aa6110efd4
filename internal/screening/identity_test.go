package screening

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// ringService returns a service with records, a list, and a network whose parties may be some of them. P-1 shares a passport with
// record 1 and a name; P-2 has the name of record 2 alone; P-3 is a telephone of record 3; P-4 is the company of the list.
func ringService(t *testing.T) *Service {
	t.Helper()
	s := newService(t, fair)
	s.now = newClockAt(lookback.NewDay(2024, 12, 1).Time())
	person := func(key, name string, ids ...lookback.Identifier) lookback.Record {
		return lookback.Record{Source: "crm", Key: key, Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: name}}, Identifiers: ids}}
	}
	passport := lookback.Identifier{Type: "passport", Value: "V 717637", Country: "Verdania"}
	phone := lookback.Identifier{Type: "phone", Value: "+998 71 200 44 55"}
	mustStore(t, s, []lookback.Record{person("1", "Odalric Fenwick", passport), person("2", "Tobias Marlowe"), person("3", "Beatrix Holloway", phone), person("4", "Somebody Else")})
	mustImport(t, s, harbour("H-1 Quillworks ", "H-2 Saltmarsh "))
	named := func(id string, kind lookback.NetworkPartyKind, of lookback.PartyKind, name string, ids ...lookback.Identifier) lookback.NetworkParty {
		p := lookback.NetworkParty{ID: id, Kind: kind, Party: lookback.Party{Kind: of, Identifiers: ids}}
		if name != "" {
			p.Party.Names = []lookback.Name{{Full: name}}
		}
		return p
	}
	recorded := lookback.NewDay(2024, 12, 1).Time()
	batch := TieBatch{Parties: []lookback.NetworkParty{
		named("P-1", lookback.PartyPerson, lookback.KindPerson, "Odalric Fenwick", lookback.Identifier{Type: "passport", Value: "V717637", Country: "Verdania"}),
		named("P-2", lookback.PartyPerson, lookback.KindPerson, "Tobias Marlowe"),
		named("P-3", lookback.PartyPhone, "", "", lookback.Identifier{Type: "phone", Value: "00998712004455"}),
		named("P-4", lookback.PartyCompany, lookback.KindOrganisation, "Quillworks"),
	}}
	for i, id := range []string{"P-1", "P-3"} {
		batch.Ties = append(batch.Ties, lookback.Tie{ID: "T-" + id, Subject: lookback.PartyNode(id), Class: []lookback.TieClass{lookback.ClassWorksFor, lookback.ClassMention}[i],
			Object: lookback.EntryNode("harbour", "H-2"), AssertedBy: "desk", Source: "informant", Grade: lookback.Grade{Source: 'B', Info: '2'}, Kind: lookback.Fact,
			Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}, Recorded: recorded, ReviewBy: recorded.AddDate(1, 0, 0)})
	}
	mustPutTies(t, s, batch)
	return s
}

// mustPropose looks for identities and returns the proposals by "party other".
func mustPropose(t *testing.T, s *Service, parties ...string) (ProposalResult, map[string]lookback.IdentityProposal) {
	t.Helper()
	result, err := s.ProposeIdentities(t.Context(), "A. Analyst", parties, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if result.Run != 0 {
		mustCheck(t, s, mustResume(t, s, result.Run))
	}
	found := map[string]lookback.IdentityProposal{}
	for _, p := range result.Proposed {
		found[p.Party.ID+" "+p.Other.ID] = p
	}
	return result, found
}

// Network parties are found among records and entries by identifiers and by names, with the evidence, and until somebody
// decides they open nothing (R9).
func TestIdentitiesAreProposed_R9(t *testing.T) {
	s := ringService(t)
	result, found := mustPropose(t, s)
	want := map[string]struct {
		class    lookback.TieClass
		strength lookback.Strength
		ids      int
	}{
		"P-1 crm/1":       {lookback.ClassSame, lookback.Identified, 1},
		"P-2 crm/2":       {lookback.ClassSame, lookback.NameOnly, 0},
		"P-3 crm/3":       {lookback.ClassUses, lookback.Corroborated, 1},
		"P-4 harbour/H-1": {lookback.ClassSame, lookback.NameOnly, 0},
	}
	if len(found) != len(want) || result.Records != 4 || result.Entries != 2 || result.Parties != 4 || result.Found != 4 || result.Known != 0 {
		t.Errorf("got %+v, want %d proposals", result, len(want))
	}
	for key, w := range want {
		if p := found[key]; p.Class != w.class || p.Evidence.Strength != w.strength || len(p.Identifiers) != w.ids || p.State != lookback.ProposalOpen {
			t.Errorf("%s: got %s, %s, identifiers %v, %s", key, p.Class, p.Evidence.Strength, p.Identifiers, p.State)
		}
	}
	if open := pathAlerts(t, s, store.PathAlertFilter{}); len(open) != 0 {
		t.Errorf("hypotheses opened %d alerts", len(open))
	}
	if again, _ := mustPropose(t, s); len(again.Proposed) != 0 || again.Known != 4 || again.Run != 0 {
		t.Errorf("a second time: got %+v, want nothing new", again)
	}
	if one, _ := mustPropose(t, s, "P-3"); one.Parties != 1 || one.Found != 1 {
		t.Errorf("one party: got %+v", one)
	}
	if _, err := s.ProposeIdentities(t.Context(), "A. Analyst", []string{"P-9"}, func(int, int) {}); !errors.Is(err, lookback.ErrNotFound) {
		t.Errorf("a party that is not held: got %v, want ErrNotFound", err)
	}
}

// whole is a confirmation that lacks nothing.
func whole(p lookback.IdentityProposal) IdentityRuling {
	return IdentityRuling{Proposal: p.ID, Person: "A. Analyst", Reasons: "compared both files", Contrary: lookback.Contrary{NoneFound: "A. Analyst"}, Grade: lookback.Grade{Source: 'B', Info: '2'}}
}

// R9, R25, R28, R29: an identity is confirmed by two people, after one looked for contrary information, and never from a name alone.
func TestConfirmingAnIdentityIsRefused_R9_R25_R28_R29(t *testing.T) {
	s := ringService(t)
	_, found := mustPropose(t, s)
	sure, nameOnly, thing := found["P-1 crm/1"], found["P-2 crm/2"], found["P-3 crm/3"]
	before := lastEvent(t, s).Position
	for name, c := range map[string]struct {
		of     lookback.IdentityProposal
		change func(*IdentityRuling)
		want   error
	}{
		"NameAlone":          {nameOnly, func(*IdentityRuling) {}, lookback.ErrDenied},
		"EmptyOverride":      {nameOnly, func(r *IdentityRuling) { r.Override = " " }, lookback.ErrInvalid},
		"NeedlessOverride":   {sure, func(r *IdentityRuling) { r.Override = "I know him" }, lookback.ErrInvalid},
		"OverrideOfAThing":   {thing, func(r *IdentityRuling) { r.Override = "I know it" }, lookback.ErrInvalid},
		"NobodyLooked":       {sure, func(r *IdentityRuling) { r.Contrary = lookback.Contrary{} }, lookback.ErrInvalid},
		"AnotherSigns":       {sure, func(r *IdentityRuling) { r.Contrary.NoneFound = "S. Supervisor" }, lookback.ErrDenied},
		"NoReasons":          {sure, func(r *IdentityRuling) { r.Reasons = " " }, lookback.ErrInvalid},
		"NoGrade":            {sure, func(r *IdentityRuling) { r.Grade = lookback.Grade{} }, lookback.ErrInvalid},
		"NoInformationGrade": {thing, func(r *IdentityRuling) { r.Grade.Info = 0 }, lookback.ErrInvalid},
		"Nobody":             {sure, func(r *IdentityRuling) { r.Person = "" }, lookback.ErrInvalid},
		"TheMachine":         {sure, func(r *IdentityRuling) { r.Person = "Lookback" }, lookback.ErrDenied},
		"NoSuchProposal":     {lookback.IdentityProposal{ID: 99}, func(*IdentityRuling) {}, lookback.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			r := whole(c.of)
			c.change(&r)
			if _, _, err := s.ConfirmIdentity(t.Context(), r); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if after := lastEvent(t, s).Position; after != before {
		t.Errorf("the journal went from %d to %d by what was refused", before, after)
	}
	second := func(person string) error {
		_, _, err := s.SecondIdentity(t.Context(), sure.ID, lookback.SecondReview{Person: person, Agrees: true, Reasons: "so do I"})
		return err
	}
	if err := second("S. Supervisor"); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("nobody confirmed it: got %v, want ErrConflict", err)
	}
	if p, run, err := s.ConfirmIdentity(t.Context(), whole(sure)); err != nil || p.State != lookback.ProposalSeconding || run != 0 {
		t.Errorf("got %+v, run %d, %v, want it to wait", p, run, err)
	}
	if open := pathAlerts(t, s, store.PathAlertFilter{}); len(open) != 0 {
		t.Errorf("a confirmation that waits opened %d alerts", len(open))
	}
	if err := second(" a.  ANALYST "); !errors.Is(err, lookback.ErrDenied) {
		t.Errorf("the same person: got %v, want ErrDenied", err)
	}
	if _, _, err := s.SecondIdentity(t.Context(), sure.ID, lookback.SecondReview{Person: "S. Supervisor", Agrees: true}); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("without reasons: got %v, want ErrInvalid", err)
	}
	if _, _, err := s.RefuseIdentity(t.Context(), nameOnly.ID, "A. Analyst", ""); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("refused without reasons: got %v, want ErrInvalid", err)
	}
}

// A confirmed identity is a tie by two people, over which paths run; a refusal withdraws the hypothesis.
func TestDecidedIdentities_R9_R28(t *testing.T) {
	s := ringService(t)
	_, found := mustPropose(t, s)
	sure, nameOnly, thing := found["P-1 crm/1"], found["P-2 crm/2"], found["P-3 crm/3"]
	if _, _, err := s.ConfirmIdentity(t.Context(), whole(sure)); err != nil {
		t.Fatal(err)
	}
	p, run, err := s.SecondIdentity(t.Context(), sure.ID, lookback.SecondReview{Person: "S. Supervisor", Agrees: true, Reasons: "read both files"})
	if err != nil || p.State != lookback.ProposalConfirmed {
		t.Fatalf("got %+v, %v", p, err)
	}
	mustCheck(t, s, mustResume(t, s, run))
	open := pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen})
	const words = "crm/1 is the same party as P-1 (Odalric Fenwick) (identity proposal 2, confirmed, B2, assessment), who works for Saltmarsh (entry harbour/H-2)"
	if len(open) != 1 || !strings.HasPrefix(open[0].Evidence.Words, strings.Replace(words, "proposal 2", fmt.Sprint("proposal ", sure.ID), 1)) {
		t.Errorf("got %d alerts: %+v", len(open), open)
	}
	p, run, err = s.ConfirmIdentity(t.Context(), IdentityRuling{Proposal: thing.ID, Person: "A. Analyst", Reasons: "his number", Grade: lookback.Grade{Source: 'B', Info: '3'}})
	if err != nil || p.State != lookback.ProposalConfirmed || run == 0 {
		t.Errorf("that somebody uses a thing: got %+v, run %d, %v", p, run, err)
	}
	refused, run, err := s.RefuseIdentity(t.Context(), nameOnly.ID, "A. Analyst", "another of the same name")
	if err != nil || refused.State != lookback.ProposalRefused {
		t.Errorf("got %+v, %v", refused, err)
	}
	mustCheck(t, s, mustResume(t, s, run))
	err = s.store.View(t.Context(), func(tx store.Tx) error {
		for id, standing := range map[string]bool{sure.HypothesisID(): false, sure.ConfirmedID(): true, thing.ConfirmedID(): true, nameOnly.HypothesisID(): false} {
			state, err := tx.GetTie(id, store.Now)
			if err != nil || (state.Until == 0) != standing {
				t.Errorf("tie %s: until %d, %v", id, state.Until, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := mustPropose(t, s); len(again.Proposed) != 0 || again.Known != 4 {
		t.Errorf("decided pairs: got %+v, want none proposed again", again)
	}
	mustStore(t, s, []lookback.Record{{Source: "crm", Key: "2", Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Tobias Marlowe"}}, Genders: []string{"male"}}}})
	if again, _ := mustPropose(t, s); len(again.Proposed) != 1 {
		t.Errorf("a refused pair with other evidence: got %+v, want it proposed anew", again)
	}
}

// R9: an identity may be confirmed without an identifier, with reasons that a second person agrees to; if they do not, it is refused.
func TestOverrideNeedsTwoPeople_R9(t *testing.T) {
	s := ringService(t)
	_, found := mustPropose(t, s)
	r := whole(found["P-2 crm/2"])
	r.Override = "the photographs are of one person"
	if p, _, err := s.ConfirmIdentity(t.Context(), r); err != nil || p.State != lookback.ProposalSeconding {
		t.Fatalf("got %+v, %v", p, err)
	}
	p, run, err := s.SecondIdentity(t.Context(), r.Proposal, lookback.SecondReview{Person: "S. Supervisor", Reasons: "they are not"})
	if err != nil || p.State != lookback.ProposalRefused {
		t.Fatalf("got %+v, %v", p, err)
	}
	mustResume(t, s, run)
	if _, _, err := s.ConfirmIdentity(t.Context(), r); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("a refused proposal is confirmed: got %v, want ErrConflict", err)
	}
}

// What a proposal rests on may change before it is decided; then it carries nothing.
func TestStaleProposalIsNotConfirmed(t *testing.T) {
	s := ringService(t)
	_, found := mustPropose(t, s)
	sure := found["P-1 crm/1"]
	if _, _, err := s.ConfirmIdentity(t.Context(), whole(sure)); err != nil {
		t.Fatal(err)
	}
	mustStore(t, s, []lookback.Record{{Source: "crm", Key: "1", Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Odalric Fenwick"}}}}})
	_, _, err := s.SecondIdentity(t.Context(), sure.ID, lookback.SecondReview{Person: "S. Supervisor", Agrees: true, Reasons: "so do I"})
	if !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
}

// The events commit to proposals and ties, and name nobody.
func TestIdentityEventsCommit(t *testing.T) {
	s := ringService(t)
	result, _ := mustPropose(t, s)
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		events, err := tx.Events(0, 0)
		i := slices.IndexFunc(events, func(e lookback.Event) bool { return e.Kind == lookback.EventIdentityProposed })
		e := events[i]
		proposals, err1 := tx.ProposalCommitments(e.Position)
		ties, err2 := tx.TieCommitments(e.Position)
		for _, want := range []string{journal.HexHash(journal.BatchRoot(proposals)), journal.HexHash(journal.BatchRoot(ties))} {
			if !strings.Contains(string(e.Body), want) {
				t.Errorf("event %s does not commit to what was stored with it", e.Body)
			}
		}
		if len(proposals) != len(result.Proposed) || strings.Contains(string(e.Body), "crm/1") || strings.Contains(string(e.Body), "Fenwick") {
			t.Errorf("%d commitments in %s", len(proposals), e.Body)
		}
		return errors.Join(err, err1, err2)
	})
	if err != nil {
		t.Error(err)
	}
}
