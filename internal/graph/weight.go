package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"

	"lookback"
)

// A mass is a strength on its way to becoming a Score, in hundred-millionths: factors are multiplied
// in it, rounding down each time, so that a product never exceeds any of its factors.
type mass uint64

const wholeMass mass = 100_000_000

func (m mass) times(s lookback.Score) mass { return m * mass(s) / mass(lookback.MaxScore) }

// timesUp is times, rounded up: an upper bound whatever the order of the factors.
func (m mass) timesUp(s lookback.Score) mass {
	return (m*mass(s) + mass(lookback.MaxScore) - 1) / mass(lookback.MaxScore)
}

func (m mass) score() lookback.Score { return lookback.Score(m / mass(lookback.MaxScore)) }

// classWeights says how much a tie of each class tells about the party at its other end. They order the queue and
// mean nothing else; docs/design/paths.md gives the reasons. A test holds that every class has one.
var classWeights = map[lookback.TieClass]lookback.Score{
	lookback.ClassLeads:             10000,
	lookback.ClassControls:          10000,
	lookback.ClassSame:              10000,
	lookback.ClassOwns:              9500,
	lookback.ClassMember:            9000,
	lookback.ClassDirects:           9000,
	lookback.ClassFinances:          9000,
	lookback.ClassWorksFor:          8500,
	lookback.ClassFacilitates:       8500,
	lookback.ClassArrangesTransport: 8500,
	lookback.ClassActsFor:           7000,
	lookback.ClassLinked:            6000,
	lookback.ClassFamily:            4000,
	lookback.ClassAssociate:         4000,
	lookback.ClassMovedBy:           3500,
	lookback.ClassCustomer:          3500,
	lookback.ClassTravelledWith:     3500,
	lookback.ClassUses:              3500,
	lookback.ClassColocated:         2500,
	lookback.ClassContact:           2000,
	lookback.ClassVictim:            500,
	lookback.ClassWitness:           500,
	lookback.ClassMention:           500,
}

// A substantive class weighs this much less where the ceiling of the tie is context: what was done
// unwittingly, under coercion or by a facilitator of whom nothing is known.
const contextualFactor lookback.Score = 5000

// The factors of the grades. D, E and F, and 5 and 6, weigh alike at the floor: what cannot be
// judged is worth as little as what is known to be bad, never something in the middle (R20).
const gradeFloor lookback.Score = 1000

var (
	sourceFactors = [...]lookback.Score{10000, 8500, 6500, gradeFloor, gradeFloor, gradeFloor}
	infoFactors   = [...]lookback.Score{10000, 8500, 6500, 3000, gradeFloor, gradeFloor}
)

// The factors of time and distance.
const (
	hopFactor     lookback.Score = 7000 // for every hop beyond the first tie
	endedFactor   lookback.Score = 7000 // for a tie that has ended
	overdueFactor lookback.Score = 5000 // for a tie whose review is overdue (R33)
	undatedFactor lookback.Score = 8000 // for two neighbouring ties of which one has no dates
)

// gapFactors are for two neighbouring ties that did not hold at the same time, by the years between them.
var gapFactors = []struct {
	days   int
	factor lookback.Score
}{{0, 10000}, {366, 6000}, {3 * 366, 4000}}

const wideGapFactor lookback.Score = 2000

// freeLevel is the level up to which a party is not a hub: three is up to fifteen neighbours.
const freeLevel = 3

// hubFactors divide a path by the binary logarithm of the number of neighbours of a party it runs through, in units of
// freeLevel: 16 neighbours 3/4, 256 3/8, 65,536 3/16. Whole powers of two only, so that a hub has to double before
// its paths change.
var hubFactors = func() (table [32]lookback.Score) {
	for level := range table {
		table[level] = lookback.MaxScore
		if level > freeLevel {
			table[level] = lookback.MaxScore * freeLevel / lookback.Score(level)
		}
	}
	return table
}()

// levelOf returns the level of a party with so many distinct neighbours.
func levelOf(neighbours int) uint8 { return uint8(max(bits.Len32(uint32(neighbours))-1, 0)) }

// Version names the rules of this package: a hash over every table and factor. A strength is comparable with another
// only under one version, and is replayed under the version that is kept with it.
func Version() string {
	h := sha256.New()
	fmt.Fprintln(h, "rules 1", contextualFactor, sourceFactors, infoFactors, hopFactor, endedFactor, overdueFactor, undatedFactor, gapFactors, wideGapFactor, hubFactors)
	for _, c := range lookback.TieClasses() {
		fmt.Fprintln(h, c, classWeights[c])
	}
	return "graph-" + hex.EncodeToString(h.Sum(nil))[:12]
}

// weigh returns what a tie of the class weighs before the calendar is looked at. What is conduct by its class and context
// in this tie weighs less.
func (r classRule) weigh(g lookback.Grade, contextual bool) lookback.Score {
	m := wholeMass.times(r.weight)
	if contextual && r.conduct {
		m = m.times(contextualFactor)
	}
	return m.times(sourceFactor(g.Source)).times(infoFactor(g.Info)).score()
}

func sourceFactor(g lookback.SourceGrade) lookback.Score {
	if !g.Valid() {
		return gradeFloor
	}
	return sourceFactors[g-lookback.SourceReliable]
}

func infoFactor(g lookback.InfoGrade) lookback.Score {
	if !g.Valid() {
		return gradeFloor
	}
	return infoFactors[g-lookback.InfoConfirmed]
}

// overlapFactor returns the factor for two neighbouring ties of a path: whole where they may have held at one time.
func overlapFactor(a, b lookback.Period) lookback.Score {
	if !a.Dated() || !b.Dated() {
		return undatedFactor
	}
	gap := a.Gap(b)
	for _, g := range gapFactors {
		if gap <= g.days {
			return g.factor
		}
	}
	return wideGapFactor
}
