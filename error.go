package lookback

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds of error a caller can act on. Test with errors.Is; every error that
// crosses a package boundary for a foreseeable reason wraps exactly one of them.
var (
	// ErrInvalid means that what was given cannot be right: fix the input and ask again.
	ErrInvalid = errors.New("invalid")
	// ErrUsage means that the command or its flags were wrong: see the help text.
	ErrUsage = errors.New("wrong use")
	// ErrNotFound means that nothing is held under the name that was given.
	ErrNotFound = errors.New("not found")
	// ErrConflict means that what is held now does not allow the change: read it again, then decide.
	ErrConflict = errors.New("conflict")
	// ErrDenied means that a rule of conduct refuses the action for this person; another person or other grounds are needed.
	ErrDenied = errors.New("denied")
	// ErrCheck means that a verification ran to its end and did not hold.
	ErrCheck = errors.New("check did not hold")
	// ErrUnavailable means that the system cannot answer now; nothing was recorded, try again.
	ErrUnavailable = errors.New("unavailable")
)

// InputError says what was wrong with outside data and where. It wraps ErrInvalid.
// File, Line, Column and Field are left out of the message when they are zero.
type InputError struct {
	File   string
	Line   int
	Column int
	Field  string
	Reason string // a sentence without a full stop: what was wrong
	Hint   string // what to do about it; may be empty
}

// Error returns "file:line:column: field "x": reason; hint".
func (e *InputError) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
			if e.Column > 0 {
				fmt.Fprintf(&b, ":%d", e.Column)
			}
		}
		b.WriteString(": ")
	} else if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.Field != "" {
		fmt.Fprintf(&b, "field %q: ", e.Field)
	}
	b.WriteString(e.Reason)
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// Unwrap returns ErrInvalid.
func (e *InputError) Unwrap() error { return ErrInvalid }
