package text

import (
	"strings"
	"testing"
)

// wantLetters holds, for each table, every letter with what documents print for it (R13).
// The expected values are typed from the standards and not read from the tables.
var wantLetters = []struct {
	name, table, letters string
}{
	{"RussianICAO9303", "cyrillic", `а a, б b, в v, г g, д d, е e, ё e, ж zh, з z, и i, й i, к k, л l, м m, н n, о o, п p, р r, с s, т t, у u, ф f,
		х kh, ц ts, ч ch, ш sh, щ shch, ъ ie, ы y, ь -, э e, ю iu, я ia`},
	{"Ukrainian2010AtTheBeginning", "cyrillic-uk", `є ye, ї yi, й y, ю yu, я ya`},
	{"Ukrainian2010", "cyrillic-uk", `а a, б b, в v, г h, ґ g, д d, е e, є ie, ж zh, з z, и y, і i, ї i, й i, к k, л l, м m, н n, о o, п p, р r, с s,
		т t, у u, ф f, х kh, ц ts, ч ch, ш sh, щ shch, ь -, ю iu, я ia`},
	{"BelarusianICAO9303", "cyrillic-be", `а a, б b, в v, г h, д d, е e, ё io, ж zh, з z, і i, й i, к k, л l, м m, н n, о o, п p, р r, с s, т t, у u, ў u,
		ф f, х kh, ц ts, ч ch, ш sh, ы y, ь -, э e, ю iu, я ia`},
	{"SerbianICAO9303", "cyrillic-sr", `а a, б b, в v, г g, д d, ђ dj, е e, ж z, з z, и i, ј j, к k, л l, љ lj, м m, н n, њ nj, о o, п p, р r, с s,
		т t, ћ c, у u, ф f, х h, ц c, ч c, џ dz, ш s`},
	{"MacedonianICAO9303", "cyrillic-mk", `а a, б b, в v, г g, д d, ѓ gj, е e, ж zh, з z, ѕ dz, и i, ј j, к k, л l, љ lj, м m, н n, њ nj, о o, п p, р r, с s,
		т t, ќ kj, у u, ф f, х h, ц c, ч ch, џ dj, ш sh`},
	{"Bulgarian2009", "cyrillic-bg", `а a, б b, в v, г g, д d, е e, ж zh, з z, и i, й y, к k, л l, м m, н n, о o, п p, р r, с s, т t, у u, ф f, х h, ц ts, ч ch, ш sh,
		щ sht, ъ a, ь y, ю yu, я ya`},
	{"KyrgyzBGN1979", "cyrillic-ky", `а a, б b, в v, г g, д d, е e, ж j, з z, и i, й y, к k, л l, м m, н n, ң ng, о o, ө o, п p, р r, с s, т t, у u,
		ү u, ф f, х kh, ц ts, ч ch, ш sh, щ shch, ъ ie, ы y, ь -, э e, ю yu, я ya, ё yo`},
	{"TajikBGN1994", "cyrillic-tg", `а a, б b, в v, г g, ғ gh, д d, е e, ё yo, ж zh, з z, и i, ӣ i, й y, к k, қ q, л l, м m, н n, о o, п p, р r, с s, т t, у u, ӯ u, ф f, х kh,
		ҳ h, ч ch, ҷ j, ш sh, ъ -, э e, ю yu, я ya`},
	{"UzbekLatin1995", "cyrillic-uz", `а a, б b, в v, г g, ғ g, д d, ё yo, ж j, з z, и i, й y, к k, қ q, л l, м m, н n, о o, ў o, п p, р r, с s, т t, у u, ф f, х x, ҳ h, ц ts, ч ch,
		ш sh, ъ -, ь -, э e, ю yu, я ya`},
	{"KazakhBGN1979", "cyrillic-kk", `ә a, ғ gh, қ q, ң ng, ө o, ұ u, ү u, һ h, і i, ж zh, й y, у u, ю yu, я ya`},
	{"ExtraLettersInRussianContext", "cyrillic", `ғ gh, ӣ i, қ q, ӯ u, ҳ h, ҷ j, ў u`},
	{"BashkirAndTatarLetters", "cyrillic", `ҡ q, ҙ z, ҫ s, ә a, ө o, ү u, һ h, ң ng`},
	{"Georgian2002", "georgian", `ა a, ბ b, გ g, დ d, ე e, ვ v, ზ z, თ t, ი i, კ k, ლ l, მ m, ნ n, ო o, პ p, ჟ zh, რ r, ს s, ტ t, უ u, ფ p, ქ k,
		ღ gh, ყ q, შ sh, ჩ ch, ც ts, ძ dz, წ ts, ჭ ch, ხ kh, ჯ j, ჰ h`},
	{"Arabic", "arabic", `ا a, أ a, إ i, آ a, ب b, ت t, ث th, ج j, ح h, خ kh, د d, ذ dh, ر r, ز z, س s, ش sh, ص s, ض d, ط t, ظ z, ع a, غ gh,
		ف f, ق q, ك k, ل l, م m, ن n, ه h, و w, ي y, ى a, ة a, ء -, ؤ u, ئ i`},
	{"PersianUrduPashto", "arabic", `پ p, چ ch, ژ zh, گ g, ک k, ی y, ټ t, ډ d, ړ r, ڼ n, ښ sh, ږ zh, ځ dz, څ ts, ٹ t, ڈ d, ڑ r, ں n, ے i, ہ h, ھ h`},
	{"ArmenianBGN1981", "armenian", `ա a, բ b, գ g, դ d, ե ye, զ z, է e, ը y, թ t, ժ zh, ի i, լ l, խ kh, ծ ts, կ k, հ h, ձ dz, ղ gh, ճ ch, մ m, յ y,
		ն n, շ sh, ո vo, չ ch, պ p, ջ j, ռ r, ս s, վ v, տ t, ր r, ց ts, փ p, ք k, օ o, ֆ f, ու u`},
	{"GreekELOT743", "greek", `α a, β v, γ g, δ d, ε e, ζ z, η i, θ th, ι i, κ k, λ l, μ m, ν n, ξ x, ο o, π p, ρ r, σ s, ς s, τ t, υ y, φ f, χ ch, ψ ps, ω o, ου ou`},
	{"HebrewAtTheBeginning", "hebrew", `א a, ב b, ג g, ד d, ה h, ו v, ז z, ח h, ט t, י y, כ k, ל l, מ m, נ n, ס s, ע a, פ p, צ ts, ק k, ר r, ש sh, ת t, ם m, ן n, ץ ts, ף f, ך kh`},
	{"AzerbaijaniSounds", "latin-az", `ə a, c j, ç ch, ğ gh, ı i, j zh, q g, ş sh, x kh, ö o, ü u, y y`},
	{"TurkishSounds", "latin-tr", `c j, ç ch, ğ g, ı i, j zh, ş sh, ö o, ü u`},
	{"RomanianSounds", "latin-ro", `ă e, â y, î y, j zh, ș sh, ş sh, ț ts, ţ ts, că ke, gă ge, ce che, ci chi, ge je, gi ji`},
	{"LatinSpecial", "latin", `ł l, ø o, đ d, ß ss, æ ae, þ th, ı i, ə a, œ oe, ð d, ş s, ç c, ğ g, ñ n, é e, ő o, ž z`},
}

