package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/eval"
	"lookback/internal/match"
	"lookback/internal/queue"
	"lookback/internal/queue/jetstream"
	"lookback/internal/screening"
	"lookback/internal/shelf"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
	"lookback/internal/trace"
)

// open opens the store and the service over it. This is the one place that names a database and a queue. The caller closes
// what the returned function closes.
func (a *app) open(ctx context.Context) (*screening.Service, store.Store, func(), error) {
	stopTraces, err := a.startTraces(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	spreading, err := a.openQueue(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	service, st, done, err := openAt(ctx, cmp.Or(a.database, a.data), spreading.shelf, time.Now, nil)
	if err != nil {
		return nil, nil, nil, errors.Join(err, spreading.queue.Close())
	}
	service.KeepSlices(a.slices << 20)
	service.Spread(spreading.queue, a.spread.units())
	return service, st, func() { done(); spreading.queue.Close(); stopTraces() }, nil
}

// startTraces sends what takes how long to a collector, where one is named, until stop is called.
func (a *app) startTraces(ctx context.Context) (stop func(), err error) {
	if a.traces == "" {
		return func() {}, nil
	}
	return trace.Export(ctx, a.traces, match.Version())
}

// openAt opens the database at place and keeps slices on a shelf, under a clock. Salts come from the random source of the
// machine when salts is nil; the demo, which is the same for the same seed, brings its own.
func openAt(ctx context.Context, place string, slices screening.Shelf, now func() time.Time, salts io.Reader) (*screening.Service, store.Store, func(), error) {
	st, err := sqldb.Open(ctx, place, sqldb.Options{Random: salts})
	if err != nil {
		return nil, nil, nil, err
	}
	service, err := screening.New(ctx, st, slices, now, disparity)
	if err != nil {
		st.Close()
		return nil, nil, nil, err
	}
	return service, st, func() { st.Close() }, nil
}

// slicesIn returns the shelf of slices in a data folder.
func slicesIn(dir string) *shelf.Dir { return shelf.New(filepath.Join(dir, "slices")) }

// spreading is how units reach workers, and where those find the slices.
type spreading struct {
	queue queue.Queue
	shelf screening.Shelf
}

// openQueue opens the queue that the flags name. With a broker the slices lie there, with copies in the data folder.
func (a *app) openQueue(ctx context.Context) (spreading, error) {
	local := slicesIn(a.data)
	if a.spread.broker.URL == "" {
		return spreading{queue.NewLocal(1), local}, nil
	}
	var q *jetstream.Queue
	var err error
	if listen, embedded := strings.CutPrefix(a.spread.broker.URL, "embedded://"); embedded {
		q, err = jetstream.OpenEmbedded(ctx, filepath.Join(a.data, "broker"), listen, a.spread.broker)
	} else {
		q, err = jetstream.Open(ctx, a.spread.broker)
	}
	if err != nil {
		return spreading{}, err
	}
	slices, err := q.Shelf(ctx, local)
	if err != nil {
		return spreading{}, errors.Join(err, q.Close())
	}
	return spreading{q, slices}, nil
}

// database is what backups and the doctor look at beneath the contract of the store.
type database = sqldb.DB

// databaseFile is the name of the embedded database in the data folder.
const databaseFile = sqldb.FileName

// openDatabase opens the database alone, without the service over it.
func (a *app) openDatabase(ctx context.Context) (*database, error) {
	return openDatabase(ctx, cmp.Or(a.database, a.data))
}

func openDatabase(ctx context.Context, place string) (*database, error) {
	return sqldb.Open(ctx, place, sqldb.Options{})
}

// disparity measures the matcher of this program on the fictional labelled names of all cultures.
func disparity(threshold lookback.Score) (lookback.Score, string, string) {
	return eval.Fairness(eval.MatcherScorer(), threshold).Disparity()
}

// with opens everything, takes up what a crash interrupted, runs fn, and draws the consequences of what fn did. On a replica it runs fn.
func (a *app) with(ctx context.Context, fn func(*screening.Service, store.Store) error) error {
	service, st, done, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := a.warnOfMatcher(ctx, service); err != nil {
		return err
	}
	if st.Replica() {
		return fn(service, st)
	}
	if err := service.Resume(ctx, a.runProgress()); err != nil {
		return err
	}
	cases := casework.New(st, time.Now, casework.Options{Forget: service.Forget})
	if _, err := cases.Follow(ctx); err != nil {
		return err
	}
	if err := fn(service, st); err != nil || ctx.Err() != nil { // told to stop, it ends well: the next start draws the consequences
		return err
	}
	_, err = cases.Follow(ctx)
	return err
}

// runProgress shows the units of lookbacks.
func (a *app) runProgress() screening.Progress {
	bars := map[int64]func(done, total int){}
	return func(run lookback.Run, done, total int) {
		if bars[run.ID] == nil {
			bars[run.ID] = a.progress(fmt.Sprintf("run %d", run.ID))
		}
		bars[run.ID](done, total)
	}
}

// warnOfMatcher says that nothing is screened while nobody has approved the matcher of this program.
func (a *app) warnOfMatcher(ctx context.Context, service *screening.Service) error {
	m, err := service.Matcher(ctx)
	if err == nil && m.Changed() {
		fmt.Fprintf(a.errs, "lookback: this program holds matcher %s and policy %d was approved with %s: lookbacks wait and no record is screened until a policy is proposed and approved.\n",
			m.Held, m.Policy, m.Approved)
	}
	return err
}
