package text

import (
	"strings"
	"testing"

	"lookback"
)

func person(name string) Name { return Analyse(lookback.Name{Full: name}, lookback.KindPerson) }

func organisation(name string) Name {
	return Analyse(lookback.Name{Full: name}, lookback.KindOrganisation)
}

// show writes tokens as "folded/class", names without their class.
func show(n Name) string {
	var parts []string
	for _, t := range n.Tokens {
		s := t.Form.Folded
		if t.Form.Class != Unknown {
			s += "/" + t.Form.Class.String()
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

// TestClassesOfPersons shows what part each token of a person's name plays (R13).
func TestClassesOfPersons(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"Plain", "Anvar Example", "anvar example"},
		{"CommaMovesFamilyNameBack", "Example, Anvar", "anvar example/family name"},
		{"CommaBeforeSuffix", "Anvar Example, Jr.", "anvar example jr/generation"},
		{"PassportZone", "EXAMPLE<<ANVAR<KARIM<<<<<<", "anvar karim example/family name"},
		{"PassportZoneCut", "EXAMPLEOVSKY<<ANVARBE", "anvarbe exampleovsky/family name"},
		{"RussianPatronymic", "Anvar Karimovich Example", "anvar karim/father's name example"},
		{"RussianPatronymicOfWoman", "Gulnora Karimovna Example", "gulnora karim/father's name example"},
		{"PatronymicOfSoftName", "Ivan Sergeyevich Example", "ivan serge/father's name example"},
		{"UzbekSon", "Example Anvar Karim o‘g‘li", "example anvar karim/father's name ogli/relation"},
		{"UzbekSonWrittenTogether", "Example Anvar Karimogli", "example anvar karim/father's name"},
		{"UzbekDaughter", "Example Nodira Karim qizi", "example nodira karim/father's name qizi/relation"},
		{"KyrgyzSon", "Bakyt Karim uulu", "bakyt karim/father's name uulu/relation"},
		{"KyrgyzDaughter", "Aizada Karim kyzy", "aizada karim/father's name kyzy/relation"},
		{"KazakhSon", "Example Daniyar Karimuly", "example daniyar karim/father's name"},
		{"KazakhDaughter", "Example Aigul Karimqyzy", "example aigul karim/father's name"},
		{"AzeriSon", "Example Elchin Karim oglu", "example elchin karim/father's name oglu/relation"},
		{"ArabicBin", "Anwar bin Karim", "anwar bin/relation karim/father's name"},
		{"ArabicBinWithArticle", "Anwar ibn al-Karim", "anwar ibn/relation al/particle karim/father's name"},
		{"ArabicBint", "Layla bint Karim", "layla bint/relation karim/father's name"},
		{"BinAtTheEndIsAName", "Ye Bin", "ye bin"},
		{"ServantOfGodApart", "Abd al Rahman Example", "abdulrahman example"},
		{"ServantOfGodApartSunLetter", "Abd ar-Rahman Example", "abdulrahman example"},
		{"ServantOfGodTurnedAround", "Example Rahman Abdul", "example abdulrahman"},
		{"ServantOfGodMisspelt", "Adbul Rahman Example", "abdulrahman example"},
		{"ServantOfGodMisspeltBeforeSunLetter", "Adbur Rehman", "abdulrehman"},
		{"MisspeltServantBesideAnotherName", "Adbul Example", "adbul example"},
		{"ServantBeforeAMisspeltName", "Abdul Rhaman Example", "abdulrhaman example"},
		{"ServantOfNothingKnown", "Abdul Example", "abdul example"},
		{"ServantBehindWhatItServes", "Ghafar Abdul Example", "ghafar abdul example"},
		{"MisspeltTitle", "Amulana Anvar Example", "amulana/title anvar example"},
		{"KunyaTurnedAround", "Karim Abu", "abukarim/kunya"},
		{"BelarusianPatronymics", "Anvar Karimavich Example", "anvar karim/father's name example"},
		{"BelarusianPatronymicOfWoman", "Nodira Karimauna Example", "nodira karim/father's name example"},
		{"GermanPatronymic", "Anvar Karimowitsch Example", "anvar karim/father's name example"},
		{"FrenchPatronymic", "Anvar Karimovitch Example", "anvar karim/father's name example"},
		{"InitialsWithoutStops", "JC Example", "j/initial c/initial example"},
		{"ShortMuhammadIsAName", "MD Example", "md example"},
		{"TwoLettersWithAVowelAreAName", "MO Example", "mo example"},
		{"TwoLettersInCapitalsThroughout", "NG EXAMPLE", "ng example"},
		{"PatronymicMisspelt", "Anvar Karimvoich Example", "anvar karim/father's name example"},
		{"SplendourOfFaith", "Jamal ad-Din Example", "jamaluddin example"},
		{"GiftOfGod", "Hamid Ullah Example", "hamidullah example"},
		{"Kunya", "Abu Karim", "abukarim/kunya"},
		{"KunyaWithNisba", "Abu Karim al-Exampli", "abukarim/kunya al/particle exampli/nisba"},
		{"FamilyNameOfTwoSyllables", "Ou-Yang Chih-hao", "ouyang chih hao"},
		{"SyllablesOfWadeGilesJoined", "Huang Chienkuo", "huang chien kuo"},
		{"KoreanSyllableThatIsAnArticle", "Choe Pu Il", "choe pu il"},
		{"KoreanSyllableOfOneVowel", "Kang Hyon U", "kang hyon u"},
		{"DigitForALetter", "Anvar Exampl0v", "anvar examplov/family name"},
		{"MoreDigitsThanLetters", "Anvar E1x2m3", "anvar e1x2m3/number"},
		{"ParticlesOfEurope", "Jan van der Example", "jan van/particle der/particle example"},
		{"ParticleAtTheEndIsAName", "Kim Al", "kim al"},
		{"Title", "Haji Anvar Example", "haji/title anvar example"},
		{"TitleAlone", "Haji", "haji"},
		{"Placeholder", "FNU Example", "fnu/placeholder example"},
		{"PlaceholderOfFamilyName", "Anvar LNU", "anvar lnu/placeholder"},
		{"PlaceholderXXX", "XXX Example", "xxx/placeholder example"},
		{"Initial", "A. Example", "a/initial example"},
		{"InitialsWrittenTogether", "A.K. Example", "a/initial k/initial example"},
		{"Generation", "Anvar Example III", "anvar example iii/generation"},
		{"JoinedInMixedCase", "AnvarExample", "anvar example"},
		{"ScottishPrefixStays", "Ian MacDonald", "ian macdonald"},
		{"CyrillicPatronymic", "Пример Анвар Каримович", "primer anvar karim/father's name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(person(tt.in)); got != tt.want {
				t.Errorf("%q is\n %s, want\n %s", tt.in, got, tt.want)
			}
		})
	}
}

