package text

import (
	"slices"
	"strings"
)

// compound is a way in which Arabic makes one name of two words, one of which people also go by alone.
type compound uint8

// The compounds.
const (
	servantOf compound = iota // Abdulkarim, also Karim
	faithOf                   // Nuruddin, also Nur
	godOf                     // Fazlullah, also Fazl
	compounds
)

// halfSections are the sections of the table of compounds that list the half that can stand alone.
var halfSections = [compounds]string{servantOf: "attribute", faithOf: "before faith", godOf: "before god"}

// compose returns the spelling of the compound that half makes, as canonical writes it.
func (c compound) compose(half string) string {
	return [compounds]string{"abdul" + half, half + "uddin", half + "ullah"}[c]
}

// loadHalves opens a class of short forms for each half that the table lists. Halves meet by their skeletons, because no
// table lists all spellings, nor all compounds.
func (x *lexicon) loadHalves() {
	for c := range x.halves {
		x.halves[c] = map[string]Symbol{}
	}
	for _, s := range sections("arabic-compounds") {
		c := slices.Index(halfSections[:], s.name)
		if c < 0 {
			continue
		}
		for _, row := range s.rows {
			for half := range strings.FieldsSeq(row) {
				x.addHalf(compound(c), tableKey(half))
			}
		}
	}
}

func (x *lexicon) addHalf(c compound, half string) {
	key := skeletonOf(half, false)
	if x.halves[c][key] == 0 {
		x.halves[c][key] = x.newClass(Nicknames, c.compose(half))
	}
}

// appendHalves appends the classes of short forms of a name to symbols: that of the compound that it is, or those of the
// compounds of which it, having this skeleton, is the half.
func (x *lexicon) appendHalves(symbols []Symbol, name, skeleton string) []Symbol {
	if symbol := x.halfOf(name); symbol != 0 {
		return append(slices.Clip(symbols), symbol)
	}
	for c := range x.halves {
		if symbol := x.halves[c][skeleton]; symbol != 0 {
			symbols = append(slices.Clip(symbols), symbol)
		}
	}
	if symbol := x.endeared[x.rootOf(name, skeleton)]; symbol != 0 {
		symbols = append(slices.Clip(symbols), symbol)
	}
	return symbols
}

// halfOf returns the class of the short form of a compound name in its one spelling, or 0 when it has none.
func (x *lexicon) halfOf(name string) Symbol {
	if half, ok := strings.CutPrefix(name, "abdul"); ok {
		return x.half(servantOf, half)
	}
	if half, ok := strings.CutSuffix(name, "uddin"); ok {
		return x.half(faithOf, half)
	}
	if half, ok := strings.CutSuffix(name, "ullah"); ok {
		return x.half(godOf, half)
	}
	return x.endearmentOf(name)
}

// half returns the class of the half that is spelt so or alike.
func (x *lexicon) half(c compound, half string) Symbol {
	var room [2 * longestSounded]byte
	return x.halves[c][string(appendSkeleton(room[:0], half, false))]
}

// isHalf reports whether s, or s without a family ending, is the half of a compound that can stand alone.
func (x *lexicon) isHalf(c compound, s string) bool {
	if x.half(c, s) != 0 {
		return true
	}
	t := x.stemOf(s).text
	return t != "" && x.half(c, t) != 0
}
