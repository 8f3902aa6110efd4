package api

import "net/http"

// Permission is what a route asks of its caller. The names are stable: scopes of API keys are made of them.
type Permission string

// The permissions. Each route has exactly one.
const (
	Anybody       Permission = ""               // no caller is needed: liveness and the description of the API itself
	ReadLists     Permission = "list.read"      // editions, entries and their changes
	ImportLists   Permission = "list.import"    // new editions
	ReadRecords   Permission = "record.read"    // records, alerts, clearances
	ImportRecords Permission = "record.import"  // new records and versions
	Screen        Permission = "screen"         // ask about a party; nothing is stored
	ReadRuns      Permission = "run.read"       // lookbacks, and checking them
	ProposeRuns   Permission = "run.propose"    // order a lookback
	ApproveRuns   Permission = "run.approve"    // approve what another person ordered
	ReadCases     Permission = "case.read"      // cases with their history
	WorkCases     Permission = "case.work"      // open, change, assign, note, rule
	SecondCases   Permission = "case.second"    // review another person's ruling
	KeepRedress   Permission = "redress"        // take in, answer and decide requests of persons concerned
	Disclose      Permission = "disclose"       // propose, send and recall what others outside get
	ReadReports   Permission = "report.read"    // numbers of people, with small ones withheld
	ReadNetworks  Permission = "network.read"   // ties, networks and paths
	AssertTies    Permission = "network.assert" // new ties, and withdrawing them
	ReadPolicy    Permission = "policy.read"
	ProposePolicy Permission = "policy.propose"
	ApprovePolicy Permission = "policy.approve"
	ReadJournal   Permission = "journal.read" // the log, its export and proofs
	KeepAccounts  Permission = "account.keep" // accounts and keys
	Operate       Permission = "operate"      // webhooks, metrics and profiles
)

// Caller is who sends a request: always a person, even behind a key. What one may do by office is decided by May; what
// one may do in a matter, by casework and screening.
type Caller struct {
	Person string                // as written into the journal
	Key    string                // names the account or key for the limits of its rate; may be empty
	May    func(Permission) bool // nil means everything
}

func (c Caller) may(p Permission) bool { return c.May == nil || c.May(p) }

// Identify returns who sends a request. ErrUnknown: nobody that is known.
type Identify func(*http.Request) (Caller, error)

// AsHeader names the person who acts, where the server takes the caller's word for it: see AtThisMachine.
const AsHeader = "Lookback-As"

// AtThisMachine is how a server without accounts identifies, which listens on this machine only: as the command line does
// with --as, it takes the caller's word for who acts, and the name of its own person when none is given.
func AtThisMachine(name string) Identify {
	return func(r *http.Request) (Caller, error) {
		if as, given := r.Header[AsHeader]; given {
			return Caller{Person: as[0]}, nil
		}
		return Caller{Person: name}, nil
	}
}
