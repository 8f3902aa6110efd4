package index

import (
	"slices"
	"strings"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// words are what drawn tokens are made from: near each other, joined and split, short, and of many scripts.
var words = []string{
	"", "a", "m", "s", "ali", "al", "wei", "mari", "maria", "marai", "ahmad", "ahmed", "ahmat", "hamad",
	"rahmon", "rahmonov", "rahmonova", "rakhmonov", "rahmonzoda", "abdul", "rahman", "abdulrahman", "abdurahman", "abd", "ul",
	"muhammad", "mohammed", "muhamad", "muhmamad", "umhammad", "muhamamd", "muhammadali", "sher", "alisher", "alis", "her",
	"nurbek", "nur", "bek", "nurbekali", "jon", "jan", "jonali", "yusupov", "yusupova", "usupov", "yuuspvo", "yusupvo", "uysupov",
	"ibrohimjon", "ibrahimjan", "ibrohim", "7", "12", "ltd", "ooo", "jr", "trading", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	"王", "王伟", "ひらがな", "김", "김철수", "თბილისი",
}

// drawForm draws a form that keeps the promises of text.Form: Letters belong to Folded, and Symbols are sorted.
func drawForm() *rapid.Generator[*text.Form] {
	return rapid.Custom(func(t *rapid.T) *text.Form {
		letters := rapid.SampledFrom(words).Draw(t, "word")
		if len(letters) > 3 && letters[0] < 0x80 {
			letters = misspell(t, letters)
		}
		f := &text.Form{
			Folded:  letters,
			Class:   rapid.SampledFrom(drawnClasses).Draw(t, "class"),
			Script:  rapid.SampledFrom([]text.Script{text.Latin, text.Latin, text.Cyrillic, text.Arabic, text.Han}).Draw(t, "script"),
			Letters: letterSet(letters),
			Chain:   rapid.Bool().Draw(t, "chain"),
			Known:   rapid.Bool().Draw(t, "known"),
		}
		if classWeight[f.Class] > 0 {
			addKeys(t, f)
		}
		return f
	})
}

// drawnClasses holds the common classes several times.
var drawnClasses = []text.Class{
	text.Unknown, text.Unknown, text.Given, text.Given, text.Given, text.Family, text.Family, text.Family, text.Patronymic, text.Patronymic,
	text.Relation, text.Particle, text.Kunya, text.Nisba, text.Title, text.Initial, text.Initial, text.Placeholder, text.Generation,
	text.Number, text.LegalForm, text.Generic, text.Place, text.Acronym,
}

// misspell makes at most three errors of writing.
func misspell(t *rapid.T, s string) string {
	b := []byte(s)
	for range rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 3}).Draw(t, "errors") {
		i := rapid.IntRange(0, len(b)-2).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "error") {
		case 0:
			b[i], b[i+1] = b[i+1], b[i]
		case 1:
			b = append(b[:i:i], b[i+1:]...)
		case 2:
			b = append(b[:i:i], append([]byte{'e'}, b[i:]...)...)
		default:
			b[i] = 'o'
		}
		if len(b) < 2 {
			break
		}
	}
	return string(b)
}

