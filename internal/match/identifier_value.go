package match

import (
	"slices"
	"strings"
	"unicode"
)

// idPlain returns the letters and digits of value in capitals, with the digits of other scripts and the letters that
// look like Latin ones replaced. Everything else is dropped, and so is a leading "No." or "№".
func idPlain(value string) string {
	out := make([]byte, 0, 32)
	for _, c := range idWithoutLabel(value) {
		c = unicode.ToUpper(idDigit(c))
		if plain, known := idLookAlikes[c]; known {
			c = plain
		}
		switch {
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z':
			out = append(out, byte(c))
		case unicode.IsLetter(c):
			out = append(out, string(c)...)
		}
	}
	return string(out)
}

// idWithoutLabel cuts "No.", "Nr:" and the like from the front of value.
func idWithoutLabel(value string) string {
	value = strings.TrimSpace(value)
	for _, label := range []string{"number", "num", "no", "nr", "n°", "nº"} {
		if len(value) > len(label) && strings.EqualFold(value[:len(label)], label) && strings.IndexByte(".: #", value[len(label)]) >= 0 {
			return value[len(label):]
		}
	}
	return value
}

// idLookAlikes are capitals of other scripts that stand in passport series for the Latin letter of the same shape.
var idLookAlikes = map[rune]rune{
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I', 'Ј': 'J', 'Ѕ': 'S',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
}

// idDigitZeros are the digits nought of the scripts that numbers come in: Arabic, Persian, Devanagari, Bengali, Thai, full width.
var idDigitZeros = [...]rune{'٠', '۰', '०', '০', '๐', '０'}

// idDigit returns c as an ASCII digit where it is a digit of another script, else c itself.
func idDigit(c rune) rune {
	for _, zero := range idDigitZeros {
		if c >= zero && c <= zero+9 {
			return '0' + c - zero
		}
	}
	return c
}

// idDocument returns the rule for numbers of papers: at least shortest characters with a digit among them, and no placeholder.
// Leading zeros of plain numbers are dropped, because spreadsheets drop them.
func idDocument(shortest int) func(string) (string, bool) {
	return func(value string) (string, bool) {
		plain := idPlain(value)
		if len(plain) < shortest || idIsPlaceholder(plain) {
			return "", false
		}
		if idAllDigits(plain) {
			plain = strings.TrimLeft(plain, "0")
		}
		return plain, true
	}
}

// idIsPlaceholder reports whether plain is what people write when they have no number: no digits at all (N/A, UNKNOWN), one
// digit over and over, or the digits in order.
func idIsPlaceholder(plain string) bool {
	digits := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, plain)
	if digits == "" || strings.Count(digits, digits[:1]) == len(digits) && (len(digits) > 3 || digits[0] == '0') {
		return true
	}
	return len(digits) >= 5 && len(digits) == len(plain) && (strings.HasPrefix("12345678901234567890", digits) || strings.HasPrefix("98765432109876543210", digits))
}

func idAllDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(c rune) bool { return c < '0' || c > '9' }) < 0
}

// idDigits returns the rule for numbers of exactly n digits.
func idDigits(n int) func(string) (string, bool) {
	return func(value string) (string, bool) {
		plain := idPlain(value)
		return plain, len(plain) == n && idAllDigits(plain) && !idIsPlaceholder(plain)
	}
}

// idMark returns the rule for marks of shortest to longest letters and digits: call signs and tail numbers.
func idMark(shortest, longest int) func(string) (string, bool) {
	return func(value string) (string, bool) {
		plain := idPlain(value)
		ok := len(plain) >= shortest && len(plain) <= longest && !slices.Contains(idNoMarks, plain) && !(idIsPlaceholder(plain) && idAllDigits(plain))
		return plain, ok
	}
}

// idNoMarks are words written where there is no mark.
var idNoMarks = []string{"NONE", "UNKNOWN", "NULL", "XXXX", "XXXXX", "XXXXXX", "TEST"}

// idShip reads an IMO ship number: seven digits, of which the last is the last digit of the others, weighted 7 to 2.
func idShip(value string) (string, bool) {
	plain := strings.TrimPrefix(idPlain(value), "IMO")
	if len(plain) != 7 || !idAllDigits(plain) || plain[0] == '0' {
		return "", false
	}
	return plain, idWeighted(plain, 7, 6, 5, 4, 3, 2)%10 == int(plain[6]-'0')
}

// idShipCompany reads an IMO number of a ship's owner or manager, whose check digit follows from weights modulo 11.
func idShipCompany(value string) (string, bool) {
	plain := strings.TrimPrefix(idPlain(value), "IMO")
	if len(plain) != 7 || !idAllDigits(plain) || idIsPlaceholder(plain) {
		return "", false
	}
	return plain, (11-idWeighted(plain, 8, 6, 4, 2, 9, 7)%11)%10 == int(plain[6]-'0')
}

