package scenario

// The habits of writing names in Latin letters that several cultures share. Every culture lists the one of its
// own papers first.
var (
	plain       = Standard{Name: "national spelling"}
	viaRussian  = Standard{Name: "Russian papers, ICAO 9303", soviet: true}
	viaRussian2 = Standard{Name: "Russian papers, BGN/PCGN", soviet: true}
	viaFrench   = Standard{Name: "Soviet passport, French spelling", soviet: true}
)

// through returns s with the letter tables that it applies.
func (s Standard) through(tables ...string) Standard {
	s.tables = tables
	return s
}

// cultureTable returns the cultures without their words. Shares add up to 1000.
func cultureTable() []*Culture {
	return append(sovietCultures(), otherCultures()...)
}

func sovietCultures() []*Culture {
	return []*Culture{
		{Name: "uzbek", Script: Cyrillic, FamilyFirst: true, country: "UZB", phone: "+998", passport: "AA0000000", share: 95,
			middle: relation, son: " ўғли", daughter: " қизи", family: familyRule{ov: true},
			Standards: []Standard{
				{Name: "Uzbek Latin alphabet of 1995", tables: []string{"uzbek-latin"}},
				viaRussian.through("uzbek-russian", "icao"), viaRussian2.through("uzbek-soviet", "bgn"), viaFrench.through("uzbek-soviet", "french"),
			}},
		{Name: "tajik", Script: Cyrillic, FamilyFirst: true, country: "TJK", phone: "+992", passport: "000000000", share: 75,
			middle: ovich, family: familyRule{ov: true, endings: []string{"зода", "ӣ", "иён"}},
			Standards: []Standard{
				{Name: "Tajik passport spelling", tables: []string{"tajik-latin"}},
				viaRussian.through("tajik-russian", "icao"), viaRussian2.through("tajik-russian", "bgn"), viaFrench.through("tajik-russian", "french"),
			}},
		{Name: "kyrgyz", Script: Cyrillic, FamilyFirst: true, country: "KGZ", phone: "+996", passport: "AA0000000", share: 65,
			middle: relation, son: " уулу", daughter: " кызы", family: familyRule{ov: true},
			Standards: []Standard{
				{Name: "Kyrgyz passport spelling", tables: []string{"kyrgyz-latin"}},
				{Name: "BGN/PCGN 1979", tables: []string{"kyrgyz-bgn"}},
				viaRussian.through("kyrgyz-russian", "icao"),
			}},
		{Name: "kazakh", Script: Cyrillic, FamilyFirst: true, country: "KAZ", phone: "+7", passport: "A00000000", share: 45,
			middle: relation, son: "ұлы", daughter: "қызы", family: familyRule{ov: true},
			Standards: []Standard{
				{Name: "Kazakh passport spelling", tables: []string{"kazakh-latin"}},
				{Name: "Kazakh Latin alphabet of 2021", tables: []string{"kazakh-2021"}},
				viaRussian.through("kazakh-russian", "icao"),
			}},
		{Name: "azeri", Script: Latin, FamilyFirst: true, country: "AZE", phone: "+994", passport: "A00000000", share: 35,
			middle: relation, son: " oğlu", daughter: " qızı", family: familyRule{ov: true, endings: []string{"zadə", "li"}},
			Standards: []Standard{
				plain, {Name: "plain letters", tables: []string{"azeri-english"}}, viaRussian.through("azeri-russian", "icao"),
			}},
		{Name: "georgian", Script: Georgian, country: "GEO", phone: "+995", passport: "00AA00000", share: 60,
			family: familyRule{endings: []string{"აშვილი", "იძე"}},
			Standards: []Standard{
				{Name: "Georgian national system of 2002", tables: []string{"georgian-latin"}}, viaRussian.through("georgian-russian", "icao"),
			}},
		{Name: "russian", Script: Cyrillic, FamilyFirst: true, country: "RUS", phone: "+7", passport: "000000000", share: 75, middle: ovich,
			Standards: []Standard{
				{Name: "ICAO 9303", tables: []string{"icao"}}, {Name: "BGN/PCGN 1947", tables: []string{"bgn"}},
				{Name: "French spelling", tables: []string{"french"}},
			}},
		{Name: "moldovan", Script: Latin, country: "MDA", phone: "+373", passport: "A00000000", share: 50,
			Standards: []Standard{plain, viaRussian.through("moldovan-russian", "icao")}},
	}
}

func otherCultures() []*Culture {
	english, french := Standard{Name: "English spelling"}, Standard{Name: "French spelling", spelling: 1}
	return []*Culture{
		{Name: "turkish", Script: Latin, country: "TUR", phone: "+90", passport: "U00000000", share: 55, Standards: []Standard{plain}},
		{Name: "spanish", Script: Latin, country: "COL", phone: "+57", passport: "AA000000", share: 235, middle: motherFamily, Standards: []Standard{plain}},
		{Name: "arabic", Script: Arabic, country: "IRQ", phone: "+964", passport: "A00000000", share: 60, middle: father,
			Standards: []Standard{english, french}},
		{Name: "afghan", Script: Arabic, country: "AFG", phone: "+93", passport: "P00000000", share: 45,
			family:    familyRule{spelled: []Word{{"زی", []string{"zai", "zay"}}, {"زاده", []string{"zada", "zadeh"}}, {"یار", []string{"yar", "yaar"}}}},
			Standards: []Standard{english, {Name: "other English spelling", spelling: 1}}},
		{Name: "chinese", Script: Han, FamilyFirst: true, country: "CHN", phone: "+86", passport: "E00000000", share: 50,
			Standards: []Standard{
				{Name: "pinyin"}, {Name: "pinyin, syllables apart", joint: " "}, {Name: "Wade-Giles or Cantonese", spelling: 1, joint: "-"},
			}},
		{Name: "somali", Script: Latin, country: "SOM", phone: "+252", passport: "P00000000", share: 30, middle: father,
			Standards: []Standard{{Name: "Somali spelling", spelling: -1}, english, {Name: "other English spelling", spelling: 1}}},
		{Name: "vietnamese", Script: Latin, FamilyFirst: true, country: "VNM", phone: "+84", passport: "A0000000", share: 25, middle: middleName,
			Standards: []Standard{plain}},
	}
}

// countryNames gives the English short name for each code that the world uses.
var countryNames = map[string]string{
	"UZB": "Uzbekistan", "TJK": "Tajikistan", "KGZ": "Kyrgyzstan", "KAZ": "Kazakhstan", "AZE": "Azerbaijan", "GEO": "Georgia",
	"RUS": "Russia", "MDA": "Moldova", "TUR": "Turkey", "COL": "Colombia", "VEN": "Venezuela", "ECU": "Ecuador", "PER": "Peru",
	"HND": "Honduras", "GTM": "Guatemala", "SLV": "El Salvador", "NIC": "Nicaragua", "MEX": "Mexico", "IRQ": "Iraq", "SYR": "Syria",
	"LBN": "Lebanon", "JOR": "Jordan", "AFG": "Afghanistan", "CHN": "China", "SOM": "Somalia", "VNM": "Vietnam",
}
