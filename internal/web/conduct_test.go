package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/account"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

// receive takes in a request about the record of a case.
func (w *world) receive(c lookback.Case) lookback.Redress {
	w.t.Helper()
	record := w.record(c.RecordID)
	r, err := w.cases.ReceiveRedress(w.t.Context(), casework.RedressOrder{Source: record.Source, Key: record.Key, Requester: "Nora Vale", Statement: "the passport is not mine", Actor: "Rita Moss"})
	w.must(err)
	return r
}

// propose proposes to give the identity of a case to a recipient.
func (w *world) propose(c lookback.Case, country string) lookback.Disclosure {
	w.t.Helper()
	x, err := w.cases.ProposeDisclosure(w.t.Context(), casework.DisclosureOrder{Case: c.ID, Recipient: lookback.Recipient{Name: "Registry of Norvik", Country: country},
		Blocks: []lookback.Block{lookback.BlockIdentity}, Purpose: "identity check", Basis: "treaty, article 4",
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}, Person: "Ana Lind"})
	w.must(err)
	return x
}

// protect sets a protection on the record of a case.
func (w *world) protect(c lookback.Case) lookback.Protection {
	w.t.Helper()
	p, err := w.cases.Protect(w.t.Context(), casework.ProtectionOrder{Record: w.record(c.RecordID).Ref(), Kind: lookback.ProtectMinor, Source: "birth record", Since: w.now, Person: "Ana Lind"})
	w.must(err)
	return p
}

// ask gives a task in a case.
func (w *world) ask(c lookback.Case) {
	w.t.Helper()
	_, err := w.cases.Ask(w.t.Context(), casework.AskOrder{Case: c.ID, Kind: lookback.Task, Of: "Ana Lind", Question: "compare the passports", Due: w.now.AddDate(0, 0, 3), Actor: "Sam Okoro"})
	w.must(err)
}

// hold publishes a list of which the second edition loses most, and returns that edition, which is held back.
func (w *world) hold() lookback.HeldEdition {
	w.t.Helper()
	var held *lookback.HeldEdition
	for _, n := range []int{40, 4} {
		rows := [][]string{{"id", "name", "kind"}}
		for i := range n {
			rows = append(rows, []string{fmt.Sprintf("h-%02d", i), fmt.Sprintf("Vrenlok Tarsim %c%c", 'A'+i%26, 'a'+i/26), "person"})
		}
		var b bytes.Buffer
		w.must(csv.NewWriter(&b).WriteAll(rows))
		result, err := w.screening.ImportEdition(w.t.Context(), screening.EditionImport{List: "shrinking", Format: "house-csv", Files: []source.File{source.Bytes("shrinking.csv", b.Bytes())}, Actor: "list desk"})
		w.must(err)
		held = result.Held
	}
	w.Wake()
	if held == nil || !held.Large {
		w.t.Fatalf("got %+v, want a held edition that takes two", held)
	}
	return *held
}

// conduct puts one of everything that people outside ask or get beside a case, and holds an edition back.
func (w *world) conduct() lookback.Case {
	w.t.Helper()
	c := w.openFirst()
	w.ask(c)
	w.protect(c)
	w.propose(c, "")
	w.receive(c)
	w.hold()
	w.seek(c)
	w.retain(c)
	return c
}

// seek says that the person of a case is looked for, which is held against them and has a term.
func (w *world) seek(c lookback.Case) {
	w.t.Helper()
	_, err := w.cases.Change(w.t.Context(), casework.ChangeOrder{Case: c.ID, Axis: lookback.AxisWhereabouts, To: lookback.Sought, Actor: "Ana Lind", Reason: "left no address", Source: "registry",
		Evidence: []lookback.EvidenceRef{c.Ground}, Time: w.now})
	w.must(err)
}

// retain makes a rule by which everybody must go, of whom one is held back, and proposes to erase another.
func (w *world) retain(c lookback.Case) {
	w.t.Helper()
	w.must(w.ruled(lookback.RetentionRule{Purpose: "passenger-data", Law: "C-817/19", Erase: 1, Person: "Ana Lind", Reasons: "no connection was found"}))
	_, err := w.cases.HoldRecord(w.t.Context(), w.record(c.RecordID).Ref(), "court order 9", "Ana Lind")
	w.must(err)
	due, err := w.cases.DuePage(w.t.Context(), casework.DueMark{}, 1) // of as many as there are records
	if err != nil || len(due) == 0 {
		w.t.Fatalf("nobody must go (%v)", err)
	}
	_, err = w.cases.ProposeErasure(w.t.Context(), casework.ErasureOrder{Record: due[0].Record, Ground: "C-817/19", Person: "Ana Lind"})
	w.must(err)
}

