package api

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/exchange"
)

func exportRoutes() []Route {
	return []Route{
		post("/exports", Disclose, "Propose to disclose who the records of a source are; nothing leaves before others approve it", ExportOrder{}, Disclosure{}, command(proposeExport)),
		{Method: http.MethodPost, Path: prefix + "/disclosures/{disclosure}/file", Permission: Disclose, In: ExportForm{}, Gives: "application/octet-stream", handle: (*call).sendExport,
			Summary: "Account for an approved disclosure of records and get its file, once; no copy is kept"},
	}
}

// ExportOrder says who is to get the records of a source, and why.
type ExportOrder struct {
	Source    string `json:"source"`
	Barred    bool   `json:"barred"` // also those whom a protection bars from the recipient, which takes two approvals
	Recipient string `json:"recipient"`
	Country   string `json:"country,omitempty"` // whose office it is; empty for one of our own country
	Purpose   string `json:"purpose"`
	Basis     string `json:"basis"`
	Handling  string `json:"handling"` // "TLP:AMBER PAP:AMBER"
}

func proposeExport(c *call, in ExportOrder) (Disclosure, error) {
	o := casework.ExportOrder{Source: in.Source, Barred: in.Barred, Recipient: lookback.Recipient{Name: in.Recipient, Country: in.Country}, Purpose: in.Purpose, Basis: in.Basis, Person: c.caller.Person}
	var err error
	if o.Handling, err = lookback.ParseHandling(in.Handling); err != nil {
		return Disclosure{}, err
	}
	x, err := c.Cases.ProposeExport(c.ctx(), o)
	return DisclosureOf(x), err
}

// ExportForm says how a file of records is written.
type ExportForm struct {
	Format string `json:"format"` // csv, ftm, jsonl, parquet or xlsx
}

// ExportFile returns what writes records to out in a form, for casework.Service.SendExport. ErrUsage: there is no such form.
func ExportFile(out io.Writer, format string) (casework.ExportFile, error) {
	begin := func(w io.Writer, x lookback.Disclosure) (casework.RecordWriter, error) {
		return exchange.NewRecordWriter(format, w, exchange.Terms{Disclosure: x.ID, Handling: x.Handling.String()})
	}
	return casework.ExportFile{Out: out, Format: format, Begin: begin}, exchange.CheckRecordForm(format)
}

// sendExport keeps the file while it is made, so that nothing of it leaves before it is accounted for.
func (c *call) sendExport() error {
	in, err := readBody[ExportForm](c.r.Body)
	if err != nil {
		return err
	}
	id, err := c.number("disclosure")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp("", "lookback-export-*")
	if err != nil {
		return fmt.Errorf("make a file for the export: %w", err)
	}
	_ = os.Remove(temp.Name()) // at once where a system allows it: a server that is killed leaves nobody's data behind
	defer os.Remove(temp.Name())
	defer temp.Close()
	file, err := ExportFile(temp, in.Format)
	if err != nil {
		return err
	}
	x, err := c.Cases.SendExport(c.ctx(), id, c.caller.Person, file)
	if err != nil {
		return err
	}
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("disclosure %d is accounted for and its file cannot be read, propose another (%v): %w", id, err, lookback.ErrUnavailable)
	}
	c.w.Header().Set("Content-Type", "application/octet-stream")
	c.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fmt.Sprintf("disclosure-%d.%s", x.ID, in.Format)}))
	_, err = io.Copy(c.w, temp) // who went away proposes another: what was accounted for is not handed over twice
	if err != nil {
		c.Log.Warn("an export did not arrive", "disclosure", x.ID)
	}
	return nil
}
