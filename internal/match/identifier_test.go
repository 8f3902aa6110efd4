package match

import (
	"testing"

	"lookback"
)

func TestNormaliseIdentifier(t *testing.T) {
	tests := []struct {
		name, kind, value, want string // want is empty for what identifies nobody
	}{
		{"Passport", "passport", "AB 123-457", "passport:AB123457"},
		{"PassportLowerCase", "passport", "ab123457", "passport:AB123457"},
		{"PassportWithLabel", "passport", "No. AB123457", "passport:AB123457"},
		{"PassportThatBeginsLikeALabel", "passport", "NO123457", "passport:NO123457"},
		{"PassportCyrillicSeries", "passport", "АВ123457", "passport:AB123457"},
		{"PassportPersianDigits", "passport", "P۱۲۳۴۵۷", "passport:P123457"},
		{"PassportLeadingZeros", "passport", "0012457", "passport:12457"},
		{"TypeInOtherWords", "Passport Number", "AB123457", "passport:AB123457"},
		{"TypeUnknown", "ration card", "RC-123457", "other:RC123457"},
		{"National", "national-id", "31 52 0043", "national-id:31520043"},
		{"Tax", "tax", "77-1234-5679", "tax:7712345679"},

		{"PlaceholderZeros", "passport", "000000", ""},
		{"PlaceholderZerosAfterLetters", "passport", "AA0000000", ""},
		{"PlaceholderWords", "passport", "N/A", ""},
		{"PlaceholderUnknown", "national-id", "unknown", ""},
		{"PlaceholderNines", "national-id", "999999999", ""},
		{"PlaceholderInOrder", "passport", "123456789", ""},
		{"TooShort", "passport", "12", ""},
		{"Empty", "passport", "", ""},

		{"Ship", "imo", "IMO 8000006", "imo:8000006"},
		{"ShipCheckDigitWrong", "imo", "8000001", ""},
		{"ShipTooShort", "imo", "800000", ""},
		{"ShipCompany", "imo-company", "6000011", "imo-company:6000011"},
		{"ShipCompanyUnderTheTypeOfShips", "imo", "6000011", "imo-company:6000011"},
		{"ShipCompanyCheckDigitWrong", "imo-company", "6000012", ""},
		{"ShipStation", "mmsi", "244 123 457", "mmsi:244123457"},
		{"ShipStationOfCoast", "mmsi", "002441234", ""},

		{"LegalEntityTooShort", "lei", "FICT00EXAMPLE", ""},
		{"LegalEntity", "lei", "FICT00EXAMPLEONE0005", "lei:FICT00EXAMPLEONE0005"},
		{"LegalEntityCheckDigitsWrong", "lei", "FICT00EXAMPLEONE0006", ""},
		{"Bank", "bic", "ABCDNL2AXXX", "bic:ABCDNL2A"},
		{"BankBranch", "swift/bic", "ABCDNL2A123", "bic:ABCDNL2A"},
		{"BankOfNoCountry", "bic", "ABCDQQ2A", ""},
		{"AccountIBAN", "iban", "GB82 WEST 1234 5698 7654 32", "account:GB82WEST12345698765432"},
		{"AccountIBANCheckDigitsWrong", "account", "GB83 WEST 1234 5698 7654 32", ""},
		{"AccountOther", "account", "40817-8101", "account:408178101"},
		{"WalletKeepsCase", "wallet", "XBT 1FictionaLxampLeWaLLetAddressNotReaL", "wallet:1FictionaLxampLeWaLLetAddressNotReaL"},
		{"WalletHexHasNoCase", "crypto-address", "0x00000FEEDFACE00000FEEDFACE00000FEEDFACE0", "wallet:0x00000feedface00000feedface00000feedface0"},
		{"WalletTooShort", "wallet", "1Boat", ""},

		{"Mail", "email", " Someone@Example.ORG ", "email:someone@example.org"},
		{"MailWithoutDomain", "email", "someone", ""},
		{"Phone", "phone", "+992 (37) 221-00-95", "phone:372210095"},
		{"PhoneWithoutCountry", "phone", "037 221 00 95", "phone:372210095"},
		{"PhoneExtension", "phone", "037 221 00 95 ext. 12", "phone:372210095"},
		{"PhoneTooShort", "phone", "112", ""},
		{"Website", "website", "https://www.Example.org/", "website:example.org"},
		{"CallSign", "call-sign", "5B-XY7", "call-sign:5BXY7"},
		{"CallSignNone", "call-sign", "None", ""},
		{"TailNumber", "aircraft-tail", "EP-XYZ", "aircraft-tail:EPXYZ"},
		{"DUNS", "duns", "15-048-3782", "duns:150483782"},
		{"DUNSTooLong", "duns", "15-048-37825", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := NormaliseIdentifier(lookback.Identifier{Type: tt.kind, Value: tt.value})
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("%s %q: %q (%v), want %q", tt.kind, tt.value, got, ok, tt.want)
			}
		})
	}
}

