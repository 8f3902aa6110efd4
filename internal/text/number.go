package text

import (
	"strconv"
	"strings"
)

// loadNumbers reads number words: "44 forty-four ...". Ordinals and cardinals have one value.
func (x *lexicon) loadNumbers() {
	for _, row := range rows("numbers") {
		fields := strings.Fields(row)
		n, err := strconv.Atoi(fields[0])
		if err != nil {
			panic("text: numbers: " + row) // unreachable: the table is part of the program
		}
		for _, w := range fields[1:] {
			l := x.word(tableKey(w))
			l.roles |= roleNumber
			l.value = n
		}
	}
}

// numberValue returns the value of digits, of digits with an ordinal ending, or of a Roman numeral up to 39.
func numberValue(s string) (int, bool) {
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	if digits == "" {
		return romanValue(s)
	}
	switch s[len(digits):] {
	case "", "st", "nd", "rd", "th":
		n, err := strconv.Atoi(digits)
		return n, err == nil && n <= classMask
	}
	return 0, false
}

// romanValue reads numerals made of i, v and x. Numerals with l, c, d and m are words more often.
func romanValue(s string) (int, bool) {
	value := map[byte]int{'i': 1, 'v': 5, 'x': 10}
	n := 0
	for i := range len(s) {
		v := value[s[i]]
		if v == 0 {
			return 0, false
		}
		if i+1 < len(s) && v < value[s[i+1]] {
			n -= v
		} else {
			n += v
		}
	}
	return n, n > 0 && roman(n) == s
}

// roman writes n, below 40, in Roman numerals.
func roman(n int) string {
	units := [...]string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"}
	if n >= 40 {
		return ""
	}
	return strings.Repeat("x", n/10) + units[n%10]
}

// holdsDigit reports whether s is written with digits.
func holdsDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// isCode reports whether s is digits with at most two letters before or behind: AR16, 5A.
func isCode(s string) bool {
	core := strings.Trim(s, "0123456789")
	return holdsDigit(s) && len(core) <= 2 && core != s && (strings.HasPrefix(s, core) || strings.HasSuffix(s, core))
}
