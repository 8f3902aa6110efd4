package store

import (
	"time"

	"lookback"
)

// Accounts are the ways in: who may enter, and the keys that programs use. What was changed by whom is told by the
// journal; here is what holds now. Secrets stand apart, so that no reader of accounts ever holds one.
type Accounts interface {
	// CreateAccount stores a under a new ID and returns it with ID, Created and Changed set. ErrConflict: the login
	// is taken.
	CreateAccount(a lookback.Account) (lookback.Account, error)

	// UpdateAccount stores a in the place of the account with its ID and returns it with Changed set. Login and
	// time of making stay what they are. ErrConflict: the subject belongs to another account.
	UpdateAccount(a lookback.Account) (lookback.Account, error)

	// GetAccount returns an account.
	GetAccount(id int64) (lookback.Account, error)

	// FindAccount returns the account with a login.
	FindAccount(login string) (lookback.Account, bool, error)

	// FindAccountOf returns the account that is bound to a subject at the provider.
	FindAccountOf(subject string) (lookback.Account, bool, error)

	// ListAccounts returns all accounts, by ID.
	ListAccounts() ([]lookback.Account, error)

	// PutSecrets keeps the secrets of an account in the place of those it had.
	PutSecrets(account int64, s Secrets) error

	// GetSecrets returns the secrets of an account; none were put when all are zero.
	GetSecrets(account int64) (Secrets, error)

	// CreateKey stores k under a new ID with the hash of its token and returns it with ID and Created set.
	CreateKey(k lookback.AccessKey, hash []byte) (lookback.AccessKey, error)

	// RevokeKey ends a key. ErrConflict: it is revoked already.
	RevokeKey(id int64) (lookback.AccessKey, error)

	// GetKey returns a key and the hash of its token.
	GetKey(id int64) (lookback.AccessKey, []byte, error)

	// ListKeys returns the keys of an account or, when account is 0, of all, by ID.
	ListKeys(account int64) ([]lookback.AccessKey, error)
}

// Secrets are what proves that somebody is the owner of an account. No event and no answer to a caller holds them.
type Secrets struct {
	Password string    // argon2id, in the form $argon2id$...
	TOTP     []byte    // shared secret of one-time codes
	Step     int64     // the last time step whose code was used; it is not taken twice
	Link     []byte    // SHA-256 of the token in a one-time link
	LinkEnds time.Time // until when the link is good
}
