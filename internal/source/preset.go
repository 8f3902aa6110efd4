package source

import (
	"slices"
	"strings"
	"time"

	"lookback"
)

// presets are the feeds of official publishers, by name: addresses as the publishers give them out, bounds on what is
// a plausible size, how old an edition may get before something is wrong, and the terms in one line. Terms change: the page
// of the publisher decides.
var presets = map[string]lookback.Feed{
	"ofac-sdn":      ofacPreset(OFACXML, "SDN.XML", 10<<20),
	"ofac-cons":     ofacPreset(OFACXML, "CONSOLIDATED.XML", 100<<10),
	"ofac-advanced": ofacPreset(OFACAdvancedXML, "SDN_ADVANCED.XML", 50<<20),
	"un": {Format: string(UNXML), URLs: []string{"https://scsanctions.un.org/resources/xml/en/consolidated.xml"}, Every: time.Hour,
		MinBytes: 500 << 10, MaxAge: 60 * 24 * time.Hour, Licence: "United Nations: reuse under the UN's terms of use, with the source named"},
	"eu": {Format: string(EUXML), URLs: []string{"https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw"}, Every: time.Hour,
		MinBytes: 5 << 20, MaxAge: 60 * 24 * time.Hour, Licence: "European Union: reuse allowed with the source named (Commission Decision 2011/833/EU)"},
	"uk": {Format: string(UKCSV), URLs: []string{"https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv"}, Every: time.Hour,
		MinBytes: 1 << 20, MaxAge: 60 * 24 * time.Hour, Licence: "Open Government Licence v3.0"},
	"us-csl": {Format: string(USCSL), URLs: []string{"https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv"}, Every: 6 * time.Hour,
		MinBytes: 1 << 20, MaxAge: 14 * 24 * time.Hour, Licence: "United States government work: public domain in the United States"},
	"opensanctions": {Format: string(FTMJSON), URLs: []string{"https://data.opensanctions.org/datasets/latest/sanctions/index.json"}, Dataset: "sanctions", Every: 6 * time.Hour,
		MinBytes: 10 << 20, MaxAge: 7 * 24 * time.Hour, Licence: "CC BY-NC 4.0: commercial use needs a licence of OpenSanctions"},
}

// ofacPreset is a file of OFAC's list service, which redirects to the store that its files are in.
func ofacPreset(format Format, file string, least int64) lookback.Feed {
	return lookback.Feed{
		Format: string(format), URLs: []string{"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/" + file},
		Hosts: []string{"wc2h-sls-prod-public-published.s3.us-gov-west-1.amazonaws.com"}, Every: time.Hour,
		MinBytes: least, MaxAge: 45 * 24 * time.Hour, Licence: "United States government work: public domain in the United States",
	}
}

// Presets lists the names of the presets, sorted.
func Presets() []string {
	var names []string
	for name := range presets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Preset returns the feed of an official publisher, without a list name. ErrInvalid: there is no such preset.
func Preset(name string) (lookback.Feed, error) {
	feed, there := presets[name]
	if !there {
		return feed, &lookback.InputError{Field: "preset", Reason: "there is no preset " + clip(name), Hint: "use one of " + strings.Join(Presets(), ", ")}
	}
	return feed, nil
}