// ruled brings a rule of retention into force.
func (w *world) ruled(r lookback.RetentionRule) error {
	made, err := w.cases.ProposeRetention(w.t.Context(), r)
	if err == nil {
		_, err = w.cases.ApproveRetention(w.t.Context(), made.ID, "Sam Okoro", "as the court says", true)
	}
	return err
}

// opens says what the file of a case is opened for.
func (c *client) opens(of lookback.Case) {
	c.w.t.Helper()
	c.post("/purpose", url.Values{"record": {fmt.Sprint(of.RecordID)}, "purpose": {string(casework.PurposeReview)}})
}

// main is what a page says, without its frame.
func (a answer) main() string {
	_, main, _ := strings.Cut(a.body, "<main")
	return main
}

// wants fails the test unless an answer has a status and holds some texts.
func (c *client) wants(got answer, status int, texts ...string) {
	c.w.t.Helper()
	if got.status != status {
		c.w.t.Fatalf("%s: got status %d, want %d\n%s", got.path, got.status, status, got.main())
	}
	for _, text := range texts {
		if !strings.Contains(got.body, text) {
			c.w.t.Errorf("%s lacks %q:\n%s", got.path, text, got.main())
		}
	}
}

// R31: a request goes its steps in the pages, its reviewer is nobody who ruled, and the person is told nothing about others.
func TestRedressInPages_R31(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	listed := w.firstAlert().EntryID
	ana, rita := w.as("ana"), w.as("rita")
	ana.opens(c)
	ana.wants(ana.post(fmt.Sprintf("/cases/%d/rule", c.ID), url.Values{"axis": {"identity"}, "to": {"possible"}, "reasons": {"the name"}, "source": {"file"}, "nonefound": {"yes"},
		"evidence": {lookback.AlertEvidence(w.firstAlert().ID).String()}}), http.StatusOK)
	w.now = w.now.Add(time.Minute)
	rita.opens(c)
	got := rita.post("/redress", url.Values{"record": {w.record(c.RecordID).Ref()}, "requester": {"Nora Vale"}, "statement": {"it is not me"}, "identifiers": {"passport:X1\npassport: X2"}})
	rita.wants(got, http.StatusOK, "received", "X2", "it is not me")
	path := got.path
	rita.wants(rita.post(path+"/assign", url.Values{"to": {"Ana Lind"}}), http.StatusForbidden, "somebody else must look again")
	rita.wants(rita.post(path+"/answer", url.Values{"text": {"hello"}}), http.StatusConflict)
	rita.wants(rita.post(path+"/acknowledge", url.Values{"text": {"we confuse you with entry " + listed}}), http.StatusForbidden, "may not be told")
	rita.wants(rita.post(path+"/acknowledge", url.Values{"text": {"we have it"}}), http.StatusOK, "we have it")
	rita.wants(rita.post(path+"/assign", url.Values{"to": {"Rita Moss"}}), http.StatusOK)
	rita.wants(rita.post(path+"/answer", url.Values{"text": {"send a copy"}}), http.StatusOK, `class="panel stack decide"`)
	rita.wants(rita.post(path+"/decide", url.Values{"outcome": {"upheld"}, "reasons": {"r"}, "summary": {"s"}}), http.StatusConflict, "was put right since")
	rita.wants(rita.post(path+"/decide", url.Values{"outcome": {"not upheld"}, "reasons": {"r"}, "summary": {"We looked again."}}), http.StatusOK, "The person may be told:")
	ana.opens(c)
	if body := ana.get(path).body; strings.Contains(body, `/assign"`) {
		t.Error("an analyst is offered a step of a redress")
	}
}

