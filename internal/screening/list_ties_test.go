package screening

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/source"
	"lookback/internal/store"
)

// harbour returns an edition of a list of one's own, whose rows are "ID name links".
func harbour(rows ...string) EditionImport {
	text := "id,kind,name,links\n"
	for _, row := range rows {
		parts := strings.SplitN(row, " ", 3)
		text += parts[0] + ",organisation," + parts[1] + "," + parts[2] + "\n"
	}
	return EditionImport{List: "harbour", Format: source.HouseCSV, Files: []source.File{source.Bytes("harbour.csv", []byte(text))}, Actor: "list desk"}
}

// harbourService returns a service on a day, with an edition, one record, and a tie of the record to entry H-1.
func harbourService(t *testing.T, first EditionImport) (*Service, EditionResult) {
	t.Helper()
	s := newService(t, fair)
	s.now = newClockAt(lookback.NewDay(2024, 12, 1).Time())
	mustStore(t, s, []lookback.Record{{Source: "crm", Key: "1", Party: lookback.Party{Names: []lookback.Name{{Full: "Odalric Fenwick"}}}}})
	result := mustImport(t, s, first)
	recorded := lookback.NewDay(2024, 12, 1).Time()
	mustPutTies(t, s, TieBatch{Ties: []lookback.Tie{{
		ID: "T-1", Subject: lookback.RecordNode("crm/1"), Class: lookback.ClassWorksFor, Object: lookback.EntryNode("harbour", "H-1"), AssertedBy: "desk", Source: "register",
		Grade: lookback.Grade{Source: 'B', Info: '2'}, Kind: lookback.Fact, Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber},
		Recorded: recorded, ReviewBy: recorded.AddDate(1, 0, 0),
	}}})
	return s, result
}

// openTargets returns the targets to which the record has an open alert.
func openTargets(t *testing.T, s *Service) (targets []string) {
	t.Helper()
	for _, a := range pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen}) {
		targets = append(targets, a.Target.ID)
	}
	slices.Sort(targets)
	return targets
}

// R40: what a publisher says of its entries becomes ties with the edition that says it, with the publisher as the source.
// What no longer stands there ends, with the alerts that rested on it; what comes back is another tie.
func TestPublisherLinksFollowTheEditions_R40(t *testing.T) {
	s, first := harbourService(t, harbour("H-1 Quillworks Saltmarsh;Nobody", "H-2 Saltmarsh ", "H-3 Saltmarsh "))
	if got := first.Ties; got.Mentions != 2 || len(got.Unresolved) != 2 || got.Stated != 0 || got.Run != 0 {
		t.Errorf("a name that two entries have, and one that none has: got %+v, want two mentions unresolved", got)
	}
	if got := openTargets(t, s); !slices.Equal(got, []string{"harbour/H-1"}) {
		t.Errorf("before the link: open alerts on %v", got)
	}
	for round, want := range []ListTies{{Stated: 1, Added: 1, Mentions: 1}, {Ended: 1}, {Stated: 1, Added: 1, Mentions: 1}} {
		in := harbour("H-1 Quillworks Saltmarsh", "H-2 Saltmarsh ")
		switch round {
		case 1:
			in = harbour("H-1 Quillworks ", "H-2 Saltmarsh ")
		case 2:
			in = harbour("H-1 Quillworks Saltmarsh", "H-2 Saltmarsh ", "H-4 Ferrymen ")
		}
		got := mustImport(t, s, in).Ties
		mustCheck(t, s, mustResume(t, s, got.Run))
		if got.Run = 0; got.Stated != want.Stated || got.Added != want.Added || got.Ended != want.Ended || got.Mentions != want.Mentions || len(got.Unresolved) != 0 {
			t.Errorf("round %d: got %+v, want %+v", round, got, want)
		}
		targets := []string{"harbour/H-1", "harbour/H-2"}
		if round == 1 {
			targets = targets[:1]
		}
		if got := openTargets(t, s); !slices.Equal(got, targets) {
			t.Errorf("round %d: open alerts on %v, want %v", round, got, targets)
		}
	}
	on := pathAlerts(t, s, store.PathAlertFilter{Target: lookback.EntryNode("harbour", "H-2")})[0]
	const words = "crm/1 works for Quillworks (entry harbour/H-1) (date not known, register, B2), which is linked by the publisher to Saltmarsh (entry harbour/H-2) (date not known, list harbour as published, A2)."
	if on.Evidence.Words != words || on.Evidence.Ceiling != lookback.Contextual || on.Evidence.Handling.Sharing != lookback.TLPAmber {
		t.Errorf("got %s, ceiling %s, %s", on.Evidence.Words, on.Evidence.Ceiling, on.Evidence.Handling)
	}
	if !strings.Contains(on.Reason, "harbour@4:tie-") {
		t.Errorf("reason %q does not name the tie of the fourth edition", on.Reason)
	}
	if again := mustImport(t, s, harbour("H-1 Quillworks Saltmarsh", "H-2 Saltmarsh ", "H-4 Ferrymen ")); again.New || again.Ties.Run != 0 {
		t.Errorf("the same bytes again: got %+v, want nothing", again)
	}
}

