package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lookback"
)

// functions are what templates call.
func functions(assets map[string]string) template.FuncMap {
	return template.FuncMap{
		"t": tr, "asset": func(name string) string { return assets[name] },
		"date": date, "datetime": dateTime, "num": number, "ago": ago,
		"name": bidi, "names": names, "join": strings.Join, "lower": strings.ToLower, "upper": upperFirst,
		"value": valueWords, "axis": func(x lookback.Axis) string { return axisWords[x] },
		"trigger": func(t lookback.Trigger) string { return triggerWords[t] },
		"score":   func(s lookback.Score) string { return strconv.FormatFloat(s.Float(), 'f', 2, 64) },
		"dash":    func(text string) string { return strings.ReplaceAll(text, "-", " ") },
		"inc":     func(n int) int { return n + 1 },
		"list":    func(items ...any) []any { return items },
		"short":   func(hash string) string { return hash[:min(12, len(hash))] },
	}
}

func date(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(time.DateOnly)
}

func dateTime(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

// ago says how long something has been, in the largest unit that fits.
func ago(d time.Duration) string {
	switch {
	case d < time.Hour:
		return tr("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return tr("%d h", int(d.Hours()))
	}
	return tr("%d days", int(d.Hours()/24))
}

// number writes a whole number with thin spaces between its thousands.
func number(n any) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteRune('\u202f')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// bidi writes a name or a value of outside data in its own direction, kept apart from what stands around it.
func bidi(text string) template.HTML {
	return template.HTML(`<bdi dir="auto">` + template.HTMLEscapeString(text) + `</bdi>`)
}

// names writes the names of a party, the primary one first.
func names(p lookback.Party) template.HTML {
	var all []string
	for _, n := range p.Names {
		all = append(all, string(bidi(n.Full)))
	}
	return template.HTML(strings.Join(all, `<span class="sep"> · </span>`))
}

func upperFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
