package casework

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, string(want)); diff != "" {
		t.Errorf("%s (-got +want):\n%s\nIf it is meant, run go test -update and say why in the commit.", name, diff)
	}
}

// reader looks with a purpose.
var reader = Reader{Person: "A. Analyst", Purpose: "review"}

// carded is a case with something in every block, and its card.
func carded(t *testing.T) (*world, Card) {
	t.Helper()
	w := newWorld(t)
	c := w.open(t, 1)
	o := order(c, lookback.AxisIdentity, lookback.IdentitySame)
	o.Contrary = lookback.Contrary{Considered: "the photographs differ a little, and both are old"}
	w.second(t, w.rule(t, o))
	w.rule(t, order(c, lookback.AxisTie, lookback.TieContextual, "path-alert:1"))
	if _, err := w.Change(t.Context(), change(c.ID, lookback.AxisWhereabouts, lookback.InCustody)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Assign(t.Context(), c.ID, "A. Analyst", "Q. Queue", "speaks the language"); err != nil {
		t.Fatal(err)
	}
	card, err := w.Card(t.Context(), c.ID, reader)
	if err != nil {
		t.Fatal(err)
	}
	return w, card
}

func TestCardIsWhole_R30(t *testing.T) {
	_, card := carded(t)
	text, err := card.Markdown()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "card.md", text)
}

// R30: ten removals, ten refusals; a block that is emptied, or put elsewhere, is refused too.
func TestCardWithoutABlockIsRefused_R30(t *testing.T) {
	_, card := carded(t)
	if len(card.Blocks) != 10 {
		t.Fatalf("the card has %d blocks", len(card.Blocks))
	}
	refused := func(what string, c Card) {
		if _, err := c.Markdown(); !errors.Is(err, lookback.ErrInvalid) || !strings.Contains(err.Error(), "subject card") {
			t.Errorf("%s: got %v, want a refusal", what, err)
		}
	}
	for i, b := range card.Blocks {
		removed, emptied, blank, marked := card, card, card, card
		removed.Blocks = slices.Delete(slices.Clone(card.Blocks), i, i+1)
		refused(b.Key+" removed", removed)
		for c, now := range map[*Card]CardBlock{&emptied: {Key: b.Key}, &blank: {Key: b.Key, Words: []string{" "}}, &marked: {Key: b.Key, Words: b.Words, NoneKnown: true}} {
			c.Blocks = slices.Clone(card.Blocks)
			c.Blocks[i] = now
			if now.NoneKnown && len(b.Words) == 0 {
				continue // it is none known
			}
			refused(b.Key+" emptied", *c)
		}
	}
	more := card
	more.Blocks = append(slices.Clone(card.Blocks), card.Blocks[0])
	refused("eleven blocks", more)
	for _, key := range []string{"identity", "surfaced", "known", "not-shown", "status", "legal", "owner"} {
		none := card
		none.Blocks = slices.Clone(card.Blocks)
		i := slices.IndexFunc(none.Blocks, func(b CardBlock) bool { return b.Key == key })
		none.Blocks[i].Words, none.Blocks[i].NoneKnown = nil, true
		refused(key+" marked none known", none)
	}
}

// What a source wrote is told as text: it makes no heading and no block of its own.
func TestCardEscapesWhatSourcesWrite_R30(t *testing.T) {
	_, card := carded(t)
	card.Blocks[0].Words = []string{"named Ilmar\n## 3. The ties, hop by hop\n\nNone known."}
	text, err := card.Markdown()
	if err != nil || strings.Count(text, "\n## ") != 10 {
		t.Errorf("a name made a block of its own (%v):\n%s", err, text)
	}
}

// R23, R27: what was only moved by a network is context on its card, and custody stands apart from the tie.
func TestCardSaysWhatItDoesNotShow_R30(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	card, err := w.Card(t.Context(), c.ID, reader)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(card.Blocks[5].Words, "\n")
	for _, want := range []string{"no information of a direct threat", "No finding of association or involvement", "Nobody has confirmed", "no likelihood"} {
		if !strings.Contains(words, want) {
			t.Errorf("block 6 does not say %q:\n%s", want, words)
		}
	}
	if !card.Blocks[4].NoneKnown || !card.Blocks[7].NoneKnown {
		t.Errorf("nothing points away and nothing protects, and the card does not say so: %+v", card.Blocks)
	}
}
