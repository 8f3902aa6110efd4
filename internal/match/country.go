package match

// Countries returns the ISO 3166-1 codes of the countries that text can mean, sorted: a name in any form the table
// knows, a code or an adjective. It returns none for what it does not know.
func Countries(text string) []string {
	var codes []string
	for _, c := range countriesIn(text) {
		codes = append(codes, c.String())
	}
	return codes
}
