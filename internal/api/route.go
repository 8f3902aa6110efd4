package api

import (
	"net/http"
	"slices"
	"strings"
)

// prefix begins the path of every route of Lookback's own API.
const prefix = "/api/v1"

// Param is a parameter behind the question mark.
type Param struct{ Name, Help string }

// Route is one thing that can be asked. The mux, the permissions, the OpenAPI document and the tests all come from it.
type Route struct {
	Method, Path string
	Permission   Permission
	Summary      string // what it does, in a line without a full stop
	Query        []Param
	In, Out      any    // a value of the type of the body and of the answer, or of each line of a stream; nil for none
	Takes        string // media type of a body that is read as it comes; empty for one JSON value
	Gives        string // media type of an answer that is not one JSON value
	LimitBytes   int64  // of the body; 0 means defaultBody

	handle func(*call) error
}

// Routes returns all routes.
func Routes() []Route {
	return slices.Concat(systemRoutes(), listRoutes(), importRoutes(), recordRoutes(), screenRoutes(), runRoutes(), caseRoutes(),
		networkRoutes(), identityRoutes(), tieBatchRoutes(), ownershipRoutes(), workRoutes(), redressRoutes(), discloseRoutes(), exportRoutes(), protectRoutes(), termRoutes(), retainRoutes(), heldRoutes(), reportRoutes(), directiveRoutes(), policyRoutes(), journalRoutes(), yenteRoutes(), refineRoutes(), mcpRoutes(), accountRoutes(), webhookRoutes(), metricRoutes(), profileRoutes())
}

// Name returns the route as people write it: "GET /api/v1/runs/{run}".
func (r Route) Name() string { return r.Method + " " + r.Path }

// Changes reports whether the route may change something.
func (r Route) Changes() bool { return r.Method != http.MethodGet }

// Once reports whether a key lets the route be done once: it changes something, and neither its body nor its answer streams.
func (r Route) Once() bool { return r.Changes() && r.Takes == "" && r.Gives == "" }

// parts returns the names of the parts of the path.
func (r Route) parts() []string {
	var names []string
	for _, part := range strings.Split(r.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			names = append(names, strings.TrimSuffix(strings.TrimSuffix(name, "}"), "..."))
		}
	}
	return names
}

func get(path string, p Permission, summary string, out any, handle func(*call) error, query ...Param) Route {
	return Route{Method: http.MethodGet, Path: prefix + path, Permission: p, Summary: summary, Out: out, Query: query, handle: handle}
}

func post(path string, p Permission, summary string, in, out any, handle func(*call) error, query ...Param) Route {
	return Route{Method: http.MethodPost, Path: prefix + path, Permission: p, Summary: summary, In: in, Out: out, Query: query, handle: handle}
}