// addKeys gives f the keys that make tokens of other letters relate to it.
func addKeys(t *rapid.T, f *text.Form) {
	f.Skeleton = strings.NewReplacer("kh", "h", "o", "a", "e", "a", "y", "", "dd", "d", "mm", "m").Replace(f.Folded)
	f.Consonants = strings.NewReplacer("a", "", "e", "", "i", "", "o", "", "u", "").Replace(f.Skeleton)
	for _, suffix := range []string{"ov", "ova", "zoda"} {
		if stem, ok := strings.CutSuffix(f.Folded, suffix); ok && len(stem) > 2 {
			f.Stem = stem
			f.Feminine, f.Masculine = suffix == "ova", suffix == "ov"
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "more") == 0 {
		f.More = []string{rapid.SampledFrom(words[1:40]).Draw(t, "reading")}
	}
	if rapid.IntRange(0, 4).Draw(t, "symbols") == 0 {
		f.Symbols = []text.Symbol{text.Symbol(rapid.IntRange(1, 4).Draw(t, "symbol"))}
	}
}

// drawParty draws a party of up to four names with up to nine tokens, and now and then one of 200.
func drawParty() *rapid.Generator[match.Party] {
	return rapid.Custom(func(t *rapid.T) match.Party {
		var p match.Party
		for range rapid.IntRange(0, 3).Draw(t, "names") {
			p.Names = append(p.Names, drawName(t))
		}
		p.Facts = match.PrepareFacts(drawFacts(t))
		return p
	})
}

func drawName(t *rapid.T) match.Forms {
	n := rapid.SampledFrom([]int{0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 9}).Draw(t, "tokens")
	if rapid.IntRange(0, 60).Draw(t, "long") == 0 {
		n = 200
	}
	name := make(match.Forms, n)
	for i := range name {
		if i > 0 && rapid.IntRange(0, 15).Draw(t, "repeat") == 0 {
			name[i] = name[i-1]
			continue
		}
		name[i] = drawForm().Draw(t, "token")
	}
	return name
}

// rewrite draws p as another source might write it: tokens written together, apart, with errors, left out or in another order.
func rewrite(t *rapid.T, p match.Party) match.Party {
	r := match.Party{Facts: p.Facts}
	if rapid.IntRange(0, 3).Draw(t, "other facts") == 0 {
		r.Facts = match.PrepareFacts(drawFacts(t))
	}
	for _, name := range p.Names {
		r.Names = append(r.Names, rewriteName(t, name[:min(len(name), match.MaxTokens)]))
	}
	return r
}

func rewriteName(t *rapid.T, name match.Forms) match.Forms {
	r := slices.Clone(name)
	for range rapid.IntRange(0, 2).Draw(t, "changes") {
		if len(r) == 0 {
			break
		}
		i := rapid.IntRange(0, len(r)-1).Draw(t, "token")
		switch rapid.IntRange(0, 4).Draw(t, "change") {
		case 0:
			n := min(rapid.IntRange(2, 3).Draw(t, "run"), len(r)-i)
			r = slices.Replace(r, i, i+n, together(r[i:i+n]))
		case 1:
			r = slices.Replace(r, i, i+1, apart(t, r[i])...)
		case 2:
			r[i] = drawForm().Draw(t, "other")
		case 3:
			r = slices.Delete(r, i, i+1)
		default:
			r[i], r[0] = r[0], r[i]
		}
	}
	return r
}

// together returns one token that is all of run.
func together(run match.Forms) *text.Form {
	whole := &text.Form{Class: text.Given}
	for _, f := range run {
		whole.Folded += f.Folded
		whole.Skeleton += f.Skeleton
		whole.Letters |= f.Letters
	}
	return whole
}

// apart returns f cut into two tokens, by its letters or by its skeleton.
func apart(t *rapid.T, f *text.Form) match.Forms {
	if len(f.Folded) < 2 || len(f.Skeleton) < 2 {
		return match.Forms{f}
	}
	i := rapid.IntRange(1, len(f.Folded)-1).Draw(t, "cut")
	j := rapid.IntRange(1, len(f.Skeleton)-1).Draw(t, "skeleton cut")
	class := rapid.SampledFrom(drawnClasses).Draw(t, "class")
	parts := match.Forms{{Folded: f.Folded[:i], Skeleton: f.Skeleton[:j], Class: class}, {Folded: f.Folded[i:], Skeleton: f.Skeleton[j:], Class: text.Family}}
	for _, p := range parts {
		p.Letters = letterSet(p.Folded)
	}
	return parts
}

func letterSet(letters string) uint32 {
	var set uint32
	for _, c := range []byte(letters) {
		if 'a' <= c && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	return set
}

// drawFacts draws what a party holds beside its names: from small sets, so that facts meet.
func drawFacts(t *rapid.T) lookback.Party {
	p := lookback.Party{Kind: rapid.SampledFrom([]lookback.PartyKind{"", "", lookback.KindPerson, lookback.KindVessel}).Draw(t, "kind")}
	if rapid.Bool().Draw(t, "born") {
		p.Births = []lookback.Date{lookback.ParseDate(rapid.SampledFrom([]string{"1970", "1970-05-02", "1985-01-01", "1991-12-07"}).Draw(t, "birth"))}
	}
	if rapid.IntRange(0, 3).Draw(t, "identified") == 0 {
		p.Identifiers = []lookback.Identifier{{Type: "passport", Value: rapid.SampledFrom([]string{"AB1234567", "AB1234568", "C99887766"}).Draw(t, "passport")}}
	}
	return p
}

// build returns the index of parties, with every other of them in the form that large ones have.
func build(parties []match.Party) *Index {
	var b Builder
	if len(parties)%2 == 0 {
		b.DeletionWords = -1
	}
	for i := range parties {
		b.Add(uint32(i), &parties[i])
	}
	return b.Build()
}

// judge scores q with every party, as they were before any of them was indexed.
func judge(parties []match.Party, q *match.Party, t lookback.Score) []Hit {
	var s match.Scratch
	var hits []Hit
	for i := range parties {
		if score := s.Score(q, &parties[i]); score >= t {
			hits = append(hits, Hit{Owner: uint32(i), Score: score})
		}
	}
	return hits
}

// noFacts is a party of which nothing is known but its names.
var noFacts lookback.Party
