package api

import (
	"encoding/hex"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func directiveRoutes() []Route {
	return []Route{
		get("/directives", ReadCases, "List directives, with the state of each", Page[Directive]{}, answer(listDirectives), pageQuery()...),
		get("/directives/{directive}", ReadCases, "Show a directive with its signature", Directive{}, answer(getDirective)),
		get("/directives/{directive}/effect", ReadCases, "Report how a directive falls by nationality on the alerts that are open now", DirectiveReport{}, answer(getDirectiveEffect)),
		post("/directives", ProposePolicy, "Propose heightened scrutiny of open alerts; it has no effect before another person signs it", DirectiveOrder{}, Directive{}, command(proposeDirective)),
		post("/directives/{directive}/draft", ApprovePolicy, "Get the text that the caller would sign now; nothing is recorded, and the private key stays with its owner", Nothing{}, DirectiveDraft{}, command(draftDirective)),
		post("/directives/{directive}/approve", ApprovePolicy, "Approve a directive with the signature of its draft; refused for the person who proposed it", DirectiveApproval{}, Directive{}, command(approveDirective)),
	}
}

func listDirectives(c *call) (Page[Directive], error) {
	var held []lookback.Directive
	err := c.view(func(tx store.Tx) (err error) {
		held, err = tx.DirectivesAt(store.Now)
		return err
	})
	if err != nil {
		return Page[Directive]{}, err
	}
	return sliced(c, held, c.directive)
}

func (c *call) directive(d lookback.Directive) Directive { return DirectiveOf(d, c.Now()) }

func getDirective(c *call) (Directive, error) {
	id, err := c.number("directive")
	if err != nil {
		return Directive{}, err
	}
	var d lookback.Directive
	err = c.view(func(tx store.Tx) error {
		d, err = tx.GetDirective(id, store.Now)
		return err
	})
	return c.directive(d), err
}

// DirectiveReport is how a directive falls by nationality.
type DirectiveReport struct {
	Directive int64             `json:"directive"`
	State     string            `json:"state"`
	Effect    []DirectiveEffect `json:"effect"`
	Title     string            `json:"title"`
}

func getDirectiveEffect(c *call) (DirectiveReport, error) {
	id, err := c.number("directive")
	if err != nil {
		return DirectiveReport{}, err
	}
	d, effect, err := c.Screening.DirectiveEffect(c.ctx(), id)
	return DirectiveReport{Directive: d.ID, State: string(d.State(c.Now())), Title: d.Title, Effect: DirectiveEffectsOf(effect)}, err
}

// DirectiveOrder is a directive as a person proposes it.
type DirectiveOrder struct {
	Title          string    `json:"title"`
	LegalBasis     string    `json:"legal_basis"`
	Reason         string    `json:"reason"`
	About          string    `json:"about"` // "network:ferry class:moved-by arrived:2026-01..2026-06"
	Nationalities  []string  `json:"nationalities,omitempty"`
	ReviewLevel    string    `json:"review_level"`
	SecondReviewer bool      `json:"second_reviewer"`
	Order          string    `json:"order"`
	From           time.Time `json:"from,omitzero"` // from its approval on when left out
	Until          time.Time `json:"until"`
}

// DirectiveOrderOf translates d as a proposal.
func DirectiveOrderOf(d lookback.Directive) DirectiveOrder {
	return DirectiveOrder{Title: d.Title, LegalBasis: d.LegalBasis, Reason: d.Reason, About: d.About.String(), Nationalities: d.Nationalities, ReviewLevel: d.Care.Level.String(),
		SecondReviewer: d.Care.SecondReviewer, Order: d.Care.Order.String(), From: d.From, Until: d.Until}
}

// Back translates o back. ErrInvalid: a part of it cannot be.
func (o DirectiveOrder) Back() (d lookback.Directive, err error) {
	d = lookback.Directive{Title: o.Title, LegalBasis: o.LegalBasis, Reason: o.Reason, Nationalities: o.Nationalities, From: o.From, Until: o.Until}
	d.Care.SecondReviewer = o.SecondReviewer
	if d.About, err = lookback.ParseSelection(o.About); err != nil {
		return d, err
	}
	if d.Care.Level, err = lookback.ParseReviewLevel(o.ReviewLevel); err != nil {
		return d, err
	}
	d.Care.Order, err = lookback.ParseReviewOrder(o.Order)
	return d, err
}

func proposeDirective(c *call, in DirectiveOrder) (Directive, error) {
	d, err := in.Back()
	if err != nil {
		return Directive{}, err
	}
	d, err = c.Screening.ProposeDirective(c.ctx(), c.caller.Person, d)
	return c.directive(d), err
}

// DirectiveDraft is what a person would sign.
type DirectiveDraft struct {
	Directive Directive `json:"directive"`
	Text      string    `json:"text"` // whose bytes are signed with Ed25519
}

func draftDirective(c *call, _ Nothing) (DirectiveDraft, error) {
	id, err := c.number("directive")
	if err != nil {
		return DirectiveDraft{}, err
	}
	d, err := c.Screening.DraftDirective(c.ctx(), id, c.caller.Person)
	return DirectiveDraft{c.directive(d), string(d.SigningBytes())}, err
}

// DirectiveApproval is the signature of a draft: its time, the public key and the signature, in hexadecimal digits.
type DirectiveApproval struct {
	Signed    time.Time `json:"signed"`
	Key       string    `json:"key"`
	Signature string    `json:"signature"`
}

func approveDirective(c *call, in DirectiveApproval) (Directive, error) {
	id, err := c.number("directive")
	if err != nil {
		return Directive{}, err
	}
	signed := screening.SignedDirective{ID: id, Approver: c.caller.Person, At: in.Signed}
	if signed.Key, err = hexField("key", in.Key); err != nil {
		return Directive{}, err
	}
	if signed.Signature, err = hexField("signature", in.Signature); err != nil {
		return Directive{}, err
	}
	d, err := c.Screening.ApproveSigned(c.ctx(), signed)
	return c.directive(d), err
}

func hexField(field, text string) ([]byte, error) {
	b, err := hex.DecodeString(text)
	if err != nil {
		return nil, &lookback.InputError{Field: field, Reason: fmt.Sprintf("%q is not written in hexadecimal digits", text)}
	}
	return b, nil
}

// Back translates d back, as far as people are told.
func (d Directive) Back() (out lookback.Directive, err error) {
	out = lookback.Directive{ID: d.ID, Title: d.Title, LegalBasis: d.LegalBasis, Reason: d.Reason, Nationalities: d.Nationalities, Author: d.Author, Approver: d.Approver,
		Signed: d.Signed, From: d.From, Until: d.Until, Position: d.Position, Reported: all(d.Reported, func(e DirectiveEffect) lookback.DirectiveEffect { return lookback.DirectiveEffect(e) })}
	out.Care.SecondReviewer = d.SecondReviewer
	if out.About, err = lookback.ParseSelection(d.About); err != nil {
		return out, err
	}
	if out.Care.Level, err = lookback.ParseReviewLevel(d.ReviewLevel); err != nil {
		return out, err
	}
	if out.Care.Order, err = lookback.ParseReviewOrder(d.Order); err != nil {
		return out, err
	}
	if out.Key, err = hexField("key", d.Key); err != nil {
		return out, err
	}
	out.Signature, err = hexField("signature", d.Signature)
	return out, err
}
