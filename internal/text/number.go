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
	n, last := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		v := romanDigit(s[i])
		if v == 0 {
			return 0, false
		}
		if v < last {
			v = -v
		} else {
			last = v
		}
		n += v
	}
	return n, n > 0 && roman(n) == s
}

func romanDigit(c byte) int {
	switch c {
	case 'i':
		return 1
	case 'v':
		return 5
	case 'x':
		return 10
	}
	return 0
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
func holdsDigit(s string) bool {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}

// isCode reports whether s is digits with at most two letters before or behind: AR16, 5A.
func isCode(s string) bool {
	core := strings.Trim(s, "0123456789")
	return holdsDigit(s) && len(core) <= 2 && core != s && (strings.HasPrefix(s, core) || strings.HasSuffix(s, core))
}
