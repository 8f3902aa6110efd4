package api

import "lookback"

// Score is a similarity between 0 and 1 as machines read it.
type Score lookback.Score

// MarshalJSON writes the score as a decimal fraction with four places.
func (s Score) MarshalJSON() ([]byte, error) { return []byte(lookback.Score(s).String()), nil }

// UnmarshalJSON reads a decimal fraction between 0 and 1.
func (s *Score) UnmarshalJSON(data []byte) error {
	parsed, err := lookback.ParseScore(string(data))
	*s = Score(parsed)
	return err
}

// Evidence is the structured explanation of a comparison. See docs/format/evidence.md.
type Evidence struct {
	Score    Score        `json:"score"`
	Strength string       `json:"strength"`
	Priority int          `json:"priority"`
	Name     NameEvidence `json:"name"`
	Fields   []Field      `json:"fields"`
	Matcher  string       `json:"matcher"`
	Words    []string     `json:"words"`
}

// NameEvidence is the alignment of the two names that fit best.
type NameEvidence struct {
	Left      string      `json:"left"`
	Right     string      `json:"right"`
	RightWeak bool        `json:"right_weak"`
	Score     Score       `json:"score"`
	Pairs     []TokenPair `json:"pairs"`
	LeftOnly  []TokenLeft `json:"left_only"`
	RightOnly []TokenLeft `json:"right_only"`
	Rules     []string    `json:"rules"`
}

// TokenPair is one token of each name and what relates them.
type TokenPair struct {
	Left       string `json:"left"`
	Right      string `json:"right"`
	Relation   string `json:"relation"`
	Rule       string `json:"rule"`
	Similarity Score  `json:"similarity"`
}

// TokenLeft is a token without counterpart.
type TokenLeft struct {
	Surface string `json:"surface"`
	Class   string `json:"class"`
	Effect  string `json:"effect"`
}

// Field is the comparison of one field other than the name.
type Field struct {
	Field   string `json:"field"`
	Outcome string `json:"outcome"`
	Left    string `json:"left"`
	Right   string `json:"right"`
	Rule    string `json:"rule"`
	Factor  Score  `json:"factor"`
}

// EvidenceOf translates e.
func EvidenceOf(e lookback.Evidence) Evidence {
	out := Evidence{
		Score: Score(e.Score), Strength: string(e.Strength), Priority: e.Priority, Matcher: e.Matcher,
		Name: NameEvidence{
			Left: e.Name.Left, Right: e.Name.Right, RightWeak: e.Name.RightWeak, Score: Score(e.Name.Score),
			Pairs: []TokenPair{}, LeftOnly: leftOf(e.Name.LeftOnly), RightOnly: leftOf(e.Name.RightOnly), Rules: append([]string{}, e.Name.Rules...),
		},
		Fields: []Field{},
		Words:  e.Words(),
	}
	for _, p := range e.Name.Pairs {
		out.Name.Pairs = append(out.Name.Pairs, TokenPair{Left: p.Left, Right: p.Right, Relation: p.Relation, Rule: p.Rule, Similarity: Score(p.Similarity)})
	}
	for _, f := range e.Fields {
		out.Fields = append(out.Fields, Field{Field: f.Field, Outcome: string(f.Outcome), Left: f.Left, Right: f.Right, Rule: f.Rule, Factor: Score(f.Factor)})
	}
	return out
}

func leftOf(tokens []lookback.TokenLeft) []TokenLeft {
	out := []TokenLeft{}
	for _, t := range tokens {
		out = append(out, TokenLeft{Surface: t.Surface, Class: t.Class, Effect: t.Effect})
	}
	return out
}
