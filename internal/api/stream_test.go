package api

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// streamed is how many people the test of the stream sends, unless LOOKBACK_STREAM_LINES says otherwise.
const streamed = 200_000

// questions is a body of so many lines that are made as they are read.
type questions struct {
	lines, next int
	rest        strings.Reader
}

func (q *questions) Read(p []byte) (int, error) {
	if q.rest.Len() == 0 {
		if q.next == q.lines {
			return 0, io.EOF
		}
		q.next++
		name := "Nobody Atall"
		if q.next%1000 == 0 {
			name = "Ilmar Tassk"
		}
		q.rest.Reset(fmt.Sprintf(`{"id":"p-%d","party":{"names":[{"full":"%s"}],"births":["19%02d-02-03"]}}`+"\n", q.next, name, q.next%100))
	}
	return q.rest.Read(p)
}

// Any number of people go through one request, one answer for each in their order, and the memory does not grow with their number.
func TestStreamNeedsConstantMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it streams for some seconds")
	}
	lines := streamed
	if text := os.Getenv("LOOKBACK_STREAM_LINES"); text != "" {
		var err error
		if lines, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	w := newWorld(t, nil)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.http.URL+prefix+"/screen/stream", &questions{lines: lines})
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+ada)
	req.Header.Set("Content-Type", "application/x-ndjson")
	began := time.Now()
	resp, err := w.http.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, hits, early := 0, 0, uint64(0)
	answers := bufio.NewScanner(resp.Body)
	for answers.Scan() {
		got++
		if want := fmt.Sprintf(`{"id":"p-%d","line":%d,`, got, got); !strings.HasPrefix(answers.Text(), want) {
			t.Fatalf("got %.80s, want %s", answers.Text(), want)
		}
		if strings.Contains(answers.Text(), "h-1") {
			hits++
		}
		switch got {
		case lines / 10:
			early = heap()
		case lines * 9 / 10:
			late := heap()
			t.Logf("%d lines: heap %.1f MB after a tenth, %.1f MB after nine tenths", lines, float64(early)/(1<<20), float64(late)/(1<<20))
			if late > early+8<<20 {
				t.Errorf("the heap grew from %d to %d bytes between a tenth and nine tenths of %d lines", early, late, lines)
			}
		}
	}
	if got != lines || hits != lines/1000 || answers.Err() != nil {
		t.Errorf("got %d answers with %d hits (%v), want %d with %d", got, hits, answers.Err(), lines, lines/1000)
	}
	t.Logf("%.0f lines in a second, %v", float64(lines)/time.Since(began).Seconds(), time.Since(began).Round(time.Millisecond))
}

// heap returns how many bytes are in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
