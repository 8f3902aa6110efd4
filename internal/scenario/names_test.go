package scenario

import (
	"strings"
	"testing"
	"unicode"
)

func TestCulturesHaveNamesEnough(t *testing.T) {
	shares := 0
	for _, c := range Cultures() {
		shares += c.share
		for _, count := range []struct {
			what      string
			got, want int
		}{{"given names of men", len(c.male), 40}, {"given names of women", len(c.female), 40}, {"family names", len(c.families), 60}, {"cities", len(c.cities), 10}} {
			if count.got < count.want {
				t.Errorf("%s has %d %s, want at least %d", c.Name, count.got, count.what, count.want)
			}
		}
	}
	if got, want := len(Cultures()), 12; got < want {
		t.Errorf("there are %d cultures, want at least %d", got, want)
	}
	if shares != 1000 {
		t.Errorf("shares of cultures add up to %d, want 1000", shares)
	}
}

// allWords returns every word that names of c are made of.
func allWords(c *Culture) []Word {
	var all []Word
	for _, words := range [][]Word{c.male, c.female, c.families, c.rare, c.middles} {
		all = append(all, words...)
	}
	return all
}

func TestEveryStandardGivesLatinLetters(t *testing.T) {
	for _, c := range Cultures() {
		for _, s := range c.Standards {
			for _, w := range allWords(c) {
				spelled := s.Spell(w)
				if !isLatinText(spelled) || spelled == "" || strings.ContainsAny(spelled, dot+"=|_") {
					t.Errorf("%s, %s: %q is spelled %q", c.Name, s.Name, w.Native, spelled)
				}
				plain := ASCII(spelled)
				if strings.Trim(plain, "ABCDEFGHIJKLMNOPQRSTUVWXYZ -") != "" {
					t.Errorf("%s, %s: %q in plain capitals is %q", c.Name, s.Name, w.Native, plain)
				}
			}
		}
	}
}

func TestWordsAreInTheScriptOfTheirPapers(t *testing.T) {
	tables := map[Script]*unicode.RangeTable{Latin: unicode.Latin, Cyrillic: unicode.Cyrillic, Arabic: unicode.Arabic, Georgian: unicode.Georgian, Han: unicode.Han}
	for _, c := range Cultures() {
		for _, w := range allWords(c) {
			for _, r := range w.Native {
				if unicode.IsLetter(r) && !unicode.Is(tables[c.Script], r) {
					t.Errorf("%s: %q has a letter that is not %s", c.Name, w.Native, c.Script)
				}
			}
		}
	}
}

