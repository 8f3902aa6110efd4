package scenario

import (
	"fmt"
	"strings"

	"lookback"
)

// The words that names of organisations and vessels are made of.
var (
	bodies    = []string{"Movement", "Column", "Front", "League", "Circle", "Brotherhood", "Guard", "Host"}
	images    = []string{"Grey Dawn", "Silent River", "Red Valley", "Broken Bridge", "Long Night", "Salt Plain", "High Pass", "Burning Field", "Nine Wells", "Cold Harbour", "Far Shore", "Last Watch"}
	firstHalf = []string{"Amber", "Azure", "Birch", "Caravan", "Cedar", "Crescent", "Delta", "Falcon", "Granite", "Harbour", "Juniper", "Lantern", "Lotus", "Mirage", "Oasis", "Orchard", "Poplar", "Saffron", "Silk", "Steppe", "Tulip", "Walnut", "Willow", "Zenith"}
	nextHalf  = []string{"Bridge", "Gate", "Line", "Road", "Star", "Tower", "Valley", "Wave", "Crown", "House", "Point", "Spring"}
	sectors   = []string{"Trading", "Shipping", "Logistics", "Exchange", "Construction", "Travel", "Foods", "Textiles", "Steel", "Mining", "Electronics", "Agro"}
	shipWords = []string{"Lark", "Heron", "Petrel", "Gull", "Cormorant", "Swan", "Plover", "Tern", "Osprey", "Curlew"}
	shipTypes = []string{"Bulk Carrier", "General Cargo", "Crude Oil Tanker", "Container Ship", "Fishing Vessel"}
	flags     = []string{"Panama", "Liberia", "Togo", "Comoros", "Mongolia", "Moldova"}
)

// legalForms are the forms of companies in some countries.
var legalForms = []struct{ form, country string }{
	{"LLC", "UZB"}, {"OOO", "RUS"}, {"Ltd.", "GEO"}, {"A.S.", "TUR"}, {"S.A. de C.V.", "MEX"}, {"MMC", "AZE"}, {"TOO", "KAZ"}, {"S.R.L.", "MDA"}, {"Co., Ltd.", "CHN"},
}

// listOrganisation makes the listing of a company or an armed group.
func listOrganisation(r *Rand) *listing {
	l := &listing{kind: lookback.KindOrganisation, programme: pick(r, programmes)}
	if r.Chance(250) {
		body, image := pick(r, bodies), pick(r, images)
		l.names = []listedName{{family: strings.ToUpper(body + " of the " + image)}}
		if r.Chance(500) {
			l.addName(listedName{family: strings.ToUpper(image + " " + body), former: r.Chance(300)})
		}
		return l
	}
	form := pick(r, legalForms)
	stem := pick(r, firstHalf) + " " + pick(r, nextHalf)
	if r.Chance(400) {
		stem = stem + " " + pick(r, firstHalf)
	}
	sector := pick(r, sectors)
	l.names = []listedName{{family: strings.ToUpper(stem + " " + sector + " " + form.form)}}
	if r.Chance(450) {
		l.addName(listedName{family: strings.ToUpper(stem + " Group")})
	}
	if r.Chance(300) {
		l.addName(listedName{family: initials(stem + " " + sector), weak: true})
	}
	l.addresses = []lookback.Address{{Text: fmt.Sprintf("%d %s", r.Between(1, 240), pick(r, streets)), Country: form.country}}
	return l
}

// initials returns the first letters of the words.
func initials(words string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(words) {
		b.WriteByte(w[0])
	}
	return b.String()
}

// listVessel makes the listing of a ship, with an IMO number whose check digit is right.
func listVessel(r *Rand) *listing {
	name := pick(r, firstHalf) + " " + pick(r, shipWords)
	if r.Chance(300) {
		name = fmt.Sprintf("%s %d", name, r.Between(2, 19))
	}
	l := &listing{kind: lookback.KindVessel, programme: "Arms Embargo"}
	l.names = []listedName{{family: strings.ToUpper(name)}}
	if r.Chance(350) {
		l.addName(listedName{family: strings.ToUpper(pick(r, nextHalf) + " " + pick(r, shipWords)), former: true})
	}
	l.ids = []lookback.Identifier{{Type: "imo", Value: imoNumber(r)}, {Type: "mmsi", Value: pattern(r, "620000000")}}
	l.vessel = vesselData{flag: pick(r, flags), callSign: pattern(r, "A0AA0"), shipType: pick(r, shipTypes)}
	return l
}

// imoNumber returns seven digits of which the last is the check digit: the digits times 7, 6, 5 ... summed, modulo 10.
func imoNumber(r *Rand) string {
	digits := fmt.Sprintf("9%05d", r.N(100000))
	sum := 0
	for i := range digits {
		sum += int(digits[i]-'0') * (7 - i)
	}
	return fmt.Sprintf("%s%d", digits, sum%10)
}
