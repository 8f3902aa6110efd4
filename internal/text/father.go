package text

import "strings"

// A father is what a father's name says: the father's own name, and the sex of the child.
type father struct {
	name     string
	daughter bool
	sure     bool // cannot be a family name
}

// fatherEnding is an ending that turns a name into that of a child (DOMAIN 2.1, item 4).
type fatherEnding struct {
	ending         string
	daughter, sure bool
}

// fatherEndings are the endings of fathers' names by their last letter; what another one ends in stands after it. What is not sure is a
// family name as often, among South Slavs, Poles and Turks: its place in the name decides.
var fatherEndings = map[byte][]fatherEnding{
	'h': {
		{"yevich", false, false}, {"ievich", false, false}, {"yovych", false, false}, {"iovych", false, false}, {"yevych", false, false},
		{"jevich", false, false}, {"yavich", false, false}, {"iavich", false, false}, {"ovich", false, false}, {"evich", false, false}, {"ovych", false, false}, {"evych", false, false},
		{"avich", false, false}, {"ovitch", false, false}, {"evitch", false, false}, {"avitch", false, false}, {"owitsch", false, false},
		{"ewitsch", false, false},
	},
	'a': {
		{"inichna", true, true}, {"jevna", true, true}, {"yevna", true, true}, {"ievna", true, true}, {"yivna", true, true}, {"ichna", true, true},
		{"ovna", true, true}, {"evna", true, true}, {"ivna", true, true}, {"owna", true, true}, {"ewna", true, true}, {"awna", true, true}, {"auna", true, true},
		{"euna", true, true}, {"ouna", true, true},
	},
	'i': {
		{"oghli", false, true}, {"ugli", false, true}, {"ogli", false, true}, {"qizi", true, true}, {"kizi", true, true}, {"gizi", true, true},
	},
	'y': {
		{"oghly", false, true}, {"ogly", false, true}, {"ugly", false, true}, {"kyzy", true, true}, {"qyzy", true, true}, {"gyzy", true, true},
		{"kysy", true, true}, {"qizy", true, true}, {"kizy", true, true}, {"uly", false, true},
	},
	'u': {{"oghlu", false, false}, {"uglu", false, true}, {"oglu", false, false}, {"uulu", false, true}},
}

// shortestFather is the length of the shortest father's name that an ending may leave.
const shortestFather = 3

// shortestChild is the length of the shortest such name: a father's name and -uly.
const shortestChild = 6

// parseFather returns what s says when it ends as a father's name does.
func parseFather(s string) (father, bool) {
	if len(s) < shortestChild {
		return father{}, false
	}
	for _, e := range endingsLike(s[len(s)-1]) {
		if name, ok := strings.CutSuffix(s, e.ending); ok && len(name) >= shortestFather {
			return father{name, e.daughter, e.sure}, true
		}
	}
	return irregularFather(s)
}

// misspeltFather reads -ovich and -evich with one error of writing. What is left of them without their last letter
// is how South Slavs write family names, and no error.
func misspeltFather(s string) (father, bool) {
	for _, n := range [...]int{5, 6, 4} { // the lengths of ovich with another letter, one too many, one too few
		cut := len(s) - n
		if cut < shortestFather {
			continue
		}
		end := s[cut:]
		if end == "ovic" || end == "evic" || end != "oich" && strings.IndexByte(end, 'v') < 0 {
			continue // Milosevic and Friederich are no errors
		}
		if nearly(end, "ovich") || nearly(end, "evich") {
			return father{name: s[:cut]}, true
		}
	}
	return father{}, false
}

// endingsLike returns the endings whose last letter is c.
func endingsLike(c byte) []fatherEnding {
	switch c {
	case 'h', 'a', 'i', 'y', 'u':
		return fatherEndings[c]
	}
	return nil
}

// irregularFather reads the few Russian fathers' names in -ich and -inichna.
func irregularFather(s string) (father, bool) {
	switch s {
	case "ilyich", "ilich", "iliich":
		return father{name: "ilya"}, true
	case "kuzmich", "lukich", "nikitich", "fomich":
		return father{name: s[:len(s)-3] + "a"}, true
	}
	return father{}, false
}

