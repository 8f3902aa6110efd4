package web

import (
	"net/http"

	"lookback/internal/account"
)

// route is one page or one form.
type route struct {
	Method string
	Path   string
	May    account.Permission // what it asks of the person; Anybody and Member ask less
	Handle func(*ask) error
}

// What a route asks of somebody who needs no permission.
const (
	Anybody account.Permission = "anybody" // nobody needs to be logged in
	Member  account.Permission = "member"  // somebody is logged in
)

// routes lists every page and every form. It is the whole of it: the matrix of the tests is made from this table.
func routes() []route {
	get := func(path string, may account.Permission, h func(*ask) error) route {
		return route{http.MethodGet, path, may, h}
	}
	post := func(path string, may account.Permission, h func(*ask) error) route {
		return route{http.MethodPost, path, may, h}
	}
	return []route{
		get("/login", Anybody, showLogin), post("/login", Anybody, enter), post("/logout", Member, leave),
		get("/login/provider", Anybody, toProvider), get("/login/provider/back", Anybody, fromProvider),
		get("/link/{token}", Anybody, showLink), post("/link/{token}", Anybody, acceptLink),
		post("/purpose", account.Records, statePurpose), post("/theme", Member, setTheme),

		get("/{$}", account.Read, showOverview),
		get("/reports", account.Read, showReport),
		get("/runs", account.Read, listRuns), get("/runs/{id}", account.Read, showRun), get("/runs/{id}/events", account.Read, streamRun),
		post("/runs", account.Lookback, proposeRun), post("/runs/{id}/approve", account.Approve, approveRun),

		get("/alerts", account.Records, listAlerts), get("/alerts/{id}", account.Records, showAlert),
		post("/alerts/{id}/rule", account.Decide, ruleAlert),
		get("/paths/{id}", account.Records, showPath),
		post("/open", account.Decide, openCase),

		get("/cases", account.Records, listCases), get("/cases/{id}", account.Records, showCase), get("/cases/{id}/card", account.Records, showCard),
		post("/cases/{id}/change", account.Decide, changeCase), post("/cases/{id}/rule", account.Decide, ruleCase),
		post("/cases/{id}/note", account.Decide, noteCase), post("/cases/{id}/assign", account.Decide, assignCase),
		post("/cases/{id}/review", account.Decide, reviewCase), get("/overdue", account.Records, listOverdue),
		get("/second", account.Second, listSecond), post("/rulings/{id}/second", account.Second, secondRuling),

		get("/redress", account.Records, listRedress), get("/redress/{id}", account.Records, showRedress),
		post("/redress", account.Redress, receiveRedress), post("/redress/{id}/assign", account.Redress, assignRedress),
		post("/redress/{id}/acknowledge", account.Redress, acknowledgeRedress), post("/redress/{id}/answer", account.Redress, answerRedress),
		post("/redress/{id}/decide", account.Redress, decideRedress),

		get("/disclosures", account.Records, listDisclosures), get("/disclosures/{id}", account.Records, showDisclosure),
		post("/cases/{id}/disclose", account.Disclose, proposeDisclosure), post("/disclosures/{id}/approve", account.Second, approveDisclosure),
		post("/disclosures/{id}/send", account.Disclose, sendDisclosure), post("/disclosures/{id}/recall", account.Disclose, recallDisclosure),
		post("/notices/{id}/told", account.Disclose, noticeTold), post("/notices/{id}/acknowledge", account.Disclose, noticeAcknowledged),

		post("/protections", account.Decide, setProtection), post("/protections/{id}/lift", account.Decide, liftProtection),
		post("/cases/{id}/ask", account.Decide, askInCase), post("/asked/{id}/answer", account.Decide, answerAsked),

		get("/retention", account.Records, showRetention), post("/retention", account.Decide, proposeRetention),
		post("/retention/{id}/approve", account.Second, approveRetention), post("/retention/{id}/end", account.Decide, endRetention),
		post("/erasures", account.Decide, proposeErasure), post("/erasures/{id}/approve", account.Second, approveErasure), post("/erasures/run", account.Second, runErasure),
		post("/holds", account.Decide, holdRecord), post("/holds/{id}/review", account.Decide, reviewHold),

		get("/records", account.Records, listRecords), get("/records/{ref...}", account.Records, showRecord),
		get("/lists", account.Read, listLists), get("/lists/{list}", account.Read, showList),
		get("/lists/{list}/editions/{seq}", account.Read, showEdition), get("/lists/{list}/entries/{entry}", account.Read, showEntry),

		get("/quarantine/{id}", account.Read, showHeld), post("/quarantine/{id}/release", account.Intake, releaseHeld), post("/quarantine/{id}/reject", account.Intake, rejectHeld),

		get("/policies", account.Read, listPolicies), post("/policies/simulate", account.Policy, simulatePolicy),
		post("/policies", account.Policy, proposePolicy), post("/policies/{version}/approve", account.Approve, approvePolicy),

		get("/journal", account.Audit, listEvents), get("/journal/{position}", account.Audit, showEvent),

		get("/account", Member, showAccount), post("/account/codes", Member, proposeCodes), post("/account/codes/confirm", Member, confirmCodes),
		get("/users", account.Accounts, listUsers), post("/users", account.Accounts, addUser),
		post("/users/{login}/roles", account.Accounts, setRoles), post("/users/{login}/link", account.Accounts, relinkUser),
		post("/users/{login}/disable", account.Accounts, disableUser),
	}
}
