package screening

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/source"
	"lookback/internal/store"
)

// What a publisher says of how its entries are connected ("Linked To: X", an ownership in FollowTheMoney) becomes ties
// with the edition that says it, in the same transaction. A later edition that no longer says it withdraws the tie.

// ListTies says what became of the connections that an edition states.
type ListTies struct {
	Stated     int                     // ties that the edition states
	Added      int                     // of those, what no edition stood for before
	Renewed    int                     // of those, what is asserted anew because its review is due
	Ended      int                     // ties of the edition before that this one no longer states
	Parties    int                     // parties in the file that are not listed and new or changed
	Mentions   int                     // mentions of linked parties by name
	Unresolved []source.UnresolvedLink // of those, what is the name of no entry, or of several
	Loss       []source.FieldCount     // relations, dates and shares that could not be carried over
	Run        int64                   // the lookback that the changes order; 0 without any
}

// renewWithin is how long before its review is due a tie that the publisher still states is asserted anew.
const renewWithin = 30 * 24 * time.Hour

// publicFormats are those in which publishers make lists known to everybody: what they say may be passed on.
var publicFormats = []source.Format{source.OFACCSV, source.OFACXML, source.OFACAdvancedXML, source.UNXML, source.EUXML, source.UKCSV, source.USCSL}

// listTies is what an edition changes in the ties of its list.
type listTies struct {
	result  ListTies
	put     []lookback.Tie
	end     []string
	parties []lookback.NetworkParty
}

// readListTies compares the connections that an edition states with the ties of its list that stand.
func (s *Service) readListTies(tx store.Tx, e lookback.Edition, parsed *source.Edition) (*listTies, error) {
	held, err := heldListTies(tx, e.List, store.Now)
	if err != nil {
		return nil, err
	}
	now := s.now()
	set := parsed.Ties(e.List, listStamp(e, now))
	l := &listTies{result: ListTies{Stated: len(set.Ties), Loss: set.Loss}}
	l.result.Unresolved, l.result.Mentions = parsed.UnresolvedLinks()
	for _, t := range set.Ties {
		key := t.ID
		before, known := held[key]
		delete(held, key)
		switch {
		case !known:
			l.result.Added++
		case before.ReviewBy.Before(now.Add(renewWithin)):
			l.result.Renewed++
			t.Supersedes = before.ID
		default:
			continue
		}
		t.ID = listTieID(e, key)
		l.put = append(l.put, t)
	}
	for _, key := range sortedKeys(held) {
		l.end = append(l.end, held[key].ID)
	}
	slices.Sort(l.end) // the order in which the store gives their commitments
	l.result.Ended = len(l.end)
	l.parties, err = changedParties(tx, set.Parties, set.Ties)
	l.result.Parties = len(l.parties)
	return l, err
}

// listStamp is what stands for every tie of an edition: its publisher says so. Lists of one's own are not passed on.
func listStamp(e lookback.Edition, now time.Time) source.TieStamp {
	stamp := source.PublisherStamp(e.List)
	stamp.Recorded = now
	if !slices.Contains(publicFormats, source.Format(e.Format)) {
		stamp.Handling = lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}
	}
	return stamp
}

// listTieID names a tie by list, the edition that first or again stated it, and what it says: "ofac@3:tie-8f...". An ID is
// never used twice, and a statement that ends and comes back is another tie.
func listTieID(e lookback.Edition, key string) string {
	return fmt.Sprintf("%s%d:%s", listTiePrefix(e.List), e.Seq, key)
}

func listTiePrefix(list string) string { return list + "@" }

// heldListTies returns the ties of a list that stood at a position, by what they say.
func heldListTies(tx store.Tx, list string, at int64) (map[string]lookback.Tie, error) {
	ties, err := tx.TiesNamed(listTiePrefix(list), at)
	held := make(map[string]lookback.Tie, len(ties))
	for _, t := range ties {
		if t.AssertedBy == source.PublisherStamp(list).AssertedBy { // whatever else somebody named so
			_, key, _ := strings.Cut(t.ID, ":")
			held[key] = t
		}
	}
	return held, err
}

