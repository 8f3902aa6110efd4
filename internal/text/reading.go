package text

import (
	"slices"
	"strings"
	"sync"
)

// readings returns further skeletons of a Latin spelling that romanisation tables read in more than one way.
func readings(s, first string) []string {
	var more []string
	add := func(t string) {
		if t != s {
			more = appendReading(more, first, t)
		}
	}
	if strings.Contains(s, "x") {
		add(strings.ReplaceAll(s, "x", "kh")) // Uzbek Latin of 1995
		add(strings.ReplaceAll(s, "x", "sh")) // pinyin
	}
	ch := strings.Contains(s, "ch")
	if strings.Contains(s, "j") {
		add(strings.ReplaceAll(s, "j", "y")) // German, ISO 9, Serbian
	}
	if strings.Contains(s, "w") {
		add(strings.ReplaceAll(s, "w", "v")) // German, Polish
	}
	if !ch && strings.Contains(s, "c") && !strings.Contains(s, "ck") {
		add(strings.ReplaceAll(s, "c", "ts")) // ISO 9
		add(strings.ReplaceAll(s, "c", "ch")) // ISO 9 without its marks
	}
	if ch || strings.Contains(s, "gu") || strings.Contains(s, "ff") || strings.HasSuffix(s, "ine") {
		add(frenchSpelling(s))
	}
	if ch {
		add(german.Replace(s))
	}
	for _, pinyin := range wadeGiles()[s] {
		add(pinyin)
	}
	return more
}

// appendReading appends the skeleton of spelling unless it is the first one or there already.
func appendReading(more []string, first, spelling string) []string {
	if k := skeletonOf(spelling); k != first && !slices.Contains(more, k) {
		return append(more, k)
	}
	return more
}

// french reads the French-style spellings of Soviet passports until 1997, letters in order: Chtchoukine, Guennadi, Romanoff.
var french = strings.NewReplacer("tch", "ch", "ch", "sh", "gue", "ge", "gui", "gi", "off", "ov", "eff", "ev")

// frenchSpelling returns what s stands for when it is written the French way, where the e of -ine is silent.
func frenchSpelling(s string) string {
	if strings.HasSuffix(s, "ine") {
		s = s[:len(s)-1]
	}
	return french.Replace(s)
}

// german reads German newspaper spelling: Schtschukin, Chruschtschow, Wjatscheslaw.
var german = strings.NewReplacer("schtsch", "shch", "tsch", "ch", "sch", "sh", "ch", "kh", "j", "y", "w", "v")

// wadeGiles maps the syllables that only Wade-Giles writes to those of pinyin.
var wadeGiles = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, row := range rows("wade-giles") {
		syllables := strings.Fields(row)
		m[syllables[0]] = syllables[1:]
	}
	return m
})

// otherSpellings returns what further readings of a whole word give. Lower still has its apostrophes and marks.
func otherSpellings(lower string, w word) []string {
	var alts []string
	add := func(s string) {
		if s != "" && s != w.folded && !slices.Contains(alts, s) {
			alts = append(alts, s)
		}
	}
	switch w.script {
	case Latin:
		if !isASCII(lower) || strings.ContainsFunc(lower, isApostrophe) {
			add(apply(dropApostrophes(spellMarks(lower)), "latin"))
		}
	case Cyrillic:
		add(apply(w.lower, otherCyrillic(w.table)))
	case Kana:
		foreign := withoutEpenthesis(w.folded)
		add(foreign)
		add(strings.ReplaceAll(foreign, "r", "l"))
	}
	return alts
}

// otherCyrillic names the table that reads г and и as the neighbouring language does: Богдан is Bogdan and Bohdan.
func otherCyrillic(table string) string {
	if table == "cyrillic" {
		return "cyrillic-uk"
	}
	return "cyrillic"
}

// spellMarks writes out what marks on Latin letters mean where a language without them spells it: o‘ is u, č is ch, ü is ue.
func spellMarks(lower string) string {
	marks := tables()["latin-marks"]
	var b strings.Builder
	runes := []rune(lower)
	for i := 0; i < len(runes); i++ {
		if runes[i] == 'o' && i+1 < len(runes) && isApostrophe(runes[i+1]) {
			b.WriteByte('u')
		} else if s, ok := marks[string(runes[i])]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(runes[i])
		}
	}
	return b.String()
}

// withoutEpenthesis drops the vowels that Japanese puts after the consonants of foreign names: baraku is barak.
func withoutEpenthesis(s string) string {
	var b strings.Builder
	for i := range len(s) {
		afterStop := i > 0 && (s[i-1] == 't' || s[i-1] == 'd')
		afterConsonant := i > 0 && !strings.Contains("aeiouy", s[i-1:i])
		if s[i] == 'u' && afterConsonant || s[i] == 'o' && afterStop {
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
