package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"hash/crc32"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// snapshot returns the bytes that ix writes.
func snapshot(t interface{ Fatalf(string, ...any) }, ix *Index) []byte {
	var b bytes.Buffer
	n, err := ix.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

func TestSnapshotIsReadAsItWasWritten(t *testing.T) {
	var s, s2 Scratch
	rapid.Check(t, func(t *rapid.T) {
		parties := rapid.SliceOfN(drawParty(), 0, 20).Draw(t, "parties")
		ix := build(parties)
		data := snapshot(t, ix)
		read, err := Read(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if again := snapshot(t, read); !bytes.Equal(again, data) {
			t.Fatal("what was read is written in another way")
		}
		q := drawQuery(t, parties)
		threshold := rapid.SampledFrom(thresholds).Draw(t, "threshold")
		want, _ := ix.Search(&q, threshold, &s, nil)
		got, _ := read.Search(&q, threshold, &s2, nil)
		if !slices.Equal(got, want) {
			t.Fatalf("from the snapshot %v, before %v", got, want)
		}
	})
}

func TestOrderOfAdditionDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parties := rapid.SliceOfN(drawParty(), 0, 20).Draw(t, "parties")
		ids := make([]uint32, len(parties))
		for i := range ids {
			ids[i] = uint32(7*i) + rapid.Uint32Range(0, 6).Draw(t, "id")
		}
		var one, other Builder
		for i := range parties {
			one.Add(ids[i], &parties[i])
		}
		for _, i := range rapid.Permutation(indices(len(parties))).Draw(t, "order") {
			other.Add(ids[i], &parties[i])
		}
		if !bytes.Equal(snapshot(t, one.Build()), snapshot(t, other.Build())) {
			t.Fatal("another order of addition gives another index")
		}
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// TestEveryDamagedByteIsDetected flips every byte of a small snapshot, and cuts it off everywhere.
func TestEveryDamagedByteIsDetected(t *testing.T) {
	for name, words := range map[string]int{"small": 0, "as if large": -1} {
		t.Run(name, func(t *testing.T) {
			ix, _ := tinyWorld(words)
			checkDamage(t, snapshot(t, ix))
		})
	}
}

func checkDamage(t *testing.T, data []byte) {
	for i := range data {
		broken := bytes.Clone(data)
		for _, flip := range []byte{0x01, 0x80, 0xff} {
			broken[i] = data[i] ^ flip
			if _, err := Open(broken); err == nil {
				t.Errorf("byte %d was changed from %#x to %#x, and nobody noticed", i, data[i], broken[i])
			}
		}
		if _, err := Open(data[:i]); err == nil {
			t.Errorf("only %d of %d bytes are there, and nobody noticed", i, len(data))
		}
	}
	if _, err := Open(append(bytes.Clone(data), 0)); err == nil {
		t.Error("a byte was appended, and nobody noticed")
	}
}

func TestDamageIsNamed(t *testing.T) {
	ix, _ := tinyWorld(0)
	data := snapshot(t, ix)
	broken := bytes.Clone(data)
	broken[len(broken)-1] ^= 1
	if _, err := Open(broken); !errors.Is(err, lookback.ErrCheck) || !bytes.Contains([]byte(err.Error()), []byte("identifiers")) {
		t.Errorf("damage in the last section gives %v, want an error of ErrCheck that names it", err)
	}
	if _, err := Open([]byte("something else altogether, and long enough to be a header of a snapshot")); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("another file gives %v, want an InputError", err)
	}
	later := reseal(data, func(b []byte) { b[8] = snapshotVersion + 1 })
	if _, err := Open(later); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("a later version gives %v, want an InputError", err)
	}
	other := reseal(data, func(b []byte) { copy(b[16:], "ffffffff") })
	if _, err := Open(other); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("another matcher gives %v, want an error of ErrConflict", err)
	}
	if _, err := Read(failingReader{}, 100); !errors.Is(err, errDisk) {
		t.Errorf("a failing disk gives %v, want its error", err)
	}
}

var errDisk = errors.New("disk")

type failingReader struct{}

func (failingReader) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

// reseal returns data after change, with checksums that fit.
func reseal(data []byte, change func([]byte)) []byte {
	b := bytes.Clone(data)
	change(b)
	at := headerSize + sections*sectionSize + 4
	for i := range sections {
		entry := b[headerSize+i*sectionSize:]
		size := min(binary.LittleEndian.Uint64(entry[8:]), uint64(len(b)-at))
		binary.LittleEndian.PutUint32(entry[4:], crc32.Checksum(b[at:at+int(size)], castagnoli))
		at += int(size)
	}
	end := headerSize + sections*sectionSize
	binary.LittleEndian.PutUint32(b[end:], crc32.Checksum(b[:end], castagnoli))
	return b
}

