package match

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"

	"lookback/internal/text"
)

// rulesVersion changes with every change to scoring that can change a result.
const rulesVersion = 7

// Version returns the version of the matcher: a hash over its rules version, its constants and every table
// it reads. Two binaries with the same version give the same evidence for the same parties.
var Version = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, rulesVersion, classWeights, contradictWeights, editSims,
		simVariant, simSkeleton, simConsonants, simStem, simNickname, simInitial, simJoined, simAcronym, simSyllable, simOtherSyllable, simKnown, rolePenalty,
		strictness, contradiction, crossedFiliation, displacedFather, reversedChain, genderMark, legalForm, numberMissing, genericCeiling,
		minEdited, organs, minStem, minWhole, maxRun, MaxAgainst)
	fmt.Fprintln(h, text.Version(), FactsVersion())
	return hex.EncodeToString(h.Sum(nil))[:16]
})
