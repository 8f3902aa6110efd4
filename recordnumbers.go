package lookback

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// NumberSpan is a run of record numbers, both ends included.
type NumberSpan struct{ First, Last int64 }

// RecordNumbers is a set of numbers of records (Record.ID), as spans in ascending order that do not touch. Records get their
// numbers as they arrive, so millions that came in one import are one span. The zero value is the empty set.
type RecordNumbers []NumberSpan

// Append adds a number that is greater than all in the set; any other is a broken program, and it panics.
func (n *RecordNumbers) Append(number int64) {
	all := *n
	if last := len(all) - 1; last >= 0 {
		switch {
		case number <= all[last].Last:
			panic(fmt.Sprintf("record number %d behind %d", number, all[last].Last))
		case number == all[last].Last+1:
			all[last].Last = number
			return
		}
	}
	*n = append(all, NumberSpan{number, number})
}

// Has reports whether a number is in the set.
func (n RecordNumbers) Has(number int64) bool {
	_, found := slices.BinarySearchFunc(n, number, func(s NumberSpan, number int64) int {
		switch {
		case s.Last < number:
			return -1
		case s.First > number:
			return 1
		}
		return 0
	})
	return found
}

// Count returns how many numbers are in the set.
func (n RecordNumbers) Count() int {
	count := 0
	for _, s := range n {
		count += int(s.Last-s.First) + 1
	}
	return count
}

// String returns "1-5,9,12-40".
func (n RecordNumbers) String() string {
	var b strings.Builder
	for i, s := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(s.First, 10))
		if s.Last > s.First {
			b.WriteByte('-')
			b.WriteString(strconv.FormatInt(s.Last, 10))
		}
	}
	return b.String()
}

// MarshalText returns what String does, which is also its form in JSON.
func (n RecordNumbers) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what MarshalText wrote. ErrInvalid: it is none, or its spans are not in order.
func (n *RecordNumbers) UnmarshalText(text []byte) error {
	*n = nil
	if len(text) == 0 {
		return nil
	}
	last := int64(-1)
	for part := range strings.SplitSeq(string(text), ",") {
		from, to, isSpan := strings.Cut(part, "-")
		if !isSpan {
			to = from
		}
		first, err1 := strconv.ParseInt(from, 10, 64)
		end, err2 := strconv.ParseInt(to, 10, 64)
		if err1 != nil || err2 != nil || first <= last+1 && last >= 0 || first < 1 || end < first {
			return &InputError{Field: "records", Reason: fmt.Sprintf("%q is no span of record numbers behind %d", part, max(last, 0))}
		}
		*n = append(*n, NumberSpan{first, end})
		last = end
	}
	return nil
}
