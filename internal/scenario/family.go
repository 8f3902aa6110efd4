package scenario

import (
	"strings"
	"unicode/utf8"
)

// familyRule says how family names are formed from given names and from the rare stems of a culture.
type familyRule struct {
	ov      bool     // -ov or -ev
	endings []string // put behind the stem as they are
	spelled []Word   // the same for words that come with their Latin spellings
}

// formFamilies adds to the common family names those formed from given names of men, and makes the rare
// ones: every stem of two halves.
func (c *Culture) formFamilies() {
	for _, w := range c.male {
		c.families = append(c.families, c.family.from(w)...)
	}
	for _, fore := range c.fore {
		for _, aft := range c.aft {
			if stem := (Word{Native: fore + aft}); c.family.ov || len(c.family.endings) > 0 {
				c.rare = append(c.rare, c.family.from(stem)...)
			} else {
				c.rare = append(c.rare, stem)
			}
		}
	}
}

// from returns the family names that the rule forms from one stem.
func (f familyRule) from(stem Word) []Word {
	var all []Word
	if f.ov {
		all = append(all, Word{Native: withOv(stem.Native)})
	}
	for _, e := range f.endings {
		all = append(all, Word{Native: withEnding(stem.Native, e)})
	}
	for _, e := range f.spelled {
		if strings.Contains(stem.Native, " ") {
			continue // names of two words take no ending
		}
		w := Word{Native: stem.Native + e.Native}
		for i, s := range e.Spellings {
			w.Spellings = append(w.Spellings, stem.Spellings[min(i, len(stem.Spellings)-1)]+s)
		}
		all = append(all, w)
	}
	return all
}

const (
	cyrillicVowels = "аеёиоуыэюяӣӯөүәіұ"
	latinVowels    = "aeəiıoöuü"
)

// withOv adds -ov or -ev in the alphabet of stem.
func withOv(stem string) string {
	last, size := utf8.DecodeLastRuneInString(stem)
	switch {
	case last == 'й' || last == 'ь':
		return stem[:len(stem)-size] + "ев"
	case strings.ContainsRune(cyrillicVowels, last):
		return stem + "ев"
	case strings.ContainsRune(latinVowels, last):
		return stem + "yev"
	case last < 0x400:
		return stem + "ov"
	}
	return stem + "ов"
}

// withEnding puts an ending behind stem; one that begins with a vowel replaces the vowel that stem ends in.
func withEnding(stem, ending string) string {
	last, size := utf8.DecodeLastRuneInString(stem)
	first, _ := utf8.DecodeRuneInString(ending)
	if isVowel(last) && isVowel(first) {
		stem = stem[:len(stem)-size]
	}
	return stem + ending
}

func isVowel(r rune) bool {
	return strings.ContainsRune(cyrillicVowels, r) || strings.ContainsRune(latinVowels, r) || strings.ContainsRune("აეიოუ", r)
}

// feminine returns the family name as a woman of the family bears it, where the culture tells them apart.
func feminine(family string) string {
	for _, e := range []struct{ man, woman string }{{"ский", "ская"}, {"ный", "ная"}, {"ов", "ова"}, {"ев", "ева"}, {"ёв", "ёва"}, {"ин", "ина"}, {"ov", "ova"}, {"yev", "yeva"}} {
		if stem, ok := strings.CutSuffix(family, e.man); ok {
			return stem + e.woman
		}
	}
	return family
}

// patronymic forms the -ovich or -ovna name from the father's name in Cyrillic.
func (c *Culture) patronymic(father string, female bool) string {
	ends := [2]string{"ич", "на"}
	stem := father
	if forms, irregular := c.fathers[father]; irregular {
		return forms[index(female)]
	}
	last, size := utf8.DecodeLastRuneInString(father)
	link := "ов"
	switch {
	case last == 'й' || last == 'ь':
		stem, link = father[:len(father)-size], "ев"
	case strings.ContainsRune(cyrillicVowels, last):
		link = "ев"
	}
	return stem + link + ends[index(female)]
}

func index(second bool) int {
	if second {
		return 1
	}
	return 0
}
