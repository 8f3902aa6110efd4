package sqldb

import (
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// CreateAccount implements store.Accounts.
func (t *tx) CreateAccount(a lookback.Account) (lookback.Account, error) {
	position, err := t.next()
	if err != nil {
		return a, err
	}
	if _, taken, err := t.FindAccount(a.Login); err != nil {
		return a, err
	} else if taken {
		return a, fmt.Errorf("login %q is taken: %w", a.Login, store.ErrConflict)
	}
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM account`).Scan(&a.ID); err != nil {
		return a, err
	}
	a.Created, a.Changed, a.Locked = position, position, a.Locked.UTC()
	body, err := t.encode(&a)
	if err != nil {
		return a, err
	}
	_, err = t.insert("account", []column{{"id", a.ID}, {"login", a.Login}, {"subject", a.Subject}, {"body", body}})
	return a, err
}

// UpdateAccount implements store.Accounts.
func (t *tx) UpdateAccount(a lookback.Account) (lookback.Account, error) {
	position, err := t.next()
	if err != nil {
		return a, err
	}
	held, err := t.GetAccount(a.ID)
	if err != nil {
		return a, err
	}
	if a.Subject != "" {
		if other, bound, err := t.FindAccountOf(a.Subject); err != nil {
			return a, err
		} else if bound && other.ID != a.ID {
			return a, fmt.Errorf("the provider's subject of account %q is bound to account %q: %w", held.Login, other.Login, store.ErrConflict)
		}
	}
	a.Login, a.Created, a.Changed, a.Locked = held.Login, held.Created, position, a.Locked.UTC()
	body, err := t.encode(&a)
	if err != nil {
		return a, err
	}
	_, err = t.exec(`UPDATE account SET subject = $1, body = $2 WHERE id = $3`, a.Subject, body, a.ID)
	return a, err
}

// GetAccount implements store.Accounts.
func (t *tx) GetAccount(id int64) (lookback.Account, error) {
	a, err := scanBody[lookback.Account](t.row(`SELECT body FROM account WHERE id = $1`, id))
	if err != nil {
		return a, fmt.Errorf("account %d: %w", id, err)
	}
	return a, nil
}

// FindAccount implements store.Accounts.
func (t *tx) FindAccount(login string) (lookback.Account, bool, error) {
	return find(scanBody[lookback.Account](t.row(`SELECT body FROM account WHERE login = $1`, login)))
}

// FindAccountOf implements store.Accounts.
func (t *tx) FindAccountOf(subject string) (lookback.Account, bool, error) {
	return find(scanBody[lookback.Account](t.row(`SELECT body FROM account WHERE subject = $1 AND subject <> ''`, subject)))
}

// ListAccounts implements store.Accounts.
func (t *tx) ListAccounts() ([]lookback.Account, error) {
	return collect(t, scanBody[lookback.Account], `SELECT body FROM account ORDER BY id`)
}

// PutSecrets implements store.Accounts.
func (t *tx) PutSecrets(account int64, s store.Secrets) error {
	if _, err := t.next(); err != nil {
		return err
	}
	if _, err := t.GetAccount(account); err != nil {
		return err
	}
	s.LinkEnds = s.LinkEnds.UTC()
	body, err := t.encode(&s)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO account_secret (account_id, body) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET body = excluded.body`, account, body)
	return err
}

// GetSecrets implements store.Accounts.
func (t *tx) GetSecrets(account int64) (store.Secrets, error) {
	s, _, err := find(scanBody[store.Secrets](t.row(`SELECT body FROM account_secret WHERE account_id = $1`, account)))
	return s, err
}

// CreateKey implements store.Accounts.
func (t *tx) CreateKey(k lookback.AccessKey, hash []byte) (lookback.AccessKey, error) {
	position, err := t.next()
	if err != nil {
		return k, err
	}
	if _, err := t.GetAccount(k.Account); err != nil {
		return k, err
	}
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM access_key`).Scan(&k.ID); err != nil {
		return k, err
	}
	k.Created, k.Expires = position, k.Expires.UTC()
	body, err := t.encode(&k)
	if err != nil {
		return k, err
	}
	_, err = t.insert("access_key", []column{{"id", k.ID}, {"account_id", k.Account}, {"hash", hash}, {"body", body}})
	return k, err
}

// RevokeKey implements store.Accounts.
func (t *tx) RevokeKey(id int64) (lookback.AccessKey, error) {
	if _, err := t.next(); err != nil {
		return lookback.AccessKey{}, err
	}
	k, _, err := t.GetKey(id)
	if err != nil {
		return k, err
	}
	if k.Revoked {
		return k, fmt.Errorf("key %d is revoked already: %w", id, store.ErrConflict)
	}
	k.Revoked = true
	body, err := t.encode(&k)
	if err != nil {
		return k, err
	}
	_, err = t.exec(`UPDATE access_key SET body = $1 WHERE id = $2`, body, id)
	return k, err
}

// GetKey implements store.Accounts.
func (t *tx) GetKey(id int64) (lookback.AccessKey, []byte, error) {
	var k lookback.AccessKey
	var hash []byte
	var body string
	if err := t.row(`SELECT hash, body FROM access_key WHERE id = $1`, id).Scan(&hash, &body); err != nil {
		return k, nil, fmt.Errorf("key %d: %w", id, err)
	}
	return k, hash, decode(body, &k)
}

// ListKeys implements store.Accounts.
func (t *tx) ListKeys(account int64) ([]lookback.AccessKey, error) {
	return collect(t, scanBody[lookback.AccessKey], `SELECT body FROM access_key WHERE account_id = $1 OR $1 = 0 ORDER BY id`, account)
}
