package match

import (
	"slices"

	"lookback"
)

// The rules by which identifiers agree or conflict.
const (
	ruleSharedIdentifier   = "same-identifier"
	ruleSharedContact      = "same-contact" // of several people: corroborates only
	ruleExcludedIdentifier = "identifiers-exclude-each-other"
	ruleOtherIdentifiers   = "no-identifier-in-common"
)

// heldID is one usable identifier of a party with what was written.
type heldID struct {
	fact idFact
	text string // "passport AB123456 (AF)"
}

// heldIDs returns the usable identifiers of p in idOrder.
func heldIDs(p lookback.Party) []heldID {
	var held []heldID
	for _, id := range p.Identifiers {
		fact, ok := idFactOf(id)
		if !ok {
			continue
		}
		text := id.Type + " " + id.Value
		if id.Country != "" {
			text += " (" + id.Country + ")"
		}
		held = append(held, heldID{fact, text})
	}
	slices.SortStableFunc(held, func(a, b heldID) int { return idOrder(a.fact, b.fact) })
	return held
}

// identifierEvidence lists each family in which the parties have a number in common or numbers that exclude each other, by
// family. When there is none it says why.
func identifierEvidence(a, b lookback.Party) []lookback.FieldEvidence {
	left, right := heldIDs(a), heldIDs(b)
	if len(left) == 0 || len(right) == 0 {
		return []lookback.FieldEvidence{missingField(fieldIdentifier, idTexts(left), idTexts(right), missingRule(len(left) == 0, len(right) == 0))}
	}
	verdict := compareIDs(idFacts(left), idFacts(right))
	var fields []lookback.FieldEvidence
	for family := range idRules {
		x, y := ofFamily(left, idFamily(family)), ofFamily(right, idFamily(family))
		switch bit := uint32(1) << family; {
		case verdict.agree&bit != 0:
			fields = append(fields, agreeingIDs(x, y))
		case verdict.conflict&bit != 0:
			fields = append(fields, factField(fieldIdentifier, lookback.Conflicts, idTexts(x), idTexts(y), ruleExcludedIdentifier, idRules[family].conflict))
		}
	}
	if fields == nil {
		return []lookback.FieldEvidence{missingField(fieldIdentifier, idTexts(left), idTexts(right), ruleOtherIdentifiers)}
	}
	return fields
}

// agreeingIDs shows the first pair of two lists of one family that agrees; there is one.
func agreeingIDs(left, right []heldID) lookback.FieldEvidence {
	rule := ruleSharedIdentifier
	if idRules[left[0].fact.family].contact {
		rule = ruleSharedContact
	}
	for _, x := range left {
		for _, y := range right {
			if x.fact.agrees(y.fact) {
				return factField(fieldIdentifier, lookback.Agrees, []string{x.text}, []string{y.text}, rule, lookback.MaxScore)
			}
		}
	}
	// unreachable: the verdict came from the same two lists.
	return missingField(fieldIdentifier, nil, nil, rule)
}

func ofFamily(held []heldID, family idFamily) []heldID {
	var some []heldID
	for _, h := range held {
		if h.fact.family == family {
			some = append(some, h)
		}
	}
	return some
}

func idFacts(held []heldID) []idFact {
	facts := make([]idFact, len(held))
	for i, h := range held {
		facts[i] = h.fact
	}
	return facts
}

func idTexts(held []heldID) []string {
	var texts []string
	for _, h := range held {
		texts = append(texts, h.text)
	}
	return texts
}
