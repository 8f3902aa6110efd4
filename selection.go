package lookback

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Selection says which records a lookback, a queue or a report is about. What a person is by birth or belief cannot
// be said in it: there is no field for nationality, ethnicity, religion or place of birth, no free text, no predicate
// and no way to add one without changing this type (R26). Every part that is given must hold; an empty part holds always.
// A part narrows; nothing in it opens an alert or changes a score.
type Selection struct {
	Sources  []string   // source systems
	Records  []string   // records by reference, SOURCE/KEY
	Arrived  TimeRange  // when the record first became known
	Networks []string   // records with a tie to one of these networks
	Classes  []TieClass // with Networks: through a tie of one of these classes
	Runs     []int64    // records that one of these lookbacks affected
	Lists    []string   // records with an alert against one of these lists
}

// TimeRange is a span of time with its start included and its end not. A zero end is open.
type TimeRange struct{ From, Until time.Time }

// Holds reports whether t lies in r.
func (r TimeRange) Holds(t time.Time) bool {
	return (r.From.IsZero() || !t.Before(r.From)) && (r.Until.IsZero() || t.Before(r.Until))
}

// Facts is what is known about a record that a Selection may ask about.
type Facts struct {
	Source, Ref string
	Arrived     time.Time
	Ties        []NetworkTie // its own ties to networks
	Runs        []int64
	Lists       []string
}

// NetworkTie is a record's own tie to a network, as far as a Selection asks about it.
type NetworkTie struct {
	Network string
	Class   TieClass
}

// Everything reports whether s leaves nothing out.
func (s Selection) Everything() bool {
	return len(s.Sources)+len(s.Records)+len(s.Networks)+len(s.Classes)+len(s.Runs)+len(s.Lists) == 0 && s.Arrived == TimeRange{}
}

// Covers reports whether the record with these facts is meant.
func (s Selection) Covers(f Facts) bool {
	return holds(s.Sources, f.Source) && holds(s.Records, f.Ref) && s.Arrived.Holds(f.Arrived) &&
		s.coversTies(f.Ties) && holdsAny(s.Runs, f.Runs) && holdsAny(s.Lists, f.Lists)
}

func (s Selection) coversTies(ties []NetworkTie) bool {
	if len(s.Networks) == 0 {
		return true
	}
	return slices.ContainsFunc(ties, func(t NetworkTie) bool {
		return slices.Contains(s.Networks, t.Network) && holds(s.Classes, t.Class)
	})
}

// Validate reports a selection that contradicts itself.
func (s Selection) Validate() error {
	if len(s.Classes) > 0 && len(s.Networks) == 0 {
		return &InputError{Field: "class", Reason: "classes of tie narrow networks, and no network is given"}
	}
	for _, c := range s.Classes {
		if !c.Valid() {
			_, err := ParseTieClass(string(c))
			return err
		}
	}
	for _, ref := range s.Records {
		if _, _, err := ParseRecordRef(ref); err != nil {
			return err
		}
	}
	if !s.Arrived.Until.IsZero() && !s.Arrived.From.Before(s.Arrived.Until) {
		return &InputError{Field: "arrived", Reason: "the span of arrival ends before it begins"}
	}
	return nil
}

func holds[T comparable](allowed []T, value T) bool {
	return len(allowed) == 0 || slices.Contains(allowed, value)
}

func holdsAny[T comparable](allowed, values []T) bool {
	return len(allowed) == 0 || slices.ContainsFunc(values, func(v T) bool { return slices.Contains(allowed, v) })
}

// ParseSelection reads "source:crm arrived:2022-01..2023-06 network:N class:moved-by run:7 list:ofac"; a key may be
// repeated. It knows the fields of Selection and no others, so a key such as nationality is refused as the law asks.
func ParseSelection(text string) (Selection, error) {
	var s Selection
	for _, word := range strings.Fields(text) {
		key, value, ok := strings.Cut(word, ":")
		if !ok || value == "" {
			return Selection{}, &InputError{Field: "selection", Reason: fmt.Sprintf("%q is not KEY:VALUE", word), Hint: selectionHint}
		}
		if err := s.add(key, value); err != nil {
			return Selection{}, err
		}
	}
	return s, s.Validate()
}

// String writes a selection as ParseSelection reads it; empty where it leaves nothing out.
func (s Selection) String() string {
	var words []string
	for _, part := range []struct {
		key    string
		values []string
	}{{"source", s.Sources}, {"record", s.Records}, {"network", s.Networks}, {"list", s.Lists}} {
		for _, v := range part.values {
			words = append(words, part.key+":"+v)
		}
	}
	for _, c := range s.Classes {
		words = append(words, "class:"+string(c))
	}
	for _, r := range s.Runs {
		words = append(words, fmt.Sprintf("run:%d", r))
	}
	if s.Arrived != (TimeRange{}) {
		words = append(words, "arrived:"+s.Arrived.days())
	}
	return strings.Join(words, " ")
}

// days writes a span of whole days as "2022-01-01..2023-06-30".
func (r TimeRange) days() string {
	var from, until string
	if !r.From.IsZero() {
		from = DayOf(r.From).String()
	}
	if !r.Until.IsZero() {
		until = (DayOf(r.Until) - 1).String()
	}
	return from + ".." + until
}

const selectionHint = "use source, record, arrived, network, class, run or list"

func (s *Selection) add(key, value string) error {
	switch key {
	case "source":
		s.Sources = append(s.Sources, value)
	case "record":
		s.Records = append(s.Records, value)
	case "network":
		s.Networks = append(s.Networks, value)
	case "class":
		s.Classes = append(s.Classes, TieClass(value))
	case "list":
		s.Lists = append(s.Lists, value)
	case "run":
		return s.addRun(value)
	case "arrived":
		return s.addArrived(value)
	default:
		return &InputError{Field: "selection", Reason: fmt.Sprintf("nobody is selected by %q", key), Hint: selectionHint}
	}
	return nil
}

func (s *Selection) addRun(value string) error {
	var id int64
	if _, err := fmt.Sscanf(value, "%d", &id); err != nil || fmt.Sprint(id) != value || id < 1 {
		return &InputError{Field: "run", Reason: fmt.Sprintf("%q is not the number of a run", value)}
	}
	s.Runs = append(s.Runs, id)
	return nil
}

// addArrived reads "2022-01..2023-06": from the first day of the one to the last day of the other.
func (s *Selection) addArrived(value string) error {
	from, to, isRange := strings.Cut(value, "..")
	if !isRange {
		to = from
	}
	if from != "" {
		day, ok := ParseDate(from).Earliest()
		if !ok {
			return &InputError{Field: "arrived", Reason: fmt.Sprintf("%q is not a date", from)}
		}
		s.Arrived.From = day.Time()
	}
	if to != "" {
		day, ok := ParseDate(to).Latest()
		if !ok {
			return &InputError{Field: "arrived", Reason: fmt.Sprintf("%q is not a date", to)}
		}
		s.Arrived.Until = (day + 1).Time()
	}
	return nil
}
