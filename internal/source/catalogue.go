package source

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"lookback"
)

// maxCatalogueBytes bounds a catalogue: the largest known is a few megabytes.
const maxCatalogueBytes = 64 << 20

// Dataset is one data set of a catalogue in the layout of OpenSanctions: where its entities are, how large
// they are, and where the deltas between its versions are listed.
type Dataset struct {
	Name     string
	Title    string
	Version  string
	Updated  time.Time // zero where the catalogue does not say
	Entities Resource  // the file with FollowTheMoney entities
	Count    int       // entities in it, of every schema; 0 where the catalogue does not say
	DeltaURL string    // of the index that ParseDeltaIndex reads; empty where there are no deltas
}

// Resource is one file of a data set.
type Resource struct {
	Name string
	URL  string
	SHA1 string // in hexadecimal; empty where the catalogue does not say
	Size int64
}

type catalogueJSON struct {
	Datasets []datasetJSON `json:"datasets"`
	datasetJSON
}

type datasetJSON struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	Version   string `json:"version"`
	Updated   string `json:"updated_at"`
	Exported  string `json:"last_export"`
	DeltaURL  string `json:"delta_url"`
	Count     int    `json:"entity_count"`
	Resources []struct {
		Name     string `json:"name"`
		URL      string `json:"url"`
		Checksum string `json:"checksum"`
		Size     int64  `json:"size"`
	} `json:"resources"`
}

// ParseCatalogue reads a catalogue ("datasets": [...]) or the index of a single data set, and returns
// those data sets that publish entities, in the order of the file.
func ParseCatalogue(name string, r io.Reader) ([]Dataset, error) {
	var c catalogueJSON
	if err := decodeCatalogue(name, r, &c); err != nil {
		return nil, err
	}
	if c.Datasets == nil && c.Name != "" {
		c.Datasets = []datasetJSON{c.datasetJSON}
	}
	var all []Dataset
	for _, d := range c.Datasets {
		set := Dataset{Name: d.Name, Title: d.Title, Version: d.Version, DeltaURL: d.DeltaURL, Count: d.Count, Updated: catalogueTime(d.Exported, d.Updated)}
		for _, res := range d.Resources {
			if res.Name == "entities.ftm.json" && res.URL != "" {
				set.Entities = Resource{Name: res.Name, URL: res.URL, SHA1: res.Checksum, Size: res.Size}
			}
		}
		if set.Name != "" && set.Entities.URL != "" {
			all = append(all, set)
		}
	}
	if len(all) == 0 {
		return nil, &lookback.InputError{File: name, Reason: "the catalogue lists no data set with entities", Hint: "give the index.json of a catalogue or of one data set"}
	}
	return all, nil
}

// Delta is one step between two versions of a data set.
type Delta struct{ Version, URL string }

// ParseDeltaIndex reads {"versions": {"VERSION": "URL"}} and returns the deltas behind one version up to another, oldest
// first. Versions begin with their time, so that they sort. It returns an InputError when one of the two is not among
// them: a delta is missing, and the whole data set must be fetched.
func ParseDeltaIndex(name string, r io.Reader, after, through string) ([]Delta, error) {
	var index struct {
		Versions map[string]string `json:"versions"`
	}
	if err := decodeCatalogue(name, r, &index); err != nil {
		return nil, err
	}
	for _, end := range []string{after, through} {
		if _, known := index.Versions[end]; !known {
			return nil, &lookback.InputError{File: name, Field: "versions", Reason: fmt.Sprintf("the version %q is not in the index", clip(end)), Hint: "fetch the whole data set"}
		}
	}
	var deltas []Delta
	for _, version := range slices.Sorted(maps.Keys(index.Versions)) {
		if version > after && version <= through {
			deltas = append(deltas, Delta{version, index.Versions[version]})
		}
	}
	return deltas, nil
}

func decodeCatalogue(name string, r io.Reader, into any) error {
	data, err := io.ReadAll(io.LimitReader(r, maxCatalogueBytes+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxCatalogueBytes {
		return &lookback.InputError{File: name, Reason: "the catalogue is larger than 64 MiB"}
	}
	if err := json.Unmarshal(data, into); err != nil {
		return &lookback.InputError{File: name, Reason: "this is not a catalogue: " + err.Error(), Hint: "give the index.json of a catalogue or of one data set"}
	}
	return nil
}

// catalogueTime reads the first of the times that is one. They carry no zone and are in UTC.
func catalogueTime(texts ...string) time.Time {
	for _, text := range texts {
		if t, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(text, "Z")); err == nil {
			return t
		}
	}
	return time.Time{}
}
