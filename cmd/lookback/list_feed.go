package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

// feedFlags are the flags of list add.
type feedFlags struct {
	preset string
	feed   lookback.Feed
	every  time.Duration
	days   int
}

func (a *app) listAdd() *cobra.Command {
	var flags feedFlags
	c := &cobra.Command{
		Use:   "add LIST",
		Short: "Say where a list comes from and how often to ask; nothing is fetched yet",
		Long: `Say where a list comes from and how often to ask; nothing is fetched yet.

A preset knows address, format, plausible size, greatest age and terms of an official publisher: ` + strings.Join(source.Presets(), ", ") + `.
Every flag overrides it. Addresses change: look at the publisher's page when a preset fails.`,
		Example: `  lookback list add un --preset un
  lookback list add house --url https://lists.example/house.csv --format house-csv --every 1h
  lookback list add ofac --preset ofac-sdn --mirror /srv/mirror/ofac`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			feed, err := flags.resolve(cmd)
			if err != nil {
				return err
			}
			feed.List = args[0]
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				if feed, err = s.SetFeed(cmd.Context(), feed, a.actor); err != nil {
					return err
				}
				return a.print(api.FeedOf(feed), func() { a.sayFeedSet(feed) })
			})
		},
	}
	flags.define(c)
	return c
}

func (f *feedFlags) define(c *cobra.Command) {
	p := c.Flags()
	p.StringVar(&f.preset, "preset", "", "an official publisher: "+strings.Join(source.Presets(), ", "))
	p.StringArrayVar(&f.feed.URLs, "url", nil, "address of a file of the edition; again for each further file")
	p.StringVar(&f.feed.Format, "format", "", "how the files are written; recognised when left out")
	p.StringVar(&f.feed.Dataset, "dataset", "", "the address is the index of a catalogue: the data set in it")
	p.DurationVar(&f.every, "every", time.Hour, "how often to ask")
	p.StringArrayVar(&f.feed.Hosts, "host", nil, "a host that the address may redirect to")
	p.Int64Var(&f.feed.MinBytes, "min-bytes", 0, "smallest edition that is plausible")
	p.Int64Var(&f.feed.MaxBytes, "max-bytes", 0, "largest file that is accepted (default 512 MiB)")
	p.IntVar(&f.days, "max-age", 0, "days after which the edition in force counts as stale")
	p.StringVar(&f.feed.SumURL, "checksum", "", "address of the SHA-1 or SHA-256 that the publisher states")
	p.StringVar(&f.feed.Proxy, "proxy", "", "proxy to fetch through (default that of the environment)")
	p.StringVar(&f.feed.Mirror, "mirror", "", "folder to take the files from, in place of the network")
	p.IntVar(&f.feed.Guard.Removed, "guard-removed", 0, fmt.Sprintf("percentage of entries that may be gone before a person must look, at most %d (default 10)", lookback.MaxGuardRemoved))
	p.IntVar(&f.feed.Guard.Added, "guard-added", 0, "percentage of entries that may be new (default 50)")
	p.IntVar(&f.feed.Guard.Amended, "guard-amended", 0, "percentage of entries that may differ (default 50)")
	p.StringVar(&f.feed.Licence, "licence", "", "terms of the publisher, for people")
}

// resolve returns the preset with what the flags say instead.
func (f *feedFlags) resolve(cmd *cobra.Command) (lookback.Feed, error) {
	feed := f.feed
	feed.Every, feed.MaxAge = f.every, time.Duration(f.days)*24*time.Hour
	if f.preset == "" {
		return feed, knownFormat(feed.Format)
	}
	base, err := source.Preset(f.preset)
	if err != nil {
		return feed, err
	}
	for name, apply := range map[string]func(){
		"url": func() { base.URLs = feed.URLs }, "format": func() { base.Format = feed.Format }, "dataset": func() { base.Dataset = feed.Dataset },
		"every": func() { base.Every = feed.Every }, "host": func() { base.Hosts = append(base.Hosts, feed.Hosts...) },
		"min-bytes": func() { base.MinBytes = feed.MinBytes }, "max-bytes": func() { base.MaxBytes = feed.MaxBytes },
		"max-age": func() { base.MaxAge = feed.MaxAge }, "checksum": func() { base.SumURL = feed.SumURL }, "proxy": func() { base.Proxy = feed.Proxy },
		"mirror": func() { base.Mirror = feed.Mirror }, "licence": func() { base.Licence = feed.Licence },
		"guard-removed": func() { base.Guard.Removed = feed.Guard.Removed }, "guard-added": func() { base.Guard.Added = feed.Guard.Added },
		"guard-amended": func() { base.Guard.Amended = feed.Guard.Amended },
	} {
		if cmd.Flags().Changed(name) {
			apply()
		}
	}
	return base, knownFormat(base.Format)
}

