package casework

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"lookback"
)

//go:embed profiles/*.json
var profileFiles embed.FS

// Profile is the vocabulary and the pace of one kind of organisation: labels for what people see, and until when work is due.
// The axes, their values and the rules are the same for everybody. The zero Profile has no labels and the default pace.
type Profile struct {
	Name       string
	Title      string
	CaseWord   string
	EscalateTo string

	labels map[string]string
	due    map[lookback.AxisValue]time.Duration
	times  RedressTimes
	terms  map[lookback.AxisValue]termTimes
}

// defaultDue is the pace where a profile says nothing: a day to look, three to judge, a month to find out.
var defaultDue = map[lookback.AxisValue]time.Duration{
	lookback.WorkQueued: dayLong, lookback.WorkTriage: 3 * dayLong, lookback.WorkInvestigating: 30 * dayLong, lookback.WorkAwaitingInfo: 30 * dayLong,
	lookback.WorkAwaitingSecond: 3 * dayLong, lookback.WorkReopened: 3 * dayLong, lookback.WorkRedress: 7 * dayLong,
}

// profileFile is a profile as it is written down.
type profileFile struct {
	Title      string                           `json:"title"`
	CaseWord   string                           `json:"case"`
	Labels     map[string]string                `json:"labels"`
	Due        map[lookback.AxisValue]int       `json:"due_hours"`
	Terms      map[lookback.AxisValue]termTimes `json:"term_days"`
	EscalateTo string                           `json:"escalate_to"`
	Redress    struct {
		Acknowledge int `json:"acknowledge"`
		Answer      int `json:"answer"`
		Finish      int `json:"finish"`
	} `json:"redress_days"`
}

// ProfileNames lists the profiles that there are.
func ProfileNames() []string {
	entries, err := profileFiles.ReadDir("profiles")
	if err != nil {
		panic("casework: " + err.Error()) // unreachable: the folder is part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".json"))
	}
	return names
}

// GetProfile returns the profile with a name; the zero Profile for none. ErrInvalid: there is no such profile.
func GetProfile(name string) (Profile, error) {
	if name == "" {
		return Profile{}, nil
	}
	if !slices.Contains(ProfileNames(), name) {
		return Profile{}, &lookback.InputError{Field: "profile", Reason: fmt.Sprintf("there is no profile %q", name), Hint: "use one of " + strings.Join(ProfileNames(), ", ")}
	}
	data, err := profileFiles.ReadFile(path.Join("profiles", name+".json"))
	if err != nil {
		return Profile{}, fmt.Errorf("read profile %s: %w", name, err)
	}
	var f profileFile
	if err := json.Unmarshal(data, &f); err != nil {
		return Profile{}, fmt.Errorf("read profile %s: %v: %w", name, err, lookback.ErrInvalid)
	}
	if err := checkTerms(f.Terms); err != nil {
		return Profile{}, fmt.Errorf("read profile %s: %w", name, err)
	}
	p := Profile{Name: name, Title: f.Title, CaseWord: f.CaseWord, EscalateTo: f.EscalateTo, labels: f.Labels, terms: f.Terms, due: map[lookback.AxisValue]time.Duration{},
		times: RedressTimes{time.Duration(f.Redress.Acknowledge) * dayLong, time.Duration(f.Redress.Answer) * dayLong, time.Duration(f.Redress.Finish) * dayLong}}
	for v, hours := range f.Due {
		p.due[v] = time.Duration(hours) * time.Hour
	}
	return p, nil
}

// Axis returns what people call an axis.
func (p Profile) Axis(x lookback.Axis) string { return or(p.labels[string(x)], string(x)) }

// Value returns what people call a value of an axis.
func (p Profile) Value(x lookback.Axis, v lookback.AxisValue) string {
	return or(p.labels[string(x)+":"+string(v)], string(v))
}

// Due returns how long a case may stand at a value of workflow; 0 for ever, as when it is closed.
func (p Profile) Due(v lookback.AxisValue) time.Duration {
	if d, said := p.due[v]; said {
		return d
	}
	return defaultDue[v]
}

// Redress returns how long the steps of a redress may take.
func (p Profile) Redress() RedressTimes {
	if p.times == (RedressTimes{}) {
		return DefaultRedressTimes
	}
	return p.times
}

// Supervisor returns to whom late work is escalated.
func (p Profile) Supervisor() string { return or(p.EscalateTo, "a supervisor") }
