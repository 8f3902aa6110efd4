package lookback

import (
	"fmt"
	"slices"
	"strings"
)

// TLP says with whom something may be shared (Traffic Light Protocol 2.0).
type TLP string

// The five labels, widest sharing first.
const (
	TLPClear       TLP = "CLEAR"
	TLPGreen       TLP = "GREEN"
	TLPAmber       TLP = "AMBER"
	TLPAmberStrict TLP = "AMBER+STRICT"
	TLPRed         TLP = "RED"
)

// PAP says what may be done with something (Permissible Actions Protocol). Sharing and acting are kept apart.
type PAP string

// The four labels, widest action first.
const (
	PAPClear PAP = "CLEAR" // no restriction on use
	PAPGreen PAP = "GREEN" // active use allowed, such as a request to a third party
	PAPAmber PAP = "AMBER" // passive use: look-ups that the subject cannot notice
	PAPRed   PAP = "RED"   // to be read, not acted upon
)

var (
	tlpOrder = []TLP{TLPClear, TLPGreen, TLPAmber, TLPAmberStrict, TLPRed}
	papOrder = []PAP{PAPClear, PAPGreen, PAPAmber, PAPRed}
)

// Handling says how a tie may be shared and used.
type Handling struct {
	Sharing TLP
	Action  PAP
	Note    string // conditions in words; may be empty
}

// String returns "TLP:AMBER PAP:GREEN".
func (h Handling) String() string { return fmt.Sprintf("TLP:%s PAP:%s", h.Sharing, h.Action) }

// ParseHandling reads "TLP:AMBER PAP:GREEN"; either part may stand alone, and then the other is RED.
func ParseHandling(text string) (Handling, error) {
	h := Handling{Sharing: TLPRed, Action: PAPRed}
	for _, word := range strings.Fields(strings.ToUpper(text)) {
		if v, ok := strings.CutPrefix(word, "TLP:"); ok {
			h.Sharing = TLP(v)
		} else if v, ok := strings.CutPrefix(word, "PAP:"); ok {
			h.Action = PAP(v)
		} else {
			return Handling{}, &InputError{Field: "handling", Reason: fmt.Sprintf("%q is neither TLP nor PAP", word), Hint: "write for example TLP:AMBER PAP:GREEN"}
		}
	}
	return h, h.Validate()
}

// Validate reports a handling without one of the known labels on both sides.
func (h Handling) Validate() error {
	if !slices.Contains(tlpOrder, h.Sharing) {
		return &InputError{Field: "handling", Reason: fmt.Sprintf("%q is not a TLP label", h.Sharing), Hint: "use CLEAR, GREEN, AMBER, AMBER+STRICT or RED"}
	}
	if !slices.Contains(papOrder, h.Action) {
		return &InputError{Field: "handling", Reason: fmt.Sprintf("%q is not a PAP label", h.Action), Hint: "use CLEAR, GREEN, AMBER or RED"}
	}
	return nil
}

// Strictest returns the narrower of h and other on each side: what a path made of both allows.
func (h Handling) Strictest(other Handling) Handling {
	if slices.Index(tlpOrder, other.Sharing) > slices.Index(tlpOrder, h.Sharing) {
		h.Sharing = other.Sharing
	}
	if slices.Index(papOrder, other.Action) > slices.Index(papOrder, h.Action) {
		h.Action = other.Action
	}
	if h.Note == "" {
		h.Note = other.Note
	} else if other.Note != "" && other.Note != h.Note {
		h.Note += "; " + other.Note
	}
	return h
}

// Code3x5x2 returns the third part of the UK 3x5x2 code: P, sharing permitted, or C, with conditions.
func (h Handling) Code3x5x2() string {
	if h.Sharing == TLPClear || h.Sharing == TLPGreen {
		return "P"
	}
	return "C"
}

// Code5x5x5 returns the third part of the UK 5x5x5 code: 1 within law enforcement, 4 within the
// originating house, 5 not without its consent. Unclear cases take the narrower code.
func (h Handling) Code5x5x5() string {
	switch h.Sharing {
	case TLPClear, TLPGreen:
		return "1"
	case TLPAmber, TLPAmberStrict:
		return "4"
	}
	return "5"
}
