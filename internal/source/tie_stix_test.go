package source

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

// foreignBundle is what another house might send: no extension of ours.
const foreignBundle = `{"type": "bundle", "id": "bundle--1", "objects": [
 {"type": "relationship", "id": "relationship--1", "created": "2024-01-01T00:00:00Z", "created_by_ref": "identity--c", "relationship_type": "member-of",
  "source_ref": "identity--p", "target_ref": "intrusion-set--n", "start_time": "2022-03-01T00:00:00Z", "confidence": 50,
  "object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "marking-definition--other"],
  "external_references": [{"source_name": "case file", "external_id": "12"}, {"source_name": "press"}], "labels": ["x"]},
 {"type": "relationship", "id": "relationship--2", "relationship_type": "hosts", "source_ref": "identity--p", "target_ref": "location--l", "confidence": 250},
 {"type": "relationship", "id": "relationship--3", "relationship_type": "related-to", "source_ref": "identity--p", "target_ref": "malware--m"},
 {"type": "relationship", "id": "relationship--4", "revoked": true, "description": "mistaken"},
 {"type": "identity", "id": "identity--c", "name": "Harbour police", "identity_class": "organization"},
 {"type": "identity", "id": "identity--p", "name": "Bohuslav Quill", "identity_class": "individual", "roles": ["driver"]},
 {"type": "intrusion-set", "id": "intrusion-set--n", "name": "The ferry ring", "aliases": ["FR"]},
 {"type": "location", "id": "location--l", "name": "Safe house", "city": "Port Nowhere"},
 {"type": "identity", "id": "identity--empty", "identity_class": "individual"},
 {"type": "malware", "id": "malware--m", "name": "x"},
 null
]}`

func TestReadSTIXOfAnotherHouse_R40(t *testing.T) {
	set, err := ReadSTIX(strings.NewReader(foreignBundle), "bundle.json", testStamp())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range set.Networks {
		got = append(got, fmt.Sprintf("network %s %q, %s", n.ID, n.Name, n.Ground))
	}
	for _, p := range set.Parties {
		got = append(got, fmt.Sprintf("%s %s %q %v", p.Kind, p.ID, p.Label(), p.Party.Addresses))
	}
	for _, tie := range set.Ties {
		got = append(got, tieLine(tie), "origin "+tie.OriginalSource())
	}
	for _, r := range set.Retractions {
		got = append(got, fmt.Sprintf("retracts %s: %s", r.Tie, r.Reason))
	}
	for _, p := range set.Problems {
		got = append(got, p.Error())
	}
	want := []string{
		`network intrusion-set--n "The ferry ring", named in bundle.json`,
		`person identity--p "Bohuslav Quill" []`,
		`place location--l "Safe house" [{Port Nowhere }]`,
		"party:identity--p member-of network:intrusion-set--n | 2022-03-01 to  | case file, 12, C3, fact | TLP:RED PAP:GREEN",
		"origin Harbour police",
		"party:identity--p linked-to party:location--l |  to  | file 7, C3, fact | TLP:AMBER PAP:GREEN | hosts",
		"origin file 7",
		"retracts relationship--4: revoked by its publisher: mistaken",
		`bundle.json: field "objects[8].name": a party of a network needs a name or an identifier`,
		`bundle.json: field "objects[10]": this is not an object`,
		`bundle.json: field "objects[2].target_ref": "malware--m" is not a party of this bundle`,
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
	wantLoss := []FieldCount{
		{"confidence outside 0 to 100", 1}, {"identity that only made other objects", 1}, {"identity.roles", 1}, {"intrusion-set.aliases", 1},
		{"object of type malware", 1}, {"object_marking_refs that are not TLP", 1}, {"relationship.created", 1},
		{"relationship.external_references beyond the first", 1}, {"relationship.labels", 1}, {"relationship_type hosts (read as linked-to)", 1},
	}
	if diff := cmp.Diff(set.Loss, wantLoss); diff != "" {
		t.Errorf("loss: got -, want +\n%s", diff)
	}
}

// Without a confidence, and with no grade from whoever imports it, nothing is judged (R20).
func TestSTIXWithoutConfidenceIsNotJudged_R20(t *testing.T) {
	stamp := testStamp()
	stamp.Grade = lookback.Grade{}
	set, err := ReadSTIX(strings.NewReader(strings.Replace(foreignBundle, `"confidence": 50,`, "", 1)), "bundle.json", stamp)
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Ties[0].Grade.String(); got != "F6" {
		t.Errorf("got %s, want F6", got)
	}
}

func TestWhatIsNoBundle(t *testing.T) {
	for name, text := range map[string]string{"Empty": "", "Array": "[]", "OtherType": `{"type": "report"}`, "CutOff": `{"type": "bundle", "objects": [`, "ObjectsAreText": `{"type": "bundle", "objects": "x"}`, "UTF16": "\xff\xfe{"} {
		if _, err := ReadSTIX(strings.NewReader(text), "b.json", testStamp()); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

// readsNothingElse wants of any file ties that are valid, or an error that says what is wrong with it.
func readsNothingElse(t *testing.T, set *TieSet, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("got %v, want an error that says what is wrong with the file", err)
		}
		return
	}
	for _, tie := range set.Ties {
		if err := tie.Validate(); err != nil {
			t.Errorf("tie %s is given out and not valid: %v", tie.ID, err)
		}
	}
}

func FuzzReadSTIX(f *testing.F) {
	f.Add(foreignBundle)
	f.Add(`{"type":"bundle","objects":[{"type":"relationship","extensions":{"` + STIXExtension + `":{"id":"T","grade":"C3"}}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		set, err := ReadSTIX(strings.NewReader(text), "b.json", testStamp())
		readsNothingElse(t, set, err)
	})
}
