package index

import (
	"encoding/binary"
	"math"
)

// numbers is an array of 32-bit numbers in little-endian bytes, as it lies in a snapshot.
type numbers []byte

func (n numbers) len() int        { return len(n) / 4 }
func (n numbers) at(i int) uint32 { return binary.LittleEndian.Uint32(n[4*i:]) }

func (n numbers) set(i int, v uint32) { binary.LittleEndian.PutUint32(n[4*i:], v) }

func makeNumbers(n int) numbers { return make(numbers, 4*n) }

// offsetBlock is the number of offsets that share one base.
const offsetBlock = 4096

// offsets is an array of ascending 64-bit offsets: the base of each block and the
// distance from it, so that a section may outgrow 4 GiB while an offset takes four bytes.
type offsets struct {
	bases []byte
	rest  numbers
}

func (o offsets) len() int { return o.rest.len() }

func (o offsets) at(i int) int {
	return int(binary.LittleEndian.Uint64(o.bases[i/offsetBlock*8:])) + int(o.rest.at(i))
}

func (o offsets) size() int { return len(o.bases) + len(o.rest) }

// span returns the i-th pair of neighbouring offsets.
func (o offsets) span(i int) (from, to int) { return o.at(i), o.at(i + 1) }

// append adds an offset, which is not below the last one.
func (o *offsets) append(v int) {
	if o.rest.len()%offsetBlock == 0 {
		o.bases = binary.LittleEndian.AppendUint64(o.bases, uint64(v))
	}
	base := binary.LittleEndian.Uint64(o.bases[len(o.bases)-8:])
	if uint64(v)-base > math.MaxUint32 {
		panic("index: 4096 neighbours hold more than 4 GiB")
	}
	o.rest = binary.LittleEndian.AppendUint32(o.rest, uint32(uint64(v)-base))
}

// uvarint reads a number from b at i and returns the position behind it.
func uvarint(b []byte, i int) (int, int) {
	if c := b[i]; c < 0x80 {
		return int(c), i + 1
	}
	v := 0
	for shift := 0; ; shift += 7 {
		c := b[i]
		i++
		v |= int(c&0x7f) << shift
		if c < 0x80 {
			return v, i
		}
	}
}
