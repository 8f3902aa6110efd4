package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// The committed plot is the one of the committed figures.
func TestPlotIsOfItsFigures(t *testing.T) {
	rows, err := os.ReadFile("growth.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("growth.svg")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := draw(bytes.NewReader(rows), &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Error("growth.svg was not drawn from growth.jsonl: run make plot")
	}
}

func TestPlotRefusesWhatIsNoRow(t *testing.T) {
	for name, in := range map[string]string{"Empty": "", "NotJSON": "1000 records"} {
		if err := draw(strings.NewReader(in), new(bytes.Buffer)); err == nil {
			t.Errorf("%s: nothing was refused", name)
		}
	}
}
