package match

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"lookback"

	"pgregory.net/rapid"
)

func births(raw ...string) (dates []lookback.Date) {
	for _, r := range raw {
		dates = append(dates, lookback.ParseDate(r))
	}
	return dates
}

// TestFactsEvidence shows the factor and the strength of each field, alone and together.
func TestFactsEvidence(t *testing.T) {
	person := lookback.KindPerson
	tests := []struct {
		name        string
		left, right lookback.Party
		discount    lookback.Score
		strength    lookback.Strength
		fields      string // "field outcome rule", joined by "; ", of all that is not missing
	}{
		{"NothingKnown", lookback.Party{}, lookback.Party{}, 10000, lookback.NameOnly, ""},
		{"KindsDiffer", lookback.Party{Kind: person}, lookback.Party{Kind: lookback.KindVessel}, 0, lookback.Contradicted, "kind conflicts different-kinds"},
		{"VesselAndOrganisation", lookback.Party{Kind: lookback.KindOrganisation}, lookback.Party{Kind: lookback.KindVessel}, 0, lookback.Contradicted, "kind conflicts different-kinds"},
		{"KindUnknown", lookback.Party{}, lookback.Party{Kind: lookback.KindOrganisation}, 10000, lookback.NameOnly, ""},
		{"BirthAgrees", lookback.Party{Births: births("1971-05-23")}, lookback.Party{Births: births("23 May 1971")}, 10000, lookback.Identified, "birth agrees same-day"},
		{"BirthAgreesJanuaryFirst", lookback.Party{Births: births("1971-01-01")}, lookback.Party{Births: births("1971-01-01")}, 10000, lookback.Corroborated, "birth agrees same-day-january-first"},
		{"BirthYear", lookback.Party{Births: births("1971-05-23")}, lookback.Party{Births: births("1971")}, 10000, lookback.Corroborated, "birth compatible within-precision"},
		{"BirthWeak", lookback.Party{Births: births("1971-05-23")}, lookback.Party{Births: births("1972-05-23")}, 9700, lookback.Corroborated, "birth weak one-year-off"},
		{"BirthConflict", lookback.Party{Births: births("1971-05-23")}, lookback.Party{Births: births("1990-11-02")}, 7200, lookback.Contradicted, "birth conflicts different-dates"},
		{"BirthBestOfSeveral", lookback.Party{Births: births("1971-05-23")}, lookback.Party{Births: births("1990-11-02", "1971-05-23")}, 10000, lookback.Identified, "birth agrees same-day"},
		{"BirthUnreadable", lookback.Party{Births: births("1971-05-23")}, lookback.Party{Births: births("unknown")}, 10000, lookback.NameOnly, ""},
		{"GenderAgrees", lookback.Party{Genders: []string{"M"}}, lookback.Party{Genders: []string{"Male"}}, 10000, lookback.NameOnly, "gender agrees same-gender"},
		{"GenderConflict", lookback.Party{Genders: []string{"F"}}, lookback.Party{Genders: []string{"Male"}}, 9000, lookback.Contradicted, "gender conflicts different-genders"},
		{"GenderOther", lookback.Party{Genders: []string{"other"}}, lookback.Party{Genders: []string{"Male"}}, 10000, lookback.NameOnly, ""},
		{"CountryAgrees", lookback.Party{Nationalities: []string{"Tajik"}}, lookback.Party{Countries: []string{"TJ"}}, 10000, lookback.NameOnly, "country agrees country-in-common"},
		{"CountrySuccessor", lookback.Party{Nationalities: []string{"TJ"}}, lookback.Party{Nationalities: []string{"USSR"}}, 10000, lookback.NameOnly, "country compatible successor-or-territory"},
		{"CountryConflict", lookback.Party{Nationalities: []string{"TJ"}}, lookback.Party{Nationalities: []string{"France"}}, 9700, lookback.NameOnly, "country conflicts no-country-in-common"},
		{"BirthplaceAgrees", lookback.Party{BirthPlaces: []string{"Leninabad"}}, lookback.Party{BirthPlaces: []string{"Khujand, Tajikistan"}}, 10000, lookback.Corroborated, "birthplace agrees place-in-common"},
		{"BirthplaceDiffers", lookback.Party{BirthPlaces: []string{"Osh"}}, lookback.Party{BirthPlaces: []string{"Khujand"}}, 10000, lookback.NameOnly, ""},
		{"IdentifierAgrees", lookback.Party{Identifiers: []lookback.Identifier{{Type: "passport", Value: "AB123457"}}}, lookback.Party{Identifiers: []lookback.Identifier{{Type: "passport", Value: "ab 123457"}}},
			10000, lookback.Identified, "identifier agrees same-identifier"},
		{"ContactAgrees", lookback.Party{Identifiers: []lookback.Identifier{{Type: "email", Value: "a@example.org"}}}, lookback.Party{Identifiers: []lookback.Identifier{{Type: "email", Value: "A@example.org"}}},
			10000, lookback.Corroborated, "identifier agrees same-contact"},
		{"IdentifierAgreesBirthConflicts",
			lookback.Party{Births: births("1971-05-23"), Identifiers: []lookback.Identifier{{Type: "passport", Value: "AB123457"}}},
			lookback.Party{Births: births("1990-11-02"), Identifiers: []lookback.Identifier{{Type: "passport", Value: "AB123457"}}},
			7200, lookback.Contradicted, "birth conflicts different-dates; identifier agrees same-identifier"},
		{"ShipsDiffer", lookback.Party{Kind: lookback.KindVessel, Identifiers: []lookback.Identifier{{Type: "imo", Value: "8000006"}}},
			lookback.Party{Kind: lookback.KindVessel, Identifiers: []lookback.Identifier{{Type: "imo", Value: "8100002"}}},
			3000, lookback.Contradicted, "kind agrees same-kind; identifier conflicts identifiers-exclude-each-other"},
		{"EverythingConflicts",
			lookback.Party{Kind: person, Births: births("1971-05-23"), Genders: []string{"F"}, Nationalities: []string{"TJ"}, Identifiers: []lookback.Identifier{{Type: "national-id", Value: "5551234", Country: "TJ"}}},
			lookback.Party{Kind: person, Births: births("1990-11-02"), Genders: []string{"M"}, Nationalities: []string{"FR"}, Identifiers: []lookback.Identifier{{Type: "national-id", Value: "5559876", Country: "TJ"}}},
			5342, lookback.Contradicted, "kind agrees same-kind; birth conflicts different-dates; gender conflicts different-genders; country conflicts no-country-in-common; identifier conflicts identifiers-exclude-each-other"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fields, discount, strength := FactsEvidence(tt.left, tt.right)
			if discount != tt.discount || strength != tt.strength {
				t.Errorf("discount %d, %s; want %d, %s", discount, strength, tt.discount, tt.strength)
			}
			var said []string
			for _, f := range fields {
				if f.Outcome != lookback.Missing {
					said = append(said, f.Field+" "+string(f.Outcome)+" "+f.Rule)
				}
			}
			if got := strings.Join(said, "; "); got != tt.fields {
				t.Errorf("fields %q, want %q", got, tt.fields)
			}
		})
	}
}

