package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// placeKey returns s as the tables of countries and towns are looked up: lower case, without accents,
// with one space for everything between letters and digits.
func placeKey(s string) string {
	var buf [64]byte
	return string(appendPlaceKey(buf[:0], s))
}

// appendPlaceKey appends the key of s to dst. It does not allocate for short ASCII text when dst has room.
func appendPlaceKey(dst []byte, s string) []byte {
	start := len(dst)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x80:
			return append(dst[:start], foldPlace(s)...)
		case c >= 'A' && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			dst = append(dst, c)
		case len(dst) > start && dst[len(dst)-1] != ' ':
			dst = append(dst, ' ')
		}
	}
	if len(dst) > start && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// foldPlace is appendPlaceKey for text that is not all ASCII.
func foldPlace(s string) string {
	var b strings.Builder
	gap := false
	for _, c := range norm.NFKD.String(s) {
		c = unicode.ToLower(c)
		switch {
		case unicode.IsMark(c):
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(plainPlaceLetter(c))
		default:
			gap = true
		}
	}
	return b.String()
}

// plainPlaceLetter replaces letters that have a stroke or shape of their own, which decomposition leaves alone.
func plainPlaceLetter(c rune) rune {
	switch c {
	case 'ı':
		return 'i'
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	case 'đ', 'ð':
		return 'd'
	case 'ə':
		return 'e'
	}
	return c
}

// eachPlaceRow calls take with every row of a table that is not empty and no comment.
func eachPlaceRow(table string, take func(row string)) {
	for row := range strings.Lines(table) {
		if row = strings.TrimSpace(row); row != "" && row[0] != '#' {
			take(row)
		}
	}
}
