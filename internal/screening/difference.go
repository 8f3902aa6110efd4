package screening

import (
	"bytes"
	"encoding/json"
	"fmt"

	"lookback"
	"lookback/internal/source"
)

// Differences names the fields in which two states of an entry, or of the party of a record, differ beyond how they are
// written. Capitals, white space, order and repetition are no difference.
func Differences(then, now lookback.Entry) ([]string, error) {
	then.ID, now.ID = "same", "same"
	before, err := lowered(then)
	if err != nil {
		return nil, err
	}
	after, err := lowered(now)
	if err != nil {
		return nil, err
	}
	var fields []string
	for _, c := range source.Diff([]lookback.Entry{before}, []lookback.Entry{after}) {
		for _, f := range c.Fields {
			fields = append(fields, f.Field)
		}
	}
	return fields, nil
}

// lowered returns an entry without capitals, in whatever field: its JSON is lowered, of which readers do not mind the
// capitals of keys.
func lowered(e lookback.Entry) (low lookback.Entry, err error) {
	text, err := json.Marshal(e)
	if err == nil {
		err = json.Unmarshal(bytes.ToLower(text), &low)
	}
	if err != nil {
		return low, fmt.Errorf("lower the letters of entry %s: %w", e.ID, err)
	}
	return low, nil
}
