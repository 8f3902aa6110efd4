package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

func yenteRoutes() []Route {
	compared := []Param{{"limit", "matches of one entity, 1 to 500; 5 when left out. The total is told whatever it is"}, {"threshold", "from which on a pair may be a match; that of the policy when left out"},
		{"cutoff", "from which on a pair is told at all; the threshold when left out"}, {"algorithm", "lookback, best or default: there is one way of comparing"}}
	return []Route{
		{Method: http.MethodPost, Path: "/match/{dataset}", Permission: Screen, In: FTMQueries{}, Out: FTMAnswer{}, Query: compared,
			Summary: "Screen FollowTheMoney entities against a list, or all under the name default (as yente)", handle: command(ftmMatch)},
		{Method: http.MethodGet, Path: "/search/{dataset}", Permission: Screen, Out: FTMSearch{}, Summary: "Find entries whose name may be a text (as yente)", handle: answer(ftmSearch),
			Query: []Param{{"q", "a name"}, {"schema", "only parties of this schema"}, {"limit", "entries in a page, 1 to 500; 10 when left out"}, {"offset", "entries to leave out"}, {"fuzzy", "true or false: names are always compared as they may be written"}}},
		{Method: http.MethodGet, Path: "/entities/{id...}", Permission: Screen, Out: FTMEntity{}, Summary: "Show an entry as a FollowTheMoney entity (as yente)", handle: answer(ftmEntity)},
		{Method: http.MethodGet, Path: "/catalog", Permission: ReadLists, Out: FTMCatalog{}, Summary: "List what can be asked against (as yente)", handle: answer(ftmCatalog)},
		{Method: http.MethodGet, Path: "/algorithms", Permission: ReadLists, Out: FTMAlgorithms{}, Summary: "Name the one way of comparing (as yente)", handle: answer(ftmAlgorithms)},
	}
}

// algorithm is the name of our way of comparing.
const algorithm = "lookback"

// inDataset returns the hits that belong to a dataset: a list, or all of them under the name default. ErrNotFound: there is no such list.
func (c *call) inDataset(hits []screening.Hit) ([]screening.Hit, error) {
	list := c.path("dataset")
	if list == "default" {
		return hits, nil
	}
	err := c.view(func(tx store.Tx) error {
		_, err := editionsOf(tx, list)
		return err
	})
	return slices.DeleteFunc(hits, func(h screening.Hit) bool { return h.Entry.List != list }), err
}

// screenBest screens a party and returns its hits, the greatest score first.
func (c *call) screenBest(p lookback.Party, threshold lookback.Score) ([]screening.Hit, error) {
	hits, err := c.Screening.Screen(c.ctx(), p, threshold)
	slices.SortStableFunc(hits, func(a, b screening.Hit) int { return int(b.Evidence.Score - a.Evidence.Score) })
	return hits, err
}

// whole returns a parameter that is a whole number within bounds.
func (c *call) whole(name string, least, most, otherwise int) (int, error) {
	text := c.query(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, &lookback.InputError{Field: name, Reason: fmt.Sprintf("%q is not a number from %d to %d", text, least, most)}
	}
	return n, nil
}

// score returns a parameter that is a score.
func (c *call) score(name string, otherwise lookback.Score) (lookback.Score, error) {
	text := c.query(name)
	if text == "" {
		return otherwise, nil
	}
	s, err := lookback.ParseScore(text)
	if err != nil {
		return 0, &lookback.InputError{Field: name, Reason: fmt.Sprintf("%q is not a number between 0 and 1", text)}
	}
	return s, nil
}

// comparison is how a caller wants to be answered.
type comparison struct {
	limit             int
	threshold, cutoff lookback.Score
}

func (c *call) comparison() (x comparison, err error) {
	if name := c.query("algorithm"); name != "" && name != "best" && name != "default" && name != algorithm {
		return x, &lookback.InputError{Field: "algorithm", Reason: fmt.Sprintf("there is no algorithm %q", name), Hint: "use best, or leave it out"}
	}
	if x.limit, err = c.whole("limit", 1, 500, 5); err != nil {
		return x, err
	}
	policy, err := c.Screening.PolicyInForce(c.ctx())
	if err != nil {
		return x, err
	}
	if x.threshold, err = c.score("threshold", policy.Threshold); err != nil {
		return x, err
	}
	x.cutoff, err = c.score("cutoff", x.threshold)
	return x, err
}

