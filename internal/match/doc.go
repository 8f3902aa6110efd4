// Package match compares two parties and explains the result. Two tokens relate in one of the ways that Relate knows or not at all; the score of two
// names is the best alignment over related tokens, less what contradicts; dates, identifiers, places and gender then agree, conflict or are
// missing, which is neutral. A score depends on the two parties and Version alone, and Compare never gives one without its evidence.
//
//	Prepare ──► Forms ──► alignment ──► tally ──► score of two names ─┐
//	        └─► Facts ─────────────────────────► discount ────────────┴► Combine ──► score of two parties
//
// What an index needs to find everything that scores is here too, beside the rules that it must keep up with: Limit, Bound, Joins, Near.
package match
