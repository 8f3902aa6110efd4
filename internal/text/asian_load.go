package text

import (
	"slices"
	"strings"
)

// IsPinyin reports whether the token is a syllable of a Chinese name, and cannot be one of a Korean name.
func (f *Form) IsPinyin() bool {
	x, found := lexiconOnce(), false
	for _, s := range f.Symbols {
		class := int(s & classMask)
		if s.Kind() != Variants || class < x.chinese {
			continue
		}
		if class >= x.korean {
			return false
		}
		found = true
	}
	return found
}

// loadEastAsia reads the syllables of Chinese and Korean names. Those of Chinese are listed, pinyin first; those of Korean
// follow from their sounds, the Revised Romanisation first. Rows that begin alike are one class.
func (x *lexicon) loadEastAsia() {
	x.chinese = len(x.heads[Variants])
	classes := map[string]Symbol{}
	for _, s := range sections("chinese") {
		if s.name != "family" {
			x.chineseGiven = len(x.heads[Variants])
		}
		x.addSyllables("chinese", chinese, roleChineseName, s, classes)
	}
	x.korean = len(x.heads[Variants])
	sounds := map[string][][]string{}
	classes = map[string]Symbol{}
	for _, s := range sections("korean") {
		if s.name == "family" {
			x.addSyllables("korean", korean, roleKoreanName, s, classes)
			continue
		}
		for _, row := range s.rows {
			sounds[s.name] = append(sounds[s.name], strings.Fields(strings.ReplaceAll(row, "-", "*")))
		}
	}
	for _, initial := range sounds["initial"] {
		for _, vowel := range sounds["vowel"] {
			for _, final := range sounds["final"] {
				x.addKorean(initial, vowel, final, classes)
			}
		}
	}
}

// addSyllables adds the classes of one section, whose rows can be family names under "family".
func (x *lexicon) addSyllables(language string, bit asian, family role, s section, classes map[string]Symbol) {
	for _, row := range s.rows {
		members := strings.Fields(row)
		for _, m := range members {
			l := x.word(m)
			if s.name == "family" {
				l.roles |= family
			}
			l.addSyllable(bit, x.syllableClass(language, members[0], classes))
		}
	}
}

func (x *lexicon) syllableClass(language, head string, classes map[string]Symbol) Symbol {
	if classes[head] == 0 {
		classes[head] = x.newClass(Variants, language+" "+head)
	}
	return classes[head]
}

// addKorean adds all spellings of one Korean syllable. A star is a sound that is not there.
func (x *lexicon) addKorean(initial, vowel, final []string, classes map[string]Symbol) {
	none := strings.NewReplacer("*", "")
	symbol := x.syllableClass("korean", none.Replace(initial[0]+vowel[0]+final[0]), classes)
	for _, i := range initial {
		for _, v := range vowel {
			for _, f := range final {
				if s := none.Replace(i + v + f); len(s) > 1 || s == "u" || s == "o" || s == "i" {
					x.word(s).addSyllable(korean, symbol)
				}
			}
		}
	}
}

// addSyllable says that the word may be a syllable of Chinese or Korean.
func (l *lexeme) addSyllable(bit asian, s Symbol) {
	list := &l.chinese
	if bit == korean {
		list = &l.korean
	}
	if !slices.Contains(*list, s) {
		*list = append(*list, s)
		slices.Sort(*list)
	}
}

// headed returns the class of list whose first spelling is latin.
func headed(list []Symbol, language, latin string) []Symbol {
	heads := lexiconOnce().heads[Variants]
	for i, s := range list {
		h := heads[s&classMask]
		if len(h) == len(language)+1+len(latin) && h[len(language)+1:] == latin {
			return list[i : i+1]
		}
	}
	return nil
}
