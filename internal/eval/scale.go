package eval

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/scenario"
)

// Scale is a set-up to play through: a population, lists that bring out editions, machines, and what each step costs.
// Costs are measured ones (docs/performance.md); what is not measured is a supposition and said to be one.
type Scale struct {
	Records        int64
	Lists          int
	EditionsPerDay int // of each list
	Changed        int // entries that an edition changes

	Cores         int     // of a machine
	MemoryGiB     float64 // of a machine, for slices
	Machines      int     // 0: as many as hold all slices in memory
	NetworkGbit   float64 // between the slices and a machine
	CoreHourPrice float64 // in whatever money

	BytesPerRecord float64       // of a slice in memory
	Ask            time.Duration // for one core to ask a slice of a million records about one entry
	UnitOverhead   time.Duration // for taking a unit, opening its slice and giving it back
	StoreUnit      time.Duration // of the one writer, for finishing a unit with no alerts
	StoreAlert     time.Duration // of the one writer, for one alert with its evidence
	Alerts         float64       // that one changed entry opens, ends or changes among a million records
	ChangedPerDay  float64       // share of the records that are new or changed in a day, and so of the slices made anew
}

// ScaleResult is how a day went.
type ScaleResult struct {
	Slices, Machines, Editions int
	MemoryPerMachineGiB        float64
	P50, P99, Max              time.Duration // from an edition to its last stored result
	CoreUse, WriterUse         float64       // shares of the day
	SliceGiBPerDay             float64       // moved to the machines after slices were made anew
	NetworkUse                 float64       // share of the day
	CostPerDay                 float64
	First                      string // the bottleneck that is met first
}

// sliceRecords is how many records a slice holds.
const sliceRecords = 1_000_000

// day is what is played through.
const day = 24 * time.Hour

// Play plays a day through: editions come at chance moments, their units go to the first free core, and results to the one
// writer, in order. ErrInvalid: a number makes no sense.
func (s Scale) Play(seed uint64) (ScaleResult, error) {
	if s.Records < 1 || s.Lists < 1 || s.EditionsPerDay < 1 || s.Cores < 1 || s.MemoryGiB <= 0 || s.NetworkGbit <= 0 || s.Changed < 0 || s.Machines < 0 {
		return ScaleResult{}, &lookback.InputError{Field: "scale", Reason: "records, lists, editions, cores, memory and network are more than nothing"}
	}
	r := ScaleResult{Slices: int((s.Records + sliceRecords - 1) / sliceRecords), Editions: s.Lists * s.EditionsPerDay}
	bytes := float64(s.Records) * s.BytesPerRecord
	r.Machines = cmp.Or(s.Machines, max(1, int(bytes/(s.MemoryGiB*(1<<30))+0.999999)))
	r.MemoryPerMachineGiB = bytes / float64(r.Machines) / (1 << 30)
	r.SliceGiBPerDay = bytes * min(1, s.ChangedPerDay) / (1 << 30)
	r.NetworkUse = r.SliceGiBPerDay * 8 * 1.073741824 / float64(r.Machines) / s.NetworkGbit / day.Seconds()
	r.CostPerDay = float64(r.Machines*s.Cores) * day.Hours() * s.CoreHourPrice
	s.play(&r, scenario.NewRand(seed))
	r.First = r.bottleneck()
	return r, nil
}

// play fills in how long editions took and how busy everything was.
func (s Scale) play(r *ScaleResult, chance *scenario.Rand) {
	arrivals := make([]time.Duration, r.Editions)
	for i := range arrivals {
		arrivals[i] = time.Duration(chance.N(int(day)))
	}
	slices.Sort(arrivals)
	cores := make(clocks, r.Machines*s.Cores)
	work := s.UnitOverhead + time.Duration(s.Changed)*s.Ask
	write := s.StoreUnit + time.Duration(float64(s.Changed)*s.Alerts*float64(s.StoreAlert))
	var writer time.Duration // when it is free again
	took := make([]time.Duration, len(arrivals))
	for i, at := range arrivals {
		for range r.Slices {
			cores[0] = max(cores[0], at) + work
			writer = max(writer, cores[0]) + write
			heap.Fix(&cores, 0)
		}
		took[i] = writer - at
	}
	slices.Sort(took)
	units := float64(r.Editions * r.Slices)
	r.P50, r.P99, r.Max = took[len(took)/2], took[len(took)*99/100], took[len(took)-1]
	r.CoreUse = units * work.Seconds() / float64(len(cores)) / day.Seconds()
	r.WriterUse = units * write.Seconds() / day.Seconds()
}

// bottleneck names what is used most.
func (r ScaleResult) bottleneck() string {
	uses := []struct {
		name string
		use  float64
	}{{"the one writer", r.WriterUse}, {"the cores", r.CoreUse}, {"the network that carries slices", r.NetworkUse}}
	most := uses[0]
	for _, u := range uses {
		if u.use > most.use {
			most = u
		}
	}
	return fmt.Sprintf("%s, busy %.1f %% of the day", most.name, most.use*100)
}

// clocks are the moments at which cores are free, the first of them first.
type clocks []time.Duration

// Len, Less and Swap make clocks a heap; Push and Pop are asked for by its interface, while the number of cores stays.
func (c clocks) Len() int           { return len(c) }
func (c clocks) Less(i, j int) bool { return c[i] < c[j] }
func (c clocks) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }

// Push adds a core.
func (c *clocks) Push(x any) { *c = append(*c, x.(time.Duration)) }

// Pop takes a core away.
func (c *clocks) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}
