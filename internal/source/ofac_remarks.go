package source

import (
	"slices"
	"strings"
	"unicode"

	"lookback"
)

// parseOFACRemarks reads the free text of an entry, "DOB 17 Feb 1974; POB Baghdad, Iraq; Linked To:
// X.", into fields. Each part that no rule understands goes to NotRead; count counts both.
func parseOFACRemarks(entry *lookback.Entry, count *RemarkCount) {
	titles := splitRemarks(extraValue(entry, "Title"))
	for _, part := range splitRemarks(entry.Remarks) {
		count.Parts++
		if slices.Contains(titles, part) || readRemark(entry, part) {
			count.Understood++
			continue
		}
		entry.NotRead = append(entry.NotRead, part)
	}
}

// splitRemarks splits text at the semicolons that are outside quotes and parentheses. Where these do not
// close, as in text that was cut off, every semicolon splits. White space is folded; the full stop that
// ends the whole text, and "a.k.a." parts, is dropped.
func splitRemarks(text string) []string {
	pieces, closed := cutOutside(text)
	if !closed {
		pieces = strings.Split(text, ";")
	}
	var parts []string
	for _, p := range pieces {
		if p = trimStop(foldSpace(p)); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// cutOutside splits at semicolons outside quotes and parentheses, and reports whether all of these closed.
// An apostrophe opens a quote only behind a space or parenthesis and closes it only before a mark.
func cutOutside(text string) (pieces []string, closed bool) {
	depth, quoted, from := 0, false, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'' && quoted && (i+1 == len(text) || strings.IndexByte(" ;.,)", text[i+1]) >= 0):
			quoted = false
		case c == '\'' && !quoted && i > 0 && (text[i-1] == ' ' || text[i-1] == '('):
			quoted = true
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ';' && depth == 0 && !quoted:
			pieces = append(pieces, text[from:i])
			from = i + 1
		}
	}
	return append(pieces, text[from:]), depth == 0 && !quoted
}

// abbreviations end in a full stop that is part of them.
var abbreviations = []string{"co.", "ltd.", "inc.", "corp.", "bros.", "jr.", "sr.", "no."}

// trimStop drops the full stop that ends a sentence, and keeps the one that ends an abbreviation.
func trimStop(s string) string {
	if !strings.HasSuffix(s, ".") || strings.HasSuffix(s, "..") {
		return strings.TrimSuffix(s, ".")
	}
	last := strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:])
	if slices.Contains(abbreviations, last) || len(last) > 2 && len(last) <= 8 && strings.Count(last, ".")*2 == len(last) {
		return s
	}
	return strings.TrimSuffix(s, ".")
}

// readRemark puts one part where it belongs, and reports false when no rule knows it.
func readRemark(entry *lookback.Entry, part string) bool {
	part = trimAlternate(trimParentheses(part))
	if readQuotedName(entry, part) {
		return true
	}
	rule, value, found := findRemarkRule(part)
	if found && (value != "" || rule.whole) {
		rule.take(entry, rule, value)
		return true
	}
	return readDescription(entry, part)
}

// trimParentheses takes a part out of the parentheses that stand around all of it: "(Linked To: X)".
func trimParentheses(part string) string {
	if strings.HasPrefix(part, "(") && strings.HasSuffix(part, ")") && strings.IndexByte(part, ')') == len(part)-1 {
		return trimStop(part[1 : len(part)-1])
	}
	return part
}

// trimAlternate drops "alt.", which says that the source holds another value of the same kind.
func trimAlternate(part string) string {
	if len(part) > 5 && strings.EqualFold(part[:5], "alt. ") {
		return part[5:]
	}
	return part
}

// readQuotedName reads "a.k.a. 'X'". OFAC keeps its weak aliases here and all others in alt.csv.
func readQuotedName(entry *lookback.Entry, part string) bool {
	label, rest, _ := strings.Cut(part, " ")
	nameType := lookback.NameAlias
	switch strings.ToLower(label) {
	case "a.k.a.", "n.k.a.", "d.b.a.":
	case "f.k.a.":
		nameType = lookback.NameFormer
	default:
		return false
	}
	name := strings.TrimSpace(strings.Trim(strings.TrimSpace(rest), "'\""))
	if name == "" {
		return false
	}
	n := ofacPartyName(entry.Party.Kind, name)
	n.Type, n.Weak = nameType, true
	entry.Party.Names = append(entry.Party.Names, n)
	return true
}

