package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lookback"
)

// maxAnalysed bounds the tokens of one name that are analysed; no name is as long, and hostile input is.
const maxAnalysed = 200

// Analyse turns a name as a source writes it into tokens. It never fails: what holds no letters and no
// digits gives a Name without tokens. It may be called concurrently.
func Analyse(n lookback.Name, kind lookback.PartyKind) Name {
	return new(Analyser).Analyse(n, kind)
}

// Analyse does what the function of that name does, and remembers the words it met.
func (a *Analyser) Analyse(n lookback.Name, kind lookback.PartyKind) Name {
	out := Name{Text: n.Full, Kind: kind, Weak: n.Weak}
	words := a.split(n.Full, kind)
	if len(words) > maxAnalysed {
		words = words[:maxAnalysed]
	}
	p := parser{memory: a, kind: kind, words: words}
	p.markParts(n)
	out.Tokens = p.tokens()
	return out
}

// word is a piece of a name between separators, on its way to becoming a token.
type word struct {
	surface string
	lower   string // NFKC, lower case, without apostrophes
	folded  string
	table   string
	script  Script
	dotted  bool // a full stop follows: an abbreviation
	joined  bool // was letters with full stops: A.B.C.
	part    Class
	alts    []string // further readings of the whole word
}

// split cuts a name into words. A comma in a person's name moves what stands before it to the end.
func (a *Analyser) split(full string, kind lookback.PartyKind) []word {
	if kind == lookback.KindPerson || kind == lookback.KindUnknown {
		if before, after, ok := strings.Cut(full, ","); ok && a.movable(after) {
			return append(a.wordsOf(after, kind, Unknown), a.wordsOf(before, kind, Family)...)
		}
		if before, after, ok := strings.Cut(full, "<<"); ok {
			return append(a.wordsOf(after, kind, Unknown), a.wordsOf(before, kind, Family)...)
		}
	}
	return a.wordsOf(full, kind, Unknown)
}

// movable reports whether what follows a comma is a name and not a suffix or a title.
func (a *Analyser) movable(after string) bool {
	for _, w := range a.wordsOf(after, lookback.KindPerson, Unknown) {
		if c := classOf(w.folded); c != Generation && c != Title && len(w.folded) > 0 {
			return true
		}
	}
	return false
}

// wordsOf cuts text at everything that is neither a letter, a digit, a mark nor an apostrophe.
func (a *Analyser) wordsOf(text string, kind lookback.PartyKind, part Class) []word {
	if !isASCII(text) {
		text = norm.NFKC.String(strings.ReplaceAll(strings.ToValidUTF8(text, " "), "´", "'")) // NFKC makes a space of it
	}
	var words []word
	for _, piece := range pieces(text, kind) {
		first, rest := partWritten(piece.text, kind)
		for _, surface := range [...]string{first, rest} {
			if surface == "" {
				continue
			}
			if w := a.word(surface, part); w.folded != "" {
				w.dotted, w.joined = piece.dotted, piece.joined
				words = append(words, w)
			}
		}
	}
	return words
}

// partWritten parts in two what a script writes together and others apart. Rest is empty when there is nothing to part.
func partWritten(s string, kind lookback.PartyKind) (first, rest string) {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case r < 0x80:
		return s, ""
	case kind != lookback.KindPerson && unicode.Is(unicode.Han, r):
		return partLegalForm(s)
	default:
		return partArticle(s)
	}
}

// partLegalForm parts a legal form in Chinese characters from the name it begins or ends.
func partLegalForm(s string) (first, rest string) {
	for _, form := range symbolTable().written {
		if name, ok := strings.CutSuffix(s, form); ok {
			return name, form
		}
		if name, ok := strings.CutPrefix(s, form); ok {
			return form, name
		}
	}
	return s, ""
}

// partArticle parts the Arabic article from the word it is written together with.
func partArticle(s string) (first, rest string) {
	const article, shortest = "ال", 3
	if rest, ok := strings.CutPrefix(s, article); ok && utf8.RuneCountInString(rest) >= shortest && !strings.HasPrefix(rest, "ل") {
		return article, rest
	}
	return s, ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func newWord(surface string) word {
	lower := strings.ToLower(surface)
	w := word{surface: surface, lower: dropApostrophes(lower)}
	w.script = scriptOfWord(w.lower)
	w.folded, w.table = transliterate(w.lower, w.script)
	if w.folded != "" {
		w.alts = otherSpellings(lower, w)
	}
	return w
}

// dropApostrophes removes apostrophes of every code point.
func dropApostrophes(s string) string {
	if !strings.ContainsFunc(s, isApostrophe) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isApostrophe(r) {
			return -1
		}
		return r
	}, s)
}

