package match

import "lookback"

// kindCode is a kind of party in a byte. Zero is unknown. The codes are kept in snapshots and are never reused.
type kindCode uint8

var kindCodes = [...]lookback.PartyKind{lookback.KindUnknown, lookback.KindPerson, lookback.KindOrganisation, lookback.KindVessel, lookback.KindAircraft}

// kindOf returns the code of k, 0 for a kind that is not known.
func kindOf(k lookback.PartyKind) kindCode {
	for code, kind := range kindCodes {
		if kind == k {
			return kindCode(code)
		}
	}
	return 0
}

// kindsConflict reports whether both kinds are known and differ. Such parties never match (OFAC FAQ 5, step 2).
func kindsConflict(a, b kindCode) bool { return a != b && a != 0 && b != 0 }
