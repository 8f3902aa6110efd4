package match

import (
	"reflect"
	"testing"

	"lookback"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// TestNamesIsSymmetric shows invariant 4: it does not matter which side asks.
func TestNamesIsSymmetric(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPair(t)
		if x, y := s.Names(a, b), s.Names(b, a); x != y {
			t.Fatalf("%s one way, %s the other", x, y)
		}
	})
}

// TestRelateIsSymmetric holds what Names relies on.
func TestRelateIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPair(t)
		for _, x := range a {
			for _, y := range b {
				r1, s1 := Relate(x, y)
				r2, s2 := Relate(y, x)
				if r1 != r2 || s1 != s2 {
					t.Fatalf("%s and %s: %v %s one way, %v %s the other", x.Folded, y.Folded, r1, s1, r2, s2)
				}
			}
		}
	})
}

// TestANameEqualsItself shows that a name of which any token carries evidence scores 1 with itself.
func TestANameEqualsItself(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		a, _ := drawPair(t)
		if len(a) == 0 || totalWeight(a) == 0 {
			return
		}
		if got := s.Names(a, a); got != lookback.MaxScore {
			t.Fatalf("score of %v with itself is %s", a, got)
		}
	})
}

func TestScratchLeaksNothing(t *testing.T) {
	var used Scratch
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPair(t)
		var fresh Scratch
		if x, y := used.Names(a, b), fresh.Names(a, b); x != y {
			t.Fatalf("%s with used memory, %s with fresh memory", x, y)
		}
	})
}

func TestNamesDoesNotAllocate(t *testing.T) {
	var s Scratch
	var pairs [][2]Forms
	for _, p := range relations {
		pairs = append(pairs, [2]Forms{formsOf(p.left, p.kind), formsOf(p.right, p.kind)})
	}
	if n := testing.AllocsPerRun(100, func() {
		for _, p := range pairs {
			s.Names(p[0], p[1])
		}
	}); n != 0 {
		t.Errorf("%v allocations in %d comparisons, want 0", n, len(pairs))
	}
}

