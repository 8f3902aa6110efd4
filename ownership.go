package lookback

import (
	"slices"
	"strings"
)

// OwnershipRule says when a party that is not listed counts as held by listed ones, under one regime and from one day
// on (R16). Rules are data: a regime that changes its rule gets another line with another day, and an old question is
// answered by the line of its day.
type OwnershipRule struct {
	Regime    string
	In        Period
	Threshold Score
	AtLeast   bool // the threshold itself counts: "50 % or more" against "more than 50 %"
	Aggregate bool // shares of different listed parties are added up
	Control   bool // control counts without any share
	Suspended bool // on the books and not applied: the answer says what would hold
	Authority string
}

// Reached reports whether a share meets the threshold of the rule.
func (r OwnershipRule) Reached(share Score) bool {
	return share > r.Threshold || r.AtLeast && share == r.Threshold
}

// String returns the rule in words: "eu: 50 % or more, added up, or control".
func (r OwnershipRule) String() string {
	words := []string{r.Regime + ": more than " + percent(r.Threshold)}
	if r.AtLeast {
		words[0] = r.Regime + ": " + percent(r.Threshold) + " or more"
	}
	if r.Aggregate {
		words = append(words, "shares of different listed parties added up")
	}
	if r.Control {
		words = append(words, "or control")
	}
	if r.Suspended {
		words = append(words, "suspended")
	}
	return strings.Join(words, ", ")
}

// The regimes that OwnershipRules knows.
const (
	RegimeUS  = "us"     // OFAC, 50 Percent Rule
	RegimeBIS = "us-bis" // BIS, Affiliates Rule
	RegimeEU  = "eu"
	RegimeUK  = "uk"
)

// Regimes lists the regimes that OwnershipRules knows.
func Regimes() []string { return []string{RegimeUS, RegimeBIS, RegimeEU, RegimeUK} }

// OwnershipRules returns the rules with their days. The days and their sources are discussed in
// docs/design/ownership.md; an installation may add lines of its own.
func OwnershipRules() []OwnershipRule {
	const half = MaxScore / 2
	usAggregate, euOrMore := NewDay(2014, 8, 13), NewDay(2024, 7, 3)
	bisBegins, bisSuspended, bisResumes := NewDay(2025, 9, 29), NewDay(2025, 11, 10), NewDay(2026, 11, 10)
	return []OwnershipRule{
		{Regime: RegimeUS, In: Period{NewDay(2008, 2, 14), usAggregate - 1}, Threshold: half, AtLeast: true, Authority: "OFAC guidance of 14 February 2008"},
		{Regime: RegimeUS, In: Period{usAggregate, LastDay}, Threshold: half, AtLeast: true, Aggregate: true, Authority: "OFAC revised guidance of 13 August 2014; FAQ 398 to 402"},
		{Regime: RegimeBIS, In: Period{bisBegins, bisSuspended - 1}, Threshold: half, AtLeast: true, Aggregate: true, Authority: "BIS Affiliates Rule, effective 29 September 2025"},
		{Regime: RegimeBIS, In: Period{bisSuspended, bisResumes - 1}, Threshold: half, AtLeast: true, Aggregate: true, Suspended: true, Authority: "BIS Affiliates Rule, suspended for one year from 10 November 2025"},
		{Regime: RegimeBIS, In: Period{bisResumes, LastDay}, Threshold: half, AtLeast: true, Aggregate: true, Authority: "BIS Affiliates Rule, suspension ended"},
		{Regime: RegimeEU, In: Period{FirstDay, euOrMore - 1}, Threshold: half, Aggregate: true, Control: true, Authority: "EU best practices before July 2024: more than 50 %"},
		{Regime: RegimeEU, In: Period{euOrMore, LastDay}, Threshold: half, AtLeast: true, Aggregate: true, Control: true, Authority: "EU best practices of July 2024: 50 % or more"},
		{Regime: RegimeUK, In: Period{FirstDay, LastDay}, Threshold: half, Control: true, Authority: "OFSI general guidance, ownership and control, 4.14"},
	}
}

// OwnershipRuleOn returns the rule of a regime on a day; false where the regime had none.
func OwnershipRuleOn(rules []OwnershipRule, regime string, on Day) (OwnershipRule, bool) {
	i := slices.IndexFunc(rules, func(r OwnershipRule) bool { return r.Regime == regime && r.In.Holds(on) })
	if i < 0 {
		return OwnershipRule{}, false
	}
	return rules[i], true
}
