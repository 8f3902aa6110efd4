package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isUpper reports whether s holds capitals and no small letters.
func isUpper(s string) bool {
	capitals := false
	for _, r := range s {
		if r < utf8.RuneSelf {
			if r >= 'a' && r <= 'z' {
				return false
			}
			capitals = capitals || r >= 'A' && r <= 'Z'
			continue
		}
		if unicode.IsLower(r) {
			return false
		}
		capitals = capitals || unicode.IsUpper(r)
	}
	return capitals
}

// shortestJoined is the length from which each half of a joined name can be a name: below it Mc, De and Van are prefixes.
const shortestJoined = 3

// camelBreak returns where a word in mixed case falls into two names (JaneExample), or 0.
func camelBreak(s string) int {
	if len(s) < 2*shortestJoined || plainCase(s) {
		return 0
	}
	at := 0
	var last rune
	for i, r := range s {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			if at > 0 {
				return 0
			}
			at = i
		}
		last = r
	}
	if at < shortestJoined || len(s)-at < shortestJoined || unicode.IsUpper(last) || look(strings.ToLower(s[:at])).is(roleFamilyPrefix) {
		return 0
	}
	return at
}

// plainCase is a cheap test for camelBreak: plain ASCII without a capital behind a small letter.
func plainCase(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] >= 'A' && s[i] <= 'Z' && s[i-1] >= 'a' && s[i-1] <= 'z' {
			return false
		}
	}
	return true
}
