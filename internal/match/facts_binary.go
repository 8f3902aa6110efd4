package match

import (
	"encoding/binary"
	"fmt"

	"lookback"
)

// factsFormat is the version of the bytes that AppendBinary writes; docs/format/party.md describes them.
const factsFormat = 1

// The parts of the first byte of encoded facts.
const (
	factsKindBits    = 7 // bits 0 to 2
	factsGenderShift = 3 // bits 3 and 4
	factsHasBirths   = 1 << 5
	factsHasCountry  = 1 << 6
	factsHasIDs      = 1 << 7
)

// AppendBinary appends f to dst as docs/format/party.md describes it: two to three bytes for little known, about
// twelve for most parties.
func (f *Facts) AppendBinary(dst []byte) []byte {
	births, countries, ids := f.births(), f.countrySet(), f.ids()
	head := byte(f.kind) | byte(f.gender)<<factsGenderShift
	for _, part := range [...]struct {
		n    int
		flag byte
	}{{len(births), factsHasBirths}, {len(countries), factsHasCountry}, {len(ids), factsHasIDs}} {
		if part.n > 0 {
			head |= part.flag
		}
	}
	dst = append(dst, head)
	if len(births) > 0 {
		dst = binary.AppendUvarint(dst, uint64(len(births)))
		for _, d := range births {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(d))
		}
	}
	if len(countries) > 0 {
		dst = binary.AppendUvarint(dst, uint64(len(countries)))
		for _, c := range countries {
			dst = binary.LittleEndian.AppendUint16(dst, uint16(c))
		}
	}
	if len(ids) > 0 {
		dst = binary.AppendUvarint(dst, uint64(len(ids)))
		for _, id := range ids {
			dst = binary.LittleEndian.AppendUint64(dst, id.hash)
			dst = binary.LittleEndian.AppendUint16(dst, uint16(id.country))
			dst = append(dst, byte(id.family))
		}
	}
	return dst
}

// DecodeFacts reads facts that AppendBinary wrote and returns what follows them. It reports as ErrInvalid bytes that no
// AppendBinary wrote. The facts keep no reference to data.
func DecodeFacts(data []byte) (f Facts, rest []byte, err error) {
	rest, err = f.DecodeFrom(data)
	return f, rest, err
}

// DecodeFrom is DecodeFacts into f, whose memory it uses again: f must not be shared, and once it has grown to
// the largest facts it does not allocate. After an error f holds nothing of use.
func (f *Facts) DecodeFrom(data []byte) (rest []byte, err error) {
	more := f.more
	*f = Facts{}
	if more != nil {
		more.births, more.countries, more.ids = more.births[:0], more.countries[:0], more.ids[:0]
		f.more = more
	}
	if len(data) == 0 {
		return nil, factsError("there is no byte of them")
	}
	head := data[0]
	f.kind = kindCode(head & factsKindBits)
	f.gender = genderSet(head >> factsGenderShift & 3)
	if int(f.kind) >= len(kindCodes) {
		return nil, factsError(fmt.Sprintf("%d is no kind of party", f.kind))
	}
	r := factsReader{rest: data[1:]}
	if head&factsHasBirths != 0 {
		f.readBirths(&r)
	}
	if head&factsHasCountry != 0 {
		f.readCountries(&r)
	}
	if head&factsHasIDs != 0 {
		f.readIDs(&r)
	}
	return r.rest, r.err
}

func (f *Facts) readBirths(r *factsReader) {
	n := r.count(8)
	if n == 1 {
		f.birth[0] = packedDate(binary.LittleEndian.Uint64(r.take(8)))
		return
	}
	for range n {
		d := packedDate(binary.LittleEndian.Uint64(r.take(8)))
		f.extend().births = append(f.more.births, d)
	}
}

func (f *Facts) readCountries(r *factsReader) {
	n := r.count(2)
	for i := range n {
		c := countryCode(binary.LittleEndian.Uint16(r.take(2)))
		if i < len(f.countries) {
			f.countries[i] = c
		}
		if n > len(f.countries) {
			f.extend().countries = append(f.more.countries, c)
		}
	}
}

func (f *Facts) readIDs(r *factsReader) {
	for range r.count(11) {
		b := r.take(11)
		id := idFact{hash: binary.LittleEndian.Uint64(b), country: countryCode(binary.LittleEndian.Uint16(b[8:])), family: idFamily(b[10])}
		if id.family == idNone || int(id.family) >= len(idRules) {
			r.err = factsError(fmt.Sprintf("%d is no family of identifiers", id.family))
			return
		}
		f.extend().ids = append(f.more.ids, id)
	}
}

// factsReader cuts encoded facts into parts. After an error counts are 0.
type factsReader struct {
	rest []byte
	err  error
}

// count reads how many parts of size bytes follow, and checks that they do.
func (r *factsReader) count(size int) int {
	if r.err != nil {
		return 0
	}
	n, width := binary.Uvarint(r.rest)
	if width <= 0 || n == 0 || n > uint64(len(r.rest)-width)/uint64(size) {
		r.err = factsError("they are cut short")
		return 0
	}
	r.rest = r.rest[width:]
	return int(n)
}

// take returns the next n bytes, which count has made sure of.
func (r *factsReader) take(n int) []byte {
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

func factsError(reason string) error {
	return &lookback.InputError{Field: "facts", Reason: "encoded facts cannot be read: " + reason, Hint: "build the snapshot again"}
}
