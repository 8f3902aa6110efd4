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
const rulesVersion = "5"

//go:embed tables/*.txt
var tableFiles embed.FS

// Version returns a hash over the rules version and every embedded table.
var Version = sync.OnceValue(func() string {
	h := sha256.New()
	h.Write([]byte(rulesVersion))
	for _, name := range tableNames() {
		h.Write([]byte(name + "\x00"))
		h.Write([]byte(readTable(name)))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
})

func tableNames() []string {
	names, err := fs.Glob(tableFiles, "tables/*.txt")
	if err != nil {
		panic("text: " + err.Error()) // unreachable: the pattern is a constant
	}
	return names
}

func readTable(name string) string {
	data, err := tableFiles.ReadFile(name)
	if err != nil {
		panic("text: " + err.Error()) // unreachable: the files are part of the program
	}
	return string(data)
}

// rows returns the lines of a table that are neither empty nor comments.
func rows(name string) []string {
	var out []string
	for line := range strings.Lines(readTable("tables/" + name + ".txt")) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}
