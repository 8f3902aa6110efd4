package api

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"lookback/internal/screening"
	"lookback/internal/source"
)

const sue, rob = "k9:S. Supervisor", "k5:R. Officer"

// posted is a scenario that tells the server something.
func posted(as, path, body string, status int, wanted ...string) scenario {
	return scenario{as: as, method: "POST", path: prefix + path, body: body, status: status, wanted: wanted}
}

// asked is a scenario that asks for something.
func asked(as, path string, status int, wanted ...string) scenario {
	return scenario{as: as, method: "GET", path: prefix + path, status: status, wanted: wanted}
}

func (w *world) playAll(t *testing.T, all ...scenario) {
	t.Helper()
	for _, s := range all {
		w.play(t, s)
	}
}

// R31, R32, R35: redress, disclosures and protections go their steps, and another person is another person through every key.
func TestConductOverHTTP_R35(t *testing.T) {
	w := newWorld(t, nil)
	w.playAll(t,
		posted(ada, "/cases", `{"alert":"alert:1"}`, 200),
		posted(ada, "/cases/1/disclosures", `{"recipient":"Registry","blocks":[],"purpose":"check","basis":"treaty","handling":"TLP:AMBER PAP:AMBER"}`, 422, "blocks"),
		posted(ada, "/cases/1/disclosures", `{"recipient":"Registry","blocks":["identity"],"purpose":"check","basis":"treaty","handling":"TLP:AMBER PAP:AMBER"}`, 200, `"needs":1`, "awaiting approval"),
		posted("other: a. ANALYST", "/disclosures/1/approve", `{"agrees":true,"reasons":"mine"}`, 403, "another person must"),
		posted(ada, "/disclosures/1/send", `{}`, 403),
		posted(sue, "/disclosures/1/approve", `{"agrees":true,"reasons":"fits"}`, 200, "approved"),
		posted(ada, "/disclosures/1/send", `{}`, 200, `"file":"{`, "Ilmar Tassk", `"sha256":"`),
		posted(ada, "/disclosures/1/send", `{}`, 409),
		posted(ada, "/disclosures/1/recall", `{"reason":"another was meant"}`, 200, `"notice":1`),
		scenario{as: ada, method: "GET", path: "/metrics", status: 200, wanted: []string{`lookback_notices_unsent{late="yes"} 1`}},
		posted(ada, "/notices/1/acknowledge", `{"reason":"early"}`, 409),
		posted(ada, "/notices/1/told", `{"reason":"courier"}`, 200, `"state":"sent"`),
		posted(ada, "/notices/1/acknowledge", `{"reason":"deleted"}`, 200, "acknowledged"),
		asked(ada, "/notices?state=due", 200, `"items":[]`),
		posted(ada, "/protections", `{"record":"crm/1","kind":"minor","source":"birth record","since":"2026-02-01T00:00:00Z"}`, 200, "in force"),
		asked(ada, "/protections?record=crm/1", 200, "minor"),
		posted(ada, "/protections/1/lift", `{"record":"crm/1","reason":"grown"}`, 200, `"lifting_asked_by":"A. Analyst"`),
		posted(ada, "/protections/1/lift", `{"record":"crm/1","reason":"grown"}`, 403),
		posted(sue, "/protections/1/lift", `{"record":"crm/1","reason":"read it"}`, 200, "lifted"),
		posted(ada, "/cases/1/asked", `{"kind":"task","of":"S. Supervisor","question":"compare","due":"2026-04-01T00:00:00Z"}`, 200, `"asked":1`),
		posted(ada, "/asked/1/answer", `{"text":"done"}`, 200, "answered"),
		asked(ada, "/asked?case=1", 200, "done"),
		posted(rob, "/redress", `{"record":"crm/1","requester":"The person","statement":"not me"}`, 200, "received", `"number":"LB-`),
		posted(rob, "/redress/1/assignment", `{"to":"R. Officer"}`, 200),
		posted(rob, "/redress/1/answer", `{"text":"early"}`, 409),
		posted(rob, "/redress/1/acknowledgement", `{"text":"Entry Ilmar h-1 of house"}`, 200),
		posted(rob, "/redress/1/answer", `{"text":"send a copy"}`, 200, "answered", `"step":"acknowledged"`),
		posted(ada, "/redress/1/decision", `{"outcome":"not upheld","reasons":"r","summary":"s"}`, 403, "its reviewer"),
		posted(rob, "/redress/1/decision", `{"outcome":"not upheld","reasons":"r","summary":"We looked again."}`, 200, "not upheld"),
		asked(ada, "/redress?state=received", 200, `"items":[]`),
		posted(ada, "/erasures", `{"record":"crm/2","purposes":["passenger-data"],"ground":"C-817/19"}`, 200, `"erasure":1`),
		posted(ada, "/erasures/1/approve", `{"agrees":true}`, 403),
		posted(ada, "/holds", `{"record":"crm/2","basis":"order 9"}`, 200, `"hold":1`),
		posted(sue, "/erasures/1/approve", `{"agrees":true}`, 403),
		posted(ada, "/holds/1/review", `{"reason":"closed","release":true}`, 200),
		posted(sue, "/erasures/1/approve", `{"agrees":true}`, 200, "versions"),
	)
}

