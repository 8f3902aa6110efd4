package account

import (
	"fmt"
	"slices"

	"lookback"
)

// Permission is one kind of thing that may be asked of Lookback.
type Permission string

// The permissions.
const (
	Read     Permission = "read"     // counts, lists, runs, policies: nothing about a single person we hold
	Screen   Permission = "screen"   // compare a party with what is in force
	Records  Permission = "records"  // open records, alerts, cases, paths and clearances
	Intake   Permission = "intake"   // bring in lists, records and ties
	Decide   Permission = "decide"   // open cases, change, rule, note, assign
	Second   Permission = "second"   // be the second person for a ruling
	Lookback Permission = "lookback" // propose a lookback
	Policy   Permission = "policy"   // propose a policy
	Approve  Permission = "approve"  // be the second person for lookbacks and policies
	Redress  Permission = "redress"  // take in and decide requests of persons concerned
	Disclose Permission = "disclose" // record what was given to others
	Audit    Permission = "audit"    // read and export the journal
	Accounts Permission = "accounts" // keep accounts and keys
)

// Permissions lists all permissions in the order of the table.
func Permissions() []Permission {
	return []Permission{Read, Screen, Records, Intake, Decide, Second, Lookback, Policy, Approve, Redress, Disclose, Audit, Accounts}
}

// table says what each role may do. Nobody who keeps accounts opens a record, and nobody who audits changes one.
var table = map[lookback.Role][]Permission{
	lookback.RoleAnalyst:       {Read, Screen, Records, Intake, Decide, Lookback, Policy, Disclose},
	lookback.RoleSupervisor:    {Read, Screen, Records, Intake, Decide, Second, Lookback, Policy, Approve, Disclose},
	lookback.RoleRedress:       {Read, Screen, Records, Redress},
	lookback.RoleAuditor:       {Read, Records, Audit},
	lookback.RoleAdministrator: {Read, Intake, Accounts},
}

// Allows reports whether a role may do something.
func Allows(r lookback.Role, p Permission) bool { return slices.Contains(table[r], p) }

// ParsePermission reads a permission by its name.
func ParsePermission(text string) (Permission, error) {
	if p := Permission(text); slices.Contains(Permissions(), p) {
		return p, nil
	}
	return "", &lookback.InputError{Field: "scope", Reason: fmt.Sprintf("%q is not a scope", text), Hint: fmt.Sprintf("use some of %v", Permissions())}
}