// document splits "717637093 (Russia) issued 17 Feb 2001 expires 2011" into its parts.
type document struct{ number, country, issued, expires string }

func parseDocument(text string) document {
	var d document
	text, d.expires = cutLast(text, " expires ")
	text, d.issued = cutLast(text, " issued ")
	if open := strings.LastIndexByte(text, '('); open > 0 && strings.HasSuffix(text, ")") {
		d.country = text[open+1 : len(text)-1]
		text = text[:open]
	}
	d.number = strings.TrimSpace(text)
	return d
}

// cutLast cuts text at the last separator.
func cutLast(text, separator string) (before, after string) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], strings.TrimSpace(text[i+len(separator):])
	}
	return text, ""
}

func takeDocument(entry *lookback.Entry, rule remarkRule, value string) {
	d := parseDocument(value)
	if d.number == "" {
		entry.Extra = append(entry.Extra, lookback.Field{Name: rule.label, Value: value})
		return
	}
	kind := rule.kind
	if number, ok := strings.CutPrefix(d.number, "IMO "); ok && kind != idIMO {
		kind, d.number = idIMOCompany, number
	} else if ok {
		d.number = number
	}
	entry.Party.Identifiers = append(entry.Party.Identifiers, lookback.Identifier{Type: kind, Value: d.number, Country: d.country})
	for _, date := range []struct{ word, value string }{{"issued", d.issued}, {"expires", d.expires}} {
		if date.value != "" {
			entry.Extra = append(entry.Extra, lookback.Field{Name: rule.label + " " + d.number + " " + date.word, Value: date.value})
		}
	}
}

// takeWallet reads "XBT 12QtD5BF...": the address identifies, the currency is kept beside it.
func takeWallet(entry *lookback.Entry, rule remarkRule, value string) {
	currency, address, ok := strings.Cut(value, " ")
	if !ok {
		currency, address = "", value
	}
	address = strings.TrimSpace(address)
	entry.Party.Identifiers = append(entry.Party.Identifiers, lookback.Identifier{Type: idWallet, Value: address})
	if currency != "" {
		entry.Extra = append(entry.Extra, lookback.Field{Name: "Currency of " + address, Value: currency})
	}
}

func takeBirth(entry *lookback.Entry, _ remarkRule, value string) {
	entry.Party.Births = append(entry.Party.Births, lookback.ParseDate(value))
}

func takeBirthplace(entry *lookback.Entry, _ remarkRule, value string) {
	entry.Party.BirthPlaces = append(entry.Party.BirthPlaces, value)
}

func takeNationality(entry *lookback.Entry, _ remarkRule, value string) {
	entry.Party.Nationalities = append(entry.Party.Nationalities, value)
}

func takeGender(entry *lookback.Entry, _ remarkRule, value string) {
	entry.Party.Genders = append(entry.Party.Genders, value)
}

func takeCountry(entry *lookback.Entry, _ remarkRule, value string) {
	entry.Party.Countries = append(entry.Party.Countries, value)
}

func takeLink(entry *lookback.Entry, _ remarkRule, value string) {
	entry.Links = append(entry.Links, value)
}

func takeExtra(entry *lookback.Entry, rule remarkRule, value string) {
	entry.Extra = append(entry.Extra, lookback.Field{Name: rule.label, Value: value})
}

func takeNote(entry *lookback.Entry, rule remarkRule, value string) {
	note := strings.TrimSpace(rule.label + " " + value)
	entry.Extra = append(entry.Extra, lookback.Field{Name: "Note", Value: note})
}

// readDescription keeps what describes a party in words: positions, kinship and a few fixed phrases.
func readDescription(entry *lookback.Entry, part string) bool {
	words := strings.FieldsFunc(strings.ToLower(part), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' })
	name := ""
	switch {
	case len(words) == 0:
		return false
	case isKinship(words):
		name = "Relation"
	case entry.Party.Kind == lookback.KindPerson && slices.ContainsFunc(words, isPosition):
		name = "Position"
	case strings.HasPrefix(strings.ToLower(part), "www.") || strings.HasPrefix(strings.ToLower(part), "http"):
		name = "Website"
	default:
		return false
	}
	entry.Extra = append(entry.Extra, lookback.Field{Name: name, Value: part})
	return true
}

// isKinship reports whether words begin with "wife of" and the like.
func isKinship(words []string) bool {
	return len(words) > 2 && words[1] == "of" && kinship[words[0]]
}

func isPosition(word string) bool { return positions[word] }
