package lookback

import "fmt"

// PathAlert is one reason to look that rests on ties: a record, and a listed party or named network that a path leads
// to. There is at most one for a record and a target; it is opened, changed and ended, never deleted.
// It is context for a person to read: no PathAlert says that anybody did anything.
type PathAlert struct {
	ID       int64
	RecordID int64
	Record   string  // the record by its reference, SOURCE/KEY
	Target   NodeRef // a reference and no name: what it is called is told by Evidence.Words alone (R23)
	State    AlertState
	Reason   string // why it was opened, changed or ended, as a sentence
	Evidence PathEvidence
	Opened   int64 // journal position at which it was first opened
	Changed  int64 // journal position of this state
	RunID    int64 // the lookback that made this state
}

// PathEvidence is the structured explanation of one path alert: the best path hop by hop, what a reader must not
// overlook, and how little or much the path tells.
type PathEvidence struct {
	Words       string   // Path.Words: every hop with class, dates, source and grade
	Caveats     []string // Path.Caveats
	Hops        []PathHop
	Strength    Score // of the best path; orders the queue and is never a likelihood of anything
	Combined    Score // of the independent paths together; likewise
	Paths       int   // paths to this target within the reach
	Independent int   // of those, how many share no original source
	Ceiling     Ceiling
	Historic    bool
	Handling    Handling
	BaseRate    PathBaseRate
	NotExamined int // ties that were not looked at; 0 where the search was whole
	Cause       PathCause
	On          Day    // the day as of which the path was found
	Graph       string // version of the rules of strength
}

// PathHop is one hop of a path as it is kept with an alert.
type PathHop struct {
	Tie      string // its ID
	From, To NodeRef
	Class    TieClass
	Forward  bool // from the subject of the tie to its object
	Began    Date // when the tie held
	Ended    Date
	Source   string
	Grade    string
	Kind     TieKind
	Over     bool // the tie had ended on the day
	Overdue  bool // its review was overdue
}

// PathBaseRate says how many records have a path to the same target that is at least as strong (R24).
type PathBaseRate struct {
	Records int // the record itself among them
	Of      int // records that have any tie
}

// PathCause is the least of a change that made the best path differ: the edge that made the difference.
type PathCause struct {
	Kind string   // "tie added", "tie removed", "time", "party marked" or "hub size changed"
	Ties []string // the fewest ties that made it; empty where a party did
	Node NodeRef  // where a party made it
}

// PathHops returns the hops of p as an alert keeps them.
func PathHops(p Path) []PathHop {
	hops := p.Hops()
	out := make([]PathHop, len(hops))
	for i, h := range hops {
		out[i] = PathHop{
			Tie: h.Tie.ID, From: h.From, To: h.To, Class: h.Tie.Class, Forward: h.Forward(), Began: h.Tie.From, Ended: h.Tie.To,
			Source: h.Tie.Source, Grade: h.Tie.Grade.String(), Kind: h.Tie.Kind, Over: h.Ended, Overdue: h.Overdue,
		}
	}
	return out
}

// Validate reports as ErrInvalid an evidence that does not say its path hop by hop.
func (e PathEvidence) Validate() error {
	switch {
	case e.Words == "":
		return fmt.Errorf("evidence of a path without its words: %w", ErrInvalid)
	case len(e.Hops) == 0:
		return fmt.Errorf("evidence of a path without its hops: %w", ErrInvalid)
	case e.Graph == "":
		return fmt.Errorf("evidence of a path without the version of its rules: %w", ErrInvalid)
	}
	return nil
}

// RestsOn reports whether the best path goes over a tie.
func (e PathEvidence) RestsOn(tie string) bool {
	for _, h := range e.Hops {
		if h.Tie == tie {
			return true
		}
	}
	return false
}