// An edition and what it says of its entries are one transaction: the event commits to every tie and retraction.
func TestListTiesAreCommittedTo(t *testing.T) {
	s, _ := harbourService(t, harbour("H-1 Quillworks Saltmarsh", "H-2 Saltmarsh ", "H-3 Ferrymen Saltmarsh"))
	mustImport(t, s, harbour("H-1 Quillworks Ferrymen", "H-2 Saltmarsh ", "H-3 Ferrymen "))
	seen := 0
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		events, err := tx.Events(0, 0)
		for i, e := range events {
			if e.Kind != lookback.EventListTies {
				continue
			}
			seen++
			var body listTiesEvent
			if err := json.Unmarshal(e.Body, &body); err != nil {
				return err
			}
			commitments, err := tx.TieCommitments(e.Position)
			if err != nil {
				return err
			}
			if body.TiesRoot != journal.HexHash(journal.BatchRoot(commitments)) || len(commitments) != body.Added+body.Ended || events[i-1].Kind != lookback.EventEdition {
				t.Errorf("event %s does not commit to its %d ties, or does not follow its edition", e.Body, len(commitments))
			}
		}
		return err
	})
	if err != nil || seen != 2 {
		t.Errorf("%d events on the ties of a list, %v", seen, err)
	}
}

// R33: a tie that the publisher still states is asserted anew by the edition before whose successor its review would fall
// due, so that what is published is never overdue while editions arrive.
func TestListTiesAreRenewed_R33(t *testing.T) {
	s, _ := harbourService(t, harbour("H-1 Quillworks Saltmarsh", "H-2 Saltmarsh "))
	for _, step := range []struct {
		day     lookback.Day
		renewed int
	}{{lookback.NewDay(2025, 6, 1), 0}, {lookback.NewDay(2025, 11, 15), 1}, {lookback.NewDay(2025, 11, 16), 0}} {
		s.now = newClockAt(step.day.Time())
		got := mustImport(t, s, harbour("H-1 Quillworks Saltmarsh", "H-2 Saltmarsh ", "H-9 "+step.day.String()+" "))
		if got.Ties.Renewed != step.renewed || got.Ties.Stated != 1 || got.Ties.Added+got.Ties.Ended != 0 {
			t.Errorf("on %s: got %+v, want %d renewed", step.day, got.Ties, step.renewed)
		}
	}
	links, err := s.ListLinks(t.Context(), LinkQuestion{List: "harbour"})
	if err != nil || len(links) != 1 || links[0].Tie.ReviewBy.Before(lookback.NewDay(2026, 11, 1).Time()) {
		t.Errorf("got %+v, %v", links, err)
	}
	if since, err := s.ListLinks(t.Context(), LinkQuestion{List: "harbour", Since: 1}); err != nil || len(since) != 0 {
		t.Errorf("a tie that was asserted anew is no new connection: got %+v, %v", since, err)
	}
}