func TestIdentifiersOfParties(t *testing.T) {
	id := func(kind, value, country string) lookback.Identifier {
		return lookback.Identifier{Type: kind, Value: value, Country: country}
	}
	tests := []struct {
		name        string
		left, right []lookback.Identifier
		shared      bool
		factor      lookback.Score
	}{
		{"SamePassport", []lookback.Identifier{id("passport", "AB123457", "TJ")}, []lookback.Identifier{id("passport", "ab 123457", "Tajikistan")}, true, 10000},
		{"SamePassportOneCountryKnown", []lookback.Identifier{id("passport", "AB123457", "")}, []lookback.Identifier{id("passport", "AB123457", "Tajikistan")}, true, 10000},
		{"SamePassportOfTwoCountries", []lookback.Identifier{id("passport", "AB123457", "TJ")}, []lookback.Identifier{id("passport", "AB123457", "UZ")}, false, 10000},
		{"OtherPassport", []lookback.Identifier{id("passport", "AB123457", "TJ")}, []lookback.Identifier{id("passport", "AB765432", "TJ")}, false, 10000},
		{"OneOfSeveral", []lookback.Identifier{id("passport", "AB123457", ""), id("passport", "XY998877", "")}, []lookback.Identifier{id("national-id", "5551234", ""), id("passport", "XY998877", "")}, true, 10000},
		{"SameNumberOfAnotherType", []lookback.Identifier{id("passport", "55512345", "")}, []lookback.Identifier{id("national-id", "55512345", "")}, false, 10000},
		{"OtherNationalNumberOfOneCountry", []lookback.Identifier{id("national-id", "5551234", "TJ")}, []lookback.Identifier{id("national-id", "5559876", "TJ")}, false, 8500},
		{"OtherNationalNumberOfTwoCountries", []lookback.Identifier{id("national-id", "5551234", "TJ")}, []lookback.Identifier{id("national-id", "5559876", "UZ")}, false, 10000},
		{"OtherNationalNumberCountryUnknown", []lookback.Identifier{id("national-id", "5551234", "TJ")}, []lookback.Identifier{id("national-id", "5559876", "")}, false, 10000},
		{"NationalAndTaxNumbersDiffer", []lookback.Identifier{id("national-id", "5551234", "TJ"), id("tax", "7712345", "TJ")}, []lookback.Identifier{id("national-id", "5559876", "TJ"), id("tax", "8812345", "TJ")}, false, 7225},
		{"OneNationalNumberAgrees", []lookback.Identifier{id("national-id", "5551234", "TJ")}, []lookback.Identifier{id("national-id", "5559876", "TJ"), id("national-id", "5551234", "TJ")}, true, 10000},
		{"OtherShip", []lookback.Identifier{id("imo", "8000006", "")}, []lookback.Identifier{id("imo", "8100002", "")}, false, 3000},
		{"SameShip", []lookback.Identifier{id("imo", "8000006", "PA")}, []lookback.Identifier{id("imo", "IMO8000006", "")}, true, 10000},
		{"OtherLegalEntity", []lookback.Identifier{id("lei", "FICT00EXAMPLEONE0005", "")}, []lookback.Identifier{id("lei", "FICT00EXAMPLETWO0043", "")}, false, 5000},
		{"SamePhoneIsNoIdentifier", []lookback.Identifier{id("phone", "+992372210095", "")}, []lookback.Identifier{id("phone", "037 221 00 95", "")}, false, 10000},
		{"Placeholders", []lookback.Identifier{id("passport", "000000", "")}, []lookback.Identifier{id("passport", "000000", "")}, false, 10000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := PrepareFacts(lookback.Party{Identifiers: tt.left}), PrepareFacts(lookback.Party{Identifiers: tt.right})
			if got := a.SharesIdentifier(&b); got != tt.shared {
				t.Errorf("shares an identifier: %v, want %v", got, tt.shared)
			}
			if got := a.Discount(&b); got != tt.factor {
				t.Errorf("discount %d, want %d", got, tt.factor)
			}
		})
	}
}

// An index finds by IdentifierKeys whoever SharesIdentifier, and nothing that people share without being one.
func TestIdentifierKeys(t *testing.T) {
	a := PrepareFacts(lookback.Party{Identifiers: []lookback.Identifier{{Type: "passport", Value: "AB123457", Country: "TJ"}, {Type: "phone", Value: "+992372210095"}}})
	b := PrepareFacts(lookback.Party{Identifiers: []lookback.Identifier{{Type: "passport", Value: "ab123457"}, {Type: "email", Value: "a@example.org"}}})
	if got := a.IdentifierKeys(); len(got) != 1 {
		t.Fatalf("%d keys, want the passport's alone", len(got))
	}
	if a.IdentifierKeys()[0] != b.IdentifierKeys()[0] {
		t.Error("the same passport has two keys")
	}
}

func TestEveryFamilyHasARule(t *testing.T) {
	seen := map[string]bool{}
	for family, rule := range idRules {
		if idFamily(family) == idNone {
			continue
		}
		if rule.name == "" || rule.normalise == nil || seen[rule.name] {
			t.Errorf("family %d has no rule or name of its own", family)
		}
		seen[rule.name] = true
		if got := idFamilyOf(rule.name); got != idFamily(family) {
			t.Errorf("the type %s is family %d, want %d", rule.name, got, family)
		}
	}
}

func FuzzNormaliseIdentifier(f *testing.F) {
	f.Add("passport", "No. АВ123457")
	f.Add("iban", "GB82 WEST 1234 5698 7654 32")
	f.Add("phone", "+992 (37) 221-00-95 ext 1")
	f.Add("wallet", "bitcoincash:qp")
	f.Fuzz(func(t *testing.T, kind, value string) {
		key, ok := NormaliseIdentifier(lookback.Identifier{Type: kind, Value: value})
		if ok == (key == "") {
			t.Fatalf("%q: key %q, ok %v", value, key, ok)
		}
	})
}