// R15: a field that is missing is listed, with the side on which it is missing.
func TestFactsEvidenceListsWhatIsMissing(t *testing.T) {
	fields, _, _ := FactsEvidence(lookback.Party{Births: births("1971-05-23")}, lookback.Party{Genders: []string{"male"}})
	want := []string{"kind missing-both", "birth missing-right", "gender missing-left", "country missing-both", "birthplace missing-both", "identifier missing-both"}
	var got []string
	for _, f := range fields {
		got = append(got, f.Field+" "+f.Rule)
		if f.Factor != lookback.MaxScore || f.Outcome != lookback.Missing {
			t.Errorf("%s is %s with factor %d: missing is neutral", f.Field, f.Outcome, f.Factor)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	fields, _, _ = FactsEvidence(lookback.Party{Kind: lookback.KindVessel}, lookback.Party{Kind: lookback.KindVessel})
	if len(fields) != 3 {
		t.Errorf("%d fields of two vessels, want kind, country and identifier", len(fields))
	}
}

func TestCombine(t *testing.T) {
	tests := []struct {
		name           string
		names, factors lookback.Score
		agrees         bool
		want           lookback.Score
	}{
		{"NothingContradicts", 8123, 10000, false, 8123},
		{"PerfectNameOtherBirth", 10000, factorBirthConflict, false, 7200},
		{"GoodNameOtherBirthStaysBelowTheRule", 9700, factorBirthConflict, false, 6984},
		{"RoundsDown", 9999, 9999, false, 9998},
		{"IdentifierAgrees", 6000, 10000, true, 9000},
		{"IdentifierAgreesAndNamesAreBetter", 9500, 10000, true, 9500},
		{"IdentifierAgreesUnderAnotherName", 4999, 10000, true, 7500},
		{"IdentifierAgreesUnderNoName", 0, 10000, true, 7500},
		{"KindsDifferWhateverAgrees", 10000, 0, true, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Combine(tt.names, tt.factors, tt.agrees); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// drawParty makes a party of fields that are likely to meet another's.
func drawParty(t *rapid.T, label string) lookback.Party {
	some := func(what string, most int, values ...string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(values), 0, most).Draw(t, label+" "+what)
	}
	p := lookback.Party{
		Kind:          rapid.SampledFrom(kindCodes[:]).Draw(t, label+" kind"),
		Genders:       some("genders", 2, "M", "female", "other"),
		Nationalities: some("nationalities", 3, "TJ", "Uzbek", "USSR", "Hong Kong", "China", "nowhere", "Yugoslavia"),
		Countries:     some("countries", 3, "France", "Tajikistan", "RU", "DE", "PK", "AF"),
		BirthPlaces:   some("places", 2, "Leninabad", "Khujand, Tajikistan", "Osh"),
	}
	for range rapid.IntRange(0, 3).Draw(t, label+" births") {
		p.Births = append(p.Births, lookback.ParseDate(drawDateText(t, label+" birth")))
	}
	for range rapid.IntRange(0, 4).Draw(t, label+" identifiers") {
		kind := rapid.SampledFrom([]string{"passport", "national-id", "tax", "imo", "lei", "phone", "ration card", "social-security"}).Draw(t, label+" type")
		value := rapid.SampledFrom([]string{"5551234", "8000006", "8100002", "FICT00EXAMPLEONE0005", "FICT00EXAMPLETWO0043", "000000", "AB123457"}).Draw(t, label+" value")
		country := rapid.SampledFrom([]string{"", "TJ", "Uzbekistan", "USSR"}).Draw(t, label+" issuer")
		p.Identifiers = append(p.Identifiers, lookback.Identifier{Type: kind, Value: value, Country: country})
	}
	return p
}

// The two forms of comparison are written apart, so that each holds the other.
func TestEvidenceAgreesWithDiscount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := drawParty(t, "left"), drawParty(t, "right")
		a, b := PrepareFacts(p), PrepareFacts(q)
		fields, discount, _ := FactsEvidence(p, q)
		if got := a.Discount(&b); got != discount {
			t.Fatalf("discount %d, evidence says %d: %+v", got, discount, fields)
		}
		if got := b.Discount(&a); got != discount {
			t.Fatalf("discount %d one way and %d the other", discount, got)
		}
		if discount < 0 || discount > lookback.MaxScore {
			t.Fatalf("discount %d", discount)
		}
		shown := slices.ContainsFunc(fields, func(f lookback.FieldEvidence) bool { return f.Rule == ruleSharedIdentifier })
		if a.SharesIdentifier(&b) != shown || b.SharesIdentifier(&a) != shown {
			t.Fatalf("an identifier agrees: %v, evidence says %v", a.SharesIdentifier(&b), shown)
		}
		common := slices.ContainsFunc(a.IdentifierKeys(), func(k uint64) bool { return slices.Contains(b.IdentifierKeys(), k) })
		if shown && !common {
			t.Fatal("an identifier agrees that no key would find")
		}
	})
}

// Invariant 10: country raises neither the score nor the strength.
func TestCountryRaisesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := drawParty(t, "left"), drawParty(t, "right")
		_, with, strengthWith := FactsEvidence(p, q)
		p.Nationalities, p.Countries = nil, nil
		_, without, strength := FactsEvidence(p, q)
		if with > without || strengthWith != strength {
			t.Fatalf("with countries %d, %s; without %d, %s", with, strengthWith, without, strength)
		}
	})
}

