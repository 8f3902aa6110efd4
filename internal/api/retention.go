package api

import (
	"time"

	"lookback"
	"lookback/internal/casework"
)

// RetentionRule says for what records of a source are held, and how long.
type RetentionRule struct {
	Rule     int64  `json:"rule"`   // 0 for one that comes with the program
	Source   string `json:"source"` // empty for all
	Purpose  string `json:"purpose"`
	Law      string `json:"law"`
	Keep     int    `json:"keep_months"`
	Erase    int    `json:"erase_months"`
	ByItself bool   `json:"by_itself"`
	Person   string `json:"person"`
	Second   string `json:"second"`
	Ending   string `json:"ending"` // who asked to end it
	Why      string `json:"ending_reason"`
	State    string `json:"state"`
}

// RetentionRuleOf translates r.
func RetentionRuleOf(r lookback.RetentionRule) RetentionRule {
	return RetentionRule{Rule: r.ID, Source: r.Source, Purpose: r.Purpose, Law: r.Law, Keep: r.Keep, Erase: r.Erase, ByItself: r.ByItself, Person: r.Person,
		Second: r.Approved.Person, Ending: r.Ending.Person, Why: r.Ending.Reasons, State: string(r.State)}
}

// Back translates r back.
func (r RetentionRule) Back() lookback.RetentionRule {
	return lookback.RetentionRule{ID: r.Rule, Source: r.Source, Purpose: r.Purpose, Law: r.Law, Keep: r.Keep, Erase: r.Erase, ByItself: r.ByItself, Person: r.Person,
		Approved: lookback.Approval{Person: r.Second}, Ending: lookback.Approval{Person: r.Ending, Reasons: r.Why}, State: lookback.RetentionState(r.State)}
}

// RetentionRulesOf translates the rules that come with the program, which are for every source and bind nobody before somebody
// names their purpose, and those that people made.
func RetentionRulesOf(given []casework.Rule, made []lookback.RetentionRule) []RetentionRule {
	rules := []RetentionRule{}
	for _, r := range given {
		rules = append(rules, RetentionRule{Purpose: r.Purpose, Law: r.Law, Keep: r.Keep, Erase: r.Erase, State: "for proposals"})
	}
	return append(rules, all(made, RetentionRuleOf)...)
}

// DueErasure is a record that must go by now.
type DueErasure struct {
	Record   string    `json:"record"`
	Since    time.Time `json:"since"`
	Law      string    `json:"law"`
	Rule     int64     `json:"rule"`
	ByItself bool      `json:"by_itself"`
	Waits    string    `json:"waits"`
}

// DueErasureOf translates d.
func DueErasureOf(d casework.DueErasure) DueErasure {
	return DueErasure{Record: d.Record, Since: d.By, Law: d.Law, Rule: d.Rule, ByItself: d.ByItself(), Waits: d.Waits}
}

// Back translates d back.
func (d DueErasure) Back() casework.DueErasure {
	return casework.DueErasure{Record: d.Record, By: d.Since, Law: d.Law, Rule: d.Rule, Waits: d.Waits}
}
