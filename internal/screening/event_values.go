package screening

import (
	"time"

	"lookback"
)

// The values that several bodies of events hold. The types of the root package have no tags, so each has its form
// in the journal here: a new field there is not in the journal before it is written down here and in docs/format/journal.md.
type (
	fileValue struct {
		Name string `json:"name"`
		Hash string `json:"hash"`
		Size int64  `json:"size"`
	}
	editionCountsValue struct {
		Entries  int                        `json:"entries"`
		Names    int                        `json:"names"`
		NotRead  int                        `json:"not_read"`
		Added    int                        `json:"added"`
		Amended  int                        `json:"amended"`
		Removed  int                        `json:"removed"`
		ByKind   map[lookback.PartyKind]int `json:"by_kind"`
		Problems int                        `json:"problems"`
	}
	runCountsValue struct {
		InScope       int    `json:"in_scope"`
		Searched      int    `json:"searched"`
		Excluded      int    `json:"excluded"`
		ExcludedWhy   string `json:"excluded_why"`
		Changes       int    `json:"changes"`
		Affected      int    `json:"affected"`
		AlertsOpened  int    `json:"alerts_opened"`
		AlertsEnded   int    `json:"alerts_ended"`
		AlertsChanged int    `json:"alerts_changed"`
	}
	mandateValue struct {
		Routine   bool      `json:"routine"`
		Purpose   string    `json:"purpose"`
		Authority string    `json:"authority"`
		Approver  string    `json:"approver"`
		Expires   time.Time `json:"expires"`
	}
	effectValue struct {
		Measured         bool           `json:"measured"`
		Position         int64          `json:"position"`
		Records          int            `json:"records"`
		Enter            int            `json:"enter"`
		Leave            int            `json:"leave"`
		Stay             int            `json:"stay"`
		Digest           string         `json:"digest"`
		Disparity        lookback.Score `json:"disparity"`
		DisparityCulture string         `json:"disparity_culture"`
	}
)

func fileValues(files []lookback.RawFile) []fileValue {
	values := make([]fileValue, len(files))
	for i, f := range files {
		values[i] = fileValue(f)
	}
	return values
}
