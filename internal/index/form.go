package index

import (
	"encoding/binary"
	"unsafe"

	"lookback/internal/text"
)

// Marks of a form, as bits of one byte of its record.
const (
	markChain = 1 << iota
	markSyllable
	markFeminine
	markMasculine
	markKnown
)

// formHeader is the fixed part of a form's record: class, script, marks and letters.
const formHeader = 7

// appendForm appends the record of f: all that a form holds, so that two forms with equal records are equal.
// The layout is described in docs/format/slice.md.
func appendForm(b []byte, f *text.Form) []byte {
	b = append(b, byte(f.Class), byte(f.Script), marks(f))
	b = binary.LittleEndian.AppendUint32(b, f.Letters)
	b = appendString(b, f.Folded)
	b = appendString(b, f.Skeleton)
	b = appendString(b, f.Stem)
	b = appendString(b, f.Consonants)
	b = binary.AppendUvarint(b, uint64(len(f.More)))
	for _, m := range f.More {
		b = appendString(b, m)
	}
	b = binary.AppendUvarint(b, uint64(len(f.Symbols)))
	for _, s := range f.Symbols {
		b = binary.LittleEndian.AppendUint32(b, uint32(s))
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func marks(f *text.Form) byte {
	var m byte
	for i, set := range [...]bool{f.Chain, f.Syllable, f.Feminine, f.Masculine, f.Known} {
		if set {
			m |= 1 << i
		}
	}
	return m
}

// decodeForm makes f what the record says, reusing its slices. Its strings share the memory of record.
func decodeForm(record []byte, f *text.Form) {
	f.Class, f.Script = text.Class(record[0]), text.Script(record[1])
	m := record[2]
	f.Chain, f.Syllable = m&markChain != 0, m&markSyllable != 0
	f.Feminine, f.Masculine, f.Known = m&markFeminine != 0, m&markMasculine != 0, m&markKnown != 0
	f.Letters = binary.LittleEndian.Uint32(record[3:])
	i := formHeader
	f.Folded, i = readString(record, i)
	f.Skeleton, i = readString(record, i)
	f.Stem, i = readString(record, i)
	f.Consonants, i = readString(record, i)
	var n int
	n, i = uvarint(record, i)
	f.More = f.More[:0]
	for range n {
		var s string
		s, i = readString(record, i)
		f.More = append(f.More, s)
	}
	n, i = uvarint(record, i)
	f.Symbols = f.Symbols[:0]
	for range n {
		f.Symbols = append(f.Symbols, text.Symbol(binary.LittleEndian.Uint32(record[i:])))
		i += 4
	}
}

// readString returns the string at i of b, sharing its memory, and the position behind it.
func readString(b []byte, i int) (string, int) {
	n, i := uvarint(b, i)
	if n == 0 {
		return "", i
	}
	part := b[i : i+n]
	return unsafe.String(&part[0], len(part)), i + n // the bytes of an index never change
}
