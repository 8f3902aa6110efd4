package source

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

func TestParseCatalogue(t *testing.T) {
	const set = `{"name":"xample","title":"Xample","version":"20240502-aaa","last_export":"2024-05-02T10:00:00","delta_url":"https://example.org/delta.json","entity_count":9,
		"resources":[{"name":"names.txt","url":"https://example.org/names.txt"},{"name":"entities.ftm.json","url":"https://example.org/entities.ftm.json","checksum":"ab12","size":77}]}`
	want := []Dataset{{Name: "xample", Title: "Xample", Version: "20240502-aaa", Updated: time.Date(2024, 5, 2, 10, 0, 0, 0, time.UTC), DeltaURL: "https://example.org/delta.json", Count: 9,
		Entities: Resource{Name: "entities.ftm.json", URL: "https://example.org/entities.ftm.json", SHA1: "ab12", Size: 77}}}
	for name, text := range map[string]string{"OneDataset": set, "Catalogue": `{"datasets":[{"name":"empty","resources":[]},` + set + `]}`} {
		got, err := ParseCatalogue("index.json", strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
	for _, text := range []string{"", "[]", `{"datasets":[]}`, `{"name":"x"}`} {
		if _, err := ParseCatalogue("index.json", strings.NewReader(text)); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%q: got error %v, want an invalid input", text, err)
		}
	}
}

func TestParseDeltaIndex(t *testing.T) {
	const index = `{"versions":{"20240503-b":"https://example.org/20240503-b.delta.json","20240501-z":"https://example.org/1","20240502-a":"https://example.org/2"}}`
	got, err := ParseDeltaIndex("delta.json", strings.NewReader(index), "20240501-z", "20240503-b")
	if err != nil {
		t.Fatal(err)
	}
	want := []Delta{{"20240502-a", "https://example.org/2"}, {"20240503-b", "https://example.org/20240503-b.delta.json"}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("deltas (-got +want):\n%s", diff)
	}
	if got, err := ParseDeltaIndex("delta.json", strings.NewReader(index), "20240501-z", "20240502-a"); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v up to a version before the last", got, err)
	}
	for _, ends := range [][2]string{{"20200101-a", "20240503-b"}, {"20240501-z", "20240504-c"}} {
		if _, err := ParseDeltaIndex("delta.json", strings.NewReader(index), ends[0], ends[1]); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("got error %v from %s to %s, of which one is not there, want an invalid input", err, ends[0], ends[1])
		}
	}
}

func FuzzCatalogue(f *testing.F) {
	f.Add(`{"datasets":[{"name":"x","resources":[{"name":"entities.ftm.json","url":"u"}]}]}`)
	f.Add(`{"versions":{"a":"b"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		if sets, err := ParseCatalogue("f", strings.NewReader(text)); err == nil && len(sets) == 0 {
			t.Error("neither a data set nor an error")
		}
		if deltas, err := ParseDeltaIndex("f", strings.NewReader(text), "a", "b"); err != nil && deltas != nil {
			t.Error("both deltas and an error")
		}
	})
}

func FuzzMapping(f *testing.F) {
	f.Add("full_name: a\nidentifiers: [{column: b, type: passport}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := ParseMapping("f", []byte(text)); err == nil && m.Validate() != nil {
			t.Errorf("%q gives an invalid mapping", text)
		}
	})
}
