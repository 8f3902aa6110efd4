package lookback

import "time"

// Attachment names a file that belongs to a case by the hash of its bytes. The file stays where it is kept: there is no
// second copy that an erasure could miss.
type Attachment struct {
	ID       int64
	RecordID int64
	CaseID   int64
	Name     string // base name
	Hash     string // SHA-256, hex; "document:HASH" names it as evidence
	Size     int64
	Where    string // where the file is kept
	Note     string
	By       string
	Added    time.Time
	Position int64 // journal position at which it was added
}

// Validate reports as ErrInvalid an attachment that cannot be found again.
func (a Attachment) Validate() error {
	switch {
	case blank(a.Name) || len(a.Hash) != 64:
		return &InputError{Field: "file", Reason: "an attachment has a name and a hash"}
	case blank(a.Where):
		return &InputError{Field: "where", Reason: "an attachment says where the file is kept", Hint: "name the shelf, the folder or the document system"}
	}
	return nil
}
