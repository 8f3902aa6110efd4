package account

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

func TestFirstStartMakesAnAdministratorOnce(t *testing.T) {
	w := newWorld(t)
	old, err := w.First(t.Context())
	if err != nil || old == "" {
		t.Fatalf("got token %q (%v), want one", old, err)
	}
	token, err := w.First(t.Context()) // the link was lost and the program started again
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Accept(t.Context(), old, boss, password)
	want(t, "the link before", err, lookback.ErrDenied)
	_, err = w.Accept(t.Context(), token, "", password)
	want(t, "nobody's link", err, lookback.ErrInvalid)
	if _, err := w.Accept(t.Context(), token, boss, password); err != nil {
		t.Fatal(err)
	}
	_, err = w.Accept(t.Context(), token, "Somebody Else", password)
	want(t, "the link a second time", err, lookback.ErrDenied)
	if token, err := w.First(t.Context()); token != "" || err != nil {
		t.Errorf("got another link %q (%v) although there is an administrator", token, err)
	}
	if x := w.enters(FirstAdministrator, ""); x.Actor.Person != boss {
		t.Errorf("entered as %q, want %q", x.Actor.Person, boss)
	}
}

func TestLinkEnds(t *testing.T) {
	w := newWorld(t)
	_, token, err := w.Add(t.Context(), boss, NewAccount{Login: "a", Person: "A. Analyst", Roles: []lookback.Role{lookback.RoleAnalyst}})
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(73 * time.Hour)
	_, err = w.Accept(t.Context(), token, "", password)
	want(t, "an old link", err, lookback.ErrDenied)
	for _, bad := range []string{"", "1", "1.", "9.x", token + "x"} {
		_, err = w.Invited(t.Context(), bad)
		want(t, fmt.Sprintf("link %q", bad), err, lookback.ErrDenied)
	}
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	for _, bad := range []string{"short", "aaaaaaaaaaaaaa", "xx a.analyst xx", "my name is Ann Analyst", strings.Repeat("ab", 200)} {
		want(t, bad, checkPassword(bad, "a.analyst", "Ann Analyst"), lookback.ErrInvalid)
	}
	if err := checkPassword("пять слов и пробелы", "a.analyst", "Ann Analyst"); err != nil {
		t.Errorf("a good password is refused: %v", err)
	}
}

func TestLockOut(t *testing.T) {
	w := newWorld(t)
	w.person("a", "A. Analyst", lookback.RoleAnalyst)
	for range 5 {
		_, err := w.Enter(t.Context(), "a", "not the password", "")
		want(t, "a wrong password", err, lookback.ErrDenied)
	}
	_, locked := w.Enter(t.Context(), "a", password, "")
	want(t, "the right password on a locked account", locked, lookback.ErrDenied)
	_, unknown := w.Enter(t.Context(), "nobody", password, "")
	if unknown == nil || locked == nil || unknown.Error() != locked.Error() {
		t.Errorf("the answers differ and tell what exists: %v and %v", unknown, locked)
	}
	if last := w.events(); last[len(last)-1].Kind != lookback.EventAccountLocked {
		t.Errorf("the journal ends with %s, want the lock", last[len(last)-1].Kind)
	}
	w.now = w.now.Add(16 * time.Minute)
	w.enters(" A ", "")
	for range 20 { // success in between forgets what failed before
		if _, err := w.Enter(t.Context(), "a", "not the password", ""); !errors.Is(err, lookback.ErrDenied) {
			t.Fatal(err)
		}
		w.enters("a", "")
	}
}