func TestFactsRoundTrip(t *testing.T) {
	var reused Facts
	rapid.Check(t, func(t *rapid.T) {
		f := PrepareFacts(drawParty(t, "party"))
		data := f.AppendBinary([]byte("before"))[len("before"):]
		got, rest, err := DecodeFacts(append(data, "after"...))
		if err != nil || string(rest) != "after" {
			t.Fatalf("rest %q, %v", rest, err)
		}
		if !reflect.DeepEqual(got, f) {
			t.Fatalf("got %+v, want %+v", got, f)
		}
		if _, err := reused.DecodeFrom(data); err != nil {
			t.Fatal(err)
		}
		if again := reused.AppendBinary(nil); !bytes.Equal(again, data) {
			t.Fatalf("memory used again gives %x, want %x", again, data)
		}
		if _, _, err := DecodeFacts(data[:len(data)-1]); !errors.Is(err, lookback.ErrInvalid) {
			t.Fatalf("a byte short: %v, want ErrInvalid", err)
		}
	})
}

func FuzzDecodeFacts(f *testing.F) {
	facts := typicalFacts(1)
	f.Add(facts.AppendBinary(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _, err := DecodeFacts(data)
		if err != nil {
			return
		}
		other := typicalFacts(2)
		if got.Discount(&other) != other.Discount(&got) {
			t.Fatal("the discount depends on the side")
		}
		got.IdentifierKeys()
	})
}