// R35: what leaves the house takes another person, is handed over once, and can be recalled; the notice is followed to its answer.
func TestDisclosureInPages_R35(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	sam := w.as("sam")
	sam.opens(c)
	path := "/disclosures/" + fmt.Sprint(w.propose(c, "").ID)
	sam.wants(sam.post(path+"/send", nil), http.StatusForbidden)
	own := sam.post(fmt.Sprintf("/cases/%d/disclose", c.ID), url.Values{"recipient": {"Office"}, "block": {"identity"}, "purpose": {"p"}, "basis": {"b"}, "sharing": {"AMBER"}, "use": {"RED"}})
	sam.wants(own, http.StatusOK, "You have spoken on it")
	sam.wants(sam.post(own.path+"/approve", url.Values{"agrees": {"yes"}, "reasons": {"mine"}}), http.StatusForbidden, "another person must")
	sam.wants(sam.post(path+"/approve", url.Values{"agrees": {"yes"}, "reasons": {"within the treaty"}}), http.StatusOK, "within the treaty")
	sent := sam.post(path+"/send", nil)
	sam.wants(sent, http.StatusOK, w.record(c.RecordID).Ref())
	if got := sent.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("got disposition %q, want a file", got)
	}
	sam.wants(sam.post(path+"/send", nil), http.StatusConflict)
	sam.wants(sam.post(path+"/recall", url.Values{"reasons": {"another was meant"}}), http.StatusOK, "another was meant", "It went out")
	sam.wants(sam.get("/disclosures"), http.StatusOK, "another was meant")
	sam.wants(sam.post("/notices/1/acknowledge", url.Values{"reasons": {"r"}}), http.StatusConflict)
	sam.wants(sam.post("/notices/1/told", url.Values{"reasons": {"by courier"}, "next": {path}}), http.StatusOK, "by courier", "What the recipient answered")
	sam.wants(sam.post("/notices/1/acknowledge", url.Values{"reasons": {"deleted"}, "next": {"/disclosures"}}), http.StatusOK, "Every recipient was told")
}

// R35: a disclosure of the records of a source is approved on the pages like any other; its account tells how many, and the case of each says who got it.
func TestExportInPages_R35(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	record := w.record(c.RecordID)
	x, err := w.cases.ProposeExport(t.Context(), casework.ExportOrder{Source: record.Source, Recipient: lookback.Recipient{Name: "Registry of Norvik"}, Purpose: "register", Basis: "treaty",
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen}, Person: "Ana Lind"})
	w.must(err)
	path := fmt.Sprintf("/disclosures/%d", x.ID)
	sam := w.as("sam")
	sam.wants(sam.get("/disclosures"), http.StatusOK, "the records of "+record.Source)
	sam.wants(sam.post(path+"/approve", url.Values{"agrees": {"yes"}, "reasons": {"within the treaty"}}), http.StatusOK, "within the treaty", fmt.Sprintf("--disclosure %d", x.ID))
	sam.wants(sam.post(path+"/send", nil), http.StatusConflict)
	_, err = w.cases.SendExport(t.Context(), x.ID, "Ana Lind", casework.ExportFile{Out: io.Discard, Begin: func(io.Writer, lookback.Disclosure) (casework.RecordWriter, error) { return nobody{}, nil }})
	w.must(err)
	sam.wants(sam.get(path), http.StatusOK, "0 that their source let go of")
	sam.opens(c)
	sam.wants(sam.get(fmt.Sprintf("/cases/%d", c.ID)), http.StatusOK, "Registry of Norvik")
	_, err = w.cases.CorrectRecord(t.Context(), record.Ref(), "Ana Lind", "the date was another's")
	w.must(err)
	sam.wants(sam.get(path), http.StatusOK, fmt.Sprintf("record %d in it", record.ID))
}

// nobody takes the records of an export and keeps none.
type nobody struct{}

func (nobody) Write(lookback.Record) error { return nil }
func (nobody) Close() error                { return nil }

