package scenario

import "math/bits"

// Rand is a small source of chance: SplitMix64. Its numbers depend on its seed alone, on every machine and
// in every version of Go, which is why it is not the one of the standard library. It is not for secrets.
type Rand struct{ state uint64 }

// NewRand returns a source that gives the same numbers for the same seed.
func NewRand(seed uint64) *Rand { return &Rand{state: seed} }

// golden is 2^64 divided by the golden ratio: adding it walks through all states.
const golden = 0x9E3779B97F4A7C15

// Uint64 returns the next number.
func (r *Rand) Uint64() uint64 {
	r.state += golden
	return mix(r.state)
}

// mix spreads every bit of z over all others; it is a bijection.
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB
	return z ^ (z >> 31)
}

// N returns a number from 0 to n-1. It panics when n is not positive.
func (r *Rand) N(n int) int {
	if n <= 0 {
		panic("scenario: Rand.N of nothing")
	}
	hi, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(hi)
}

// Between returns a number from low to high, both included.
func (r *Rand) Between(low, high int) int { return low + r.N(high-low+1) }

// Chance reports true in n of 1000 cases.
func (r *Rand) Chance(n int) bool { return r.N(1000) < n }

// Skewed returns a number from 0 to n-1, small ones far more often, as first names are shared out.
func (r *Rand) Skewed(n int) int { return r.N(1 + r.N(n)) }

// pick returns one of items, all alike.
func pick[T any](r *Rand, items []T) T { return items[r.N(len(items))] }

// shuffle puts items in an order of chance.
func shuffle[T any](r *Rand, items []T) {
	for i := len(items) - 1; i > 0; i-- {
		j := r.N(i + 1)
		items[i], items[j] = items[j], items[i]
	}
}

// streamAt returns a source of its own for the i-th thing called name, so that drawing more for one thing
// changes no other.
func streamAt(seed uint64, name string, i int) *Rand {
	h := uint64(14695981039346656037) // FNV-1a
	for k := range len(name) {
		h = (h ^ uint64(name[k])) * 1099511628211
	}
	return NewRand(mix(seed+golden) ^ mix(h) ^ mix(uint64(i)*golden+1))
}
