package query

import (
	"database/sql"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/store/pgtest"
)

const setUp = `CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, born DATE, changed BIGINT);
INSERT INTO customer VALUES (1, 'Ilmar Tassk', '1986-01-01', 10), (2, 'Odo Renn', NULL, 20), (3, 'Uma Vil', '1990-05-06', 30);`

// databases are the two kinds that can be asked, each with three customers.
func databases(t *testing.T) map[string]string {
	file := filepath.Join(t.TempDir(), "customers and others.db")
	places := map[string]string{"SQLite": file}
	fill(t, "sqlite", file)
	t.Run("PostgreSQL", func(t *testing.T) { // skips with a word where there is none
		places["PostgreSQL"] = pgtest.URL(t)
	})
	if url := places["PostgreSQL"]; url != "" {
		fill(t, "pgx", url)
	}
	return places
}

func fill(t *testing.T, driver, place string) {
	t.Helper()
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(setUp); err != nil {
		t.Fatal(err)
	}
}

func all(t *testing.T, r *Rows) (lines []string) {
	t.Helper()
	for {
		_, fields, err := r.Next()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Join(fields, "|"))
	}
}

func TestRowsAfterACursor(t *testing.T) {
	for name, place := range databases(t) {
		const text = "SELECT id, name, born, changed FROM customer WHERE changed > $1 ORDER BY changed"
		r, err := Open(t.Context(), place, text, "changed", "10")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := strings.Join(all(t, r), "\n")
		if want := "id|name|born|changed\n2|Odo Renn||20\n3|Uma Vil|1990-05-06|30"; got != want || r.Cursor() != "30" {
			t.Errorf("%s: got %s and cursor %s, want %s and 30", name, got, r.Cursor(), want)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		again, err := Open(t.Context(), place, text, "changed", r.Cursor())
		if err != nil {
			t.Fatal(err)
		}
		if got := all(t, again); len(got) != 1 || again.Cursor() != "30" {
			t.Errorf("%s: got %v and cursor %s the second time, want nothing new", name, got, again.Cursor())
		}
		again.Close()
	}
}

// The other database is never written to, and what cannot be right is refused.
func TestQueriesThatAreRefused(t *testing.T) {
	for name, place := range databases(t) {
		for _, query := range []string{"DELETE FROM customer RETURNING id", "SELECT nothing FROM customer", ""} {
			r, err := Open(t.Context(), place, query, "", "")
			if err == nil {
				_, _, _ = r.Next()
				_, _, err = r.Next()
				r.Close()
			}
			if err == nil {
				t.Errorf("%s: got no error for %q", name, query)
			}
		}
		if _, err := Open(t.Context(), place, "SELECT id FROM customer", "changed", ""); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v for a cursor that is not there, want ErrInvalid", name, err)
		}
		r, err := Open(t.Context(), place, "SELECT id FROM customer", "", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := all(t, r); len(got) != 4 {
			t.Errorf("%s: got %v, want all three customers still there", name, got)
		}
		r.Close()
	}
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "none.db"), "SELECT 1", "", ""); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v for a file that is not there, want ErrInvalid", err)
	}
	if _, err := Open(t.Context(), "postgres://127.0.0.1:1/none?connect_timeout=1", "SELECT 1", "", ""); !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("got %v for a server that is not there, want ErrUnavailable", err)
	}
}
