package eval

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/text"
)

// Case is one labelled pair of names.
type Case struct {
	Line     int
	Group    string
	Schema   string // Person, Company, Organization, LegalEntity, Vessel
	Left     string
	Right    string
	Match    bool
	Quality  string // STRONG, MEDIUM or WEAK: how sure the label is
	Category string
}

// Result is a case with its score.
type Result struct {
	Case
	Score     lookback.Score
	Predicted bool
}

// NamesReport is what the labelled pairs show at one threshold.
type NamesReport struct {
	Threshold          lookback.Score
	All                Tally
	ByQuality          map[string]Tally
	ByCategory         map[string]Tally
	BySchema           map[string]Tally
	ByScript           map[string]Tally
	StrongMissed       []Result
	StrongFalseMatches []Result
	Results            []Result
}

// ReadCases reads labelled pairs from CSV with the columns case_group, schema, name1, name2,
// is_match, quality, category. Further columns are ignored. A row that cannot be read is an InputError with its line.
func ReadCases(r io.Reader, file string) ([]Case, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, &lookback.InputError{File: file, Line: 1, Reason: "there is no header", Hint: "the first line names the columns"}
	}
	column := map[string]int{}
	for i, name := range header {
		column[strings.TrimPrefix(name, "\ufeff")] = i
	}
	for _, name := range []string{"schema", "name1", "name2", "is_match"} {
		if _, ok := column[name]; !ok {
			return nil, &lookback.InputError{File: file, Line: 1, Field: name, Reason: "the column is missing"}
		}
	}
	var cases []Case
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return cases, nil
		}
		line, _ := in.FieldPos(0)
		if err != nil {
			return nil, &lookback.InputError{File: file, Line: line, Reason: err.Error()}
		}
		c, err := caseOf(row, column)
		if err != nil {
			return nil, &lookback.InputError{File: file, Line: line, Field: "is_match", Reason: err.Error(), Hint: "write true or false"}
		}
		c.Line = line
		cases = append(cases, c)
	}
}

func caseOf(row []string, column map[string]int) (Case, error) {
	get := func(name string) string {
		if i, ok := column[name]; ok && i < len(row) {
			return row[i]
		}
		return ""
	}
	c := Case{Group: get("case_group"), Schema: get("schema"), Left: get("name1"), Right: get("name2"), Quality: get("quality"), Category: get("category")}
	switch strings.ToLower(get("is_match")) {
	case "true", "1":
		c.Match = true
	case "false", "0":
	default:
		return c, fmt.Errorf("%q is neither true nor false", get("is_match"))
	}
	return c, nil
}

// Names scores every case on its names alone and compares with the labels at threshold.
func Names(cases []Case, threshold lookback.Score) NamesReport {
	report := NamesReport{
		Threshold: threshold,
		ByQuality: map[string]Tally{}, ByCategory: map[string]Tally{}, BySchema: map[string]Tally{}, ByScript: map[string]Tally{},
	}
	var scratch match.Scratch
	for _, c := range cases {
		kind := kindOf(c.Schema)
		left, right := party(c.Left, kind), party(c.Right, kind)
		score := scratch.BestName(&left, &right)
		report.add(Result{Case: c, Score: score, Predicted: score >= threshold}, scriptOf(left.Texts[0], right.Texts[0]))
	}
	return report
}

func (r *NamesReport) add(result Result, script string) {
	r.Results = append(r.Results, result)
	r.All.Add(result.Match, result.Predicted)
	for _, slice := range []struct {
		tallies map[string]Tally
		key     string
	}{{r.ByQuality, result.Quality}, {r.ByCategory, result.Category}, {r.BySchema, result.Schema}, {r.ByScript, script}} {
		t := slice.tallies[slice.key]
		t.Add(result.Match, result.Predicted)
		slice.tallies[slice.key] = t
	}
	if result.Quality != "STRONG" || result.Match == result.Predicted {
		return
	}
	if result.Match {
		r.StrongMissed = append(r.StrongMissed, result)
	} else {
		r.StrongFalseMatches = append(r.StrongFalseMatches, result)
	}
}

// party prepares a party of which nothing but a name is known.
func party(name string, kind lookback.PartyKind) match.Party {
	return match.Prepare(lookback.Party{Kind: kind, Names: []lookback.Name{{Full: name}}})
}

func kindOf(schema string) lookback.PartyKind {
	switch schema {
	case "Person":
		return lookback.KindPerson
	case "Vessel":
		return lookback.KindVessel
	case "Company", "Organization", "LegalEntity":
		return lookback.KindOrganisation
	default:
		return lookback.KindUnknown
	}
}

// scriptOf names the writing systems of a pair, "cyrillic-latin", in alphabetical order.
func scriptOf(names ...text.Name) string {
	var scripts []string
	for _, n := range names {
		for _, t := range n.Tokens {
			if s := t.Form.Script.String(); !slices.Contains(scripts, s) {
				scripts = append(scripts, s)
			}
		}
	}
	slices.Sort(scripts)
	return strings.Join(scripts, "-")
}

// WriteScores writes every result as CSV: the columns of the input and the score.
func (r NamesReport) WriteScores(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"case_group", "schema", "name1", "name2", "is_match", "quality", "category", "score"}}
	for _, x := range r.Results {
		rows = append(rows, []string{x.Group, x.Schema, x.Left, x.Right, fmt.Sprint(x.Match), x.Quality, x.Category, x.Score.String()})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write scores: %w", err)
	}
	return nil
}
