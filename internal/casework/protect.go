package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// ProtectionOrder asks that a record be protected.
type ProtectionOrder struct {
	Record string // SOURCE/KEY
	Kind   lookback.ProtectionKind
	Source string
	Since  time.Time
	Person string
}

// Protect sets a protection on a record. One person may. ErrConflict: the record has it. ErrInvalid: kind, source or
// date is missing.
func (s *Service) Protect(ctx context.Context, o ProtectionOrder) (set lookback.Protection, err error) {
	if o.Person, err = person(o.Person); err != nil {
		return set, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		record, err := recordNamed(tx, o.Record)
		if err != nil {
			return err
		}
		set = lookback.Protection{RecordID: record.ID, Kind: o.Kind, Source: o.Source, Since: o.Since.UTC(), SetBy: o.Person, Recorded: s.now().UTC(), State: lookback.ProtectionInForce}
		if err := set.Validate(); err != nil {
			return err
		}
		held, err := protectionsOf(tx, record.ID, store.Now)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(held, func(p lookback.Protection) bool { return p.Kind == o.Kind }); i >= 0 {
			return fmt.Errorf("protection %d of %s says so already: %w", held[i].ID, o.Record, lookback.ErrConflict)
		}
		set, err = s.putProtection(tx, set, lookback.EventProtected, o.Person)
		return err
	})
	return set, err
}

// LiftProtection lifts a protection, which takes two people: the first one asks for it, and until the second one has
// agreed, by calling it too, the protection holds. ErrDenied: it is the same person (R28).
func (s *Service) LiftProtection(ctx context.Context, record string, id int64, actor, reason string) (p lookback.Protection, err error) {
	if actor, err = person(actor); err != nil {
		return p, err
	}
	if reason, err = written("reason", reason); err != nil {
		return p, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if p, err = findProtection(tx, record, id); err != nil {
			return err
		}
		said := lookback.Approval{Person: actor, Reasons: reason, Recorded: s.now().UTC()}
		switch {
		case p.State == lookback.ProtectionInForce:
			p.State, p.Lifting = lookback.ProtectionLifting, said
		case screening.SamePerson(p.Lifting.Person, actor):
			return fmt.Errorf("%s asked for lifting it; a second person must agree: %w", p.Lifting.Person, lookback.ErrDenied)
		default:
			p.State, p.Lifted = lookback.ProtectionLifted, said
		}
		p, err = s.putProtection(tx, p, lookback.EventProtectionLifting, actor)
		return err
	})
	return p, err
}

func findProtection(tx store.Tx, ref string, id int64) (lookback.Protection, error) {
	record, err := recordNamed(tx, ref)
	if err != nil {
		return lookback.Protection{}, err
	}
	held, err := protectionsOf(tx, record.ID, store.Now)
	if err != nil {
		return lookback.Protection{}, err
	}
	i := slices.IndexFunc(held, func(p lookback.Protection) bool { return p.ID == id })
	if i < 0 {
		return lookback.Protection{}, fmt.Errorf("%s has no protection %d: %w", ref, id, lookback.ErrNotFound)
	}
	return held[i], nil
}

func (s *Service) putProtection(tx store.Tx, p lookback.Protection, kind lookback.EventKind, actor string) (lookback.Protection, error) {
	p, c, err := tx.PutProtection(p)
	if err != nil {
		return p, err
	}
	return p, appendEvent(tx, s.now(), kind, actor, fmt.Sprintf("protection %d", p.ID), caseEvent{What: "protection", Number: p.ID}, c)
}

// recordNamed returns a record by its reference.
func recordNamed(tx store.Tx, ref string) (lookback.Record, error) {
	from, key, err := lookback.ParseRecordRef(ref)
	if err != nil {
		return lookback.Record{}, err
	}
	return tx.GetRecord(from, key, store.Now)
}

// ProtectionsOf returns the protections of a record that hold.
func (s *Service) ProtectionsOf(ctx context.Context, recordID int64) (all []lookback.Protection, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = protectionsOf(tx, recordID, store.Now)
		return err
	})
	return all, err
}

// protectionsOf returns the protections of a record that hold at a position.
func protectionsOf(tx store.Tx, recordID, at int64) ([]lookback.Protection, error) {
	all, err := tx.ProtectionsOf(recordID, at)
	return slices.DeleteFunc(all, func(p lookback.Protection) bool { return !p.Holds() }), err
}

// incompatible says why giving anything about a protected person to a recipient may harm them; none when it may not.
// Every protection bars the country of origin, and, where nobody knows which that is, every other country. A minor
// and a victim of trafficking are given to no other country at all by one approval.
func incompatible(protections []lookback.Protection, p lookback.Party, to lookback.Recipient) []string {
	if to.Country == "" {
		return nil
	}
	var why []string
	for _, x := range protections {
		everywhere := x.Kind == lookback.ProtectMinor || x.Kind == lookback.ProtectTrafficking
		switch {
		case isOrigin(p, to.Country):
			why = append(why, fmt.Sprintf("%s, and %s is the country of origin", x.Kind, to.Country))
		case everywhere:
			why = append(why, fmt.Sprintf("%s, and %s is another country", x.Kind, to.Country))
		case len(p.Nationalities) == 0:
			why = append(why, fmt.Sprintf("%s, and %s may be the country of origin, which nobody knows", x.Kind, to.Country))
		}
	}
	return why
}

// isOrigin reports whether a country may be one whose national the party is.
func isOrigin(p lookback.Party, country string) bool {
	asked := screening.Countries(country)
	for _, n := range p.Nationalities {
		if strings.EqualFold(strings.TrimSpace(n), strings.TrimSpace(country)) {
			return true
		}
		known := screening.Countries(n)
		if slices.ContainsFunc(known, func(c string) bool { return slices.Contains(asked, c) }) || len(known) == 0 {
			return true // a nationality that no table knows may be any
		}
	}
	return false
}
