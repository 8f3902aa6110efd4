package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"

	"lookback"
)

// bom is a CycloneDX bill of materials, as far as a Go binary tells it.
type bom struct {
	Format     string         `json:"bomFormat"`
	Spec       string         `json:"specVersion"`
	Version    int            `json:"version"`
	Metadata   bomMetadata    `json:"metadata"`
	Components []bomComponent `json:"components"`
}

type bomMetadata struct {
	Component bomComponent `json:"component"`
}

type bomComponent struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl,omitempty"`
}

// writeBOM writes what a binary of this program, of any system, is made of: the compiler and every module with its version.
func writeBOM(w io.Writer, binary string) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return &lookback.InputError{File: binary, Reason: "it is not a Go binary: " + err.Error()}
	}
	b := bom{Format: "CycloneDX", Spec: "1.5", Version: 1, Components: []bomComponent{},
		Metadata: bomMetadata{bomComponent{Type: "application", Name: info.Main.Path, Version: info.Main.Version}}}
	b.Components = append(b.Components, bomComponent{Type: "platform", Name: "go", Version: info.GoVersion})
	for _, m := range info.Deps {
		b.Components = append(b.Components, componentOf(m))
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(b)
}

// componentOf describes the module that was built in, which may stand for another.
func componentOf(m *debug.Module) bomComponent {
	if m.Replace != nil {
		m = m.Replace
	}
	return bomComponent{Type: "library", Name: m.Path, Version: m.Version, PURL: fmt.Sprintf("pkg:golang/%s@%s", m.Path, m.Version)}
}
