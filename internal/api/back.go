package api

import (
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// Back translates p back. Dates are read as a source would write them.
func (p Party) Back() lookback.Party {
	out := lookback.Party{Kind: lookback.PartyKind(p.Kind), Births: all(p.Births, lookback.ParseDate), BirthPlaces: p.BirthPlaces,
		Nationalities: p.Nationalities, Countries: p.Countries, Genders: p.Genders}
	for _, n := range p.Names {
		out.Names = append(out.Names, lookback.Name{Full: n.Full, Type: lookback.NameType(n.Type), Weak: n.Weak})
	}
	for _, i := range p.Identifiers {
		out.Identifiers = append(out.Identifiers, lookback.Identifier(i))
	}
	for _, a := range p.Addresses {
		out.Addresses = append(out.Addresses, lookback.Address(a))
	}
	return out
}

// Back translates e back.
func (e Edition) Back() lookback.Edition {
	out := lookback.Edition{ID: e.Edition, List: e.List, Seq: e.Seq, Published: e.Published, Imported: e.Imported, Position: e.Position,
		Format: e.Format, Parser: e.Parser, Counts: lookback.EditionCounts{Entries: e.Entries, Names: e.Names, NotRead: e.NotRead,
			Added: e.Added, Amended: e.Amended, Removed: e.Removed, Problems: e.Problems}}
	for _, f := range e.Files {
		out.Files = append(out.Files, lookback.RawFile(f))
	}
	return out
}

// Back translates e back.
func (e Entry) Back() lookback.Entry {
	out := lookback.Entry{List: e.List, ID: e.Entry, Party: e.Party.Back(), Programmes: e.Programmes, ListedOn: lookback.ParseDate(e.ListedOn),
		Remarks: e.Remarks, NotRead: e.NotRead, Links: e.Links}
	for _, f := range e.Extra {
		out.Extra = append(out.Extra, lookback.Field(f))
	}
	return out
}

// Back translates c back. What the entry was and is stays with the server.
func (c Change) Back() lookback.EntryChange {
	out := lookback.EntryChange{ID: c.Entry, Kind: lookback.ChangeKind(c.Change)}
	for _, f := range c.Fields {
		out.Fields = append(out.Fields, lookback.FieldChange(f))
	}
	return out
}

// Back translates e back. Its words follow from the rest.
func (e Evidence) Back() lookback.Evidence {
	out := lookback.Evidence{Score: lookback.Score(e.Score), Strength: lookback.Strength(e.Strength), Priority: e.Priority, Matcher: e.Matcher,
		Name: lookback.NameEvidence{Left: e.Name.Left, Right: e.Name.Right, RightWeak: e.Name.RightWeak, Score: lookback.Score(e.Name.Score),
			LeftOnly: all(e.Name.LeftOnly, TokenLeft.back), RightOnly: all(e.Name.RightOnly, TokenLeft.back), Rules: e.Name.Rules}}
	for _, p := range e.Name.Pairs {
		out.Name.Pairs = append(out.Name.Pairs, lookback.TokenPair{Left: p.Left, Right: p.Right, Relation: p.Relation, Rule: p.Rule, Similarity: lookback.Score(p.Similarity)})
	}
	for _, f := range e.Fields {
		out.Fields = append(out.Fields, lookback.FieldEvidence{Field: f.Field, Outcome: lookback.Outcome(f.Outcome), Left: f.Left, Right: f.Right, Rule: f.Rule, Factor: lookback.Score(f.Factor)})
	}
	return out
}

func (t TokenLeft) back() lookback.TokenLeft { return lookback.TokenLeft(t) }

// Back translates h back.
func (h Hit) Back() screening.Hit {
	return screening.Hit{Evidence: h.Evidence.Back(), Entry: lookback.Entry{List: h.List, ID: h.Entry, Party: lookback.Party{Names: []lookback.Name{{Full: h.Name}}}}}
}

// Back translates r back.
func (r Run) Back() lookback.Run {
	return lookback.Run{ID: r.ID, Trigger: lookback.Trigger(r.Trigger), Cause: r.Cause, State: lookback.RunState(r.State), By: r.By,
		Mandate:  lookback.Mandate{Routine: r.Routine, Purpose: r.Purpose, Authority: r.Authority, Approver: r.Approver, Expires: r.Expires},
		Position: r.Position, Policy: r.Policy, Matcher: r.Matcher, Started: r.StartedAt, Finished: r.FinishedAt,
		Counts: lookback.RunCounts{Changes: r.Changes, InScope: r.InScope, Searched: r.Searched, Excluded: r.Excluded, ExcludedWhy: r.ExcludedWhy,
			Affected: r.Affected, AlertsOpened: r.AlertsOpened, AlertsEnded: r.AlertsEnded, AlertsChanged: r.AlertsChanged}}
}

// Back translates a back.
func (a Alert) Back() lookback.Alert {
	return lookback.Alert{ID: a.ID, RecordID: a.RecordID, RecordVersion: a.RecordVersion, List: a.List, EntryID: a.Entry, State: lookback.AlertState(a.State),
		Reason: a.Reason, Opened: a.Opened, Changed: a.Changed, RunID: a.Run, Evidence: a.Evidence.Back()}
}

// Back translates r back.
func (r Record) Back() lookback.Record {
	out := lookback.Record{ID: r.ID, Version: r.Version, Position: r.Position, Arrived: r.Arrived, Party: r.Party.Back()}
	out.Source, out.Key, _ = lookback.ParseRecordRef(r.Record) // unreachable: a server refers to a record as everybody does
	return out
}

// Back translates p back.
func (p Policy) Back() lookback.Policy {
	out := lookback.Policy{Version: p.Version, State: lookback.PolicyState(p.State), Threshold: lookback.Score(p.Threshold), Lists: p.Lists, Reason: p.Reason,
		Proposer: p.Proposer, Approver: p.Approver, Position: p.Position, DisparityLimit: lookback.Score(p.DisparityLimit)}
	if e := p.Effect; e != nil {
		out.Effect = lookback.PolicyEffect{Measured: true, Position: e.Position, Records: e.Records, Enter: e.Enter, Leave: e.Leave, Stay: e.Stay,
			Digest: e.Digest, Disparity: lookback.Score(e.Disparity), DisparityCulture: e.DisparityCulture}
	}
	return out
}

// node reads a reference that the server wrote; the zero one where it wrote none.
func node(text string) lookback.NodeRef {
	n, _ := lookback.ParseNodeRef(text) // empty for a cause without a party
	return n
}

// Back translates e back.
func (e PathEvidence) Back() lookback.PathEvidence {
	out := lookback.PathEvidence{Words: e.Words, Caveats: e.Caveats, Strength: lookback.Score(e.Strength), Combined: lookback.Score(e.Combined), Paths: e.Paths,
		Independent: e.Independent, Ceiling: lookback.Ceiling(e.Ceiling), Historic: e.Historic,
		Handling: lookback.Handling{Sharing: lookback.TLP(e.Sharing), Action: lookback.PAP(e.Action)},
		BaseRate: lookback.PathBaseRate{Records: e.AsStrong, Of: e.OfRecords}, NotExamined: e.NotExamined,
		Cause: lookback.PathCause{Kind: e.Cause.Kind, Ties: e.Cause.Ties, Node: node(e.Cause.Node)}, On: day(e.On), Graph: e.Rules}
	for _, h := range e.Hops {
		out.Hops = append(out.Hops, lookback.PathHop{Tie: h.Tie, From: node(h.From), To: node(h.To), Class: lookback.TieClass(h.Class), Forward: h.Forward,
			Began: lookback.ParseDate(h.Began), Ended: lookback.ParseDate(h.Ended), Source: h.Source, Grade: h.Grade, Kind: lookback.TieKind(h.Kind), Over: h.Over, Overdue: h.Overdue})
	}
	return out
}

// day reads a day that the server wrote.
func day(text string) lookback.Day {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0 // unreachable: a server writes days as everybody does
	}
	return lookback.DayOf(t)
}

