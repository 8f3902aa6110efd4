package text

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"strings"
	"sync"
)

// rulesVersion changes with every change to the code of this package that can change a result.
const rulesVersion = "9"

//go:embed tables/*.txt
var tableFiles embed.FS

// Version returns a hash over the rules version and every embedded table. Two builds with the same version
// analyse every name alike.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	h := sha256.New()
	h.Write([]byte(rulesVersion))
	for _, name := range tableNames() {
		h.Write([]byte("\x00" + name + "\x00" + readTable(name)))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
})

// tableNames returns the paths of all tables in alphabetical order.
func tableNames() []string {
	names, err := fs.Glob(tableFiles, "tables/*.txt")
	if err != nil {
		panic("text: " + err.Error()) // unreachable: the pattern is a constant
	}
	return names
}

func readTable(path string) string {
	data, err := tableFiles.ReadFile(path)
	if err != nil {
		panic("text: " + err.Error()) // unreachable: the files are part of the program
	}
	return string(data)
}

// rows returns the lines of a table that are neither empty nor comments.
func rows(table string) []string {
	var out []string
	for line := range strings.Lines(readTable("tables/" + table + ".txt")) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// sections returns the rows of a table by the heading in square brackets above them.
func sections(table string) []section {
	var out []section
	for _, row := range rows(table) {
		if row[0] == '[' {
			out = append(out, section{name: strings.Trim(row, "[]")})
			continue
		}
		last := &out[len(out)-1]
		last.rows = append(last.rows, row)
	}
	return out
}

// section is a part of a table with a heading.
type section struct {
	name string
	rows []string
}