// FuzzOpen changes snapshots and makes their checksums fit: what opens must be searchable.
func FuzzOpen(f *testing.F) {
	small, q := tinyWorld(0)
	large, _ := tinyWorld(-1)
	snapshots := [][]byte{snapshot(f, small), snapshot(f, large)}
	data := snapshots[0]
	f.Add(uint32(0), uint64(0), uint8(0))
	f.Add(uint32(headerSize+8), uint64(1), uint8(8))
	f.Add(uint32(len(data)-20), uint64(0xffffffff), uint8(4))
	f.Fuzz(func(t *testing.T, at uint32, value uint64, size uint8) {
		changed := reseal(snapshots[at%2], func(b []byte) {
			var v [8]byte
			binary.LittleEndian.PutUint64(v[:], value)
			copy(b[int(at/2)%len(b):], v[:size%9])
		})
		opened, err := Open(changed)
		if err != nil {
			return
		}
		var s Scratch
		for _, threshold := range []lookback.Score{0, 3000, 7000} {
			opened.Search(&q, threshold, &s, nil)
		}
	})
}

// tinyWorld returns an index of few people, every section of which holds something, and a query.
func tinyWorld(deletionWords int) (*Index, match.Party) {
	b := Builder{DeletionWords: deletionWords}
	for i, p := range tinyParties() {
		b.Add(uint32(3*i+5), &p)
	}
	return b.Build(), person("Alisher Karimov", "1980-04-05", "A1234567")
}

func tinyParties() []match.Party {
	several := match.Prepare(lookback.Party{
		Kind:  lookback.KindPerson,
		Names: []lookback.Name{{Full: "Ali Sher Karimov"}, {Full: "A. Karimzoda"}, {Full: "Алишер Каримов"}},
	})
	return []match.Party{person("Alisher Karimov", "1980-04-05", "A1234567"), several, person("Malika Boboeva", "", "B7654321"), person("", "", "")}
}

var update = flag.Bool("update", false, "write the snapshot of the present version to testdata, unless it is there: old ones stay as they are")

// TestOldVersionsAreRead reads snapshots of every version that was ever in use.
func TestOldVersionsAreRead(t *testing.T) {
	name := filepath.Join("testdata", "slice-v1.bin")
	if _, err := os.Stat(name); *update && err != nil {
		ix, _ := tinyWorld(0)
		if err := os.WriteFile(name, snapshot(t, ix), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := snapshotMatcher(data); err != nil {
		t.Fatal(err)
	}
	ix, err := open(data) // whichever matcher made it
	if err != nil {
		t.Fatal(err)
	}
	want := map[uint32][]string{
		5:  {"alisher karimov"},
		8:  {"ali sher karimov", "a karimzoda", "alisher karimov"},
		11: {"malika boboeva"},
		14: {""},
	}
	if ix.Len() != len(want) {
		t.Fatalf("%d owners, want %d", ix.Len(), len(want))
	}
	var p party
	for i := range uint32(ix.Len()) {
		ix.owners.decode(&p, ix.dictionary, i)
		if got := foldedNames(p.Names); !slices.Equal(got, want[ix.owners.id(i)]) {
			t.Errorf("owner %d is %q, want %q", ix.owners.id(i), got, want[ix.owners.id(i)])
		}
	}
}

func foldedNames(names []match.Forms) []string {
	var all []string
	for _, name := range names {
		line := ""
		for i, f := range name {
			if i > 0 {
				line += " "
			}
			line += f.Folded
		}
		all = append(all, line)
	}
	return all
}

// filledForm returns a form no field of which is zero.
func filledForm() text.Form {
	return text.Form{
		Folded: "boboeva", Skeleton: "bobaeva", Stem: "bobo", Consonants: "bbv", More: []string{"babaeva", "x"}, Symbols: []text.Symbol{3, 1 << 24},
		Class: text.Family, Script: text.Cyrillic, Chain: true, Syllable: true, Feminine: true, Masculine: true, Known: true, Letters: 1<<25 | 3,
	}
}

// TestRecordHoldsAllOfAForm fails when a field is added to text.Form that no snapshot would keep.
func TestRecordHoldsAllOfAForm(t *testing.T) {
	full := filledForm()
	for _, f := range []text.Form{full, {}} {
		checkFilled(t, full)
		var got text.Form
		decodeForm(appendForm(nil, &f), &got)
		if !got.Equal(&f) || !validForm(appendForm(nil, &f)) {
			t.Errorf("decoded %+v, want %+v", got, f)
		}
	}
}

// TestFormsDifferByEveryField changes one field after the other.
func TestFormsDifferByEveryField(t *testing.T) {
	full := filledForm()
	for i := range reflect.TypeOf(full).NumField() {
		other := full
		field := reflect.ValueOf(&other).Elem().Field(i)
		field.SetZero()
		if name := reflect.TypeOf(full).Field(i).Name; full.Equal(&other) || other.Equal(&full) {
			t.Errorf("forms that differ in %s count as equal", name)
		}
	}
}

// checkFilled fails when a field of f is zero.
func checkFilled(t *testing.T, f text.Form) {
	t.Helper()
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("field %s of the example is empty: fill it, and keep it in appendForm, decodeForm and text.Form.Equal", v.Type().Field(i).Name)
		}
	}
}