// fathers finds fathers' names: by the relation word beside them, or by their own ending.
func (p *parser) fathers() {
	for i := 0; i < len(p.words); i++ {
		w := &p.words[i]
		switch {
		case !w.open():
		case w.is(roleFatherBefore):
			p.fatherBefore(i)
		case w.is(roleFatherAfter) || p.isAbbreviatedSon(i):
			p.fatherAfter(i)
		}
	}
	p.fathersByEnding()
}

// isAbbreviatedSon reports whether word i is "b." for bin, "s/o" for son of or "d/o" for daughter of between two names.
func (p *parser) isAbbreviatedSon(i int) bool {
	w := &p.words[i]
	if i == 0 || i+1 == len(p.words) {
		return false
	}
	return w.surface == "b" && w.has(beforeStop) || w.has(abbreviation) && (w.latin == "so" || w.latin == "do")
}

// fatherBefore settles ogli, uulu, kyzy and the name in front of it.
func (p *parser) fatherBefore(i int) {
	w := &p.words[i]
	w.settle(Relation)
	if i > 0 && p.words[i-1].open() && !p.words[i-1].isInitial() && !p.words[i-1].has(beforeComma) {
		p.setFather(i-1, father{p.words[i-1].latin, w.is(roleDaughter), true})
	}
}

// fatherAfter settles bin, ibn, bint and the name behind it. Ben at the beginning is a given name unless an Arabic name follows.
func (p *parser) fatherAfter(i int) {
	next := i + 1
	for next < len(p.words) && p.words[next].is(roleArticle) {
		next++
	}
	w := &p.words[i]
	if next >= len(p.words) || !p.words[next].open() && p.words[next].class != Kunya || w.has(beforeComma) {
		return
	}
	if i == 0 && w.latin == "ben" && !p.words[next].is(roleArabic|roleAttribute) {
		return
	}
	w.settle(Relation)
	if p.words[next].open() {
		p.setFather(next, father{p.words[next].latin, w.is(roleDaughter), true})
	}
}

func (p *parser) setFather(i int, f father) {
	w := &p.words[i]
	if f.name != w.latin {
		w.latin, w.sound = f.name, ""
		if sound := lexiconOnce().canonical(f.name); sound != f.name {
			w.sound = sound
		}
		w.lex = look(w.spoken())
	}
	w.fem, w.masc = f.daughter, !f.daughter
	w.settle(Patronymic)
}

// fathersByEnding settles names such as Karimovich, Karimogli and Karimqyzy.
func (p *parser) fathersByEnding() {
	names := p.names()
	if names < 2 {
		return
	}
	first, last, unsure := -1, -1, 0
	for i := range p.words {
		w := &p.words[i]
		if !w.open() {
			continue
		}
		f, ok := parseFather(w.spoken())
		if !ok && names > 2 {
			f, ok = misspeltFather(w.spoken())
		}
		switch {
		case !ok || w.script == Arabic:
		case f.sure && w.part != Family:
			p.setFather(i, f)
		case !f.sure:
			if first < 0 {
				first = i
			}
			last = i
			unsure++
		}
	}
	if unsure > 0 && names > 2 {
		p.setUnsureFather(first, last, unsure)
	}
}

// setUnsureFather decides between -ovich as a father's name and as a family name: of two, the one at the beginning or the end
// of the name is the family name; one alone is the father's name, unless it is written as South Slavs write theirs.
func (p *parser) setUnsureFather(first, last, unsure int) {
	at := first
	if unsure > 1 && p.firstOpen() == first {
		at = last
	}
	w := &p.words[at]
	if w.part == Family || strings.HasSuffix(w.own, "ić") || unsure == 1 && p.firstOpen() == at {
		return
	}
	f, ok := parseFather(w.spoken())
	if !ok {
		f, _ = misspeltFather(w.spoken())
	}
	p.setFather(at, f)
}

// firstOpen returns the place of the first name that is not settled.
func (p *parser) firstOpen() int {
	for i := range p.words {
		if p.words[i].open() {
			return i
		}
	}
	return -1
}
