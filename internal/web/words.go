package web

import (
	"fmt"
	"strings"

	"lookback"
)

// tr returns a text of the pages with its values in the places of the verbs. Every text that a page says goes through
// it, in Go and as t in templates, and stands in words.txt, a line each: a translation is a second column there, and
// tr the one place that would read it.
func tr(text string, values ...any) string {
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// axisWords say which question an axis answers.
var axisWords = map[lookback.Axis]string{
	lookback.AxisIdentity:    "Is this the party of the entry?",
	lookback.AxisTie:         "What does the tie amount to?",
	lookback.AxisWhereabouts: "Where is the person, and is anybody looking?",
	lookback.AxisOutcome:     "What came of it in law or business?",
	lookback.AxisWorkflow:    "Where does our own work stand?",
	lookback.AxisThreat:      "Is there information of a direct threat?",
}

// triggerWords say what made a lookback necessary.
var triggerWords = map[lookback.Trigger]string{
	lookback.TriggerEntry: "New entries", lookback.TriggerDetail: "Amended entries", lookback.TriggerTie: "New ties", lookback.TriggerCorrection: "Corrected data",
	lookback.TriggerMatcher: "Changed matcher", lookback.TriggerPolicy: "Changed policy", lookback.TriggerRetraction: "Retraction or delisting",
}

// valueWords returns a value of an axis for people: "confirmed-same" is "confirmed same".
func valueWords(v lookback.AxisValue) string { return strings.ReplaceAll(string(v), "-", " ") }