func TestOneTimeCodes(t *testing.T) {
	w := newWorld(t)
	a := actorOf(w.person("a", "A. Analyst", lookback.RoleAnalyst))
	if _, err := w.ProposeCodes(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	secret := w.secrets(a.Account).TOTP
	want(t, "a wrong code", w.ConfirmCodes(t.Context(), a, "000000"), ErrCode)
	if err := w.ConfirmCodes(t.Context(), a, codeAt(secret, stepAt(w.now))); err != nil {
		t.Fatal(err)
	}
	_, err := w.Enter(t.Context(), "a", password, "")
	want(t, "no code", err, ErrCode)
	_, err = w.Enter(t.Context(), "a", password, codeAt(secret, stepAt(w.now)))
	want(t, "a code that was used", err, ErrCode)
	w.now = w.now.Add(time.Minute)
	code := codeAt(secret, stepAt(w.now))
	w.enters("a", code)
	_, err = w.Enter(t.Context(), "a", password, code)
	want(t, "a code a second time", err, ErrCode)
	w.now = w.now.Add(time.Minute)
	_, err = w.Enter(t.Context(), "a", "not the password", codeAt(secret, stepAt(w.now)))
	if errors.Is(err, ErrCode) || !errors.Is(err, lookback.ErrDenied) {
		t.Errorf("a wrong password with a right code: got %v", err)
	}
	_, err = w.ProposeCodes(t.Context(), a)
	want(t, "a second secret", err, lookback.ErrConflict)
}

// The values of RFC 6238, appendix B, at six digits.
func TestCodesOfTheStandard(t *testing.T) {
	secret := []byte("12345678901234567890")
	for second, code := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		if got := codeAt(secret, stepAt(time.Unix(second, 0))); got != code {
			t.Errorf("at %d: got %s, want %s", second, got, code)
		}
	}
}

