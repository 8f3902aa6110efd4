package api

import (
	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func discloseRoutes() []Route {
	return []Route{
		get("/disclosures", ReadCases, "List who got what, why and on which legal basis", Page[Disclosure]{}, answer(listDisclosures),
			pageQuery(Param{"case", "only those of this case"}, Param{"record", "only those in which this record is, of its case and exports: SOURCE/KEY"})...),
		get("/disclosures/{disclosure}", ReadCases, "Show a disclosure", Disclosure{}, answer(getDisclosure)),
		post("/cases/{case}/disclosures", Disclose, "Propose a disclosure; nothing leaves before others approve it", DisclosureOrder{}, Disclosure{}, command(proposeDisclosure)),
		post("/disclosures/{disclosure}/approve", SecondCases, "Approve a disclosure as another person, or refuse it", SecondOrder{}, Disclosure{}, command(approveDisclosure)),
		post("/disclosures/{disclosure}/send", Disclose, "Account for an approved disclosure and get the file for the recipient, once; no copy is kept", Nothing{}, Sent{}, command(sendDisclosure)),
		post("/disclosures/{disclosure}/recall", Disclose, "Tell the recipient not to use what it got", Reason{}, Notice{}, command(recallDisclosure)),
		post("/corrections", Disclose, "Tell everybody who got a record, with its case or in an export, that what they got is no longer right", CorrectionOrder{}, Told{}, command(correctRecord)),
		get("/notices", ReadCases, "List what recipients must be told and whether they were", Page[Notice]{}, answer(listNotices), pageQuery(Param{"state", "only those in this state: due, sent, acknowledged"})...),
		post("/notices/{notice}/told", Disclose, "Record that a notice went out, and how", Reason{}, Notice{}, command(noticeTold)),
		post("/notices/{notice}/acknowledge", Disclose, "Record what the recipient answered", Reason{}, Notice{}, command(noticeAcknowledged)),
	}
}

func listDisclosures(c *call) (Page[Disclosure], error) {
	number, err := c.queryNumber("case")
	if err != nil {
		return Page[Disclosure]{}, err
	}
	if record := c.query("record"); record != "" {
		if number != 0 {
			return Page[Disclosure]{}, &lookback.InputError{Field: "record", Reason: "a case and a record are asked for at once", Hint: "ask for one of them"}
		}
		all, err := c.Cases.ListDisclosuresOf(c.ctx(), record)
		if err != nil {
			return Page[Disclosure]{}, err
		}
		return sliced(c, all, DisclosureOf)
	}
	return numbered(c, func(after int64, limit int) ([]lookback.Disclosure, error) {
		return c.Cases.ListDisclosures(c.ctx(), store.KeptFilter{Subject: c.query("case"), AfterID: after, Limit: limit})
	}, func(x lookback.Disclosure) int64 { return x.ID }, DisclosureOf)
}

func getDisclosure(c *call) (out Disclosure, err error) {
	id, err := c.number("disclosure")
	if err != nil {
		return out, err
	}
	err = c.view(func(tx store.Tx) error {
		x, err := tx.Disclosures().Get(id, store.Now)
		out = DisclosureOf(x)
		return err
	})
	return out, err
}

// DisclosureOrder says who is to get what of a case, and why.
type DisclosureOrder struct {
	Recipient string   `json:"recipient"`
	Country   string   `json:"country,omitempty"` // whose office it is; empty for one of our own country
	Blocks    []string `json:"blocks"`            // identity, status, alerts, rulings, history
	Purpose   string   `json:"purpose"`
	Basis     string   `json:"basis"`
	Handling  string   `json:"handling"` // "TLP:AMBER PAP:AMBER"
}

func proposeDisclosure(c *call, in DisclosureOrder) (Disclosure, error) {
	id, err := c.number("case")
	if err != nil {
		return Disclosure{}, err
	}
	o := casework.DisclosureOrder{Case: id, Recipient: lookback.Recipient{Name: in.Recipient, Country: in.Country}, Purpose: in.Purpose, Basis: in.Basis, Person: c.caller.Person,
		Blocks: all(in.Blocks, func(b string) lookback.Block { return lookback.Block(b) })}
	if o.Handling, err = lookback.ParseHandling(in.Handling); err != nil {
		return Disclosure{}, err
	}
	x, err := c.Cases.ProposeDisclosure(c.ctx(), o)
	return DisclosureOf(x), err
}

func approveDisclosure(c *call, in SecondOrder) (Disclosure, error) {
	id, err := c.number("disclosure")
	if err != nil {
		return Disclosure{}, err
	}
	x, err := c.Cases.ApproveDisclosure(c.ctx(), casework.ApprovalOrder{Disclosure: id, Person: c.caller.Person, Agrees: in.Agrees, Reasons: in.Reasons})
	return DisclosureOf(x), err
}

// Sent is a disclosure that was accounted for, and the text of the file for the recipient, whose SHA-256 it names.
type Sent struct {
	Disclosure
	File string `json:"file"`
}

func sendDisclosure(c *call, _ Nothing) (Sent, error) {
	id, err := c.number("disclosure")
	if err != nil {
		return Sent{}, err
	}
	file, x, err := c.Cases.SendDisclosure(c.ctx(), id, c.caller.Person, EncodeDisclosed)
	return Sent{DisclosureOf(x), string(file)}, err
}

// Reason is why, in writing.
type Reason struct {
	Reason string `json:"reason"`
}

func recallDisclosure(c *call, in Reason) (Notice, error) {
	id, err := c.number("disclosure")
	if err != nil {
		return Notice{}, err
	}
	n, err := c.Cases.RecallDisclosure(c.ctx(), id, c.caller.Person, in.Reason)
	return NoticeOf(n, c.Now()), err
}

// CorrectionOrder says that what was given of a record is no longer right.
type CorrectionOrder struct {
	Record string `json:"record"`
	Reason string `json:"reason"` // goes to the recipients, and holds no name
}

// Told are the notices that an order made.
type Told struct {
	Notices []Notice `json:"notices"`
}

func correctRecord(c *call, in CorrectionOrder) (Told, error) {
	made, err := c.Cases.CorrectRecord(c.ctx(), in.Record, c.caller.Person, in.Reason)
	return Told{all(made, func(n lookback.Notice) Notice { return NoticeOf(n, c.Now()) })}, err
}

func listNotices(c *call) (Page[Notice], error) {
	state, err := oneOf(c, "state", lookback.NoticeDue, lookback.NoticeSent, lookback.NoticeAcknowledged)
	if err != nil {
		return Page[Notice]{}, err
	}
	return numbered(c, func(after int64, limit int) ([]lookback.Notice, error) {
		return c.Cases.ListNotices(c.ctx(), store.KeptFilter{State: string(state), AfterID: after, Limit: limit})
	}, func(n lookback.Notice) int64 { return n.ID }, func(n lookback.Notice) Notice { return NoticeOf(n, c.Now()) })
}

func noticeTold(c *call, in Reason) (Notice, error) {
	id, err := c.number("notice")
	if err != nil {
		return Notice{}, err
	}
	n, err := c.Cases.NoticeSent(c.ctx(), id, c.caller.Person, in.Reason)
	return NoticeOf(n, c.Now()), err
}

func noticeAcknowledged(c *call, in Reason) (Notice, error) {
	id, err := c.number("notice")
	if err != nil {
		return Notice{}, err
	}
	n, err := c.Cases.NoticeAcknowledged(c.ctx(), id, c.caller.Person, in.Reason)
	return NoticeOf(n, c.Now()), err
}
