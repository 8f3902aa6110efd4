package journal

import (
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"lookback"
)

// maxInteger is the largest integer that every reader of JSON keeps exactly (RFC 8785, section 3.2.2.3).
const maxInteger = 1<<53 - 1

// Encoder writes Go values as canonical JSON. It remembers the layout of the types it has seen, so keep one
// where many values of a type are written. The zero Encoder is ready, and it may be used concurrently.
type Encoder struct{ layouts sync.Map } // reflect.Type to []member

// member is one field of a struct as it is written.
type member struct {
	key   []byte // quoted, with the colon
	index int
}

// Canonical returns v as canonical JSON: the form of RFC 8785 with integers only. Fields of structs appear
// under the name of their json tag, else under their Go name, sorted, and are left out when they are empty,
// so that a type may gain fields without changing the bytes of values that do not use them. It returns
// ErrInvalid for a value that has no such form: a float, a function, an integer beyond 2^53.
func Canonical(v any) ([]byte, error) {
	var e Encoder
	return e.Append(nil, v)
}

// Append appends v as canonical JSON to dst and returns it.
func (e *Encoder) Append(dst []byte, v any) ([]byte, error) {
	return e.value(dst, reflect.ValueOf(v))
}

func (e *Encoder) value(dst []byte, v reflect.Value) ([]byte, error) {
	if !v.IsValid() {
		return append(dst, "null"...), nil
	}
	if text, raw, ok, err := special(v); ok || err != nil {
		if raw != nil {
			return append(dst, raw...), err
		}
		return appendString(dst, text), err
	}
	switch v.Kind() {
	case reflect.String:
		return appendString(dst, v.String()), nil
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return appendInteger(dst, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return appendInteger(dst, int64(min(v.Uint(), maxInteger+1)))
	case reflect.Slice:
		return e.list(dst, v)
	case reflect.Struct:
		return e.object(dst, v)
	case reflect.Map:
		return e.dict(dst, v)
	case reflect.Pointer, reflect.Interface:
		return e.value(dst, v.Elem())
	}
	return dst, fmt.Errorf("a %s has no canonical form: %w", v.Type(), lookback.ErrInvalid)
}

var (
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	rawMessage    = reflect.TypeFor[json.RawMessage]()
)

// special handles values that write themselves: as text, or as JSON that is already there.
func special(v reflect.Value) (text string, raw []byte, ok bool, err error) {
	if v.Kind() != reflect.Struct && v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return "", nil, false, nil // the usual kinds, without looking for methods
	}
	if v.Type() == rawMessage {
		raw, err = Canonicalise(v.Bytes())
		return "", raw, true, err
	}
	if !v.Type().Implements(textMarshaler) {
		return "", nil, false, nil
	}
	b, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	return string(b), nil, true, err
}

func (e *Encoder) list(dst []byte, v reflect.Value) (_ []byte, err error) {
	dst = append(dst, '[')
	for i := range v.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = e.value(dst, v.Index(i)); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

func (e *Encoder) object(dst []byte, v reflect.Value) (_ []byte, err error) {
	dst = append(dst, '{')
	first := true
	for _, m := range e.layout(v.Type()) {
		field := v.Field(m.index)
		if empty(field) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(dst, m.key...)
		if dst, err = e.value(dst, field); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// empty reports whether a field is left out.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
			return z.IsZero()
		}
	}
	return v.IsZero()
}

// layout returns the exported fields of t in the order of their names.
func (e *Encoder) layout(t reflect.Type) []member {
	if known, ok := e.layouts.Load(t); ok {
		return known.([]member)
	}
	names := map[string]int{}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			if name := memberName(f); name != "-" {
				names[name] = i
			}
		}
	}
	members := []member{}
	for _, name := range sortedKeys(names) {
		members = append(members, member{key: append(appendString(nil, name), ':'), index: names[name]})
	}
	e.layouts.Store(t, members)
	return members
}

func memberName(f reflect.StructField) string {
	if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
		return name
	}
	return f.Name
}

func (e *Encoder) dict(dst []byte, v reflect.Value) (_ []byte, err error) {
	if v.Type().Key().Kind() != reflect.String {
		return dst, fmt.Errorf("a %s has no canonical form: %w", v.Type(), lookback.ErrInvalid)
	}
	values := make(map[string]reflect.Value, v.Len())
	for it := v.MapRange(); it.Next(); {
		values[it.Key().String()] = it.Value()
	}
	dst = append(dst, '{')
	for i, key := range sortedKeys(values) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, key), ':')
		if dst, err = e.value(dst, values[key]); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func appendInteger(dst []byte, n int64) ([]byte, error) {
	if n > maxInteger || n < -maxInteger {
		return dst, fmt.Errorf("%d is beyond the integers that JSON keeps exactly: %w", n, lookback.ErrInvalid)
	}
	return strconv.AppendInt(dst, n, 10), nil
}

const hexDigits = "0123456789abcdef"

// appendString appends s quoted and with the fewest escapes. Bytes that are not UTF-8 become U+FFFD.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, c)
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch {
	case c >= utf8.RuneSelf:
		return append(dst, "\ufffd"...)
	case c == '"' || c == '\\':
		return append(dst, '\\', c)
	}
	if i := strings.IndexByte("\b\t\n\f\r", c); i >= 0 {
		return append(dst, '\\', "btnfr"[i])
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// sortedKeys returns the keys of m in the order of RFC 8785: by UTF-16 code units.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, compareUTF16)
	return keys
}

// compareUTF16 differs from comparing bytes only where one string leaves the basic plane.
func compareUTF16(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] == b[i] {
			continue
		}
		if a[i] < utf8.RuneSelf || b[i] < utf8.RuneSelf {
			return cmp.Compare(a[i], b[i])
		}
		return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
	}
	return cmp.Compare(len(a), len(b))
}
