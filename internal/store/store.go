// Package store is the contract for keeping what is true: a journal of events, and lists, records, alerts,
// runs and policies as they were at every position of it.
//
// All access goes through transactions. A change and the event that records it are written in one of them:
//
//	err := s.Update(ctx, func(tx store.Tx) error {
//		puts, err := tx.PutRecords(batch)             // becomes known at the next position
//		...
//		_, err = tx.AppendEvent(lookback.Event{...})  // this is that position
//		return err
//	})
//
// What is written belongs to the next event appended in the same transaction; Update refuses to commit a
// change that no event follows. What is read is as of a position: Now, or any earlier one. Every
// implementation must pass the suite in package contract; sqldb is the one there is.
package store

import (
	"context"
	"fmt"
	"math"

	"lookback"
)

// The errors that callers act on. They wrap the kinds of the root package.
var (
	// ErrNotFound means that nothing is held under what was asked for.
	ErrNotFound = fmt.Errorf("%w in the store", lookback.ErrNotFound)
	// ErrConflict means that what is held does not allow the change. Read again, then decide.
	ErrConflict = fmt.Errorf("%w with what the store holds", lookback.ErrConflict)
	// ErrReplica means that the store follows another one, and only that one takes changes.
	ErrReplica = fmt.Errorf("this database is a read replica, which answers and takes no changes; name its primary: %w", lookback.ErrConflict)
)

// Now is the position to ask for what holds at present.
const Now int64 = math.MaxInt64 - 1

// Store keeps everything. It may be used concurrently.
type Store interface {
	// View runs fn on a snapshot: everything fn reads is of one moment, and later commits do not show.
	// Writing in it fails.
	View(ctx context.Context, fn func(Tx) error) error

	// Update runs fn alone among all writers, of this process and every other. When fn returns nil what it
	// wrote is durable before Update returns; when fn returns an error nothing of it remains, and the error
	// is returned as it is. It may run fn again after a failure that a second attempt cures, so fn does
	// nothing but use tx and set what it sets anew each time. It must not call View or Update.
	Update(ctx context.Context, fn func(Tx) error) error

	// Replica reports whether the store follows another one: it shows what that one held a moment ago, and every Update
	// fails with ErrReplica.
	Replica() bool

	// Close waits for what runs and lets go of the database. Everything after it returns ErrUnavailable;
	// closing again does nothing.
	Close() error
}

// Tx is one transaction. It must not be used after the function it was given to has returned, nor by two
// goroutines at once. Its calls end with the context that was given to View or Update.
//
// Methods that begin with Find report by a boolean whether there is anything, Get returns ErrNotFound.
// A limit of 0 or less means all.
type Tx interface {
	Journal
	Signing
	Accounts
	Lists
	HeldEditions
	Feeds
	Webhooks
	Requests
	Records
	Endings
	Cursors
	Alerts
	Runs
	Policies
	Conduct
	Ties
	Networks
	Conduct
	Review
	PathAlerts
	Cases
	Directives
	Identities
	Queues
	Blobs
}
