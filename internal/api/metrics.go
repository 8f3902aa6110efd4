package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lookback"
	"lookback/internal/store"
)

func metricRoutes() []Route {
	return []Route{{Method: http.MethodGet, Path: "/metrics", Permission: Operate, Gives: "text/plain", Summary: "Tell how the server does, for Prometheus", handle: (*call).metrics}}
}

// meters count what the server does. No label holds a name, a record or anything else about a person.
type meters struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	hits     prometheus.Counter
}

func newMeters(n Needs) *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lookback_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "lookback_request_seconds", Help: "Time from the header to the end of the answer, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5, 30}}, []string{"route"}),
		hits: prometheus.NewCounter(prometheus.CounterOpts{Name: "lookback_hits_total", Help: "Entries that parties matched, over all screenings by API."}),
	}
	slices := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lookback_slice_bytes", Help: "Bytes of slices of records that are open, in memory or mapped."},
		func() float64 { return float64(n.Screening.SliceBytes()) })
	m.registry.MustRegister(m.requests, m.seconds, m.hits, slices, &holdings{store: n.Store, now: n.Now}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// measured counts a request when it has ended.
func (m *meters) measured(r Route, status int, took time.Duration) {
	m.requests.WithLabelValues(r.Name(), strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(r.Name()).Observe(took.Seconds())
}

func (c *call) metrics() error {
	promhttp.HandlerFor(c.meters.registry, promhttp.HandlerOpts{}).ServeHTTP(c.w, c.r)
	return nil
}

// holdings tell what is held, when somebody asks.
type holdings struct {
	store store.Store
	now   func() time.Time
}

var (
	descPosition = prometheus.NewDesc("lookback_journal_position", "Events in the journal.", nil, nil)
	descRecords  = prometheus.NewDesc("lookback_last_record", "Number of the last record: how many ever became known.", nil, nil)
	descEntries  = prometheus.NewDesc("lookback_list_entries", "Entries in the current edition of a list.", []string{"list"}, nil)
	descImported = prometheus.NewDesc("lookback_list_imported_timestamp_seconds", "When the current edition of a list was imported.", []string{"list"}, nil)
	descRuns     = prometheus.NewDesc("lookback_runs", "Lookbacks that are not done, by state.", []string{"state"}, nil)
	descWaiting  = prometheus.NewDesc("lookback_webhook_waiting", "Events that a webhook has not been told of.", []string{"webhook"}, nil)
	descNotices  = prometheus.NewDesc("lookback_notices_unsent", "Recipients who have not been told that what they got is wrong, by whether their 24 hours have run out.", []string{"late"}, nil)
	descDead     = prometheus.NewDesc("lookback_webhook_dead_letters", "Events that a webhook did not receive.", []string{"webhook"}, nil)
)

// Describe implements prometheus.Collector.
func (h *holdings) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descPosition, descRecords, descEntries, descImported, descRuns, descWaiting, descNotices, descDead} {
		out <- d
	}
}

// collectTime bounds how long a scrape may look.
const collectTime = 5 * time.Second

// Collect implements prometheus.Collector.
func (h *holdings) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), collectTime)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	err := h.store.View(ctx, func(tx store.Tx) error {
		for _, look := range []func(store.Tx, tell) error{collectJournal, collectLists, collectRuns, h.collectNotices, collectWebhooks} {
			if err := look(tx, gauge); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		out <- prometheus.NewInvalidMetric(descPosition, err)
	}
}

// tell gives a value to whoever scrapes.
type tell = func(d *prometheus.Desc, value float64, labels ...string)

func collectJournal(tx store.Tx, out tell) error {
	position, err := tx.Position()
	if err != nil {
		return err
	}
	last, err := tx.LastRecordID(store.Now)
	out(descPosition, float64(position))
	out(descRecords, float64(last))
	return err
}

func collectLists(tx store.Tx, out tell) error {
	editions, err := tx.EditionsAt(store.Now)
	for _, e := range editions {
		out(descEntries, float64(e.Counts.Entries), e.List)
		out(descImported, float64(e.Imported.Unix()), e.List)
	}
	return err
}

func collectRuns(tx store.Tx, out tell) error {
	for _, state := range []lookback.RunState{lookback.RunProposed, lookback.RunPending, lookback.RunRunning} {
		runs, err := tx.ListRuns(state, 0, 0)
		if err != nil {
			return err
		}
		out(descRuns, float64(len(runs)), string(state))
	}
	return nil
}

func (h *holdings) collectNotices(tx store.Tx, out tell) error {
	waiting, err := tx.Notices().List(store.KeptFilter{State: string(lookback.NoticeDue)})
	late := 0
	for _, n := range waiting {
		if n.Late(h.now()) {
			late++
		}
	}
	out(descNotices, float64(len(waiting)-late), "no")
	out(descNotices, float64(late), "yes")
	return err
}

func collectWebhooks(tx store.Tx, out tell) error {
	hooks, err := tx.ListWebhooks()
	if err != nil {
		return err
	}
	last, err := tx.Position()
	for _, w := range hooks {
		dead, err := tx.DeadLetters(w.ID, 0, 0)
		if err != nil {
			return err
		}
		out(descDead, float64(len(dead)), strconv.FormatInt(w.ID, 10))
		d, found, err := tx.FindDelivery(w.ID)
		if err != nil {
			return err
		}
		if !found {
			d.Through = w.From
		}
		if !w.Ended {
			out(descWaiting, float64(last-d.Through), strconv.FormatInt(w.ID, 10))
		}
	}
	return err
}
