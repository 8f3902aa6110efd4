package api

import (
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func workRoutes() []Route {
	return []Route{
		get("/queue", ReadCases, "List the open alerts to look at, and count those that a suppression or redress keeps away", AlertQueue{}, answer(listQueue), pageQuery(Param{"suppressed", "true: those that are kept away too"})...),
		get("/suppressions", ReadCases, "List suppressions, and of those that lapsed everything that changed", Page[Suppression]{}, answer(listSuppressions), pageQuery()...),
		post("/suppressions", SecondCases, "Approve, as the second person, that a false positive stays away until something it was ruled on changes", SuppressionOrder{}, Suppression{}, command(suppress)),
		post("/suppressions/{suppression}/lift", WorkCases, "End a suppression, so that its alert comes back", Reason{}, Suppression{}, command(liftSuppression)),
		get("/asked", ReadCases, "List tasks and enquiries, oldest first", Page[Asked]{}, answer(listAsked), pageQuery(Param{"case", "only those of this case"})...),
		post("/cases/{case}/asked", WorkCases, "Ask somebody something, or give one of us a task, with a day until which an answer is due", AskOrder{}, Asked{}, command(askInCase)),
		post("/asked/{asked}/answer", WorkCases, "Record what came of a task or an enquiry", AskedAnswer{}, Asked{}, command(answerAsked)),
		get("/cases/{case}/attachments", ReadCases, "List the files that belong to a case, by their hashes", Page[Attachment]{}, answer(listAttachments), pageQuery()...),
		post("/cases/{case}/attachments", WorkCases, "Name a file as belonging to a case by the hash of its bytes; the file stays where it is kept", AttachmentOrder{}, Attachment{}, command(attach)),
		get("/access", ReadJournal, "List who looked at what is sensitive, and why", Page[Access]{}, answer(listAccess), pageQuery(Param{"person", "only this person"})...),
	}
}

// AlertQueue is a page of the open alerts to look at, with how many of those that were looked at for it are kept away.
type AlertQueue struct {
	Page[QueuedAlert]
	Suppressed int `json:"kept_away_by_suppression"`
	Redressed  int `json:"kept_away_by_redress"`
}

// AlertQueueOf translates q.
func AlertQueueOf(q casework.Queue) AlertQueue {
	return AlertQueue{Page[QueuedAlert]{Items: all(q.Items, QueuedAlertOf)}, q.Suppressed, q.Redressed}
}

func listQueue(c *call) (AlertQueue, error) {
	limit, err := c.limit()
	if err != nil {
		return AlertQueue{}, err
	}
	var after lookback.EvidenceRef
	if text := c.query("after"); text != "" {
		if after, err = lookback.ParseEvidenceRef(text); err != nil {
			return AlertQueue{}, err
		}
	}
	suppressed, err := c.flag("suppressed")
	if err != nil {
		return AlertQueue{}, err
	}
	q, err := c.Cases.QueuePage(c.ctx(), casework.QueueFilter{Suppressed: suppressed}, after, limit)
	out := AlertQueueOf(q)
	if q.Next != (lookback.EvidenceRef{}) {
		out.Next = q.Next.String()
	}
	return out, err
}

// QueuedAlertOf translates i.
func QueuedAlertOf(i casework.Item) QueuedAlert {
	w := QueuedAlert{Alert: i.Ref.String(), Record: i.Record.Ref(), Case: i.Case, On: i.Alert.List + "/" + i.Alert.EntryID, Reason: i.Alert.Reason,
		Score:       max(i.Alert.Evidence.Score, i.Path.Evidence.Strength).Float(),
		Protections: all(i.Protections, func(p lookback.Protection) string { return string(p.Kind) }),
		Suppressed:  i.Suppressed.ID, Until: i.Suppressed.Expires, Lapsed: all(i.Lapsed, SuppressionOf), Redress: i.Redress.Number}
	if i.Ref.Kind == lookback.EvidencePathAlert {
		w.On, w.Reason = i.Path.Target.String(), i.Path.Reason
	}
	return w
}

func listSuppressions(c *call) (Page[Suppression], error) {
	return numbered(c, func(after int64, limit int) ([]lookback.Suppression, error) {
		return c.Cases.ListSuppressions(c.ctx(), store.KeptFilter{AfterID: after, Limit: limit})
	}, func(s lookback.Suppression) int64 { return s.ID }, SuppressionOf)
}

// SuppressionOrder asks that a false positive stays away.
type SuppressionOrder struct {
	Alert   string    `json:"alert"`
	Ruling  int64     `json:"ruling"` // that found the parties different, or the tie refuted
	Expires time.Time `json:"expires"`
}

func suppress(c *call, in SuppressionOrder) (Suppression, error) {
	alert, err := lookback.ParseEvidenceRef(in.Alert)
	if err != nil {
		return Suppression{}, err
	}
	s, err := c.Cases.Suppress(c.ctx(), casework.SuppressionOrder{Alert: alert, Ruling: in.Ruling, Expires: in.Expires, Approver: c.caller.Person})
	return SuppressionOf(s), err
}

func liftSuppression(c *call, in Reason) (Suppression, error) {
	id, err := c.number("suppression")
	if err != nil {
		return Suppression{}, err
	}
	s, err := c.Cases.LiftSuppression(c.ctx(), id, c.caller.Person, in.Reason)
	return SuppressionOf(s), err
}

func listAsked(c *call) (Page[Asked], error) {
	if _, err := c.queryNumber("case"); err != nil {
		return Page[Asked]{}, err
	}
	return numbered(c, func(after int64, limit int) ([]lookback.Asked, error) {
		return c.Cases.ListAsked(c.ctx(), store.KeptFilter{Subject: c.query("case"), AfterID: after, Limit: limit})
	}, func(x lookback.Asked) int64 { return x.ID }, c.asked)
}

func (c *call) asked(x lookback.Asked) Asked { return AskedOf(x, c.Now()) }

// AskOrder says who is asked what, and until when an answer is due.
type AskOrder struct {
	Kind     string    `json:"kind"` // task, enquiry
	Of       string    `json:"of"`
	Question string    `json:"question"`
	Due      time.Time `json:"due"`
}

func askInCase(c *call, in AskOrder) (Asked, error) {
	id, err := c.number("case")
	if err != nil {
		return Asked{}, err
	}
	x, err := c.Cases.Ask(c.ctx(), casework.AskOrder{Case: id, Kind: lookback.EnquiryKind(in.Kind), Of: in.Of, Question: in.Question, Due: in.Due, Actor: c.caller.Person})
	return c.asked(x), err
}

// AskedAnswer is what came of a task or an enquiry.
type AskedAnswer struct {
	Text      string `json:"text"`
	Withdrawn bool   `json:"withdrawn"` // nobody waits for an answer any more
}

func answerAsked(c *call, in AskedAnswer) (Asked, error) {
	id, err := c.number("asked")
	if err != nil {
		return Asked{}, err
	}
	x, err := c.Cases.Answer(c.ctx(), id, c.caller.Person, in.Text, in.Withdrawn)
	return c.asked(x), err
}

func listAttachments(c *call) (Page[Attachment], error) {
	id, err := c.number("case")
	if err != nil {
		return Page[Attachment]{}, err
	}
	held, err := c.Cases.ListAttachments(c.ctx(), id)
	if err != nil {
		return Page[Attachment]{}, err
	}
	return sliced(c, held, AttachmentOf)
}

// AttachmentOrder names a file.
type AttachmentOrder struct {
	Name  string `json:"name"`
	Hash  string `json:"hash"` // SHA-256 of its bytes
	Size  int64  `json:"size"`
	Where string `json:"where"` // where it is kept
	Note  string `json:"note,omitempty"`
}

func attach(c *call, in AttachmentOrder) (Attachment, error) {
	id, err := c.number("case")
	if err != nil {
		return Attachment{}, err
	}
	x, err := c.Cases.Attach(c.ctx(), lookback.Attachment{CaseID: id, Name: in.Name, Hash: in.Hash, Size: in.Size, Where: in.Where, Note: in.Note, By: c.caller.Person})
	return AttachmentOf(x), err
}

func listAccess(c *call) (Page[Access], error) {
	return numbered(c, func(after int64, limit int) ([]lookback.Access, error) {
		return c.Cases.ListAccess(c.ctx(), store.KeptFilter{Subject: c.query("person"), AfterID: after, Limit: limit})
	}, func(x lookback.Access) int64 { return x.ID }, AccessOf)
}

// Back translates s back.
func (s Suppression) Back() lookback.Suppression {
	alert, _ := lookback.ParseEvidenceRef(s.Alert) // unreachable: a server names evidence as everybody does
	return lookback.Suppression{ID: s.Suppression, Alert: alert, Ruling: s.Ruling, Person: s.Person, Approver: s.Approver, Made: s.Made, Expires: s.Expires,
		State: lookback.SuppressionState(s.State), Why: s.Why, Successors: evidenceBack(s.Successors)}
}

// Back translates a back.
func (a Asked) Back() lookback.Asked {
	return lookback.Asked{ID: a.Asked, CaseID: a.Case, Kind: lookback.EnquiryKind(a.Kind), Of: a.Of, Question: a.Question, By: a.By, Made: a.Made, Due: a.Due,
		State: lookback.AskedState(a.State), Answer: lookback.Approval{Reasons: a.Answer}, Position: a.Position}
}

// Back translates a back.
func (a Attachment) Back() lookback.Attachment {
	return lookback.Attachment{ID: a.Attachment, CaseID: a.Case, Name: a.Name, Hash: a.Hash, Size: a.Size, Where: a.Where, Note: a.Note, By: a.By, Added: a.Added, Position: a.Position}
}

// Back translates a back.
func (a Access) Back() lookback.Access {
	return lookback.Access{ID: a.Access, Person: a.Person, Action: lookback.AccessAction(a.Action), What: a.What, Purpose: a.Purpose, RecordID: a.Record, Time: a.Time, Position: a.Position}
}
