package api

import (
	"lookback/internal/screening"
	"lookback/internal/source"
)

// ListTies say what became of the connections that an edition states.
type ListTies struct {
	Mentions   int            `json:"link_mentions"`
	Unresolved int            `json:"links_unresolved"`
	Stated     int            `json:"ties"`
	Added      int            `json:"ties_added"`
	Renewed    int            `json:"ties_renewed"`
	Ended      int            `json:"ties_ended"`
	Parties    int            `json:"tie_parties"`
	Loss       map[string]int `json:"tie_loss"`
	Run        int64          `json:"tie_run"`
}

// ListTiesOf translates t. Which mentions name no single entry is told apart.
func ListTiesOf(t screening.ListTies) ListTies {
	w := ListTies{Mentions: t.Mentions, Unresolved: len(t.Unresolved), Stated: t.Stated, Added: t.Added, Renewed: t.Renewed, Ended: t.Ended,
		Parties: t.Parties, Loss: map[string]int{}, Run: t.Run}
	for _, f := range t.Loss {
		w.Loss[f.Field] += f.Count
	}
	return w
}

// Link is a connection that a publisher states.
type Link struct {
	State string `json:"state"`
	Words string `json:"words"`
	Tie
}

// LinkOf translates l.
func LinkOf(l screening.Link) Link {
	return Link{State: string(l.State), Words: l.Words, Tie: TieOf(l.Tie)}
}

// UnresolvedLink is a mention of a linked party that names no single entry.
type UnresolvedLink struct {
	Entry   string   `json:"entry"`
	Name    string   `json:"name"`
	Entries []string `json:"entries"`
}

// back translates w back, with the mentions that name no single entry.
func (w ListTies) back(unresolved []UnresolvedLink) screening.ListTies {
	t := screening.ListTies{Mentions: w.Mentions, Stated: w.Stated, Added: w.Added, Renewed: w.Renewed, Ended: w.Ended, Parties: w.Parties, Run: w.Run}
	for _, u := range unresolved {
		t.Unresolved = append(t.Unresolved, source.UnresolvedLink(u))
	}
	for field, n := range w.Loss {
		t.Loss = append(t.Loss, source.FieldCount{Field: field, Count: n})
	}
	return t
}
