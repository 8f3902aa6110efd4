package lookback

import (
	"errors"
	"testing"
	"time"
)

// TestWhatFallsIsNeverAdverse_R33 looks at every value of every axis: those that hold something against a person fall to one that
// holds nothing, and the others have no term.
func TestWhatFallsIsNeverAdverse_R33(t *testing.T) {
	for _, x := range append(Axes(), AxisThreat) {
		for _, v := range x.Values() {
			fallen := v.Fallen()
			if held := v.Suspicion() || v.Hold(); held != (fallen != "") {
				t.Errorf("%s %q is held against somebody: %v, and falls to %q", x, v, held, fallen)
			}
			if fallen == "" {
				continue
			}
			if err := x.Check(fallen); err != nil || fallen.Suspicion() || fallen.Hold() || fallen.Legal() {
				t.Errorf("%s %q falls to %q (%v), which holds something against the person", x, v, fallen, err)
			}
		}
	}
}

func TestTermIsNoLongerThanFiveYears_R33(t *testing.T) {
	began := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	good := Term{Axis: AxisTie, Value: TieAssociation, Began: began, ReviewBy: began.AddDate(1, 0, 0), Ends: began.AddDate(5, 0, 0), State: TermRunning}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Term){
		"TooLong":        func(v *Term) { v.Ends = v.Ends.AddDate(0, 0, 1) },
		"ReviewAfterEnd": func(v *Term) { v.ReviewBy = v.Ends.AddDate(0, 0, 1) },
		"NothingHeld":    func(v *Term) { v.Value = TieRefuted },
		"OtherAxis":      func(v *Term) { v.Axis = AxisIdentity },
	} {
		bad := good
		if spoil(&bad); !errors.Is(bad.Validate(), ErrInvalid) {
			t.Errorf("%s: got %v, want it invalid", name, bad.Validate())
		}
	}
}
