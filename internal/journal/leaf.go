package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"lookback"
)

// LeafVersion is the version of the event bytes that Leaf writes.
const LeafVersion = 1

// timeLayout writes every time with nine digits, so that equal times have equal bytes.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

// leaf is an event as it is hashed. Its keys are sorted, as canonical JSON wants them.
type leaf struct {
	Actor    string          `json:"actor"`
	Body     json.RawMessage `json:"body"`
	Kind     string          `json:"kind"`
	Position int64           `json:"position"`
	Subject  string          `json:"subject"`
	Time     string          `json:"time"`
	Version  int             `json:"v"`
}

// Leaf returns the canonical bytes of e, which the tree hashes and an export shows: one line of canonical
// JSON. The body of e must be one canonical JSON object, as Canonical and Canonicalise return it.
// It returns ErrInvalid for an event that cannot be in a journal.
func Leaf(e lookback.Event) ([]byte, error) {
	if err := checkEvent(e); err != nil {
		return nil, err
	}
	dst := make([]byte, 0, 160+len(e.Actor)+len(e.Subject)+len(e.Body))
	dst = appendString(append(dst, `{"actor":`...), e.Actor)
	dst = append(append(dst, `,"body":`...), e.Body...)
	dst = appendString(append(dst, `,"kind":`...), string(e.Kind))
	dst = fmt.Appendf(dst, `,"position":%d`, e.Position)
	dst = appendString(append(dst, `,"subject":`...), e.Subject)
	dst = e.Time.UTC().AppendFormat(append(dst, `,"time":"`...), timeLayout)
	return fmt.Appendf(dst, `","v":%d}`, LeafVersion), nil
}

func checkEvent(e lookback.Event) error {
	why := ""
	switch {
	case e.Position < 1 || e.Position > maxInteger:
		why = fmt.Sprintf("position %d", e.Position)
	case e.Time.IsZero() || e.Time.Year() < 1 || e.Time.Year() > 9999:
		why = "no time"
	case e.Kind == "" || e.Actor == "":
		why = "no kind or no actor"
	case !utf8.ValidString(string(e.Kind)) || !utf8.ValidString(e.Actor) || !utf8.ValidString(e.Subject):
		why = "text that is not UTF-8"
	case len(e.Body) < 2 || e.Body[0] != '{':
		why = "a body that is not a JSON object"
	default:
		return nil
	}
	return fmt.Errorf("event with %s: %w", why, lookback.ErrInvalid)
}

// ParseLeaf reads what Leaf wrote. It returns ErrInvalid for bytes that Leaf would not have written,
// down to the last space, so that one event has one form.
func ParseLeaf(data []byte) (lookback.Event, error) {
	var l leaf
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return lookback.Event{}, fmt.Errorf("not an event (%v): %w", err, lookback.ErrInvalid)
	}
	if l.Version != LeafVersion {
		return lookback.Event{}, fmt.Errorf("event of version %d, this program reads version %d: %w", l.Version, LeafVersion, lookback.ErrInvalid)
	}
	at, err := time.Parse(timeLayout, l.Time)
	if err != nil {
		return lookback.Event{}, fmt.Errorf("event with time %q: %w", l.Time, lookback.ErrInvalid)
	}
	body, err := Canonicalise(l.Body)
	if err != nil {
		return lookback.Event{}, fmt.Errorf("body of event: %w", err)
	}
	e := lookback.Event{Position: l.Position, Time: at, Kind: lookback.EventKind(l.Kind), Actor: l.Actor, Subject: l.Subject, Body: body}
	again, err := Leaf(e)
	if err != nil {
		return lookback.Event{}, err
	}
	if !bytes.Equal(again, data) {
		return lookback.Event{}, fmt.Errorf("event is not in canonical form: %w", lookback.ErrInvalid)
	}
	return e, nil
}
