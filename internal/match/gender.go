package match

import "strings"

// genderSet holds what a party's gender is said to be: bit 0 for male, bit 1 for female. Nothing set is not known.
type genderSet uint8

const (
	genderMale   genderSet = 1
	genderFemale genderSet = 2
)

// The words for the genders in English, French, Spanish, German, Italian, Turkish, Russian, Tajik, Uzbek, Arabic and
// Persian, and the figures of ISO/IEC 5218. What is not here (other, X, unknown, not applicable) is neutral.
const (
	maleWords   = "m male man masculine masculin masculino homme hombre männlich maschio erkek 1 мужской муж мужчина м мард erkak ذكر مرد"
	femaleWords = "f female woman feminine féminin femenino femme mujer weiblich w femmina kadın 2 женский жен женщина ж зан ayol أنثى زن"
)

var genderWords = indexGenders()

func indexGenders() map[string]genderSet {
	words := map[string]genderSet{}
	for word := range strings.FieldsSeq(maleWords) {
		words[placeKey(word)] = genderMale
	}
	for word := range strings.FieldsSeq(femaleWords) {
		words[placeKey(word)] = genderFemale
	}
	return words
}

// genderIn returns what text says, 0 for nothing.
func genderIn(text string) genderSet {
	var buf [32]byte
	return genderWords[string(appendPlaceKey(buf[:0], text))]
}

// gendersConflict reports whether both sides are known and have nothing in common. A side that is said to
// be both conflicts with neither.
func gendersConflict(a, b genderSet) bool { return a != 0 && b != 0 && a&b == 0 }
