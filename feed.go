package lookback

import (
	"fmt"
	"net/url"
	"time"
)

// Feed says where the editions of a list come from and how often to ask, and what came of it so far.
type Feed struct {
	List     string
	Format   string        // empty: recognised from the files
	URLs     []string      // the files of one edition; of a catalogue, its index
	Dataset  string        // of a catalogue, the data set in it
	Hosts    []string      // that redirects may lead to, beside those of URLs
	Every    time.Duration // from one request to the next
	MinBytes int64         // all files together; less is no edition. 0 means any
	MaxBytes int64         // of one file; 0 means the limit of the program
	MaxAge   time.Duration // since the edition in force was published; an older one is stale. 0 means any
	SumURL   string        // of a text with the checksum of the one file; empty where none is published
	Proxy    string        // empty means that of the environment
	Mirror   string        // folder with the files, in place of the network
	Guard    FeedGuard     // what an edition may differ by before a person must look, where the list has limits of its own
	Licence  string        // under what terms the publisher gives the list, for people
	Since    time.Time     // when it was first set
	State    FeedState
	Position int64 // of the last change
}

// FeedGuard are limits of one list, as percentages of the edition in force; 0 means those of every list.
type FeedGuard struct{ Removed, Added, Amended int }

// The highest limits that a list may have. Below the first two people decide in any case (R7), so no list can lose more unseen.
const (
	MaxGuardRemoved = 29
	MaxGuardChanged = 100
)

// FeedState is what came of asking.
type FeedState struct {
	Tried    time.Time   // the last time; zero before the first
	Good     time.Time   // the last time that the publisher answered with an edition, new or known
	Next     time.Time   // when to ask again
	Outcome  FeedOutcome // of the last time
	Problem  string      // of the last time, when it failed
	Failures int         // in a row
	Files    []FeedFile  // what the publisher wants to hear when asked again
	Gaps     []FeedGap   // the latest, oldest first
	Alarm    string      // the last alarm that the journal tells of; empty when all is well
}

// FeedFile is what a publisher said of one file.
type FeedFile struct{ URL, ETag, LastModified string }

// FeedGap is a time in which nobody knew whether there was a new edition.
type FeedGap struct{ From, Until time.Time }

// FeedOutcome says what came of asking once.
type FeedOutcome string

// The outcomes. They are part of the journal's format: they are never reused.
const (
	FeedNever     FeedOutcome = ""
	FeedUnchanged FeedOutcome = "unchanged" // the edition in force is the latest
	FeedNew       FeedOutcome = "new"       // a new edition is in force
	FeedHeld      FeedOutcome = "held"      // there is an edition, and the guard holds it back or it was rejected
	FeedFailed    FeedOutcome = "failed"    // it could not be fetched or read
)

// The bounds of a feed. A list must be asked about on every calendar day (R4), and no publisher wants to be asked every second.
const (
	MinFeedEvery = time.Minute
	MaxFeedEvery = 12 * time.Hour
	MaxFeedAge   = 100 * 24 * time.Hour
)

// Validate reports as ErrInvalid a feed that cannot be followed.
func (f Feed) Validate() error {
	if len(f.URLs) == 0 {
		return &InputError{Field: "url", Reason: "there is no address to fetch from", Hint: "give --url, or --preset with the name of a publisher"}
	}
	for _, address := range append(f.URLs, f.SumURL) {
		if u, err := url.Parse(address); err != nil || u.User != nil {
			return &InputError{Field: "url", Reason: "an address is not one, or holds a password", Hint: "addresses are shown in reports"}
		}
	}
	if f.Every < MinFeedEvery || f.Every > MaxFeedEvery {
		return &InputError{Field: "every", Reason: fmt.Sprintf("%s is outside %s to %s", f.Every, MinFeedEvery, MaxFeedEvery), Hint: "a list must be asked about at least once on every calendar day"}
	}
	if f.MaxAge < 0 || f.MaxAge > MaxFeedAge || f.MinBytes < 0 || f.MaxBytes < 0 {
		return &InputError{Field: "limits", Reason: fmt.Sprintf("a limit is negative, or the greatest age is over %d days", int(MaxFeedAge.Hours()/24))}
	}
	if g := f.Guard; g.Removed < 0 || g.Removed > MaxGuardRemoved || min(g.Added, g.Amended) < 0 || max(g.Added, g.Amended) > MaxGuardChanged {
		return &InputError{Field: "guard", Reason: fmt.Sprintf("a limit is outside 1 to %d percent for entries that are gone, or 1 to %d for those that are new or differ", MaxGuardRemoved, MaxGuardChanged),
			Hint: "what is over the limit is not lost: a person looks and releases it"}
	}
	if f.SumURL != "" && len(f.URLs) > 1 || f.Dataset != "" && len(f.URLs) > 1 {
		return &InputError{Field: "url", Reason: "a checksum and a catalogue go with one address"}
	}
	return nil
}
