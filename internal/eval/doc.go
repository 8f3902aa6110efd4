// Package eval measures quality: labelled pairs of names, lists of people who are on a watchlist
// and people who are not, and the index against a full scan. It is for users as much as for us: whoever installs
// Lookback validates the set-up with it.
package eval
