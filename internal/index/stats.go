package index

// Stats count what one search did. Owners are counted each time they are met: Postings + Keys +
// Walked = Repeated + ByHolders + ByReach + ByFacts + Scored, and Hits is at most Scored.
type Stats struct {
	Names     int // names of the query that were asked
	Tokens    int // tokens of those names that carry evidence
	Probed    int // tokens whose postings were read
	Postings  int // owners met in postings
	Keys      int // owners met under an identifier of the query
	Walked    int // owners met because the threshold is zero
	Repeated  int // owners that had been scored before in the same search
	ByHolders int // owners that hold relatives of too few tokens, by what is remembered of those
	ByReach   int // owners none of whose names can be aligned far enough
	ByFacts   int // owners whose facts lower the score too far, or do not hold the identifier they were met under
	Scored    int // owners whose names were aligned
	Hits      int
}

// Add adds the counts of t to s.
func (s *Stats) Add(t Stats) {
	s.Names += t.Names
	s.Tokens += t.Tokens
	s.Probed += t.Probed
	s.Postings += t.Postings
	s.Keys += t.Keys
	s.Walked += t.Walked
	s.Repeated += t.Repeated
	s.ByHolders += t.ByHolders
	s.ByReach += t.ByReach
	s.ByFacts += t.ByFacts
	s.Scored += t.Scored
	s.Hits += t.Hits
}

// Reconciles reports whether the counts add up.
func (s Stats) Reconciles() bool {
	return s.Postings+s.Keys+s.Walked == s.Repeated+s.ByHolders+s.ByReach+s.ByFacts+s.Scored && s.Hits <= s.Scored && s.Probed <= s.Tokens
}
