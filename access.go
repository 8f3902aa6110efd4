package lookback

import (
	"fmt"
	"time"
)

// AccessAction says what somebody did with what is sensitive.
type AccessAction string

// The actions.
const (
	AccessRead   AccessAction = "read"
	AccessSearch AccessAction = "search"
	AccessExport AccessAction = "export"
	AccessErase  AccessAction = "erase" // what had fallen due, at once
)

// Access is one look at what is sensitive: who, at what, for which purpose (R36).
type Access struct {
	ID       int64
	RecordID int64 // 0 where it is about no single record
	Person   string
	Action   AccessAction
	What     string // "subject card of case 1"
	Purpose  string
	Time     time.Time
	Position int64
}

// Validate reports as ErrInvalid a look without person or purpose.
func (a Access) Validate() error {
	switch {
	case a.Action != AccessRead && a.Action != AccessSearch && a.Action != AccessExport && a.Action != AccessErase:
		return &InputError{Field: "action", Reason: fmt.Sprintf("%q is neither read, search, export nor erase", a.Action)}
	case blank(a.Person) || blank(a.What):
		return &InputError{Field: "person", Reason: "a look at what is sensitive says who looks, at what"}
	case blank(a.Purpose) && a.Action == AccessErase:
		return &InputError{Field: "purpose", Reason: fmt.Sprintf("%s does not go without a purpose", a.What), Hint: "say why it goes now, with --purpose"}
	case blank(a.Purpose):
		return &InputError{Field: "purpose", Reason: fmt.Sprintf("%s is sensitive and is not shown without a purpose", a.What), Hint: "say why you look, with --purpose"}
	}
	return nil
}
