package source

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"lookback"
)

// ReadFTM calls fn for every person, company and other party of a file of FollowTheMoney entities, whether it is marked as a target
// or not: here they are whom we hold. The identifier is the key. An address or a passport is an entity of its own and may come anywhere, so all
// are held in memory. Entities that cannot be read come first, each with the reason. What our own exports say beside the properties counts, too.
func ReadFTM(r io.Reader, name string, fn func(Row) error) error {
	e := &Edition{Format: FTMJSON}
	in := newFTMReader(e)
	if err := in.file(name, r); err != nil {
		return err
	}
	in.translate()
	for i := range e.Counts.Problems {
		bad := lookback.InputError{File: name, Reason: fmt.Sprintf("one of %d entities more that cannot be read", e.Counts.Problems-len(e.Problems))}
		if i < len(e.Problems) {
			bad = e.Problems[i]
		}
		if err := fn(Row{Line: bad.Line, Err: &bad}); err != nil {
			return err
		}
	}
	for _, id := range in.order {
		entry := in.entries[id]
		if entry == nil {
			continue
		}
		if err := fn(in.byID[id].row(name, id, entry.Party)); err != nil {
			return err
		}
	}
	return nil
}

// row makes a record of an entity that is a party, or says why it is none.
func (entity *ftmEntity) row(name, id string, p lookback.Party) Row {
	row := Row{Line: entity.at.line, Key: id, Party: p}
	rest, bad := parseRest(string(entity.Rest))
	if bad == nil {
		rest.over(&row.Party)
		row.Arrived, bad = entity.arrived()
	} else {
		bad.Field = RestColumn
	}
	if bad != nil {
		bad.File, bad.Line = name, entity.at.line
		return Row{Line: entity.at.line, Err: bad}
	}
	return row
}

func (entity *ftmEntity) arrived() (time.Time, *lookback.InputError) {
	if len(entity.Arrived) == 0 {
		return time.Time{}, nil
	}
	var text string
	_ = json.Unmarshal(entity.Arrived, &text) // what is no text is no time
	t, ok := parseArrived(text)
	if !ok {
		return t, &lookback.InputError{Field: "arrived", Reason: fmt.Sprintf("%q is not a time", clip(string(entity.Arrived))), Hint: "write it as 2026-01-31 or 2026-01-31T08:30:00Z"}
	}
	return t, nil
}
