package text

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"lookback"
)

// An Analyser that has met many names gives what Analyse gives, also when names share words in other parts.
func TestAnalyserGivesWhatAnalyseGives(t *testing.T) {
	names := []lookback.Name{
		{Full: "Karim Anvar ugli Sobirov"}, {Full: "SOBIROV, Karim"}, {Full: "Sobirov Karim Anvarovich"}, {Full: "Karim bin Anvar al-Sobiri"},
		{Full: "Karim Sobirov", Given: "Karim", Family: "Sobirov"}, {Full: "Karim Sobirov", Given: "Sobirov", Family: "Karim"},
		{Full: "A.B.C. Karim"}, {Full: "ABC Karim"}, {Full: "Каримов Анвар"}, {Full: "Karim Karimovich Karimov"}, {Full: ""},
		{Full: "Həsənov Cavid"}, {Full: "Cavid Hasanov"}, {Full: "Петренко Сергій"}, {Full: "Петренко Сергей"}, {Full: "Abdul Karim Sobirov"}, {Full: "Karim (Sobirov) Anvar"},
	}
	for _, p := range fictional(t) {
		names = append(names, lookback.Name{Full: p[0]}, lookback.Name{Full: p[1]})
	}
	var a Analyser
	for range 2 {
		for _, kind := range []lookback.PartyKind{lookback.KindPerson, lookback.KindOrganisation, lookback.KindUnknown} {
			for _, n := range names {
				if got, want := a.Analyse(n, kind), Analyse(n, kind); !reflect.DeepEqual(got, want) {
					t.Errorf("%q as %q: got %+v, want %+v", n.Full, kind, got, want)
				}
			}
		}
	}
}

// fictional returns the labelled pairs of names of the project.
func fictional(t *testing.T) [][2]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "testdata", "names.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var pairs [][2]string
	for _, row := range rows[1:] {
		pairs = append(pairs, [2]string{row[2], row[3]})
	}
	return pairs
}

func BenchmarkAnalyserOnNamesThatRepeat(b *testing.B) {
	names := []lookback.Name{{Full: "Karim Anvar Sobirov"}, {Full: "Maria Elena Exempla"}, {Full: "John Example"}}
	var a Analyser
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a.Analyse(names[i%len(names)], lookback.KindPerson)
	}
}
