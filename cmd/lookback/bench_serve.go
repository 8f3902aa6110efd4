package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/source"
)

// serveBench measures a server on a port of this machine, with its clients in the same process.
type serveBench struct {
	app               *app
	editions          []string
	queries           string
	requests, clients int
	rate, stream      int
	url               string
	bodies            [][]byte
}

func (a *app) benchServe() *cobra.Command {
	b := &serveBench{app: a}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Measure screening over HTTP: one party in a request, or any number streamed through one",
		Long: `Measure screening over HTTP: one party in a request, or any number streamed through one. Server and clients are in one
process on this machine, so that its cores do the work of both ends. With --database the lists are imported there: name one that is empty.`,
		Example: `  lookback bench serve --edition un-xml=consolidated.xml --queries people.csv --requests 50000 --clients 16
  lookback bench serve --edition un-xml=consolidated.xml --queries people.csv --requests 25000 --rate 2500
  lookback bench serve --edition un-xml=consolidated.xml --queries people.csv --stream 1000000`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return b.run(cmd.Context()) },
	}
	c.Flags().StringArrayVar(&b.editions, "edition", nil, "FORMAT=PATH[,PATH...] of a list; may be given several times")
	c.Flags().StringVar(&b.queries, "queries", "", "CSV of people to screen, again from the start when they are too few")
	c.Flags().IntVar(&b.requests, "requests", 10000, "requests to send")
	c.Flags().IntVar(&b.clients, "clients", 8, "clients that send at the same time")
	c.Flags().IntVar(&b.rate, "rate", 0, "requests to send in a second, whether or not answers come; as fast as they come when left out")
	c.Flags().IntVar(&b.stream, "stream", 0, "stream this many parties through one request instead")
	return c
}

func (b *serveBench) run(ctx context.Context) error {
	if len(b.editions) == 0 || b.queries == "" || b.clients < 1 || b.requests < 1 {
		return fmt.Errorf("--edition and --queries are needed, and numbers above 0: %w", lookback.ErrUsage)
	}
	collectSeldom()
	dir, err := os.MkdirTemp("", "lookback-bench-*")
	if err != nil {
		return fmt.Errorf("make a folder for the lists: %w", err)
	}
	defer os.RemoveAll(dir)
	there := *b.app
	there.data = dir
	service, st, done, err := openAt(ctx, cmp.Or(b.app.database, dir), slicesIn(dir), time.Now, nil)
	if err != nil {
		return err
	}
	defer done()
	if err := b.load(ctx, service); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	handler, err := there.handler(api.Needs{Screening: service, Store: st, Worker: api.NewWorker(service, time.Now, log), Log: log}, serveFlags{perSecond: -1}, nil)
	if err != nil {
		return err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := newHTTPServer(handler, log)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() { server.Close(); <-served }()
	b.url = "http://" + listener.Addr().String()
	if b.stream > 0 {
		return b.measureStream(ctx)
	}
	return b.measure(ctx)
}

// load imports the editions and makes bodies of the queries.
func (b *serveBench) load(ctx context.Context, s *screening.Service) error {
	for _, spec := range b.editions {
		format, paths, ok := strings.Cut(spec, "=")
		if !ok {
			return fmt.Errorf("--edition %q is not FORMAT=PATH: %w", spec, lookback.ErrUsage)
		}
		files, err := editionFiles(strings.Split(paths, ","))
		if err != nil {
			return err
		}
		if _, err := s.ImportEdition(ctx, screening.EditionImport{List: format, Format: source.Format(format), Files: files, Actor: "bench"}); err != nil {
			return err
		}
	}
	parties, err := readParties(b.queries, allFields)
	if err != nil {
		return err
	}
	for _, p := range parties {
		body, err := json.Marshal(api.Query{Party: api.PartyOf(p)})
		if err != nil {
			return err
		}
		b.bodies = append(b.bodies, body)
	}
	return s.Resume(ctx, func(lookback.Run, int, int) {})
}

// measure sends single queries and tells how many a second, and how long they took.
func (b *serveBench) measure(ctx context.Context) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: b.clients, MaxConnsPerHost: b.clients}}
	defer client.CloseIdleConnections()
	for i := range b.clients { // connections and caches are warm before the clock runs
		if err := b.ask(ctx, client, i); err != nil {
			return err
		}
	}
	took := make([]time.Duration, b.requests)
	next := make(chan int)
	group, ctx := errgroup.WithContext(ctx)
	started := time.Now()
	due := func(i int) time.Time {
		return started.Add(time.Duration(i) * time.Second / time.Duration(max(b.rate, 1)))
	}
	for range b.clients {
		group.Go(func() error {
			for i := range next {
				from := time.Now()
				if b.rate > 0 {
					from = due(i) // waiting for a client that is free counts
				}
				if err := b.ask(ctx, client, i); err != nil {
					return err
				}
				took[i] = time.Since(from)
			}
			return nil
		})
	}
	group.Go(func() error { return b.pace(ctx, next, due) })
	if err := group.Wait(); err != nil {
		return err
	}
	return b.tell(time.Since(started), took)
}

