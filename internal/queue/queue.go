// Package queue is the contract for spreading the units of lookbacks over workers, with the runner for one process.
//
// A queue holds no truth. The journal in the store says which units a run has and which are done; a queue may lose
// everything, hand a unit out twice, or hand it to a worker that dies. Whoever carries out a run offers what the store says
// is missing, again and again until nothing is, and whoever does a unit stores its result once, whatever the queue does.
package queue

import "context"

// Unit names a unit of work: a part of a lookback that is done, and repeated after a crash, as a whole.
type Unit struct {
	Run     int64  `json:"run"`
	No      int    `json:"unit"`    // 1, 2, 3 ... within the run
	Matcher string `json:"matcher"` // version that must answer: workers of another one never see the unit
}

// Dead is a unit that was given up.
type Dead struct {
	Unit
	Attempts int
	Reason   string // of the last attempt
	Cause    error  `json:"-"` // the same, where this process made the attempt
}

// Do does one unit. It returns nil when the unit needs no more work, here or elsewhere.
type Do func(ctx context.Context, u Unit) error

// Queue hands out units. It may be used concurrently, by any number of processes.
type Queue interface {
	// Offer asks for units to be done. One that waits or is being done already is not added again.
	Offer(ctx context.Context, units []Unit) error

	// Work takes one unit after another that the matcher may answer and calls do, until ctx ends; then it returns nil, and
	// what it was doing is offered to others. A unit for which do fails is handed out again, to anybody, until it has failed
	// Attempts times; then it is dead. Work returns an error when the queue itself is out of reach for good.
	Work(ctx context.Context, matcher string, do Do) error

	// Settled returns a channel that receives, soon after and at least once, when a unit was done or given up somewhere
	// since the last receive. A signal may come late or be lost with the queue: look at the store every now and then.
	Settled() <-chan struct{}

	// TakeDead returns the units of a run that were given up, and forgets them.
	TakeDead(ctx context.Context, run int64) ([]Dead, error)

	// Close lets go of what the queue holds open. Work must have returned.
	Close() error
}

// Attempts is how often a unit may fail before it is given up. A cause that passes, as a database that restarts, passes
// within that many attempts; one that does not should reach a person soon.
const Attempts = 5
