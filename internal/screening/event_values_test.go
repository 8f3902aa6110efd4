package screening

import (
	"encoding/json"
	"regexp"
	"testing"

	"lookback/internal/store"
)

var snakeCase = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)

// Every key of every body in the journal of a story is in snake case, at any depth.
func TestEventBodiesAreInSnakeCase(t *testing.T) {
	s, w := knownStory(t, 1)
	mustRetract(t, s, w.Network.Retractions[0])
	seen := 0
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		events, err := tx.Events(0, 0)
		for _, e := range events {
			var body any
			if err := json.Unmarshal(e.Body, &body); err != nil {
				return err
			}
			eachKey(body, func(key string) {
				seen++
				if !snakeCase.MatchString(key) {
					t.Errorf("%s at position %d has the key %q", e.Kind, e.Position, key)
				}
			})
		}
		return err
	})
	if err != nil || seen < 100 {
		t.Errorf("%d keys were seen, %v", seen, err)
	}
}

func eachKey(v any, fn func(string)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			eachKey(x, fn)
		}
	case map[string]any:
		for key, x := range v {
			fn(key)
			eachKey(x, fn)
		}
	}
}