func TestEveryLetterOfEveryAlphabet(t *testing.T) { // R13
	for _, a := range wantLetters {
		for pair := range strings.SplitSeq(a.letters, ",") {
			letter, want, _ := strings.Cut(strings.TrimSpace(pair), " ")
			want = strings.TrimPrefix(want, "-")
			if got := alphabets()[a.table].read(inside(a.name)+letter, false); got != want {
				t.Errorf("%s: letter %s is %q, want %q", a.name, letter, got, want)
			}
		}
	}
}

// inside returns what is put before a letter that is read otherwise at the beginning of a word: a sign that leaves no letter.
func inside(alphabet string) string {
	if alphabet == "Ukrainian2010" {
		return "ь"
	}
	return ""
}

// TestTableOfWord shows which table reads a word, by the letters that only one language has.
func TestTableOfWord(t *testing.T) {
	tests := []struct{ name, word, folded, table string }{
		{"Russian", "щукин", "shchukin", "cyrillic"},
		{"RussianHardSign", "объедков", "obieedkov", "cyrillic"},
		{"Ukrainian", "сергій", "serhii", "cyrillic-uk"},
		{"Belarusian", "іваноў", "ivanou", "cyrillic-be"},
		{"Serbian", "ђорђевић", "djordjevic", "cyrillic-sr"},
		{"Macedonian", "ѓорѓи", "gjorgji", "cyrillic-mk"},
		{"Kyrgyz", "жүсүп", "jusup", "cyrillic-ky"},
		{"Tajik", "ҷӯрабоев", "juraboev", "cyrillic-tg"},
		{"UzbekCyrillic", "ўткир", "otkir", "cyrillic-uz"},
		{"Kazakh", "нұрғали", "nurghali", "cyrillic-kk"},
		{"Georgian", "გიორგი", "giorgi", "georgian"},
		{"Armenian", "հովհաննես", "hovhannes", "armenian"},
		{"Greek", "παπαδόπουλος", "papadopoulos", "greek"},
		{"Arabic", "خالد", "khald", "arabic"},
		{"Persian", "پرویز", "pruiz", "arabic"},
		{"Hebrew", "משה", "mshh", "hebrew"},
		{"Hangul", "김철수", "gimcheolsu", "hangul"},
		{"Han", "王伟", "wangwei", "pinyin"},
		{"Katakana", "タナカ", "tanaka", "kana"},
		{"Hiragana", "さくら", "sakura", "kana"},
		{"KatakanaTwoLetterSound", "チャン", "chan", "kana"},
		{"KhmerSecondSeries", "ពត", "pot", "khmer"},
		{"Devanagari", "मोहन", "mohan", "devanagari"},
		{"DevanagariConjunct", "चन्द्र", "chandr", "devanagari"},
		{"Bengali", "করিম", "karim", "bengali"},
		{"Gurmukhi", "ਸਿੰਘ", "singh", "gurmukhi"},
		{"Thai", "สมชาย", "somchay", "thai"},
		{"ThaiLeadingVowel", "เดชา", "decha", "thai"},
		{"Amharic", "አበበ", "abebe", "ethiopic"},
		{"Vietnamese", "nguyễn", "nguyen", ""},
		{"Turkish", "şıkoğlu", "sikoglu", ""},
		{"ArabicDigits", "٤٤", "44", "arabic"},
		{"KannadaThroughDevanagari", "ರಾಜ", "raj", "devanagari"},
		{"NoTable", "ꦗꦮ", "ꦗꦮ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := read(tt.word, scriptOfWord(tt.word), cyrillicLanguage(tt.word))
			folded, table := r.latin, r.table
			if folded != tt.folded || table != tt.table {
				t.Errorf("%s is read %q by %q, want %q by %q", tt.word, folded, table, tt.folded, tt.table)
			}
		})
	}
}

// TestApostrophes shows that every code point for the apostrophe of o‘ and g‘ gives one token with one skeleton (R13).
func TestApostrophes(t *testing.T) {
	want := personToken(t, "Yoldoshev")
	for _, mark := range []string{"'", "`", "´", "ʹ", "ʻ", "ʼ", "ʽ", "ʾ", "ʿ", "‘", "’", "‛", "′", "＇", "ˈ", "ˊ", "ˋ", "՚", "׳", "Ꞌ", "ꞌ"} {
		got := personToken(t, "Yo"+mark+"ldoshev")
		if got.Folded != want.Folded || got.Skeleton != want.Skeleton {
			t.Errorf("with %+q: folded %q, skeleton %q, want %q, %q", mark, got.Folded, got.Skeleton, want.Folded, want.Skeleton)
		}
	}
}

// personToken returns the form of the only token of a person's name.
func personToken(t testing.TB, name string) *Form {
	t.Helper()
	tokens := person(name).Tokens
	if len(tokens) != 1 {
		t.Fatalf("%q has %d tokens, want 1", name, len(tokens))
	}
	return tokens[0].Form
}
