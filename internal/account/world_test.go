package account

import (
	"errors"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// world is a service over an empty store, with a clock that stands until a test moves it.
type world struct {
	*Service
	t   *testing.T
	st  store.Store
	now time.Time
}

const (
	password = "four words are enough"
	boss     = "B. Boss"
)

func newWorld(t *testing.T) *world {
	t.Helper()
	st, err := sqldb.OpenTemporary(t.Context(), sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	w := &world{t: t, st: st, now: start}
	w.Service = New(st, func() time.Time { return w.now }, Options{Cost: Cost{KiB: 8, Passes: 1}})
	return w
}

// person makes an account that is ready, with the password of all tests.
func (w *world) person(login, person string, roles ...lookback.Role) lookback.Account {
	w.t.Helper()
	_, token, err := w.Add(w.t.Context(), boss, NewAccount{Login: login, Person: person, Roles: roles})
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := w.Accept(w.t.Context(), token, "", password)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// enters logs in and wants it to succeed.
func (w *world) enters(login, code string) Session {
	w.t.Helper()
	x, err := w.Enter(w.t.Context(), login, password, code)
	if err != nil {
		w.t.Fatalf("enter as %s: %v", login, err)
	}
	return x
}

// want checks the kind of an error.
func want(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got error %v, want %v", what, err, kind)
	}
}

// events returns the journal.
func (w *world) events() (all []lookback.Event) {
	w.t.Helper()
	err := w.st.View(w.t.Context(), func(tx store.Tx) (err error) {
		all, err = tx.Events(0, 0)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}
