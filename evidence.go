package lookback

import (
	"fmt"
	"strconv"
)

// Score is a similarity in ten-thousandths: 7000 is 0.70. Scores are integers so that
// the same parties give the same score, and the same bytes, on every machine.
type Score int32

// MaxScore is the score of two parties between which nothing differs.
const MaxScore Score = 10000

// String returns the score as a decimal fraction: "0.7000".
func (s Score) String() string { return fmt.Sprintf("%d.%04d", s/MaxScore, s%MaxScore) }

// Float returns the score as a number between 0 and 1.
func (s Score) Float() float64 { return float64(s) / float64(MaxScore) }

// ParseScore reads a decimal fraction between 0 and 1.
func ParseScore(text string) (Score, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f >= 0 && f <= 1) {
		return 0, &InputError{Reason: fmt.Sprintf("%q is not a number between 0 and 1", text)}
	}
	return Score(f*float64(MaxScore) + 0.5), nil
}

// Outcome says what comparing one field of two parties showed.
type Outcome string

// The outcomes. Missing is neutral: it speaks neither for nor against.
const (
	Agrees     Outcome = "agrees"
	Compatible Outcome = "compatible" // nothing contradicts, but the precision does not suffice to agree
	Weak       Outcome = "weak"       // differs in a way that errors of writing explain
	Conflicts  Outcome = "conflicts"
	Missing    Outcome = "missing"
)

// Strength says how much independent evidence supports that two parties are the same.
// It is not the score: a perfect score on the name alone is still NameOnly.
type Strength string

// The strengths, weakest first.
const (
	NameOnly     Strength = "name only"         // identity stays "insufficient identifiers"
	Contradicted Strength = "contradicted"      // something independent speaks against
	Corroborated Strength = "corroborated"      // something independent is compatible or agrees in part
	Identified   Strength = "identifier agrees" // an independent identifier or full date of birth agrees
)

// Evidence is the structured explanation of one comparison between a record (left) and an
// entry (right): what agrees, what conflicts, what is missing and which rule said so.
type Evidence struct {
	Score    Score
	Strength Strength
	Priority int // order of review only, 0 (last) to 100 (first)
	Name     NameEvidence
	Fields   []FieldEvidence
	Matcher  string // version of the matcher that said so
}

// NameEvidence is the alignment of the two names that fit best.
type NameEvidence struct {
	Left, Right string // the two names as written
	RightWeak   bool   // the name of the entry is a weak alias
	Score       Score  // of the names alone
	Pairs       []TokenPair
	LeftOnly    []TokenLeft
	RightOnly   []TokenLeft
	Rules       []string // rules about the names as a whole that changed the score, by name
}

// TokenPair is one token of each name and what relates them.
type TokenPair struct {
	Left, Right string // surfaces as written
	Relation    string // equal, symbol, skeleton, edit, initial, joined
	Rule        string // the table or rule that relates them
	Similarity  Score
}

// TokenLeft is a token that has no counterpart in the other name.
type TokenLeft struct {
	Surface string
	Class   string
	Effect  string // none, missing, contradicts
}

// FieldEvidence is the comparison of one field other than the name.
type FieldEvidence struct {
	Field   string // birth, identifier, gender, nationality, birthplace, kind, ...
	Outcome Outcome
	Left    string // as written; empty when missing
	Right   string
	Rule    string
	Factor  Score // what the score was multiplied by; MaxScore when it changed nothing
}

// Validate reports as ErrInvalid an evidence that does not explain its score.
func (e Evidence) Validate() error {
	switch {
	case e.Matcher == "":
		return fmt.Errorf("evidence without the version of its matcher: %w", ErrInvalid)
	case e.Name.Left == "" || e.Name.Right == "":
		return fmt.Errorf("evidence without the names it compares: %w", ErrInvalid)
	case e.Strength == "":
		return fmt.Errorf("evidence without its strength: %w", ErrInvalid)
	}
	return nil
}