// R35: the records of a source leave as a file after another person approved it, once, and whoever got them is found from each of them.
func TestExportOverHTTP_R35(t *testing.T) {
	w := newWorld(t, nil)
	order := `{"source":"crm","barred":false,"recipient":"Registry","country":"DE","purpose":"register","basis":"treaty","handling":"TLP:AMBER PAP:AMBER"}`
	w.playAll(t,
		posted(ada, "/exports", `{"source":"nowhere","recipient":"Registry","purpose":"p","basis":"b","handling":"TLP:AMBER PAP:AMBER"}`, 404, "nowhere"),
		posted(ada, "/exports", order, 200, `"case":0`, `"export":{"source":"crm"`, "awaiting approval", `"blocks":["identity"]`),
		posted(ada, "/disclosures/1/file", `{"format":"csv"}`, 403, "0 of 1 approvals"),
		posted("other: a. ANALYST", "/disclosures/1/approve", `{"agrees":true,"reasons":"mine"}`, 403, "another person must"),
		posted(sue, "/disclosures/1/approve", `{"agrees":true,"reasons":"fits"}`, 200, "approved"),
		posted(ada, "/disclosures/1/send", `{}`, 409, "record export --disclosure 1"),
		posted(ada, "/disclosures/1/file", `{"format":"paper"}`, 400, "none of csv"),
		posted(ada, "/protections", `{"record":"crm/1","kind":"minor","source":"birth record","since":"2026-02-01T00:00:00Z"}`, 200, "in force"),
		scenario{as: ada, method: "POST", path: prefix + "/disclosures/1/file", body: `{"format":"csv"}`, status: 200, wanted: []string{"key,kind,full_name", "TLP:AMBER PAP:AMBER"}, forbidden: []string{"Ilmar Tassk"}},
		posted(ada, "/disclosures/1/file", `{"format":"csv"}`, 409, "was sent"),
		asked(ada, "/disclosures/1", 200, `"protected":1`, `"format":"csv"`, `"state":"sent"`),
		asked(ada, "/disclosures/9", 404),
		asked(ada, "/disclosures?record=crm/1", 200, `"items":[]`),
		asked(ada, "/disclosures?record=crm/2", 200, `"disclosure":1`),
		asked(ada, "/access", 200, "records of crm, disclosure 1", "register"),
		posted(ada, "/corrections", `{"record":"crm/1","reason":"wrong"}`, 409, "nobody was given"),
		posted(ada, "/corrections", `{"record":"crm/2","reason":"the date was another's"}`, 200, `"record":2`, `"kind":"correction"`),
	)
}

// R37: small numbers are withheld from those who may not open cases, whatever they ask for; looks at people are recorded.
func TestReportsOverHTTP_R37(t *testing.T) {
	w := newWorld(t, map[string]func(Permission) bool{"reader": func(p Permission) bool { return p == ReadReports }})
	reader := "reader:N. Reader"
	w.playAll(t,
		posted(ada, "/cases", `{"alert":"alert:1"}`, 200),
		asked(reader, "/reports/funnel", 200, `"withheld":true`, `"reconciles":true`),
		asked(reader, "/reports/funnel?internal=true", 403, "may open cases"),
		asked(reader, "/reports/funnel/cases?cell=people&purpose=x", 403),
		asked(ada, "/reports/funnel?internal=true", 200, `"cell":"people"`),
		asked(ada, "/reports/funnel?internal=perhaps", 422),
		asked(ada, "/reports/funnel?run=x", 422),
		asked(ada, "/reports/funnel/cases?internal=true&cell=people&purpose=audit", 200, `"case":1`),
		asked(ada, "/access?person=a.+analyst", 200, "audit"),
		asked(reader, "/reports/equity", 200, `"groups":[`),
		asked(reader, "/reports/equity?internal=true", 403),
		asked(reader, "/reports/runs", 200, `"items":[`),
		asked(reader, "/reports/quality", 403),
		asked(ada, "/reports/quality", 200, `"reviewers":[`),
		asked(ada, "/cases/1/card", 422),
		asked(ada, "/cases/1/card?purpose=review", 200, `"block":"identity"`),
		posted(ada, "/samples", `{"month":"soon","size":3}`, 422, "2026-03"),
		asked(ada, "/status", 200, `"list":"house"`),
		asked(ada, "/queue", 200, `"alert":"alert:1"`, `"kept_away_by_redress":0`),
	)
}

// hold publishes a list of which the second edition loses most, and is held back.
func (w *world) hold(t *testing.T) {
	t.Helper()
	for i, n := range []int{40, 4} {
		var b strings.Builder
		b.WriteString("id,name,kind\n")
		for k := range n {
			fmt.Fprintf(&b, "q-%02d,Vrenlok Tarsim %c,person\n", k, 'A'+k%26)
		}
		result, err := w.Screening.ImportEdition(t.Context(), screening.EditionImport{List: "small", Format: source.HouseCSV, Actor: "Intake", Files: []source.File{source.Bytes("small.csv", []byte(b.String()))}})
		if err != nil || (result.Held != nil) != (i == 1) {
			t.Fatalf("edition %d: held %v (%v)", i+1, result.Held, err)
		}
	}
}

