package text

import (
	"slices"
	"strings"
	"testing"
)

// mustMeet lists romanisations of one name each. The first must meet every other one by skeleton, reading or symbol.
var mustMeet = []string{
	"Yo‘ldoshev Yuldashev Iuldashev Juldashev Юлдашев Йўлдошев",
	"Toshpo‘latov Tashpulatov Toshpulatov",
	"Mirzo‘yev Mirzuyev",
	"Bohdan Богдан",
	"Petrović Petrovich Petrovic",
	"Šimić Shimich",
	"Barack バラク",
	"Gurbachan ਗੁਰਬਚਨ",
	"Ram राम",
	"Rahim রহিম",
	"Abiy ዐቢይ",
	"Ahmed አሕመድ",
	"Somchai สมชาย",
	"Khusainov Husainov Xusainov Хусаинов",
	"Qosimov Kosimov Қосимов",
	"Jaloliddin Dzhaloliddin Djaloliddin Джалолиддин",
	"Ghafurov Gafurov G‘afurov Ғафуров",
	"Shchukin Chtchoukine Schtschukin Щукин Shchookin",
	"Yuriy Yury Iurii Yurij Iouri Юрий",
	"Dmitriy Dmitri Dmitry Dmitrij Дмитрий",
	"Zhukov Joukov Жуков Jukov Žukov",
	"Chekhov Tchekhov Tschechow Čehov Чехов",
	"Khrushchev Khrouchtchev Хрущев",
	"Tchaikovski Tschaikowski Chaikovskiy Чайковский",
	"Pushkin Pouchkine Puschkin Пушкин",
	"Georgiy Giorgi გიორგი Georgii",
	"Qipiani Kipiani ყიფიანი",
	"Jaba Dzhaba ჯაბა",
	"Shevchenko Шевченко Schewtschenko Chevtchenko",
	"Vyacheslav Viacheslav Вячеслав Wjatscheslaw",
	"Alekseyev Alekseev Алексеев",
	"Muhammad Mohamed Muhammed Mohd Magomed Мухаммад محمد",
	"Abdurrahman Abdulrahman Abderrahmane",
	"Günther Gunther Guenther",
	"Müller Mueller Muller",
	"Sørensen Soerensen Sorensen",
	"Petropoulos Πετρόπουλος",
	"Beridze ბერიძე",
	"Sargsyan Sarkisian Սարգսյան",
	"Halavanau Golovanov Галаванаў",
	"Paulichenka Pavlichenko",
	"Gasanov Hasanov Həsənov",
	"Cavidov Javidov Dzhavidov",
	"Qorxməzov Gorkhmazov",
	"Drăgescu Dradzhesku Dragescu",
	"Chiriac Kiriak",
	"Bălănescu Belenesku Balanescu",
	"Jaamac Jama Jamac",
	"Xaashiciise Hashiise",
	"Nicolaescu Nikolaesku",
	"Hryhorenko Grigorenko",
	"Ghazaryan Kazarian",
	"Ševcov Shevtsov",
	"Maimaiti Memet",
	"Tuerxun Tursun",
	"Kavalionak Ковалёнок",
	"Hryshchanka Grishchenko",
	"Hrykoŭskaja Grikovskaya",
	"Soeharjo Suharyo",
	"Oluwaseun Seun",
	"Knight Nite",
	"Quill Kwill",
	"Choukri شكري",
	"Ghasemnia قاسمنیا",
	"Jamaal Djamaal",
	"Bouhamid Abuhamid",
}

// mustStayApart lists names that no key may bring together.
var mustStayApart = []string{
	"Karim Kamil", "Salim Selma", "Anna Ivan", "Mario Maria", "Wei Wen", "Li Lu", "Hasan Husayn", "Karimov Kamilov",
	"Aziz Azim", "Rashid Rasul", "Nurlan Ruslan", "Omar Amir", "Tariq Tahir", "Peter Patricia", "Dilshod Dilnoza",
	"Chen Chang", "Zhang Zeng", "Bakhtiyor Bahodir", "Sergey Georgy", "Martin Marina", "Gill Hill", "Garris Harris", "Cohn John", "Callen Allen", "Castro Astro",
}

// meets reports whether two names, one token each, share a skeleton, a further reading, a symbol or, where vowels are not written, consonants.
func meets(a, b *Form) bool {
	keysA, keysB := append([]string{a.Skeleton}, a.More...), append([]string{b.Skeleton}, b.More...)
	for _, k := range keysA {
		if slices.Contains(keysB, k) {
			return true
		}
	}
	for _, s := range a.Symbols {
		if slices.Contains(b.Symbols, s) {
			return true
		}
	}
	return (a.Vowelless() || b.Vowelless()) && a.Consonants == b.Consonants
}

func TestRomanisationsMeet(t *testing.T) { // R13
	for _, line := range mustMeet {
		names := strings.Fields(line)
		first := personToken(t, names[0])
		for _, other := range names[1:] {
			if f := personToken(t, other); !meets(first, f) {
				t.Errorf("%s (%s %v) does not meet %s (%s %v)", names[0], first.Skeleton, first.More, other, f.Skeleton, f.More)
			}
		}
	}
}

func TestDifferentNamesStayApart(t *testing.T) {
	for _, line := range mustStayApart {
		a, b, _ := strings.Cut(line, " ")
		x, y := personToken(t, a), personToken(t, b)
		if meets(x, y) {
			t.Errorf("%s (%s %v) meets %s (%s %v)", a, x.Skeleton, x.More, b, y.Skeleton, y.More)
		}
	}
}

// TestStems shows one family name with the endings that law, language and sex give it (DOMAIN 2.1, item 5).
func TestStems(t *testing.T) {
	stem := func(name string) string {
		f := personToken(t, name)
		if f.Stem != "" {
			return f.Stem
		}
		return f.Skeleton
	}
	for _, line := range []string{
		"Rahmonov Rahmonova Rahmonzoda Rahmonzod Rahmon Rakhmonov Rahmoniyon Rahmonpur",
		"Kovalevsky Kovalevskaya Kovalevskii Kovalevskiy Kovalevska",
		"Yusupov Yusupova Yusup Yusufov",
		"Magomedov Mukhammadov Muhammedova Muhammadzoda Muhammad",
		"Ahmadzada Ahmedzadeh Akhmadov Ahmad",
	} {
		names := strings.Fields(line)
		for _, other := range names[1:] {
			if got, want := stem(other), stem(names[0]); got != want {
				t.Errorf("stem of %s is %q, that of %s is %q", other, got, names[0], want)
			}
		}
	}
}
