package screening

import "lookback/internal/match"

// Countries returns the ISO 3166-1 codes of the countries that text can mean, sorted; none for what is no country.
func Countries(text string) []string { return match.Countries(text) }
