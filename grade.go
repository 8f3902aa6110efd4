package lookback

import (
	"fmt"
	"strings"
)

// SourceGrade says how reliable a source is, A to F (Admiralty code). It is judged apart from the information.
type SourceGrade byte

// The grades of a source.
const (
	SourceReliable  SourceGrade = 'A' // completely reliable
	SourceUsually   SourceGrade = 'B' // usually reliable
	SourceFairly    SourceGrade = 'C' // fairly reliable
	SourceNotOften  SourceGrade = 'D' // not usually reliable
	SourceNot       SourceGrade = 'E' // unreliable
	SourceNotJudged SourceGrade = 'F' // reliability cannot be judged: the lowest weight, never the middle (R20)
)

// InfoGrade says how credible a piece of information is, 1 to 6 (Admiralty code). It is judged apart from the source.
type InfoGrade byte

// The grades of information.
const (
	InfoConfirmed  InfoGrade = '1' // confirmed by other sources
	InfoProbable   InfoGrade = '2' // probably true
	InfoPossible   InfoGrade = '3' // possibly true
	InfoDoubtful   InfoGrade = '4' // doubtful
	InfoImprobable InfoGrade = '5' // improbable
	InfoNotJudged  InfoGrade = '6' // truth cannot be judged: the lowest weight, never the middle (R20)
)

// Valid reports whether g is one of A to F.
func (g SourceGrade) Valid() bool { return g >= SourceReliable && g <= SourceNotJudged }

// Valid reports whether g is one of 1 to 6.
func (g InfoGrade) Valid() bool { return g >= InfoConfirmed && g <= InfoNotJudged }

// Grade is the pair as people write it: "C3".
type Grade struct {
	Source SourceGrade
	Info   InfoGrade
}

// String returns the grade as people write it, "C3"; what was not given is "?".
func (g Grade) String() string {
	out := []byte("??")
	if g.Source.Valid() {
		out[0] = byte(g.Source)
	}
	if g.Info.Valid() {
		out[1] = byte(g.Info)
	}
	return string(out)
}

// ParseGrade reads a pair such as "C3".
func ParseGrade(text string) (Grade, error) {
	t := strings.ToUpper(strings.TrimSpace(text))
	if len(t) == 2 {
		if g := (Grade{SourceGrade(t[0]), InfoGrade(t[1])}); g.Source.Valid() && g.Info.Valid() {
			return g, nil
		}
	}
	return Grade{}, &InputError{Field: "grade", Reason: fmt.Sprintf("%q is not a grade", text), Hint: "write a source grade A to F and an information grade 1 to 6, for example C3"}
}

// A scale maps the Admiralty grades, in order, to the letters of a coarser one. Reading the coarser scale gives
// the least of the grades that it stands for, so that nothing gains weight by travelling from house to house.
type scale struct {
	source string // the foreign letter for A, B, C, D, E, F
	info   string // the foreign letter for 1, 2, 3, 4, 5, 6
}

// 3x5x2 (UK, since 2016): 1 reliable, 2 untested, 3 not reliable; A known directly, B known indirectly but
// corroborated, C known indirectly, D not known, E suspected false.
var scale3x5x2 = scale{source: "111332", info: "ABCDED"}

// 5x5x5 (UK, before): A always reliable, B mostly, C sometimes, D unreliable, E untested; 1 known to be true,
// 2 known personally to the source, 3 corroborated, 4 cannot be judged, 5 suspected false.
var scale5x5x5 = scale{source: "ABCDDE", info: "123454"}

// To3x5x2 returns the first two parts of the UK 3x5x2 code, "1C".
func (g Grade) To3x5x2() string { return scale3x5x2.write(g) }

// To5x5x5 returns the first two parts of the UK 5x5x5 code, "C3".
func (g Grade) To5x5x5() string { return scale5x5x5.write(g) }

// From3x5x2 reads the first two parts of a 3x5x2 code; what follows them is handling and is not looked at.
func From3x5x2(code string) (Grade, error) { return scale3x5x2.read("3x5x2", code) }

// From5x5x5 reads the first two parts of a 5x5x5 code; what follows them is handling and is not looked at.
func From5x5x5(code string) (Grade, error) { return scale5x5x5.read("5x5x5", code) }

// write returns the foreign code of g. A grade that was not given is written as not judged.
func (s scale) write(g Grade) string {
	source, info := g.Source, g.Info
	if !source.Valid() {
		source = SourceNotJudged
	}
	if !info.Valid() {
		info = InfoNotJudged
	}
	return string([]byte{s.source[source-SourceReliable], s.info[info-InfoConfirmed]})
}

func (s scale) read(name, code string) (Grade, error) {
	c := strings.ToUpper(strings.TrimSpace(code))
	if len(c) < 2 {
		return Grade{}, &InputError{Field: "grade", Reason: fmt.Sprintf("%q is not a %s code", code, name)}
	}
	source, info := strings.LastIndexByte(s.source, c[0]), strings.LastIndexByte(s.info, c[1])
	if source < 0 || info < 0 {
		return Grade{}, &InputError{Field: "grade", Reason: fmt.Sprintf("%q is not a %s code", code, name)}
	}
	return Grade{SourceReliable + SourceGrade(source), InfoConfirmed + InfoGrade(info)}, nil
}

// stixConfidence holds the value STIX 2.1 gives for each credibility; 6 has none.
var stixConfidence = [...]int{90, 70, 50, 30, 10}

// STIXConfidence returns the STIX 2.1 confidence for the credibility of the information.
// It reports false for what cannot be judged: the property is then left out.
func (g InfoGrade) STIXConfidence() (int, bool) {
	if !g.Valid() || g == InfoNotJudged {
		return 0, false
	}
	return stixConfidence[g-InfoConfirmed], true
}

// InfoFromSTIX returns the credibility for a STIX 2.1 confidence of 0 to 100; given is false where the object has none.
func InfoFromSTIX(confidence int, given bool) (InfoGrade, error) {
	switch {
	case !given:
		return InfoNotJudged, nil
	case confidence < 0 || confidence > 100:
		return 0, &InputError{Field: "confidence", Reason: fmt.Sprintf("%d is outside 0 to 100", confidence)}
	case confidence >= 80:
		return InfoConfirmed, nil
	case confidence >= 60:
		return InfoProbable, nil
	case confidence >= 40:
		return InfoPossible, nil
	case confidence >= 20:
		return InfoDoubtful, nil
	}
	return InfoImprobable, nil
}
