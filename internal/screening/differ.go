package screening

import (
	"lookback"
	"lookback/internal/source"
	"lookback/internal/store"
)

// EntryDiffers returns the fields in which two states of an entry differ, for people.
func EntryDiffers(old, new lookback.Entry) []lookback.FieldChange {
	old.ID = new.ID
	for _, c := range source.Diff([]lookback.Entry{old}, []lookback.Entry{new}) {
		return c.Fields
	}
	return nil
}

// EditionChanges returns the differences between two editions for people: each amended entry with its fields.
func EditionChanges(all []store.EntryDifference) []lookback.EntryChange {
	changes := make([]lookback.EntryChange, len(all))
	for i, d := range all {
		c := lookback.EntryChange{Kind: d.Kind, ID: d.ID}
		if d.Old != nil {
			c.Old = &d.Old.Entry
		}
		if d.New != nil {
			c.New = &d.New.Entry
		}
		if c.Old != nil && c.New != nil {
			c.Fields = EntryDiffers(*c.Old, *c.New)
		}
		changes[i] = c
	}
	return changes
}
