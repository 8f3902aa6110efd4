package store

import "lookback"

// Feeds say where the editions of lists come from, one for each list at most.
type Feeds interface {
	// PutFeed stores f as the feed of its list, in place of the one before, and returns it with Position set.
	PutFeed(f lookback.Feed) (lookback.Feed, error)

	// DeleteFeed forgets the feed of a list; its editions stay.
	DeleteFeed(list string) error

	// GetFeed returns the feed of a list.
	GetFeed(list string) (lookback.Feed, error)

	// ListFeeds returns all feeds, by list.
	ListFeeds() ([]lookback.Feed, error)
}