// changedParties returns those of the parties at the ends of ties that are not held as they are.
func changedParties(tx store.Tx, parties []lookback.NetworkParty, ties []lookback.Tie) (changed []lookback.NetworkParty, err error) {
	ends := map[lookback.NodeRef]bool{}
	for _, t := range ties {
		ends[t.Subject], ends[t.Object] = true, true
	}
	for _, p := range parties {
		if !ends[p.Ref()] {
			continue
		}
		held, err := tx.GetNetworkParty(p.ID, store.Now)
		if err != nil && !isNotFound(err) {
			return nil, err
		}
		held.Position = 0
		same, err := sameBytes(held, p)
		if err != nil {
			return nil, err
		}
		if !same {
			changed = append(changed, p)
		}
	}
	return changed, nil
}

// empty reports whether the edition changes nothing in the ties of its list.
func (l *listTies) empty() bool { return len(l.put)+len(l.end)+len(l.parties) == 0 }

// storeListTies stores what an edition changes in the ties of its list and orders the lookback on it.
func (s *Service) storeListTies(tx store.Tx, actor string, e lookback.Edition, l *listTies) error {
	parties, err := s.nameNetworks(tx, TieBatch{Parties: l.parties})
	if err != nil {
		return err
	}
	commitments, err := tx.PutTies(slices.Clone(l.put))
	if err != nil {
		return err
	}
	ended, err := endListTies(tx, e, l.end, s.now())
	if err != nil {
		return err
	}
	run, err := s.orderTies(tx, l.trigger(), l.cause(e))
	if err != nil {
		return err
	}
	l.result.Run = run.ID
	return s.record(tx, lookback.EventListTies, actor, "list "+e.List, listTiesEvent{
		List: e.List, Edition: e.ID, Seq: e.Seq, Stated: l.result.Stated, Added: l.result.Added, Renewed: l.result.Renewed, Ended: l.result.Ended,
		Unresolved: len(l.result.Unresolved), TiesRoot: root(append(commitments, ended...)), Parties: len(l.parties), PartiesRoot: parties.Root, Run: run.ID,
	})
}

func (l *listTies) trigger() lookback.Trigger {
	if len(l.put) > 0 {
		return lookback.TriggerTie
	}
	return lookback.TriggerRetraction
}

// cause says for people what changed.
func (l *listTies) cause(e lookback.Edition) string {
	r := l.result
	return fmt.Sprintf("edition %d of list %s connects its entries otherwise: %d ties are new, %d asserted anew, %d no longer stated", e.Seq, e.List, r.Added, r.Renewed, r.Ended)
}

// endListTies withdraws what an edition no longer states.
func endListTies(tx store.Tx, e lookback.Edition, ids []string, now time.Time) (commitments []journal.Hash, err error) {
	for _, id := range ids {
		c, err := tx.PutRetraction(lookback.Retraction{Tie: id, By: "list " + e.List, Reason: fmt.Sprintf("edition %d of list %s no longer states it", e.Seq, e.List), Recorded: now})
		if err != nil {
			return nil, err
		}
		commitments = append(commitments, c)
	}
	return commitments, nil
}

// listTiesEvent is the body of the event that an edition leaves when it changes the ties of its list.
type listTiesEvent struct {
	List        string `json:"list"`
	Edition     string `json:"edition"`
	Seq         int    `json:"seq"`
	Stated      int    `json:"stated"`
	Added       int    `json:"added"`
	Renewed     int    `json:"renewed"`
	Ended       int    `json:"ended"`
	Unresolved  int    `json:"unresolved"`
	TiesRoot    string `json:"ties_root"`
	Parties     int    `json:"parties"`
	PartiesRoot string `json:"parties_root"`
	Run         int64  `json:"run"`
}