func idWeighted(digits string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return sum
}

// idShipStation reads an MMSI of a ship: nine digits that begin with the region, 2 to 7.
func idShipStation(value string) (string, bool) {
	plain := strings.TrimPrefix(idPlain(value), "MMSI")
	return plain, len(plain) == 9 && idAllDigits(plain) && plain[0] >= '2' && plain[0] <= '7' && !idIsPlaceholder(plain)
}

// idLegalEntity reads an LEI: twenty letters and digits whose check digits follow ISO 7064 (97-10).
func idLegalEntity(value string) (string, bool) {
	plain := strings.TrimPrefix(idPlain(value), "LEI")
	return plain, len(plain) == 20 && idAllDigits(plain[18:]) && idMod97(plain) == 1
}

// idMod97 returns the remainder that ISO 7064 (97-10) checks: letters stand for 10 to 35.
func idMod97(plain string) int {
	sum := 0
	for _, c := range plain {
		switch {
		case c >= '0' && c <= '9':
			sum = (sum*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			sum = (sum*100 + int(c-'A') + 10) % 97
		default:
			return 0
		}
	}
	return sum
}

// idBank reads a BIC and keeps the eight characters of the institution, which its branches share, or a Russian BIK of nine digits.
func idBank(value string) (string, bool) {
	plain := idPlain(value)
	if len(plain) == 9 && idAllDigits(plain) {
		return plain, !idIsPlaceholder(plain)
	}
	if len(plain) != 8 && len(plain) != 11 {
		return "", false
	}
	letters := func(c rune) bool { return c < 'A' || c > 'Z' }
	return plain[:8], strings.IndexFunc(plain[:6], letters) < 0 && countryNames[strings.ToLower(plain[4:6])] != nil
}

// idBankAccount reads an IBAN, whose check digits must be right, or any other account number.
func idBankAccount(value string) (string, bool) {
	plain := strings.TrimPrefix(idPlain(value), "IBAN")
	if len(plain) >= 15 && len(plain) <= 34 && idAllDigits(plain[2:4]) && !idAllDigits(plain[:1]) && !idAllDigits(plain[1:2]) {
		return plain, idMod97(plain[4:]+plain[:4]) == 1
	}
	return idDocument(6)(plain)
}

// idWalletAddress reads the address of a wallet for digital currency. The case of letters is kept where the address depends on
// it, which it does not for addresses that begin with 0x or are written in one case (bech32).
func idWalletAddress(value string) (string, bool) {
	fields := strings.Fields(value)
	if len(fields) == 0 {
		return "", false
	}
	address := fields[len(fields)-1] // sources put the currency before it
	if _, rest, ok := strings.Cut(address, ":"); ok {
		address = rest
	}
	lower := strings.ToLower(address)
	if strings.HasPrefix(lower, "0x") || address == strings.ToUpper(address) {
		address = lower
	}
	strange := func(c rune) bool { return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') }
	return address, len(address) >= 25 && len(address) <= 120 && strings.IndexFunc(address, strange) < 0
}

// idMailAddress reads an e-mail address.
func idMailAddress(value string) (string, bool) {
	address := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(value)), "mailto:")
	user, domain, ok := strings.Cut(address, "@")
	return address, ok && user != "" && strings.Contains(domain, ".") && !strings.ContainsAny(domain, "@ ") && !strings.Contains(user, " ")
}

// idPhoneNumber reads a telephone number and keeps its last nine digits, because the prefixes for country and trunk come and
// go. What follows a whole number is an extension or a second number.
func idPhoneNumber(value string) (string, bool) {
	var digits []byte
	for _, c := range value {
		c = idDigit(c)
		if c >= '0' && c <= '9' {
			digits = append(digits, byte(c))
		} else if len(digits) >= 7 && (unicode.IsLetter(c) || strings.ContainsRune(",;/", c)) {
			break
		}
	}
	number := string(digits)
	if len(number) < 7 || idIsPlaceholder(number) {
		return "", false
	}
	return number[max(0, len(number)-9):], true
}

// idSite reads the address of a website and keeps host and path.
func idSite(value string) (string, bool) {
	site := strings.ToLower(strings.TrimSpace(value))
	if _, rest, ok := strings.Cut(site, "://"); ok {
		site = rest
	}
	site = strings.TrimSuffix(strings.TrimPrefix(site, "www."), "/")
	return site, strings.Contains(site, ".") && !strings.ContainsAny(site, " @")
}
