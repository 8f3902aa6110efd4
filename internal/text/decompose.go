package text

import "golang.org/x/text/unicode/norm"

// decompose returns the canonical parts of a letter: ç is c and a cedilla.
func decompose(r rune) []rune { return []rune(norm.NFD.String(string(r))) }
