package scenario

import (
	"iter"
	"math/bits"
	"strconv"

	"lookback"
)

// Bulk makes populations of any size, for measuring. Party i is a function of the seed and i alone, so any part of a
// population can be made anywhere, in any order. A Bulk is not changed after it is made and may be used concurrently.
type Bulk struct {
	seed     uint64
	cultures []bulkCulture
	slots    [slotCount]slot
	days     []lookback.Date // every day on which somebody may be born
	years    []lookback.Date
}

// The days on which people of a bulk population are born.
var (
	firstBirth = lookback.NewDay(1940, 1, 1)
	lastBirth  = lookback.NewDay(2012, 12, 31)
)

// slotCount is how many family names in a row are shared out over the cultures by their sizes.
const slotCount = 64

// slot says which culture a family name belongs to, and its place among those of the culture in a row.
type slot struct{ culture, place, inRow int }

// NewBulk makes the tables of a bulk population, which takes some milliseconds.
func NewBulk(seed uint64) *Bulk {
	b := &Bulk{seed: mix(seed + golden)}
	for _, c := range Cultures() {
		b.cultures = append(b.cultures, newBulkCulture(c))
	}
	b.shareSlots()
	for d := firstBirth; d <= lastBirth; d++ {
		b.days = append(b.days, lookback.ParseDate(d.String()))
	}
	for year := 1940; year <= 2012; year++ {
		b.years = append(b.years, lookback.ParseDate(strconv.Itoa(year)))
	}
	return b
}

// shareSlots gives every culture slots by its share, spread out evenly.
func (b *Bulk) shareSlots() {
	due := make([]int, len(b.cultures))
	count := make([]int, len(b.cultures))
	for i := range b.slots {
		best := 0
		for c := range due {
			due[c] += Cultures()[c].share
			if due[c] > due[best] {
				best = c
			}
		}
		due[best] -= 1000
		b.slots[i] = slot{culture: best, place: count[best]}
		count[best]++
	}
	for i := range b.slots {
		b.slots[i].inRow = count[b.slots[i].culture]
	}
}

// AppendParty makes party i in p, using the memory of the slices that p holds; other fields are overwritten. It allocates one
// string for names and passport together.
func (b *Bulk) AppendParty(i int, p *lookback.Party) {
	b.fill(mix(b.seed^uint64(i)*golden), uint64(i), p)
}

// Party returns party i.
func (b *Bulk) Party(i int) lookback.Party {
	var p lookback.Party
	b.AppendParty(i, &p)
	return p
}

// Names yields the numbers from 0 to n-1 with the name of each party.
func (b *Bulk) Names(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		var p lookback.Party
		for i := range n {
			b.AppendParty(i, &p)
			if !yield(i, p.Names[0].Full) {
				return
			}
		}
	}
}

// dice hands out bits of chance; the remainder of each draw feeds the next. One is good for about 50 bits.
type dice uint64

// n returns a number from 0 to n-1.
func (d *dice) n(n uint64) int {
	hi, lo := bits.Mul64(uint64(*d), n)
	*d = dice(lo)
	return int(hi)
}

// fill makes the party that the hash h and the number of its passport stand for.
func (b *Bulk) fill(h, number uint64, p *lookback.Party) {
	d := dice(h)
	octave := octaves[d.n(uint64(len(octaves)))]
	rank := 1<<octave + d.n(1<<octave) - 1<<firstOctave
	s := b.slots[rank%slotCount]
	c := &b.cultures[s.culture]
	female := d.n(100) < 45
	d = dice(mix(h + golden))
	look := c.look(d.n(100))

	var buffer [160]byte
	name, given, middle, family := c.appendName(buffer[:0], nameDraw{look: look, female: female, family: rank/slotCount*s.inRow + s.place, dice: &d})
	text := string(appendPassport(name, number))
	full := lookback.Name{Full: text[:len(name)], Given: text[given.from:given.to], Middle: text[middle.from:middle.to], Family: text[family.from:family.to]}
	p.Kind = lookback.KindPerson
	p.Names = append(p.Names[:0], full)
	d = dice(mix(^h))
	p.Births = append(p.Births[:0], b.birth(&d))
	p.BirthPlaces, p.Countries, p.Addresses = p.BirthPlaces[:0], p.Countries[:0], p.Addresses[:0]
	p.Nationalities = append(p.Nationalities[:0], c.country)
	p.Genders = append(p.Genders[:0], [...]string{"male", "female"}[index(female)])
	p.Identifiers = p.Identifiers[:0]
	if d.n(100) < 60 {
		p.Identifiers = append(p.Identifiers, lookback.Identifier{Type: "passport", Value: text[len(name):], Country: c.country})
	}
}

// birth returns a day, or in 2 of 100 cases a year.
func (b *Bulk) birth(d *dice) lookback.Date {
	if d.n(100) < 2 {
		return b.years[d.n(uint64(len(b.years)))]
	}
	return b.days[d.n(uint64(len(b.days)))]
}

// The numbers of passports are two letters and seven digits. Stepping by a prime that does not divide their count
// gives every party of a population its own, and the product stays within 64 bits.
const (
	passports    = 26 * 26 * 10_000_000
	passportStep = 2_654_435_761
)

// appendPassport appends the passport that belongs to a number.
func appendPassport(dst []byte, number uint64) []byte {
	n := number % passports * passportStep % passports
	dst = append(dst, 'A'+byte(n%26), 'A'+byte(n/26%26))
	n /= 26 * 26
	for unit := uint64(1_000_000); unit > 0; unit /= 10 {
		dst = append(dst, '0'+byte(n/unit%10))
	}
	return dst
}

// Entry returns entry i of a list made against a population of so many parties. One in twenty entries is somebody
// of the population, written differently; the others are nobody in particular. Most have an alias.
func (b *Bulk) Entry(i, population int) lookback.Entry {
	r := streamAt(b.seed, "entry", i)
	e := lookback.Entry{List: "bulk", ID: "E" + strconv.Itoa(i+1), Programmes: []string{"Bulk"}}
	if population > 0 && r.Chance(50) {
		e.Party, _ = Distort(r, b.Party(r.N(population)), plantNoise...)
	} else {
		b.fill(r.Uint64(), r.Uint64(), &e.Party)
	}
	if r.Chance(600) {
		alias, made := Distort(r, e.Party, KindRespelled, KindNoMiddle, KindVowel, KindOrder)
		if made != "" {
			e.Party.Names = append(e.Party.Names, lookback.Name{Full: alias.Names[0].Full, Type: lookback.NameAlias, Weak: r.Chance(100)})
		}
	}
	if r.Chance(500) {
		e.Party.Identifiers = nil
	}
	return e
}
