package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/exchange"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func tieBatchRoutes() []Route {
	return []Route{
		{Method: http.MethodPost, Path: prefix + "/tie-batches", Permission: AssertTies, LimitBytes: maxTieBatch, In: TieBatch{}, Out: TieBatchStored{},
			Summary: "Store networks, parties and ties together, and order the lookback on the records whose best path they change", handle: command(putTieBatch)},
		{Method: http.MethodGet, Path: prefix + "/network-export", Permission: ReadNetworks, Gives: "application/octet-stream",
			Summary: "Export networks, parties and ties; the header " + ExportHeader + " says what the form has no place for",
			Query:   []Param{{"format", "dot, graphml, ftm, stix or niem"}, {"network", "only the ties of this network and of its parties"}, {"purpose", "what it is exported for; needed, and recorded"}}, handle: (*call).exportNetworks},
	}
}

// maxTieBatch bounds a batch of ties: some ten thousand of them.
const maxTieBatch = 32 << 20

// TieBatch is networks, parties and ties that come in together, and ties that are withdrawn.
type TieBatch struct {
	Networks    []Network         `json:"networks,omitempty"`
	Parties     []NetworkParty    `json:"parties,omitempty"`
	Ties        []Tie             `json:"ties,omitempty"`
	Retractions []RetractionOrder `json:"retractions,omitempty"`
}

// NetworkParty is who or what a network consists of beside records and entries.
type NetworkParty struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Party     Party  `json:"party"`
	PublicHub bool   `json:"public_hub"`
	HubReason string `json:"hub_reason"`
	Note      string `json:"note"`
}

// TieBatchOf translates a batch and what it withdraws.
func TieBatchOf(b screening.TieBatch, retractions []lookback.Retraction) TieBatch {
	w := TieBatch{Networks: all(b.Networks, NetworkOf), Ties: all(b.Ties, TieOf)}
	for _, p := range b.Parties {
		w.Parties = append(w.Parties, NetworkParty{p.ID, string(p.Kind), PartyOf(p.Party), p.PublicHub, p.HubReason, p.Note})
	}
	for _, r := range retractions {
		w.Retractions = append(w.Retractions, RetractionOrder{Tie: r.Tie, Reason: r.Reason})
	}
	return w
}

// back translates b back. What the source does not say, the caller answers for. ErrInvalid: a part of it cannot be.
func (b TieBatch) back(c *call) (out screening.TieBatch, err error) {
	for _, n := range b.Networks {
		out.Networks = append(out.Networks, lookback.Network{ID: n.ID, Name: n.Name, Summary: n.Summary, Ground: n.Ground, By: cmp.Or(n.By, c.caller.Person),
			Handling: lookback.Handling{Sharing: lookback.TLP(n.Sharing), Action: lookback.PAP(n.Action)}, Recorded: n.Recorded, ReviewBy: n.ReviewBy})
	}
	for _, p := range b.Parties {
		out.Parties = append(out.Parties, lookback.NetworkParty{ID: p.ID, Kind: lookback.NetworkPartyKind(p.Kind), Party: p.Party.Back(), PublicHub: p.PublicHub, HubReason: p.HubReason, Note: p.Note})
	}
	for i, w := range b.Ties {
		t, err := w.Back()
		if err != nil {
			return out, fmt.Errorf("tie %d: %w", i+1, err)
		}
		if t.AssertedBy = cmp.Or(t.AssertedBy, c.caller.Person); t.Recorded.IsZero() {
			t.Recorded = c.Now()
		}
		if t.ReviewBy.IsZero() {
			t.ReviewBy = t.Recorded.AddDate(lookback.TieReviewYears, 0, 0)
		}
		if t.Position = 0; t.ID == "" {
			t.ID = NewTieID(t)
		}
		out.Ties = append(out.Ties, t)
	}
	return out, nil
}

// TieBatchStored says what became of a batch. A tie that is held under its ID is known and left as it is.
type TieBatchStored struct {
	Stored    int   `json:"stored"`
	Known     int   `json:"known"`
	Retracted int   `json:"retracted"`
	Run       int64 `json:"run"` // the last lookback that was ordered; 0 when it changes nothing
}

