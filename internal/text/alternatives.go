package text

import (
	"slices"
	"strings"

	"lookback"
)

// AppendReadings appends to dst the name as Analyse gives it, and then what else it stands for: both names of "A/B" and
// "A aka B", and the acronym of the name of an organisation. Each reading is a name of its own.
func (a *Analyser) AppendReadings(dst []Name, n lookback.Name, kind lookback.PartyKind) []Name {
	whole := len(dst)
	dst = append(dst, a.Analyse(n, kind))
	parts := a.parts(n, kind)
	dst = append(dst, parts...)
	if parts == nil {
		parts = dst[whole:]
	}
	for _, name := range parts {
		acronym, ok := acronymOf(name)
		if ok {
			dst = append(dst, acronym)
		}
		if own, found := ownAcronymOf(name); found && !(ok && own.Tokens[0].Form.Folded == acronym.Tokens[0].Form.Folded) {
			dst = append(dst, own)
		}
	}
	return dst
}

// parts returns the names that n is put together from, or nil when it is one name, or one of them is too little to be a name.
func (a *Analyser) parts(n lookback.Name, kind lookback.PartyKind) []Name {
	var names []Name
	for _, part := range alternatives(n.Full) {
		name := a.Analyse(lookback.Name{Full: strings.TrimSpace(part), Weak: n.Weak}, kind)
		if !standsAlone(name) {
			return nil
		}
		names = append(names, name)
	}
	return names
}

// separators are the words between two names of one party, in lower case.
var separators = [...]string{" a.k.a. ", " a.k.a ", " aka ", " a/k/a ", " also known as ", " alias ", " f.k.a. ", " fka ", " f/k/a ", " formerly known as ",
	" d/b/a ", " dba ", " doing business as ", " trading as ", " t/a "}

// alternatives returns the names that s is put together from, or nil when it is one name.
func alternatives(s string) []string {
	if strings.IndexByte(s, '/') < 0 && !mayHoldSeparator(s) {
		return nil
	}
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return nil // a letter whose cases differ in length: places would not agree
	}
	for _, separator := range separators {
		if i := strings.Index(lower, separator); i > 0 {
			return append([]string{s[:i]}, orWhole(s[i+len(separator):])...)
		}
	}
	parts := strings.Split(s, "/")
	if len(parts) == 1 || slices.ContainsFunc(parts, tooShort) {
		return nil
	}
	return parts
}

// orWhole returns the names that s is put together from, or s where it is one name.
func orWhole(s string) []string {
	if parts := alternatives(s); parts != nil {
		return parts
	}
	return []string{s}
}

// mayHoldSeparator is a cheap test for alternatives: all words between names hold " a", " f", " d" or " t" with k, b, a space or a stop behind.
func mayHoldSeparator(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if s[i-1] != ' ' {
			continue
		}
		switch s[i] | 0x20 {
		case 'a', 'f', 'd', 't':
			switch s[i+1] | 0x20 {
			case 'k', 'l', 'b', 'o', 'r', '.':
				return true
			}
		}
	}
	return false
}

// shortestPart is the length of the shortest word that can be one of two names: what is shorter stands beside a stroke for other reasons (A/S, c/o, 24/7).
const shortestPart = 5

func tooShort(part string) bool { return len(strings.TrimSpace(part)) < shortestPart }

// standsAlone reports whether n, a part of a longer name, is enough to be a name: two words of a person, one of an organisation that is
// neither a legal form nor shared by many.
func standsAlone(n Name) bool {
	plain := 0
	for _, t := range n.Tokens {
		switch t.Form.Class {
		case Unknown, Given, Family, Patronymic, Kunya:
			plain++
		}
	}
	if n.Kind == lookback.KindPerson || n.Kind == lookback.KindUnknown {
		return plain > 1
	}
	return plain > 0
}

// The acronyms that are looked for. Shorter ones are shared by too many.
const (
	shortestAcronym = 3
	longestAcronym  = 8
)

// acronymOf returns the name that the first letters of the words of an organisation make. Articles count, because many acronyms hold
// theirs; "of" and "the" and legal forms do not.
func acronymOf(n Name) (Name, bool) {
	if n.Kind != lookback.KindOrganisation {
		return Name{}, false
	}
	var room [longestAcronym]byte
	letters := room[:0]
	for _, t := range n.Tokens {
		f := t.Form
		switch {
		case f.Class == LegalForm, f.Class == Particle && !isArticleForm(f.Folded), f.Class == Number:
			continue
		case f.Script != Latin || f.Folded == "" || len(letters) == longestAcronym:
			return Name{}, false
		}
		letters = append(letters, f.Folded[0])
	}
	if len(letters) < shortestAcronym {
		return Name{}, false
	}
	return acronymName(n, string(letters)), true
}

// acronymName returns the reading of n that is letters alone.
func acronymName(n Name, letters string) Name {
	f := &Form{Folded: letters, Class: Acronym, Letters: lettersOf(letters)}
	return Name{Text: n.Text, Kind: n.Kind, Weak: n.Weak, Tokens: []Token{{Surface: n.Text, Form: f}}}
}

// ownAcronymOf returns the name that the acronym beside the words of an organisation makes: see parser.ownAcronyms.
func ownAcronymOf(n Name) (Name, bool) {
	if n.Kind != lookback.KindOrganisation {
		return Name{}, false
	}
	for _, t := range n.Tokens {
		f := t.Form
		if f.Class == Particle && len(f.Folded) >= shortestAcronym && isUpper(t.Surface) && !look(f.Folded).is(roleParticle|roleOrgParticle|roleArticle) && f.Folded != "number" {
			return acronymName(n, f.Folded), true
		}
	}
	return Name{}, false
}

func isArticleForm(s string) bool { return s == "al" || s == "el" }