func ftmMatch(c *call, in FTMQueries) (FTMAnswer, error) {
	if len(in.Weights)+len(in.Config) > 0 {
		return FTMAnswer{}, &lookback.InputError{Field: "weights", Reason: "a score depends on the two parties and the matcher alone", Hint: "leave weights and config out"}
	}
	x, err := c.comparison()
	if err != nil {
		return FTMAnswer{}, err
	}
	out := FTMAnswer{Responses: map[string]FTMMatches{}, Matcher: features(), Limit: x.limit}
	for name, q := range in.Queries {
		if out.Responses[name], err = c.ftmMatches(q, x); err != nil {
			return FTMAnswer{}, fmt.Errorf("query %s: %w", name, err)
		}
	}
	return out, nil
}

// ftmMatches screens one entity. The best matches come first, and the total tells how many there are.
func (c *call) ftmMatches(q FTMQuery, x comparison) (FTMMatches, error) {
	properties := map[string][]string{}
	for name, values := range q.Properties {
		properties[name] = values
	}
	party, err := source.FTMParty(q.Schema, properties)
	if err != nil {
		return FTMMatches{}, err
	}
	hits, err := c.screenBest(party, x.cutoff)
	if err != nil {
		return FTMMatches{}, err
	}
	if hits, err = c.inDataset(hits); err != nil {
		return FTMMatches{}, err
	}
	out := FTMMatches{Status: http.StatusOK, Total: Total{len(hits), "eq"}, Query: q, Results: []FTMMatch{}}
	for _, h := range hits[:min(x.limit, len(hits))] {
		out.Results = append(out.Results, ftmMatchOf(h, x.threshold))
	}
	return out, nil
}

func features() map[string]any {
	return map[string]any{
		"name":  map[string]any{"description": "the best alignment of the related tokens of two names", "coefficient": 1},
		"other": map[string]any{"description": "what the score is multiplied by for a field that agrees, differs or conflicts; a missing field is neutral", "coefficient": 1},
	}
}

// ftmSearch compares a name with everything at the threshold of the policy.
func ftmSearch(c *call) (out FTMSearch, err error) {
	if out.Limit, err = c.whole("limit", 1, 500, 10); err != nil {
		return out, err
	}
	if out.Offset, err = c.whole("offset", 0, 1<<31, 0); err != nil {
		return out, err
	}
	schema := c.query("schema")
	if schema == "" {
		schema = "LegalEntity"
	}
	party, err := source.FTMParty(schema, map[string][]string{"name": {c.query("q")}})
	if err != nil {
		return out, err
	}
	hits, err := c.screenBest(party, 0)
	if err != nil {
		return out, err
	}
	if hits, err = c.inDataset(hits); err != nil {
		return out, err
	}
	out.Total, out.Facets, out.Results = Total{len(hits), "eq"}, map[string]any{}, []FTMEntity{}
	for _, h := range hits[min(out.Offset, len(hits)):min(out.Offset+out.Limit, len(hits))] {
		out.Results = append(out.Results, FTMEntityOf(h.Entry))
	}
	return out, nil
}

func ftmEntity(c *call) (out FTMEntity, err error) {
	e, err := c.entry(c.path("id"))
	return FTMEntityOf(e), err
}

// entry returns a current entry by its reference LIST/ENTRY.
func (c *call) entry(ref string) (e lookback.Entry, err error) {
	list, id, _ := strings.Cut(ref, "/")
	e.Party.Names = []lookback.Name{{}}
	err = c.view(func(tx store.Tx) error {
		v, err := entryNow(tx, list, id)
		if err == nil {
			e = v.Entry
		}
		return err
	})
	return e, err
}

func ftmCatalog(c *call) (out FTMCatalog, err error) {
	out = FTMCatalog{Datasets: []FTMDataset{{Name: "default", Title: "Every list that is held", IndexCurrent: true, Load: true, Children: []string{}}}, Current: []string{"default"}, Outdated: []string{}}
	err = c.view(func(tx store.Tx) error {
		editions, err := tx.EditionsAt(store.Now)
		for _, e := range editions {
			out.Datasets = append(out.Datasets, FTMDataset{Name: e.List, Title: e.List, Version: e.ID[:12], IndexVersion: e.ID[:12], IndexCurrent: true, Load: true, LastChange: &e.Published, Children: []string{}})
			out.Datasets[0].Children, out.Current = append(out.Datasets[0].Children, e.List), append(out.Current, e.List)
		}
		return err
	})
	return out, err
}

func ftmAlgorithms(*call) (FTMAlgorithms, error) {
	return FTMAlgorithms{Default: algorithm, Best: algorithm, Algorithms: []FTMAlgorithm{{Name: algorithm, Description: "matcher " + match.Version(), Features: features()}}}, nil
}
