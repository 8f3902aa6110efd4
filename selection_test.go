package lookback

import (
	"crypto/ed25519"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// forbidden are the grounds on which nobody is selected (R26).
var forbidden = []string{"nation", "citizen", "ethnic", "religio", "birth", "born", "country", "race", "language"}

// Every field that can be reached from a Selection is one of those known here. A new field makes this test
// fail, so that somebody reads this line: it must not be a way to select people by what they are.
func TestSelectionHasNoFieldForWhatAPersonIs_R26(t *testing.T) {
	want := []string{"Sources", "Records", "Arrived", "Networks", "Classes", "Runs", "Lists"}
	var got []string
	typ := reflect.TypeOf(Selection{})
	for i := range typ.NumField() {
		f := typ.Field(i)
		got = append(got, f.Name)
		for _, word := range forbidden {
			if strings.Contains(strings.ToLower(f.Name), word) {
				t.Errorf("field %s selects by %s", f.Name, word)
			}
		}
		switch kind := f.Type.Kind(); kind {
		case reflect.Map, reflect.Func, reflect.Interface, reflect.Pointer:
			t.Errorf("field %s of kind %s can hold any predicate", f.Name, kind)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got fields %v, want %v", got, want)
	}
}

func TestParseSelectionRefusesWhatAPersonIs_R26(t *testing.T) {
	for _, text := range []string{"nationality:TJ", "source:crm nationality:TJ", "ethnicity:x", "religion:x", "birthplace:x", "country:TJ", "name:Aliev", "source"} {
		if got, err := ParseSelection(text); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %+v, %v, want a refusal", text, got, err)
		}
	}
}

func TestSelectionCovers(t *testing.T) {
	facts := Facts{
		Source: "crm", Ref: "crm/1042", Arrived: time.Date(2023, 5, 4, 12, 0, 0, 0, time.UTC),
		Ties: []NetworkTie{{"N", ClassMovedBy}, {"M", ClassWorksFor}}, Runs: []int64{7}, Lists: []string{"ofac"},
	}
	tests := []struct {
		text string
		want bool
	}{
		{"", true},
		{"source:crm", true},
		{"source:bank source:crm", true},
		{"source:bank", false},
		{"record:crm/1042", true},
		{"arrived:2023-05", true},
		{"arrived:2023-05-04", true},
		{"arrived:2023-05-05..", false},
		{"arrived:..2023-05-03", false},
		{"arrived:2022..2023", true},
		{"network:N", true},
		{"network:N class:moved-by", true},
		{"network:N class:works-for", false},
		{"network:O", false},
		{"run:7 list:ofac", true},
		{"run:8", false},
		{"list:un", false},
	}
	for _, test := range tests {
		s, err := ParseSelection(test.text)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
		} else if got := s.Covers(facts); got != test.want {
			t.Errorf("%q: got %v, want %v", test.text, got, test.want)
		} else if s.Everything() != (test.text == "") {
			t.Errorf("%q: everything is %v", test.text, s.Everything())
		}
	}
	for _, bad := range []string{"class:moved-by", "network:N class:has-ties-to", "run:x", "run:0", "arrived:soon", "arrived:2023..2022", "record:1"} {
		if _, err := ParseSelection(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %v, want a refusal", bad, err)
		}
	}
}

func sampleDirective() Directive {
	signed := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	return Directive{
		ID: 1, Title: "Network N", LegalBasis: "Act 12, section 4", Reason: "report 31",
		About: Selection{Networks: []string{"N"}}, Nationalities: []string{"Ruritania"},
		Care:   Care{Level: ReviewSenior, SecondReviewer: true, Order: OrderEarly},
		Author: "ann", Approver: "bob", Signed: signed, From: signed, Until: signed.AddDate(0, 6, 0),
	}
}

