package scenario

import (
	"embed"
	"strings"
)

//go:embed names/*.txt
var nameFiles embed.FS

// Word is one part of a name: as papers of its own culture write it, and, where no table of letters
// gives them, the habits of writing it in Latin letters. A dot parts syllables that may be joined or split.
type Word struct {
	Native    string
	Spellings []string
}

// Script is the writing system of the papers of a culture.
type Script string

// The scripts that national papers of the cultures are in.
const (
	Latin    Script = "Latin"
	Cyrillic Script = "Cyrillic"
	Arabic   Script = "Arabic"
	Georgian Script = "Georgian"
	Han      Script = "Han"
)

// middleRule says what stands between given and family name.
type middleRule uint8

const (
	noMiddle     middleRule = iota
	ovich                   // a patronymic in -ovich or -ovna
	relation                // the father's name and a word for son or daughter
	father                  // the father's name alone
	motherFamily            // a second family name, the mother's, which comes last
	middleName              // a name of its own
)

// A Standard is one habit of writing names of a culture in Latin letters.
type Standard struct {
	Name     string
	tables   []string // letter tables, applied one after the other
	spelling int      // which of a word's Spellings, where it has any
	joint    string   // what stands between syllables
	soviet   bool     // Russian papers: the patronymic in -ovich, whatever the culture
}

// Culture is one way of naming people: its words, how they combine, and how its papers write them.
type Culture struct {
	Name        string
	Script      Script
	FamilyFirst bool // national papers begin with the family name
	Standards   []Standard

	country  string // code of the country where most of its people are from
	phone    string
	passport string // A is a letter, 0 a digit
	share    int    // of the arrivals, in thousandths
	middle   middleRule
	son      string // words or endings of relation
	daughter string
	family   familyRule

	male, female, families, rare []Word
	middles                      []Word
	cities                       []city
	fathers                      map[string][2]string // irregular patronymics by father's name
	fore, aft                    []string             // halves of rare names
}

// city is a place of birth, with the name it had before 1991.
type city struct{ now, before, country string }

// cultureByName finds a culture; nil when there is none.
func cultureByName(name string) *Culture {
	for _, c := range Cultures() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Cultures lists all cultures in a fixed order. They are shared and must not be changed.
func Cultures() []*Culture { return allCultures }

// allCultures is made once from the tables; nothing changes it afterwards.
var allCultures = loadCultures()

func loadCultures() []*Culture {
	cultures := cultureTable()
	for _, c := range cultures {
		c.load()
	}
	return cultures
}

// load reads the words of c from its file. A file that cannot be read is a broken program.
func (c *Culture) load() {
	text, err := nameFiles.ReadFile("names/" + c.Name + ".txt")
	if err != nil {
		panic("scenario: " + err.Error())
	}
	sections := parseSections(string(text))
	c.male, c.female = words(sections["male"]), words(sections["female"])
	c.families, c.middles = words(sections["family"]), words(sections["middle"])
	c.fore, c.aft = strings.Fields(sections["fore"]), strings.Fields(sections["aft"])
	for f := range strings.FieldsSeq(sections["cities"]) {
		c.cities = append(c.cities, parseCity(f, c.country))
	}
	c.fathers = map[string][2]string{}
	for line := range strings.Lines(sections["patronymic"]) {
		if f := strings.Fields(line); len(f) == 3 {
			c.fathers[f[0]] = [2]string{f[1], f[2]}
		}
	}
	c.formFamilies()
}

// parseSections splits a file of names at its [headings]; lines that begin with # are for readers.
func parseSections(text string) map[string]string {
	sections, heading := map[string]string{}, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			heading = strings.Trim(line, "[]")
		default:
			sections[heading] += line + "\n"
		}
	}
	return sections
}

// words reads "native=Spelling|Spelling" or "native" for each field; an underscore is a space.
func words(section string) []Word {
	var all []Word
	for f := range strings.FieldsSeq(section) {
		native, spellings, _ := strings.Cut(strings.ReplaceAll(f, "_", " "), "=")
		w := Word{Native: native}
		if spellings != "" {
			w.Spellings = strings.Split(spellings, "|")
		}
		all = append(all, w)
	}
	return all
}

// parseCity reads "Now/Before@COUNTRY"; both additions may be missing.
func parseCity(field, country string) city {
	name, code, given := strings.Cut(strings.ReplaceAll(field, "_", " "), "@")
	if !given {
		code = country
	}
	now, before, renamed := strings.Cut(name, "/")
	if !renamed {
		before = now
	}
	return city{now, before, code}
}
