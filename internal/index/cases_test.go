package index

import (
	"slices"
	"testing"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/text"
)

// TestEveryWayToRelateIsFound asks one pair for each way in which names may be written differently, and holds the answer
// against the score of the pair.
func TestEveryWayToRelateIsFound(t *testing.T) {
	cases := []struct {
		name        string
		held, asked match.Party
		threshold   lookback.Score
	}{
		{"SameName", person("Alisher Karimov", "", ""), person("Alisher Karimov", "", ""), 9900},
		{"OneLetterMissing", person("Alisher Karimov", "", ""), person("Alisher Kaimov", "", ""), 7000},
		{"TwoLettersSwappedAtTheCut", person("Alisher Abdullo", "", ""), person("Alisher Abudllo", "", ""), 7000},
		{"SwapAndSubstitution", person("Alisher Abdullozod", "", ""), person("Alisher Abdulolzot", "", ""), 5000},
		{"MiddleOnlyIntact", person("Alisher Abdulloev", "", ""), person("Alisher Ebdulloew", "", ""), 5000},
		{"WrittenTogether", person("Ali Sher Karimov", "", ""), person("Alisher Karimov", "", ""), 7000},
		{"WrittenApart", person("Alisher Karimov", "", ""), person("Ali Sher Karimov", "", ""), 7000},
		{"ThreeWrittenTogether", person("Nur Ali Bek Karimov", "", ""), person("Nuralibek Karimov", "", ""), 7000},
		{"ThreeWrittenApart", person("Nuralibek Karimov", "", ""), person("Nur Ali Bek Karimov", "", ""), 7000},
		{"ParticleWrittenTogether", person("Abd al Rahman Karimov", "", ""), person("Abdalrahman Karimov", "", ""), 5000},
		{"InitialHeld", person("A. Karimov", "", ""), person("Alisher Karimov", "", ""), 5000},
		{"InitialAsked", person("Alisher Karimov", "", ""), person("A. Karimov", "", ""), 5000},
		{"InitialAskedBesideAnotherName", person("Sorkani Adnan Ahmad", "", ""), person("Adnan S. Hasan Ahmed", "", ""), 7000},
		{"InitialsOnBothSides", person("A. B. Karimov", "", ""), person("A. B. Karimov", "", ""), 7000},
		{"CyrillicHeld", person("Алишер Каримов", "", ""), person("Alisher Karimov", "", ""), 9000},
		{"VowelsNotWritten", person("محمد كريم", "", ""), person("Muhammad Karim", "", ""), 7000},
		{"OtherSuffix", person("Alisher Rahmonov", "", ""), person("Alisher Rahmonzoda", "", ""), 7000},
		{"NoSuffix", person("Alisher Rahmonov", "", ""), person("Alisher Rahmon", "", ""), 7000},
		{"LongSuffixHeld", person("Alisher Rahmonzoda", "", ""), person("Alisher Rahmon", "", ""), 7000},
		{"LongSuffixAsked", person("Alisher Rahmon", "", ""), person("Alisher Rahmonzoda", "", ""), 7000},
		{"HalfOfItWrittenApart", person("Ali Sher", "", ""), person("Zzyxwv Alisher", "", ""), 4000},
		{"RareNameLeftOut", person("Bobur Karimov", "", ""), person("Xylophon Bobur Karimov", "", ""), 8500},
		{"VariantByTable", person("Muhammad Karimov", "", ""), person("Magomed Karimov", "", ""), 7000},
		{"FatherLeftOut", person("Karimov Alisher Bahromovich", "", ""), person("Alisher Karimov", "", ""), 7000},
		{"OtherOrder", person("Karimov Alisher", "", ""), person("Alisher Karimov", "", ""), 9000},
		{"SingleName", person("Hannibal", "", ""), person("Hannibal", "", ""), 9000},
		{"SameIdentifierUnderAnotherName", person("Malika Boboeva", "", "A1234567"), person("Alisher Karimov", "", "A1234567"), 7000},
		{"GenericWordLeftOut", company("Sharq Yulduzi Trading Company Ltd"), company("Sharq Yulduzi"), 7000},
		{"LegalFormInAnotherScript", company("ООО Шарк Юлдузи"), company("Shark Yulduzi LLC"), 7000},
		{"NumberOnly", company("2407"), company("2407"), 5000},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parties := append(tinyParties(), c.held)
			want := judge(parties, &c.asked, c.threshold)
			if !slices.ContainsFunc(want, func(h Hit) bool { return int(h.Owner) == len(parties)-1 }) {
				t.Fatalf("the pair scores below %s: the case shows nothing", c.threshold)
			}
			for _, words := range []int{0, -1} {
				b := Builder{DeletionWords: words}
				for i := range parties {
					b.Add(uint32(i), &parties[i])
				}
				got, stats := b.Build().Search(&c.asked, c.threshold, new(Scratch), nil)
				if !slices.Equal(got, want) {
					t.Errorf("with %d deletion words: found %v, want %v; %+v", words, got, want, stats)
				}
			}
		})
	}
}

