package match

import (
	"testing"

	"pgregory.net/rapid"
)

// plainDistance is the restricted Damerau-Levenshtein distance by the full table: the definition, without any shortcut.
func plainDistance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestEditDistanceEqualsTheDefinition(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("abcd")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		limit := rapid.IntRange(1, 3).Draw(t, "limit")
		want := min(plainDistance(a, b), limit+1)
		if got := editDistance(a, b, limit); got != want {
			t.Fatalf("distance of %q and %q up to %d is %d, want %d", a, b, limit, got, want)
		}
	})
}

func TestEditDistance(t *testing.T) {
	tests := []struct {
		name, a, b  string
		limit, want int
	}{
		{"Equal", "karim", "karim", 2, 0},
		{"Empty", "", "ab", 2, 2},
		{"Swap", "karim", "kairm", 2, 1},
		{"SwapAtTheEnds", "karim", "akrmi", 2, 2},
		{"Insertion", "karim", "kariim", 2, 1},
		{"Substitution", "karim", "kerim", 2, 1},
		{"BeyondTheLimit", "karim", "salman", 2, 3},
		{"LengthsTooFarApart", "karim", "karimzoda", 2, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := editDistance(tt.a, tt.b, tt.limit); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// TestLongTokensAreNotComparedByLetters keeps hostile tokens from overrunning the fixed table.
func TestLongTokensAreNotComparedByLetters(t *testing.T) {
	long := make([]byte, 500)
	for i := range long {
		long[i] = byte('a' + i%7)
	}
	other := "x" + string(long[1:499]) + "y"
	if got := editDistance(string(long), other, 2); got != 3 {
		t.Errorf("got %d, want 3: beyond the limit", got)
	}
}

// TestMayBeNearMissesNothing shows that the letters of two tokens never rule out what is near.
func TestMayBeNearMissesNothing(t *testing.T) {
	letters := func(s string) (set uint32) {
		for i := range len(s) {
			set |= 1 << (s[i] - 'a')
		}
		return set
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringMatching(`[a-e]{0,9}`).Draw(t, "a")
		b := rapid.StringMatching(`[a-e]{0,9}`).Draw(t, "b")
		if Near(a, b) && !MayBeNear(letters(a), letters(b), max(len(a), len(b))) {
			t.Fatalf("%q and %q are near, and their letters say no", a, b)
		}
	})
}
