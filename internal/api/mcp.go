package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"lookback"
	"lookback/internal/store"
)

func mcpRoutes() []Route {
	return []Route{{Method: http.MethodPost, Path: "/mcp", Permission: Screen, Takes: "application/json", Gives: "application/json", LimitBytes: defaultBody,
		Summary: "Tools that read and change nothing, by the Model Context Protocol over streamable HTTP", handle: (*call).mcp}}
}

// mcp answers one message of a model's client. There are no sessions: every message carries its key.
func (c *call) mcp() error {
	options := &mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: true}
	mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return c.tools() }, options).ServeHTTP(c.w, c.r)
	return nil
}

// ServeMCP answers a model's client over a pair of streams for a person at this machine, until in or ctx ends.
func (s *Server) ServeMCP(ctx context.Context, person string, in io.ReadCloser, out io.WriteCloser) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/mcp", nil)
	if err != nil {
		return fmt.Errorf("prepare a call: %w", err)
	}
	c := &call{Server: s, r: r, caller: Caller{Person: person}}
	return c.tools().Run(ctx, &mcp.IOTransport{Reader: in, Writer: out})
}

// instructions tell a model what it may make of an answer.
const instructions = `Lookback compares people and companies with watchlists and remembers what it cleared. These tools read and change nothing.
A hit is a reason to look, never a finding: a score ranks, and a person decides. A name alone never confirms an identity.
A path over ties is to be told hop by hop, with class, dates, source and grade of each; never as "has ties to".`

// tools returns the server of one caller. There is no tool that decides, stores or changes anything (R29).
func (c *call) tools() *mcp.Server {
	s := mcp.NewServer(&mcp.Implementation{Name: "lookback", Version: apiVersion}, &mcp.ServerOptions{Instructions: instructions})
	addTool(c, s, Screen, "screen", "Compare a person or company with every list in force, and explain each hit", (*call).screenTool)
	addTool(c, s, ReadRecords, "explain", "Explain an alert: what agrees, what conflicts, what is missing, which rule said so", (*call).explainTool)
	addTool(c, s, ReadRecords, "clearance", "Say what was known of a record at a time, against which editions, policy and matcher", (*call).clearanceTool)
	return s
}

// addTool adds a tool that the caller may use if it has a permission. It answers in words, and with the JSON of the API.
func addTool[In any](c *call, s *mcp.Server, p Permission, name, what string, do func(*call, In) ([]string, any, error)) {
	closed := false
	tool := &mcp.Tool{Name: name, Description: what, Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}}
	mcp.AddTool(s, tool, func(_ context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
		if !c.caller.may(p) {
			return nil, nil, fmt.Errorf("the tool %s needs the permission %q: %w", name, p, lookback.ErrDenied)
		}
		words, out, err := do(c, in)
		if err != nil {
			return nil, nil, problemOf(err)
		}
		structured, err := json.Marshal(out)
		if err != nil {
			return nil, nil, fmt.Errorf("encode the answer: %w", err)
		}
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: strings.Join(words, "\n")}}, StructuredContent: json.RawMessage(structured)}, nil, nil
	})
}

// ScreenTool is what a model says of a party.
type ScreenTool struct {
	Name        string `json:"name" jsonschema:"the full name, in any script"`
	Born        string `json:"born,omitempty" jsonschema:"date of birth, as precise as it is known"`
	Kind        string `json:"kind,omitempty" jsonschema:"person, organisation, vessel or aircraft"`
	Nationality string `json:"nationality,omitempty" jsonschema:"corroborates or conflicts only"`
}

func (c *call) screenTool(in ScreenTool) ([]string, any, error) {
	q := Query{Party: Party{Kind: in.Kind, Names: []Name{{Full: in.Name}}}}
	if in.Born != "" {
		q.Party.Births = []string{in.Born}
	}
	if in.Nationality != "" {
		q.Party.Nationalities = []string{in.Nationality}
	}
	party, err := q.Ask()
	if err != nil {
		return nil, nil, err
	}
	hits, err := c.screenBest(party, 0)
	words := []string{fmt.Sprintf("%d entries of the lists in force may be %s. Nothing was stored.", len(hits), in.Name)}
	for _, h := range hits {
		words = append(words, fmt.Sprintf("\n%s/%s, score %s, strength: %s.", h.Entry.List, h.Entry.ID, h.Evidence.Score, h.Evidence.Strength))
		words = append(words, h.Evidence.Words()...)
	}
	return words, Answer{Hits: HitsOf(party, hits)}, err
}

// ExplainTool names an alert.
type ExplainTool struct {
	Alert string `json:"alert" jsonschema:"alert:3 for a match, path-alert:1 for a path over ties"`
}

func (c *call) explainTool(in ExplainTool) (words []string, out any, err error) {
	ref, err := lookback.ParseEvidenceRef(in.Alert)
	if err != nil {
		return nil, nil, err
	}
	err = c.view(func(tx store.Tx) error {
		if ref.Kind == lookback.EvidencePathAlert {
			a, err := tx.GetPathAlert(ref.Number(), store.Now)
			words, out = append([]string{a.Evidence.Words}, a.Evidence.Caveats...), PathAlertOf(a)
			return err
		}
		a, err := tx.GetAlert(ref.Number(), store.Now)
		words, out = append([]string{fmt.Sprintf("Alert %d on %s/%s is %s: %s.", a.ID, a.List, a.EntryID, a.State, a.Reason)}, a.Evidence.Words()...), AlertOf(a)
		return err
	})
	return words, out, err
}

// ClearanceTool names a record and a time.
type ClearanceTool struct {
	Record string `json:"record" jsonschema:"SOURCE/KEY"`
	At     string `json:"at,omitempty" jsonschema:"a time like 2026-01-31T23:59:59Z; now when left out"`
}

func (c *call) clearanceTool(in ClearanceTool) ([]string, any, error) {
	source, key, err := lookback.ParseRecordRef(in.Record)
	if err != nil {
		return nil, nil, err
	}
	var at time.Time
	if in.At != "" {
		if at, err = time.Parse(time.RFC3339Nano, in.At); err != nil {
			return nil, nil, &lookback.InputError{Field: "at", Reason: fmt.Sprintf("%q is not a time", in.At), Hint: "write it like 2026-01-31T23:59:59Z"}
		}
	}
	found, err := c.Screening.ClearanceAt(c.ctx(), source, key, at)
	if err != nil {
		return nil, nil, err
	}
	words := []string{fmt.Sprintf("Record %s as of %s: %s, under policy %d with matcher %s, against:", in.Record, found.At.Format(time.RFC3339), ResultWord(found), found.Policy.Version, found.Matcher)}
	for _, e := range found.Editions {
		words = append(words, fmt.Sprintf("%s edition %d, published %s, SHA-256 %s", e.List, e.Seq, e.Published.Format(time.DateOnly), e.ID))
	}
	for _, p := range found.Paths {
		words = append(append(words, p.Evidence.Words), p.Evidence.Caveats...)
	}
	protections, err := c.Cases.ProtectionsOf(c.ctx(), found.Record.ID)
	return words, ClearanceOf(found, protections), err
}
