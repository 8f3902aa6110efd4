package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// withKey sends a key with every request.
type withKey string

func (k withKey) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(k))
	return http.DefaultTransport.RoundTrip(r)
}

// ask calls a tool and returns what it says, in words and as JSON.
func ask(t *testing.T, session *mcp.ClientSession, tool string, args map[string]any) (string, bool) {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		t.Fatal(err)
	}
	structured, err := json.Marshal(result.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, c := range result.Content {
		if text, ok := c.(*mcp.TextContent); ok {
			words = append(words, text.Text)
		}
	}
	return strings.Join(append(words, string(structured)), "\n"), result.IsError
}

// A real client over both transports finds tools that read, uses each, and none that does more.
func TestModelsReadAndChangeNothing(t *testing.T) {
	w := newWorld(t, nil)
	outward, inward := io.Pipe()
	back, forth := io.Pipe()
	go w.ServeMCP(t.Context(), "A. Analyst", outward, forth)
	transports := map[string]mcp.Transport{
		"StreamableHTTP": &mcp.StreamableClientTransport{Endpoint: w.http.URL + "/mcp", HTTPClient: &http.Client{Transport: withKey(ada)}, DisableStandaloneSSE: true},
		"Stdio":          &mcp.IOTransport{Reader: back, Writer: inward},
	}
	for name, transport := range transports {
		t.Run(name, func(t *testing.T) {
			session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer session.Close()
			checkTools(t, session)
			for _, test := range []struct {
				tool   string
				args   map[string]any
				failed bool
				wanted []string
			}{
				{"screen", map[string]any{"name": "Ilmar Tassk", "born": "1980-02-03"}, false, []string{"1 entries of the lists", "A person decides", `"entry":"h-1"`}},
				{"explain", map[string]any{"alert": "alert:1"}, false, []string{"Alert 1 on house/", `"strength"`}},
				{"explain", map[string]any{"alert": "alert:99"}, true, []string{"not found"}},
				{"clearance", map[string]any{"record": "crm/2"}, false, []string{"Record crm/2 as of", "cleared", "house edition 1", `"result":"cleared"`}},
				{"clearance", map[string]any{"record": "crm"}, true, []string{"is not SOURCE/KEY"}},
			} {
				said, failed := ask(t, session, test.tool, test.args)
				if failed != test.failed {
					t.Errorf("%s %v: got failure %v: %s", test.tool, test.args, failed, said)
				}
				for _, text := range test.wanted {
					if !strings.Contains(said, text) {
						t.Errorf("%s %v: got %s, want %q in it", test.tool, test.args, said, text)
					}
				}
			}
		})
	}
}

func checkTools(t *testing.T, session *mcp.ClientSession) {
	t.Helper()
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if !tool.Annotations.ReadOnlyHint {
			t.Errorf("tool %s does not say that it only reads", tool.Name)
		}
	}
	if got := strings.Join(names, " "); got != "clearance explain screen" {
		t.Errorf("got tools %s, want clearance explain screen", got)
	}
}

// A caller without the permission for a tool is refused by the tool.
func TestToolsAskForTheirPermission(t *testing.T) {
	w := newWorld(t, map[string]func(Permission) bool{"narrow": func(p Permission) bool { return p == Screen }})
	transport := &mcp.StreamableClientTransport{Endpoint: w.http.URL + "/mcp", HTTPClient: &http.Client{Transport: withKey("narrow:N. Narrow")}, DisableStandaloneSSE: true}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(context.WithoutCancel(t.Context()), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if said, failed := ask(t, session, "clearance", map[string]any{"record": "crm/2"}); !failed || !strings.Contains(said, "needs the permission") {
		t.Errorf("got %s, want a refusal", said)
	}
}