// Back translates a back.
func (a PathAlert) Back() lookback.PathAlert {
	return lookback.PathAlert{ID: a.ID, Record: a.Record, Target: node(a.Target), State: lookback.AlertState(a.State),
		Reason: a.Reason, Opened: a.Opened, Changed: a.Changed, RunID: a.Run, Evidence: a.Evidence.Back()}
}

// Back translates a back.
func (a PathAnswer) Back() screening.PathAnswer {
	out := screening.PathAnswer{Of: node(a.Of), Position: a.Position, On: day(a.On)}
	for _, p := range a.Paths {
		out.Found = append(out.Found, screening.PathFound{Target: node(p.Target), Evidence: p.PathEvidence.Back()})
	}
	s := &out.Stats
	s.Looked, s.NotExamined, s.Beyond, s.Hubs, s.Hypotheses, s.Lapsed = a.Looked, a.NotExamined, a.Beyond, a.Hubs, a.Hypotheses, a.Lapsed
	return out
}

// Back translates t back. ErrInvalid: a part of it cannot be.
func (t Tie) Back() (out lookback.Tie, err error) {
	out = lookback.Tie{ID: t.ID, Class: lookback.TieClass(t.Class), Knowledge: lookback.Knowledge(t.Knowledge), From: lookback.ParseDate(t.From), To: lookback.ParseDate(t.To),
		AssertedBy: t.AssertedBy, Source: t.Source, Origin: t.Origin, Kind: lookback.TieKind(t.Kind), Recorded: t.Recorded, ReviewBy: t.ReviewBy,
		Handling: lookback.Handling{Sharing: lookback.TLP(t.Sharing), Action: lookback.PAP(t.Action), Note: t.Conditions},
		Supports: t.Supports, Opposes: t.Opposes, Supersedes: t.Supersedes, Note: t.Note, Position: t.Position}
	if out.Subject, err = lookback.ParseNodeRef(t.Subject); err != nil {
		return out, err
	}
	if out.Object, err = lookback.ParseNodeRef(t.Object); err != nil {
		return out, err
	}
	if t.Grade != "" {
		if out.Grade, err = lookback.ParseGrade(t.Grade); err != nil {
			return out, err
		}
	}
	out.Share, err = lookback.ParseShare(t.Share)
	return out, err
}

