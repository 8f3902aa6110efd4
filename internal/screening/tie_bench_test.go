//go:build unix

package screening

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"lookback"
)

// crowd returns n people of a network, moved in groups by a few networks, without records: a load for the store.
func crowd(n int) TieBatch {
	recorded := time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC)
	var b TieBatch
	handling := lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}
	for i := range 20 {
		b.Networks = append(b.Networks, lookback.Network{ID: fmt.Sprint("N", i), Name: "Net", Ground: "one ledger", By: "x", Handling: handling, Recorded: recorded, ReviewBy: recorded.AddDate(0, 6, 0)})
	}
	for i := range n {
		p := lookback.NetworkParty{ID: fmt.Sprint("P", i), Kind: lookback.PartyPerson, Party: lookback.Party{Names: []lookback.Name{{Full: fmt.Sprint("Somebody ", i)}}}}
		b.Parties = append(b.Parties, p)
		b.Ties = append(b.Ties, lookback.Tie{ID: fmt.Sprint("T", i), Subject: p.Ref(), Class: lookback.ClassMovedBy, Object: lookback.NetworkNode(fmt.Sprint("N", i%20)),
			From: lookback.ParseDate("2023"), AssertedBy: "x", Source: "manifest", Grade: lookback.Grade{Source: 'C', Info: '3'}, Kind: lookback.Fact, Handling: handling,
			Recorded: recorded, ReviewBy: recorded.AddDate(0, 6, 0)})
	}
	return b
}

// BenchmarkPutTies stores 20,000 ties between parties that are known, in one transaction.
func BenchmarkPutTies(b *testing.B) {
	s := newService(b, fair)
	load := crowd(20000)
	if _, err := s.PutTies(b.Context(), "x", TieBatch{Networks: load.Networks, Parties: load.Parties}); err != nil {
		b.Fatal(err)
	}
	round, start := 0, processorTime(b)
	for b.Loop() {
		ties := make([]lookback.Tie, len(load.Ties))
		for i, t := range load.Ties {
			t.ID = fmt.Sprint("T", round, "-", i)
			ties[i] = t
		}
		round++
		if _, err := s.PutTies(b.Context(), "x", TieBatch{Ties: ties}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(load.Ties)*round)/b.Elapsed().Seconds(), "ties/s")
	b.ReportMetric(float64(len(load.Ties)*round)/(processorTime(b)-start).Seconds(), "ties/cpu-s")
}

// processorTime returns what this process has used of the processors: on a busy machine, times of day say little.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
