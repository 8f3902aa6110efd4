package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"
	"lookback"
	"lookback/internal/queue/jetstream"
)

// spreadFlags say how lookbacks are spread over machines.
type spreadFlags struct {
	broker jetstream.Options
	jobs   int // units at a time in this process; below 0 the default of the command
}

func (f *spreadFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.broker.URL, "queue", "", "NATS brokers that spread lookbacks over workers, as nats://HOST:PORT, or embedded://HOST:PORT for one in this process; without it this process does all of it")
	flags.StringVar(&f.broker.Credentials, "queue-credentials", "", "file of NATS credentials for the broker")
	flags.StringVar(&f.broker.CA, "queue-ca", "", "file of certificates that vouch for the broker")
	flags.StringVar(&f.broker.Cert, "queue-cert", "", "file of the certificate to show to the broker")
	flags.StringVar(&f.broker.Key, "queue-key", "", "file of the key of that certificate")
	flags.IntVar(&f.broker.Replicas, "queue-replicas", 1, "copies that the brokers keep; 3 for a cluster of three")
	flags.IntVar(&f.jobs, "jobs", -1, "units of a lookback at a time in this process; 0 leaves all to workers elsewhere, below 0 is one without --queue and one for each core with it")
}

// units returns how many units this process does at a time.
func (f *spreadFlags) units() int {
	switch {
	case f.jobs >= 0:
		return f.jobs
	case f.broker.URL == "":
		return 1 // with all cores
	default:
		return runtime.GOMAXPROCS(0)
	}
}

func (a *app) worker() *cobra.Command {
	return &cobra.Command{
		Use:   "worker",
		Short: "Do units of lookbacks that others ordered, until interrupted",
		Long: `Do units of lookbacks that others ordered, until interrupted. A worker keeps nothing: it takes a unit from the broker, reads what it
needs from the database and the slices, stores the result and takes the next one. Any number may come and go while a lookback is on. It does
units for its own version of the matcher only, so that old and new workers can run beside each other.`,
		Example: `  lookback worker --queue nats://broker:4222 --database postgres://lookback@db/lookback
  lookback worker --queue nats://one:4222,nats://two:4222 --queue-replicas 3 --jobs 2`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runWorker(cmd.Context()) },
	}
}

func (a *app) runWorker(ctx context.Context) error {
	if a.spread.broker.URL == "" {
		return fmt.Errorf("a worker needs a broker; name it with --queue: %w", lookback.ErrUsage)
	}
	if a.spread.units() == 0 {
		return fmt.Errorf("a worker with --jobs 0 would do nothing: %w", lookback.ErrUsage)
	}
	service, _, done, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	a.say("This worker does %d units at a time.", a.spread.units())
	group, ctx := errgroup.WithContext(ctx)
	for range a.spread.units() {
		group.Go(func() error { return service.Work(ctx) })
	}
	return group.Wait()
}
