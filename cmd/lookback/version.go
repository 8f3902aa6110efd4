package main

import (
	"github.com/spf13/cobra"
	"lookback/internal/match"
	"lookback/internal/source"
)

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of the matcher and of the parsers, which results carry",
		Example: "  lookback version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
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
}
