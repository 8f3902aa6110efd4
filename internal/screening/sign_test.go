package screening

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
	"lookback/internal/store/storetest"
)

// signers are services of several processes on one store, each with its own clock.
type signers struct {
	*testing.T
	all    []*Service
	key    *journal.Key
	public journal.PublicKeys
}

// newSigners returns a service for each clock, which is that far from the right time.
func newSigners(t *testing.T, skews ...time.Duration) *signers {
	t.Helper()
	g := &signers{T: t}
	g.key, g.public = testKey(t, "k")
	open := storetest.Place(t)
	for _, skew := range skews {
		s, err := New(t.Context(), open(), nil, func() time.Time { return time.Now().Add(skew) }, fair)
		if err != nil {
			t.Fatal(err)
		}
		g.all = append(g.all, s)
	}
	return g
}

func testKey(t *testing.T, seed string) (*journal.Key, journal.PublicKeys) {
	t.Helper()
	private, public, err := journal.NewKey(strings.NewReader(strings.Repeat(seed, 64)), "test")
	if err != nil {
		t.Fatal(err)
	}
	key, err1 := journal.ParseKey(private)
	keys, err2 := journal.ParsePublicKeys(public)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return key, keys
}

// happen appends an event.
func (g *signers) happen(s *Service) {
	g.Helper()
	err := s.store.Update(g.Context(), func(tx store.Tx) error {
		return s.record(tx, lookback.EventRecords, "tester", "something", struct{}{})
	})
	if err != nil {
		g.Error(err)
	}
}

func (g *signers) lease() (l store.Lease) {
	g.Helper()
	view(g.T, g.all[0], func(tx store.Tx) (err error) { l, _, err = tx.FindLease(); return err })
	return l
}

// change changes the lease past the rules, as time does.
func (g *signers) change(fn func(l *store.Lease, now time.Time)) {
	g.Helper()
	err := g.all[0].store.Update(g.Context(), func(tx store.Tx) error {
		l, _, err := tx.FindLease()
		if err != nil {
			return err
		}
		now, err := tx.Clock()
		if err != nil {
			return err
		}
		fn(&l, now)
		return tx.PutLease(l)
	})
	if err != nil {
		g.Fatal(err)
	}
}

// verifies exports the journal, verifies it with the public key alone, and checks that fences and sizes grow together.
func (g *signers) verifies(s *Service) (checkpoints int) {
	g.Helper()
	var out bytes.Buffer
	if err := s.ExportJournal(g.Context(), &out, g.key); err != nil {
		g.Fatal(err)
	}
	report, err := journal.Verify(&out, g.public)
	if err != nil {
		g.Errorf("the export: %v %+v", err, report)
	}
	view(g.T, s, func(tx store.Tx) error {
		all, err := tx.Checkpoints(0, 0)
		for i := 1; i < len(all); i++ {
			if all[i].Fence < all[i-1].Fence {
				g.Errorf("checkpoint over %d has fence %d, the one over %d before it %d", all[i].Size, all[i].Fence, all[i-1].Size, all[i-1].Fence)
			}
		}
		return err
	})
	return report.Checkpoints
}

// Three processes whose clocks are hours apart keep signing one journal: each fence has one holder, whoever asks gets the journal
// signed as it then is, and when the holder ends another takes over. The export verifies.
func TestOneSignerAtATime(t *testing.T) {
	g := newSigners(t, -time.Hour, 0, time.Hour)
	stops, ended := map[string]context.CancelFunc{}, map[string]chan struct{}{}
	for _, s := range g.all {
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		stops[s.name], ended[s.name] = stop, over
		go func() {
			defer close(over)
			if err := s.KeepSigning(ctx, func() (*journal.Key, error) { return g.key, nil }, slog.New(slog.DiscardHandler)); err != nil {
				t.Error(err)
			}
		}()
	}
	holders := map[int64]string{}
	for range len(g.all) - 1 {
		var writing sync.WaitGroup
		for _, s := range g.all {
			writing.Go(func() { g.askOften(s) })
		}
		writing.Wait()
		l := g.lease()
		if was, known := holders[l.Fence]; known && was != l.Holder || l.Holder == "" {
			t.Fatalf("fence %d is of %q and was of %q", l.Fence, l.Holder, was)
		}
		holders[l.Fence] = l.Holder
		stops[l.Holder]()
		<-ended[l.Holder]
	}
	if len(holders) != len(g.all)-1 {
		t.Errorf("the holders were %v, want another each time", holders)
	}
	for name, stop := range stops {
		stop()
		<-ended[name]
	}
	if n := g.verifies(g.all[0]); n < 5 {
		t.Errorf("%d checkpoints, want several", n)
	}
}

