package text

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"lookback"
	"pgregory.net/rapid"
)

// drawnWords are pieces of names that rules read, and pieces that none does.
var drawnWords = []string{"Anvar", "Karim", "Karimovich", "o‘g‘li", "bin", "al", "Abd", "Abu", "van", "der", "Haji", "FNU", "J.", "K", "III", "Example",
	"Yo'ldoshev", "Ахмедов", "محمد", "김철수", "王伟", "Ltd.", "Trading", "44", "Forty-Four", "X", "ullah", "Din", "ud", "<<", ",", "/", "Jean-Claude"}

func drawName() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(drawnWords), 0, 7).Draw(t, "words"), " ")
	})
}

var kinds = []lookback.PartyKind{lookback.KindUnknown, lookback.KindPerson, lookback.KindOrganisation, lookback.KindVessel, lookback.KindAircraft}

func TestAnalyseIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := lookback.Name{Full: drawName().Draw(t, "name")}
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		if a, b := Analyse(n, kind), Analyse(n, kind); !reflect.DeepEqual(a, b) {
			t.Fatalf("%q is once %v and once %v", n.Full, a, b)
		}
	})
}

// TestCaseAndSpacingDoNotMatter shows that capitals and more spaces give the same forms. A name in mixed case may say
// more (JaneExample), so lower and upper case are compared.
func TestCaseAndSpacingDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := drawName().Draw(t, "name")
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		lower, upper := strings.ToLower(name), strings.ToUpper(name)
		spaced := "  " + strings.ReplaceAll(lower, " ", " \u00a0\t") + " "
		want := formsOf(Analyse(lookback.Name{Full: lower}, kind))
		for _, other := range []string{upper, spaced} {
			if got := formsOf(Analyse(lookback.Name{Full: other}, kind)); !reflect.DeepEqual(got, want) {
				t.Fatalf("%q and %q have different forms:\n%v\n%v", lower, other, got, want)
			}
		}
	})
}

func formsOf(n Name) []Form {
	forms := []Form{}
	for _, t := range n.Tokens {
		forms = append(forms, *t.Form)
	}
	return forms
}

// checkName reports what a name breaks of the promises of Form.
func checkName(n Name) string {
	if len(n.Tokens) > maxAnalysed {
		return "too many tokens"
	}
	for _, t := range n.Tokens {
		switch f := t.Form; {
		case f == nil || f.Folded == "":
			return "a token without letters"
		case t.Surface == "" || !utf8.ValidString(t.Surface):
			return "a token without a readable surface"
		case f.Script != Other && strings.Trim(f.Folded, "abcdefghijklmnopqrstuvwxyz0123456789") != "":
			return "a folded form that is not a-z and digits: " + f.Folded
		case !strictlyRising(f.Symbols):
			return "symbols that are not sorted"
		case f.Feminine && f.Masculine:
			return "a form of both sexes"
		}
	}
	return ""
}

func strictlyRising(s []Symbol) bool {
	for i := 1; i < len(s); i++ {
		if s[i-1] >= s[i] {
			return false
		}
	}
	return true
}

func FuzzAnalyse(f *testing.F) {
	for _, s := range append(drawnWords, "EXAMPLE<<ANVAR<KARIM", "Example, Anvar Karim o‘g‘li", "\x00\xff", "🙂\u202e", "L.L.C. 有限公司", "Abd al-", "佐々木", "々有限公司", "الءءء") {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, name string, kind uint8) {
		n := Analyse(lookback.Name{Full: name, Given: name, Family: name}, kinds[int(kind)%len(kinds)])
		if broken := checkName(n); broken != "" {
			t.Errorf("%q has %s", name, broken)
		}
	})
}

func BenchmarkAnalyse(b *testing.B) {
	for _, bench := range []struct{ name, in string }{
		{"Latin", "Anvar Karimovich Example"}, {"Cyrillic", "Пример Анвар Каримович"}, {"Apostrophes", "Yo‘ldoshev Anvar Karim o‘g‘li"}, {"Arabic", "محمد عبد الرحمن"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Analyse(lookback.Name{Full: bench.in}, lookback.KindPerson)
			}
		})
	}
}

func BenchmarkAnalyseTwoPlainNames(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Analyse(lookback.Name{Full: "Rosalind Exampleton"}, lookback.KindPerson)
	}
}

// The words of a part of a name that is taken for plain are what split makes of it.
func TestPlainPartsAreSplitAtSpaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[A-Za-z'é. ]{0,9}`), rapid.SampledFrom(drawnWords), drawName()).Draw(t, "part")
		if !isPlain(s) {
			return
		}
		want := strings.Fields(s)
		for _, camel := range []bool{false, true} {
			words := split(nil, clean(s), camel, nil)
			if len(words) != len(want) {
				t.Fatalf("%q is split into %v", s, words)
			}
			for i, w := range words {
				if !equalFold(w.latin, want[i]) {
					t.Fatalf("%q is split into %v", s, words)
				}
			}
		}
	})
}

// TestPlainEndIsWhereWordsEnd shows that a word that is read without a look at its letters is what it is when they are looked at.
func TestPlainEndIsWhereWordsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[A-Za-z'é.\-/,3 ]{0,9}`), drawName()).Draw(t, "text")
		for _, camel := range []bool{false, true} {
			end := plainEnd(s, 0)
			if end == 0 {
				continue
			}
			long := splitter{text: s, camel: camel}
			long.word()
			if long.at != end || len(long.words) != 1 || long.words[0].surface != s[:end] || long.words[0].marks&^upperCase != 0 {
				t.Fatalf("the first word of %q ends at %d, and is %v", s, end, long.words)
			}
		}
	})
}
