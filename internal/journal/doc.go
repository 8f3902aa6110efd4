// Package journal makes the one ordered log of everything that changed provable: the canonical bytes of an
// event, the Merkle tree over them, signed checkpoints, proofs, salted commitments to personal values, and a
// verifier that needs an export and a public key and trusts nobody.
//
// The pieces, bottom up:
//
//	Canonical      a Go value or any JSON as canonical JSON (RFC 8785, integers only)
//	Leaf           an event as the bytes that are hashed, and back: ParseLeaf
//	Commit         a salted commitment to a personal value; BatchRoot commits to many of them at once
//	Root, Prove…   the tree of RFC 6962 over the leaves, kept as stored hashes by whoever keeps the events
//	Checkpoint     origin, size and root; Key signs one with Ed25519, PublicKeys opens it
//	Exporter       events and checkpoints as a text file
//	Proof          shows one event, or that one state continues another, under a signed checkpoint
//	Witness        countersigns for somebody outside what continues the last checkpoint that they signed
//	Verify         reads such a file and says which event is not what was signed
//
// Nothing here reads a clock, a file or a random source; the formats are in docs/format/journal.md.
package journal
