package account

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// ErrNoSession means that nobody is logged in by this token, or nobody is any more: log in again.
var ErrNoSession = fmt.Errorf("the session has ended; log in again: %w", lookback.ErrDenied)

// Session is a person who is logged in. It is kept in memory alone: a restart ends every session.
type Session struct {
	Token string // for the cookie; empty in what Find returns
	CSRF  string // what every form of the session carries
	Actor Actor
}

// session is what is held of one.
type session struct {
	account  int64
	csrf     string
	begun    time.Time
	seen     time.Time
	purposes map[string]string // stated in this session, by what was opened
}

// begin starts a session and sweeps those that are over.
func (s *Service) begin(a lookback.Account) Session {
	out := Session{Token: newToken(), CSRF: newToken(), Actor: actorOf(a)}
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, held := range s.sessions {
		if s.over(held) {
			delete(s.sessions, key)
		}
	}
	now := s.now()
	s.sessions[hashToken(out.Token)] = &session{account: a.ID, csrf: out.CSRF, begun: now, seen: now, purposes: map[string]string{}}
	return out
}

// over reports whether a session has been idle for too long, or has lasted too long. The caller holds mu.
func (s *Service) over(held *session) bool {
	now := s.now()
	return now.Sub(held.seen) > s.options.Idle || now.Sub(held.begun) > s.options.Longest
}

// Find returns the session of a token, with the person and roles as they are now. ErrNoSession: there is none, or it
// has ended, or the account was disabled.
func (s *Service) Find(ctx context.Context, token string) (Session, error) {
	key := hashToken(token)
	s.mu.Lock()
	held := s.sessions[key]
	if held == nil || s.over(held) {
		delete(s.sessions, key)
		s.mu.Unlock()
		return Session{}, ErrNoSession
	}
	held.seen = s.now()
	id, csrf := held.account, held.csrf
	s.mu.Unlock()
	var a lookback.Account
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		a, err = tx.GetAccount(id)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	if a.State != lookback.AccountActive {
		return Session{}, ErrNoSession
	}
	return Session{CSRF: csrf, Actor: actorOf(a)}, nil
}

// IsForm reports whether a form carries the token of its session.
func (x Session) IsForm(token string) bool {
	return x.CSRF != "" && subtle.ConstantTimeCompare([]byte(x.CSRF), []byte(token)) == 1
}

// End ends a session. Ending one that is over does nothing.
func (s *Service) End(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, hashToken(token))
}

// endSessionsOf ends all sessions of an account.
func (s *Service) endSessionsOf(account int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, held := range s.sessions {
		if held.account == account {
			delete(s.sessions, key)
		}
	}
}

// StatePurpose remembers for the rest of a session what something was opened for.
func (s *Service) StatePurpose(token, what, purpose string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if held := s.sessions[hashToken(token)]; held != nil {
		held.purposes[what] = purpose
	}
}

// Purpose returns what something was opened for in this session; empty when nobody said.
func (s *Service) Purpose(token, what string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if held := s.sessions[hashToken(token)]; held != nil {
		return held.purposes[what]
	}
	return ""
}

// Sessions returns the accounts that are logged in now, by ID.
func (s *Service) Sessions() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []int64
	for _, held := range s.sessions {
		if !s.over(held) {
			all = append(all, held.account)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
