package source

import (
	"slices"
	"strings"

	"lookback"
)

// Diff returns what differs between two editions of a list, by entry ID and sorted by it. Entries whose
// canonical bytes are equal do not appear: order, repetition and white space are no change. For an
// amended entry it says which values each field lost and gained. IDs must be unique within old and
// within new, as ParseEdition sees to. The changes point into old and new.
func Diff(old, new []lookback.Entry) []lookback.EntryChange {
	before := make(map[string]*lookback.Entry, len(old))
	for i := range old {
		before[old[i].ID] = &old[i]
	}
	var changes []lookback.EntryChange
	for i := range new {
		now := &new[i]
		then, known := before[now.ID]
		delete(before, now.ID)
		if !known {
			changes = append(changes, lookback.EntryChange{Kind: lookback.Added, ID: now.ID, New: now})
			continue
		}
		if fields := diffEntry(then, now); len(fields) > 0 {
			changes = append(changes, lookback.EntryChange{Kind: lookback.Amended, ID: now.ID, Fields: fields, Old: then, New: now})
		}
	}
	for id, then := range before {
		changes = append(changes, lookback.EntryChange{Kind: lookback.Removed, ID: id, Old: then})
	}
	slices.SortFunc(changes, func(a, b lookback.EntryChange) int { return strings.Compare(a.ID, b.ID) })
	return changes
}

// diffEntry returns the fields in which two states of an entry differ.
func diffEntry(then, now *lookback.Entry) []lookback.FieldChange {
	var fields []lookback.FieldChange
	was, is := aspects(then), aspects(now)
	for i := range was {
		change := lookback.FieldChange{Field: was[i].name, Removed: missingFrom(is[i].values, was[i].values), Added: missingFrom(was[i].values, is[i].values)}
		if len(change.Removed) == 0 && len(change.Added) == 0 {
			continue
		}
		if change.Field == "name parts" && len(fields) > 0 && fields[len(fields)-1].Field == "names" {
			continue // a name that came or went took its parts along
		}
		fields = append(fields, change)
	}
	return fields
}

// missingFrom returns the values of b, for people, that the sorted set a does not hold.
func missingFrom(a, b []value) []string {
	var missing []string
	for _, v := range b {
		if _, found := slices.BinarySearchFunc(a, v, compareValues); !found {
			missing = append(missing, v.show)
		}
	}
	return missing
}
