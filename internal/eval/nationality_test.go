package eval

import (
	"testing"

	"lookback"
)

// R12: errors are counted by nationality, also where nationality is not compared, and people of whom it is not known are a group of their own.
func TestErrorsAreCountedByNationality(t *testing.T) {
	entries := []lookback.Entry{{Party: person(lookback.Name{Full: "Anvar Examplov"})}, {Party: person(lookback.Name{Full: "Rustam Beispielov"})}}
	subject := func(name, nationality string) Subject {
		return Subject{Party: person(lookback.Name{Full: name}), Nationality: nationality}
	}
	positives := []Subject{subject("Anvar Examplov", "TJ"), subject("Somebody Else", "TJ"), subject("Rustam Beispielov", "")}
	negatives := []Subject{subject("Anvar Examplov", "UZ"), subject("Nobody Atall", "TJ"), subject("Nobody Either", "UZ")}
	report, err := Screening(t.Context(), NewIndex(entries), positives, negatives, lookback.DefaultThreshold)
	if err != nil {
		t.Fatal(err)
	}
	want := []NationalityErrors{
		{"", 1, 0, 0, 0, Wilson(0, 1), Wilson(0, 0)},
		{"TJ", 2, 1, 1, 0, Wilson(1, 2), Wilson(0, 1)},
		{"UZ", 0, 0, 2, 1, Wilson(0, 0), Wilson(1, 2)},
	}
	if len(report.Groups) != len(want) {
		t.Fatalf("%d groups, want %d: %v", len(report.Groups), len(want), report.Groups)
	}
	for i, g := range report.Groups {
		if g != want[i] {
			t.Errorf("group %d is %v, want %v", i, g, want[i])
		}
	}
}
