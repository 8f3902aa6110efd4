package text

import "strings"

// fathers finds fathers' names: by the relation word beside them, or by their own ending (DOMAIN 2.1, item 4).
func (p *parser) fathers() {
	if p.isOrganisation() {
		return
	}
	for i := range p.out {
		f := p.out[i].Form
		if f.Class == Relation {
			p.father(i)
		} else if isName(f.Class) && i > 0 {
			p.fatherByEnding(i)
		}
	}
}

// father marks the name that a relation word speaks of: after bin and ibn, before o‘g‘li and uulu.
func (p *parser) father(i int) {
	r := postposed[p.out[i].Form.Folded]
	if r == nil {
		for j := i + 1; j < len(p.out); j++ {
			if isName(p.out[j].Form.Class) {
				p.setFather(j, "", false, false)
				return
			}
		}
		return
	}
	if i > 0 && isName(p.out[i-1].Form.Class) {
		p.setFather(i-1, "", r.feminine, !r.feminine)
	}
}

func isName(c Class) bool { return c == Unknown || c == Given || c == Family || c == Nisba }

// setFather makes token i the father's name that is left of it without ending.
func (p *parser) setFather(i int, ending string, feminine, masculine bool) {
	old := p.out[i].Form
	var alts []string
	for _, a := range p.alts[i] {
		if stem, ok := strings.CutSuffix(a, ending); ok {
			alts = append(alts, stem)
		}
	}
	if strings.HasSuffix(ending, "vich") {
		alts = append(alts, old.Folded) // in Serbia and Croatia the whole of it is a family name
	}
	f := *p.memory.form(strings.TrimSuffix(old.Folded, ending), Patronymic, old.Script, alts)
	f.Feminine, f.Masculine = feminine, masculine
	p.out[i].Form = &f
}

// child is what a relation word or ending says about the child.
type child struct{ feminine bool }

var (
	son      = &child{}
	daughter = &child{feminine: true}

	postposed = map[string]*child{
		"ogli": son, "ugli": son, "ogly": son, "uglu": son, "oglu": son, "oghlu": son, "ugly": son, "uulu": son, "uly": son, "ulu": son, "uli": son, "oglı": son,
		"qizi": daughter, "kizi": daughter, "kyzy": daughter, "gizi": daughter, "qyzy": daughter, "kyz": daughter, "qizy": daughter,
	}

	// fatherEndings are longest first. A name must be left over that is long enough to be one.
	fatherEndings = []struct {
		ending string
		child  *child
	}{
		{"yevich", son}, {"ievich", son}, {"yevna", daughter}, {"ievna", daughter}, {"ovich", son}, {"evich", son}, {"ovych", son}, {"ovna", daughter}, {"evna", daughter}, {"ivna", daughter}, {"yovych", son},
		{"avich", son}, {"auna", daughter}, {"euna", daughter}, // Belarusian
		{"ovitch", son}, {"evitch", son}, {"owitsch", son}, {"ewitsch", son}, {"owna", daughter}, {"ewna", daughter}, // French, German
		{"ugli", son}, {"ogli", son}, {"ogly", son}, {"uulu", son}, {"uly", son}, {"kyzy", daughter}, {"qizi", daughter}, {"kizi", daughter}, {"qyzy", daughter},
	}
)

const minFather = 3

// fatherByEnding marks a name such as Karimovich, Karimogli or Karimqyzy.
func (p *parser) fatherByEnding(i int) {
	f := p.out[i].Form
	if !strings.Contains("haiyuc", f.Folded[len(f.Folded)-1:]) {
		return // no ending ends otherwise
	}
	for _, e := range fatherEndings {
		stem, ok := strings.CutSuffix(f.Folded, e.ending)
		if ok && len(stem) >= minFather {
			p.setFather(i, e.ending, e.child.feminine, !e.child.feminine)
			return
		}
	}
	if i+1 == len(p.out) || !isName(p.out[i+1].Form.Class) {
		return
	}
	for _, ending := range misspeltEndings {
		if stem, ok := strings.CutSuffix(f.Folded, ending); ok && len(stem) >= minFather {
			p.setFather(i, ending, false, true)
			return
		}
	}
}

// misspeltEndings are -ovich and -evich with one error of writing; they count between two other names only.
var misspeltEndings = strings.Fields(`ovicch ovichh ovvich oovich oviich ovcih ovihc voich oivch ovch ovih oich ovech ovoch ovuch uvich ivich
	evicch evichh evvich eevich eviich evcih evihc veich eivch evch evih eich evech evoch evuch vich`)