// R7: a held edition takes a reason, and two people where much would be lost.
func TestQuarantineOverHTTP_R7(t *testing.T) {
	w := newWorld(t, nil)
	w.hold(t)
	w.playAll(t,
		asked(ada, "/quarantine", 200, `"large":true`),
		asked(ada, "/quarantine/1", 200, `"open_alerts_on_removed":0`, `"change":"removed"`),
		posted(ada, "/quarantine/1/release", `{"reason":" "}`, 422),
		posted(ada, "/quarantine/1/release", `{"reason":"announced"}`, 200, `"new":false`, `"releaser":"A. Analyst"`),
		posted("k7:a. analyst", "/quarantine/1/release", `{"reason":"again"}`, 403),
		posted(sue, "/quarantine/1/release", `{"reason":"read it"}`, 200, `"new":true`),
		posted(sue, "/quarantine/1/reject", `{"reason":"late"}`, 409),
	)
}

// R26: a directive is signed where the key is. The text of the draft is what is signed; any other signature is refused.
func TestDirectiveIsSignedElsewhere_R26(t *testing.T) {
	w := newWorld(t, nil)
	order := `{"title":"t","legal_basis":"b","reason":"r","about":"list:house","review_level":"senior","order":"first","second_reviewer":true,"until":"2026-05-01T00:00:00Z"}`
	w.playAll(t, posted(ada, "/directives", order, 200, `"state":"proposed"`), posted(ada, "/directives/1/draft", `{}`, 403, "second person"))
	_, _, body := w.send(posted(sue, "/directives/1/draft", `{}`, 200))
	var draft DirectiveDraft
	if err := json.Unmarshal([]byte(body), &draft); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if d, err := draft.Directive.Back(); err != nil || string(d.SigningBytes()) != draft.Text {
		t.Errorf("got %v: the directive as it is shown is not what would be signed", err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	approval := func(text string, at time.Time) string {
		told, err := json.Marshal(DirectiveApproval{Signed: at, Key: hex.EncodeToString(public), Signature: hex.EncodeToString(ed25519.Sign(private, []byte(text)))})
		if err != nil {
			t.Fatal(err)
		}
		return string(told)
	}
	at := draft.Directive.Signed
	w.playAll(t,
		posted(sue, "/directives/1/approve", approval(draft.Text+" ", at), http.StatusConflict, "does not fit"),
		posted(sue, "/directives/1/approve", approval(draft.Text, at.Add(-time.Hour)), http.StatusConflict, "draft it again"),
		posted(ada, "/directives/1/approve", approval(draft.Text, at), http.StatusForbidden),
		posted("k4:T. Third", "/directives/1/approve", approval(draft.Text, at), http.StatusConflict),
		posted(sue, "/directives/1/approve", approval(draft.Text, at), http.StatusOK, `"approver":"S. Supervisor"`, `"touched":2`),
		posted(sue, "/directives/1/approve", approval(draft.Text, at), http.StatusConflict),
		asked(ada, "/directives/1/effect", http.StatusOK, `"nationality":"not stated"`),
	)
}

// R19: ties come in together, once each, and go out in forms that say what they lose.
func TestTieBatchesAndExport_R19(t *testing.T) {
	w := newWorld(t, nil)
	batch := `{"networks":[{"network":"ferry","name":"Ferry","summary":"s","ground":"g","sharing":"AMBER","action":"AMBER","recorded":"2026-02-01T00:00:00Z","review_by":"2026-12-01T00:00:00Z"}],
		"ties":[{"tie":"T-1","subject":"record:crm/2","class":"moved-by","object":"network:ferry","source":"manifest","grade":"C3","kind":"fact","sharing":"AMBER","action":"AMBER","recorded":"2026-02-01T00:00:00Z"}]}`
	w.playAll(t,
		posted(ada, "/tie-batches", strings.Replace(batch, `"source":"manifest",`, "", 1), 422),
		posted(ada, "/tie-batches", batch, 200, `"stored":1`, `"known":0`),
		posted(ada, "/tie-batches", batch, 200, `"stored":0`, `"known":1`),
		asked(ada, "/ties/T-1", 200, `"asserted_by":"A. Analyst"`),
		asked(ada, "/network-export?format=paper", 400, "none of dot, graphml, ftm, stix"),
		asked(ada, "/network-export?format=dot", 422, "without a purpose"),
		posted(ada, "/ownership", `{"party":"record:crm/2","regimes":[]}`, 200, `"regime":"eu"`),
		posted(ada, "/ownership", `{"party":"record:crm/2","regimes":[],"on":"soon"}`, 422),
	)
	answer := w.play(t, asked(ada, "/network-export?format=dot&purpose=court", 200, "moved-by"))
	if told := answer.Header.Get(ExportHeader); !strings.Contains(told, `"ties":1`) {
		t.Errorf("got header %q, want what was exported", told)
	}
}
