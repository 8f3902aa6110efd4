package source

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// advancedFile streams an advanced XML of about size bytes, made of the party of the fixture under new IDs.
func advancedFile(t testing.TB, size int) File {
	data, err := os.ReadFile("testdata/sdn_advanced.xml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	open := strings.Index(text, "<DistinctParty ")
	end := strings.Index(text, "</DistinctParty>") + len("</DistinctParty>")
	party := text[open:end]
	return File{Name: "sdn_advanced.xml", Open: func() (io.ReadCloser, error) {
		r, w := io.Pipe()
		go func() {
			_, err := io.WriteString(w, text[:open])
			for n := 0; n < size && err == nil; n += len(party) {
				id := strconv.Itoa(1000000 + n/len(party))
				_, err = io.WriteString(w, strings.NewReplacer(`"101"`, `"`+id+`"`, `"501"`, `"5`+id+`"`, "MARLOWE", "MARLOWE"+id, "Тобиас", "Тобиас"+id).Replace(party)+"\n")
			}
			if err == nil {
				_, err = io.WriteString(w, text[open:])
			}
			w.CloseWithError(err)
		}()
		return r, nil
	}}
}

// TestAdvancedXMLAtScale shows issue 8's figure: 150 MB in under 30 s and 300 MB of memory. It runs with a
// tenth of that, and with the whole where LOOKBACK_BENCH_CORPUS is set.
func TestAdvancedXMLAtScale(t *testing.T) {
	size := 6 << 20
	if os.Getenv("LOOKBACK_BENCH_CORPUS") != "" {
		size = 150 << 20
	}
	runtime.GC() // what other tests left
	start := time.Now()
	done := make(chan struct{})
	peak := make(chan uint64)
	go watchMemory(done, peak)
	e, err := ParseEdition(OFACAdvancedXML, []File{advancedFile(t, size)})
	close(done)
	most := <-peak
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("%d MB, %d entries in %s, %d MB of heap at most", e.Files[0].Size>>20, len(e.Entries), took.Round(time.Millisecond), most>>20)
	limit := max(uint64(300<<20)*uint64(size)/(150<<20), 64<<20)
	if most > limit {
		t.Errorf("got %d MB of heap, want at most %d", most>>20, limit>>20)
	}
	runtime.KeepAlive(e)
}

// watchMemory sends the most memory that was in use until done.
func watchMemory(done chan struct{}, peak chan uint64) {
	var most uint64
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapAlloc)
		select {
		case <-done:
			peak <- most
			return
		case <-tick.C:
		}
	}
}

func BenchmarkFormats(b *testing.B) {
	for _, test := range fixtures {
		b.Run(test.name, func(b *testing.B) {
			var files []File
			size := 0
			for _, name := range test.files {
				data, err := os.ReadFile("testdata/" + name)
				if err != nil {
					b.Fatal(err)
				}
				size += len(data)
				files = append(files, Bytes(name, bytes.Clone(data)))
			}
			b.SetBytes(int64(size))
			for b.Loop() {
				if _, err := ParseEdition(test.format, files); err != nil {
					b.Fatal(fmt.Errorf("%s: %w", test.name, err))
				}
			}
		})
	}
}
