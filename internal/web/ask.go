package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"lookback"
	"lookback/internal/account"
	"lookback/internal/store"
	"lookback/internal/trace"
)

// ask is one request.
type ask struct {
	*Site
	w       http.ResponseWriter
	r       *http.Request
	session account.Session
	token   string // of the session
}

// formBytes bounds the body of a form.
const formBytes = 256 << 10

// handler takes a request through what all of them pass: who asks, may they, is it their form, and what went wrong.
func (s *Site) handler(r route) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		ctx, end := trace.Start(req.Context(), "page", trace.Word("route", req.Pattern))
		q := &ask{Site: s, w: w, r: req.WithContext(ctx)}
		err := q.serve(r)
		if err != nil {
			q.refuse(err)
		}
		end(err)
	}
}

func (q *ask) serve(r route) error {
	if q.r.Method == http.MethodPost {
		q.r.Body = http.MaxBytesReader(q.w, q.r.Body, formBytes)
		if err := q.r.ParseForm(); err != nil {
			return &lookback.InputError{Reason: "the form cannot be read", Hint: "it may be too large; nothing was recorded"}
		}
	}
	if r.May == Anybody {
		return r.Handle(q)
	}
	if err := q.identify(); err != nil {
		return err
	}
	if q.r.Method == http.MethodPost && !q.session.IsForm(q.r.PostForm.Get("csrf")) {
		return fmt.Errorf("this form is not of your session; open the page again: %w", lookback.ErrDenied)
	}
	if r.May != Member {
		if err := q.session.Actor.May(r.May); err != nil {
			return err
		}
	}
	return r.Handle(q)
}

// identify finds the session of the request.
func (q *ask) identify() (err error) {
	c, err := q.r.Cookie(q.cookieName())
	if err != nil {
		return account.ErrNoSession
	}
	q.token = c.Value
	q.session, err = q.Accounts.Find(q.ctx(), q.token)
	return err
}

func (q *ask) ctx() context.Context { return q.r.Context() }

// person is who acts: what casework and screening are given.
func (q *ask) person() string { return q.session.Actor.Person }

// view reads from the store.
func (q *ask) view(fn func(store.Tx) error) error { return q.Store.View(q.ctx(), fn) }

// form returns a field of the form without the space around it.
func (q *ask) form(name string) string { return strings.TrimSpace(q.r.PostForm.Get(name)) }

// query returns a parameter of the address without the space around it.
func (q *ask) query(name string) string { return strings.TrimSpace(q.r.URL.Query().Get(name)) }

// number returns a number in the path. ErrNotFound: it is none, so there is no such page.
func (q *ask) number(name string) (int64, error) {
	n, err := strconv.ParseInt(q.r.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("there is no page here: %w", lookback.ErrNotFound)
	}
	return n, nil
}

// to sends the browser on after a form.
func (q *ask) to(format string, args ...any) error {
	http.Redirect(q.w, q.r, fmt.Sprintf(format, args...), http.StatusSeeOther)
	return nil
}

// page is what every template is given.
type page struct {
	Title  string
	Here   string // the part of the site it belongs to
	Path   string // where it is
	Theme  string
	Actor  account.Actor
	CSRF   string
	Now    string
	Status int
	D      any // what the page itself shows
}

// Has reports whether who looks may do something, so that pages offer nobody what would be refused.
func (p page) Has(permission string) bool { return p.Actor.Has(account.Permission(permission)) }

// show writes a page. It is made whole before its first byte is sent.
func (q *ask) show(name, title string, data any) error {
	return q.write(http.StatusOK, name, title, data)
}

func (q *ask) write(status int, name, title string, data any) error {
	here, _, _ := strings.Cut(strings.TrimPrefix(q.r.URL.Path, "/"), "/")
	p := page{Title: title, Here: here, Path: q.r.URL.RequestURI(), Theme: q.theme(), Actor: q.session.Actor, CSRF: q.session.CSRF, Now: dateTime(q.Now()), Status: status, D: data}
	var b bytes.Buffer
	if err := q.templates[name].Execute(&b, p); err != nil {
		return fmt.Errorf("make page %s: %w", name, err)
	}
	q.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	q.w.WriteHeader(status)
	q.w.Write(b.Bytes()) // a browser that went away is not ours to report
	return nil
}

// statuses is the one table that turns kinds of error into HTTP statuses.
var statuses = []struct {
	kind   error
	status int
	title  string
}{
	{lookback.ErrCheck, http.StatusConflict, tr("Something that must hold does not: tell an auditor")},
	{lookback.ErrNotFound, http.StatusNotFound, tr("Not found")},
	{lookback.ErrConflict, http.StatusConflict, tr("Not as things stand")},
	{lookback.ErrDenied, http.StatusForbidden, tr("Refused")},
	{lookback.ErrInvalid, http.StatusUnprocessableEntity, tr("Something is missing")},
	{lookback.ErrUnavailable, http.StatusServiceUnavailable, tr("Not now")},
}

// refuse answers with the sentence of an error. Who is not logged in is sent to the login, and back from there.
func (q *ask) refuse(err error) {
	if errors.Is(err, account.ErrNoSession) {
		q.toLogin()
		return
	}
	status, title := http.StatusInternalServerError, tr("Something went wrong")
	sentence := tr("It is not your fault, and nothing was recorded. The operators see what happened in the log.")
	for _, s := range statuses {
		if errors.Is(err, s.kind) {
			status, title, sentence = s.status, s.title, plainSentence(err)
			break
		}
	}
	if status == http.StatusInternalServerError {
		q.Log.LogAttrs(q.ctx(), slog.LevelError, "page failed", slog.String("path", q.r.URL.Path), slog.String("error", err.Error()))
	}
	if status == http.StatusServiceUnavailable {
		q.w.Header().Set("Retry-After", "1")
	}
	if err := q.write(status, "refused", title, sentence); err != nil {
		http.Error(q.w, sentence, status)
	}
}

// toLogin sends a browser to the login, with the page it wanted where that can be opened again.
func (q *ask) toLogin() {
	to := url.Values{"ended": {"1"}}
	if q.r.Method == http.MethodGet && q.r.URL.Path != "/" {
		to.Set("next", q.r.URL.RequestURI())
	}
	if _, err := q.r.Cookie(q.cookieName()); err != nil {
		to.Del("ended")
	}
	http.Redirect(q.w, q.r, "/login?"+to.Encode(), http.StatusSeeOther)
}

// plainSentence returns an error as people read it: without the kinds that only programs need.
func plainSentence(err error) string {
	text := err.Error()
	for _, s := range statuses {
		text = strings.TrimSuffix(text, ": "+s.kind.Error()+" in the store")
		text = strings.TrimSuffix(text, ": "+s.kind.Error())
	}
	if input := (*lookback.InputError)(nil); errors.As(err, &input) && input.File == "" {
		text = input.Reason
		if input.Hint != "" {
			text += "; " + input.Hint
		}
		if input.Field != "" {
			text = input.Field + ": " + text
		}
	}
	return upperFirst(text) + "."
}
