package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lookback"
)

func TestCanonical(t *testing.T) {
	type inner struct {
		Z, A string
		skip string
	}
	for _, test := range []struct {
		name string
		v    any
		want string
	}{
		{"SortedFields", inner{Z: "1", A: "2", skip: "3"}, `{"A":"2","Z":"1"}`},
		{"EmptyFieldsLeftOut", inner{Z: "1"}, `{"Z":"1"}`},
		{"EmptyElementsStay", []inner{{}, {A: "x"}}, `[{},{"A":"x"}]`},
		{"Tags", struct {
			B int    `json:"position,omitempty"`
			C string `json:"-"`
			A bool   `json:"at"`
		}{B: 7, C: "x", A: true}, `{"at":true,"position":7}`},
		{"MapSortedByUTF16", map[string]int{"\U0001d4b3": 1, "\ufffd": 2, "a": 3, "ab": 4, "": 5}, "{\"\":5,\"a\":3,\"ab\":4,\"\U0001d4b3\":1,\"\ufffd\":2}"},
		{"Escapes", "\"\\/\b\f\n\r\t\x00\x1f\x7f<>&\u2028é", "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f<>&\u2028é\""},
		{"BadUTF8", "a\xff\xc3", "\"a\ufffd\ufffd\""},
		{"RealReplacementCharacter", "a\ufffd", "\"a\ufffd\""},
		{"Time", struct{ At, Never time.Time }{At: time.Date(2026, 3, 1, 0, 0, 0, 5, time.UTC)}, `{"At":"2026-03-01T00:00:00.000000005Z"}`},
		{"Date", lookback.Party{Births: []lookback.Date{{Raw: "circa 1980"}}}, `{"Births":["circa 1980"]}`},
		{"Raw", json.RawMessage(` {"b":1, "a":[ ]}`), `{"a":[],"b":1}`},
		{"Pointer", &inner{A: "x"}, `{"A":"x"}`},
		{"Nil", nil, `null`},
		{"LargestInteger", []int64{maxInteger, -maxInteger}, `[9007199254740991,-9007199254740991]`},
		{"Unsigned", uint8(200), `200`},
	} {
		got, err := Canonical(test.v)
		if err != nil || string(got) != test.want {
			t.Errorf("%s: got %s (%v), want %s", test.name, got, err, test.want)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for name, v := range map[string]any{
		"Float":         0.5,
		"TooLarge":      int64(maxInteger + 1),
		"TooNegative":   int64(math.MinInt64),
		"TooLargeU":     uint64(math.MaxUint64),
		"Function":      func() {},
		"IntegerKeys":   map[int]int{1: 1},
		"InsideAStruct": struct{ F []float32 }{[]float32{1}},
		"BadRaw":        json.RawMessage(`{`),
	} {
		if got, err := Canonical(v); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %s (%v), want ErrInvalid", name, got, err)
		}
	}
}

func TestCanonicalise(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"Sorts", ` { "b" : [ true , null ] , "a" : "\u00e9\u000A" } `, `{"a":"é\n","b":[true,null]}`},
		{"KeepsOrderOfLists", `[3,2,-1]`, `[3,2,-1]`},
		{"LoneSurrogate", `"\ud800"`, "\"\ufffd\""},
		{"Empty", `{}`, `{}`},
	} {
		got, err := Canonicalise([]byte(test.in))
		if err != nil || string(got) != test.want {
			t.Errorf("%s: got %s (%v), want %s", test.name, got, err, test.want)
		}
	}
	for _, bad := range []string{"", " ", "{", "[1", `{"a"}`, `{"a":1,"a":1}`, `{"a":1,"\u0061":1}`, "1.0", "1e3", "9007199254740992", "[1] [2]", "[1]x", "nul", strings.Repeat("[", 200) + strings.Repeat("]", 200)} {
		if got, err := Canonicalise([]byte(bad)); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%.40q: got %s (%v), want ErrInvalid", bad, got, err)
		}
	}
}

// TestCanonicalRoundTrip reads what was written with encoding/json and finds the same party.
func TestCanonicalRoundTrip(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "a", "Ўткир\u2028", "\"\\\n\x00", "O‘g‘li"})
	dates := rapid.Custom(func(t *rapid.T) lookback.Date { return lookback.Date{Raw: text.Draw(t, "date")} })
	party := rapid.Custom(func(t *rapid.T) lookback.Party {
		return lookback.Party{
			Kind:        lookback.PartyKind(text.Draw(t, "kind")),
			Names:       rapid.SliceOf(rapid.Make[lookback.Name]()).Draw(t, "names"),
			Births:      rapid.SliceOf(dates).Draw(t, "births"),
			BirthPlaces: rapid.SliceOf(text).Draw(t, "places"),
			Identifiers: rapid.SliceOf(rapid.Make[lookback.Identifier]()).Draw(t, "identifiers"),
		}
	})
	var e Encoder
	rapid.Check(t, func(t *rapid.T) {
		want := party.Draw(t, "party")
		data, err := e.Append(nil, &want)
		if err != nil {
			t.Fatal(err)
		}
		var got lookback.Party
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", data, diff)
		}
		again, err := Canonicalise(data)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("canonical form of %s is %s (%v)", data, again, err)
		}
	})
}

func FuzzCanonicalise(f *testing.F) {
	for _, seed := range []string{`{"b":1,"a":[true,null,"x"]}`, `[]`, `"\ud800"`, `{"a":1}{`, "-0"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		once, err := Canonicalise(data)
		if err != nil {
			return
		}
		twice, err := Canonicalise(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%q becomes %q and then %q (%v)", data, once, twice, err)
		}
	})
}
