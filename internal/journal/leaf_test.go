package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"lookback"
)

func testEvent(position int64) lookback.Event {
	return lookback.Event{Position: position, Time: time.Date(2026, 3, 1, 9, 0, 0, 120, time.UTC).Add(time.Duration(position) * time.Minute),
		Kind: lookback.EventRecords, Actor: "A. Officer", Subject: "border", Body: []byte(`{"records":100,"root":"00ff"}`)}
}

// TestLeafBytes holds the form of version 1: what is signed once must hash to the same for ever.
func TestLeafBytes(t *testing.T) {
	got, err := Leaf(testEvent(7))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"actor":"A. Officer","body":{"records":100,"root":"00ff"},"kind":"record.batch","position":7,"subject":"border","time":"2026-03-01T09:07:00.000000120Z","v":1}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	const hash = "6100ddb4a77afa524a8bbb99c61f16333c649b304527796f09027c454a7cb9e3"
	if h := HexHash(LeafHash(got)); h != hash {
		t.Errorf("leaf hash is %s, want %s", h, hash)
	}
	e, err := ParseLeaf(got)
	if err != nil || e.Position != 7 || !e.Time.Equal(testEvent(7).Time) || string(e.Body) != string(testEvent(7).Body) || e.Actor != "A. Officer" {
		t.Errorf("parsed %+v (%v)", e, err)
	}
}

func TestParseLeafRefuses(t *testing.T) {
	good, err := Leaf(testEvent(7))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"Space":         {`"v":1`, `"v": 1`},
		"Order":         {`"kind":"record.batch","position":7`, `"position":7,"kind":"record.batch"`},
		"OtherVersion":  {`"v":1`, `"v":2`},
		"UnknownField":  {`"v":1`, `"v":1,"w":1`},
		"ShortTime":     {`.000000120Z`, `.00000012Z`},
		"OtherZone":     {`120Z`, `120+00:00`},
		"BodyNotSorted": {`{"records":100,"root":"00ff"}`, `{"root":"00ff","records":100}`},
		"BodyNotObject": {`{"records":100,"root":"00ff"}`, `[]`},
		"NoActor":       {`A. Officer`, ``},
		"Position0":     {`"position":7`, `"position":0`},
		"Escape":        {`border`, `\u0062order`},
		"Cut":           {`"v":1}`, `"v":1`},
	} {
		bad := []byte(strings.Replace(string(good), change[0], change[1], 1))
		if bytes.Equal(bad, good) {
			t.Fatalf("%s changes nothing", name)
		}
		if e, err := ParseLeaf(bad); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %+v (%v), want ErrInvalid", name, e, err)
		}
	}
}

func FuzzParseLeaf(f *testing.F) {
	good, _ := Leaf(testEvent(7))
	f.Add(good)
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ParseLeaf(data)
		if err != nil {
			return
		}
		again, err := Leaf(e)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%q was read and written as %q (%v)", data, again, err)
		}
	})
}
