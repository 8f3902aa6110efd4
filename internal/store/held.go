package store

import "lookback"

// HeldEditions are editions that wait for a person, or were decided by one. Their raw files are blobs.
type HeldEditions interface {
	// CreateHeld stores h under a new ID and returns it with ID and Position set.
	CreateHeld(h lookback.HeldEdition) (lookback.HeldEdition, error)

	// UpdateHeld stores h as the present state of the held edition with its ID and returns it with Position set.
	UpdateHeld(h lookback.HeldEdition) (lookback.HeldEdition, error)

	// GetHeld returns a held edition.
	GetHeld(id int64) (lookback.HeldEdition, error)

	// FindHeld returns the latest held edition of a list with these bytes.
	FindHeld(list, edition string) (lookback.HeldEdition, bool, error)

	// ListHeld returns the held editions of a list or, when list is empty, of all lists, in a state or, when
	// state is empty, in any, by ID.
	ListHeld(list string, state lookback.HeldState) ([]lookback.HeldEdition, error)
}