func (w *world) secrets(account int64) (s store.Secrets) {
	w.t.Helper()
	err := w.st.View(w.t.Context(), func(tx store.Tx) (err error) {
		s, err = tx.GetSecrets(account)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t)
	w.person("a", "A. Analyst", lookback.RoleAnalyst)
	find := func(x Session) error {
		_, err := w.Find(t.Context(), x.Token)
		return err
	}
	idle := w.enters("a", "")
	w.now = w.now.Add(31 * time.Minute)
	want(t, "an idle session", find(idle), ErrNoSession)

	long := w.enters("a", "")
	for range 24 {
		if err := find(long); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(30 * time.Minute)
	}
	w.now = w.now.Add(time.Second)
	want(t, "a session of a whole day", find(long), ErrNoSession)

	out := w.enters("a", "")
	w.End(out.Token)
	want(t, "after leaving", find(out), ErrNoSession)

	disabled := w.enters("a", "")
	if _, err := w.Disable(t.Context(), boss, "a"); err != nil {
		t.Fatal(err)
	}
	want(t, "a disabled account", find(disabled), ErrNoSession)
	_, err := w.Enter(t.Context(), "a", password, "")
	want(t, "entering a disabled account", err, lookback.ErrDenied)
}

func TestPurposeIsOfOneSession(t *testing.T) {
	w := newWorld(t)
	w.person("a", "A. Analyst", lookback.RoleAnalyst)
	one, two := w.enters("a", ""), w.enters("a", "")
	w.StatePurpose(one.Token, "case 1", "review")
	for _, test := range []struct{ token, what, purpose string }{
		{one.Token, "case 1", "review"}, {one.Token, "case 2", ""}, {two.Token, "case 1", ""}, {"none", "case 1", ""},
	} {
		if got := w.Purpose(test.token, test.what); got != test.purpose {
			t.Errorf("%s: got %q, want %q", test.what, got, test.purpose)
		}
	}
}

func TestRolesChangeAtOnce(t *testing.T) {
	w := newWorld(t)
	w.person("a", "A. Analyst", lookback.RoleAnalyst)
	x := w.enters("a", "")
	if _, err := w.SetRoles(t.Context(), boss, "a", []lookback.Role{lookback.RoleAuditor}); err != nil {
		t.Fatal(err)
	}
	now, err := w.Find(t.Context(), x.Token)
	if err != nil || now.Actor.Has(Decide) || !now.Actor.Has(Audit) {
		t.Errorf("got %+v (%v), want the new role in the old session", now.Actor, err)
	}
}

// R28: nobody gives themselves the power to decide, and accounts without an administrator cannot come about.
func TestAdministratorsAreKeptInBounds_R28(t *testing.T) {
	w := newWorld(t)
	w.person("boss", boss, lookback.RoleAdministrator)
	_, err := w.SetRoles(t.Context(), " b.  BOSS ", "boss", []lookback.Role{lookback.RoleSupervisor})
	want(t, "own roles", err, lookback.ErrDenied)
	_, err = w.SetRoles(t.Context(), "C. Other", "boss", []lookback.Role{lookback.RoleSupervisor})
	want(t, "the last administrator's roles", err, lookback.ErrConflict)
	_, err = w.Disable(t.Context(), "C. Other", "boss")
	want(t, "the last administrator", err, lookback.ErrConflict)
	_, _, err = w.Add(t.Context(), boss, NewAccount{Login: "both", Person: "D", Roles: []lookback.Role{lookback.RoleAdministrator, lookback.RoleAnalyst}})
	want(t, "administrator and analyst", err, lookback.ErrInvalid)
	w.person("other", "C. Other", lookback.RoleAdministrator)
	if _, err := w.Disable(t.Context(), "C. Other", "boss"); err != nil {
		t.Errorf("one of two administrators: %v", err)
	}
	for p := range map[Permission]bool{Records: true, Decide: true, Second: true, Approve: true, Redress: true} {
		if Allows(lookback.RoleAdministrator, p) {
			t.Errorf("an administrator may %q", p)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	w := newWorld(t)
	analyst := []lookback.Role{lookback.RoleAnalyst}
	w.person("taken", "A. Analyst", lookback.RoleAnalyst)
	for _, test := range []struct {
		name string
		ask  NewAccount
		kind error
	}{
		{"Taken", NewAccount{Login: "taken", Person: "B", Roles: analyst}, lookback.ErrConflict},
		{"NoPerson", NewAccount{Login: "b", Person: " ", Roles: analyst}, lookback.ErrInvalid},
		{"NoRole", NewAccount{Login: "b", Person: "B"}, lookback.ErrInvalid},
		{"UnknownRole", NewAccount{Login: "b", Person: "B", Roles: []lookback.Role{"king"}}, lookback.ErrInvalid},
		{"UpperCase", NewAccount{Login: "B", Person: "B", Roles: analyst}, lookback.ErrInvalid},
		{"Space", NewAccount{Login: "b c", Person: "B", Roles: analyst}, lookback.ErrInvalid},
	} {
		_, _, err := w.Add(t.Context(), boss, test.ask)
		want(t, test.name, err, test.kind)
	}
}

func TestRelinkEndsWhatWasBefore(t *testing.T) {
	w := newWorld(t)
	w.person("a", "A. Analyst", lookback.RoleAnalyst)
	x := w.enters("a", "")
	token, err := w.Relink(t.Context(), boss, "a")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Find(t.Context(), x.Token)
	want(t, "the session", err, ErrNoSession)
	_, err = w.Enter(t.Context(), "a", password, "")
	want(t, "the old password", err, lookback.ErrDenied)
	if a, err := w.Accept(t.Context(), token, "Somebody Else", "another four words then"); err != nil || a.Person != "A. Analyst" {
		t.Errorf("got %+v (%v): a link gives a password and no other name", a, err)
	}
}

func TestKeys(t *testing.T) {
	w := newWorld(t)
	w.person("a", "A. Analyst", lookback.RoleAnalyst)
	month := w.now.AddDate(0, 1, 0)
	_, _, err := w.AddKey(t.Context(), boss, "a", "feed", []Permission{Approve}, month)
	want(t, "more than the account", err, lookback.ErrDenied)
	_, _, err = w.AddKey(t.Context(), boss, "a", "feed", []Permission{"all"}, month)
	want(t, "a scope that is none", err, lookback.ErrInvalid)
	_, _, err = w.AddKey(t.Context(), boss, "a", "feed", []Permission{Screen}, w.now.AddDate(2, 0, 0))
	want(t, "two years", err, lookback.ErrInvalid)
	k, token, err := w.AddKey(t.Context(), boss, "a", "feed", []Permission{Screen}, month)
	if err != nil {
		t.Fatal(err)
	}
	by, err := w.ByKey(t.Context(), token)
	if err != nil || by.Person != "A. Analyst" || !by.Has(Screen) || by.Has(Decide) {
		t.Errorf("got %+v (%v), want the person with the one scope", by, err)
	}
	want(t, "outside the scope", by.May(Decide), lookback.ErrDenied)
	for _, bad := range []string{"", "lookback_", "lookback_1", "lookback_9_x", token + "x", strings.TrimPrefix(token, keyPrefix)} {
		_, err := w.ByKey(t.Context(), bad)
		want(t, fmt.Sprintf("key %q", bad), err, lookback.ErrDenied)
	}
	if _, err := w.SetRoles(t.Context(), boss, "a", []lookback.Role{lookback.RoleAuditor}); err != nil {
		t.Fatal(err)
	}
	if by, err := w.ByKey(t.Context(), token); err != nil || by.Has(Screen) {
		t.Errorf("got %+v (%v): a key has no more than its account now", by, err)
	}
	w.now = month
	_, err = w.ByKey(t.Context(), token)
	want(t, "a key that ended", err, lookback.ErrDenied)
	w.now = start
	if _, err := w.RevokeKey(t.Context(), boss, k.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.ByKey(t.Context(), token)
	want(t, "a revoked key", err, lookback.ErrDenied)
}

// No secret, hash or token reaches the journal, and every change of an account does.
func TestJournalHoldsNoSecrets(t *testing.T) {
	w := newWorld(t)
	first, err := w.First(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a := actorOf(w.person("a", "A. Analyst", lookback.RoleAnalyst))
	codes, err := w.ProposeCodes(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := w.AddKey(t.Context(), boss, "a", "feed", []Permission{Screen}, w.now.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	x := w.enters("a", "")
	var journal bytes.Buffer
	kinds := map[lookback.EventKind]int{}
	for _, e := range w.events() {
		kinds[e.Kind]++
		fmt.Fprintf(&journal, "%s %s %s\n", e.Actor, e.Subject, e.Body)
	}
	for _, secret := range []string{first, codes.Text, key, key[len(key)-20:], x.Token, x.CSRF, password, "argon2id"} {
		if strings.Contains(journal.String(), secret) {
			t.Errorf("the journal holds %q", secret)
		}
	}
	for kind, n := range map[lookback.EventKind]int{lookback.EventAccountAdded: 2, lookback.EventAccountChanged: 2, lookback.EventKeyAdded: 1, lookback.EventAccountEntered: 1} {
		if kinds[kind] != n {
			t.Errorf("got %d events %s, want %d", kinds[kind], kind, n)
		}
	}
}

func TestTableOfPermissions(t *testing.T) {
	for _, r := range lookback.Roles() {
		if !Allows(r, Read) {
			t.Errorf("%s may not read", r)
		}
	}
	for _, p := range Permissions() {
		if len(rolesWith(p)) == 0 {
			t.Errorf("nobody may %q", p)
		}
		if err := (Actor{}).May(p); !errors.Is(err, lookback.ErrDenied) {
			t.Errorf("the zero Actor may %q", p)
		}
	}
	for _, p := range []Permission{Decide, Second, Approve, Intake, Redress, Disclose} {
		if Allows(lookback.RoleAuditor, p) {
			t.Errorf("an auditor may %q", p)
		}
	}
}

func FuzzIsPassword(f *testing.F) {
	f.Add("four words are enough", hashPassword("four words are enough", Cost{KiB: 8, Passes: 1}))
	f.Fuzz(func(t *testing.T, password, stored string) {
		if len(stored) < 40 && isPassword(password, stored) {
			t.Errorf("%q fits %q", password, stored)
		}
	})
}

// Whoever keeps accounts from afar gives away keys that bring data in and screen, and none that acts as somebody else.
func TestGivenKeysDecideNothing_R28(t *testing.T) {
	w := newWorld(t)
	w.person("a", "A. Analyst", lookback.RoleAnalyst)
	w.person("boss", boss, lookback.RoleAdministrator)
	month := w.now.AddDate(0, 1, 0)
	for _, test := range []struct {
		login  string
		scopes []Permission
		want   error
	}{
		{"a", []Permission{Screen, Intake}, nil},
		{"a", []Permission{Screen, Decide}, lookback.ErrDenied},
		{"a", []Permission{Records}, lookback.ErrDenied},
		{"boss", []Permission{Accounts}, nil}, // their own
		{"boss", []Permission{Decide}, lookback.ErrDenied},
		{"nobody", []Permission{Screen}, lookback.ErrNotFound},
	} {
		if _, token, err := w.GiveKey(t.Context(), boss, test.login, "feed", test.scopes, month); !errors.Is(err, test.want) || (token == "") != (test.want != nil) {
			t.Errorf("%s with %v: got token %q (%v), want %v", test.login, test.scopes, token, err, test.want)
		}
	}
}
