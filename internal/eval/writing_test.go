package eval

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lookback"
)

// errorOfWriting makes one error in what a source says of somebody.
type errorOfWriting struct {
	name  string
	floor float64 // recall at the default threshold that may not be lost again
	make  func(p lookback.Party, random *rand.Rand) lookback.Party
}

var errorsOfWriting = []errorOfWriting{
	{"Swapped", 0.97, inName(func(l []rune, i int) string { l[i], l[i+1] = l[i+1], l[i]; return string(l) })},
	{"Dropped", 0.96, inName(func(l []rune, i int) string { return string(l[:i]) + string(l[i+1:]) })},
	{"Doubled", 0.99, inName(func(l []rune, i int) string { return string(l[:i+1]) + string(l[i:]) })},
	{"AnotherVowel", 0.98, inName(anotherVowel)},
	{"FamilyNameFirst", 0.99, inName(func(l []rune, _ int) string {
		words := strings.Fields(string(l))
		return strings.Join(append([]string{words[len(words)-1]}, words[:len(words)-1]...), " ")
	})},
	{"NoBreakSpaces", 1, inName(func(l []rune, _ int) string { return strings.ReplaceAll(string(l), " ", "\u00a0") })},
	{"OneYearOff", 0.99, oneYearOff},
}

// inName makes an error at a letter of the name that another letter of the same word follows.
func inName(make func(letters []rune, i int) string) func(lookback.Party, *rand.Rand) lookback.Party {
	return func(p lookback.Party, random *rand.Rand) lookback.Party {
		letters := []rune(p.Names[0].Full)
		p.Names = []lookback.Name{{Full: make(letters, insideWord(letters, random))}}
		return p
	}
}

// insideWord draws a letter that another letter of the same word follows.
func insideWord(letters []rune, random *rand.Rand) int {
	for {
		if i := random.IntN(len(letters) - 1); letters[i] != ' ' && letters[i+1] != ' ' {
			return i
		}
	}
}

// anotherVowel puts the next vowel in place of the first one from letter i on.
func anotherVowel(l []rune, i int) string {
	const vowels = "AEIOUaeiou"
	for k := range l {
		if v := strings.IndexRune(vowels, l[(i+k)%len(l)]); v >= 0 {
			l[(i+k)%len(l)] = rune(vowels[v/5*5+(v+1)%5])
			break
		}
	}
	return string(l)
}

// oneYearOff makes the year of birth one greater or smaller.
func oneYearOff(p lookback.Party, random *rand.Rand) lookback.Party {
	p.Births = slices.Clone(p.Births)
	for i, d := range p.Births {
		if year, err := strconv.Atoi(d.Raw[:min(4, len(d.Raw))]); err == nil {
			p.Births[i] = lookback.ParseDate(strconv.Itoa(year+1-2*random.IntN(2)) + d.Raw[4:])
		}
	}
	return p
}

// writingSeed draws where the errors fall: the same on every machine.
const writingSeed = 1

// TestErrorsOfWritingAreFound shows how many of the listed are still found when one thing is written wrongly: for every kind of error a
// floor at the default threshold, and at least 99 in 100 at the working threshold. Each name gets each kind of error four times.
func TestErrorsOfWritingAreFound(t *testing.T) {
	ix := NewIndex(listed(t))
	for _, tt := range errorsOfWriting {
		t.Run(tt.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(writingSeed, 2))
			var subjects []Subject
			for _, s := range population(t, "un_2025_untreated.csv", false) {
				for range 4 {
					subjects = append(subjects, Subject{Party: tt.make(s.Party, random)})
				}
			}
			scores, err := bestScores(t.Context(), ix, subjects, firstThreshold)
			if err != nil {
				t.Fatal(err)
			}
			standard, working := shareAtLeast(scores, lookback.DefaultThreshold), shareAtLeast(scores, workingThreshold)
			t.Logf("of %d, %.4f are found at %s, %.4f at %s", len(scores), standard, lookback.DefaultThreshold, working, workingThreshold)
			if standard < tt.floor || working < 0.99 {
				t.Errorf("%.4f are found at %s and %.4f at %s, want at least %.3f and 0.990", standard, lookback.DefaultThreshold, working, workingThreshold, tt.floor)
			}
		})
	}
}
