package journal

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"lookback"
)

// rotating is a journal on its way to an export, with whatever keys sign it.
type rotating struct {
	t   *testing.T
	out bytes.Buffer
	x   *Exporter
	r   compactRange
}

func newRotating(t *testing.T) *rotating {
	j := &rotating{t: t}
	var err error
	if j.x, err = NewExporter(&j.out, origin); err != nil {
		t.Fatal(err)
	}
	return j
}

func (j *rotating) event(e lookback.Event) {
	e.Position = int64(j.r.size) + 1
	leaf, err := Leaf(e)
	if err != nil {
		j.t.Fatal(err)
	}
	if err := j.x.Event(e); err != nil {
		j.t.Fatal(err)
	}
	j.r.add(LeafHash(leaf))
}

// signed appends a checkpoint with the signature of a key.
func (j *rotating) signed(k *Key) {
	signed, err := k.Sign(int64(j.r.size), j.r.root())
	if err == nil {
		err = j.x.Checkpoint(signed)
	}
	if err != nil {
		j.t.Fatal(err)
	}
}

func (j *rotating) verify(keys PublicKeys) (Report, error) {
	if err := j.x.Close(); err != nil {
		j.t.Fatal(err)
	}
	return Verify(strings.NewReader(j.out.String()), keys)
}

func rotation(public string) lookback.Event {
	e := testEvent(1)
	e.Kind, e.Body = lookback.EventKeyRotated, fmt.Appendf(nil, `{"public":%q}`, public)
	return e
}

func pair(t *testing.T, seed int64) (*Key, string) {
	t.Helper()
	private, public, err := NewKey(rand.New(rand.NewSource(seed)), origin)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key, public
}

// TestVerifyFollowsRotations_R36: the first key is enough for a journal whose key was rotated twice; a key that nobody vouched for, or that took over before, is not believed.
func TestVerifyFollowsRotations_R36(t *testing.T) {
	first, public := pair(t, 1)
	second, secondPublic := pair(t, 2)
	third, thirdPublic := pair(t, 3)
	trusted, err := ParsePublicKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	foreign, _, err := NewKey(rand.New(rand.NewSource(9)), "lookback.example/other")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name      string
		play      func(j *rotating)
		rotations int
		ok        bool
	}{
		{"Twice", func(j *rotating) {
			j.event(rotation(secondPublic))
			j.signed(first)
			j.event(testEvent(1))
			j.event(rotation(thirdPublic))
			j.signed(second)
			j.event(testEvent(1))
			j.signed(third)
		}, 2, true},
		{"NobodyVouched", func(j *rotating) { j.event(rotation(secondPublic)); j.signed(second) }, 0, false},
		{"NoEvent", func(j *rotating) { j.event(testEvent(1)); j.signed(first); j.event(testEvent(1)); j.signed(second) }, 0, false},
		{"ChainWithAGap", func(j *rotating) {
			j.event(rotation(thirdPublic))
			j.signed(second)
			j.event(testEvent(1))
			j.signed(third)
		}, 0, false},
		{"NoKey", func(j *rotating) { j.event(rotation("curiosity")); j.signed(first) }, 0, false},
		{"KeyOfAnotherJournal", func(j *rotating) { j.event(rotation(foreign)); j.signed(first) }, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := newRotating(t)
			test.play(j)
			report, err := j.verify(trusted)
			if (err == nil) != test.ok || !test.ok && !errors.Is(err, lookback.ErrCheck) || report.Rotations != test.rotations {
				t.Errorf("got %+v, %v", report, err)
			}
		})
	}
}

// TestKeysGivenAndFollowed_R36 gives both keys to a verifier that would have followed from the first.
func TestKeysGivenAndFollowed_R36(t *testing.T) {
	first, public := pair(t, 1)
	second, secondPublic := pair(t, 2)
	both, err := ParsePublicKeys(secondPublic, public)
	if err != nil {
		t.Fatal(err)
	}
	j := newRotating(t)
	j.event(rotation(secondPublic))
	j.signed(first)
	j.event(testEvent(1))
	j.signed(second)
	if report, err := j.verify(both); err != nil || report.Rotations != 1 {
		t.Errorf("got %+v, %v", report, err)
	}
}

// TestChangedRotationIsNotFollowed_R36 puts another key into the event of a rotation and leaves the hash that was signed.
func TestChangedRotationIsNotFollowed_R36(t *testing.T) {
	first, public := pair(t, 1)
	_, secondPublic := pair(t, 2)
	thief, thiefPublic := pair(t, 4)
	trusted, err := ParsePublicKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	j := newRotating(t)
	j.event(rotation(secondPublic))
	j.signed(first)
	j.event(testEvent(1))
	j.signed(thief)
	if err := j.x.Close(); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(j.out.String(), secondPublic, thiefPublic, 1)
	report, err := Verify(strings.NewReader(changed), trusted)
	if !errors.Is(err, lookback.ErrCheck) || report.Rotations != 0 || report.Vouched != 1 || report.FirstBad() != 1 {
		t.Errorf("got %+v, %v", report, err)
	}
}
