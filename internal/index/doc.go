// Package index finds the parties whose score with a given party reaches a threshold, without comparing it with all
// of them, and misses none (DESIGN invariant 1).
//
//	query ──► tokens ──► relatives ──► postings ──► reach ──► facts ──► alignment ──► hits
//	          match      dictionary    rarest       cheap     cheap     exact
//	                                   first        bound     bound     score
//
// The dictionary holds every distinct token once and can list all tokens that relate to a given one:
// equal letters, shared symbol, skeleton, consonants or stem by hash tables, errors of writing by
// deletions or partition keys, initials by a short list, runs written together by looking up their parts. Whatever these
// over-generate is discarded by match.Relate, so completeness needs them to give too much, never the right amount.
//
// The postings lead from a token to the owners of names that hold it, by groups of names. The tokens of a query are
// probed rarest first; when match.Bound says that a name of a group in which none of the probed tokens has a relative
// cannot reach the threshold, that group is not read any more. Owners that were met leave at the first
// test that rules them out, cheapest first, and the ones that stay are scored by match.Scratch.Score alone.
//
// Why it is made like this, with measurements, is in docs/design/index.md.
//
// Everything an index holds is flat bytes in the layout of its snapshot (docs/format/slice.md), so that opening a
// snapshot decodes nothing and a mapped file serves as well as memory.
package index
