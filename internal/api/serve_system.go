package api

import (
	"net/http"

	"lookback/internal/store"
)

func systemRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Path: "/healthz", Permission: Anybody, Summary: "Say that the process lives", Out: Health{}, handle: answer(health)},
		{Method: http.MethodGet, Path: "/readyz", Permission: Anybody, Summary: "Say whether the store answers", Out: Health{}, handle: answer(ready)},
		{Method: http.MethodGet, Path: "/api/openapi.json", Permission: Anybody, Summary: "Describe the API as OpenAPI 3.1", Gives: "application/openapi+json", handle: (*call).openAPI},
	}
}

// Health says that the server answers.
type Health struct {
	Status   string `json:"status"`
	Position int64  `json:"position,omitempty"` // of the journal
}

func health(*call) (Health, error) { return Health{Status: "ok"}, nil }

func ready(c *call) (Health, error) {
	h := Health{Status: "ready"}
	err := c.view(func(tx store.Tx) (err error) {
		h.Position, err = tx.Position()
		return err
	})
	return h, err
}

func (c *call) openAPI() error { return c.reply(http.StatusOK, OpenAPI()) }
