package match

import (
	"reflect"
	"slices"
	"testing"

	"lookback"
	"pgregory.net/rapid"
)

// TestLentPartiesAreWhatPrepareGives lends party after party, some with weak names and with names that are several.
func TestLentPartiesAreWhatPrepareGives(t *testing.T) {
	var r Preparer
	r.Lend(&lookback.Party{Names: []lookback.Name{{Full: "Marta Exampleton"}}}) // from now on it has memory to lend: names without words are empty, not nil
	rapid.Check(t, func(t *rapid.T) {
		p := drawNamed(t, "party")
		p.Names = append(p.Names, lookback.Name{Full: rapid.SampledFrom([]string{"Marta Exampleton", "Marta Example aka Rosa Exempla"}).Draw(t, "one more")})
		want := Prepare(p)
		got := *r.Lend(&p)
		got.Names, got.Texts = slices.Clone(got.Names), slices.Clone(got.Texts)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v: got %+v, want %+v", p, got, want)
		}
	})
}

// TestLendingDoesNotAllocate shows that a party whose words were met before takes no memory.
func TestLendingDoesNotAllocate(t *testing.T) {
	var r Preparer
	p := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Marta Élan Exampleton", Given: "Marta Élan", Family: "Exampleton"}},
		Births: []lookback.Date{lookback.ParseDate("1985-03-04")}, Genders: []string{"female"}, Nationalities: []string{"Tajikistan"}}
	r.Lend(&p)
	if n := testing.AllocsPerRun(100, func() { r.Lend(&p) }); n != 0 {
		t.Errorf("lending allocates %v times, want 0", n)
	}
}
