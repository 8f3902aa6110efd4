package sqldb

import (
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// PutFeed implements store.Feeds.
func (t *tx) PutFeed(f lookback.Feed) (lookback.Feed, error) {
	position, err := t.next()
	if err != nil {
		return f, err
	}
	if err := checkText("list", f.List); err != nil {
		return f, err
	}
	f.Position = position
	body, err := t.encode(&f)
	if err != nil {
		return f, err
	}
	_, err = t.exec(`INSERT INTO feed (list, body) VALUES ($1, $2) ON CONFLICT (list) DO UPDATE SET body = excluded.body`, f.List, body)
	return f, err
}

// DeleteFeed implements store.Feeds.
func (t *tx) DeleteFeed(list string) error {
	if _, err := t.next(); err != nil {
		return err
	}
	n, err := t.exec(`DELETE FROM feed WHERE list = $1`, list)
	if err == nil && n == 0 {
		err = fmt.Errorf("feed of list %q: %w", list, store.ErrNotFound)
	}
	return err
}

// GetFeed implements store.Feeds.
func (t *tx) GetFeed(list string) (lookback.Feed, error) {
	f, err := scanFeed(t.row(`SELECT body FROM feed WHERE list = $1`, list))
	if err != nil {
		return f, fmt.Errorf("feed of list %q: %w", list, err)
	}
	return f, nil
}

// ListFeeds implements store.Feeds.
func (t *tx) ListFeeds() ([]lookback.Feed, error) {
	return collect(t, scanFeed, `SELECT body FROM feed ORDER BY list`)
}

func scanFeed(row scanner) (lookback.Feed, error) {
	var f lookback.Feed
	var body string
	if err := row.Scan(&body); err != nil {
		return f, err
	}
	return f, decode(body, &f)
}
