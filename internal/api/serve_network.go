package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func networkRoutes() []Route {
	return []Route{
		get("/ties/{tie...}", ReadNetworks, "Show a tie, what became of it and which alerts rest on it", TieDetail{}, answer(getTie)),
		post("/ties", AssertTies, "Assert one tie, and order the lookback on the records whose best path it changes", Tie{}, TieStored{}, command(putTie)),
		post("/retractions", AssertTies, "Withdraw a tie, and order the lookback on what rested on it", RetractionOrder{}, TieStored{}, command(retractTie)),
		get("/networks", ReadNetworks, "List networks with their ties in numbers", Page[NetworkDetail]{}, answer(listNetworks), pageQuery()...),
		get("/networks/{network...}", ReadNetworks, "Show a network with its ties one by one", NetworkDetail{}, answer(getNetwork)),
		post("/paths", ReadNetworks, "Show what connects a record with listed parties and networks, hop by hop", PathQuestion{}, PathAnswer{}, command(findPaths)),
		post("/passing", ProposeRuns, "Order the lookback that the passing of days makes necessary", Nothing{}, Run{}, command(orderPassing)),
	}
}

func getTie(c *call) (out TieDetail, err error) {
	err = c.view(func(tx store.Tx) error {
		state, err := tx.GetTie(c.path("tie"), store.Now)
		if err != nil {
			return err
		}
		alerts, err := tx.ListPathAlerts(store.PathAlertFilter{Tie: c.path("tie")})
		out = TieDetailOf(state, alerts)
		return err
	})
	return out, err
}

// TieStored says which lookback a tie or its withdrawal ordered.
type TieStored struct {
	Tie string `json:"tie"`
	Run int64  `json:"run"` // 0 when it changes nothing
}

// putTie stores a tie. Who asserts it is who sends it, and when is now.
func putTie(c *call, in Tie) (TieStored, error) {
	t, err := in.Back()
	if err != nil {
		return TieStored{}, err
	}
	t.AssertedBy, t.Recorded, t.Position = c.caller.Person, c.Now(), 0
	if t.ReviewBy.IsZero() {
		t.ReviewBy = t.Recorded.AddDate(lookback.TieReviewYears, 0, 0)
	}
	if t.ID == "" {
		t.ID = NewTieID(t)
	}
	if err := t.Validate(); err != nil {
		return TieStored{}, err
	}
	result, err := c.Screening.PutTies(c.ctx(), c.caller.Person, screening.TieBatch{Ties: []lookback.Tie{t}})
	return c.ordered(t.ID, result.Run, err)
}

// NewTieID makes an ID for a tie of which none was given: the same statement, recorded at another time, is another tie.
func NewTieID(t lookback.Tie) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q %d", t.Subject, t.Class, t.Object, t.Source, t.AssertedBy, t.Recorded.UnixNano()))
	return "tie-" + hex.EncodeToString(sum[:8])
}

// ordered tells the worker of a lookback that was ordered.
func (c *call) ordered(tie string, run int64, err error) (TieStored, error) {
	if err == nil {
		c.Worker.Wake()
	}
	return TieStored{tie, run}, err
}

// RetractionOrder withdraws a tie.
type RetractionOrder struct {
	Tie    string `json:"tie"`
	Reason string `json:"reason"`
}

func retractTie(c *call, in RetractionOrder) (TieStored, error) {
	result, err := c.Screening.RetractTie(c.ctx(), lookback.Retraction{Tie: in.Tie, By: c.caller.Person, Reason: in.Reason})
	return c.ordered(in.Tie, result.Run, err)
}

func listNetworks(c *call) (out Page[NetworkDetail], err error) {
	err = c.view(func(tx store.Tx) error {
		networks, err := tx.NetworksAt(store.Now)
		if err != nil {
			return err
		}
		page, err := sliced(c, networks, func(n lookback.Network) lookback.Network { return n })
		if err != nil {
			return err
		}
		out = Page[NetworkDetail]{Items: make([]NetworkDetail, len(page.Items)), Next: page.Next}
		for i, n := range page.Items {
			if out.Items[i], err = ReadNetwork(tx, n); err != nil {
				return err
			}
			out.Items[i].List = nil // one by one in the answer about the network
		}
		return nil
	})
	return out, err
}

func getNetwork(c *call) (out NetworkDetail, err error) {
	err = c.view(func(tx store.Tx) error {
		n, err := tx.GetNetwork(c.path("network"), store.Now)
		if err != nil {
			return err
		}
		out, err = ReadNetwork(tx, n)
		return err
	})
	return out, err
}

func findPaths(c *call, in PathQuestion) (PathAnswer, error) {
	q, err := in.Back()
	if err != nil {
		return PathAnswer{}, err
	}
	found, err := c.Screening.FindPaths(c.ctx(), c.caller.Person, q)
	return PathAnswerOf(found), err
}

func orderPassing(c *call, _ Nothing) (Run, error) {
	run, err := c.Screening.OrderPassing(c.ctx(), c.caller.Person)
	if err == nil {
		c.Worker.Wake()
	}
	return RunOf(run), err
}
