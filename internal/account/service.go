package account

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// Options change how strict a Service is. The zero value is the default.
type Options struct {
	Cost     Cost
	Failures int           // wrong passwords in a row until an account is locked; 0 means 5
	Lock     time.Duration // how long; 0 means 15 minutes
	Idle     time.Duration // after which a session without a request ends; 0 means 30 minutes
	Longest  time.Duration // after which every session ends; 0 means 12 hours
	Link     time.Duration // how long a one-time link is good; 0 means 72 hours
}

func (o Options) orDefault() Options {
	o.Cost = o.Cost.orDefault()
	if o.Failures == 0 {
		o.Failures = 5
	}
	for _, d := range []struct {
		value *time.Duration
		usual time.Duration
	}{{&o.Lock, 15 * time.Minute}, {&o.Idle, 30 * time.Minute}, {&o.Longest, 12 * time.Hour}, {&o.Link, 72 * time.Hour}} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	return o
}

// Service keeps accounts. It may be used concurrently. One process keeps the sessions and counts wrong passwords;
// everything else is in the store.
type Service struct {
	store   store.Store
	now     func() time.Time
	options Options
	slots   chan struct{} // bounds how many passwords are hashed at once, and so the memory for it
	decoy   string        // hash of no password, for logins that do not exist

	mu       sync.Mutex
	failures map[string]int // wrong passwords in a row, by login
	sessions map[[hashBytes]byte]*session
}

// hashers is how many passwords are hashed at once.
const hashers = 4

// New returns a Service over st that takes the time from now.
func New(st store.Store, now func() time.Time, o Options) *Service {
	o = o.orDefault()
	return &Service{store: st, now: now, options: o, slots: make(chan struct{}, hashers), decoy: hashPassword(newToken(), o.Cost),
		failures: map[string]int{}, sessions: map[[hashBytes]byte]*session{}}
}

// accountEvent is the body of every event about accounts and keys. It never holds a secret, a hash or a link.
type accountEvent struct {
	Account  int64                 `json:"account"`
	Login    string                `json:"login"`
	Person   string                `json:"person"`
	Roles    []lookback.Role       `json:"roles"`
	State    lookback.AccountState `json:"state"`
	Provider bool                  `json:"provider"`
	What     string                `json:"what"`
	Key      int64                 `json:"key"`
	Scopes   []string              `json:"scopes"`
}

// record appends the event of a change to an account, in its transaction.
func (s *Service) record(tx store.Tx, kind lookback.EventKind, actor string, a lookback.Account, what string) error {
	return s.append(tx, kind, actor, "account "+a.Login, accountEvent{
		Account: a.ID, Login: a.Login, Person: a.Person, Roles: a.Roles, State: a.State, Provider: a.Provider, What: what,
	})
}

func (s *Service) append(tx store.Tx, kind lookback.EventKind, actor, subject string, body accountEvent) error {
	encoded, err := journal.Canonical(body)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", kind, err)
	}
	_, err = tx.AppendEvent(lookback.Event{Time: s.now(), Kind: kind, Actor: actor, Subject: subject, Body: encoded})
	return err
}

// change does what fn does to the account with a login, and writes the event that says what it was.
func (s *Service) change(ctx context.Context, login, actor, what string, fn func(tx store.Tx, a *lookback.Account) error) (lookback.Account, error) {
	var after lookback.Account
	err := s.store.Update(ctx, func(tx store.Tx) error {
		a, err := getByLogin(tx, login)
		if err != nil {
			return err
		}
		if err := fn(tx, &a); err != nil {
			return err
		}
		if err := a.Validate(); err != nil {
			return err
		}
		if after, err = tx.UpdateAccount(a); err != nil {
			return err
		}
		return s.record(tx, lookback.EventAccountChanged, actor, after, what)
	})
	return after, err
}

func getByLogin(tx store.Tx, login string) (lookback.Account, error) {
	a, there, err := tx.FindAccount(login)
	if err == nil && !there {
		err = fmt.Errorf("there is no account %q: %w", login, lookback.ErrNotFound)
	}
	return a, err
}
