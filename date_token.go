package lookback

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells what a piece of a written date is.
type tokenKind uint8

const (
	tokenNone tokenKind = iota
	tokenNumber
	tokenMonth
	tokenDot
	tokenSlash
	tokenDash
	tokenTo      // joins the ends of a range
	tokenBetween // makes the next tokenAnd a tokenTo
	tokenAnd
	tokenOr // separates alternatives
	tokenBefore
	tokenAfter
	tokenDecade // the s of 1970s
	tokenCirca
	tokenCalendar
	tokenIgnore
)

// dateToken is one piece of a written date.
type dateToken struct {
	kind  tokenKind
	value int       // of a number or a month
	width int       // digits of a number
	in    calendars // of a month
}

const (
	maxDateBytes  = 160 // longer text is no date
	maxDateTokens = 32
)

// dateReader holds the pieces of one written date, and what was said about the whole of it.
type dateReader struct {
	rest    string // not yet scanned
	tokens  [maxDateTokens]dateToken
	n       int
	depth   int // of parentheses
	circa   bool
	between bool
	named   calendars // the calendars that the text names; 0 when it names none
}

// scan cuts raw into tokens. It reports false when raw holds something that does not belong into a date.
func (r *dateReader) scan(raw string) bool {
	if len(raw) > maxDateBytes {
		return false
	}
	r.rest = strings.ToLower(raw)
	for r.rest != "" {
		c, size := utf8.DecodeRuneInString(r.rest)
		switch {
		case digitValue(c) >= 0:
			r.number()
		case unicode.IsLetter(c):
			if !r.word() {
				return false
			}
		case strings.ContainsRune("?*_<", c):
			r.fill(c)
		case c == ':' && r.depth == 0 && r.n > 0 && r.last().kind == tokenNumber:
			r.n-- // the hour of a time of day, which ends the date
			return true
		default:
			r.rest = r.rest[size:]
			r.mark(c)
		}
	}
	return r.n <= maxDateTokens
}

func (r *dateReader) last() dateToken { return r.tokens[min(r.n, maxDateTokens)-1] }

// push keeps t, unless it stands in parentheses, where only words about the whole date count. It counts on
// past the end of the array, which scan then reports.
func (r *dateReader) push(t dateToken) {
	if r.depth > 0 {
		return
	}
	if r.n < maxDateTokens {
		r.tokens[r.n] = t
	}
	r.n = min(r.n, maxDateTokens) + 1
}

// number takes a run of digits of any script.
func (r *dateReader) number() {
	t := dateToken{kind: tokenNumber}
	for r.rest != "" {
		c, size := utf8.DecodeRuneInString(r.rest)
		v := digitValue(c)
		if v < 0 {
			break
		}
		t.value, t.width = min(t.value, 1e8)*10+v, t.width+1
		r.rest = r.rest[size:]
	}
	r.push(t)
}

// fill takes a run of characters that stand for unknown digits, as in 1985-??-??. A single question mark is doubt.
func (r *dateReader) fill(c rune) {
	rest := strings.TrimLeft(r.rest, string(c))
	width := len(r.rest) - len(rest)
	r.rest = rest
	if c == '?' && width == 1 {
		r.circa = true
		return
	}
	r.push(dateToken{kind: tokenNumber, width: width})
}

// word takes a run of letters, with points between them (A.H.) and apostrophes dropped. It reports false for a
// word that has no meaning in a date, outside parentheses.
func (r *dateReader) word() bool {
	var word strings.Builder
	for r.rest != "" {
		c, size := utf8.DecodeRuneInString(r.rest)
		next, _ := utf8.DecodeRuneInString(r.rest[size:])
		inside := unicode.IsLetter(c) || unicode.IsMark(c)
		if !inside && !(unicode.IsLetter(next) && (c == '.' || c == '\'' || c == '’')) {
			break
		}
		if inside && c != '\u0307' { // the point that lower case leaves of the Turkish İ
			word.WriteRune(c)
		}
		r.rest = r.rest[size:]
	}
	r.rest = strings.TrimPrefix(r.rest, ".")
	return r.mean(word.String())
}

// mean notes what word says about the whole date, or keeps it as a token.
func (r *dateReader) mean(word string) bool {
	if strings.Trim(word, "x") == "" {
		r.push(dateToken{kind: tokenNumber, width: len(word)})
		return true
	}
	w, known := dateWords[word]
	switch w.kind {
	case tokenNone:
		return known || r.depth > 0
	case tokenCirca:
		r.circa = true
	case tokenBetween:
		r.between = true
	case tokenCalendar:
		r.name(w.in)
	case tokenIgnore:
	case tokenAnd:
		kind := tokenOr
		if r.between {
			kind = tokenTo
		}
		r.push(dateToken{kind: kind})
	default:
		r.push(dateToken{kind: w.kind, value: w.value, in: w.in})
	}
	return true
}

// name narrows the calendars that the text names: "hijri" is either Hijri calendar, "solar hijri" is one.
func (r *dateReader) name(in calendars) {
	if r.named == 0 {
		r.named = inAny
	}
	r.named &= in
}

// mark takes one character that is neither digit nor letter. What has no meaning in a date is passed over.
func (r *dateReader) mark(c rune) {
	switch c {
	case '(':
		r.depth++
	case ')':
		r.depth = max(0, r.depth-1)
	case '.':
		r.push(dateToken{kind: tokenDot})
	case '/':
		r.push(dateToken{kind: tokenSlash})
	case '-', '–', '—', '‐', '‑', '−':
		r.push(dateToken{kind: tokenDash})
	case ';':
		r.push(dateToken{kind: tokenOr})
	case '~', '±':
		r.circa = true
	}
}

// digitZeros are the digits nought of the scripts that dates come in: ASCII, Arabic, Persian, Devanagari,
// Bengali, Thai and full width.
var digitZeros = [...]rune{'0', '٠', '۰', '०', '০', '๐', '０'}

// digitValue returns the value of a decimal digit, or -1.
func digitValue(c rune) int {
	for _, zero := range digitZeros {
		if c >= zero && c <= zero+9 {
			return int(c - zero)
		}
	}
	return -1
}
