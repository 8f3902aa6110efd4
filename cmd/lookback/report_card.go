package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"lookback/internal/api"
	"lookback/internal/casework"
)

func (a *app) reportCard() *cobra.Command {
	var out, purpose string
	c := &cobra.Command{
		Use:   "card CASE",
		Short: "Print the one page about the subject of a case, in ten blocks; refused when one is missing",
		Example: `  lookback report card 1 --purpose "review of 3 May"
  lookback report card 1 --purpose "court order 12" --out card.md`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				card, err := s.Card(cmd.Context(), id, casework.Reader{Person: a.actor, Purpose: purpose})
				if err != nil {
					return err
				}
				return a.printCard(card, out)
			})
		},
	}
	c.Flags().StringVar(&out, "out", "", "Markdown file to write; standard output when left out")
	c.Flags().StringVar(&purpose, "purpose", "", "why you look; it is recorded")
	return c
}

func (a *app) printCard(card casework.Card, out string) error {
	text, err := card.Markdown()
	if err != nil {
		return err
	}
	if out != "" {
		return writeFile(out, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
	}
	return a.print(api.CardOf(card), func() { fmt.Fprint(a.out, text) })
}
