package main

import (
	"github.com/spf13/cobra"
	"lookback/internal/match"
	"lookback/internal/source"
)

func (a *app) version() *cobra.Command {
	var binary string
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version of the matcher and of the parsers, which results carry, or what a binary is made of",
		Example: `  lookback version --json
  lookback version --sbom ./lookback-linux-arm64`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if binary != "" {
				return writeBOM(a.out, binary)
			}
			wire := struct {
				Matcher string            `json:"matcher"`
				Parsers map[string]string `json:"parsers"`
			}{match.Version(), map[string]string{}}
			for _, f := range source.Formats() {
				wire.Parsers[string(f)] = source.ParserVersion(f)
			}
			return a.print(wire, func() {
				a.say("matcher %s", wire.Matcher)
				for _, f := range source.Formats() {
					a.say("parser %s", wire.Parsers[string(f)])
				}
			})
		},
	}
	c.Flags().StringVar(&binary, "sbom", "", "write the CycloneDX bill of materials of this binary of Lookback, of any system")
	return c
}
