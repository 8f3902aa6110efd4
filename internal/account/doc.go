// Package account knows who is there: accounts, the persons behind them, what each role may do, and how somebody proves
// to be the owner of an account.
//
//	permission.go  the roles and what each may do: one table
//	actor.go       Actor: who acts in one request, by session or by key
//	service.go     Service: the store, the clock, and the event behind every change
//	manage.go      accounts are made, changed and disabled
//	link.go        the one-time link by which a new owner sets a password; the first administrator
//	enter.go       login and password, lock-out, one-time codes, the provider's word
//	session.go     sessions of people, in memory
//	key.go         keys of programs
//	password.go    argon2id; totp.go: RFC 6238; oidc.go: OpenID Connect
//
// It decides who may ask. What may be decided about a case is decided in casework, for every caller, and there it is
// the person that counts: one with two accounts and a key is still one.
package account
