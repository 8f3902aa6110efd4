package sqldb

import (
	"context"
	"fmt"

	"lookback"
)

func openPostgres(ctx context.Context, url string, o Options) (*DB, error) {
	return nil, fmt.Errorf("PostgreSQL is not built in: %w", lookback.ErrUnavailable)
}
