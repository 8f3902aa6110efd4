package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"lookback"
)

// Canonicalise returns JSON from anywhere in its canonical form. It returns ErrInvalid for what is not one
// JSON value, has a key twice, nests deeper than 100, or holds a number that is not an integer within 2^53.
func Canonicalise(data []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	out, err := recode(dec, make([]byte, 0, len(data)), 0)
	if err != nil {
		return nil, err
	}
	if dec.More() || strings.TrimSpace(string(data[dec.InputOffset():])) != "" {
		return nil, fmt.Errorf("more than one JSON value: %w", lookback.ErrInvalid)
	}
	return out, nil
}

const maxDepth = 100 // no event nests so deep; a bound keeps hostile input from exhausting the stack

func recode(dec *json.Decoder, dst []byte, depth int) ([]byte, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("not JSON (%v): %w", err, lookback.ErrInvalid)
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("JSON nested deeper than %d: %w", maxDepth, lookback.ErrInvalid)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return recodeObject(dec, dst, depth)
		}
		return recodeList(dec, dst, depth)
	case string:
		return appendString(dst, t), nil
	case json.Number:
		n, err := strconv.ParseInt(t.String(), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not an integer: %w", t, lookback.ErrInvalid)
		}
		return appendInteger(dst, n)
	case bool:
		return strconv.AppendBool(dst, t), nil
	}
	return append(dst, "null"...), nil
}

func recodeList(dec *json.Decoder, dst []byte, depth int) (_ []byte, err error) {
	dst = append(dst, '[')
	for i := 0; dec.More(); i++ {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = recode(dec, dst, depth+1); err != nil {
			return nil, err
		}
	}
	return closeValue(dec, dst, ']')
}

func recodeObject(dec *json.Decoder, dst []byte, depth int) ([]byte, error) {
	values := map[string][]byte{}
	for dec.More() {
		token, err := dec.Token()
		key, ok := token.(string)
		if err != nil || !ok {
			return nil, fmt.Errorf("not JSON (%v): %w", err, lookback.ErrInvalid)
		}
		if _, twice := values[key]; twice {
			return nil, fmt.Errorf("key %q appears twice: %w", key, lookback.ErrInvalid)
		}
		if values[key], err = recode(dec, nil, depth+1); err != nil {
			return nil, err
		}
	}
	dst = append(dst, '{')
	for i, key := range sortedKeys(values) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, key), ':')
		dst = append(dst, values[key]...)
	}
	return closeValue(dec, dst, '}')
}

func closeValue(dec *json.Decoder, dst []byte, end byte) ([]byte, error) {
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("not JSON (%v): %w", err, lookback.ErrInvalid)
	}
	return append(dst, end), nil
}
