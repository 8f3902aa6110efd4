package screening

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
	"lookback/internal/source"
	"lookback/internal/store"
)

// catalogue is a publisher of a data set with deltas, on this machine.
type catalogue struct {
	*feedWorld
	server   *httptest.Server
	files    map[string]string // by path; what is not there is 404
	asked    []string
	versions []string
	names    map[string]string            // the data set as it is, by entity
	at       map[string]map[string]string // and as it was at each version
}

func newCatalogue(t *testing.T) *catalogue {
	c := &catalogue{feedWorld: newFeedWorld(t), files: map[string]string{}, names: map[string]string{}, at: map[string]map[string]string{}}
	c.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.asked = append(c.asked, r.URL.Path)
		body, there := c.files[r.URL.Path]
		if !there {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(c.server.Close)
	feed := lookback.Feed{List: "sets", Format: string(source.FTMJSON), URLs: []string{c.server.URL + "/index.json"}, Dataset: "fictional", Every: time.Hour}
	if _, err := c.SetFeed(t.Context(), feed, "list desk"); err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		c.names[fmt.Sprintf("e-%02d", i)] = fmt.Sprintf("Ilmar Tassk %c%c", 'a'+i/26, 'a'+i%26)
	}
	c.release("20240301-aaa", "")
	return c
}

func entityLine(id, name string) string {
	return fmt.Sprintf(`{"id":%q,"caption":%q,"schema":"Person","properties":{"name":[%q]},"target":true,"last_seen":"2024-02-29T00:00:00"}`, id, name, name)
}

// change changes the data set and returns the delta that says so.
func (c *catalogue) change(op, id, name string) string {
	if op == "DEL" {
		delete(c.names, id)
		return fmt.Sprintf(`{"op":"DEL","entity":{"id":%q}}`+"\n", id)
	}
	c.names[id] = name
	return fmt.Sprintf(`{"op":%q,"entity":%s}`+"\n", op, entityLine(id, name))
}

// release publishes the data set as a version, whole and as a delta.
func (c *catalogue) release(version, delta string) {
	c.Helper()
	var whole strings.Builder
	for _, id := range slices.Sorted(maps.Keys(c.names)) {
		whole.WriteString(entityLine(id, c.names[id]) + "\n")
	}
	c.versions, c.at[version] = append(c.versions, version), maps.Clone(c.names)
	c.files["/"+version+"/entities.ftm.json"] = whole.String()
	c.files["/"+version+"/entities.delta.json"] = delta
	c.index(version, c.versions...)
	c.catalogue(version, len(c.names), fmt.Sprintf("%x", sha1.Sum([]byte(whole.String()))))
}

// index publishes which versions have deltas.
func (c *catalogue) index(latest string, versions ...string) {
	all := map[string]string{}
	for _, v := range versions {
		all[v] = c.server.URL + "/" + v + "/entities.delta.json"
	}
	c.files["/delta.json"] = c.json(map[string]any{"versions": all})
}

func (c *catalogue) catalogue(version string, count int, sum string) {
	c.files["/index.json"] = c.json(map[string]any{"name": "fictional", "version": version, "delta_url": c.server.URL + "/delta.json", "entity_count": count,
		"resources": []any{map[string]any{"name": "entities.ftm.json", "url": c.server.URL + "/" + version + "/entities.ftm.json", "checksum": sum}}})
}

func (c *catalogue) json(v any) string {
	body, err := json.Marshal(v)
	if err != nil {
		c.Fatal(err)
	}
	return string(body)
}

// get fetches and returns what came of it, and what was asked for.
func (c *catalogue) get() (FeedResult, string, error) {
	c.asked = nil
	result, err := c.FetchFeed(c.Context(), &c.fetcher, "sets", c.folder, "timer")
	if err := c.Resume(c.Context(), quiet); err != nil {
		c.Fatal(err)
	}
	return result, strings.Join(c.asked, " "), err
}

// inForce wants the edition in force to be a version, entry by entry.
func (c *catalogue) inForce(version string) {
	c.Helper()
	got := map[string]string{}
	err := c.store.View(c.Context(), func(tx store.Tx) error {
		e, err := currentEdition(tx, "sets")
		if err != nil {
			return err
		}
		entries, err := tx.EntriesAt("sets", e.Seq, "", 0)
		for _, v := range entries {
			got[v.Entry.ID] = v.Entry.Party.Names[0].Full
		}
		return err
	})
	if diff := cmp.Diff(c.at[version], got); diff != "" || err != nil {
		c.Errorf("in force (-version %s +held), %v:\n%s", version, err, diff)
	}
}

