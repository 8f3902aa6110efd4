package sqldb

import (
	"fmt"
	"os"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
	"lookback/internal/store/pgtest"
)

// benchRecords returns n fictional records with what real ones usually have.
func benchRecords(n, from int) []lookback.Record {
	batch := make([]lookback.Record, n)
	for i := range batch {
		no := from + i
		batch[i] = lookback.Record{Source: "border", Key: fmt.Sprintf("%08x", uint32(no)*2654435761), Arrived: time.Unix(1, 0), Party: lookback.Party{
			Kind:          lookback.KindPerson,
			Names:         []lookback.Name{{Full: fmt.Sprint("Ilmar Odo Tassk ", no), Given: "Ilmar", Middle: "Odo", Family: fmt.Sprint("Tassk ", no)}},
			Births:        []lookback.Date{{Raw: "1984-03-17"}},
			Nationalities: []string{"Uz"},
			Genders:       []string{"m"},
			Identifiers:   []lookback.Identifier{{Type: "passport", Value: fmt.Sprint("AA", no), Country: "Uz"}},
		}}
	}
	return batch
}

// benchStore opens a new store: in a directory, or on PostgreSQL when LOOKBACK_BENCH_POSTGRES is set.
func benchStore(b *testing.B) *DB {
	if os.Getenv("LOOKBACK_BENCH_POSTGRES") != "" {
		return openAt(b, pgtest.URL(b))
	}
	return openAt(b, b.TempDir())
}

func event(kind lookback.EventKind) lookback.Event {
	return lookback.Event{Time: time.Unix(2, 0), Kind: kind, Actor: "bench", Subject: "crm"}
}

// BenchmarkPutRecords imports new records in batches of 10,000, each with its event.
func BenchmarkPutRecords(b *testing.B) {
	db := benchStore(b)
	const size = 10_000
	n := 0
	for b.Loop() {
		b.StopTimer()
		batch := benchRecords(size, n)
		n += size
		b.StartTimer()
		err := db.Update(b.Context(), func(tx store.Tx) error {
			if _, err := tx.PutRecords(batch); err != nil {
				return err
			}
			_, err := tx.AppendEvent(event(lookback.EventRecords))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkPutUnchanged imports the same 10,000 records again and again.
func BenchmarkPutUnchanged(b *testing.B) {
	db := benchStore(b)
	batch := benchRecords(10_000, 0)
	n := 0
	for b.Loop() {
		err := db.Update(b.Context(), func(tx store.Tx) error {
			if _, err := tx.PutRecords(batch); err != nil {
				return err
			}
			_, err := tx.AppendEvent(event(lookback.EventRecords))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		n += len(batch)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkAppendEvents appends 1,000 events in each transaction.
func BenchmarkAppendEvents(b *testing.B) {
	db := benchStore(b)
	n := 0
	for b.Loop() {
		err := db.Update(b.Context(), func(tx store.Tx) error {
			for range 1000 {
				if _, err := tx.AppendEvent(event(lookback.EventRunUnit)); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkCommit appends one event in each transaction: the price of being durable.
func BenchmarkCommit(b *testing.B) {
	db := benchStore(b)
	for b.Loop() {
		err := db.Update(b.Context(), func(tx store.Tx) error {
			_, err := tx.AppendEvent(event(lookback.EventRunUnit))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkReadRecords reads a population of 50,000 in pages.
func BenchmarkReadRecords(b *testing.B) {
	db := benchStore(b)
	batch := benchRecords(50_000, 0)
	err := db.Update(b.Context(), func(tx store.Tx) error {
		if _, err := tx.PutRecords(batch); err != nil {
			return err
		}
		_, err := tx.AppendEvent(event(lookback.EventRecords))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		err := db.View(b.Context(), func(tx store.Tx) error {
			for last := int64(0); ; {
				page, err := tx.RecordsAt(store.Now, last, 5000)
				if err != nil || len(page) == 0 {
					return err
				}
				n += len(page)
				last = page[len(page)-1].ID
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
}
