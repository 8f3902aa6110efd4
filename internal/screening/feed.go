package screening

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"lookback"
	"lookback/internal/source"
	"lookback/internal/store"
	"lookback/internal/trace"
)

// SetFeed says where a list comes from, and asks for it at once. What came of asking before stays known.
func (s *Service) SetFeed(ctx context.Context, f lookback.Feed, actor string) (lookback.Feed, error) {
	actor, err := person(actor)
	if err != nil {
		return f, err
	}
	if err := errors.Join(validListName(f.List), f.Validate()); err != nil {
		return f, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		before, err := tx.GetFeed(f.List)
		if err != nil && !isNotFound(err) {
			return err
		}
		f.State, f.Since = before.State, firstTime(before.Since, s.now())
		f.State.Next, f.State.Files = s.now(), nil
		if f, err = tx.PutFeed(f); err != nil {
			return err
		}
		return s.record(tx, lookback.EventFeedSet, actor, "list "+f.List, feedEvent{List: f.List, Format: f.Format, URLs: publicURLs(f.URLs),
			Hosts: f.Hosts, Every: f.Every.String(), MaxAge: f.MaxAge.String(),
			GuardRemoved: f.Guard.Removed, GuardAdded: f.Guard.Added, GuardAmended: f.Guard.Amended})
	})
	return f, err
}

// publicURLs are addresses without their queries, which may hold tokens.
func publicURLs(urls []string) []string {
	var out []string
	for _, u := range urls {
		before, _, _ := strings.Cut(u, "?")
		out = append(out, before)
	}
	return out
}

// RemoveFeed stops fetching a list. Its editions stay.
func (s *Service) RemoveFeed(ctx context.Context, list, actor string) error {
	actor, err := person(actor)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		if err := tx.DeleteFeed(list); err != nil {
			return err
		}
		return s.record(tx, lookback.EventFeedRemoved, actor, "list "+list, feedEvent{List: list})
	})
}

// Feeds returns the feeds of all lists, by list.
func (s *Service) Feeds(ctx context.Context) (all []lookback.Feed, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.ListFeeds()
		return err
	})
	return all, err
}

// FeedResult is what came of asking a publisher once.
type FeedResult struct {
	Feed    lookback.Feed
	Edition EditionResult // zero when the publisher did not answer with an edition
	Deltas  int           // how many deltas led from the edition in force to this one; 0 when it was fetched whole
	Whole   string        // why it was fetched whole although it has deltas; empty for no reason
}

// FetchFeed asks the publisher of a list for a new edition, brings it in under the guard, and records what came of it. A failure is
// recorded too, and returned. It does not run the lookback: see Resume. The files are kept in the folder dir meanwhile; what a process
// that was killed left there is removed.
func (s *Service) FetchFeed(ctx context.Context, fetcher *source.Fetcher, list, dir, actor string) (result FeedResult, err error) {
	if actor, err = person(actor); err != nil {
		return result, err
	}
	var feed lookback.Feed
	var inForce lookback.Edition
	err = s.store.View(ctx, func(tx store.Tx) error {
		if feed, err = tx.GetFeed(list); err != nil {
			return err
		}
		inForce, err = currentEdition(tx, list)
		return err
	})
	if err != nil {
		return result, err
	}
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return result, fmt.Errorf("make room for the files of %q: %v: %w", list, err, lookback.ErrUnavailable)
	}
	defer os.RemoveAll(dir) // what cannot be removed now is removed the next time
	base := source.Base{Files: inForce.Files, Copy: func(f lookback.RawFile, w io.Writer) error { return s.copyBlob(ctx, f.Hash, w) }}
	within, end := trace.Start(ctx, "fetch", trace.Word("list", list))
	files, edition, failure := s.fetchEdition(within, fetcher, feed, base, dir, actor)
	end(failure)
	if ctx.Err() != nil {
		return result, ctx.Err()
	}
	err = s.store.Update(ctx, func(tx store.Tx) (err error) {
		result, err = s.noteFetch(tx, list, actor, files, edition, failure)
		return err
	})
	return result, errors.Join(failure, err)
}