// Of a catalogue with deltas only those behind the edition in force are fetched: what is added, modified and deleted is in force afterwards, and
// nothing else has changed.
func TestDeltasLeadToTheLatestVersion(t *testing.T) {
	c := newCatalogue(t)
	first, asked, err := c.get()
	if err != nil || !first.Edition.New || first.Deltas != 0 || first.Whole != "" || asked != "/index.json /20240301-aaa/entities.ftm.json" {
		t.Fatalf("at first: %+v, asked for %s (%v)", first, asked, err)
	}
	c.inForce("20240301-aaa")

	c.release("20240302-bbb", c.change("ADD", "e-90", "Odo Renn")+c.change("MOD", "e-00", "Ilmar Tassk-Renn")+c.change("DEL", "e-01", ""))
	second, asked, err := c.get()
	counts := second.Edition.Edition.Counts
	if err != nil || second.Deltas != 1 || counts.Added != 1 || counts.Amended != 1 || counts.Removed != 1 || asked != "/index.json /delta.json /20240302-bbb/entities.delta.json" {
		t.Fatalf("by one delta: %+v, asked for %s (%v)", second, asked, err)
	}
	c.inForce("20240302-bbb")

	c.release("20240303-ccc", c.change("DEL", "e-90", ""))
	c.release("20240304-ddd", c.change("ADD", "e-90", "Odo Renn the Second"))
	third, asked, err := c.get()
	if err != nil || third.Deltas != 2 || third.Edition.Edition.Counts.Amended != 1 || len(third.Edition.Edition.Files) != 4 || strings.Contains(asked, "ftm.json") {
		t.Fatalf("by two deltas: %+v, asked for %s (%v)", third, asked, err)
	}
	c.inForce("20240304-ddd")
	again, asked, err := c.get()
	if err != nil || again.Feed.State.Outcome != lookback.FeedUnchanged || asked != "/index.json" {
		t.Errorf("the same again: %+v, asked for %s (%v)", again, asked, err)
	}
}

// Where the deltas do not lead from the edition in force to the latest version, it is fetched whole, and it is said why.
func TestDeltasThatDoNotLeadThere(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(c *catalogue)
		why   string
	}{
		{"NoIndex", func(c *catalogue) { delete(c.files, "/delta.json") }, "404"},
		{"IndexIsNone", func(c *catalogue) { c.files["/delta.json"] = "[]" }, "not a catalogue"},
		{"OwnVersionIsGone", func(c *catalogue) { c.index("", c.versions[1:]...) }, `"20240301-aaa" is not in the index`},
		{"LatestIsNotThereYet", func(c *catalogue) { c.index("", c.versions[:2]...) }, `"20240303-ccc" is not in the index`},
		{"DeltaIsMissing", func(c *catalogue) { delete(c.files, "/20240302-bbb/entities.delta.json") }, "20240302-bbb"},
		{"OneIsLeftOut", func(c *catalogue) { c.index("", c.versions[0], c.versions[2]) }, "is in no file before"},
		{"CutOff", func(c *catalogue) {
			c.files["/20240303-ccc/entities.delta.json"] = strings.TrimSuffix(c.files["/20240303-ccc/entities.delta.json"], "}}\n")
		}, "1 lines of them cannot be read"},
		{"LinesAreMissing", func(c *catalogue) {
			c.files["/20240302-bbb/entities.delta.json"], c.files["/20240303-ccc/entities.delta.json"] = "", `{"op":"MOD","entity":`+entityLine("e-00", "Odo Renn")+"}"
		}, "they lead to 40 entities, and the catalogue states 41"},
		{"WebPage", func(c *catalogue) { c.files["/20240302-bbb/entities.delta.json"] = "<!doctype html>" }, "web page"},
		{"OddVersion", func(c *catalogue) {
			c.files["/delta.json"] = strings.Replace(c.files["/delta.json"], `"20240302-bbb"`, `"20240302/../b"`, 1)
		}, "is not a version"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCatalogue(t)
			if _, _, err := c.get(); err != nil {
				t.Fatal(err)
			}
			c.release("20240302-bbb", c.change("ADD", "e-90", "Odo Renn"))
			c.release("20240303-ccc", c.change("MOD", "e-90", "Odo Renn the Second"))
			test.spoil(c)
			got, asked, err := c.get()
			if err != nil || got.Deltas != 0 || !strings.Contains(got.Whole, test.why) || !strings.HasSuffix(asked, " /20240303-ccc/entities.ftm.json") {
				t.Errorf("got %+v, asked for %s (%v), want it whole because of %q", got, asked, err, test.why)
			}
			c.inForce("20240303-ccc")
			c.release("20240304-ddd", c.change("DEL", "e-90", ""))
			if got, _, err := c.get(); err != nil || got.Deltas != 1 || got.Whole != "" {
				t.Errorf("the next time: %+v (%v), want it by one delta", got, err)
			}
			c.inForce("20240304-ddd")
		})
	}
}

