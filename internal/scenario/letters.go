package scenario

import (
	"embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed letters/*.txt
var letterFiles embed.FS

// letterTable turns the letters of one alphabet into those of another.
type letterTable struct {
	forms   map[string]string
	initial map[string]string // at the start of a word, after a vowel or a sign
	longest int               // letters in the longest key
}

// tableNames are the letter tables in the order of their files.
var tableNames = []string{"ascii", "azeri-english", "azeri-russian", "bgn", "french", "georgian-latin", "georgian-russian", "icao", "kazakh-2021", "kazakh-latin",
	"kazakh-russian", "kyrgyz-bgn", "kyrgyz-latin", "kyrgyz-russian", "moldovan-russian", "tajik-latin", "tajik-russian", "uzbek-latin", "uzbek-russian", "uzbek-soviet"}

// letterTables is made once from the files; nothing changes it afterwards.
var letterTables = loadLetterTables()

func loadLetterTables() map[string]*letterTable {
	tables := map[string]*letterTable{}
	for _, name := range tableNames {
		text, err := letterFiles.ReadFile("letters/" + name + ".txt")
		if err != nil {
			panic("scenario: " + err.Error())
		}
		tables[name] = parseLetterTable(string(text))
	}
	return tables
}

// parseLetterTable reads pairs of letters and form; see letters/README.md.
func parseLetterTable(text string) *letterTable {
	t := &letterTable{forms: map[string]string{}, initial: map[string]string{}}
	var fields []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			fields = append(fields, strings.Fields(line)...)
		}
	}
	for i := 0; i+1 < len(fields); i += 2 {
		key, form := fields[i], fields[i+1]
		if form == "-" {
			form = ""
		}
		forms := t.forms
		if rest, ok := strings.CutPrefix(key, "^"); ok {
			key, forms = rest, t.initial
		}
		forms[key] = form
		t.longest = max(t.longest, utf8.RuneCountInString(key))
	}
	return t
}

// apply writes text through the table. What the table does not name stays. A capital letter makes the
// first letter of its form a capital.
func (t *letterTable) apply(text string) string {
	letters := []rune(text)
	lower := make([]rune, len(letters))
	for i, r := range letters {
		lower[i] = unicode.ToLower(r)
	}
	var out strings.Builder
	for i := 0; i < len(letters); {
		form, n := t.match(lower, i)
		if n == 0 {
			form, n = string(letters[i]), 1
		} else if unicode.IsUpper(letters[i]) {
			form = capitalised(form)
		}
		out.WriteString(form)
		i += n
	}
	return out.String()
}

// match returns the form of the longest key at i, and how many letters it takes; 0 when none fits.
func (t *letterTable) match(lower []rune, i int) (form string, n int) {
	start := i == 0 || !unicode.IsLetter(lower[i-1]) || isVowel(lower[i-1]) || strings.ContainsRune("ъь", lower[i-1])
	for n = min(t.longest, len(lower)-i); n > 0; n-- {
		key := string(lower[i : i+n])
		if form, ok := t.initial[key]; ok && start {
			return form, n
		}
		if form, ok := t.forms[key]; ok {
			return form, n
		}
	}
	return "", 0
}

func capitalised(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// ASCII writes text as a machine-readable zone does: capital letters without marks, apostrophes gone. Letters
// of other scripts stay: papers write those in Latin letters first.
func ASCII(text string) string { return strings.ToUpper(letterTables["ascii"].apply(text)) }

// Spell writes the word in Latin letters by the habits of s.
func (s Standard) Spell(w Word) string {
	out := w.Native
	if len(w.Spellings) > 0 && s.spelling >= 0 {
		out = joinSyllables(w.Spellings[min(s.spelling, len(w.Spellings)-1)], s.joint)
	}
	for _, name := range s.tables {
		out = letterTables[name].apply(out)
	}
	if first, _ := utf8.DecodeRuneInString(w.Native); unicode.Is(unicode.Georgian, first) {
		return capitalised(out) // the Georgian alphabet has no capitals to carry over
	}
	return out
}

// dot parts the syllables of a Spelling.
const dot = "·"

// joinSyllables puts joint between the syllables that dots part. Only syllables that stand alone keep their capital.
func joinSyllables(spelling, joint string) string {
	if !strings.Contains(spelling, dot) {
		return spelling
	}
	parts := strings.Split(spelling, dot)
	for i := range parts {
		if joint == " " {
			parts[i] = capitalised(parts[i])
		}
	}
	return strings.Join(parts, joint)
}
