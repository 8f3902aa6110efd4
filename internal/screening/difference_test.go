package screening

import (
	"slices"
	"testing"

	"lookback"
)

func TestDifferencesAreNotAboutWriting_R6(t *testing.T) {
	then := lookback.Entry{ID: "7", Party: lookback.Party{Names: []lookback.Name{{Full: "Ilmar Tassk"}, {Full: "I. Tassk", Type: lookback.NameAlias}}, BirthPlaces: []string{"Norvik"}}}
	for _, test := range []struct {
		name   string
		change func(p *lookback.Party)
		want   []string
	}{
		{"Nothing", func(*lookback.Party) {}, nil},
		{"Capitals", func(p *lookback.Party) { p.Names[0].Full = "ILMAR TASSK" }, nil},
		{"Space", func(p *lookback.Party) { p.BirthPlaces = []string{" Norvik  "} }, nil},
		{"Repetition", func(p *lookback.Party) { p.BirthPlaces = []string{"Norvik", "NORVIK"} }, nil},
		{"Order", func(p *lookback.Party) {
			p.Names = append(p.Names, lookback.Name{Full: "I. Tassk", Type: lookback.NameAlias})
		}, nil},
		{"Alias", func(p *lookback.Party) { p.Names[1].Full = "J. Tassk" }, []string{"names"}},
		{"Birthplace", func(p *lookback.Party) { p.BirthPlaces = nil }, []string{"birthplaces"}},
	} {
		now := then
		now.Party.Names = slices.Clone(then.Party.Names)
		test.change(&now.Party)
		if got, err := Differences(then, now); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q (%v), want %q", test.name, got, err, test.want)
		}
	}
}