// Connections are told by state and entry, and an edition or entry that is not there is not found.
func TestListLinks_R23(t *testing.T) {
	s, _ := harbourService(t, harbour("H-1 Quillworks Saltmarsh", "H-2 Saltmarsh ", "H-3 Ferrymen Saltmarsh"))
	mustImport(t, s, harbour("H-1 Quillworks Ferrymen", "H-2 Saltmarsh ", "H-3 Ferrymen Saltmarsh"))
	for name, c := range map[string]struct {
		question LinkQuestion
		want     string
	}{
		"All":            {LinkQuestion{List: "harbour"}, "stands H-1 H-3, stands H-3 H-2"},
		"OfAnEntry":      {LinkQuestion{List: "harbour", Entry: "H-2"}, "stands H-3 H-2"},
		"Since":          {LinkQuestion{List: "harbour", Since: 1}, "ended H-1 H-2, new H-1 H-3"},
		"OfOneSince":     {LinkQuestion{List: "harbour", Entry: "H-2", Since: 1}, "ended H-1 H-2"},
		"SinceTheNewest": {LinkQuestion{List: "harbour", Since: 2}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			links, err := s.ListLinks(t.Context(), c.question)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range links {
				got = append(got, string(l.State)+" "+l.Tie.Subject.ID[len("harbour/"):]+" "+l.Tie.Object.ID[len("harbour/"):])
				if !strings.Contains(l.Words, "is linked by the publisher to") || !strings.Contains(l.Words, "list harbour as published, A2") {
					t.Errorf("%q does not say class, source and grade", l.Words)
				}
			}
			slices.Sort(got)
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
	for _, q := range []LinkQuestion{{List: "none"}, {List: "harbour", Entry: "H-7"}, {List: "harbour", Since: 9}} {
		if _, err := s.ListLinks(t.Context(), q); !errors.Is(err, lookback.ErrNotFound) {
			t.Errorf("%+v: got %v, want ErrNotFound", q, err)
		}
	}
}

// Parties in the file that are not listed come with the ties that lead to them, and are kept again only when they changed.
func TestPartiesBesideAList_R40(t *testing.T) {
	s := newService(t, fair)
	ftm := func(owner string, extra string) EditionImport {
		text := `{"id":"q","schema":"Company","properties":{"name":["Quillworks"],"topics":["sanction"]},"target":true}
{"id":"p","schema":"Person","properties":{"name":["` + owner + `"]},"target":false}
{"id":"own","schema":"Ownership","properties":{"owner":["p"],"asset":["q"],"percentage":["60"],"startDate":["2023"]}}
` + extra
		return EditionImport{List: "register", Format: source.FTMJSON, Files: []source.File{source.Bytes("r.json", []byte(text))}, Actor: "list desk"}
	}
	for i, c := range []struct {
		in             EditionImport
		parties, added int
	}{
		{ftm("Odalric Fenwick", ""), 1, 1},
		{ftm("Odalric Fenwick", `{"id":"r","schema":"Company","properties":{"name":["Saltmarsh"],"topics":["sanction"]},"target":true}`), 0, 0},
		{ftm("Odalric van Fenwick", ""), 1, 0},
	} {
		got := mustImport(t, s, c.in).Ties
		if got.Parties != c.parties || got.Added != c.added || got.Stated != 1 {
			t.Errorf("edition %d: got %+v, want %d parties and %d new ties", i+1, got, c.parties, c.added)
		}
	}
	links, err := s.ListLinks(t.Context(), LinkQuestion{List: "register"})
	if err != nil || len(links) != 1 || !strings.Contains(links[0].Words, "owns 60 % of Quillworks") || links[0].Tie.Recorded.After(time.Now()) {
		t.Errorf("got %+v, %v", links, err)
	}
}

// Every format in which publishers say how their entries are connected gives ties at import, with the publisher as the source.
func TestEveryFormatWithConnectionsGivesTies_R40(t *testing.T) {
	for _, test := range []struct {
		format source.Format
		file   string
		class  lookback.TieClass // that is among them
	}{
		{source.OFACXML, "sdn.xml", lookback.ClassLinked}, {source.OFACAdvancedXML, "sdn_advanced.xml", lookback.ClassControls}, {source.USCSL, "csl.csv", lookback.ClassLinked},
		{source.FTMJSON, "entities.ftm.json", lookback.ClassOwns}, {source.SenzingJSON, "senzing.jsonl", lookback.ClassLinked}, {source.HouseCSV, "house.csv", lookback.ClassLinked},
	} {
		t.Run(string(test.format), func(t *testing.T) {
			s := newService(t, fair)
			s.now = newClockAt(lookback.NewDay(2026, 6, 1).Time())
			got := mustImport(t, s, EditionImport{List: "list", Format: test.format, Files: []source.File{source.Path("../source/testdata/" + test.file)}, Actor: "list desk"}).Ties
			links, err := s.ListLinks(t.Context(), LinkQuestion{List: "list"})
			if err != nil || len(links) != got.Stated || got.Added != got.Stated || got.Stated == 0 || got.Run == 0 {
				t.Errorf("got %+v and %d links, %v", got, len(links), err)
			}
			if !slices.ContainsFunc(links, func(l Link) bool { return l.Tie.Class == test.class }) {
				t.Errorf("no tie of class %s in %+v", test.class, links)
			}
			for _, l := range links {
				if l.Tie.Source != "list list as published" || l.Tie.AssertedBy != "list list" || l.Tie.Grade.String() != "A2" {
					t.Errorf("%s does not have its publisher as its source", l.Words)
				}
			}
		})
	}
}