func TestFactsAreSmall(t *testing.T) {
	if got := unsafe.Sizeof(Facts{}); got != 24 {
		t.Errorf("Facts is %d bytes: at a hundred million records each byte is 100 MB. If it is meant, change this number and say why", got)
	}
	if got := unsafe.Sizeof(idFact{}); got != 16 {
		t.Errorf("an identifier is %d bytes, want 16", got)
	}
	f := PrepareFacts(lookback.Party{Kind: lookback.KindPerson, Genders: []string{"m"}, Births: births("1971-05-23"), Nationalities: []string{"TJ"}})
	if got := len(f.AppendBinary(nil)); got != 13 {
		t.Errorf("a typical party encodes to %d bytes, want 13", got)
	}
}

func TestFactsVersionIsStable(t *testing.T) {
	if a, b := FactsVersion(), FactsVersion(); a != b || len(a) != 16 {
		t.Errorf("versions %q and %q", a, b)
	}
}

// typicalFacts are the facts of a party as registers hold them: one date of birth, two countries, a gender, a passport and a
// national number.
func typicalFacts(n int) Facts {
	number := lookback.Day(n * 1000).String()
	return PrepareFacts(lookback.Party{
		Kind: lookback.KindPerson, Births: births(number), Genders: []string{"male"},
		Nationalities: []string{"Tajikistan"}, Countries: []string{"Russia"},
		Identifiers: []lookback.Identifier{{Type: "passport", Value: "AB" + number, Country: "TJ"}, {Type: "national-id", Value: number, Country: "TJ"}},
	})
}

func TestDiscountDoesNotAllocate(t *testing.T) {
	a, b := typicalFacts(1), typicalFacts(2)
	if n := testing.AllocsPerRun(100, func() { a.Discount(&b); a.SharesIdentifier(&b) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func BenchmarkDiscount(b *testing.B) {
	plain := func(day, country string) Facts {
		return PrepareFacts(lookback.Party{Kind: lookback.KindPerson, Births: births(day), Genders: []string{"m"}, Nationalities: []string{country}})
	}
	x, y, z := plain("1971-05-23", "TJ"), plain("1990-11-02", "RU"), plain("1971-05-24", "TJ")
	v, w := typicalFacts(1), typicalFacts(2)
	for _, bb := range []struct {
		name string
		a, b *Facts
	}{{"OtherBirth", &x, &y}, {"OneDigit", &x, &z}, {"Same", &x, &x}, {"WithIdentifiers", &v, &w}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bb.a.Discount(bb.b)
			}
		})
	}
}

func BenchmarkPrepareFacts(b *testing.B) {
	p := lookback.Party{Kind: lookback.KindPerson, Births: births("1971-05-23"), Genders: []string{"male"}, Nationalities: []string{"Tajikistan"}}
	b.ReportAllocs()
	for b.Loop() {
		PrepareFacts(p)
	}
}