// Back translates t back.
func (t TieDetail) Back() (store.TieState, error) {
	tie, err := t.Tie.Back()
	s := store.TieState{Tie: tie, Until: t.Until, SupersededBy: t.SupersededBy}
	if t.RetractedBy != "" {
		s.Retraction = lookback.Retraction{Tie: t.ID, By: t.RetractedBy, Reason: t.Reason, Recorded: t.Retracted}
	}
	return s, err
}

// Back translates c back.
func (c Case) Back() lookback.Case {
	ground, _ := lookback.ParseEvidenceRef(c.Ground) // unreachable: a server names evidence as everybody does
	return lookback.Case{ID: c.Case, RecordID: c.Record, Ground: ground, Identity: lookback.AxisValue(c.Identity), Tie: lookback.AxisValue(c.Tie),
		Whereabouts: lookback.AxisValue(c.Whereabouts), Outcome: lookback.AxisValue(c.Outcome), Workflow: lookback.AxisValue(c.Workflow),
		Threat: lookback.AxisValue(c.Threat), Assignee: c.Assignee, Opened: c.Opened, Changed: c.Changed}
}

// Back translates e back.
func (e CaseEntry) Back() lookback.CaseEntry {
	out := lookback.CaseEntry{Position: e.Position, Kind: lookback.CaseEntryKind(e.Kind), Actor: e.Actor, Recorded: e.Recorded, Assignee: e.Assignee, Text: e.Text}
	if ch := e.Change; ch != nil {
		out.Change = lookback.AxisChange{Axis: lookback.Axis(ch.Axis), From: lookback.AxisValue(ch.From), To: lookback.AxisValue(ch.To), Actor: e.Actor, Reason: ch.Reason,
			Evidence: evidenceBack(ch.Evidence), Source: ch.Source, Legal: lookback.Legal{Nature: lookback.LegalNature(ch.Nature), Basis: ch.Basis},
			Of: ch.Of, Ruling: ch.Ruling, Time: ch.Since, Recorded: e.Recorded}
	}
	return out
}

// Back translates r back.
func (r Ruling) Back() lookback.Ruling {
	return lookback.Ruling{ID: r.Ruling, CaseID: r.Case, State: lookback.RulingState(r.State), Axis: lookback.Axis(r.Axis), From: lookback.AxisValue(r.From), To: lookback.AxisValue(r.To),
		Person: r.Person, Reasons: r.Reasons, Contrary: lookback.Contrary{Considered: r.Contrary, NoneFound: r.NoneFound}, Override: r.Override,
		Evidence: evidenceBack(r.Evidence), Recorded: r.Recorded, Needs: r.Needs, Second: lookback.SecondReview{Person: r.Second, Reasons: r.SecondReasons}, Position: r.Position}
}

func evidenceBack(refs []string) []lookback.EvidenceRef {
	return all(refs, func(text string) lookback.EvidenceRef {
		ref, _ := lookback.ParseEvidenceRef(text) // unreachable: a server names evidence as everybody does
		return ref
	})
}

// Back translates e back.
func (e Event) Back() lookback.Event {
	return lookback.Event{Position: e.Position, Time: e.Time, Kind: lookback.EventKind(e.Kind), Actor: e.Actor, Subject: e.Subject, Body: e.Body}
}
