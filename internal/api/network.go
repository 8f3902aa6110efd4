package api

import (
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// TieDetail is a tie with what became of it and which alerts rest on it.
type TieDetail struct {
	Tie
	Standing     bool        `json:"standing"`
	Until        int64       `json:"until"`
	RetractedBy  string      `json:"retracted_by"`
	Reason       string      `json:"reason"`
	Retracted    time.Time   `json:"retracted,omitzero"` // when
	SupersededBy string      `json:"superseded_by"`
	Paths        []PathAlert `json:"paths"`
}

// TieDetailOf translates a tie with the alerts that rest on it or did.
func TieDetailOf(s store.TieState, alerts []lookback.PathAlert) TieDetail {
	return TieDetail{Tie: TieOf(s.Tie), Standing: s.Until == 0, Until: s.Until, RetractedBy: s.Retraction.By,
		Reason: s.Retraction.Reason, Retracted: s.Retraction.Recorded, SupersededBy: s.SupersededBy, Paths: all(alerts, PathAlertOf)}
}

// NetworkDetail is a network with its ties in numbers.
type NetworkDetail struct {
	Network
	Ties    int            `json:"ties"`
	Classes map[string]int `json:"ties_by_class"`
	Alerts  int            `json:"open_alerts"`
	List    []Tie          `json:"tie_list,omitempty"`
}

// ReadNetwork reads a network with its ties.
func ReadNetwork(tx store.Tx, n lookback.Network) (NetworkDetail, error) {
	w := NetworkDetail{Network: NetworkOf(n), Classes: map[string]int{}}
	ties, err := tx.TiesOf(n.Ref(), store.Now)
	if err != nil {
		return w, err
	}
	w.Ties, w.List = len(ties), all(ties, TieOf)
	for _, t := range ties {
		w.Classes[string(t.Class)]++
	}
	w.Alerts, err = tx.CountPathAlerts(store.PathAlertFilter{Target: n.Ref(), State: lookback.AlertOpen})
	return w, err
}

// PathQuestion asks what connects a record with listed parties and networks. More than two hops beyond the first tie
// need purpose, authority, an approver who is another person, and an end.
type PathQuestion struct {
	Of         string    `json:"of"` // record:crm/1042, entry:un/QDi.001, network:caravan
	Hops       int       `json:"hops,omitempty"`
	Hypotheses bool      `json:"hypotheses,omitempty"`
	Limit      int       `json:"limit,omitempty"`
	Purpose    string    `json:"purpose,omitempty"`
	Authority  string    `json:"authority,omitempty"`
	Approver   string    `json:"approver,omitempty"`
	Expires    time.Time `json:"expires,omitzero"`
}

// Back translates q back. ErrInvalid: what it asks about can name nobody.
func (q PathQuestion) Back() (screening.PathQuestion, error) {
	of, err := lookback.ParseNodeRef(q.Of)
	return screening.PathQuestion{Of: of, Hops: q.Hops, Hypotheses: q.Hypotheses, Limit: q.Limit,
		Mandate: lookback.Mandate{Purpose: q.Purpose, Authority: q.Authority, Approver: q.Approver, Expires: q.Expires}}, err
}

// PathQuestionOf translates q.
func PathQuestionOf(q screening.PathQuestion) PathQuestion {
	m := q.Mandate
	return PathQuestion{Of: q.Of.String(), Hops: q.Hops, Hypotheses: q.Hypotheses, Limit: q.Limit, Purpose: m.Purpose, Authority: m.Authority, Approver: m.Approver, Expires: m.Expires}
}

// FoundPath is a path with its rank among those found.
type FoundPath struct {
	Rank   int    `json:"rank"`
	From   string `json:"from"`
	Target string `json:"target"`
	PathEvidence
}

// PathAnswer is the answer to a question about paths, the strongest first, with what was not looked at.
type PathAnswer struct {
	Of          string      `json:"of"`
	Position    int64       `json:"position"`
	On          string      `json:"on"`
	Paths       []FoundPath `json:"paths"`
	Looked      int         `json:"ties_looked_at"`
	NotExamined int         `json:"ties_not_examined"`
	Beyond      int         `json:"ties_beyond_reach"`
	Hubs        int         `json:"ties_to_public_hubs"`
	Hypotheses  int         `json:"ties_of_hypothesis"`
	Lapsed      int         `json:"ties_lapsed"`
}

// PathAnswerOf translates x.
func PathAnswerOf(x screening.PathAnswer) PathAnswer {
	w := PathAnswer{Of: x.Of.String(), Position: x.Position, On: x.On.String(), Paths: []FoundPath{}, Looked: x.Stats.Looked,
		NotExamined: x.Stats.NotExamined, Beyond: x.Stats.Beyond, Hubs: x.Stats.Hubs, Hypotheses: x.Stats.Hypotheses, Lapsed: x.Stats.Lapsed}
	for i, f := range x.Found {
		w.Paths = append(w.Paths, FoundPath{Rank: i + 1, From: f.Path.From().String(), Target: f.Target.String(), PathEvidence: PathEvidenceOf(f.Evidence)})
	}
	return w
}
