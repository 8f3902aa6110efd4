package casework

import (
	"strings"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// repeated returns the upheld redress, if any, that an open alert repeats: the same entry was found to mean somebody else for
// somebody with the same identifier, or who brings the control number, or the same kind of tie from the same source for
// the same record (R31). It holds until the entry itself has an identifier that agrees; then it must be looked at.
func repeated(tx store.Tx, upheld []lookback.Redress, item Item) (lookback.Redress, error) {
	if item.Alert.Evidence.Strength == lookback.Identified {
		return lookback.Redress{}, nil
	}
	for _, r := range upheld {
		if r.RecordID != item.Record.ID && !shares(r, item.Record.Party) {
			continue
		}
		for _, wrong := range r.Wrong {
			if same, err := sameGround(tx, wrong, item); err != nil || same {
				return r, err
			}
		}
	}
	return lookback.Redress{}, nil
}

// RedressIdentifier is the type of identifier under which a source system hands on a control number.
const RedressIdentifier = "redress"

// shares reports whether a party has an identifier that was given in a redress, or brings its control number.
func shares(r lookback.Redress, p lookback.Party) bool {
	for _, own := range p.Identifiers {
		if sameWord(own.Type, RedressIdentifier) && sameWord(own.Value, r.Number) {
			return true
		}
		for _, given := range r.Identifiers {
			if sameWord(own.Type, given.Type) && sameWord(own.Value, given.Value) && (own.Country == "" || given.Country == "" || sameWord(own.Country, given.Country)) {
				return true
			}
		}
	}
	return false
}

// sameWord compares what people write down of numbers and their kinds: case, spaces and dashes aside.
func sameWord(a, b string) bool {
	plain := strings.NewReplacer(" ", "", "-", "", "_", "")
	return screening.SamePerson(plain.Replace(a), plain.Replace(b))
}

// sameGround reports whether an alert says again what was found to be wrong.
func sameGround(tx store.Tx, wrong lookback.EvidenceRef, item Item) (bool, error) {
	if wrong.Kind == lookback.EvidenceAlert {
		if item.Ref.Kind != lookback.EvidenceAlert {
			return false, nil
		}
		a, err := tx.GetAlert(wrong.Number(), store.Now)
		return a.List == item.Alert.List && a.EntryID == item.Alert.EntryID, unlessErased(err)
	}
	states, err := tx.PathAlertStates(wrong.Number())
	if err != nil || item.Ref.Kind != lookback.EvidencePathAlert {
		return false, unlessErased(err)
	}
	for _, s := range states {
		if s.Target == item.Path.Target && firstHop(s.Evidence) != "" && firstHop(s.Evidence) == firstHop(item.Path.Evidence) {
			return true, nil
		}
	}
	return false, nil
}

// firstHop says what the first tie of a path claims and who says so.
func firstHop(e lookback.PathEvidence) string {
	if len(e.Hops) == 0 {
		return ""
	}
	h := e.Hops[0]
	return strings.Join([]string{string(h.Class), h.To.String(), h.Source}, "\n")
}