// relations lists pairs of names by what relates or parts them. Over is true where a reviewer must see the pair at the default threshold.
var relations = []struct {
	name, left, right string
	kind              lookback.PartyKind
	over              bool
}{
	{"Equal", "Anvar Example", "Anvar Example", lookback.KindPerson, true},
	{"OrderDoesNotMatter", "Example Anvar", "Anvar Example", lookback.KindPerson, true},
	{"FamilyNameFirstInCapitals", "EXAMPLOV, ANVAR", "Anvar Examplov", lookback.KindPerson, true},
	{"Cyrillic", "Анвар Каримов", "Anvar Karimov", lookback.KindPerson, true},
	{"Arabic", "محمد كريم", "Muhammad Karim", lookback.KindPerson, true},
	{"Georgian", "გიორგი ბერიძე", "Giorgi Beridze", lookback.KindPerson, true},
	{"Armenian", "Արմեն Պետրոսյան", "Armen Petrosyan", lookback.KindPerson, true},
	{"VariantOfGivenName", "Mohamed Example", "Muhammad Example", lookback.KindPerson, true},
	{"UzbekSpelling", "Anvar Yo‘ldoshev", "Anvar Yuldashev", lookback.KindPerson, true},
	{"FrenchPassport", "Iouri Chtcherbinine", "Yuriy Shcherbinin", lookback.KindPerson, true},
	{"OneLetterOff", "Anvar Examplov", "Anvar Exemplov", lookback.KindPerson, true},
	{"SwappedLetters", "Anvar Examplov", "Anvar Exmaplov", lookback.KindPerson, true},
	{"MissingPatronymic", "Anvar Karimovich Examplov", "Anvar Examplov", lookback.KindPerson, true},
	{"PatronymicInTwoLanguages", "Anvar Karimovich Examplov", "Examplov Anvar Karim o‘g‘li", lookback.KindPerson, true},
	{"ContradictingPatronymic", "Anvar Karimovich Examplov", "Anvar Salimovich Examplov", lookback.KindPerson, false},
	{"ContradictingGivenName", "Anvar Examplov", "Rustam Examplov", lookback.KindPerson, false},
	{"ContradictingFamilyName", "Anvar Examplov", "Anvar Sobirov", lookback.KindPerson, false},
	{"OnlyTheGivenName", "Anvar", "Anvar Examplov", lookback.KindPerson, false},
	{"FatherAndSonSwapped", "Muhammad bin Salman", "Salman bin Muhammad", lookback.KindPerson, false},
	{"ChainReversed", "Ahmad Khalid", "Khalid Ahmad", lookback.KindPerson, false},
	{"Chain", "Ahmad Khalid", "Ahmed Khaled", lookback.KindPerson, true},
	{"ChainOfThree", "Ahmad Khalid Hamid", "Ahmed Khaled Hamed", lookback.KindPerson, true},
	{"ChainOfThreeLastOneFirst", "Ahmad Khalid Hamid", "Hamid Ahmad Khalid", lookback.KindPerson, true},
	{"ChainOfThreeTwoSwapped", "Ahmad Khalid Hamid", "Khalid Ahmad Hamid", lookback.KindPerson, false},
	{"KnownNamesOfOneSkeleton", "Mahmud Examplov", "Muhammad Examplov", lookback.KindPerson, false},
	{"SpellingThatNoTableLists", "Bahtier Examplov", "Bakhtiyor Examplov", lookback.KindPerson, true},
	{"FathersNamesTwoConsonantsApart", "Azamat Toktosun uulu", "Azamat Toktogul uulu", lookback.KindPerson, false},
	{"ConsonantsOfOneOrgan", "Garegin Exampelian", "Karekin Exampelian", lookback.KindPerson, true},
	{"TwoSyllablesOfPinyinOneLetterApart", "Li Weimin", "Lin Weimin", lookback.KindPerson, false},
	{"PinyinMeansPinyin", "Wu Xiaoling", "Hu Xiaoling", lookback.KindPerson, false},
	{"SonJoinedByFrenchClerks", "Djamel Benkhelifa", "Jamal bin Khalifa", lookback.KindPerson, true},
	{"SonWithArticleJoinedByFrenchClerks", "Youssef Belhadj", "Yusuf bin al-Hajj", lookback.KindPerson, true},
	{"AbuJoinedByFrenchClerks", "Djamel Bouzid", "Jamal Abu Zayd", lookback.KindPerson, true},
	{"SonsOfOthers", "Djamel Benkhelifa", "Djamel Benhamid", lookback.KindPerson, false},
	{"ChineseOrder", "Zhang Wei", "Wei Zhang", lookback.KindPerson, true},
	{"ChineseOneLetterOff", "Zhang Wei", "Zhang Wen", lookback.KindPerson, false},
	{"KoreanOneSyllableOff", "Kim Chol Su", "Kim Chol Ho", lookback.KindPerson, false},
	{"KoreanOneLetterOffOfThreeParts", "Kim Chol Su", "Kim Chul Su", lookback.KindPerson, true},
	{"KoreanOneLetterOffOfTwoParts", "Kim Chol", "Kim Chul", lookback.KindPerson, true},
	{"ShortNameOneLetterOffOfThreeParts", "Anvar Ali Examplov", "Anvar Alo Examplov", lookback.KindPerson, true},
	{"ShortNameOneLetterOffOfTwoParts", "Dan Examplov", "Dun Examplov", lookback.KindPerson, false},
	{"FamilyNameWithoutEnding", "Anvar Rahmonov", "Anvar Rahmon", lookback.KindPerson, true},
	{"NewTajikEnding", "Anvar Rahmonov", "Anvar Rahmonzoda", lookback.KindPerson, true},
	{"HebrewOfTwoConsonants", "משה דוגמאי", "Moshe Dugmai", lookback.KindPerson, true},
	{"ServedWithoutServant", "Abdulkarim Examplov", "Karim Examplov", lookback.KindPerson, true},
	{"FaithLeftOut", "Nuriddin Examplov", "Nur Examplov", lookback.KindPerson, true},
	{"EndearmentLeftOut", "Sanjarbek Examplov", "Sanjar Examplov", lookback.KindPerson, true},
	{"EndearmentsOfOneName", "Karimjon Examplov", "Karimbek Examplov", lookback.KindPerson, true},
	{"EndearmentOfOthers", "Karimjon Examplov", "Salimjon Examplov", lookback.KindPerson, false},
	{"GodLeftOut", "Fazlullo Examplov", "Fazl Examplov", lookback.KindPerson, true},
	{"CompoundsOfOneHalf", "Karimullah Exa", "Abdulkarim Exa", lookback.KindPerson, false},
	{"ServantAndServedParted", "Abdul Ghafar Examplov", "Ghafar Examplov Abdul", lookback.KindPerson, true},
	{"TwoKnownNamesOneLetterApart", "Aziz Examplov", "Azim Examplov", lookback.KindPerson, false},
	{"TwoKnownFamilyNamesOneLetterApart", "Anvar Karimov", "Anvar Kamilov", lookback.KindPerson, false},
	{"FamilyNamesOfOneName", "Anvar Magomedov", "Anvar Mukhammadov", lookback.KindPerson, true},
	{"SharedParticlesOnly", "Jan van der Berg", "Piet van der Meer", lookback.KindPerson, false},
	{"SharedPlaceholderOnly", "FNU Examplov", "FNU Sobirov", lookback.KindPerson, false},
	{"PlaceholderIsMissing", "FNU Examplov", "Examplov", lookback.KindPerson, true},
	{"TitleIsNoEvidence", "Haji Anvar Examplov", "Anvar Examplov", lookback.KindPerson, true},
	{"SharedKunyaOnly", "Abu Karim al-Shami", "Abu Karim al-Iraqi", lookback.KindPerson, false},
	{"WrittenTogether", "Nur Bek Examplov", "Nurbek Examplov", lookback.KindPerson, true},
	{"ServantOfGod", "Abd al-Rahman Examplov", "Abdurahmon Examplov", lookback.KindPerson, true},
	{"MachineReadableZone", "EXAMPLOV<<ANVAR<KARIM", "Anvar Karim Examplov", lookback.KindPerson, true},
	{"LegalFormInTwoLanguages", "Example LLC", "ООО Example", lookback.KindOrganisation, true},
	{"LegalFormMissing", "Example Holdings", "Example Holdings GmbH", lookback.KindOrganisation, true},
	{"LegalFormMissingBesideOneWord", "Examplar", "Examplar GmbH", lookback.KindOrganisation, true},
	{"DirectionsAreNoErrors", "Bank of Eastern Examplia", "Bank of Western Examplia", lookback.KindOrganisation, false},
	{"ActivitiesContradict", "Blue Example Trading Company", "Blue Example Shipping Company", lookback.KindOrganisation, false},
	{"NumberDiffers", "Example Fund 2", "Example Fund 3", lookback.KindOrganisation, false},
	{"NumberInWords", "Example Brigade Forty-Four", "Example Brigade 44", lookback.KindOrganisation, true},
	{"RomanNumber", "Example Partners IV", "Example Partners 4", lookback.KindOrganisation, true},
	{"GenericWordsOnly", "General Trading Company", "Trading Group Company", lookback.KindOrganisation, false},
	{"AbbreviationOneLetterMore", "A.B.C. Example", "N.A.B.C. Example", lookback.KindOrganisation, false},
	{"VesselNumberDiffers", "Ocean Example 1", "Ocean Example 2", lookback.KindVessel, false},
	{"VesselNumberInRoman", "Ocean Example II", "Ocean Example 2", lookback.KindVessel, true},
	{"ChineseLegalForm", "例子有限公司", "例子", lookback.KindOrganisation, true},
	{"NumberOnOneSide", "Example Solutions Ltd", "Example Solutions II Ltd", lookback.KindOrganisation, false},
	{"BrothersAndSons", "Example Bros. & Sons Ltd", "Example Brothers and Sons Limited", lookback.KindOrganisation, true},
	{"Acronym", "Islamic Mills of Example", "IME", lookback.KindOrganisation, true},
	{"AcronymsOfTwoNames", "Islamic Mills of Example", "Indian Metals Ejemplo", lookback.KindOrganisation, false},
	{"AcronymOfAPerson", "Ivan Mark Example", "IME", lookback.KindPerson, false},
	{"TwoNamesInOne", "Example Front/Beispiel Brigade", "Beispiel Brigade", lookback.KindOrganisation, true},
	{"CountryInTwoLanguages", "Example Bank Schweiz AG", "Example Bank (Suisse) AG", lookback.KindOrganisation, true},
	{"BranchesInTwoCountries", "Example Bank Chile", "Example Bank Peru", lookback.KindOrganisation, false},
}

