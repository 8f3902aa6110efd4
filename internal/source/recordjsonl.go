package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"lookback"
)

// ReadJSONL calls fn for every line of a file with one JSON object per line; everything else is as with
// ReadCSV. A column of the mapping is a key of the object, or a path of keys with dots between; an array
// gives several values. A column that an object lacks is empty.
func ReadJSONL(r io.Reader, name string, m Mapping, fn func(Row) error) error {
	p, err := newPlan(name, m, m.columns())
	if err != nil {
		return err
	}
	return eachLine(r, name, MaxRowBytes, func(line int, raw []byte, bad *lookback.InputError) error {
		out := Row{Line: line, Raw: raw, Err: bad}
		if bad == nil {
			text := raw
			if needsRepair(raw) {
				text, out.Recoded = repairText(nil, raw)
			}
			object, bad := parseObject(text)
			if bad != nil {
				bad.File, bad.Line = name, line
				out.Err = bad
			} else {
				p.fill(&out, jsonCells{object, p.columns})
			}
		}
		return fn(out)
	})
}

// columns lists the columns that m names.
func (m Mapping) columns() []string {
	all := []string{m.Key, m.FullName, m.Given, m.Middle, m.Family, m.Birth, m.Birthplace, m.Nationality, m.Country, m.Gender, m.Kind, m.AddressCountry, m.Arrived, m.Deleted, m.Rest}
	all = slices.Concat(all, m.Aliases, m.Address)
	for _, id := range m.Identifiers {
		all = append(all, id.Column, id.Country)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// jsonlColumns returns the paths of the values in the first object.
func jsonlColumns(r io.Reader, name string) ([]string, error) {
	var columns []string
	err := eachLine(r, name, MaxRowBytes, func(line int, raw []byte, bad *lookback.InputError) error {
		if bad != nil {
			return bad
		}
		object, bad := parseObject(raw)
		if bad != nil {
			bad.File, bad.Line = name, line
			return bad
		}
		columns = paths(object, "", nil)
		return io.EOF
	})
	if err != nil && err != io.EOF {
		return nil, err
	}
	return columns, nil
}

func paths(object map[string]any, prefix string, found []string) []string {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if inner, ok := object[key].(map[string]any); ok {
			found = paths(inner, prefix+key+".", found)
			continue
		}
		found = append(found, prefix+key)
	}
	return found
}

// eachLine calls fn for every line that is not empty; one longer than limit comes as an InputError with its beginning.
func eachLine(r io.Reader, name string, limit int, fn func(line int, raw []byte, bad *lookback.InputError) error) error {
	in := bufio.NewReaderSize(r, limit)
	head, _ := in.Peek(4)
	text, err := skipMark(name, head)
	if err != nil {
		return err
	}
	in.Discard(len(head) - len(text))
	for line := 1; ; line++ {
		raw, err := in.ReadSlice('\n')
		var bad *lookback.InputError
		if err == bufio.ErrBufferFull {
			bad = &lookback.InputError{File: name, Line: line, Reason: fmt.Sprintf("the line is longer than %d MiB", limit>>20), Hint: "write one object per line"}
			raw = bytes.Clone(raw[:256])
			err = skipLongLine(in)
		}
		if err != nil && err != io.EOF {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if i := bytes.IndexByte(raw, 0); i >= 0 && bad == nil {
			bad = &lookback.InputError{File: name, Line: line, Column: i + 1, Reason: "there is a NUL byte", Hint: "remove it, or fetch the file again"}
		}
		if raw = bytes.TrimSpace(raw); len(raw) > 0 {
			if failed := fn(line, raw, bad); failed != nil {
				return failed
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

func skipLongLine(in *bufio.Reader) error {
	for {
		if _, err := in.ReadSlice('\n'); err != bufio.ErrBufferFull {
			return err
		}
	}
}

// parseObject reads one JSON object; numbers keep the form they are written in.
func parseObject(text []byte) (map[string]any, *lookback.InputError) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var object map[string]any
	if err := dec.Decode(&object); err != nil {
		return nil, &lookback.InputError{Column: int(dec.InputOffset()) + 1, Reason: "this is not a JSON object: " + err.Error()}
	}
	if object == nil || dec.More() {
		return nil, &lookback.InputError{Reason: "the line is not one JSON object"}
	}
	if bytes.Contains(text, []byte(`\u0000`)) && strings.ContainsRune(fmt.Sprint(object), 0) {
		return nil, &lookback.InputError{Reason: "there is a NUL character", Hint: "remove it"}
	}
	return object, nil
}

// jsonCells reads values by the paths of columns.
type jsonCells struct {
	object  map[string]any
	columns []string
}

func (c jsonCells) many(column int) []string {
	return appendTexts(nil, lookUp(c.object, c.columns[column]))
}

func (c jsonCells) one(column int) string {
	return strings.Join(c.many(column), ", ")
}

// content lists every value with its path, in the order of the paths.
func (c jsonCells) content() []byte {
	b, _ := json.Marshal(c.object) // unreachable error: the object came out of JSON; maps are written in the order of their keys
	return b
}

// lookUp finds the value at a path. A key that itself holds dots is found as well.
func lookUp(object map[string]any, path string) any {
	if v, ok := object[path]; ok {
		return v
	}
	first, rest, nested := strings.Cut(path, ".")
	if inner, ok := object[first].(map[string]any); ok && nested {
		return lookUp(inner, rest)
	}
	return nil
}

func appendTexts(all []string, v any) []string {
	switch v := v.(type) {
	case string:
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	case json.Number:
		all = append(all, v.String())
	case bool:
		all = append(all, fmt.Sprint(v))
	case []any:
		for _, item := range v {
			all = appendTexts(all, item)
		}
	}
	return all
}