// knownFormat refuses a format that no parser reads.
func knownFormat(format string) error {
	if format != "" && source.ParserVersion(source.Format(format)) == "" {
		return fmt.Errorf("--format %s is none of %s: %w", format, formatNames(), lookback.ErrUsage)
	}
	return nil
}

func (a *app) sayFeedSet(f lookback.Feed) {
	a.say("%s comes from %s, asked every %s. Fetch it with: lookback list fetch %s", f.List, api.FeedOf(f).URLs[0], f.Every, f.List)
	if f.Licence != "" {
		a.say("Terms: %s.", f.Licence)
	}
}

func (a *app) listDrop() *cobra.Command {
	return &cobra.Command{
		Use:     "drop LIST",
		Short:   "Stop fetching a list; its editions stay in force",
		Example: "  lookback list drop house",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				if err := s.RemoveFeed(cmd.Context(), args[0], a.actor); err != nil {
					return err
				}
				return a.print(struct {
					List string `json:"list"`
				}{args[0]}, func() { a.say("%s is not fetched any more; its editions stay.", args[0]) })
			})
		},
	}
}

func (a *app) listFetch() *cobra.Command {
	var due bool
	c := &cobra.Command{
		Use:   "fetch [LIST...]",
		Short: "Ask publishers for new editions now, bring them in under the guard, and run the lookbacks that follow",
		Example: `  lookback list fetch
  lookback list fetch un ofac
  lookback list fetch --due`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				lists, err := listsToFetch(cmd.Context(), s, args, due)
				if err != nil {
					return err
				}
				return a.fetchLists(cmd.Context(), s, lists)
			})
		},
	}
	c.Flags().BoolVar(&due, "due", false, "only those whose time has come, for a timer of the system")
	return c
}

func listsToFetch(ctx context.Context, s *screening.Service, named []string, due bool) ([]string, error) {
	if due && len(named) == 0 {
		lists, _, err := s.DueFeeds(ctx)
		return lists, err
	}
	feeds, err := s.Feeds(ctx)
	if err != nil || len(named) > 0 {
		return named, err
	}
	for _, f := range feeds {
		named = append(named, f.List)
	}
	if len(named) == 0 {
		return nil, fmt.Errorf("no list has a feed; add one with: lookback list add: %w", lookback.ErrNotFound)
	}
	return named, nil
}

// fetchLists fetches one list after the other. What goes wrong with one does not keep the others from coming in.
func (a *app) fetchLists(ctx context.Context, s *screening.Service, lists []string) error {
	var failed error
	for _, list := range lists {
		result, err := s.FetchFeed(ctx, &source.Fetcher{}, list, a.feedFolder(list), a.actor)
		if result.Feed.List == "" { // nothing was recorded: there is no such feed, or the store does not answer
			return errors.Join(failed, err)
		}
		failed = errors.Join(failed, err, a.printFetched(result))
		if err := s.Resume(ctx, a.runProgress()); err != nil {
			return err
		}
	}
	return errors.Join(failed, s.NoteAlarms(ctx, a.actor))
}

// feedFolder is where the files of a list are kept while they are fetched.
func (a *app) feedFolder(list string) string { return filepath.Join(a.data, "fetch", list) }

// fetchedWire is a feed with how its edition came.
type fetchedWire struct {
	api.Feed
	Deltas int    `json:"deltas"`          // how many led to it from the edition in force before; 0 when it was fetched whole
	Whole  string `json:"whole,omitempty"` // why it was fetched whole although it has deltas
}

