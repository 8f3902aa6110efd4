package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lookback"
)

// FTMParty reads one FollowTheMoney entity as a party, as it would be read from a list, for asking about it. ErrInvalid:
// the schema is not one of a party, or there is no name.
func FTMParty(schema string, properties map[string][]string) (lookback.Party, error) {
	kind, ok := ftmParties[schema]
	if !ok {
		return lookback.Party{}, &lookback.InputError{Field: "schema", Reason: fmt.Sprintf("%q is not a schema of a party", schema),
			Hint: "use one of " + strings.Join(FTMSchemata(), ", ")}
	}
	r := &ftmReader{edition: &Edition{}}
	e := r.party(&ftmEntity{Schema: schema, Properties: properties}, kind)
	return e.Party, e.Party.Validate()
}

// FTMSchemata lists the schemata of parties by name.
func FTMSchemata() []string { return slices.Sorted(maps.Keys(ftmParties)) }
