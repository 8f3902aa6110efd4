package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"time"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/eval"
)

// reportQuery puts the flags of reports that withhold small numbers behind a question mark.
func (r *remote) reportQuery() url.Values {
	q := url.Values{}
	if r.text("internal") == "true" {
		q.Set("internal", "true")
	}
	if run := r.cmd.Flags().Lookup("run"); run != nil && run.Value.String() != "0" {
		q.Set("run", run.Value.String())
	}
	return q
}

func (r *remote) reportFunnel([]string) error {
	q := r.reportQuery()
	if key := r.text("follow"); key != "" {
		q.Set("cell", key)
		q.Set("purpose", r.text("purpose"))
		traces, err := gather(r, "/reports/funnel/cases", q, func(t api.Trace) casework.Trace {
			return casework.Trace{Case: t.Case, Record: t.Record, Position: t.Position}
		})
		if err != nil {
			return err
		}
		return r.printTraces(traces, key)
	}
	w, err := api.Get[api.Funnel](r.ctx, r.client, "/reports/funnel", q)
	if err != nil {
		return err
	}
	if r.text("csv") == "true" {
		return r.writeCSV(funnelRows(w.Back()))
	}
	return r.print(w, func() { r.sayFunnel(w.Back()) })
}

func (r *remote) reportCard(id int64, _ []string) error {
	w, err := api.Get[api.Card](r.ctx, r.client, segment("cases", id, "card"), r.given("purpose"))
	if err != nil {
		return err
	}
	return r.printCard(w.Back(), r.text("out"))
}

func (r *remote) reportQuality([]string) error {
	w, err := api.Get[api.Quality](r.ctx, r.client, "/reports/quality", nil)
	if err != nil {
		return err
	}
	if r.text("csv") == "true" {
		return r.writeCSV(reviewerRows(w.Back()))
	}
	return r.print(w, func() { r.sayQuality(w.Back()) })
}

// reportEquity reports of the server's people, and of the matcher of this program.
func (r *remote) reportEquity([]string) error {
	w, err := api.Get[api.Equity](r.ctx, r.client, "/reports/equity", r.reportQuery())
	if err != nil {
		return err
	}
	e := w.Back()
	if r.text("csv") == "true" {
		return r.writeCSV(equityRows(e))
	}
	matcher := eval.Fairness(eval.MatcherScorer(), lookback.DefaultThreshold)
	return r.print(equityWireOf(e, matcher), func() {
		r.sayEquity(e)
		r.sayFairness(matcher)
	})
}

func (r *remote) reportRuns([]string) error {
	all, err := gather(r, "/reports/runs", nil, func(x api.RunTime) runTime { return runTime{x.Run.Back(), x.Known} })
	if err != nil {
		return err
	}
	return r.printRunReport(all, r.text("csv") == "true")
}

func (r *remote) reportSample([]string) error {
	size, err := r.cmd.Flags().GetInt("size")
	if err != nil {
		return err
	}
	if _, err := parseMonth(r.text("month")); err != nil {
		return err
	}
	w, err := api.Post[api.Sample](r.ctx, r.client, "/samples", api.SampleOrder{Month: r.text("month"), Size: size})
	if err != nil {
		return err
	}
	return r.print(w, func() { r.saySample(w.Back()) })
}

func (r *remote) status([]string) error {
	w, err := api.Get[api.Status](r.ctx, r.client, "/status", nil)
	if err != nil {
		return err
	}
	fresh := w.Back()
	if err := r.print(w, func() { r.sayStatus(fresh) }); err != nil {
		return err
	}
	return alarmError(fresh.Alarms)
}

func (r *remote) listSchedule([]string) error {
	if r.text("run") == "true" {
		return fmt.Errorf("the server follows its lists by itself; leave out --run: %w", lookback.ErrUsage)
	}
	feeds, err := gather(r, "/feeds", nil, api.Feed.Back)
	if err != nil {
		return err
	}
	return r.printSchedule(feeds)
}

func (r *remote) listQuarantine(args []string) error {
	if len(args) == 0 {
		held, err := gather(r, "/quarantine", r.given("list"), api.HeldEdition.Back)
		if err != nil {
			return err
		}
		return r.printHelds(held)
	}
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	w, err := api.Get[api.HeldDetail](r.ctx, r.client, segment("quarantine", id), nil)
	if err != nil {
		return err
	}
	return r.printHeldDetail(w.Back())
}

func (r *remote) listRelease(id int64, _ []string) error {
	in, err := api.Post[api.Imported](r.ctx, r.client, segment("quarantine", id, "release"), api.Reason{Reason: r.text("reason")})
	if err != nil {
		return err
	}
	if in.Held != nil {
		return r.print(in.Held, func() { r.say("%s.", waitsForSecond(in.Held.Back())) })
	}
	return r.imported(in)
}

