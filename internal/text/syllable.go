package text

import (
	"maps"
	"strings"
	"sync"
)

// The sounds that syllables of romanised Chinese and Korean begin and end with. Every syllable of pinyin,
// Wade-Giles, the Revised Romanisation and McCune-Reischauer is an initial and a final; a few combinations that are no
// syllables pass too, which only asks for near-equality where an error of writing might have explained a difference.
var (
	syllableInitials = strings.Fields("zh ch sh ts tz hs kk tt pp ss jj b p m f d t n l g k h j q x r z c s y w")
	syllableFinals   = set(`a o e i u ai ei ao ou an en ang eng ong ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang ue
		ih eh ien ung ueh uei iung ae ya yae eo yeo ye wa wae oe yo we wi yu eu ui ak ok uk ik ek aek eok euk yeok yok
		al ol ul il el ael eol eul yeol yol am om um im em eom eum yeom yom ap op up ip eop eup yeop yop
		eon eun yeon yon aen on aeng eong eung yeong yong yun yung yang wan won wang weon won at ot ut it eot yul yuk wol yon`)
)

// syllables holds every initial with every final.
var syllables = sync.OnceValue(func() map[string]bool {
	all := maps.Clone(syllableFinals)
	for _, initial := range syllableInitials {
		for final := range syllableFinals {
			all[initial+final] = true
		}
	}
	return all
})

// longestSyllable is the length of zhuang and others.
const longestSyllable = 6

// isSyllable reports whether folded can be one syllable of a Chinese or Korean name.
func isSyllable(folded string) bool {
	return len(folded) >= 2 && len(folded) <= longestSyllable && syllables()[folded]
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
