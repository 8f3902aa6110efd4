package main

import (
	"slices"
	"testing"

	"lookback"
	accounts "lookback/internal/account"
	"lookback/internal/api"
)

// Every permission of a route is one of an account, so that no route is left to nobody by mistake.
func TestEveryRouteIsSomebodys(t *testing.T) {
	known := scopes()
	for _, r := range api.Routes() {
		p, ok := known[r.Permission]
		if r.Permission == api.Anybody {
			continue
		}
		if !ok || !slices.Contains(accounts.Permissions(), p) {
			t.Errorf("%s: permission %q is none of an account", r.Name(), r.Permission)
		}
	}
}

// Who may ask for what, by role: routes that stand for their kind.
func TestRolesOfRoutes(t *testing.T) {
	analyst, supervisor, redress, auditor, administrator := lookback.RoleAnalyst, lookback.RoleSupervisor, lookback.RoleRedress, lookback.RoleAuditor, lookback.RoleAdministrator
	want := map[string][]lookback.Role{
		"GET /api/v1/lists":                      {analyst, supervisor, redress, auditor, administrator},
		"POST /api/v1/screen":                    {analyst, supervisor, redress},
		"GET /api/v1/records":                    {analyst, supervisor, redress, auditor},
		"POST /api/v1/lists/{list}/editions":     {analyst, supervisor, administrator},
		"POST /api/v1/cases/{case}/rulings":      {analyst, supervisor},
		"POST /api/v1/rulings/{ruling}/second":   {supervisor},
		"POST /api/v1/runs/{run}/approve":        {supervisor},
		"POST /api/v1/policies/{policy}/approve": {supervisor},
		"GET /api/v1/journal":                    {auditor},
		"POST /api/v1/webhooks":                  {administrator},
	}
	found := 0
	for _, r := range api.Routes() {
		roles, listed := want[r.Name()]
		if !listed {
			continue
		}
		found++
		for _, role := range lookback.Roles() {
			if got := accounts.Allows(role, scopes()[r.Permission]); got != slices.Contains(roles, role) {
				t.Errorf("%s by %s: got %t", r.Name(), role, got)
			}
		}
	}
	if found != len(want) {
		t.Errorf("got %d of %d routes: some have another name", found, len(want))
	}
}
