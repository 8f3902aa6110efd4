package web

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"lookback"
	"lookback/internal/account"
)

// cookieName names the cookie of the session. Behind TLS the browser itself holds it to this host.
func (q *ask) cookieName() string {
	if q.r.TLS != nil {
		return "__Host-lookback"
	}
	return "lookback"
}

// setCookie gives the browser a cookie that no script reads and no other site makes it send with a form.
func (q *ask) setCookie(name, value string, age time.Duration) {
	http.SetCookie(q.w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age.Seconds()), HttpOnly: true, Secure: q.r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
}

// loginPage is what the login shows.
type loginPage struct {
	Next, Login string
	Refusal     string
	Ended       bool // a session was there and is over
	Code        bool // a one-time code is asked for
	Provider    bool
	Demo        []DemoAccount
}

func (q *ask) loginPage() loginPage {
	return loginPage{Next: localPath(q.r.FormValue("next")), Login: q.form("login"), Provider: q.Provider != nil, Demo: q.Demo}
}

func showLogin(q *ask) error {
	if q.identify() == nil {
		return q.to("/")
	}
	q.session = account.Session{}
	p := q.loginPage()
	p.Ended = q.query("ended") != ""
	return q.show("login", tr("Log in"), p)
}

func enter(q *ask) error {
	session, err := q.Accounts.Enter(q.ctx(), q.form("login"), q.r.PostForm.Get("password"), q.form("code"))
	if err != nil {
		p := q.loginPage()
		p.Refusal, p.Code = plainSentence(err), errors.Is(err, account.ErrCode)
		if !errors.Is(err, lookback.ErrDenied) {
			return err
		}
		return q.write(http.StatusForbidden, "login", tr("Log in"), p)
	}
	return q.begin(session, localPath(q.form("next")))
}

func (q *ask) begin(session account.Session, next string) error {
	q.setCookie(q.cookieName(), session.Token, 0)
	return q.to("%s", next)
}

// localPath returns a path of this site; anything else becomes the first page, so that a login sends nobody elsewhere.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func leave(q *ask) error {
	q.Accounts.End(q.token)
	q.setCookie(q.cookieName(), "", -time.Second)
	return q.to("/login")
}

// linkPage is what a one-time link shows.
type linkPage struct {
	Account lookback.Account
	Token   string
	Refusal string
}

func showLink(q *ask) error {
	token := q.r.PathValue("token")
	a, err := q.Accounts.Invited(q.ctx(), token)
	if err != nil {
		return err
	}
	return q.show("link", tr("Set your password"), linkPage{Account: a, Token: token})
}

func acceptLink(q *ask) error {
	token, password := q.r.PathValue("token"), q.r.PostForm.Get("password")
	a, err := q.Accounts.Invited(q.ctx(), token)
	if err != nil {
		return err
	}
	if password != q.r.PostForm.Get("again") {
		err = &lookback.InputError{Reason: "the two passwords differ", Hint: "write the same twice"}
	} else {
		_, err = q.Accounts.Accept(q.ctx(), token, q.form("person"), password)
	}
	if err != nil {
		return q.write(http.StatusUnprocessableEntity, "link", tr("Set your password"), linkPage{a, token, plainSentence(err)})
	}
	return q.to("/login")
}

// flowCookie keeps, for ten minutes, what belongs to one attempt with the provider.
const flowCookie = "lookback_flow"

func toProvider(q *ask) error {
	if q.Provider == nil {
		return fmt.Errorf("no provider is set up: %w", lookback.ErrNotFound)
	}
	to, flow := q.Provider.Begin()
	raw, err := json.Marshal(flow)
	if err != nil {
		return err // unreachable: three texts always encode
	}
	q.setCookie(flowCookie, base64.RawURLEncoding.EncodeToString(raw), 10*time.Minute)
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}

func fromProvider(q *ask) error {
	if q.Provider == nil {
		return fmt.Errorf("no provider is set up: %w", lookback.ErrNotFound)
	}
	var flow account.Flow
	if c, err := q.r.Cookie(flowCookie); err == nil {
		raw, _ := base64.RawURLEncoding.DecodeString(c.Value) // what is not ours decodes to no flow, which Finish refuses
		_ = json.Unmarshal(raw, &flow)
	}
	q.setCookie(flowCookie, "", -time.Second)
	id, err := q.Provider.Finish(q.ctx(), flow, q.query("state"), q.query("code"))
	if err != nil {
		return err
	}
	session, err := q.Accounts.EnterBy(q.ctx(), id)
	if err != nil {
		return err
	}
	return q.begin(session, "/")
}

// themeCookie remembers light or dark for a year.
const themeCookie = "lookback_theme"

func (q *ask) theme() string {
	if c, err := q.r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return "auto"
}

func setTheme(q *ask) error {
	next := map[string]string{"auto": "dark", "dark": "light", "light": "auto"}[q.theme()]
	q.setCookie(themeCookie, next, 365*24*time.Hour)
	return q.to("%s", localPath(q.form("next")))
}