func company(name string) match.Party {
	return match.Prepare(lookback.Party{Kind: lookback.KindOrganisation, Names: []lookback.Name{{Full: name}}})
}

// TestPartsThatAreOftenNoEvidence asks for a name written together of which every part is also held by forms without
// weight, which have no postings.
func TestPartsThatAreOftenNoEvidence(t *testing.T) {
	given := func(s string) *text.Form { return form(text.Given, s, s) }
	particle := func(s string) *text.Form { return form(text.Particle, s, "") }
	parties := []match.Party{
		{Names: []match.Forms{{given("abdu"), particle("karim"), given("rustam")}}},
		{Names: []match.Forms{{particle("abdu"), given("karim"), given("rustam")}}},
		{Names: []match.Forms{{particle("abdu"), given("malika")}}},
		{Names: []match.Forms{{given("malika"), particle("karim")}}},
	}
	q := match.Party{Names: []match.Forms{{given("abdukarim"), given("rustam")}}}
	want := judge(parties, &q, 9000)
	if len(want) != 2 {
		t.Fatalf("the judge finds %v, so the case shows nothing", want)
	}
	if got, _ := build(parties).Search(&q, 9000, new(Scratch), nil); !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

// form returns a form of a class with these letters and this skeleton.
func form(c text.Class, letters, skeleton string) *text.Form {
	return &text.Form{Class: c, Folded: letters, Skeleton: skeleton, Letters: letterSet(letters)}
}

// TestCommonTokensAreNotRead shows that where a rare token decides, the postings of a common one are left alone.
func TestCommonTokensAreNotRead(t *testing.T) {
	var b Builder
	const many = 1000
	for i := range uint32(many) {
		p := person("Muhammad "+stranger(int(i)), "", "")
		b.Add(i, &p)
	}
	rare := person("Muhammad Xylophonov", "", "")
	b.Add(many, &rare)
	hits, stats := b.Build().Search(&rare, 7000, new(Scratch), nil)
	if len(hits) != 1 || stats.Postings != 1 {
		t.Errorf("found %v with %+v, want one hit after one posting", hits, stats)
	}
}

// stranger returns the i-th of many names that are unlike each other.
func stranger(i int) string {
	heads := []string{"Brovk", "Dunst", "Fjelg", "Grint", "Hwalp", "Jurdz", "Kvist", "Lomph", "Nerth", "Pliq"}
	tails := []string{"omark", "uvenz", "iljard", "ephant", "owitch", "aldrun", "ybergh", "enkort", "ussaint", "ambell"}
	return heads[i%10] + tails[i/10%10] + heads[i/100%10]
}

// TestAnOwnerIsAddedOnce shows what a broken program meets.
func TestAnOwnerIsAddedOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an owner was added twice, and nothing happened")
		}
	}()
	var b Builder
	p := person("Alisher Karimov", "", "")
	b.Add(1, &p)
	b.Add(1, &p)
	b.Build()
}
