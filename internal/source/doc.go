// Package source reads what others publish: watchlists in their publishers' formats, and files of
// records. Bytes go in; entries and records come out, in the order of the file, together with
// everything that could not be read, each with its file, line and field.
//
// There is one file per format, and a page for each in docs/format. What the formats share:
//
//	source.go    File, Edition, ParseEdition, Recognise: the doors
//	input.go     raw bytes: byte order marks, mixed encodings, limits, hashes
//	csv.go       rows of comma-separated text that survive bad quotes
//	xml.go       one element of XML at a time, as a small tree that knows what was read of it
//	canonical.go the canonical bytes and digest of an entry
//	diff.go      what changed between two editions
//	mapping.go   which column of a file of records means what
//	records.go   records from CSV and JSON Lines
//	rest.go      what the columns of a file of records have no exact place for
//
// Nothing here knows a database or a screening. Parsers never panic on outside data; a row that
// cannot be read never stops the rows after it and is never dropped without being counted.
package source
