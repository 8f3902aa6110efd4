package api

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"lookback"
	"lookback/internal/screening"
)

// Worker does in the background what follows from requests: it carries out lookbacks that were ordered, makes slices of
// new records, and orders the lookback that the passing of days makes necessary.
type Worker struct {
	service *screening.Service
	now     func() time.Time
	log     *slog.Logger
	wake    chan struct{}

	mu       sync.Mutex
	progress map[int64]Progress
	moved    chan struct{} // closed and replaced when something moved

	ended chan struct{} // closed when Run returns: nobody need wait any more
}

// Progress is how far a lookback has come.
type Progress struct {
	Run   int64 `json:"run"`
	Done  int   `json:"done"`
	Total int   `json:"total"`
}

// NewWorker returns a Worker. It does nothing before Run.
func NewWorker(s *screening.Service, now func() time.Time, log *slog.Logger) *Worker {
	return &Worker{service: s, now: now, log: log, wake: make(chan struct{}, 1), progress: map[int64]Progress{}, moved: make(chan struct{}), ended: make(chan struct{})}
}

// Wake tells the worker that there is something to do. It never waits.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// workEvery is how often the worker looks for work that nobody told it of: another process may have ordered some.
const workEvery = time.Minute

// Run works until ctx ends. Work that fails is logged and tried again: nothing ordered is forgotten. It is called once.
func (w *Worker) Run(ctx context.Context) error {
	defer close(w.ended)
	tick := time.NewTicker(workEvery)
	defer tick.Stop()
	for {
		if err := w.work(ctx); err != nil && ctx.Err() == nil {
			w.log.LogAttrs(ctx, slog.LevelError, "background work failed", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-w.wake:
		case <-tick.C:
		}
	}
}

// work does all there is to do now.
func (w *Worker) work(ctx context.Context) error {
	if _, err := w.service.PassDays(ctx); err != nil {
		return err
	}
	if err := w.service.Resume(ctx, w.told); err != nil {
		return err
	}
	w.move()
	return w.service.Compact(ctx, func(int, int) {})
}

// told notes the progress of a run.
func (w *Worker) told(run lookback.Run, done, total int) {
	w.mu.Lock()
	w.progress[run.ID] = Progress{run.ID, done, total}
	w.mu.Unlock()
	w.move()
}

// move tells everybody who watches that something moved.
func (w *Worker) move() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.moved)
	w.moved = make(chan struct{})
}

// watch returns how far a run has come, and a channel that is closed when anything moves.
func (w *Worker) watch(run int64) (Progress, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, known := w.progress[run]
	if !known {
		p.Run = run
	}
	return p, w.moved
}
