// Package web is the pages: what people at work see of Lookback. Everything is made on the server, from templates and
// assets that are in the program; a page without its script is whole, and the script makes it quicker.
//
//	site.go      Site: what the pages stand on, headers, assets
//	route.go     every page and every form, with the permission that it asks
//	ask.go       one request: who asks, forms, answers, refusals
//	words.go     the words of the pages, in one place
//	view.go      what templates call: names in their own script, dates, numbers
//	login.go     login, one-time link, the provider; gate.go: the purpose of opening a file
//	overview.go, run.go, alert.go, align.go, case.go, rule.go, path.go, record.go, list.go, policy.go, report.go, card.go, journal.go, user.go
//	             a page or two each
//	redress.go, disclosure.go, protection.go, held.go, asked.go
//	             what people outside ask and get, who is protected, editions that are held back, tasks and enquiries
//	ranking.go   the open alerts in the order of review, kept up with the journal
//	chart.go     charts as drawings, each beside its table
//
// Pages read from the store and change nothing in it. Whatever they change goes through casework, screening and account,
// where the rules are; a refusal is shown as its sentence.
package web