// R32: two must approve what a protection speaks against, and lifting one takes two.
func TestProtectionInPages_R32(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	_, token, err := w.accounts.Add(t.Context(), "Boss", account.NewAccount{Login: "tom", Person: "Tom Reed", Roles: []lookback.Role{lookback.RoleSupervisor}})
	w.must(err)
	_, err = w.accounts.Accept(t.Context(), token, "", password)
	w.must(err)
	ana, sam, tom := w.as("ana"), w.as("sam"), w.as("tom")
	for _, x := range []*client{ana, sam, tom} {
		x.opens(c)
	}
	ref := w.record(c.RecordID).Ref()
	ana.wants(ana.post("/protections", url.Values{"record": {ref}, "kind": {"minor"}}), http.StatusUnprocessableEntity)
	ana.wants(ana.post("/protections", url.Values{"record": {ref}, "kind": {"minor"}, "source": {"birth record"}}), http.StatusOK, "protected: minor")
	path := fmt.Sprintf("/disclosures/%d", w.propose(c, "Norway").ID)
	sam.wants(sam.post(path+"/approve", url.Values{"agrees": {"yes"}, "reasons": {"fits"}}), http.StatusOK, "1 of 2", "Two must approve:")
	sam.wants(sam.post(path+"/approve", url.Values{"agrees": {"yes"}, "reasons": {"fits still"}}), http.StatusForbidden)
	tom.wants(tom.post(path+"/approve", url.Values{"agrees": {"yes"}, "reasons": {"I read it too"}}), http.StatusOK, "2 of 2", "Account for it and get the file")
	lift := url.Values{"record": {ref}, "reasons": {"grown up"}}
	ana.wants(ana.post("/protections/1/lift", lift), http.StatusOK, "protected: minor, lifting asked for")
	ana.wants(ana.post("/protections/1/lift", lift), http.StatusForbidden, "second person")
	if body := sam.post("/protections/1/lift", lift).body; strings.Contains(body, "protected: minor") {
		t.Error("it is lifted by two and shows still")
	}
}

// R32: a protection stands wherever the person is shown.
func TestProtectionShowsEverywhere_R32(t *testing.T) {
	w := newWorld(t)
	c := w.conduct()
	path := w.pathOf(c)
	sam := w.as("sam")
	sam.opens(c)
	a := w.firstAlert()
	w.must(w.ruleTwice(c, a))
	pages := []string{"/alerts", fmt.Sprintf("/alerts/%d", a.ID), "/cases", fmt.Sprintf("/cases/%d", c.ID), fmt.Sprintf("/cases/%d/card", c.ID), "/second", "/redress", "/redress/1", "/disclosures",
		"/disclosures/1", recordLink(w.record(c.RecordID).Ref()), "/records?q=" + url.QueryEscape(a.Evidence.Name.Left)}
	if a.RunID > 0 {
		pages = append(pages, runLink(a.RunID))
	}
	if path > 0 {
		pages = append(pages, "/alerts?kind=path", fmt.Sprintf("/paths/%d", path))
	}
	for _, page := range pages {
		if body := sam.get(page).body; !strings.Contains(body, "protected: minor") && !strings.Contains(body, "minor since") {
			t.Errorf("%s does not say that the person is protected", page)
		}
	}
}

// R7: an edition that loses much is put in force by two people, and by nobody twice.
func TestHeldEditionInPages_R7(t *testing.T) {
	w := newWorld(t)
	h := w.hold()
	ana, sam := w.as("ana"), w.as("sam")
	path := fmt.Sprintf("/quarantine/%d", h.ID)
	ana.wants(ana.get("/lists"), http.StatusOK, path, "Held back")
	ana.wants(ana.get("/"), http.StatusOK, path)
	ana.wants(ana.get(path), http.StatusOK, "two people must release it", "Vrenlok Tarsim", `class="d-removed"`)
	ana.wants(ana.post(path+"/release", nil), http.StatusUnprocessableEntity)
	ana.wants(ana.post(path+"/release", url.Values{"reasons": {"announced"}}), http.StatusOK, "You released it first", "announced")
	ana.wants(ana.post(path+"/release", url.Values{"reasons": {"again"}}), http.StatusForbidden, "second person")
	sam.wants(sam.get(path), http.StatusOK, "Released first by")
	got := sam.post(path+"/release", url.Values{"reasons": {"I read the notice"}})
	if got.path != "/lists/shrinking/editions/2" || got.status != http.StatusOK {
		t.Errorf("came to %s (%d), want the edition in force", got.path, got.status)
	}
	sam.wants(sam.post(path+"/reject", url.Values{"reasons": {"too late"}}), http.StatusConflict)
}

func TestRejectedEditionInPages_R7(t *testing.T) {
	w := newWorld(t)
	path := fmt.Sprintf("/quarantine/%d", w.hold().ID)
	sam := w.as("sam")
	sam.wants(sam.post(path+"/reject", url.Values{"reasons": {"cut in half"}}), http.StatusOK, "cut in half", "rejected")
	if body := sam.get("/lists").body; strings.Contains(body, path) {
		t.Error("a rejected edition still waits")
	}
}

