package text

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lookback"
	"pgregory.net/rapid"
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

// moreWords are pieces of names that hold what the rules look for without being it, and names without any of it.
var moreWords = []string{"Rosalind", "Exampleton", "MARIA", "maria", "Marta", "Elena", "Alharbi", "Elsayed", "Eleonora", "Albert", "Ovich", "Karimovic", "Ivanovich", "Petrova",
	"Zubkov", "Nikitina", "Abdulah", "Abdull", "Ulah", "Nur", "Dina", "Wei", "Lau", "Xiuying", "Minister", "Ministar", "Professor", "Profesor", "Doctor", "Gmbh", "Limited", "Company", "Jamaica", "Seven",
	"Leão", "Müller", "Ben", "An", "No", "Ms", "Xxx", "Sun", "King", "Judge", "Mubarak", "Hussain", "Habibullah", "Nooruddin", "Karimzoda", "JaneExample", "Sadat", "Khan", "Sahib", "Jr", "De", "Mc", "St", "Lee", "Kim", "Jongun",
	"O'Neil", "Nevárez", "MÜLLER", "Exampleton,", "Marta,Elena", "J.", "J.R.", "Anne-Marie", "Anne-", "-Marie", "Şahin", "Erkılıç", "Ionuț", "Həsən", "李娜", "秀英", "경수", "نور", "العجلان", "Каримов",
	"Сергiй", "(Ali)", "(Ali", "Ali)", "´Ali", "‘Ali", "A/B", "Elena ", "e\u0301lan", "\u0301lan", "Ａlbert", "İlker", "ǅ", "7th", "<<", "ABU<", "Jr.,", "，"}

// TestAnalyserRemembersNothingWrong draws names from few words, so that each is met in many contexts, known and unknown.
func TestAnalyserRemembersNothingWrong(t *testing.T) {
	words := append(slices.Clone(drawnWords), moreWords...)
	var a Analyser
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOfN(rapid.SampledFrom(words), 1, 5).Draw(t, "words")
		if rapid.Bool().Draw(t, "tame") { // names without anything that a rule takes hold of are rare otherwise
			drawn = rapid.SliceOfN(rapid.SampledFrom(moreWords), 1, 4).Draw(t, "words of names")
		}
		n := lookback.Name{Full: strings.Join(drawn, " ")}
		if rapid.Bool().Draw(t, "parts") {
			cut := rapid.IntRange(0, len(drawn)).Draw(t, "cut")
			n.Given, n.Family = strings.Join(drawn[:cut], " "), strings.Join(drawn[cut:], " ")
		}
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		if got, want := a.Analyse(n, kind), Analyse(n, kind); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v as %q: got %+v, want %+v", n, kind, got, want)
		}
	})
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
