package source

import (
	"fmt"
	"strings"
	"time"

	"lookback"
)

// stixTie is what the extension of a relationship says.
type stixTie struct {
	ID         string   `json:"id"`
	Class      string   `json:"class"`
	Knowledge  string   `json:"knowledge"`
	Share      string   `json:"share"`
	From       string   `json:"from"`
	To         string   `json:"to"`
	Grade      string   `json:"grade"`
	Kind       string   `json:"kind"`
	AssertedBy string   `json:"asserted_by"`
	Source     string   `json:"source"`
	Origin     string   `json:"origin"`
	ReviewBy   string   `json:"review_by"`
	Supports   []string `json:"supports"`
	Opposes    []string `json:"opposes"`
	Supersedes string   `json:"supersedes"`
	PAP        string   `json:"pap"`
	Conditions string   `json:"conditions"`
}

// stixVerbs maps the words of STIX for relationships to ours. Our own classes are words that STIX allows; any
// other word is read as linked-to, which says the least, and is kept in the note.
var stixVerbs = map[string]lookback.TieClass{
	"uses": lookback.ClassUses, "owns": lookback.ClassOwns, "controls": lookback.ClassControls, "located-at": lookback.ClassColocated,
	"communicates-with": lookback.ClassContact, "duplicate-of": lookback.ClassSame, "related-to": lookback.ClassLinked,
}

func (s *stixReader) relationship(o stixObject, i int) {
	var ext stixTie
	o.extension(&ext)
	id, revoked := o.text("id"), false
	if o.take("revoked", &revoked); revoked {
		s.retraction(o, id, ext, i)
		return
	}
	t := lookback.Tie{ID: ext.ID, Note: o.prose("description")}
	if t.ID == "" {
		t.ID = id
	}
	if bad := s.ends(o, &t, i); bad != nil {
		s.set.problem(*bad)
		return
	}
	s.class(o, &t, ext)
	s.grade(o, &t, ext)
	s.provenance(o, &t, ext)
	if err := s.times(o, &t, ext); err != nil {
		s.problem(i, err)
		return
	}
	s.stamp.fill(&t)
	if err := t.Validate(); err != nil {
		s.problem(i, err)
		return
	}
	s.set.add(t, s.seen, place{file: s.file})
	s.rest(o, "relationship", "modified")
}

func (s *stixReader) problem(i int, err error) {
	bad := inputErrorAt(err, place{file: s.file})
	bad.Field = fmt.Sprintf("objects[%d].%s", i, bad.Field)
	s.set.problem(bad)
}

// retraction withdraws the tie that was made of an earlier version of a relationship.
func (s *stixReader) retraction(o stixObject, id string, ext stixTie, i int) {
	r := lookback.Retraction{Tie: ext.ID, By: s.stamp.AssertedBy, Reason: "revoked by its publisher", Recorded: s.stamp.Recorded}
	if r.Tie == "" {
		r.Tie = id
	}
	if note := o.prose("description"); note != "" {
		r.Reason += ": " + note
	}
	if err := r.Validate(); err != nil {
		s.problem(i, err)
		return
	}
	s.set.Retractions = append(s.set.Retractions, r)
}

func (s *stixReader) ends(o stixObject, t *lookback.Tie, i int) *lookback.InputError {
	for _, end := range []struct {
		property string
		node     *lookback.NodeRef
	}{{"source_ref", &t.Subject}, {"target_ref", &t.Object}} {
		ref := o.text(end.property)
		node, ok := s.nodes[ref]
		if !ok {
			bad := s.bad(i, end.property, fmt.Sprintf("%q is not a party of this bundle", clip(ref)))
			return &bad
		}
		*end.node = node
	}
	return nil
}

