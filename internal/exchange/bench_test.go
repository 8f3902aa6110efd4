package exchange

import (
	"io"
	"testing"
)

func BenchmarkRecordWriter(b *testing.B) {
	r := everybody()[0]
	for _, form := range RecordForms() {
		b.Run(form, func(b *testing.B) {
			b.ReportAllocs()
			w, err := NewRecordWriter(form, io.Discard, Terms{Disclosure: 3, Handling: "TLP:AMBER PAP:GREEN"})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := w.Write(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
