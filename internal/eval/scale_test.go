package eval

import (
	"errors"
	"testing"
	"time"

	"lookback"
)

// one is a set-up whose day can be worked out by hand: one edition, four slices, two cores.
var one = Scale{
	Records: 4 * sliceRecords, Lists: 1, EditionsPerDay: 1, Changed: 10, Cores: 2, MemoryGiB: 1, NetworkGbit: 1, BytesPerRecord: 100,
	Ask: 100 * time.Millisecond, UnitOverhead: time.Second, StoreUnit: 10 * time.Millisecond,
}

func TestScaleByHand(t *testing.T) {
	got, err := one.Play(1)
	if err != nil {
		t.Fatal(err)
	}
	// Two rounds of two units of 2 s, and the last two results are written one after the other.
	if want := 4*time.Second + 20*time.Millisecond; got.Max != want || got.P50 != want {
		t.Errorf("got %v, want %v", got.Max, want)
	}
	if got.Machines != 1 || got.Slices != 4 {
		t.Errorf("got %d machines and %d slices, want 1 and 4", got.Machines, got.Slices)
	}
}

// More cores never make a day slower, and the writer bounds what they can do.
func TestScaleIsBoundByTheWriter(t *testing.T) {
	s := one
	s.Lists, s.EditionsPerDay, s.Records = 50, 24, 100*sliceRecords
	before := time.Duration(1 << 62)
	for _, machines := range []int{1, 4, 16, 64} {
		s.Machines = machines
		got, err := s.Play(1)
		if err != nil {
			t.Fatal(err)
		}
		if got.Max > before {
			t.Errorf("%d machines: got %v, more than %v with fewer", machines, got.Max, before)
		}
		if least := time.Duration(got.Slices) * s.StoreUnit; got.P50 < least {
			t.Errorf("%d machines: got %v, less than the writer needs (%v)", machines, got.P50, least)
		}
		before = got.Max
	}
}

func TestScaleRefusesNonsense(t *testing.T) {
	s := one
	s.Records = 0
	if _, err := s.Play(1); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v, want invalid", err)
	}
}
