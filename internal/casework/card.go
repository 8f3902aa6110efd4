package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// CardBlock is one part of a subject card: what is known, in sentences, or that somebody looked and there is nothing.
type CardBlock struct {
	Key       string
	Title     string
	Words     []string
	NoneKnown bool
}

// Card is the one page about the subject of a case (R30). It is not printed with a part missing: see Validate.
type Card struct {
	Case     int64
	Record   string
	AsOf     time.Time
	Position int64
	Handling lookback.Handling
	Blocks   []CardBlock
}

// blockPlan is a block that every card has, and how it is filled. A block that must is never marked "none known".
type blockPlan struct {
	key, title string
	must       bool
	fill       func(*cardDesk) []string
}

// cardPlan lists the ten blocks of every card, in their order.
func cardPlan() []blockPlan {
	return []blockPlan{
		{"identity", "Who this is, and why we think so", true, (*cardDesk).identity},
		{"surfaced", "Why the record came up now, and what was known before", true, (*cardDesk).surfaced},
		{"tie", "The ties, hop by hop", false, (*cardDesk).ties},
		{"known", "Known, assessed, not known", true, (*cardDesk).known},
		{"contrary", "What points away", false, (*cardDesk).contrary},
		{"not-shown", "What this card does not show", true, (*cardDesk).notShown},
		{"status", "Where the case stands", true, (*cardDesk).status},
		{"protection", "Protection and restrictions", false, (*cardDesk).protection},
		{"legal", "Legal basis, permitted action, handling", true, (*cardDesk).legal},
		{"owner", "Owner, next review, redress", true, (*cardDesk).owner},
	}
}

// Validate reports as ErrInvalid a card on which one of the ten blocks is missing, empty or out of place. What is empty is
// marked "none known", so that a reader can tell it from what was forgotten.
func (c Card) Validate() error {
	plan := cardPlan()
	for i, p := range plan {
		if i >= len(c.Blocks) || c.Blocks[i].Key != p.key {
			return &lookback.InputError{Field: p.key, Reason: fmt.Sprintf("block %d of the subject card, %q, is missing", i+1, p.title), Hint: "a card is whole or not printed"}
		}
		b := c.Blocks[i]
		empty := len(b.Words) == 0 || slices.ContainsFunc(b.Words, func(w string) bool { return strings.TrimSpace(w) == "" })
		if b.NoneKnown == !empty || p.must && b.NoneKnown {
			return &lookback.InputError{Field: p.key, Reason: fmt.Sprintf("block %d of the subject card, %q, is empty", i+1, p.title), Hint: `say what is known, or mark it "none known" where that can be`}
		}
	}
	if len(c.Blocks) > len(plan) {
		return &lookback.InputError{Field: "blocks", Reason: "a subject card has ten blocks and no more"}
	}
	return nil
}

// Markdown returns the card for people. It returns ErrInvalid for a card that is not whole.
func (c Card) Markdown() (string, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Subject card: case %d, record %s\n\n%s. As of %s, position %d of the journal.\n", c.Case, escape(c.Record), c.Handling, c.AsOf.Format(time.RFC3339), c.Position)
	for i, block := range c.Blocks {
		fmt.Fprintf(&b, "\n## %d. %s\n\n", i+1, block.Title)
		if block.NoneKnown {
			b.WriteString("None known.\n")
		}
		for _, w := range block.Words {
			fmt.Fprintf(&b, "- %s\n", escape(w))
		}
	}
	return b.String(), nil
}

// escape keeps what sources write from being read as markup or as another line.
func escape(text string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "\\", `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;", "[", `\[`, "#", `\#`).Replace(text)
}

// Card returns the subject card of a case as of now to a reader with a purpose, which is recorded (R36). ErrNotFound: there is
// no such case, or its record was erased. ErrInvalid: there is no purpose, or a block is missing.
func (s *Service) Card(ctx context.Context, caseID int64, r Reader) (c Card, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		d, err := s.cardDesk(tx, caseID)
		if err != nil {
			return err
		}
		if c = d.card(); d.err != nil {
			return d.err
		}
		return s.look(tx, r, d.record.ID, lookback.AccessRead, fmt.Sprintf("subject card of case %d", caseID))
	})
	if err != nil {
		return Card{}, err
	}
	return c, c.Validate()
}

// cardDesk is what a card is made of. The first error of a block is kept and spoils the card.
type cardDesk struct {
	*desk
	position int64
	asOf     time.Time
	dossier
	rulings  []lookback.Ruling
	versions []lookback.Record
	alerts   []lookback.Alert     // of the record, by ID
	paths    []lookback.PathAlert // likewise
	err      error
}

func (s *Service) cardDesk(tx store.Tx, caseID int64) (*cardDesk, error) {
	base, err := s.desk(tx, caseID)
	if err != nil {
		return nil, err
	}
	d := &cardDesk{desk: base, dossier: dossier{file: base.file}}
	read := func(step func() error) {
		if err == nil {
			err = step()
		}
	}
	read(func() (e error) { d.position, e = tx.Position(); return })
	read(func() error { last, e := tx.GetEvent(d.position); d.asOf = last.Time; return e })
	read(func() (e error) { d.history, e = tx.CaseHistory(caseID, store.Now); return })
	read(func() (e error) { d.rulings, e = tx.RulingsOf(caseID, store.Now); return })
	read(func() (e error) { d.versions, e = tx.RecordVersions(d.record.ID); return })
	read(func() (e error) {
		d.alerts, e = tx.ListAlerts(store.AlertFilter{RecordID: d.record.ID})
		return
	})
	read(func() (e error) {
		d.paths, e = tx.ListPathAlerts(store.PathAlertFilter{RecordID: d.record.ID})
		return
	})
	return d, err
}

func (d *cardDesk) card() Card {
	c := Card{Case: d.desk.file.ID, Record: d.record.Ref(), AsOf: d.asOf, Position: d.position, Handling: d.handling()}
	for _, p := range cardPlan() {
		words := p.fill(d)
		c.Blocks = append(c.Blocks, CardBlock{Key: p.key, Title: p.title, Words: words, NoneKnown: len(words) == 0 && !p.must})
	}
	return c
}

// handling returns the narrowest handling of everything on the card. Where nothing says, it is amber: about a person.
func (d *cardDesk) handling() lookback.Handling {
	h := lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}
	for _, a := range d.paths {
		h = h.Strictest(a.Evidence.Handling)
	}
	return h
}

// must keeps the first error and returns the value.
func must[T any](d *cardDesk) func(T, error) T {
	return func(v T, err error) T {
		if d.err == nil {
			d.err = err
		}
		return v
	}
}