func TestRelations(t *testing.T) {
	var s Scratch
	for _, tt := range relations {
		t.Run(tt.name, func(t *testing.T) {
			left, right := named(tt.left, tt.kind), named(tt.right, tt.kind)
			score := s.BestName(&left, &right)
			if got := score >= lookback.DefaultThreshold; got != tt.over {
				t.Errorf("%q and %q score %s, over the threshold %t, want %t", tt.left, tt.right, score, got, tt.over)
			}
		})
	}
}

// TestCompareEqualsScore shows that what is shown is what was searched with.
func TestCompareEqualsScore(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		left, right := drawNamed(t, "left"), drawNamed(t, "right")
		a, b := Prepare(left), Prepare(right)
		e := Compare(left, right)
		if got := s.Score(&a, &b); got != e.Score {
			t.Fatalf("Score is %s, Compare says %s", got, e.Score)
		}
		if got := Compare(left, right); !reflect.DeepEqual(got, e) {
			t.Fatalf("the same parties give different evidence:\n%+v\n%+v", got, e)
		}
	})
}

// TestWeakAliasNeverRaises shows R17: however well a weak alias fits, the score is that of the strong names.
func TestWeakAliasNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right := drawNamed(t, "left"), drawNamed(t, "right")
		right.Names[0].Weak = false
		before := Compare(left, right).Score
		right.Names = append(right.Names, lookback.Name{Full: left.Names[0].Full, Weak: true})
		if after := Compare(left, right).Score; after != before {
			t.Fatalf("a weak alias changes the score from %s to %s", before, after)
		}
	})
}