// printFetched tells what came of asking a publisher, and returns the sentence about an edition that was held back.
func (a *app) printFetched(r screening.FeedResult) error {
	err := a.print(fetchedWire{api.FeedOf(r.Feed), r.Deltas, r.Whole}, func() {
		f, c := r.Feed, r.Edition.Edition.Counts
		switch f.State.Outcome {
		case lookback.FeedNew:
			a.say("%s: a new edition %.12s with %d entries (%d added, %d amended, %d removed); lookback %d.", f.List, r.Edition.Edition.ID, c.Entries, c.Added, c.Amended, c.Removed, r.Edition.Run)
		case lookback.FeedHeld:
			a.say("%s: an edition that is held back.", f.List)
		case lookback.FeedFailed:
			a.say("%s: failed %d times in a row; asked again at %s.", f.List, f.State.Failures, f.State.Next.Format(time.DateTime))
		default:
			a.say("%s: nothing new.", f.List)
		}
		if r.Deltas > 0 {
			a.say("  %d deltas lead to it from the edition in force before.", r.Deltas)
		}
		if r.Whole != "" {
			a.say("  fetched whole, because %s.", r.Whole)
		}
	})
	if err == nil && r.Edition.Held != nil {
		err = heldError(*r.Edition.Held)
	}
	return err
}

func (a *app) listSchedule() *cobra.Command {
	var follow bool
	c := &cobra.Command{
		Use:   "schedule",
		Short: "Show when each publisher is asked next; with --run stay and do it, until stopped",
		Example: `  lookback list schedule
  lookback list schedule --run`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if follow {
				return a.followFeeds(cmd.Context())
			}
			service, _, done, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer done()
			feeds, err := service.Feeds(cmd.Context())
			if err != nil {
				return err
			}
			return a.printSchedule(feeds)
		},
	}
	c.Flags().BoolVar(&follow, "run", false, "stay, and fetch what is due")
	return c
}

func (a *app) printSchedule(feeds []lookback.Feed) error {
	sortBy(feeds, func(f lookback.Feed) int64 { return f.State.Next.UnixNano() })
	columns := []string{"list", "next", "every", "last answer", "outcome", "failures"}
	return printAll(a, columns, feeds, api.FeedOf, func(f lookback.Feed) []string {
		return []string{f.List, f.State.Next.Format(time.DateTime), f.Every.String(), dateOrNever(f.State.Good), string(f.State.Outcome), fmt.Sprint(f.State.Failures)}
	})
}

func dateOrNever(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Format(time.DateTime)
}

// followFeeds fetches what is due until the process is told to stop.
func (a *app) followFeeds(ctx context.Context) error {
	log := slog.New(slog.NewJSONHandler(a.errs, nil))
	return a.with(ctx, func(s *screening.Service, _ store.Store) error {
		return s.Follow(ctx, a.follower(ctx, log, a.runProgress()))
	})
}

// follower returns how feeds are followed by a process that stays.
func (a *app) follower(ctx context.Context, log *slog.Logger, running screening.Progress) screening.Follower {
	return screening.Follower{
		Fetcher: &source.Fetcher{}, Folder: a.feedFolder, Actor: a.actor, Running: running,
		Report: func(list string, r screening.FeedResult, err error) { logFetch(ctx, log, list, r, err) },
	}
}

// logFetch writes what came of a fetch, as a service logs: lists, editions and counts, never people.
func logFetch(ctx context.Context, log *slog.Logger, list string, r screening.FeedResult, err error) {
	state := r.Feed.State
	attributes := []slog.Attr{slog.String("list", list), slog.String("outcome", string(state.Outcome)), slog.Time("next", state.Next)}
	if e := r.Edition.Edition; r.Edition.New {
		attributes = append(attributes, slog.String("edition", e.ID), slog.Int("entries", e.Counts.Entries), slog.Int("added", e.Counts.Added),
			slog.Int("amended", e.Counts.Amended), slog.Int("removed", e.Counts.Removed), slog.Int64("run", r.Edition.Run))
	}
	if r.Deltas > 0 || r.Whole != "" {
		attributes = append(attributes, slog.Int("deltas", r.Deltas), slog.String("whole", r.Whole))
	}
	if h := r.Edition.Held; h != nil {
		attributes = append(attributes, slog.Int64("held", h.ID), slog.String("rule", string(h.Findings[0].Rule)))
	}
	level := slog.LevelInfo
	if err != nil {
		level = slog.LevelError
		attributes = append(attributes, slog.String("problem", err.Error()), slog.Int("failures", state.Failures))
	} else if r.Edition.Held != nil {
		level = slog.LevelWarn
	}
	log.LogAttrs(ctx, level, "list fetched", attributes...)
}
