package contract

import (
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

func testFeeds(t *testing.T, p Place) {
	f := open(t, p)
	put := func(feed lookback.Feed) lookback.Feed {
		f.update(func(tx store.Tx) (err error) { feed, err = tx.PutFeed(feed); return err })
		return feed
	}
	un := put(lookback.Feed{List: "un", Format: "un-xml", URLs: []string{"https://lists.example/un.xml"}, Every: time.Hour})
	ofac := put(lookback.Feed{List: "ofac", URLs: []string{"https://lists.example/sdn.csv", "https://lists.example/alt.csv"}, Every: time.Minute, MaxAge: lookback.MaxFeedAge})
	un.State = lookback.FeedState{Tried: start, Outcome: lookback.FeedFailed, Problem: "away", Failures: 2, Gaps: []lookback.FeedGap{{From: start, Until: start.Add(time.Hour)}}}
	un = put(un)
	f.same("position", un.Position, int64(3))
	f.same("one", read(f, func(tx store.Tx) (lookback.Feed, error) { return tx.GetFeed("un") }), un)
	f.same("all", read(f, func(tx store.Tx) ([]lookback.Feed, error) { return tx.ListFeeds() }), []lookback.Feed{ofac, un})
	f.update(func(tx store.Tx) error { return tx.DeleteFeed("un") })
	f.same("left", read(f, func(tx store.Tx) ([]lookback.Feed, error) { return tx.ListFeeds() }), []lookback.Feed{ofac})
	missing(f, func(tx store.Tx) (lookback.Feed, error) { return tx.GetFeed("un") })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { return tx.DeleteFeed("un") })
	f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, err := tx.PutFeed(lookback.Feed{}); return err })
}
