package sqldb

import (
	"errors"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
	"lookback/internal/store/pgtest"
)

// A read replica shows what its primary holds, and takes no changes.
func TestReplicaAnswersAndTakesNothing(t *testing.T) {
	place := pgtest.URL(t)
	primary := openAt(t, place)
	appendOne(t, primary)
	replicaPlace := pgtest.Replica(t, place)
	replica := openAt(t, replicaPlace)
	if primary.Replica() || !replica.Replica() {
		t.Errorf("the primary says %t, the replica %t", primary.Replica(), replica.Replica())
	}
	appendOne(t, primary)
	pgtest.Follow(t, place, replicaPlace)
	if got := positionOf(t, replica); got != 2 {
		t.Errorf("the replica shows %d events, want 2", got)
	}
	err := replica.Update(t.Context(), func(store.Tx) error { t.Error("a change began"); return nil })
	if !errors.Is(err, store.ErrReplica) {
		t.Errorf("a change gives %v, want ErrReplica", err)
	}
}

// The tables of a replica are those of its primary: it is refused while they are of an earlier version.
func TestReplicaOfAnEarlierVersionIsRefused(t *testing.T) {
	place := pgtest.URL(t)
	openAt(t, place)
	serverExec(t, place, "DELETE FROM schema_step WHERE no = (SELECT max(no) FROM schema_step)")
	if _, err := Open(t.Context(), pgtest.Replica(t, place), Options{}); !errors.Is(err, store.ErrReplica) {
		t.Errorf("got %v, want ErrReplica", err)
	}
}

// appendOne gives the journal one more event.
func appendOne(t *testing.T, db *DB) {
	t.Helper()
	err := db.Update(t.Context(), func(tx store.Tx) error {
		_, err := tx.AppendEvent(lookback.Event{Time: time.Now(), Actor: "desk", Kind: lookback.EventRecords, Subject: "test", Body: []byte(`{}`)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func positionOf(t *testing.T, db *DB) (position int64) {
	t.Helper()
	err := db.View(t.Context(), func(tx store.Tx) (err error) { position, err = tx.Position(); return err })
	if err != nil {
		t.Fatal(err)
	}
	return position
}
