// Package api is how Lookback speaks to machines: the JSON shapes that the command line prints with --json.
// Names are in snake case and stable; fields may be added, never renamed or removed.
package api
