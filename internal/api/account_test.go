package api

import (
	"strings"
	"testing"
)

// R28: accounts are kept over the API as at the keyboard. A link and a key are told once, and no key is given away that acts as
// somebody else.
func TestAccountsOverHTTP_R28(t *testing.T) {
	w := newWorld(t, nil)
	boss := "k1:B. Boss"
	w.playAll(t,
		posted(boss, "/accounts", `{"login":"ana","person":"","roles":["analyst"]}`, 422, "belongs to a person"),
		posted(boss, "/accounts", `{"login":"ana","person":"Ana Lind","roles":["analyst"]}`, 200, `"state":"invited"`, `"link":"/link/1.`),
		posted(boss, "/accounts", `{"login":"ana","person":"Another","roles":["analyst"]}`, 409, "taken"),
		scenario{as: boss, method: "GET", path: prefix + "/accounts", status: 200, wanted: []string{`"login":"ana"`}, forbidden: []string{"/link/", "argon2id"}},
		posted("k2:ana  lind", "/accounts/ana/roles", `{"roles":["supervisor"]}`, 403, "own roles"),
		posted(boss, "/accounts/ana/roles", `{"roles":["supervisor"]}`, 200, `"roles":["supervisor"]`),
		posted(boss, "/accounts/ana/keys", `{"name":"feed","scopes":["screen"],"days":30}`, 409, "invited"),
	)
	_, _, body := w.send(posted(boss, "/accounts/ana/link", `{}`, 200))
	_, token, _ := strings.Cut(body, "/link/")
	token, _, _ = strings.Cut(token, `"`)
	if _, err := w.Accounts.Accept(t.Context(), token, "", "four good words here"); err != nil {
		t.Fatalf("the link that was told is not good: %v", err)
	}
	w.playAll(t,
		posted(boss, "/accounts/ana/keys", `{"name":"feed","scopes":["second"],"days":30}`, 403, "would act as Ana Lind"),
		posted(boss, "/accounts/ana/keys", `{"name":"feed","scopes":["screen"],"days":3000}`, 422, "within a year"),
		posted(boss, "/accounts/ana/keys", `{"name":"feed","scopes":["screen"],"days":30}`, 200, `"token":"lookback_1_`),
		scenario{as: boss, method: "GET", path: prefix + "/accounts/ana/keys", status: 200, wanted: []string{`"key":1`}, forbidden: []string{"lookback_1_"}},
		posted(boss, "/keys/1/revoke", `{}`, 200, `"revoked":true`),
		posted(boss, "/keys/1/revoke", `{}`, 409),
		posted(boss, "/accounts/ana/disable", `{}`, 200, `"state":"disabled"`),
		posted(boss, "/accounts/nobody/disable", `{}`, 404),
	)
}

// R36: what held when in a case that is sensitive is told for a purpose, as the case itself is.
func TestWorkAndTimelineOverHTTP_R36(t *testing.T) {
	w := newWorld(t, nil)
	w.playAll(t,
		posted(ada, "/cases", `{"alert":"alert:1"}`, 200),
		asked(ada, "/worklist?assignee=A.+Analyst", 200, `"items":[]`),
		posted(ada, "/cases/1/assignment", `{"to":"A. Analyst","reason":"mine"}`, 200),
		asked(ada, "/worklist?assignee=A.+Analyst", 200, `"case":1`, `"late":false`),
		asked(ada, "/worklist?late=true", 200, `"items":[]`),
		posted(ada, "/cases/1/changes", `{"axis":"whereabouts","to":"located","reason":"letter","evidence":["document:l1"],"source":"registry","since":"2026-02-01T00:00:00Z"}`, 200),
		asked(ada, "/cases/1/timeline", 200, `"value":"located"`, `"held_from":"2026-02-01T00:00:00Z"`),
		asked(ada, "/cases/1/timeline?known_at=yesterday", 422, "is not a time"),
		asked(ada, "/cases/1/timeline?known_at=2020-01-01T00:00:00Z", 404),
		posted(ada, "/protections", `{"record":"crm/1","kind":"minor","source":"birth record","since":"2026-02-01T00:00:00Z"}`, 200),
		asked(ada, "/cases/1/timeline", 422, "without a purpose"),
		asked(ada, "/cases/1/timeline?purpose=review", 200, "located"),
		asked(ada, "/access", 200, `"what":"case 1"`),
	)
}
