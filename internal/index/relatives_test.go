package index

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"lookback/internal/match"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// TestRelativesAreComplete holds the dictionary against match.Relate for every one of its forms.
func TestRelativesAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		forms := rapid.SliceOfN(drawForm(), 1, 60).Draw(t, "forms")
		ix := indexOf(forms, rapid.SampledFrom([]int{-1, 0}).Draw(t, "deletion words"))
		d := ix.dictionary
		q := drawForm().Draw(t, "query")
		var k kin
		kinds := map[uint32]relative{}
		for _, r := range k.appendRelatives(nil, ix, q) {
			if r.kind() != part {
				kinds[r.form()] = r.kind()
			}
		}
		var f text.Form
		for id := range uint32(d.len()) {
			d.decode(id, &f)
			kind, listed := kinds[id]
			switch r, _ := match.Relate(q, &f); r {
			case match.Unrelated: // a part of a split may be listed
			case match.InitialOf:
				from, to := d.startingWith(f.Folded[0])
				if inSpan := q.Class == text.Initial && from <= id && id < to; !listed && !inSpan {
					t.Fatalf("%q does not list the initial %q", q.Folded, f.Folded)
				}
			default:
				if !listed || kind != firm {
					t.Fatalf("%q does not list %q, which is %s", q.Folded, f.Folded, r)
				}
			}
		}
	})
}

// indexOf returns the index of forms, each held by one owner.
func indexOf(forms []*text.Form, deletionWords int) *Index {
	b := Builder{DeletionWords: deletionWords}
	for i, f := range forms {
		b.Add(uint32(i), &match.Party{Names: []match.Forms{{f}}, Facts: match.PrepareFacts(noFacts)})
	}
	return b.Build()
}

// TestEachKeyLeadsToItsForms asks pairs of forms that have nothing in common but one key.
func TestEachKeyLeadsToItsForms(t *testing.T) {
	with := func(f *text.Form, change func(*text.Form)) *text.Form { change(f); return f }
	consonants := func(f *text.Form) { f.Consonants = "krmf" }
	arabic := func(f *text.Form) { f.Consonants, f.Script = "krmf", text.Arabic }
	stem := func(f *text.Form) { f.Stem = "abdullo" }
	more := func(f *text.Form) { f.More = []string{"third"} }
	symbol := func(f *text.Form) { f.Symbols = []text.Symbol{1} }
	for name, pair := range map[string][2]*text.Form{
		"SameSkeleton":         {form(text.Given, "first", "same"), form(text.Given, "second", "same")},
		"SkeletonAndReading":   {form(text.Given, "first", "third"), with(form(text.Given, "second", "s"), more)},
		"CommonReading":        {with(form(text.Given, "first", "f"), more), with(form(text.Given, "second", "s"), more)},
		"ConsonantsOneWithout": {with(form(text.Given, "first", "f"), consonants), with(form(text.Given, "second", "s"), arabic)},
		"ConsonantsNoVowels":   {with(form(text.Given, "first", "f"), arabic), with(form(text.Given, "second", "s"), arabic)},
		"CommonStem":           {with(form(text.Family, "first", "f"), stem), with(form(text.Family, "second", "s"), stem)},
		"StemAndSkeleton":      {with(form(text.Family, "first", "f"), stem), form(text.Family, "second", "abdullo")},
		"CommonSymbol":         {with(form(text.Given, "first", "f"), symbol), with(form(text.Given, "second", "s"), symbol)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range [][2]*text.Form{pair, {pair[1], pair[0]}} {
				held, asked := p[0], p[1]
				if r, _ := match.Relate(asked, held); r == match.Unrelated {
					t.Fatal("the forms are not related: the case shows nothing")
				}
				var k kin
				ix := indexOf(append(strangers(), held), 0)
				id, _ := ix.dictionary.word(held.Folded)
				if got := k.appendRelatives(nil, ix, asked); len(got) != 1 || got[0] != newRelative(id, firm) {
					t.Errorf("%s lists %v, want %s, which is form %d", asked.Folded, got, held.Folded, id)
				}
			}
		})
	}
}

// TestNearWordsAreListed makes every two errors of writing in words of every length.
func TestNearWordsAreListed(t *testing.T) {
	long := strings.Repeat("kirdmo", 8)
	for _, word := range []string{"a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "aabbaabb", "abcdefghi", "banananana", "abcdefghijk", long[:39], long[:40], long[:41]} {
		forms := append(strangers(), form(text.Given, word, word))
		parts, deleted := indexOf(forms, -1).dictionary, indexOf(forms, 0).dictionary
		id, _ := parts.word(word)
		var k kin
		asked := 0
		for once := range misspellings(word) {
			if len(word) > 20 && !strings.HasPrefix(once, long[:30]) {
				continue // enough that one of the errors may be anywhere
			}
			for twice := range misspellings(once) {
				if !match.Near(twice, word) {
					continue
				}
				asked++
				if !slices.Contains(k.appendNearWords(nil, parts, twice), id) {
					t.Errorf("parts: %s does not list %s", twice, word)
				}
				if !slices.Contains(k.appendNearWords(nil, deleted, twice), id) {
					t.Errorf("deletions: %s does not list %s", twice, word)
				}
			}
		}
		if asked == 0 && len(word) > 1 {
			t.Errorf("no misspelling of %s is near it", word)
		}
	}
}

// TestEditsAreAsTheProofsNeedThem holds what the proofs of parts and deletions say of match.MaxEdits.
func TestEditsAreAsTheProofsNeedThem(t *testing.T) {
	for n := range 100 {
		now, next := match.MaxEdits(n), match.MaxEdits(n+1)
		if next < now || next > now+1 || next > maxEdits {
			t.Errorf("%d letters allow %d edits and %d letters %d: it must grow by one at most, up to %d", n, now, n+1, next, maxEdits)
		}
		if i, j := cuts(max(0, n-maxEdits)); now > 1 && i == j {
			t.Errorf("%d letters allow %d edits, and words of %d letters have no middle", n, now, n-maxEdits)
		}
	}
}

// TestWeightsAreAsTheBoundsNeedThem holds what the bounds by groups say of match.ClassWeights.
func TestWeightsAreAsTheBoundsNeedThem(t *testing.T) {
	for c := range text.Classes {
		if weight, against := match.ClassWeights(c); against > match.MaxAgainst || against > 0 && weight == 0 {
			t.Errorf("class %d has weight %d and contradicts with %d: no more than %d, and none without weight", c, weight, against, match.MaxAgainst)
		}
	}
}

// misspellings yields every string that one error makes of word, with two letters to put in.
func misspellings(word string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(word) + 1 {
			for _, c := range []string{"a", "z"} {
				if !yield(word[:i]+c+word[i:]) || i < len(word) && !yield(word[:i]+c+word[i+1:]) {
					return
				}
			}
			if i < len(word) && !yield(word[:i]+word[i+1:]) {
				return
			}
			if i+1 < len(word) && !yield(word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:]) {
				return
			}
		}
	}
}

// strangers returns forms that fill a dictionary, so that few keys meet in it by chance.
func strangers() []*text.Form {
	var forms []*text.Form
	for i := range 1000 {
		name := strings.ToLower(stranger(i))
		forms = append(forms, form(text.Given, name, name))
	}
	return forms
}
