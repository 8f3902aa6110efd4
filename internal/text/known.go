package text

import (
	"slices"
	"strings"
)

// knownWord is what an Analyser remembers of a word: what it is by itself, and the forms that it had in names.
type knownWord struct {
	word
	quiet        bool
	familyEnding bool
	forms        []knownForm
}

// knownForm is the form of a known word in names where context is the same.
type knownForm struct {
	context context
	form    *Form
}

// context is all that the form of a known word is made from but the word, as long as the parser left its letters alone.
type context struct {
	class Class
	asian asian
	marks uint8
}

// familyMark is the mark of a word that the source calls the family name: the last one in word.context.
const familyMark = 1 << 4

// form returns the form that k had in the same context, or nil.
func (k *knownWord) form(c context) *Form {
	for i := range k.forms {
		if k.forms[i].context == c {
			return k.forms[i].form
		}
	}
	return nil
}

// newKnownWord returns what is to be remembered of w, which is as it is by itself.
func newKnownWord(w word) *knownWord {
	k := &knownWord{word: w}
	k.quiet = w.isQuiet()
	k.familyEnding = w.hasFamilyEnding()
	k.known = k
	return k
}

// unchanged returns what is known of w, or nil where that is nothing, or the parser has changed its letters.
func (w *word) unchanged() *knownWord {
	if k := w.known; k != nil && w.latin == k.latin && w.own == k.own {
		return k
	}
	return nil
}

// quietRoles are the roles that a quiet word may have: they say which names a word is, and only the rules for other words ask.
const quietRoles = roleVariant | roleRoot | roleChain | roleArabic | roleGeneric | rolePlace | roleNumber | roleOrgParticle | roleVesselPrefix

// shortestQuiet is the length of the shortest quiet word: initials and na are shorter.
const shortestQuiet = 3

// isQuiet reports whether no rule about names of people takes hold of w, whatever its neighbours, as long as no sign stands around it and
// they are quiet too. Then each of these steps of parser.person leaves all words as they are:
//
//   - familyFirst, initials: they want signs, or one or two letters;
//   - splitUnspaced: it wants Han or Hangul;
//   - dangling, kunyas, fathers before their endings, placeholders, articles: they want roles, signs, or the letters x and na;
//   - suffixes: a legal form or a generation;
//   - compounds: a servant, a god, a head or an article among the words, by role or nearly, or another spelling of the word itself;
//   - titles: a title by role or nearly, or a family name of eastAsia;
//   - fathersByEnding: an ending of fathers' names;
//   - eastAsia: it wants a family name of the tables at one end of the name, or one character.
//
// What is left is families.
func (w *word) isQuiet() bool {
	return w.script == Latin && len(w.latin) >= shortestQuiet && isSounded(w.latin) && !repeated(w.latin, 'x') &&
		!w.is(^quietRoles) && (w.lex == nil || w.lex.chinese == nil && w.lex.korean == nil) &&
		!isLegalForm(w.latin) && !w.isNearlyCompound() && !w.mayHoldArticle() && !w.isMisspeltTitle() && !mayBeFather(w.latin)
}

func isLegalForm(latin string) bool {
	_, ok := lexiconOnce().legal[latin]
	return ok
}

// isNearlyCompound reports whether w may be half of a compound name, or has another spelling as a whole one.
func (w *word) isNearlyCompound() bool {
	return lexiconOnce().canonical(w.latin) != w.latin ||
		slices.ContainsFunc([]string{"abdul", "abdel", "abdur", "ullah", "din"}, func(half string) bool { return nearly(w.latin, half) })
}

// mayHoldArticle reports whether w begins as words do that an article is joined to.
func (w *word) mayHoldArticle() bool {
	return w.lex == nil && (strings.HasPrefix(w.latin, "al") || strings.HasPrefix(w.latin, "el"))
}

func mayBeFather(latin string) bool {
	if _, ok := parseFather(latin); ok {
		return true
	}
	_, ok := misspeltFather(latin)
	return ok
}

// isQuiet reports whether all words are quiet, with no signs around them.
func (p *parser) isQuiet() bool {
	for i := range p.words {
		if k := p.words[i].known; k == nil || !k.quiet || p.words[i].marks&^upperCase != 0 {
			return false
		}
	}
	return true
}

// hasFamilyEnding reports whether w ends as family names do, and is no name by itself.
func (w *word) hasFamilyEnding() bool {
	return len(w.latin) > 4 && w.script != Arabic && !w.is(roleVariant) && lexiconOnce().stemOf(w.spoken()).text != ""
}

// endsAsFamily does what hasFamilyEnding does, by what is remembered of w where that is enough.
func (w *word) endsAsFamily() bool {
	if k := w.unchanged(); k != nil && w.sound == "" {
		return k.familyEnding
	}
	return w.hasFamilyEnding()
}
