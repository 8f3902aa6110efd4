package lookback

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// A set of record numbers holds what was put in and nothing else, and is the same after it was written and read.
func TestRecordNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := map[int64]bool{}
		var n RecordNumbers
		next := int64(0)
		for _, step := range rapid.SliceOf(rapid.Int64Range(1, 4)).Draw(t, "steps") {
			next += step
			in[next] = true
			n.Append(next)
		}
		if n.Count() != len(in) {
			t.Errorf("%s has %d numbers, want %d", n, n.Count(), len(in))
		}
		for number := range next + 2 {
			if n.Has(number) != in[number] {
				t.Errorf("%s has %d: %t", n, number, n.Has(number))
			}
		}
		text, _ := n.MarshalText()
		var back RecordNumbers
		if err := back.UnmarshalText(text); err != nil || !reflect.DeepEqual(n, back) {
			t.Errorf("%s comes back as %s (%v)", n, back, err)
		}
	})
}

func TestRecordNumbersThatAreNone(t *testing.T) {
	for _, text := range []string{"a", "1-", "-1", "3-2", "1,1", "1,2", "1-3,4", "5,1", "0", "1,,3", "1;2"} {
		var n RecordNumbers
		if err := n.UnmarshalText([]byte(text)); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q is read as %v (%v)", text, n, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a number that is not behind the others was added")
		}
	}()
	n := RecordNumbers{{1, 3}}
	n.Append(2)
}

func FuzzRecordNumbers(f *testing.F) {
	f.Add("1-5,9,12-40")
	f.Fuzz(func(t *testing.T, text string) {
		var n RecordNumbers
		if n.UnmarshalText([]byte(text)) != nil {
			return
		}
		var again RecordNumbers
		if err := again.UnmarshalText([]byte(n.String())); err != nil || !reflect.DeepEqual(n, again) {
			t.Errorf("%q is %s and then %s (%v)", text, n, again, err)
		}
	})
}
