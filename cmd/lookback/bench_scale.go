package main

import (
	"time"

	"github.com/spf13/cobra"
	"lookback/internal/eval"
)

// measured are the costs of docs/design/scale.md.
var measured = eval.Scale{
	Records: 1_000_000_000, Lists: 50, EditionsPerDay: 24, Changed: 100,
	Cores: 16, MemoryGiB: 48, NetworkGbit: 10, CoreHourPrice: 0.05,
	BytesPerRecord: 90, Ask: 1500 * time.Microsecond, UnitOverhead: 20 * time.Millisecond,
	StoreUnit: 3 * time.Millisecond, StoreAlert: 300 * time.Microsecond, Alerts: 0.05, ChangedPerDay: 0.05,
}

func (a *app) benchScale() *cobra.Command {
	s := measured
	seed := uint64(1)
	c := &cobra.Command{
		Use:   "scale",
		Short: "Play a day of editions through for a population and machines that are not there, from measured costs",
		Example: `  lookback bench scale
  lookback bench scale --records 100000000 --lists 10 --machines 2`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.runBenchScale(s, seed) },
	}
	f := c.Flags()
	f.Int64Var(&s.Records, "records", s.Records, "records held")
	f.IntVar(&s.Lists, "lists", s.Lists, "lists followed")
	f.IntVar(&s.EditionsPerDay, "editions", s.EditionsPerDay, "editions of each list in a day")
	f.IntVar(&s.Changed, "changed", s.Changed, "entries that an edition changes")
	f.IntVar(&s.Machines, "machines", 0, "machines; 0 is as many as hold all slices in memory")
	f.IntVar(&s.Cores, "cores", s.Cores, "cores of a machine")
	f.Float64Var(&s.MemoryGiB, "memory", s.MemoryGiB, "GiB of a machine for slices")
	f.Float64Var(&s.NetworkGbit, "network", s.NetworkGbit, "Gbit/s to a machine")
	f.Float64Var(&s.CoreHourPrice, "price", s.CoreHourPrice, "of an hour of a core")
	f.Float64Var(&s.BytesPerRecord, "bytes", s.BytesPerRecord, "of a record in a slice")
	f.DurationVar(&s.Ask, "ask", s.Ask, "for one core to ask a million records about one entry")
	f.DurationVar(&s.UnitOverhead, "unit", s.UnitOverhead, "for taking a unit and giving it back")
	f.DurationVar(&s.StoreUnit, "store-unit", s.StoreUnit, "of the one writer for a unit")
	f.DurationVar(&s.StoreAlert, "store-alert", s.StoreAlert, "of the one writer for an alert")
	f.Float64Var(&s.Alerts, "alerts", s.Alerts, "alerts that one changed entry changes among a million records")
	f.Float64Var(&s.ChangedPerDay, "churn", s.ChangedPerDay, "share of the slices made anew in a day")
	f.Uint64Var(&seed, "seed", seed, "of the moments at which editions come")
	return c
}

func (a *app) runBenchScale(s eval.Scale, seed uint64) error {
	r, err := s.Play(seed)
	if err != nil {
		return err
	}
	wire := struct {
		Records       int64   `json:"records"`
		Slices        int     `json:"slices"`
		Machines      int     `json:"machines"`
		MemoryGiB     float64 `json:"memory_per_machine_gib"`
		Editions      int     `json:"editions"`
		P50           float64 `json:"seconds_p50"`
		P99           float64 `json:"seconds_p99"`
		Max           float64 `json:"seconds_max"`
		CoreUse       float64 `json:"core_use"`
		WriterUse     float64 `json:"writer_use"`
		NetworkUse    float64 `json:"network_use"`
		SliceGiB      float64 `json:"slice_gib_per_day"`
		CostPerDay    float64 `json:"cost_per_day"`
		FirstBoundary string  `json:"first_bottleneck"`
	}{s.Records, r.Slices, r.Machines, r.MemoryPerMachineGiB, r.Editions, r.P50.Seconds(), r.P99.Seconds(), r.Max.Seconds(),
		r.CoreUse, r.WriterUse, r.NetworkUse, r.SliceGiBPerDay, r.CostPerDay, r.First}
	return a.print(wire, func() {
		a.say("%d records in %d slices on %d machines, %.1f GiB each", s.Records, r.Slices, r.Machines, r.MemoryPerMachineGiB)
		a.say("%d editions in a day, answered in %.1f s (half), %.1f s (99 of 100), %.1f s (all)", r.Editions, wire.P50, wire.P99, wire.Max)
		a.say("busy: cores %.1f %%, writer %.1f %%, network %.2f %% (%.0f GiB of slices moved)", r.CoreUse*100, r.WriterUse*100, r.NetworkUse*100, r.SliceGiBPerDay)
		a.say("cost: %.0f a day; met first: %s", r.CostPerDay, r.First)
	})
}