// pace hands out the numbers of requests, at their time where there is a rate.
func (b *serveBench) pace(ctx context.Context, next chan<- int, due func(int) time.Time) error {
	defer close(next)
	for i := range b.requests {
		if b.rate > 0 {
			if wait := time.Until(due(i)); wait > 0 {
				time.Sleep(wait)
			}
		}
		select {
		case next <- i:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (b *serveBench) ask(ctx context.Context, client *http.Client, i int) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+"/api/v1/screen", bytes.NewReader(b.bodies[i%len(b.bodies)]))
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s: %w", resp.Status, lookback.ErrCheck)
	}
	return nil
}

func (b *serveBench) tell(all time.Duration, took []time.Duration) error {
	slices.Sort(took)
	ms := func(share float64) float64 { return took[int(share*float64(len(took)-1))].Seconds() * 1000 }
	wire := struct {
		Requests int     `json:"requests"`
		Clients  int     `json:"clients"`
		Rate     int     `json:"rate"`
		Seconds  float64 `json:"seconds"`
		PerS     float64 `json:"requests_per_s"`
		P50      float64 `json:"p50_ms"`
		P99      float64 `json:"p99_ms"`
		Peak     int64   `json:"peak_rss_bytes"`
	}{len(took), b.clients, b.rate, all.Seconds(), float64(len(took)) / all.Seconds(), ms(.5), ms(.99), peakRSS()}
	return b.app.print(wire, func() {
		b.app.say("%d requests in %.2f s: %.0f/s, half of them within %.2f ms, 99 of 100 within %.2f ms, at most %d MB of memory",
			wire.Requests, wire.Seconds, wire.PerS, wire.P50, wire.P99, wire.Peak>>20)
	})
}

// measureStream streams parties through one request and tells how fast, and with how much memory.
func (b *serveBench) measureStream(ctx context.Context) error {
	client, err := api.NewClient(b.url, "", b.app.actor)
	if err != nil {
		return err
	}
	out, in := io.Pipe()
	var sending sync.WaitGroup
	sending.Go(func() {
		for i := range b.stream {
			if _, err := in.Write(append(b.bodies[i%len(b.bodies)], '\n')); err != nil {
				return // the answer says why
			}
		}
		in.Close()
	})
	answers := 0
	started := time.Now()
	err = api.Lines(ctx, client, "/screen/stream", nil, "application/x-ndjson", out, func(api.Answer) error { answers++; return nil })
	out.Close()
	sending.Wait()
	if err == nil && answers != b.stream {
		err = fmt.Errorf("%d of %d parties were answered: %w", answers, b.stream, lookback.ErrCheck)
	}
	if err != nil {
		return err
	}
	seconds := time.Since(started).Seconds()
	wire := struct {
		Parties int     `json:"parties"`
		Seconds float64 `json:"seconds"`
		PerS    float64 `json:"parties_per_s"`
		Peak    int64   `json:"peak_rss_bytes"`
	}{answers, seconds, float64(answers) / seconds, peakRSS()}
	return b.app.print(wire, func() {
		b.app.say("%d parties through one request in %.2f s: %.0f/s, at most %d MB of memory", wire.Parties, wire.Seconds, wire.PerS, wire.Peak>>20)
	})
}
