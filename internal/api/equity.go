package api

import (
	"time"

	"lookback/internal/casework"
)

// Equity says of whom the alerts were wrong.
type Equity struct {
	AsOf      time.Time     `json:"as_of"`
	Position  int64         `json:"position"`
	SmallCell int           `json:"small_cell"`
	All       EquityGroup   `json:"all"`
	Groups    []EquityGroup `json:"groups"`
}

// EquityGroup is how often alerts on one group were wrong; nothing where it is withheld.
type EquityGroup struct {
	By        string `json:"by"`
	Value     string `json:"value"`
	Ruled     *int   `json:"ruled"`
	Different *int   `json:"different"`
	Withheld  bool   `json:"withheld"`
}

// EquityOf translates e.
func EquityOf(e casework.Equity) Equity {
	return Equity{AsOf: e.AsOf, Position: e.Position, SmallCell: e.Least, All: equityGroupOf(e.All), Groups: all(e.Groups, equityGroupOf)}
}

func equityGroupOf(g casework.EquityGroup) EquityGroup {
	out := EquityGroup{By: g.By, Value: g.Value, Withheld: g.Withheld}
	if !g.Withheld {
		out.Ruled, out.Different = &g.Ruled, &g.Different
	}
	return out
}

// Back translates e back.
func (e Equity) Back() casework.Equity {
	return casework.Equity{AsOf: e.AsOf, Position: e.Position, Least: e.SmallCell, All: e.All.back(), Groups: all(e.Groups, EquityGroup.back)}
}

func (g EquityGroup) back() casework.EquityGroup {
	out := casework.EquityGroup{By: g.By, Value: g.Value, Withheld: g.Withheld}
	if g.Ruled != nil && g.Different != nil {
		out.Ruled, out.Different = *g.Ruled, *g.Different
	}
	return out
}
