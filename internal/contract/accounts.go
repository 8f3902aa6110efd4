package contract

import (
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

// account stores an account at a position of its own.
func (f *fixture) account(login, person string, roles ...lookback.Role) lookback.Account {
	f.Helper()
	var a lookback.Account
	f.update(func(tx store.Tx) (err error) {
		a, err = tx.CreateAccount(lookback.Account{Login: login, Person: person, Roles: roles, State: lookback.AccountActive})
		return err
	})
	return a
}

func testAccounts(t *testing.T, p Place) {
	f := open(t, p)
	one := f.account("a.analyst", "A. Analyst", lookback.RoleAnalyst)
	two := f.account("s.supervisor", "S. Supervisor", lookback.RoleSupervisor, lookback.RoleAnalyst)
	f.same("new account", []int64{one.ID, one.Created, one.Changed, two.ID, two.Created}, []int64{1, 1, 1, 2, 2})

	changed := one
	changed.Login, changed.State, changed.Subject, changed.Created = "other", lookback.AccountDisabled, "https://id.example s1", 99
	changed.Locked = start
	f.update(func(tx store.Tx) (err error) { changed, err = tx.UpdateAccount(changed); return err })
	f.same("what stays of it", []any{changed.Login, changed.Created, changed.Changed}, []any{"a.analyst", int64(1), int64(3)})
	f.same("accounts", read(f, store.Tx.ListAccounts), []lookback.Account{changed, two})
	f.same("one", read(f, func(tx store.Tx) (lookback.Account, error) { return tx.GetAccount(1) }), changed)
	f.view(func(tx store.Tx) error {
		if a, there, err := tx.FindAccount("s.supervisor"); a.ID != 2 || !there || err != nil {
			t.Errorf("by login: %+v, %t (%v)", a, there, err)
		}
		if a, there, err := tx.FindAccountOf("https://id.example s1"); a.ID != 1 || !there || err != nil {
			t.Errorf("by subject: %+v, %t (%v)", a, there, err)
		}
		if _, there, err := tx.FindAccountOf(""); there || err != nil {
			t.Errorf("an account that is bound to nothing was found by nothing (%v)", err)
		}
		return nil
	})

	secrets := store.Secrets{Password: "$argon2id$1", TOTP: []byte{1, 2}, Step: 7, Link: []byte{3}, LinkEnds: start}
	f.same("no secrets yet", read(f, func(tx store.Tx) (store.Secrets, error) { return tx.GetSecrets(1) }), store.Secrets{})
	for _, s := range []store.Secrets{{Password: "before"}, secrets} {
		f.update(func(tx store.Tx) error { return tx.PutSecrets(1, s) })
	}
	f.same("secrets", read(f, func(tx store.Tx) (store.Secrets, error) { return tx.GetSecrets(1) }), secrets)
}

func testAccountConflicts(t *testing.T, p Place) {
	f := open(t, p)
	one := f.account("a", "A", lookback.RoleAnalyst)
	two := f.account("b", "B", lookback.RoleAnalyst)
	one.Subject, two.Subject = "issuer s", "issuer s"
	f.update(func(tx store.Tx) error { _, err := tx.UpdateAccount(one); return err })
	f.refused(store.ErrConflict, func(tx store.Tx) error { _, err := tx.UpdateAccount(two); return err })
	f.refused(store.ErrConflict, func(tx store.Tx) error { _, err := tx.CreateAccount(lookback.Account{Login: "a"}); return err })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, err := tx.UpdateAccount(lookback.Account{ID: 3}); return err })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { return tx.PutSecrets(3, store.Secrets{}) })
	missing(f, func(tx store.Tx) (lookback.Account, error) { return tx.GetAccount(3) })
}

func testAccessKeys(t *testing.T, p Place) {
	f := open(t, p)
	f.account("a", "A", lookback.RoleAnalyst)
	f.account("b", "B", lookback.RoleAnalyst)
	make := func(account int64, hash byte) (k lookback.AccessKey) {
		f.update(func(tx store.Tx) (err error) {
			k, err = tx.CreateKey(lookback.AccessKey{Account: account, Name: "feed", Scopes: []string{"screen"}, Expires: start.Add(time.Hour)}, []byte{hash})
			return err
		})
		return k
	}
	one, two := make(1, 11), make(2, 12)
	f.same("keys", []int64{one.ID, one.Created, two.ID, two.Created}, []int64{1, 3, 2, 4})
	f.view(func(tx store.Tx) error {
		k, hash, err := tx.GetKey(2)
		f.same("one", []any{k, hash, err}, []any{two, []byte{12}, nil})
		return nil
	})
	f.update(func(tx store.Tx) (err error) { one, err = tx.RevokeKey(1); return err })
	f.same("revoked", one.Revoked, true)
	f.same("of one account", read(f, func(tx store.Tx) ([]lookback.AccessKey, error) { return tx.ListKeys(1) }), []lookback.AccessKey{one})
	f.same("of all", read(f, func(tx store.Tx) ([]lookback.AccessKey, error) { return tx.ListKeys(0) }), []lookback.AccessKey{one, two})
	f.refused(store.ErrConflict, func(tx store.Tx) error { _, err := tx.RevokeKey(1); return err })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, err := tx.RevokeKey(9); return err })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, err := tx.CreateKey(lookback.AccessKey{Account: 9}, nil); return err })
}