func putTieBatch(c *call, in TieBatch) (out TieBatchStored, err error) {
	batch, err := in.back(c)
	if err != nil {
		return out, err
	}
	if out.Known, err = c.leaveOutKnown(&batch); err != nil {
		return out, err
	}
	if out.Stored = len(batch.Ties); out.Stored+len(batch.Networks)+len(batch.Parties) > 0 {
		result, err := c.Screening.PutTies(c.ctx(), c.caller.Person, batch)
		if err != nil {
			return out, err
		}
		out.Run = result.Run
	}
	for _, r := range in.Retractions {
		result, err := c.Screening.RetractTie(c.ctx(), lookback.Retraction{Tie: r.Tie, By: c.caller.Person, Reason: r.Reason})
		if err != nil {
			return out, fmt.Errorf("%d ties are stored and %d withdrawn; tie %q: %w", out.Stored, out.Retracted, r.Tie, err)
		}
		out.Retracted++
		out.Run = max(out.Run, result.Run)
	}
	c.Worker.Wake()
	return out, nil
}

// leaveOutKnown drops the ties that are held under their ID, so that a batch can be sent again, and returns how many.
func (c *call) leaveOutKnown(b *screening.TieBatch) (known int, err error) {
	ids := all(b.Ties, func(t lookback.Tie) string { return t.ID })
	err = c.view(func(tx store.Tx) error {
		held, err := tx.KnownTies(ids)
		b.Ties = slices.DeleteFunc(b.Ties, func(t lookback.Tie) bool { return held[t.ID] })
		return err
	})
	return len(ids) - len(b.Ties), err
}

// ExportHeader tells, as JSON, what an export holds and what its form has no place for.
const ExportHeader = "Lookback-Export"

// Export says what was written and what was lost.
type Export struct {
	Format   string         `json:"format"`
	File     string         `json:"file"`
	Networks int            `json:"networks"`
	Parties  int            `json:"parties"`
	Ties     int            `json:"ties"`
	Loss     map[string]int `json:"loss"`
}

// exporters are the forms in which networks leave.
var exporters = map[string]func(io.Writer, exchange.Picture) ([]exchange.Loss, error){
	"dot": exchange.DOT, "graphml": exchange.GraphML, "ftm": exchange.FTM, "stix": exchange.STIX, "niem": exchange.NIEM,
}

// CheckExportForm returns ErrUsage for a form in which networks do not leave.
func CheckExportForm(format string) error {
	if exporters[format] == nil {
		return fmt.Errorf("--format %q is none of dot, graphml, ftm, stix, niem: %w", format, lookback.ErrUsage)
	}
	return nil
}

// PictureOf translates p, as of a time.
func PictureOf(p screening.NetworkPicture, at time.Time) exchange.Picture {
	return exchange.Picture{Networks: p.Networks, Parties: p.Parties, Ties: p.Ties, Names: p.Names, At: at}
}

// ExportPicture writes a picture in a form and says what it holds and lost. ErrUsage: there is no such form.
func ExportPicture(w io.Writer, format string, p exchange.Picture) (Export, error) {
	out := Export{Format: format, Networks: len(p.Networks), Parties: len(p.Parties), Ties: len(p.Ties), Loss: map[string]int{}}
	if err := CheckExportForm(format); err != nil {
		return out, err
	}
	loss, err := exporters[format](w, p)
	for _, l := range loss {
		out.Loss[l.Field] = l.Count
	}
	return out, err
}

// exportNetworks answers when the export is whole: what was lost is known at its end and told at its beginning.
func (c *call) exportNetworks() error {
	if err := CheckExportForm(c.query("format")); err != nil {
		return err
	}
	var file bytes.Buffer
	var told Export
	x := casework.NetworkExport{Form: c.query("format"), Network: c.query("network")}
	err := c.Cases.ExportNetwork(c.ctx(), x, casework.Reader{Person: c.caller.Person, Purpose: c.query("purpose")}, func(p screening.NetworkPicture) (err error) {
		told, err = ExportPicture(&file, x.Form, PictureOf(p, c.Now()))
		return err
	})
	if err != nil {
		return err
	}
	summary, err := json.Marshal(told)
	if err != nil {
		return fmt.Errorf("encode the summary: %w", err) // unreachable: numbers and texts always encode
	}
	c.w.Header().Set(ExportHeader, string(summary))
	c.w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = c.w.Write(file.Bytes()) // a client that went away is told nothing
	return nil
}