// A data set whose deltas do not apply and whose whole file has other bytes than stated is not brought in: the edition in force stays.
func TestWrongChecksumBehindDeltas(t *testing.T) {
	c := newCatalogue(t)
	if _, _, err := c.get(); err != nil {
		t.Fatal(err)
	}
	c.release("20240302-bbb", c.change("MOD", "e-00", "Odo Renn"))
	c.files["/20240302-bbb/entities.delta.json"] = `{"op":"DEL","entity":{"id":"e-99"}}`
	c.catalogue("20240302-bbb", len(c.names), strings.Repeat("ab", sha1.Size))
	if got, _, err := c.get(); err == nil || !strings.Contains(err.Error(), "checksum") || got.Feed.State.Outcome != lookback.FeedFailed || !strings.Contains(got.Whole, "is in no file before") {
		t.Errorf("got %+v (%v), want a failure for the checksum", got, err)
	}
	c.inForce("20240301-aaa")
}

// The guard looks at what deltas lead to as at everything: an edition that loses much is held, and deltas go on from the one in force.
func TestGuardHoldsWhatDeltasLoseMuch(t *testing.T) {
	c := newCatalogue(t)
	if _, _, err := c.get(); err != nil {
		t.Fatal(err)
	}
	delta := ""
	for i := range 8 {
		delta += c.change("DEL", fmt.Sprintf("e-%02d", i), "")
	}
	c.release("20240302-bbb", delta)
	held, _, err := c.get()
	if err != nil || held.Feed.State.Outcome != lookback.FeedHeld || held.Deltas != 1 {
		t.Fatalf("got %+v (%v), want it held", held, err)
	}
	c.inForce("20240301-aaa")
	c.release("20240303-ccc", c.change("ADD", "e-90", "Odo Renn"))
	if got, _, err := c.get(); err != nil || got.Deltas != 2 || got.Feed.State.Outcome != lookback.FeedHeld {
		t.Errorf("from the edition in force: %+v (%v), want two deltas, held", got, err)
	}
	if _, err := c.ReleaseHeld(t.Context(), held.Edition.Held.ID, "A. Analyst", "the publisher says so"); err != nil {
		t.Fatal(err)
	}
	c.inForce("20240302-bbb")
	c.release("20240304-ddd", c.change("MOD", "e-90", "Odo Renn the Second"))
	if got, asked, err := c.get(); err != nil || got.Deltas != 2 || strings.Contains(asked, "ftm.json") || strings.Contains(asked, "bbb") {
		t.Errorf("from the one that was released: %+v, asked for %s (%v), want two deltas", got, asked, err)
	}
	c.inForce("20240304-ddd")
}

// After fifty deltas a data set is fetched whole again, with its checksum.
func TestDeltasEndInAWholeDataSet(t *testing.T) {
	c := newCatalogue(t)
	if _, _, err := c.get(); err != nil {
		t.Fatal(err)
	}
	for i := range 51 {
		c.release(fmt.Sprintf("202404%02d-x", i), c.change("MOD", "e-00", fmt.Sprintf("Odo Renn %d", i)))
	}
	got, _, err := c.get()
	if err != nil || !strings.Contains(got.Whole, "more than 50 deltas") || len(got.Edition.Edition.Files) != 1 {
		t.Errorf("got %+v (%v), want it whole", got, err)
	}
	c.inForce("20240450-x")
}