func (r *remote) listReject(id int64, _ []string) error {
	w, err := api.Post[api.HeldEdition](r.ctx, r.client, segment("quarantine", id, "reject"), api.Reason{Reason: r.text("reason")})
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayRejected(w.Back()) })
}

func (r *remote) ownership(args []string) error {
	joint, err := r.cmd.Flags().GetStringArray("joint")
	if err != nil {
		return err
	}
	counts, err := r.cmd.Flags().GetStringArray("counts")
	if err != nil {
		return err
	}
	regimes, err := r.cmd.Flags().GetStringSlice("regime")
	if err != nil {
		return err
	}
	f := ownershipFlags{on: r.text("on"), regimes: regimes, joint: joint, counted: counts}
	order, err := f.read(args[0], time.Now())
	if err != nil {
		return err
	}
	w, err := api.Post[api.Ownership](r.ctx, r.client, "/ownership", api.OwnershipQuestionOf(order))
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayOwnership(w) })
}

func (r *remote) networkExport([]string) error {
	format, out := r.text("format"), r.text("out")
	if r.json && out == "" {
		return fmt.Errorf("--json says what was written; name the file with --out: %w", lookback.ErrUsage)
	}
	q := url.Values{"format": {format}, "purpose": {r.text("purpose")}}
	if network := r.text("network"); network != "" {
		q.Set("network", network)
	}
	body, header, err := r.client.Fetch(r.ctx, "/network-export", q)
	if err != nil {
		return err
	}
	defer body.Close()
	copied := func(w io.Writer) error {
		_, err := io.Copy(w, body)
		return err
	}
	if out == "" {
		return copied(r.out)
	}
	var told api.Export
	if err := json.Unmarshal([]byte(header.Get(api.ExportHeader)), &told); err != nil {
		return fmt.Errorf("read what was exported: %w", err)
	}
	if err := writeFile(out, copied); err != nil {
		return err
	}
	told.File = out
	return r.print(told, func() { r.sayExport(told) })
}

// directed posts a step of a directive and prints it as it is then.
func (r *remote) directed(path string, order any) error {
	w, err := api.Post[api.Directive](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printedDirective(w)
}

func (r *remote) printedDirective(w api.Directive) error {
	d, err := w.Back()
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayDirective(d) })
}

func (r *remote) directivePropose([]string) error {
	f := directiveFlags{about: r.text("about"), level: r.text("level"), order: r.text("order"), from: r.text("from"), until: r.text("until")}
	f.directive = lookback.Directive{Title: r.text("title"), LegalBasis: r.text("basis"), Reason: r.text("reason")}
	f.directive.Care.SecondReviewer = r.text("second-reviewer") == "true"
	var err error
	if f.directive.Nationalities, err = r.cmd.Flags().GetStringSlice("nationality"); err != nil {
		return err
	}
	d, err := f.read()
	if err != nil {
		return err
	}
	return r.directed("/directives", api.DirectiveOrderOf(d))
}

// directiveApprove signs here what the server would have signed: the private key goes nowhere.
func (r *remote) directiveApprove(id int64, _ []string) error {
	private, err := readPrivateKey(r.text("key"))
	if err != nil {
		return err
	}
	draft, err := api.Post[api.DirectiveDraft](r.ctx, r.client, segment("directives", id, "draft"), api.Nothing{})
	if err != nil {
		return err
	}
	d, err := draft.Directive.Back()
	if err != nil {
		return err
	}
	if d.ID != id || string(d.SigningBytes()) != draft.Text {
		return fmt.Errorf("the text that the server wants signed is not that of directive %d as it shows it: %w", id, lookback.ErrCheck)
	}
	return r.directed(segment("directives", id, "approve"), api.DirectiveApproval{Signed: d.Signed,
		Key: hex.EncodeToString(private.Public().(ed25519.PublicKey)), Signature: hex.EncodeToString(ed25519.Sign(private, []byte(draft.Text)))})
}

func (r *remote) directiveList([]string) error {
	var all []lookback.Directive
	for w, err := range api.Items[api.Directive](r.ctx, r.client, "/directives", nil) {
		if err != nil {
			return err
		}
		d, err := w.Back()
		if err != nil {
			return err
		}
		all = append(all, d)
	}
	return r.printDirectives(all)
}

func (r *remote) directiveShow(id int64, _ []string) error {
	w, err := api.Get[api.Directive](r.ctx, r.client, segment("directives", id), nil)
	if err != nil {
		return err
	}
	d, err := w.Back()
	if err != nil {
		return err
	}
	return r.shownDirective(d)
}

func (r *remote) directiveReport(id int64, _ []string) error {
	w, err := api.Get[api.DirectiveReport](r.ctx, r.client, segment("directives", id, "effect"), nil)
	if err != nil {
		return err
	}
	return r.printDirectiveReport(w)
}
