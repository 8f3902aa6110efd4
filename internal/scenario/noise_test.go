package scenario

import (
	"reflect"
	"strings"
	"testing"

	"lookback"
	"pgregory.net/rapid"
)

// fullParty has everything that a noise can change.
func fullParty() lookback.Party {
	return lookback.Party{
		Kind:        lookback.KindPerson,
		Names:       []lookback.Name{{Full: "Khursheda Abdul Rahman Rakhimova", Given: "Khursheda", Middle: "Abdul Rahman", Family: "Rakhimova"}},
		Births:      []lookback.Date{lookback.ParseDate("1985-03-04")},
		Identifiers: []lookback.Identifier{{Type: "passport", Value: "AA1234567", Country: "UZB"}},
	}
}

func TestEachKindOfNoise(t *testing.T) {
	for _, test := range []struct {
		kind  Kind
		holds func(n lookback.Name, p lookback.Party) bool
	}{
		{KindSwap, func(n lookback.Name, _ lookback.Party) bool { return len(n.Full) == len(fullParty().Names[0].Full) }},
		{KindDrop, func(n lookback.Name, _ lookback.Party) bool { return len(n.Full) == len(fullParty().Names[0].Full)-1 }},
		{KindDouble, func(n lookback.Name, _ lookback.Party) bool { return len(n.Full) == len(fullParty().Names[0].Full)+1 }},
		{KindVowel, func(n lookback.Name, _ lookback.Party) bool { return len(n.Full) == len(fullParty().Names[0].Full) }},
		{KindOrder, func(n lookback.Name, _ lookback.Party) bool { return n.Full == "Rakhimova Khursheda Abdul Rahman" }},
		{KindHardSpace, func(n lookback.Name, _ lookback.Party) bool { return strings.Count(n.Full, "\u00a0") == 1 }},
		{KindYearOff, func(_ lookback.Name, p lookback.Party) bool {
			return p.Births[0].Raw == "1984-03-04" || p.Births[0].Raw == "1986-03-04"
		}},
		{KindRespelled, func(n lookback.Name, _ lookback.Party) bool { return len(strings.Fields(n.Full)) == 4 }},
		{KindNoMiddle, func(n lookback.Name, _ lookback.Party) bool { return n.Full == "Khursheda Rakhimova" && n.Middle == "" }},
		{KindSplit, func(n lookback.Name, _ lookback.Party) bool { return len(strings.Fields(n.Full)) == 5 }},
		{KindJoined, func(n lookback.Name, _ lookback.Party) bool {
			return n.Full == "Khursheda Abdulrahman Rakhimova" && n.Middle == "Abdulrahman"
		}},
		{KindDayMonth, func(_ lookback.Name, p lookback.Party) bool { return p.Births[0].Raw == "1985-04-03" }},
		{KindYearOnly, func(_ lookback.Name, p lookback.Party) bool { return p.Births[0].Raw == "1985" }},
		{KindJanuary, func(_ lookback.Name, p lookback.Party) bool { return p.Births[0].Raw == "1985-01-01" }},
		{KindPlaceholder, func(n lookback.Name, _ lookback.Party) bool {
			return n.Full == "Rakhimova FNU" || n.Full == "LNU Khursheda"
		}},
		{KindNoIdentifier, func(_ lookback.Name, p lookback.Party) bool { return len(p.Identifiers) == 0 }},
	} {
		t.Run(string(test.kind), func(t *testing.T) {
			for seed := range uint64(50) {
				got, made := Distort(NewRand(seed), fullParty(), test.kind)
				if made != test.kind || reflect.DeepEqual(got, fullParty()) || !test.holds(got.Names[0], got) {
					t.Fatalf("seed %d made %q: %+v", seed, made, got)
				}
			}
		})
	}
	if got, want := len(Kinds()), 16; got != want {
		t.Errorf("there are %d kinds, this test knows %d", got, want)
	}
}

func TestNoiseThatDoesNotFitChangesNothing(t *testing.T) {
	short := lookback.Party{Names: []lookback.Name{{Full: "Wu"}}, Births: []lookback.Date{lookback.ParseDate("1985")}}
	for _, kind := range []Kind{KindSwap, KindDrop, KindDouble, KindVowel, KindOrder, KindHardSpace, KindRespelled, KindNoMiddle, KindSplit, KindJoined,
		KindDayMonth, KindYearOnly, KindJanuary, KindPlaceholder, KindNoIdentifier, KindScript} {
		if got, made := Distort(NewRand(1), short, kind); made != "" || !reflect.DeepEqual(got, short) {
			t.Errorf("%s: made %q: %+v", kind, made, got)
		}
	}
	if got, made := Distort(NewRand(1), lookback.Party{}, Kinds()...); made != "" || len(got.Names) > 0 {
		t.Errorf("a party without a name: made %q: %+v", made, got)
	}
}

func TestDistortLeavesItsInputAlone(t *testing.T) {
	party := fullParty()
	for seed := range uint64(500) {
		Distort(NewRand(seed), party, Kinds()...)
	}
	if !reflect.DeepEqual(party, fullParty()) {
		t.Errorf("the party has become %+v", party)
	}
}

// Whatever the name, a noise never panics, never empties it, and keeps the primary name in its place.
func TestDistortKeepsANameOfAnyShape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if strings.TrimSpace(name) == "" {
			t.Skip("no name")
		}
		party := lookback.Party{Names: []lookback.Name{{Full: name}}, Births: []lookback.Date{lookback.ParseDate(rapid.String().Draw(t, "birth"))}}
		got, _ := Distort(NewRand(rapid.Uint64().Draw(t, "seed")), party, Kinds()...)
		if len(got.Names) != 1 || strings.TrimSpace(got.Names[0].Full) == "" {
			t.Fatalf("got %v from %q", got.Names, name)
		}
	})
}

func TestTyposAreOneOfEachKind(t *testing.T) {
	variants := Typos(4, fullParty())
	if got, want := len(variants), len(TypoKinds()); got != want {
		t.Fatalf("got %d variants, want %d", got, want)
	}
	for i, v := range variants {
		if v.Kind != TypoKinds()[i] {
			t.Errorf("variant %d is %q, want %q", i, v.Kind, TypoKinds()[i])
		}
	}
	if !reflect.DeepEqual(variants, Typos(4, fullParty())) {
		t.Error("the same seed made other variants")
	}
	if reflect.DeepEqual(variants, Typos(5, fullParty())) {
		t.Error("another seed made the same variants")
	}
}

func TestTyposOfListNames(t *testing.T) {
	for _, test := range []struct {
		name  string
		party lookback.Party
		want  []Kind
	}{
		{"OneShortWord", lookback.Party{Names: []lookback.Name{{Full: "LI"}}}, nil},
		{"OneWord", lookback.Party{Names: []lookback.Name{{Full: "ABDULHAI"}}}, []Kind{KindSwap, KindDrop, KindDouble, KindVowel}},
		{"ShortWords", lookback.Party{Names: []lookback.Name{{Full: "RI WON HO"}}}, []Kind{KindOrder, KindHardSpace}},
		{"DateInWords", lookback.Party{Names: []lookback.Name{{Full: "WU"}}, Births: []lookback.Date{lookback.ParseDate("17 Feb 1974")}}, []Kind{KindYearOff}},
		{"NoName", lookback.Party{}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []Kind
			for _, v := range Typos(1, test.party) {
				got = append(got, v.Kind)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