func TestWeakAliasAloneIsShown(t *testing.T) { // R17
	left := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Abu Karim"}}}
	right := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Rustam Examplov"}, {Full: "Abu Karim", Weak: true}}}
	e := Compare(left, right)
	if e.Score != 0 || !e.Name.RightWeak || e.Name.Right != "Abu Karim" {
		t.Errorf("score %s with %q (weak %t), want 0 with the weak alias shown", e.Score, e.Name.Right, e.Name.RightWeak)
	}
}

func TestKindsThatDifferNeverMatch(t *testing.T) { // OFAC FAQ 5
	names := []lookback.Name{{Full: "Anvar Example"}}
	ids := []lookback.Identifier{{Type: "passport", Value: "AB1234567"}}
	left := lookback.Party{Kind: lookback.KindPerson, Names: names, Identifiers: ids}
	right := lookback.Party{Kind: lookback.KindVessel, Names: names, Identifiers: ids}
	if e := Compare(left, right); e.Score != 0 {
		t.Errorf("score %s, want 0", e.Score)
	}
}

// TestManyTokens shows that what lies behind the last token that is read weighs nothing and breaks nothing.
func TestManyTokens(t *testing.T) {
	var s Scratch
	var long Forms
	for len(long) < 200 {
		long = append(long, &text.Form{Folded: "anvar", Skeleton: "anvar", Class: text.Unknown})
	}
	if got := s.Names(long, long); got != lookback.MaxScore {
		t.Errorf("score %s, want 1", got)
	}
}

func BenchmarkNames(b *testing.B) {
	var s Scratch
	var pairs [][2]Forms
	for _, p := range relations {
		pairs = append(pairs, [2]Forms{formsOf(p.left, p.kind), formsOf(p.right, p.kind)})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := pairs[i%len(pairs)]
		s.Names(p[0], p[1])
	}
}
