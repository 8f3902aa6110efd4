package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestErasedPersonIsNowhereInTheData_R34 lets a person come up in everything that is kept, erases them, and searches every
// byte of the data folder for what was known of them. The journal still verifies.
func TestErasedPersonIsNowhereInTheData_R34(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	people := "id,full_name,date_of_birth,nationality,passport_number\nKEY-77Q,Farrukh Zamonov,1968-03-02,Verdania,ZQ99183X\nB-1,Tobias Quill Marlowe,1974-02-17,Verdania,V717637\n"
	file := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(file, []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	play := func(want int, line string) string {
		t.Helper()
		var out, errs bytes.Buffer
		args := append(shellWords(line), "--data", data, "--quiet")
		if code := run(args, strings.NewReader(""), &out, &errs); code != want {
			t.Fatalf("%s: got exit code %d, want %d\n%s%s", line, code, want, out.String(), errs.String())
		}
		return out.String()
	}
	play(0, "list import un --format un-xml testdata/world/un-1.xml")
	play(0, "record import "+file+" --source border --rejects "+filepath.Join(dir, "rejected.csv"))
	alert := ""
	for line := range strings.Lines(play(0, "case alerts")) {
		if strings.Contains(line, "KEY-77Q") {
			alert = strings.Fields(line)[0]
		}
	}
	for _, line := range []string{
		`case open ` + alert + ` --as "Q. Queue"`,
		`case note 1 "ask UNIQUENOTE about it" --as "A. Analyst"`,
		`case rule 1 identity confirmed-different --reason "UNIQUEREASON" --evidence ` + alert + ` --source files --as "A. Analyst"`,
		`case second 1 --reason "UNIQUESECOND" --as "T. Third"`,
		`protection set border/KEY-77Q minor --source UNIQUESOURCE --since 2026-01-01 --as "P. Officer"`,
		`disclosure propose 1 --to Registry --block identity --purpose UNIQUEPURPOSE --basis treaty --as "A. Analyst"`,
		`disclosure approve 1 --reason necessary --as "S. Supervisor"`,
		`disclosure send 1 --out ` + filepath.Join(dir, "given.json") + ` --as "A. Analyst"`,
		`record export --source border --to "Registry of Norvik" --purpose register --basis treaty --as "A. Analyst"`,
		`disclosure approve 2 --reason necessary --as "S. Supervisor"`,
		`record export --disclosure 2 --format xlsx --out ` + filepath.Join(dir, "given.xlsx") + ` --as "A. Analyst"`,
	} {
		play(0, line)
	}
	values := []string{"KEY-77Q", "ZQ99183X", "1968-03-02", "UNIQUENOTE", "UNIQUEREASON", "UNIQUESECOND", "UNIQUESOURCE", "UNIQUEPURPOSE"}
	for _, v := range values {
		if v != "1968-03-02" && len(holding(t, data, v)) == 0 { // the day of birth is on the list too, compressed
			t.Errorf("%q is nowhere before the erasure: the search finds nothing", v)
		}
	}

	play(5, `erasure propose border/KEY-77Q --purpose sanctions-screening --ground "GDPR 17" --as "A. Analyst"`)
	play(0, `erasure propose border/KEY-77Q --purpose passenger-data --ground "C-817/19" --request R-17 --as "A. Analyst"`)
	play(5, `erasure approve 1 --as "a. ANALYST"`)
	play(0, `erasure hold border/KEY-77Q --basis "court order 9" --as "L. Lawyer"`)
	play(5, `erasure approve 1 --as "S. Supervisor"`)
	play(0, `erasure review 1 --reason over --release --as "L. Lawyer"`)
	if out := play(0, `erasure approve 1 --as "S. Supervisor"`); !strings.Contains(out, "1 versions, 1 alerts") || !strings.Contains(out, "2 recipients are told") {
		t.Errorf("the receipt says %s", out)
	}
	for _, v := range append(values, "Zamonov") {
		if found := holding(t, data, v); len(found) > 0 {
			t.Errorf("%q is still in %v", v, found)
		}
	}
	play(4, "clearance border/KEY-77Q")
	play(4, "case show 1")
	if out := play(0, "disclosure notices --open"); strings.Count(out, "must be erased") != 2 || !strings.Contains(out, "about disclosure 2, record 1 in it") {
		t.Errorf("the recipients are not told: %s", out)
	}
	if out := play(0, "disclosure list"); !strings.Contains(out, "2 records = 2 given") { // the account of the export stays: it gave others, too
		t.Errorf("who got what: %s", out)
	}
	exported := filepath.Join(dir, "journal.txt")
	play(0, "journal export --out "+exported)
	play(0, "journal verify "+exported+" --key "+filepath.Join(data, publicKeyFile))
	if found := holding(t, dir, "KEY-77Q"); len(found) != 2 { // what came in and what went out, beside the workbook, which is packed; they are not ours to erase
		t.Errorf("outside the data folder it is in %v", found)
	}
}

// holding returns the files below a folder that hold a text.
func holding(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestErasedByItselfIsNowhereInTheData_R34 writes a rule by which records of a source go by themselves, and searches every byte of
// the data folder for the one that had fallen due. Its neighbour, which arrived later, stays.
func TestErasedByItselfIsNowhereInTheData_R34(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	file := filepath.Join(dir, "people.csv")
	people := "id,full_name,date_of_birth,nationality,passport_number,arrived\nKEY-77Q,Farrukh Zamonov,1968-03-02,Verdania,ZQ99183X,2019-03-01\nB-1,Tobias Quill Marlowe,1974-02-17,Verdania,V717637,\n"
	if err := os.WriteFile(file, []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	play := func(want int, line string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(append(shellWords(line), "--data", data, "--quiet"), strings.NewReader(""), &out, &errs); code != want {
			t.Fatalf("%s: got exit code %d, want %d\n%s%s", line, code, want, out.String(), errs.String())
		}
		return out.String()
	}
	play(0, "list import un --format un-xml testdata/world/un-1.xml")
	play(0, "record import "+file+" --source border --rejects "+filepath.Join(dir, "rejected.csv"))
	for _, v := range []string{"KEY-77Q", "ZQ99183X", "V717637"} {
		if len(holding(t, data, v)) == 0 {
			t.Fatalf("%q is nowhere before the erasure: the search finds nothing", v)
		}
	}
	play(0, `erasure rule propose --source border --purpose passenger-data --law "C-817/19" --erase 6 --by-itself --reason "no connection" --as "A. Analyst"`)
	if out := play(0, `erasure run --purpose "the auditor comes"`); !strings.Contains(out, "0 records") {
		t.Errorf("one person was enough: %s", out)
	}
	play(5, `erasure rule approve 1 --reason "my own" --as "a. ANALYST"`)
	play(0, `erasure rule approve 1 --reason "as the court says" --as "S. Supervisor"`)
	if out := play(0, "erasure due"); !strings.Contains(out, "border/KEY-77Q") || !strings.Contains(out, "goes by itself, rule 1") || strings.Contains(out, "B-1 ") {
		t.Errorf("due: %s", out)
	}
	if out := play(0, "report overdue"); !strings.Contains(out, "border/KEY-77Q") {
		t.Errorf("overdue: %s", out)
	}
	if out := play(0, `erasure run --purpose "the auditor comes"`); !strings.Contains(out, "1 records") || !strings.Contains(out, "under retention rule 1") {
		t.Errorf("the receipt says %s", out)
	}
	for _, v := range []string{"KEY-77Q", "ZQ99183X", "Zamonov"} {
		if found := holding(t, data, v); len(found) > 0 {
			t.Errorf("%q is still in %v", v, found)
		}
	}
	if len(holding(t, data, "V717637")) == 0 {
		t.Error("the record that arrived later is gone too")
	}
	play(4, "clearance border/KEY-77Q")
	play(0, "clearance border/B-1")
	play(0, "journal verify")
	if out := play(0, "erasure rules --json"); !strings.Contains(out, `"by_itself":true`) {
		t.Errorf("the rules are %s", out)
	}
}
