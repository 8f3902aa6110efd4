package sqldb

import (
	"fmt"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// reviewed are the kinds of store.Review; all of them go with the record that they are about.
var reviewed = []string{"redress", "enquiry", "attachment", "access"}

var (
	redressStates    = keptTables[lookback.Redress]("redress", "redress")
	enquiryStates    = keptTables[lookback.Asked]("enquiry", "enquiry")
	attachmentStates = keptTables[lookback.Attachment]("attachment", "attachment")
	accessStates     = keptTables[lookback.Access]("access", "access")
)

// Redresses implements store.Review.
func (t *tx) Redresses() store.Kept[lookback.Redress] {
	return kept[lookback.Redress]{redressStates, t, func(r *lookback.Redress) keptHead {
		return keptHead{&r.ID, &r.Position, r.RecordID, fmt.Sprint(r.CaseID), string(r.State), r.Due()}
	}}
}

// Enquiries implements store.Review.
func (t *tx) Enquiries() store.Kept[lookback.Asked] {
	return kept[lookback.Asked]{enquiryStates, t, func(a *lookback.Asked) keptHead {
		return keptHead{&a.ID, &a.Position, a.RecordID, fmt.Sprint(a.CaseID), string(a.State), a.Due}
	}}
}

// Attachments implements store.Review.
func (t *tx) Attachments() store.Kept[lookback.Attachment] {
	return kept[lookback.Attachment]{attachmentStates, t, func(a *lookback.Attachment) keptHead {
		return keptHead{&a.ID, &a.Position, a.RecordID, fmt.Sprint(a.CaseID), "", time.Time{}}
	}}
}

// Accesses implements store.Review.
func (t *tx) Accesses() store.Kept[lookback.Access] {
	return kept[lookback.Access]{accessStates, t, func(a *lookback.Access) keptHead {
		return keptHead{&a.ID, &a.Position, a.RecordID, strings.ToLower(a.Person), "", time.Time{}}
	}}
}
