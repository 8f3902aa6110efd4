// Package api is how Lookback speaks to machines: the JSON shapes that the command line prints with --json, the REST
// API that `lookback serve` answers, and the client through which the same commands work against it.
// Names are in snake case and stable; fields may be added, never renamed or removed.
//
//	run.go list.go case.go ...   the shapes: XOf translates from the words of the product, Back translates back
//	route.go      one table of routes: from it follow the mux, the permissions and the OpenAPI document
//	server.go     what every request passes: who asks, may they, how much, how fast
//	call.go       one request as a handler sees it: parameters, body, answer
//	serve_*.go    the handlers, a file for each noun; they decode, call screening or casework, and encode
//	problem.go    one table from kinds of error to statuses and exit codes
//	client.go     the other end; client_*.go has its methods by noun
//
// No rule of conduct lives here: who may decide what, and with whom, is held in screening and casework for every caller.
package api