func (s *stixReader) class(o stixObject, t *lookback.Tie, ext stixTie) {
	verb := o.text("relationship_type")
	t.Class, t.Knowledge = lookback.TieClass(ext.Class), lookback.Knowledge(ext.Knowledge)
	if t.Class != "" {
		return
	}
	if own := lookback.TieClass(verb); own.Valid() {
		t.Class = own
		return
	}
	class, known := stixVerbs[verb]
	if !known {
		s.set.lose("relationship_type " + clip(verb) + " (read as linked-to)")
		class, t.Note = lookback.ClassLinked, joinNonEmpty("; ", verb, t.Note)
	}
	t.Class = class
}

// grade takes the extension's pair, or the credibility from the confidence. STIX knows no grade of a source:
// the stamp gives it, or it is not judged.
func (s *stixReader) grade(o stixObject, t *lookback.Tie, ext stixTie) {
	var confidence int
	given := o.take("confidence", &confidence)
	if g, err := lookback.ParseGrade(ext.Grade); err == nil {
		t.Grade = g
		return
	}
	t.Grade = s.stamp.Grade
	if info, err := lookback.InfoFromSTIX(confidence, given); err == nil && given {
		t.Grade.Info = info
	} else if given {
		s.set.lose("confidence outside 0 to 100")
	}
	if t.Grade.Info == 0 {
		t.Grade.Info = lookback.InfoNotJudged
	}
	if t.Grade.Source == 0 {
		t.Grade.Source = lookback.SourceNotJudged
	}
}

// provenance takes the source from the first reference, and the original source from who created the object.
func (s *stixReader) provenance(o stixObject, t *lookback.Tie, ext stixTie) {
	var references []struct {
		Name        string `json:"source_name"`
		Description string `json:"description"`
		ExternalID  string `json:"external_id"`
		URL         string `json:"url"`
	}
	o.take("external_references", &references)
	creator := o.text("created_by_ref")
	t.AssertedBy, t.Source, t.Origin = ext.AssertedBy, ext.Source, ext.Origin
	t.Kind, t.Supports, t.Opposes, t.Supersedes = lookback.TieKind(ext.Kind), ext.Supports, ext.Opposes, ext.Supersedes
	if t.Source == "" && len(references) > 0 {
		r := references[0]
		t.Source = joinNonEmpty(", ", r.Name, r.ExternalID, r.Description, r.URL)
		for range references[1:] {
			s.set.lose("relationship.external_references beyond the first")
		}
	}
	if t.Origin == "" && ext.Source == "" && creator != "" {
		if t.Origin = s.names[creator]; t.Origin == "" {
			t.Origin = creator
		}
	}
	if t.Handling = s.handling(o, ext.PAP); ext.Conditions != "" {
		t.Handling.Note = ext.Conditions
	}
}

// times takes when it held and, where the extension says that the tie was one of ours, when it was recorded.
func (s *stixReader) times(o stixObject, t *lookback.Tie, ext stixTie) (err error) {
	start, stop := o.text("start_time"), o.text("stop_time")
	t.From, t.To = lookback.ParseDate(ext.From), lookback.ParseDate(ext.To)
	if ext.ID == "" {
		t.From, t.To = lookback.ParseDate(dayOf(start)), lookback.ParseDate(dayOf(stop))
	}
	if t.Share, err = lookback.ParseShare(ext.Share); err != nil {
		return err
	}
	if ext.ID == "" {
		return nil // when a publisher made the object is not when it was asserted here
	}
	for _, at := range []struct {
		field, text string
		to          *time.Time
	}{{"created", o.text("created"), &t.Recorded}, {"review_by", ext.ReviewBy, &t.ReviewBy}} {
		if *at.to, err = time.Parse(time.RFC3339, at.text); err != nil {
			return &lookback.InputError{Field: at.field, Reason: fmt.Sprintf("%q is not a time", clip(at.text))}
		}
		*at.to = at.to.UTC()
	}
	return nil
}

// dayOf returns the day of a timestamp as it is written.
func dayOf(timestamp string) string {
	day, _, _ := strings.Cut(timestamp, "T")
	return day
}