// TestClassesOfOrganisations shows legal forms, generic words, numbers and abbreviations.
func TestClassesOfOrganisations(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"Limited", "Example Ltd.", "example ltd/legal form"},
		{"LimitedInWords", "Example Limited Liability Company", "example limitedliabilitycompany/legal form"},
		{"RussianForm", "ООО Пример", "ooo/legal form primer"},
		{"RussianFormInWords", "Общество с ограниченной ответственностью Пример", "obshchestvosogranichennoiotvetstvennostiu/legal form primer"},
		{"DottedForm", "Example L.L.C.", "example llc/legal form"},
		{"MexicanForm", "Ejemplo S.A. de C.V.", "ejemplo sadecv/legal form"},
		{"ChineseForm", "例子有限公司", "lizi youxiangongsi/legal form"},
		{"GermanForm", "Beispiel GmbH & Co. KG", "beispiel gmbhcokg/legal form"},
		{"GenericWords", "Example Trading Group", "example trading/generic word group/generic word"},
		{"NumberWord", "Brigade Seven", "brigade 7/number"},
		{"NumberWordsTogether", "Unit Thirty-Three", "unit/generic word 33/number"},
		{"RomanNumeral", "Fund IV", "fund/generic word iv/number"},
		{"Branch", "Example Bank (Schweiz) AG", "example bank/generic word schweiz/country ag/legal form"},
		{"CountryIsTheName", "Bank of Iran", "bank/generic word of/particle iran"},
		{"OnlyALegalForm", "Limited", "limited"},
		{"ArticleIsNoEvidence", "The Example of Place", "the/particle example of/particle place"},
		{"Abbreviation", "A.B.C. Example", "abc example"},
		{"AbbreviatedGenericWord", "Example San. ve Tic.", "example san/generic word ve/particle tic/generic word"},
		{"SaintIsNoAbbreviation", "San Example", "san example"},
		{"OwnAcronymInBrackets", "Example Grain Mills (EGM)", "example grain mills egm/particle"},
		{"OwnAcronymWithoutTheLastWord", "EGM - Example Grain Mills Co.", "egm/particle example grain mills co/generic word"},
		{"OwnAcronymOfSyllables", "Example Mineral Exploration Corporation (EXMEC)", "example mineral/generic word exploration corporation/generic word exmec/particle"},
		{"AnotherWordInBrackets", "Example Grain Mills (ROMA)", "example grain mills roma"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(organisation(tt.in)); got != tt.want {
				t.Errorf("%q is\n %s, want\n %s", tt.in, got, tt.want)
			}
		})
	}
}

