package match

import (
	"strings"

	"lookback"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// nameWords are what drawn names are made from: real-looking, near each other, and of every class that scoring treats apart.
var nameWords = []string{
	"Anvar", "Anwar", "Anvra", "Karim", "Kerim", "Karimov", "Karimova", "Karimovich", "Karimovna", "Karimzoda", "Muhammad", "Mohamed", "Md", "Ali", "Alisher", "Sher",
	"Rahman", "Abdulrahman", "Abd al-Rahman", "Abdul", "Omar bin Karim", "bin Anvar", "Salim o‘g‘li", "Karim kyzy", "al-Exampli", "Abu Karim", "van der", "Haji", "FNU",
	"A.", "K.", "M", "J.", "Jr.", "III", "7", "Seven", "Forty-Four", "Example", "Exampel", "Exmaple", "Trading", "Group", "Bank", "Ltd", "OOO", "GmbH", "Wei", "Wen", "Chin", "Jin",
	"Каримов", "Анвар", "محمد", "كريم", "김", "王伟", "Nur", "Bek", "Nurbek", "Sasha", "Aleksandr", "Alexandra",
}

func drawName(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(nameWords), 0, 6).Draw(t, label), " ")
}

func drawKind(t *rapid.T) lookback.PartyKind {
	return rapid.SampledFrom([]lookback.PartyKind{lookback.KindPerson, lookback.KindPerson, lookback.KindOrganisation, lookback.KindVessel, lookback.KindUnknown}).Draw(t, "kind")
}

// drawPair draws two names of one kind, the second often the first with a few words changed.
func drawPair(t *rapid.T) (a, b Forms) {
	kind := drawKind(t)
	left := drawName(t, "left")
	right := drawName(t, "right")
	if words := strings.Fields(left); len(words) > 0 && rapid.Bool().Draw(t, "rewritten") {
		i := rapid.IntRange(0, len(words)-1).Draw(t, "at")
		words[i], words[0] = words[0], words[i]
		right = strings.Join(words, rapid.SampledFrom([]string{" ", " ", ""}).Draw(t, "joint")) + " " + rapid.SampledFrom(nameWords).Draw(t, "more")
	}
	return formsOf(left, kind), formsOf(right, kind)
}

func formsOf(name string, kind lookback.PartyKind) Forms {
	return FormsOf(text.Analyse(lookback.Name{Full: name}, kind))
}

// named prepares a party of which nothing but a name is known.
func named(name string, kind lookback.PartyKind) Party {
	return Prepare(lookback.Party{Kind: kind, Names: []lookback.Name{{Full: name}}})
}

func drawNamed(t *rapid.T, label string) lookback.Party {
	p := lookback.Party{Kind: drawKind(t)}
	for range rapid.IntRange(1, 3).Draw(t, label) {
		p.Names = append(p.Names, lookback.Name{Full: drawName(t, "name"), Weak: rapid.IntRange(0, 3).Draw(t, "weak") == 0})
	}
	if rapid.Bool().Draw(t, "born") {
		p.Births = []lookback.Date{lookback.ParseDate(rapid.SampledFrom([]string{"1970", "1970-05-02", "2 May 1970", "1991-12-07"}).Draw(t, "birth"))}
	}
	if rapid.IntRange(0, 3).Draw(t, "identified") == 0 {
		p.Identifiers = []lookback.Identifier{{Type: "passport", Value: rapid.SampledFrom([]string{"AB1234567", "C99887766"}).Draw(t, "passport")}}
	}
	return p
}
