// Package sqldb keeps a store in an SQL database: SQLite in a directory, or a PostgreSQL server.
//
// There is one set of plain SQL, in the subset that both run. What differs is small and in one place for
// each: sqlite.go and postgres.go hold how to open, lock, load in bulk and read errors. The tables are in
// migrations/ and explained in docs/format/database.md.
package sqldb
