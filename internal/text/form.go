package text

import "strings"

// newForm makes the form of a token. Alts are further readings of the word.
func newForm(folded string, class Class, script Script, alts []string) *Form {
	f := &Form{Folded: folded, Class: class, Script: script}
	for i := range len(folded) {
		if c := folded[i]; c >= 'a' && c <= 'z' {
			f.Letters |= 1 << (c - 'a')
		}
	}
	f.Symbols = symbolsOf(folded, class)
	switch class {
	case Relation, Particle, Title, Placeholder, Initial, Number, LegalForm, Generation:
		return f
	}
	spelling := compoundSpelling(folded)
	f.Skeleton = skeletonOf(spelling)
	if script == Latin {
		f.More = readings(spelling, f.Skeleton)
	}
	for _, a := range alts {
		f.More = appendReading(f.More, f.Skeleton, compoundSpelling(a))
	}
	f.Consonants = consonantsOf(f.Skeleton)
	f.Stem, f.Feminine, f.Masculine = stemOf(f.Skeleton)
	f.Chain = symbolTable().chain[folded] || strings.HasPrefix(folded, "abdul")
	f.Syllable = isSyllable(folded)
	return f
}

// faithEndings are spellings of al-Din at the end of a name.
var faithEndings = []string{"uddin", "eddine", "addin", "aldin", "oddin", "iddin", "eddin", "uddeen", "eldin", "eldine", "oudine", "ouddine", "udin", "eddeen"}

// compoundSpelling writes the two great compounds of Arabic names one way: Abd al-X and X al-Din.
func compoundSpelling(s string) string {
	if rest, ok := strings.CutPrefix(s, "abd"); ok && len(rest) > 3 {
		rest = strings.TrimPrefix(strings.TrimLeft(rest, "aeiou"), "l")
		if len(rest) > 2 && rest[0] == rest[1] {
			rest = rest[1:]
		}
		return "abdul" + rest
	}
	if !strings.HasSuffix(s, "n") && !strings.HasSuffix(s, "ne") {
		return s
	}
	for _, ending := range faithEndings {
		if rest, ok := strings.CutSuffix(s, ending); ok && len(rest) > 2 {
			return rest + "uddin"
		}
	}
	return s
}