// TestPartsOfSource shows that the parts which a source keeps apart give their class.
func TestPartsOfSource(t *testing.T) {
	n := Analyse(lookback.Name{Full: "Anvar Karim Example", Given: "Anvar", Family: "Example"}, lookback.KindPerson)
	if got, want := show(n), "anvar/given name karim example/family name"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestSexOfForm shows which endings tell the sex of their bearer.
func TestSexOfForm(t *testing.T) {
	tests := []struct {
		name, in            string
		token               int
		feminine, masculine bool
	}{
		{"FamilyNameOfWoman", "Nodira Karimova", 1, true, false},
		{"FamilyNameOfMan", "Anvar Karimov", 1, false, true},
		{"NewTajikFamilyName", "Anvar Karimzoda", 1, false, false},
		{"Daughter", "Nodira Karim qizi", 1, true, false},
		{"Son", "Anvar Karim o‘g‘li", 1, false, true},
		{"PatronymicOfWoman", "Nodira Karimovna", 1, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := person(tt.in).Tokens[tt.token].Form
			if f.Feminine != tt.feminine || f.Masculine != tt.masculine {
				t.Errorf("%s: feminine %t, masculine %t, want %t, %t", f.Folded, f.Feminine, f.Masculine, tt.feminine, tt.masculine)
			}
		})
	}
}

// TestHostileInput shows that nothing that a file may hold upsets the analysis.
func TestHostileInput(t *testing.T) {
	tests := []struct {
		name, in string
		tokens   int
	}{
		{"Empty", "", 0},
		{"OnlySpaces", " \t\n\u00a0", 0},
		{"OnlyPunctuation", ".,<<-//", 0},
		{"OnlyMarks", "\u0301\u0301", 0},
		{"NulsPart", "Anvar\x00Example", 2},
		{"InvalidBytes", "Anvar \xff\xfe Example", 2},
		{"Emoji", "Anvar 🙂 Example", 2},
		{"DirectionMarks", "\u202eAnvar\u200f \u2066Example\u2069", 2},
		{"ZeroWidthSpaceParts", "Anvar\u200bExample", 2},
		{"NonBreakingSpace", "Anvar\u00a0Example", 2},
		{"FullWidth", "Ａｎｖａｒ Ｅｘａｍｐｌｅ", 2},
		{"TwoHundredTokens", strings.Repeat("anvar ", 200), 200},
		{"MoreThanIsRead", strings.Repeat("anvar ", 5000), maxAnalysed},
		{"OneLongToken", strings.Repeat("a", 100000), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := len(person(tt.in).Tokens); got != tt.tokens {
				t.Errorf("%d tokens, want %d", got, tt.tokens)
			}
		})
	}
}

// What is cut off a word may be signs that cannot be read by themselves: the one that repeats a character, or a hamza.
func TestPartsThatCannotBeReadAreNoTokens(t *testing.T) {
	for _, c := range []struct {
		in   string
		kind lookback.PartyKind
		want string
	}{
		{"佐々木", lookback.KindPerson, "zuo mu"},
		{"佐々木 太郎", lookback.KindPerson, "zuomu tailang"},
		{"佐々木", lookback.KindUnknown, "zuo mu"},
		{"々々木", lookback.KindPerson, "mu"},
		{"々有限公司", lookback.KindOrganisation, "youxiangongsi"},
		{"佐々木有限公司", lookback.KindOrganisation, "zuomu youxiangongsi"},
		{"الءءء", lookback.KindPerson, "al"},
	} {
		n := Analyse(lookback.Name{Full: c.in}, c.kind)
		var got []string
		for _, token := range n.Tokens {
			got = append(got, token.Form.Folded)
		}
		if strings.Join(got, " ") != c.want || checkName(n) != "" {
			t.Errorf("%s as %s reads %q, want %q %s", c.in, c.kind, got, c.want, checkName(n))
		}
	}
}
