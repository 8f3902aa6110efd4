package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/exchange"
)

// exportFlags are the flags of `record export`: those of a proposal, or those of a file.
type exportFlags struct {
	order      casework.ExportOrder
	handling   string
	disclosure int64
	format     string
	out        string
}

func (a *app) recordExport() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export",
		Short: "Disclose who the records of a source are: propose it, and when others have approved, write the file",
		Long: `Disclose who the records of a source are, and nothing that was found about them. It is a disclosure like any other, in two steps. The
first proposes it: to whom, why, on which legal basis, under which handling. Another person approves it (disclosure approve). The second
step, with --disclosure, writes the file whole or not at all and accounts for it: its SHA-256, how many records, and which, so that a
correction, recall or erasure reaches the recipient.

Records that their source let go of are left out and counted, and so is whom a protection bars from the recipient, unless --barred was
proposed and two people approved it. The file is one that record import reads, and gives the same records there.`,
		Example: `  lookback record export --source border --to "Registry of Norvik" --country NO --purpose "common register" --basis "treaty, article 4" --as "A. Analyst"
  lookback record export --disclosure 1 --format csv --out border.csv --as "A. Analyst"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			f.order.Person = a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				if f.disclosure != 0 {
					return a.writeExport(cmd, s, f)
				}
				x, err := s.ProposeExport(cmd.Context(), f.order)
				if err != nil {
					return err
				}
				return a.printDisclosure(x)
			})
		},
	}
	c.Flags().StringVar(&f.order.Source, "source", "", "the source system whose records are given")
	c.Flags().StringVar(&f.order.Recipient.Name, "to", "", "the office, and the person in it where one is known")
	c.Flags().StringVar(&f.order.Recipient.Country, "country", "", "whose office it is; nothing for one of our own country")
	c.Flags().StringVar(&f.order.Purpose, "purpose", "", "why")
	c.Flags().StringVar(&f.order.Basis, "basis", "", "the law that allows it")
	c.Flags().StringVar(&f.handling, "handling", "TLP:AMBER PAP:AMBER", "how the recipient must handle it; each row says it")
	c.Flags().BoolVar(&f.order.Barred, "barred", false, "also those whom a protection bars from the recipient; two people must approve")
	c.Flags().Int64Var(&f.disclosure, "disclosure", 0, "the approved disclosure to write and account for")
	c.Flags().StringVar(&f.format, "format", "csv", "csv, ftm, jsonl, parquet or xlsx")
	c.Flags().StringVar(&f.out, "out", "", "the file to write")
	return c
}

// check tells the two steps apart, because nothing is written before another person has approved it.
func (f *exportFlags) check(cmd *cobra.Command) (err error) {
	changed := func(names ...string) bool { return slices.ContainsFunc(names, cmd.Flags().Changed) }
	switch {
	case f.disclosure != 0 && changed("source", "to", "country", "purpose", "basis", "handling", "barred"):
		return fmt.Errorf("--disclosure names what was approved; to whom, why and under which handling it is given cannot be changed: %w", lookback.ErrUsage)
	case f.disclosure != 0 && f.out == "":
		return fmt.Errorf("--out FILE is needed: %w", lookback.ErrUsage)
	case f.disclosure != 0:
		return exchange.CheckRecordForm(f.format)
	case changed("out", "format"):
		return fmt.Errorf("nothing is written before another person has approved it: propose it without --out and --format, then write it with --disclosure: %w", lookback.ErrUsage)
	}
	f.order.Handling, err = lookback.ParseHandling(f.handling)
	return err
}

// writeExport accounts for an export when all of its file is there, and puts it in its place.
func (a *app) writeExport(cmd *cobra.Command, s *casework.Service, f exportFlags) error {
	var x lookback.Disclosure
	err := writeFile(f.out, func(w io.Writer) error {
		file, err := api.ExportFile(w, f.format)
		if err != nil {
			return err
		}
		file.Begin = a.counting(file.Begin)
		x, err = s.SendExport(cmd.Context(), f.disclosure, a.actor, file)
		return err
	})
	if err != nil {
		return unlessAccounted(x, err)
	}
	return a.printDisclosure(x)
}

// unlessAccounted says what to do where a disclosure is accounted for and its file is not there.
func unlessAccounted(x lookback.Disclosure, err error) error {
	if x.State != lookback.DisclosureSent {
		return err
	}
	return fmt.Errorf("disclosure %d is accounted for and its file cannot be written, propose another (%v): %w", x.ID, err, lookback.ErrUnavailable)
}

// counted shows how many records were written.
type counted struct {
	casework.RecordWriter
	written  int
	progress func(done, total int)
}

func (a *app) counting(begin func(io.Writer, lookback.Disclosure) (casework.RecordWriter, error)) func(io.Writer, lookback.Disclosure) (casework.RecordWriter, error) {
	return func(w io.Writer, x lookback.Disclosure) (casework.RecordWriter, error) {
		out, err := begin(w, x)
		return &counted{out, 0, a.progress("records")}, err
	}
}

// Write implements casework.RecordWriter.
func (c *counted) Write(r lookback.Record) error {
	if c.written++; c.written%importBatch == 0 {
		c.progress(c.written, 0)
	}
	return c.RecordWriter.Write(r)
}

// sayExported tells what an export gives, and gave.
func (a *app) sayExported(x lookback.Disclosure) {
	e, n := x.Export, x.Export.Counts
	if x.State != lookback.DisclosureSent {
		a.say("  %d records of %s now; when it is approved: lookback record export --disclosure %d --out FILE", n.InScope, e.Source, x.ID)
		return
	}
	a.say("  %d records = %d given + %d that their source let go of + %d that a protection bars; %s, as of position %d", n.InScope, n.Given, n.Ended, n.Protected, e.Format, e.Position)
}

// recordExport lets the server account for an export, and puts what arrived in its place when it is what was accounted for.
func (r *remote) recordExport([]string) error {
	f := exportFlags{handling: r.text("handling"), format: r.text("format"), out: r.text("out")}
	var err error
	if f.disclosure, err = r.cmd.Flags().GetInt64("disclosure"); err != nil {
		return err
	}
	if err := f.check(r.cmd); err != nil {
		return err
	}
	if f.disclosure != 0 {
		return r.receiveExport(f)
	}
	return r.disclosed("/exports", api.ExportOrder{Source: r.text("source"), Barred: r.text("barred") == "true", Recipient: r.text("to"), Country: r.text("country"),
		Purpose: r.text("purpose"), Basis: r.text("basis"), Handling: f.handling})
}

func (r *remote) receiveExport(f exportFlags) error {
	var x lookback.Disclosure
	err := writeFile(f.out, func(w io.Writer) error {
		sum := sha256.New()
		if err := r.client.CopyAnswer(r.ctx, segment("disclosures", f.disclosure, "file"), api.ExportForm{Format: f.format}, io.MultiWriter(w, sum)); err != nil {
			return err
		}
		wire, err := api.Get[api.Disclosure](r.ctx, r.client, segment("disclosures", f.disclosure), nil)
		if err != nil {
			return err
		}
		if x = wire.Back(); x.Digest != hex.EncodeToString(sum.Sum(nil)) {
			return fmt.Errorf("what arrived is not what was accounted for: %w", lookback.ErrUnavailable)
		}
		return nil
	})
	if err != nil {
		return unlessAccounted(x, err)
	}
	return r.printDisclosure(x)
}