// Tasks and enquiries are asked and answered on the case.
func TestTasksInPages(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	ana := w.as("ana")
	ana.opens(c)
	path := fmt.Sprintf("/cases/%d", c.ID)
	ana.wants(ana.get(path), http.StatusOK, "Nobody was asked anything.")
	ana.wants(ana.post(path+"/ask", url.Values{"kind": {"task"}, "of": {"Sam Okoro"}, "question": {"compare the passports"}, "due": {"soon"}}), http.StatusUnprocessableEntity)
	ana.wants(ana.post(path+"/ask", url.Values{"kind": {"task"}, "of": {"Sam Okoro"}, "question": {"compare the passports"}, "due": {date(w.now.AddDate(0, 0, 2))}}), http.StatusOK, "compare the passports")
	ana.wants(ana.post("/asked/1/answer", url.Values{"text": {"they differ"}}), http.StatusOK, "they differ")
	ana.wants(ana.post("/asked/1/answer", url.Values{"text": {"again"}}), http.StatusConflict)
}

// What people outside say and are called is text, too, on every page where it stands.
func TestWordsOfOthersAreText(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	evil := `<script>alert(1)</script><img src=x onerror=alert(2)>"'>{{.}}`
	record := w.record(c.RecordID)
	_, err := w.cases.ReceiveRedress(t.Context(), casework.RedressOrder{Source: record.Source, Key: record.Key, Requester: evil, Representative: evil, Authority: evil, Statement: evil,
		Identifiers: []lookback.Identifier{{Type: evil, Value: evil}}, Actor: "Rita Moss"})
	w.must(err)
	_, err = w.cases.ProposeDisclosure(t.Context(), casework.DisclosureOrder{Case: c.ID, Recipient: lookback.Recipient{Name: evil}, Blocks: []lookback.Block{lookback.BlockIdentity}, Purpose: evil, Basis: evil,
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}, Person: "Ana Lind"})
	w.must(err)
	_, err = w.cases.Ask(t.Context(), casework.AskOrder{Case: c.ID, Kind: lookback.Enquiry, Of: evil, Question: evil, Due: w.now.AddDate(0, 0, 3), Actor: "Ana Lind"})
	w.must(err)
	_, err = w.cases.Protect(t.Context(), casework.ProtectionOrder{Record: record.Ref(), Kind: lookback.ProtectMinor, Source: evil, Since: w.now, Person: "Ana Lind"})
	w.must(err)
	sam := w.as("sam")
	sam.opens(c)
	for _, path := range []string{"/redress/1", "/disclosures", "/disclosures/1", fmt.Sprintf("/cases/%d", c.ID), recordLink(record.Ref())} {
		got := sam.get(path)
		sam.wants(got, http.StatusOK, "&lt;script&gt;alert(1)")
		for _, bad := range []string{"<script>alert", "<img src=x"} {
			if strings.Contains(got.body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
}

// The first page names some of what is late of a kind, and says where the rest is.
func TestOverviewNamesSomeOfWhatIsLate(t *testing.T) {
	w := newWorld(t)
	w.must(w.store.Update(t.Context(), func(tx store.Tx) error {
		for i := range lateShown + 5 {
			due := w.now.AddDate(0, 0, -1)
			if _, _, err := tx.Redresses().Create(lookback.Redress{RecordID: 1, Number: fmt.Sprint("R-", i), State: lookback.RedressReceived, AcknowledgeBy: due}); err != nil {
				return err
			}
			if _, _, err := tx.Notices().Create(lookback.Notice{Disclosure: int64(i + 1), State: lookback.NoticeDue, Due: due, Recipient: lookback.Recipient{Name: "Registry"}}); err != nil {
				return err
			}
		}
		_, err := tx.AppendEvent(lookback.Event{Time: w.now, Kind: lookback.EventRecords, Actor: "test"})
		return err
	}))
	sam := w.as("sam")
	got := sam.get("/")
	sam.wants(got, 200, "more requests are late", "more recipients were to be told by now")
	for _, named := range []string{`<a href="/redress/`, `">Notice `} {
		if n := strings.Count(got.body, named); n != lateShown {
			t.Errorf("got %d of %s, want %d", n, named, lateShown)
		}
	}
}
