package source

import (
	"fmt"
	"strings"
	"testing"
)

// peopleCSV returns a file of n fictional people with the columns of a plain export.
func peopleCSV(n int) string {
	var b strings.Builder
	b.WriteString("full_name,first_name,middle_name,last_name,gender,date_of_birth,place_of_birth,nationality\n")
	for i := range n {
		fmt.Fprintf(&b, "Name%d Test Person%d,Name%d,Test,Person%d,female,19%02d-%02d-%02d,Placetown,Nowhereland\n", i, i, i, i, i%100, i%12+1, i%28+1)
	}
	return b.String()
}

// BenchmarkReadCSV reads records as they are kept, and as they are only asked about, without keys.
func BenchmarkReadCSV(b *testing.B) {
	const rows = 50000
	file := peopleCSV(rows)
	m, _ := GuessMapping(strings.Split(file[:strings.IndexByte(file, '\n')], ","))
	for _, keyless := range []bool{false, true} {
		m.Keyless = keyless
		b.Run(fmt.Sprintf("keyless=%v", keyless), func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if err := ReadCSV(strings.NewReader(file), "people.csv", m, func(r Row) error {
					if r.Err != nil {
						b.Fatal(r.Err)
					}
					n++
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
