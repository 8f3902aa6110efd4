package screening

import (
	"context"
	"time"

	"lookback/internal/source"
)

// Follower fetches what is due, again and again. Fetcher, Folder and Actor are as for FetchFeed.
type Follower struct {
	Fetcher *source.Fetcher
	Folder  func(list string) string
	Actor   string
	After   func(time.Duration) <-chan time.Time // nil means time.After
	Report  func(list string, result FeedResult, err error)
	Running Progress
}

// longestRest is the longest time between two looks at the schedule: a feed may be added meanwhile, and alarms have deadlines.
const longestRest = time.Minute

// Follow fetches the feeds that are due, runs the lookbacks that follow, notes alarms, and waits for the next one, until ctx ends.
// What one publisher does wrong is reported and recorded and stops nothing else; Follow returns what the store does wrong.
func (s *Service) Follow(ctx context.Context, f Follower) error {
	for {
		next, err := s.FollowOnce(ctx, f)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		rest := longestRest
		if !next.IsZero() {
			rest = min(rest, max(time.Second, next.Sub(s.now())))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.after(rest):
		}
	}
}

func (f Follower) after(d time.Duration) <-chan time.Time {
	if f.After != nil {
		return f.After(d)
	}
	return time.After(d)
}

// FollowOnce does one turn of Follow and returns when the next feed is due, a zero time when there is none.
func (s *Service) FollowOnce(ctx context.Context, f Follower) (time.Time, error) {
	due, _, err := s.DueFeeds(ctx)
	if err != nil {
		return time.Time{}, err
	}
	for _, list := range due {
		result, err := s.FetchFeed(ctx, f.Fetcher, list, f.Folder(list), f.Actor)
		if ctx.Err() != nil {
			return time.Time{}, ctx.Err()
		}
		f.Report(list, result, err)
		if err := s.Resume(ctx, f.Running); err != nil {
			return time.Time{}, err
		}
	}
	if err := s.NoteAlarms(ctx, f.Actor); err != nil {
		return time.Time{}, err
	}
	_, next, err := s.DueFeeds(ctx)
	return next, err
}
