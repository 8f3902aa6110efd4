package api

import (
	"encoding/hex"
	"time"

	"lookback"
)

// Directive is an order of heightened scrutiny. It changes how carefully open alerts are reviewed and nothing else.
type Directive struct {
	ID             int64             `json:"directive"`
	State          string            `json:"state"`
	Title          string            `json:"title"`
	LegalBasis     string            `json:"legal_basis"`
	Reason         string            `json:"reason"`
	About          string            `json:"about"` // as it was proposed
	Sources        []string          `json:"sources"`
	Records        []string          `json:"records"`
	Networks       []string          `json:"networks"`
	Classes        []string          `json:"classes"`
	Lists          []string          `json:"lists"`
	Runs           []int64           `json:"runs"`
	Nationalities  []string          `json:"nationalities"`
	ReviewLevel    string            `json:"review_level"`
	SecondReviewer bool              `json:"second_reviewer"`
	Order          string            `json:"order"`
	Author         string            `json:"author"`
	Approver       string            `json:"approver"`
	Signed         time.Time         `json:"signed,omitzero"`
	From           time.Time         `json:"from,omitzero"`
	Until          time.Time         `json:"until"`
	Reported       []DirectiveEffect `json:"reported"`
	Key            string            `json:"key"`
	Signature      string            `json:"signature"`
	Position       int64             `json:"position"`
}

// DirectiveEffect is how a directive falls on the open alerts of one nationality.
type DirectiveEffect struct {
	Nationality string `json:"nationality"`
	Open        int    `json:"open"`
	Touched     int    `json:"touched"`
}

// DirectiveOf translates d as it stands at a time.
func DirectiveOf(d lookback.Directive, at time.Time) Directive {
	out := Directive{
		ID: d.ID, State: string(d.State(at)), Title: d.Title, LegalBasis: d.LegalBasis, Reason: d.Reason, About: d.About.String(), Sources: list(d.About.Sources), Records: list(d.About.Records),
		Networks: list(d.About.Networks), Classes: []string{}, Lists: list(d.About.Lists), Runs: append([]int64{}, d.About.Runs...), Nationalities: list(d.Nationalities),
		ReviewLevel: d.Care.Level.String(), SecondReviewer: d.Care.SecondReviewer, Order: d.Care.Order.String(), Author: d.Author, Approver: d.Approver,
		Signed: d.Signed, From: d.From, Until: d.Until, Reported: DirectiveEffectsOf(d.Reported), Key: hex.EncodeToString(d.Key),
		Signature: hex.EncodeToString(d.Signature), Position: d.Position,
	}
	for _, c := range d.About.Classes {
		out.Classes = append(out.Classes, string(c))
	}
	return out
}

// DirectiveEffectsOf translates a report.
func DirectiveEffectsOf(effects []lookback.DirectiveEffect) []DirectiveEffect {
	out := []DirectiveEffect{}
	for _, e := range effects {
		out = append(out, DirectiveEffect(e))
	}
	return out
}