// copyBlob writes a raw file that was kept.
func (s *Service) copyBlob(ctx context.Context, hash string, w io.Writer) error {
	return s.store.View(ctx, func(tx store.Tx) error {
		r, err := tx.GetBlob(hash)
		if err == nil {
			_, err = io.Copy(w, r)
		}
		return err
	})
}

// fetchEdition fetches and imports.
func (s *Service) fetchEdition(ctx context.Context, fetcher *source.Fetcher, feed lookback.Feed, inForce source.Base, dir, actor string) (source.FetchedEdition, EditionResult, error) {
	got, err := fetcher.FetchEdition(ctx, feed, inForce, dir)
	if err != nil || got.Unchanged {
		return got, EditionResult{}, err
	}
	format := source.Format(feed.Format)
	if format == "" {
		if format, err = source.Recognise(got.Files); err != nil {
			return got, EditionResult{}, err
		}
	}
	result, err := s.ImportEdition(ctx, EditionImport{List: feed.List, Format: format, Files: got.Files, Actor: actor})
	return got, result, err
}

// keptGaps is how many gaps of a feed are kept with it. The journal has all events they come from.
const keptGaps = 100

// noteFetch stores what came of a fetch, with its event.
func (s *Service) noteFetch(tx store.Tx, list, actor string, files source.FetchedEdition, edition EditionResult, failure error) (FeedResult, error) {
	feed, err := tx.GetFeed(list)
	if err != nil {
		return FeedResult{}, err
	}
	state := &feed.State
	state.Tried, state.Problem = s.now(), ""
	body := feedEvent{List: list, Deltas: files.Deltas, Whole: files.Whole}
	if failure != nil {
		state.Outcome, state.Problem = lookback.FeedFailed, failure.Error()
		state.Failures++
		state.Next = state.Tried.Add(pauseAfter(feed, failure))
	} else {
		state.Outcome = outcomeOf(edition)
		noteGood(state)
		state.Files, state.Failures = files.Known, 0
		state.Next = state.Tried.Add(feed.Every)
		body.Edition = edition.Edition.ID
	}
	body.Outcome, body.Problem = state.Outcome, state.Problem
	if feed, err = tx.PutFeed(feed); err != nil {
		return FeedResult{}, err
	}
	return FeedResult{Feed: feed, Edition: edition, Deltas: files.Deltas, Whole: files.Whole}, s.record(tx, lookback.EventFeedChecked, actor, "list "+list, body)
}

func outcomeOf(r EditionResult) lookback.FeedOutcome {
	switch {
	case r.Held != nil:
		return lookback.FeedHeld
	case r.New:
		return lookback.FeedNew
	}
	return lookback.FeedUnchanged
}

// noteGood moves the time of the last answer, and keeps the gap when there was too long none.
func noteGood(state *lookback.FeedState) {
	if !state.Good.IsZero() && state.Tried.Sub(state.Good) > dayLimit {
		state.Gaps = append(state.Gaps, lookback.FeedGap{From: state.Good, Until: state.Tried})
		state.Gaps = state.Gaps[max(0, len(state.Gaps)-keptGaps):]
	}
	state.Good = state.Tried
}

// firstWait is the pause after the first failure; each further one doubles it, up to the usual pause of the feed.
const firstWait = 5 * time.Minute

func pauseAfter(feed lookback.Feed, failure error) time.Duration {
	wait := firstWait << min(feed.State.Failures-1, 10)
	return max(min(wait, feed.Every), min(source.RetryAfter(failure), lookback.MaxFeedEvery))
}

// DueFeeds returns the lists whose publishers are to be asked now, and when the next one is; zero when there is no feed.
func (s *Service) DueFeeds(ctx context.Context) (due []string, next time.Time, err error) {
	feeds, err := s.Feeds(ctx)
	now := s.now()
	for _, f := range feeds {
		if !f.State.Next.After(now) {
			due = append(due, f.List)
		}
		if next.IsZero() || f.State.Next.Before(next) {
			next = f.State.Next
		}
	}
	return due, next, err
}
