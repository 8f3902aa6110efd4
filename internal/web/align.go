package web

import (
	"slices"
	"strings"
	"unicode"

	"lookback"
)

// alignment is two names drawn one above the other, with a line between tokens that stand for each other. The drawing
// repeats what the table beside it says.
type alignment struct {
	Width, Height int
	Tokens        []drawnToken
	Lines         []drawnLine
}

// drawnToken is a token in its box.
type drawnToken struct {
	Text       string
	X, Y, W, H int
	Middle     int
	Baseline   int
	State      string // paired, free or against
}

// drawnLine joins two tokens.
type drawnLine struct {
	X1, Y1, X2, Y2, Bend int
	Relation             string
}

const (
	tokenHeight = 34
	tokenGap    = 12
	rowGap      = 62
	glyphWidth  = 10 // of one character of a fixed font at 16 px, with room
	tokenPad    = 24
)

// align places the tokens of both names in the order in which they are written.
func align(n lookback.NameEvidence) alignment {
	var left, right []drawnToken
	for _, p := range n.Pairs {
		left, right = append(left, drawnToken{Text: p.Left, State: "paired"}), append(right, drawnToken{Text: p.Right, State: "paired"})
	}
	for _, t := range n.LeftOnly {
		left = append(left, drawnToken{Text: t.Surface, State: freeState(t)})
	}
	for _, t := range n.RightOnly {
		right = append(right, drawnToken{Text: t.Surface, State: freeState(t)})
	}
	var a alignment
	leftAt, rightAt := a.row(left, n.Left, 0), a.row(right, n.Right, tokenHeight+rowGap)
	a.Height = 2*tokenHeight + rowGap
	for i, p := range n.Pairs {
		from, to := a.Tokens[leftAt[i]], a.Tokens[rightAt[i]]
		a.Lines = append(a.Lines, drawnLine{X1: from.Middle, Y1: tokenHeight, X2: to.Middle, Y2: tokenHeight + rowGap, Bend: tokenHeight + rowGap/2, Relation: p.Relation})
	}
	return a
}

func freeState(t lookback.TokenLeft) string {
	if t.Effect == "contradicts" {
		return "against"
	}
	return "free"
}

// row places tokens in the order in which the name has them, and returns where each came to stand.
func (a *alignment) row(tokens []drawnToken, name string, y int) []int {
	order := make([]int, len(tokens))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return strings.Index(name, tokens[i].Text) - strings.Index(name, tokens[j].Text) })
	places := make([]int, len(tokens))
	x := 0
	for _, i := range order {
		t := tokens[i]
		t.X, t.Y, t.H, t.W = x, y, tokenHeight, tokenPad+glyphWidth*columns(t.Text)
		t.Middle, t.Baseline = x+t.W/2, y+tokenHeight/2+6
		places[i] = len(a.Tokens)
		a.Tokens = append(a.Tokens, t)
		x += t.W + tokenGap
	}
	a.Width = max(a.Width, x-tokenGap)
	return places
}

// columns returns how many columns of a fixed font a text takes.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			n += 2
		default:
			n++
		}
	}
	return n
}

// sideBySide is one thing known about both parties, and what comparing it showed.
type sideBySide struct {
	Field       string
	Left, Right []string
	Outcome     lookback.Outcome
	Rule        string
}

// fieldsOf lists what is known about both parties, in the order in which people look: what agrees, conflicts and is missing.
func fieldsOf(left, right lookback.Party, e lookback.Evidence) []sideBySide {
	outcomes := map[string]lookback.FieldEvidence{}
	for _, f := range e.Fields {
		outcomes[f.Field] = f
	}
	rows := []sideBySide{
		{Field: "name", Left: nameTexts(left), Right: nameTexts(right)},
		{Field: "birth", Left: dateTexts(left.Births), Right: dateTexts(right.Births)},
		{Field: "identifier", Left: identifierTexts(left), Right: identifierTexts(right)},
		{Field: "birthplace", Left: left.BirthPlaces, Right: right.BirthPlaces},
		{Field: "gender", Left: left.Genders, Right: right.Genders},
		{Field: "country", Left: countries(left), Right: countries(right)},
		{Field: "address", Left: addressTexts(left), Right: addressTexts(right)},
		{Field: "kind", Left: []string{string(left.Kind)}, Right: []string{string(right.Kind)}},
	}
	for i := range rows {
		if f, ok := outcomes[rows[i].Field]; ok {
			rows[i].Outcome, rows[i].Rule = f.Outcome, f.Rule
		} else if rows[i].Field != "name" {
			rows[i].Outcome = lookback.Missing
		}
	}
	return slices.DeleteFunc(rows, func(r sideBySide) bool { return len(r.Left)+len(r.Right) == 0 })
}

func nameTexts(p lookback.Party) (all []string) {
	for _, n := range p.Names {
		all = append(all, n.Full)
	}
	return all
}

func dateTexts(dates []lookback.Date) (all []string) {
	for _, d := range dates {
		all = append(all, d.Raw)
	}
	return all
}

func identifierTexts(p lookback.Party) (all []string) {
	for _, i := range p.Identifiers {
		all = append(all, strings.Join(strings.Fields(i.Type+" "+i.Value+" "+i.Country), " "))
	}
	return all
}

func countries(p lookback.Party) []string {
	return slices.Compact(slices.Concat(p.Nationalities, p.Countries))
}

func addressTexts(p lookback.Party) (all []string) {
	for _, a := range p.Addresses {
		all = append(all, strings.Trim(a.Text+", "+a.Country, ", "))
	}
	return all
}
