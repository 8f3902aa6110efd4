package lookback

import (
	"errors"
	"testing"
)

func TestGradesMapToOtherScales_R20(t *testing.T) {
	tests := []struct {
		grade              string
		to3x5x2, back3x5x2 string
		to5x5x5, back5x5x5 string
		confidence         int // -1: left out
	}{
		{"A1", "1A", "C1", "A1", "A1", 90},
		{"B2", "1B", "C2", "B2", "B2", 70},
		{"C3", "1C", "C3", "C3", "C3", 50},
		{"D4", "3D", "E6", "D4", "E6", 30},
		{"E5", "3E", "E5", "D5", "E5", 10},
		{"F6", "2D", "F6", "E4", "F6", -1},
	}
	for _, test := range tests {
		t.Run(test.grade, func(t *testing.T) {
			g, err := ParseGrade(test.grade)
			if err != nil {
				t.Fatal(err)
			}
			if got := g.To3x5x2(); got != test.to3x5x2 {
				t.Errorf("3x5x2: got %s, want %s", got, test.to3x5x2)
			}
			if got, err := From3x5x2(test.to3x5x2 + "P"); err != nil || got.String() != test.back3x5x2 {
				t.Errorf("from 3x5x2: got %s, %v, want %s", got, err, test.back3x5x2)
			}
			if got := g.To5x5x5(); got != test.to5x5x5 {
				t.Errorf("5x5x5: got %s, want %s", got, test.to5x5x5)
			}
			if got, err := From5x5x5(test.to5x5x5); err != nil || got.String() != test.back5x5x5 {
				t.Errorf("from 5x5x5: got %s, %v, want %s", got, err, test.back5x5x5)
			}
			c, ok := g.Info.STIXConfidence()
			if !ok {
				c = -1
			}
			if c != test.confidence {
				t.Errorf("STIX: got %d, want %d", c, test.confidence)
			}
			if back, err := InfoFromSTIX(c, ok); err != nil || back != g.Info {
				t.Errorf("from STIX: got %c, %v, want %c", back, err, g.Info)
			}
		})
	}
}

// Whatever house a grade comes back from, it has not risen (R20).
func TestNoGradeGainsByTravelling_R20(t *testing.T) {
	for s := SourceReliable; s <= SourceNotJudged; s++ {
		for i := InfoConfirmed; i <= InfoNotJudged; i++ {
			g := Grade{s, i}
			back3, err3 := From3x5x2(g.To3x5x2())
			back5, err5 := From5x5x5(g.To5x5x5())
			if err3 != nil || err5 != nil {
				t.Fatalf("%s: %v, %v", g, err3, err5)
			}
			for _, back := range []Grade{back3, back5} {
				if back.Source < g.Source || back.Info < g.Info {
					t.Errorf("%s came back as %s", g, back)
				}
			}
		}
	}
}

func TestBadGrades(t *testing.T) {
	for _, bad := range []string{"", "C", "3C", "G1", "A7", "C33"} {
		if got, err := ParseGrade(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %s, %v, want a refusal", bad, got, err)
		}
	}
	for _, bad := range []string{"", "1", "4A", "1F"} {
		if got, err := From3x5x2(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("3x5x2 %q: got %s, %v, want a refusal", bad, got, err)
		}
	}
	if _, err := InfoFromSTIX(101, true); !errors.Is(err, ErrInvalid) {
		t.Errorf("confidence 101: got %v, want a refusal", err)
	}
}

func TestHandling(t *testing.T) {
	amber := Handling{Sharing: TLPAmber, Action: PAPGreen, Note: "ask first"}
	red := Handling{Sharing: TLPGreen, Action: PAPRed}
	if got, want := amber.Strictest(red), (Handling{TLPAmber, PAPRed, "ask first"}); got != want {
		t.Errorf("strictest: got %+v, want %+v", got, want)
	}
	for _, h := range []Handling{{TLPClear, PAPClear, ""}, {TLPAmberStrict, PAPAmber, ""}} {
		if got, err := ParseHandling(h.String()); err != nil || got != h {
			t.Errorf("%s: got %+v, %v", h, got, err)
		}
	}
	if got, err := ParseHandling("TLP:GREEN"); err != nil || got.Action != PAPRed {
		t.Errorf("without PAP: got %+v, %v, want PAP RED", got, err)
	}
	for _, bad := range []string{"TLP:BLUE", "secret", "PAP:AMBER+STRICT"} {
		if _, err := ParseHandling(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %v, want a refusal", bad, err)
		}
	}
	codes := map[TLP]string{TLPClear: "P1", TLPGreen: "P1", TLPAmber: "C4", TLPAmberStrict: "C4", TLPRed: "C5"}
	for _, tlp := range tlpOrder {
		h := Handling{Sharing: tlp, Action: PAPRed}
		if got := h.Code3x5x2() + h.Code5x5x5(); got != codes[tlp] {
			t.Errorf("%s: got %s, want %s", tlp, got, codes[tlp])
		}
	}
}
