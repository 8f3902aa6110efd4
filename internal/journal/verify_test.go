package journal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"lookback"
)

const origin = "lookback.example/test"

func testKey(t testing.TB, seed int64) (*Key, PublicKeys) {
	t.Helper()
	private, public, err := NewKey(rand.New(rand.NewSource(seed)), origin)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(private + "\n")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ParsePublicKeys(public + "\n")
	if err != nil {
		t.Fatal(err)
	}
	return key, keys
}

// export writes events with a checkpoint after each of the sizes, and returns the lines.
func export(t testing.TB, key *Key, events []lookback.Event, sizes ...int64) []string {
	t.Helper()
	var out bytes.Buffer
	x, err := NewExporter(&out, key.Origin())
	if err != nil {
		t.Fatal(err)
	}
	var r compactRange
	checkpoint := func() {
		if !slices.Contains(sizes, int64(r.size)) {
			return
		}
		signed, err := key.Sign(int64(r.size), r.root())
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Checkpoint(signed); err != nil {
			t.Fatal(err)
		}
	}
	checkpoint()
	for _, e := range events {
		if err := x.Event(e); err != nil {
			t.Fatal(err)
		}
		leaf, err := Leaf(e)
		if err != nil {
			t.Fatal(err)
		}
		r.add(LeafHash(leaf))
		checkpoint()
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func events(n int64) []lookback.Event {
	var all []lookback.Event
	for p := int64(1); p <= n; p++ {
		all = append(all, testEvent(p))
	}
	return all
}

// reseal gives changed lines the last line of an export that was written so.
func reseal(lines []string) string {
	var out bytes.Buffer
	x, _ := NewExporter(&out, origin)
	x.w.Flush()
	out.Reset()
	x.sum.Reset()
	for _, line := range lines[:len(lines)-1] {
		x.w.WriteString(line)
	}
	x.Close()
	return out.String()
}

func TestVerifyWholeExport(t *testing.T) {
	key, keys := testKey(t, 1)
	for _, n := range []int64{0, 1, 2, 9} {
		lines := export(t, key, events(n), 0, 2, 5, n)
		for name, r := range map[string]string{"as written": strings.Join(lines, "") + "\n", "resealed": reseal(lines)} {
			report, err := Verify(strings.NewReader(r), keys)
			if err != nil || report.Events != n || report.Vouched != n || report.Bad != 0 || report.Origin != origin {
				t.Errorf("%d events %s: %+v (%v)", n, name, report, err)
			}
		}
	}
}

// TestVerifySaysWhichEvent shows R36: every way to tamper with an export, and what the verifier says. The
// tampering party has everything but the key: it notes fitting hashes and a fitting last line where it can.
func TestVerifySaysWhichEvent(t *testing.T) {
	key, keys := testKey(t, 1)
	other, _ := testKey(t, 2)
	all := events(8)
	lines := export(t, key, all, 3, 8) // title, events 1-3, checkpoint, events 4-8, checkpoint, end
	at := func(position int) int {
		if position > 3 {
			return position + 1
		}
		return position
	}
	forged := func(change func(e *lookback.Event), position int, hash bool) func([]string) []string {
		return func(l []string) []string {
			e := all[position-1]
			change(&e)
			data, err := Leaf(e)
			if err != nil {
				t.Fatal(err)
			}
			h := strings.Fields(l[at(position)])[1]
			if hash {
				h = HexHash(LeafHash(data))
			}
			l[at(position)] = fmt.Sprintf("event %s %s\n", h, data)
			return l
		}
	}
	for _, test := range []struct {
		name    string
		change  func(l []string) []string
		first   int64
		problem string
	}{
		{"Changed", forged(func(e *lookback.Event) { e.Actor = "Somebody" }, 5, false), 5, "it was changed"},
		{"ChangedFirst", forged(func(e *lookback.Event) { e.Subject = "" }, 1, false), 1, "it was changed"},
		{"ChangedWithHash", forged(func(e *lookback.Event) { e.Actor = "Somebody" }, 5, true), 4, "one of the events 4 to 8 is not what was signed"},
		{"ChangedWithHashBeforeFirstCheckpoint", forged(func(e *lookback.Event) { e.Body = []byte("{}") }, 2, true), 1, "one of the events 1 to 3 is not what was signed"},
		{"Renumbered", forged(func(e *lookback.Event) { e.Position = 7 }, 6, true), 6, "missing"},
		{"Missing", func(l []string) []string { return slices.Delete(l, at(5), at(6)) }, 5, "missing: the export goes on with event 6"},
		{"MissingFirst", func(l []string) []string { return slices.Delete(l, 1, 2) }, 1, "missing"},
		{"MissingTwo", func(l []string) []string { return slices.Delete(l, at(5), at(7)) }, 5, "goes on with event 7"},
		{"MissingLast", func(l []string) []string { return slices.Delete(l, at(8), at(8)+1) }, 4, "events are missing or were added"},
		{"Reordered", func(l []string) []string { l[at(6)], l[at(7)] = l[at(7)], l[at(6)]; return l }, 6, "missing"},
		{"Repeated", func(l []string) []string { return slices.Insert(l, at(6), l[at(5)]) }, 5, "out of order"},
		{"Added", func(l []string) []string {
			data, _ := Leaf(testEvent(9))
			return slices.Insert(l, at(8)+1, fmt.Sprintf("event %s %s\n", HexHash(LeafHash(data)), data))
		}, 4, "stands after 9"},
		{"AddedAfterCheckpoint", func(l []string) []string {
			data, _ := Leaf(testEvent(9))
			return slices.Insert(l, at(8)+2, fmt.Sprintf("event %s %s\n", HexHash(LeafHash(data)), data))
		}, 9, "no checkpoint covers"},
		{"NoLastCheckpoint", func(l []string) []string { return slices.Delete(l, at(8)+1, at(8)+2) }, 4, "no checkpoint covers"},
		{"SignedByAnother", func(l []string) []string {
			signed, _ := other.Sign(8, Hash{})
			l[at(8)+1] = "checkpoint " + base64.StdEncoding.EncodeToString([]byte(signed)) + "\n"
			return l
		}, 4, "not signed with the key given"},
		{"OldCheckpointAgain", func(l []string) []string { l[at(8)+1] = l[4]; return l }, 4, "the checkpoint over 3 events stands after 8"},
		{"UnknownLine", func(l []string) []string { return slices.Insert(l, at(5), "note to myself\n") }, 5, "neither event, checkpoint nor end"},
		{"SomethingAfterTheEnd", func(l []string) []string { return append(l, "\nevent\n") }, 9, "follows the end"},
		{"OtherTitle", func(l []string) []string { l[0] = exportTitle + "elsewhere\n"; return l }, 1, "of journal \"elsewhere\""},
		{"NotAnExport", func(l []string) []string { l[0] = "name,date\n"; return l }, 1, "does not start as a journal export"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := test.change(slices.Clone(lines))
			text := strings.Join(changed, "") + "\n"
			if test.name != "SomethingAfterTheEnd" {
				text = reseal(changed)
			}
			report, err := Verify(strings.NewReader(text), keys)
			if !errors.Is(err, lookback.ErrCheck) || report.FirstBad() != test.first {
				t.Errorf("first bad is %d (%v), want %d", report.FirstBad(), err, test.first)
			}
			if len(report.Findings) == 0 || !strings.Contains(fmt.Sprint(report.Findings), test.problem) {
				t.Errorf("findings are %v, want one that says %q", report.Findings, test.problem)
			}
		})
	}
}

// TestVerifyFindsOneFlippedBit flips every bit of an export, one at a time.
func TestVerifyFindsOneFlippedBit(t *testing.T) {
	key, keys := testKey(t, 1)
	whole := []byte(strings.Join(export(t, key, events(5), 2, 5), "") + "\n")
	for i := range whole {
		for bit := range 8 {
			whole[i] ^= 1 << bit
			if report, err := Verify(bytes.NewReader(whole), keys); !errors.Is(err, lookback.ErrCheck) {
				t.Fatalf("bit %d of byte %d is flipped, and: %+v (%v)", bit, i, report, err)
			}
			whole[i] ^= 1 << bit
		}
	}
}

// TestVerifyFindsTruncation cuts an export after every byte.
func TestVerifyFindsTruncation(t *testing.T) {
	key, keys := testKey(t, 1)
	whole := strings.Join(export(t, key, events(5), 2, 5), "") + "\n"
	for n := range len(whole) {
		if report, err := Verify(strings.NewReader(whole[:n]), keys); !errors.Is(err, lookback.ErrCheck) || report.FirstBad() == 0 {
			t.Fatalf("cut after %d bytes: %+v (%v)", n, report, err)
		}
	}
	report, _ := Verify(strings.NewReader(whole[:strings.Index(whole, `"position":4`)]), keys)
	if report.FirstBad() != 4 {
		t.Errorf("cut in event 4: first bad is %d", report.FirstBad())
	}
}

// TestVerifyWithKnownCheckpoint finds what an export alone cannot show: that it was cut at an older
// checkpoint, or that the holder of the key signed two histories.
func TestVerifyWithKnownCheckpoint(t *testing.T) {
	key, keys := testKey(t, 1)
	var r compactRange
	for _, e := range events(6) {
		leaf, _ := Leaf(e)
		r.add(LeafHash(leaf))
	}
	six := Checkpoint{Origin: origin, Size: 6, Root: r.root()}
	old := strings.Join(export(t, key, events(4), 4), "") + "\n"
	if _, err := Verify(strings.NewReader(old), keys); err != nil {
		t.Errorf("an export up to an older checkpoint: %v", err)
	}
	report, err := Verify(strings.NewReader(old), keys, six)
	if !errors.Is(err, lookback.ErrCheck) || report.FirstBad() != 5 {
		t.Errorf("cut export with a known checkpoint: first bad is %d (%v), want 5", report.FirstBad(), err)
	}
	other := events(8)
	other[5].Actor = "Somebody"
	report, err = Verify(strings.NewReader(strings.Join(export(t, key, other, 3, 8), "")+"\n"), keys, six)
	if !errors.Is(err, lookback.ErrCheck) || report.FirstBad() != 4 {
		t.Errorf("another history: first bad is %d (%v), want 4", report.FirstBad(), err)
	}
	if _, err = Verify(strings.NewReader(strings.Join(export(t, key, events(8), 8), "")+"\n"), keys, six); err != nil {
		t.Errorf("the same history: %v", err)
	}
}

func TestVerifyUnreadable(t *testing.T) {
	key, keys := testKey(t, 1)
	whole := strings.Join(export(t, key, events(5), 5), "")
	broken := errors.New("the disk broke")
	if _, err := Verify(iotest.DataErrReader(iotest.TimeoutReader(strings.NewReader(whole))), keys); err == nil {
		t.Error("a reader that fails is taken for an export")
	}
	if _, err := Verify(iotest.ErrReader(broken), keys); !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}

func TestManyFindings(t *testing.T) {
	_, keys := testKey(t, 1)
	report, err := Verify(strings.NewReader(exportTitle+origin+"\n"+strings.Repeat("x\n", 500)), keys)
	if !errors.Is(err, lookback.ErrCheck) || len(report.Findings) != maxFindings || report.Bad != 501 {
		t.Errorf("%d findings of %d (%v)", len(report.Findings), report.Bad, err)
	}
}

func TestKeys(t *testing.T) {
	private, public, err := NewKey(rand.New(rand.NewSource(1)), origin)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(private)
	if err != nil || key.Origin() != origin {
		t.Fatalf("origin is %v (%v)", key, err)
	}
	signed, err := key.Sign(3, Commit(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	_, newer, err := NewKey(rand.New(rand.NewSource(2)), origin)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ParsePublicKeys(newer, public) // after a rotation
	if err != nil {
		t.Fatal(err)
	}
	if c, err := keys.Open(signed); err != nil || c.Size != 3 || c.Root != Commit(nil, nil) || c.Origin != origin {
		t.Errorf("opened %+v (%v)", c, err)
	}
	for name, text := range map[string]string{
		"Size":     strings.Replace(signed, "\n3\n", "\n4\n", 1),
		"Origin":   strings.Replace(signed, origin, "x"+origin, 1),
		"Nothing":  "",
		"Unsigned": Checkpoint{Origin: origin, Size: 3}.Text(),
	} {
		if c, err := keys.Open(text); !errors.Is(err, lookback.ErrCheck) {
			t.Errorf("%s: opened %+v (%v)", name, c, err)
		}
	}
	_, elsewhere, _ := NewKey(rand.New(rand.NewSource(3)), "elsewhere")
	for name, list := range map[string][]string{"None": nil, "Rubbish": {"abc"}, "Private": {private}, "TwoJournals": {public, elsewhere}} {
		if _, err := ParsePublicKeys(list...); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	if _, err := ParseKey(public); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("public key as private: got %v, want ErrInvalid", err)
	}
	for _, bad := range []string{"", "two words", "a+b"} {
		if _, _, err := NewKey(rand.New(rand.NewSource(1)), bad); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("origin %q: got %v, want ErrInvalid", bad, err)
		}
	}
	if _, _, err := NewKey(iotest.ErrReader(errors.New("none")), origin); !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("no random: got %v, want ErrUnavailable", err)
	}
}

func FuzzVerify(f *testing.F) {
	key, keys := testKey(f, 1)
	whole := strings.Join(export(f, key, events(3), 2, 3), "") + "\n"
	f.Add([]byte(whole))
	f.Add([]byte(whole[:200]))
	f.Fuzz(func(t *testing.T, data []byte) {
		report, err := Verify(bytes.NewReader(data), keys)
		if err == nil && string(data) != whole {
			t.Errorf("%q verifies: %+v", data, report)
		}
		if err != nil && report.FirstBad() < 1 {
			t.Errorf("%q is bad, and the first bad event is %d", data, report.FirstBad())
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	key, keys := testKey(b, 1)
	whole := strings.Join(export(b, key, events(10_000), 10_000), "") + "\n"
	b.SetBytes(int64(len(whole)))
	for b.Loop() {
		if _, err := Verify(strings.NewReader(whole), keys); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
