package store

import "lookback"

// Review is what is kept around the review of a record: requests for redress, what was asked, files that belong to a case,
// and who looked at what is sensitive. The rules are in casework. The bodies enter CaseCommitments.
type Review interface {
	Redresses() Kept[lookback.Redress]
	Enquiries() Kept[lookback.Asked]
	Attachments() Kept[lookback.Attachment]
	Accesses() Kept[lookback.Access]
}