// Known answers for the national tables (R13): the same person by several papers.
func TestNamesByStandard(t *testing.T) {
	person := func(culture string, female bool, given, father, family string) *Person {
		return &Person{Culture: cultureByName(culture), Female: female, Given: Word{Native: given}, Father: Word{Native: father}, Family: Word{Native: family}}
	}
	uzbek := person("uzbek", false, "Жасур", "Ўткир", "Ғаниев")
	tajik := person("tajik", true, "Ҷамила", "Қурбон", "Раҳимов")
	kyrgyz := person("kyrgyz", false, "Жолдошбек", "Чыңгыз", "Өмүров")
	georgian := person("georgian", false, "ჯაბა", "გია", "ყიფიანი")
	azeri := person("azeri", true, "Cəmilə", "Qorxmaz", "Əliyev")
	moldovan := person("moldovan", false, "Gheorghe", "Ion", "Ciobanu")
	for _, test := range []struct {
		name   string
		person *Person
		style  Style
		want   string
	}{
		{"UzbekLatin", uzbek, Style{FamilyFirst: true, Middle: true}, "Gʻaniyev Jasur Oʻtkir oʻgʻli"},
		{"UzbekPassport", uzbek, Style{FamilyFirst: true, Middle: true, MRZ: true}, "GANIYEV JASUR OTKIR OGLI"},
		{"UzbekMachine", uzbek, Style{Filler: true, Middle: true}, "GANIYEV<<JASUR<OTKIR<OGLI"},
		{"UzbekRussian", uzbek, Style{Standard: 1, FamilyFirst: true, Middle: true}, "Ganiev Dzhasur Utkirovich"},
		{"UzbekSoviet", uzbek, Style{Standard: 2, Middle: true}, "Dzhasur Utkirovich Ganiyev"},
		{"UzbekCyrillic", uzbek, Style{Native: true, FamilyFirst: true, Middle: true}, "Ғаниев Жасур Ўткир ўғли"},
		{"TajikPassport", tajik, Style{Middle: true}, "Jamila Qurbonovna Rahimova"},
		{"TajikRussian", tajik, Style{Standard: 1, Upper: true}, "DZHAMILA RAKHIMOVA"},
		{"TajikFrench", tajik, Style{Standard: 3, Comma: true, Middle: true}, "Rakhimova, Djamila Kourbonovna"},
		{"KyrgyzPassport", kyrgyz, Style{Middle: true}, "Zholdoshbek Chyngyz uulu Omurov"},
		{"KyrgyzBGN", kyrgyz, Style{Standard: 1}, "Joldoshbek Omurov"},
		{"KyrgyzRussian", kyrgyz, Style{Standard: 2, Middle: true}, "Dzholdoshbek Chyngyzovich Omurov"},
		{"GeorgianNational", georgian, Style{}, "Jaba Qipiani"},
		{"GeorgianRussian", georgian, Style{Standard: 1}, "Dzhaba Kipiani"},
		{"AzeriNational", azeri, Style{FamilyFirst: true, Middle: true}, "Əliyeva Cəmilə Qorxmaz qızı"},
		{"AzeriEnglish", azeri, Style{Standard: 1}, "Jamila Aliyeva"},
		{"AzeriRussian", azeri, Style{Standard: 2}, "Dzhamila Alieva"},
		{"MoldovanPassport", moldovan, Style{MRZ: true}, "GHEORGHE CIOBANU"},
		{"MoldovanRussian", moldovan, Style{Standard: 1}, "George Chobanu"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.person.Name(test.style).Full; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestNamesWithSpellings(t *testing.T) {
	arab := &Person{Culture: cultureByName("arabic"), Given: Word{"محمد", []string{"Muhammad", "Mohamed"}}, Father: Word{"علي", []string{"Ali", "Aly"}}, Family: Word{"الجبوري", []string{"al-Jaburi", "El Djabouri"}}}
	chinese := &Person{Culture: cultureByName("chinese"), Given: Word{"建国", []string{"Jian·guo", "Chien·kuo"}}, Family: Word{"王", []string{"Wang", "Wong"}}}
	vietnamese := &Person{Culture: cultureByName("vietnamese"), Given: Word{Native: "Dũng"}, Mother: Word{Native: "Văn"}, Family: Word{Native: "Nguyễn"}}
	spanish := &Person{Culture: cultureByName("spanish"), Given: Word{Native: "José"}, Mother: Word{Native: "Peña"}, Family: Word{Native: "García"}}
	for _, test := range []struct {
		name   string
		person *Person
		style  Style
		want   string
	}{
		{"ArabicEnglish", arab, Style{Middle: true}, "Muhammad Ali al-Jaburi"},
		{"ArabicFrench", arab, Style{Standard: 1, Middle: true}, "Mohamed Aly El Djabouri"},
		{"ArabicNative", arab, Style{Native: true, Middle: true}, "محمد علي الجبوري"},
		{"Pinyin", chinese, Style{FamilyFirst: true}, "Wang Jianguo"},
		{"PinyinApart", chinese, Style{Standard: 1}, "Jian Guo Wang"},
		{"WadeGiles", chinese, Style{Standard: 2, FamilyFirst: true}, "Wong Chien-kuo"},
		{"ChineseNative", chinese, Style{Native: true}, "王建国"},
		{"VietnameseMarks", vietnamese, Style{FamilyFirst: true, Middle: true}, "Nguyễn Văn Dũng"},
		{"VietnamesePassport", vietnamese, Style{FamilyFirst: true, Middle: true, MRZ: true}, "NGUYEN VAN DUNG"},
		{"SpanishTwoFamilies", spanish, Style{Middle: true, MRZ: true}, "JOSE GARCIA PENA"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.person.Name(test.style).Full; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPatronymics(t *testing.T) {
	c := cultureByName("russian")
	for _, test := range []struct{ father, son, daughter string }{
		{"Иван", "Иванович", "Ивановна"}, {"Андрей", "Андреевич", "Андреевна"}, {"Игорь", "Игоревич", "Игоревна"},
		{"Илья", "Ильич", "Ильинична"}, {"Юрий", "Юрьевич", "Юрьевна"}, {"Пётр", "Петрович", "Петровна"}, {"Али", "Алиевич", "Алиевна"},
	} {
		if got := c.patronymic(test.father, false); got != test.son {
			t.Errorf("son of %s: got %s, want %s", test.father, got, test.son)
		}
		if got := c.patronymic(test.father, true); got != test.daughter {
			t.Errorf("daughter of %s: got %s, want %s", test.father, got, test.daughter)
		}
	}
}

// withheld are words that call to mind people of public life who are on real lists or who are known to all. The tables
// leave them out, so that no name of the world is one of theirs.
var withheld = strings.Fields(`laden ladin osama usama zawahiri baghdadi zarqawi nasrallah haniyeh sinwar khamenei soleimani saddam gaddafi qaddafi
 hekmatyar haqqani akhundzada karzai ghani massoud dostum putin medvedev kadyrov prigozhin lukashenko lukashenka yanukovych saakashvili
 ivanishvili shevardnadze batirashvili mirziyoyev emomali nazarbayev tokayev atambayev bakiyev japarov berdimuhamedow niyazov erdogan
 ocalan maduro escobar guzman castro jinping shishani godane zubayr umarov`)

func TestTablesLeaveOutWellKnownNames(t *testing.T) {
	for _, c := range Cultures() {
		for _, w := range allWords(c) {
			for i := range c.Standards {
				spelled := strings.ToLower(ASCII(c.Standards[i].Spell(w)))
				for _, word := range withheld {
					if spelled == word || strings.TrimPrefix(spelled, "al-") == word {
						t.Errorf("%s: %q must not be in the tables", c.Name, w.Native)
					}
				}
			}
		}
	}
}