// askOften lets something happen and asks for a signature over it, several times.
func (g *signers) askOften(s *Service) {
	for range 3 {
		g.happen(s)
		position, err := s.Position(g.Context())
		if err != nil {
			g.Error(err)
		}
		c, err := s.SignCheckpoint(g.Context(), g.key)
		if err != nil || c.Size < position {
			g.Errorf("the journal of %d events was signed as of %d: %v", position, c.Size, err)
		}
	}
}

// A signer that stood still while its lease ran out cannot write a checkpoint, even where it believes that it may.
func TestStaleSignerCannotSign(t *testing.T) {
	g := newSigners(t, 0, 0)
	stale, next := g.all[0], g.all[1]
	var believed store.Lease
	err := stale.store.Update(t.Context(), func(tx store.Tx) (err error) {
		believed, _, err = stale.claim(tx, g.key)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	g.change(func(l *store.Lease, now time.Time) { l.Until = now.Add(-time.Second) }) // it stood still for long
	g.happen(next)
	if _, err := next.SignCheckpoint(t.Context(), g.key); err != nil {
		t.Fatal(err)
	}
	g.happen(next)
	err = stale.store.Update(t.Context(), func(tx store.Tx) error { _, err := sign(tx, g.key, believed); return err })
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
	view(t, next, func(tx store.Tx) error {
		last, _, err := tx.FindLastCheckpoint()
		if position, _ := tx.Position(); last.Size == position {
			t.Error("a stale signer has signed")
		}
		return err
	})
	g.verifies(stale) // it takes the right anew, and may
}

// A process that dies with the right to sign holds it until its lease is over, and not a moment longer.
func TestDeadSignerIsReplaced(t *testing.T) {
	for _, test := range []struct {
		name  string
		until time.Duration // as the clock of the database sees it
	}{
		{"Soon", 300 * time.Millisecond},
		{"Over", -time.Hour},
		{"ClockOfDatabaseWasSetBack", 2 * time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := newSigners(t, -time.Hour)
			g.change(func(l *store.Lease, now time.Time) {
				*l = store.Lease{Holder: "dead", Key: g.key.ID(), Fence: 7, Until: now.Add(test.until)}
			})
			c, err := g.all[0].SignCheckpoint(t.Context(), g.key)
			if err != nil || c.Fence != 8 {
				t.Errorf("got %+v (%v), want fence 8", c, err)
			}
			g.verifies(g.all[0])
		})
	}
}

// Whoever asks a dead signer and loses patience gets an error, and no signature.
func TestWaitingForSignerEnds(t *testing.T) {
	g := newSigners(t, 0)
	g.change(func(l *store.Lease, now time.Time) {
		*l = store.Lease{Holder: "slow", Key: g.key.ID(), Fence: 1, Until: now.Add(leaseTime)}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if c, err := g.all[0].SignCheckpoint(ctx, g.key); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %+v and %v, want the end of patience", c, err)
	}
	if l := g.lease(); l.Wanted == 0 || l.Holder != "slow" {
		t.Errorf("the lease is %+v, want it asked for and held as before", l)
	}
}

// A data folder with a key of its own cannot sign a journal that another key signs: nobody could verify both.
func TestSignerWithAnotherKeyIsRefused(t *testing.T) {
	g := newSigners(t, 0, 0)
	if _, err := g.all[0].SignCheckpoint(t.Context(), g.key); err != nil {
		t.Fatal(err)
	}
	other, _ := testKey(t, "o")
	g.happen(g.all[1])
	_, err := g.all[1].SignCheckpoint(t.Context(), other)
	if !errors.Is(err, lookback.ErrConflict) || !strings.Contains(err.Error(), "copy journal.key") {
		t.Errorf("got %v, want a refusal that says what to do", err)
	}
	g.verifies(g.all[0])
}

// Another key takes the right from whoever holds it with the old one.
func TestRotationTakesTheRightToSign(t *testing.T) {
	g := newSigners(t, 0, 0)
	g.change(func(l *store.Lease, now time.Time) {
		*l = store.Lease{Holder: "server", Key: g.key.ID(), Fence: 1, Until: now.Add(leaseTime)}
	})
	private, public, err := journal.NewKey(strings.NewReader(strings.Repeat("n", 64)), "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := g.all[0].RotateKey(t.Context(), g.key, public, "S. Supervisor"); err != nil {
		t.Fatal(err)
	}
	if _, err := g.all[1].SignCheckpoint(t.Context(), g.key); !errors.Is(err, store.ErrConflict) {
		t.Errorf("the old key signs: %v", err)
	}
	if g.key, err = journal.ParseKey(private); err != nil {
		t.Fatal(err)
	}
	g.happen(g.all[1])
	c, err := g.all[1].SignCheckpoint(t.Context(), g.key)
	if err != nil || c.Fence != 3 {
		t.Errorf("the new key: %+v (%v), want fence 3", c, err)
	}
}
