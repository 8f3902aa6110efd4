package lookback

import "testing"

func TestOwnershipRulesAreDated_R16(t *testing.T) {
	tests := []struct {
		name   string
		regime string
		on     Day
		want   string // empty: no rule
	}{
		{"USBeforeAggregation", RegimeUS, NewDay(2014, 8, 12), "us: 50 % or more"},
		{"USAggregates", RegimeUS, NewDay(2014, 8, 13), "us: 50 % or more, shares of different listed parties added up"},
		{"EUWasMoreThanHalf", RegimeEU, NewDay(2024, 7, 2), "eu: more than 50 %, shares of different listed parties added up, or control"},
		{"EUIsHalfOrMore", RegimeEU, NewDay(2024, 7, 3), "eu: 50 % or more, shares of different listed parties added up, or control"},
		{"UKDoesNotAddUp", RegimeUK, NewDay(2025, 1, 1), "uk: more than 50 %, or control"},
		{"BISBeforeTheRule", RegimeBIS, NewDay(2025, 9, 28), ""},
		{"BISInForce", RegimeBIS, NewDay(2025, 9, 29), "us-bis: 50 % or more, shares of different listed parties added up"},
		{"BISSuspended", RegimeBIS, NewDay(2025, 11, 10), "us-bis: 50 % or more, shares of different listed parties added up, suspended"},
		{"BISLastSuspendedDay", RegimeBIS, NewDay(2026, 11, 9), "us-bis: 50 % or more, shares of different listed parties added up, suspended"},
		{"BISResumes", RegimeBIS, NewDay(2026, 11, 10), "us-bis: 50 % or more, shares of different listed parties added up"},
		{"NoSuchRegime", "atlantis", NewDay(2025, 1, 1), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rule, ok := OwnershipRuleOn(OwnershipRules(), test.regime, test.on)
			if !ok && test.want == "" {
				return
			}
			if got := rule.String(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestOwnershipRulesNeverOverlap(t *testing.T) {
	rules := OwnershipRules()
	for i, a := range rules {
		for _, b := range rules[:i] {
			if a.Regime == b.Regime && a.In.Gap(b.In) == 0 {
				t.Errorf("%s: %v and %v both hold on a day", a.Regime, a.In, b.In)
			}
		}
	}
}

func TestThresholdItself(t *testing.T) {
	orMore := OwnershipRule{Threshold: 5000, AtLeast: true}
	more := OwnershipRule{Threshold: 5000}
	if !orMore.Reached(5000) || orMore.Reached(4999) || more.Reached(5000) || !more.Reached(5001) {
		t.Error("50 % or more holds at 50 %, more than 50 % does not")
	}
}
