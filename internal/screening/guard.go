package screening

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"lookback"
	"lookback/internal/source"
	"lookback/internal/store"
)

// guardLimits are the most that an edition may differ from the one in force and still replace it without anybody
// looking (R7). Shares are percentages of the edition in force.
type guardLimits struct {
	removed int // entries that are gone
	added   int // entries that are new
	amended int // entries that differ; 0 means any number
	unread  int // rows and remarks that are not understood, above those of the edition in force; 0 means any number
}

// Publishers' ordinary days change less than one entry in a hundred. Over years more changes: OFAC's list of July
// 2021 has a quarter more entries than that of October 2018, and the UN's of August 2025 lacks 18 in a hundred
// of November 2020 and amends most others. So editions far apart are judged by what they lose and gain.
var (
	usualLimits = guardLimits{removed: 10, added: 50, amended: 50, unread: 10}
	apartLimits = guardLimits{removed: 20, added: 100}
)

// farApart is the time between two publications after which apartLimits hold.
const farApart = 90 * 24 * time.Hour

// A small list changes by large shares without anything being wrong: below these numbers a share says nothing.
const (
	guardFewest  = 3  // entries that are gone
	guardFewMore = 20 // entries that are new or differ, or rows that are not understood
)

// largeLoss is the share of entries from which on two people must release an edition that lacks them: a list that
// shrinks so much could end thousands of alerts.
const largeLoss = 30

// guard compares an edition that would replace another with it. It returns why a person must look first.
func guard(tx store.Tx, before, e lookback.Edition) ([]lookback.GuardFinding, error) {
	if before.Seq == 0 {
		return nil, nil
	}
	limits := usualLimits
	if e.Published.Sub(before.Published) > farApart {
		limits = apartLimits
	}
	limits, err := limits.of(tx, e.List)
	if err != nil {
		return nil, err
	}
	findings := slices.Concat(guardCounts(limits, before, e), guardSections(before, e), guardSchema(limits, before, e))
	older, err := guardAge(tx, before, e)
	return append(findings, older...), err
}

// of returns the limits with what a list has of its own.
func (l guardLimits) of(tx store.Tx, list string) (guardLimits, error) {
	feed, err := tx.GetFeed(list)
	if isNotFound(err) {
		return l, nil
	}
	for _, own := range []struct {
		limit *int
		set   int
	}{{&l.removed, feed.Guard.Removed}, {&l.added, feed.Guard.Added}, {&l.amended, feed.Guard.Amended}} {
		if own.set > 0 {
			*own.limit = own.set
		}
	}
	return l, err
}

// over reports whether part is a larger share of whole than limit percent, and at least fewest.
func over(part, whole, limit, fewest int) bool { return part >= fewest && part*100 > whole*limit }

func percent(part, whole int) int { return part * 100 / max(whole, 1) }

func guardCounts(limits guardLimits, before, e lookback.Edition) []lookback.GuardFinding {
	var found []lookback.GuardFinding
	was, c := before.Counts.Entries, e.Counts
	for _, x := range []struct {
		rule          lookback.GuardRule
		n, limit, few int
		verb          string
	}{
		{lookback.GuardRemoved, c.Removed, limits.removed, guardFewest, "are gone"},
		{lookback.GuardAdded, c.Added, limits.added, guardFewMore, "are new"},
		{lookback.GuardAmended, c.Amended, limits.amended, guardFewMore, "differ"},
	} {
		if x.limit > 0 && over(x.n, was, x.limit, x.few) {
			found = append(found, lookback.GuardFinding{Rule: x.rule,
				Sentence: fmt.Sprintf("%d entries %s, compared with the %d of edition %d: that is %d %%, and the limit is %d %%", x.n, x.verb, was, before.Seq, percent(x.n, was), x.limit)})
		}
	}
	return found
}

// aliasLoss is how many percent of the names per entry may be gone: more means that a file or section of aliases is.
const aliasLoss = 20

func guardSections(before, e lookback.Edition) []lookback.GuardFinding {
	var found []lookback.GuardFinding
	missing := func(format string, args ...any) {
		found = append(found, lookback.GuardFinding{Rule: lookback.GuardSection, Sentence: fmt.Sprintf(format, args...)})
	}
	if was, now := source.Parts(before.Files), source.Parts(e.Files); before.Format == e.Format && now < was {
		missing("the edition has %d files, edition %d has %d", now, before.Seq, was)
	}
	for _, kind := range slices.Sorted(maps.Keys(before.Counts.ByKind)) {
		if was := before.Counts.ByKind[kind]; was >= guardFewest && e.Counts.ByKind[kind] == 0 {
			missing("there is no %s any more, edition %d has %d", kindWord(kind), before.Seq, was)
		}
	}
	was, now := before.Counts, e.Counts
	aliases := was.Names - was.Entries
	if aliases >= guardFewMore && now.Names*was.Entries*100 < was.Names*now.Entries*(100-aliasLoss) {
		missing("an entry has %.1f names on average, in edition %d it has %.1f", ratio(now.Names, now.Entries), before.Seq, ratio(was.Names, was.Entries))
	}
	return found
}

func ratio(a, b int) float64 { return float64(a) / float64(max(b, 1)) }

func kindWord(kind lookback.PartyKind) string {
	if kind == lookback.KindUnknown {
		return "party of unknown kind"
	}
	return string(kind)
}

func guardSchema(limits guardLimits, before, e lookback.Edition) []lookback.GuardFinding {
	var found []lookback.GuardFinding
	drift := func(format string, args ...any) {
		found = append(found, lookback.GuardFinding{Rule: lookback.GuardSchema, Sentence: fmt.Sprintf(format, args...)})
	}
	if before.Format != e.Format {
		drift("the format is %s, that of edition %d is %s", e.Format, before.Seq, before.Format)
	}
	if before.Parser != e.Parser || limits.unread == 0 {
		return found // another parser understands more or less of the same bytes
	}
	for _, x := range []struct {
		what     string
		was, now int
	}{{"rows", before.Counts.Problems, e.Counts.Problems}, {"parts of remarks", before.Counts.NotRead, e.Counts.NotRead}} {
		if over(x.now-x.was, e.Counts.Entries, limits.unread, guardFewMore) {
			drift("%d %s are not understood, in edition %d it was %d", x.now, x.what, before.Seq, x.was)
		}
	}
	return found
}

// guardAge finds an edition that was published before the one in force, or that is an edition which was replaced.
func guardAge(tx store.Tx, before, e lookback.Edition) ([]lookback.GuardFinding, error) {
	older := func(format string, args ...any) []lookback.GuardFinding {
		return []lookback.GuardFinding{{Rule: lookback.GuardOlder, Sentence: fmt.Sprintf(format, args...)}}
	}
	if e.Published.Before(before.Published) {
		return older("it was published on %s, edition %d on %s", e.Published.Format(time.DateOnly), before.Seq, before.Published.Format(time.DateOnly)), nil
	}
	same, err := tx.GetEdition(e.List, e.ID)
	if isNotFound(err) {
		return nil, nil
	}
	return older("these are the bytes of edition %d, which edition %d replaced", same.Seq, before.Seq), err
}

// isLarge reports whether so much would be lost that two people must agree.
func isLarge(before, e lookback.Edition) bool {
	return over(e.Counts.Removed, before.Counts.Entries, largeLoss-1, guardFewest)
}
