package source

import (
	"fmt"
	"io"

	"lookback"
)

// ReadFTM calls fn for every person, company and other party of a file of FollowTheMoney entities, whether it is marked as a target
// or not: here they are whom we hold. The identifier is the key. An address or a passport is an entity of its own and may come anywhere, so all
// are held in memory. Entities that cannot be read come first, each with the reason.
func ReadFTM(r io.Reader, name string, fn func(Row) error) error {
	e := &Edition{Format: FTMJSON}
	in := &ftmReader{edition: e, byID: map[string]*ftmEntity{}, entries: map[string]*lookback.Entry{}}
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
		if err := fn(Row{Line: in.byID[id].at.line, Key: id, Party: entry.Party}); err != nil {
			return err
		}
	}
	return nil
}
