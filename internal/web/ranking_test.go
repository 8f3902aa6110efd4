package web

import (
	"math/rand/v2"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/store"
)

// The ranking that follows the journal is the order of all open alerts, whatever came, changed and ended between two looks.
func TestRankingFollowsTheJournal(t *testing.T) {
	w := newWorld(t)
	r := newMatchRanking()
	same := func(when string) {
		t.Helper()
		w.must(w.store.View(t.Context(), func(tx store.Tx) error {
			got, err := r.follow(tx)
			if err != nil {
				return err
			}
			want, err := queue(tx, "", "")
			if err != nil || len(got) != len(want) || len(want) == 0 {
				t.Fatalf("%s: got %d alerts, want %d (%v)", when, len(got), len(want), err)
			}
			for i := range want {
				if got[i].ID != want[i].ID {
					t.Fatalf("%s: alert %d stands at %d, want %d", when, got[i].ID, i, want[i].ID)
				}
			}
			return nil
		}))
	}
	same("first")
	same("again")
	name := w.firstAlert().Evidence.Name.Left
	w.entryNamed(name)
	same("a list that names somebody was published")
	w.must(w.arrive([]lookback.Record{{Source: "crm", Key: "late", Arrived: w.now, Party: lookback.Party{Names: []lookback.Name{{Full: name}}}}}))
	same("a record arrived")
	w.entryNamed("Nobody Atall")
	same("the list names somebody else")
	w.openFirst()
	same("something else happened")
	r.forget()
	same("everything was forgotten")
}

// Ranks merge into the order as if all had been sorted.
func TestReranked(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	var order []rank
	held := map[int64]rank{}
	for range 200 {
		var changed []change
		for _, id := range random.Perm(60)[:random.IntN(12)] {
			c := change{rank{ID: int64(id), priority: random.IntN(5), score: lookback.Score(random.IntN(3))}, random.IntN(3) > 0}
			if changed = append(changed, c); c.open {
				held[c.ID] = c.rank
			} else {
				delete(held, c.ID)
			}
		}
		order = reranked(order, changed)
		var want []rank
		for _, r := range held {
			want = append(want, r)
		}
		slices.SortFunc(want, byReview)
		if !slices.Equal(order, want) {
			t.Fatalf("got %v, want %v", order, want)
		}
	}
}