func TestDirectiveIsRefused_R26(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*Directive)
		want  error
	}{
		{"NoLegalBasis", func(d *Directive) { d.LegalBasis = "" }, ErrInvalid},
		{"NoApprover", func(d *Directive) { d.Approver = "" }, ErrInvalid},
		{"ApprovedByItsAuthor", func(d *Directive) { d.Approver = d.Author }, ErrDenied},
		{"NationalityAlone", func(d *Directive) { d.About = Selection{} }, ErrInvalid},
		{"NationalityAndArrivalAlone", func(d *Directive) {
			d.About = Selection{Sources: []string{"crm"}, Arrived: TimeRange{From: d.From}}
		}, ErrInvalid},
		{"NoEnd", func(d *Directive) { d.Until = time.Time{} }, ErrInvalid},
		{"EndMoreThanAYearAway", func(d *Directive) { d.Until = d.From.AddDate(1, 0, 1) }, ErrInvalid},
		{"HoldsBeforeItIsSigned", func(d *Directive) { d.From = d.Signed.Add(-time.Hour) }, ErrInvalid},
		{"ChangesNothing", func(d *Directive) { d.Care = Care{} }, ErrInvalid},
	}
	if err := sampleDirective().Validate(); err != nil {
		t.Fatalf("the unspoiled directive: %v", err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := sampleDirective()
			test.spoil(&d)
			if err := d.Validate(); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// What a directive returns has no score, threshold, scope or record in it: it cannot open, widen or score (R26).
func TestCareHoldsNothingButCare_R26(t *testing.T) {
	typ := reflect.TypeOf(Care{})
	var got []string
	for i := range typ.NumField() {
		got = append(got, typ.Field(i).Name)
	}
	if want := []string{"Level", "SecondReviewer", "Order"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDirectiveTouchesOpenAlertsOnly_R26(t *testing.T) {
	d := sampleDirective()
	facts := Facts{Source: "crm", Ref: "crm/1", Ties: []NetworkTie{{"N", ClassMovedBy}}}
	during := d.From.AddDate(0, 1, 0)
	tests := []struct {
		name  string
		alert OpenAlert
		at    time.Time
		want  Care
	}{
		{"Open", OpenAlert{AlertOpen, facts, []string{"Ruritania"}}, during, d.Care},
		{"Ended", OpenAlert{AlertEnded, facts, []string{"Ruritania"}}, during, Care{}},
		{"NoAlert", OpenAlert{"", facts, []string{"Ruritania"}}, during, Care{}},
		{"OtherNetwork", OpenAlert{AlertOpen, Facts{Source: "crm", Ref: "crm/1"}, []string{"Ruritania"}}, during, Care{}},
		{"OtherNationality", OpenAlert{AlertOpen, facts, []string{"Syldavia"}}, during, Care{}},
		{"BeforeItHolds", OpenAlert{AlertOpen, facts, []string{"Ruritania"}}, d.From.Add(-1), Care{}},
		{"AfterItEnded", OpenAlert{AlertOpen, facts, []string{"Ruritania"}}, d.Until, Care{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := d.Handle(test.alert, test.at); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestCareIsNeverLowered(t *testing.T) {
	high := Care{ReviewSupervisor, false, OrderUsual}
	if got, want := high.Raise(Care{ReviewSenior, true, OrderFirst}), (Care{ReviewSupervisor, true, OrderFirst}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestDirectiveReportsItsEffectByNationality_R26(t *testing.T) {
	d := sampleDirective()
	d.Nationalities = nil
	in := Facts{Ties: []NetworkTie{{"N", ClassMovedBy}}}
	alerts := []OpenAlert{
		{AlertOpen, in, []string{"Syldavia"}},
		{AlertOpen, Facts{}, []string{"Syldavia", "Ruritania"}},
		{AlertOpen, in, nil},
		{AlertEnded, in, []string{"Ruritania"}},
	}
	want := []DirectiveEffect{{"Ruritania", 1, 0}, {"Syldavia", 2, 1}, {"not stated", 1, 1}}
	if got := d.Effect(alerts, d.From); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestDirectiveSignatureCoversEveryPart(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public := key.Public().(ed25519.PublicKey)
	d := sampleDirective()
	d.Signature = ed25519.Sign(key, d.SigningBytes())
	if err := d.Verify(public); err != nil {
		t.Fatal(err)
	}
	changes := map[string]func(*Directive){
		"reason":      func(d *Directive) { d.Reason += "." },
		"network":     func(d *Directive) { d.About.Networks = append(slices.Clone(d.About.Networks), "M") },
		"nationality": func(d *Directive) { d.Nationalities = nil },
		"until":       func(d *Directive) { d.Until = d.Until.Add(time.Second) },
		"care":        func(d *Directive) { d.Care.Order = OrderFirst },
		"newline":     func(d *Directive) { d.Title = "Network N\"\nreason \"x" },
		"class":       func(d *Directive) { d.About.Classes = []TieClass{ClassMovedBy} },
		"source":      func(d *Directive) { d.About.Sources = []string{"crm"} },
		"run":         func(d *Directive) { d.About.Runs = []int64{1} },
		"report":      func(d *Directive) { d.Reported = []DirectiveEffect{{"Ruritania", 9, 1}} },
		"id":          func(d *Directive) { d.ID = 2 },
	}
	for name, change := range changes {
		changed := d
		change(&changed)
		if err := changed.Verify(public); !errors.Is(err, ErrCheck) {
			t.Errorf("%s changed: got %v, want %v", name, err, ErrCheck)
		}
	}
}

// A selection is written as it is read.
func TestSelectionIsWrittenAsItIsRead(t *testing.T) {
	for _, text := range []string{"", "source:crm record:crm/1 network:N list:ofac class:moved-by run:7 arrived:2022-01-01..2023-06-30", "arrived:..2023-06-30", "arrived:2022-01-01.."} {
		s, err := ParseSelection(text)
		if err != nil || s.String() != text {
			t.Errorf("got %q, %v, want %q", s.String(), err, text)
		}
	}
}

// Levels and orders are written as they are read, and care says in words what differs from the usual.
func TestCareInWords(t *testing.T) {
	for level := ReviewStandard; level <= ReviewSupervisor; level++ {
		if got, err := ParseReviewLevel(level.String()); got != level || err != nil {
			t.Errorf("got level %d, %v, want %d", got, err, level)
		}
	}
	for order := OrderUsual; order <= OrderFirst; order++ {
		if got, err := ParseReviewOrder(order.String()); got != order || err != nil {
			t.Errorf("got order %d, %v, want %d", got, err, order)
		}
	}
	if got := (Care{Level: ReviewSupervisor, SecondReviewer: true, Order: OrderEarly}).String(); got != "review by a supervisor, second reviewer, early in order" {
		t.Errorf("got %q", got)
	}
	if err := (Care{Level: 7}).Validate(); !errors.Is(err, ErrInvalid) {
		t.Errorf("level 7: got %v, want ErrInvalid", err)
	}
}