// isApostrophe reports whether r is one of the code points that stand for an apostrophe in names (R13).
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', '‘', '’', '‛', '′', '＇':
		return true
	}
	return false
}

// piece is a run of letters, with whether a full stop ends it.
type piece struct {
	text   string
	dotted bool
	joined bool // letters with full stops, written together
}

// pieces cuts text into runs. In the name of an organisation an abbreviation with full stops is one piece
// (L.L.C., J.P.); in that of a person its letters are initials. Joined words in mixed case are parted.
func pieces(text string, kind lookback.PartyKind) []piece {
	out := make([]piece, 0, 8)
	start := -1
	for i, r := range text {
		switch {
		case isNameRune(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			out = append(out, piece{text: text[start:i], dotted: r == '.'})
			start = -1
		}
		if len(out) == maxAnalysed {
			break // what comes behind it is not read, so that the work is bounded
		}
	}
	if start >= 0 {
		out = append(out, piece{text: text[start:]})
	}
	if kind != lookback.KindPerson {
		return joinAbbreviations(out)
	}
	return partCamelCase(partInitials(out))
}

// isKnown reports whether a table knows folded as a name or as a word that is none: MD is Muhammad, and FNU no name.
func isKnown(folded string) bool {
	return classOf(folded) != Unknown || len(symbolTable().names[folded]) > 0
}

// partInitials parts two or three capitals without a vowel, JC, in a name that is not in capitals throughout.
func partInitials(in []piece) []piece {
	if !slices.ContainsFunc(in, func(p piece) bool { return strings.ContainsFunc(p.text, unicode.IsLower) }) {
		return in
	}
	for i := 0; i < len(in); i++ {
		if n := len(in[i].text); n >= 2 && n <= 3 && strings.Trim(in[i].text, "BCDFGHJKLMNPQRSTVWXYZ") == "" && !isKnown(strings.ToLower(in[i].text)) {
			initials := make([]piece, n)
			for k := range n {
				initials[k] = piece{text: in[i].text[k : k+1], dotted: true}
			}
			in = slices.Replace(in, i, i+1, initials...)
			i += n - 1
		}
	}
	return in
}

func isNameRune(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '\'' || r == '`'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || isApostrophe(r)
}

// joinAbbreviations writes runs of single letters with full stops together: "L." "L." "C." becomes LLC.
func joinAbbreviations(in []piece) []piece {
	out := in[:0]
	for i := 0; i < len(in); {
		j := i
		joined := ""
		for j < len(in) && in[j].dotted && isLetter(in[j].text) {
			joined += in[j].text
			j++
		}
		if j > i && j < len(in) && isLetter(in[j].text) { // the last letter may lack its full stop
			joined += in[j].text
			j++
		}
		if j-i > 1 {
			out = append(out, piece{text: joined, joined: true})
			i = j
			continue
		}
		out = append(out, in[i])
		i++
	}
	return out
}

func isLetter(s string) bool { return utf8.RuneCountInString(s) == 1 }

// minCamelPart is the shortest part of a joined name: below it Mc, De and Van are prefixes.
const minCamelPart = 3

// partCamelCase parts words such as JaneExample where lower case turns to upper case once.
func partCamelCase(in []piece) []piece {
	for i := 0; i < len(in); i++ {
		if at := camelBreak(in[i].text); at > 0 {
			in = slices.Insert(in, i+1, piece{text: in[i].text[at:], dotted: in[i].dotted})
			in[i] = piece{text: in[i].text[:at]}
		}
	}
	return in
}

func camelBreak(s string) int {
	at := 0
	for i, r := range s {
		if i > 0 && unicode.IsUpper(r) {
			if at > 0 || !isLowerBefore(s, i) {
				return 0
			}
			at = i
		}
	}
	if at < minCamelPart || len(s)-at < minCamelPart || strings.HasPrefix(s, "Mac") && at == 3 {
		return 0
	}
	return at
}

func isLowerBefore(s string, i int) bool { return s[i-1] >= 'a' && s[i-1] <= 'z' || s[i-1] >= 0x80 }
