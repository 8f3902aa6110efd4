package text

import "strings"

// The lengths of the name field in machine-readable zones, and of the lines that begin with it (ICAO 9303-4, -5, -6).
const (
	zoneTD3, lineTD3 = 39, 44
	zoneTD2, lineTD2 = 31, 36
	zoneTD1          = 30
)

// zone returns the name field of a machine-readable zone without the document code and state in front of it, and whether it is
// full, so that the end of the name may be cut off.
func zone(s string) (field string, cut bool) {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, " \t\u00a0") {
		return s, false // a name that borrows the signs
	}
	if len(s) == lineTD3 || len(s) == lineTD2 {
		if strings.IndexByte("PIACVpiacv", s[0]) >= 0 {
			s = s[5:]
		}
	}
	full := len(s) == zoneTD3 || len(s) == zoneTD2 || len(s) == zoneTD1
	return s, full && strings.Contains(s, "<<") && s[len(s)-1] != '<'
}
