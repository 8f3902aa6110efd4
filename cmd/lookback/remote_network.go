package main

import (
	"io"
	"net/url"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
)

// storedTie waits for the lookback that a tie ordered and says whom it affects.
func (r *remote) storedTie(stored api.TieStored, c tieCounts) error {
	run, err := r.follow(stored.Run)
	if err != nil {
		return err
	}
	var alerts []lookback.PathAlert
	if stored.Run != 0 && stored.Tie != "" {
		d, err := api.Get[api.RunDetail](r.ctx, r.client, segment("runs", stored.Run), nil)
		if err != nil {
			return err
		}
		alerts = pathAlertsBack(d.Paths)
	}
	c.Tie = stored.Tie
	return r.printTies(c, run, alerts)
}

// tieAdd sends the flags as they are: the server knows who acts and when, and reads them as the command does.
func (r *remote) tieAdd([]string) error {
	handling, err := lookback.ParseHandling(r.text("handling"))
	if err != nil {
		return err
	}
	review, err := parseDay(r.text("review-by"))
	if err != nil {
		return err
	}
	t := api.Tie{ID: r.text("id"), Subject: r.text("subject"), Class: r.text("class"), Object: r.text("object"), Knowledge: r.text("knowledge"), Share: r.text("share"),
		From: r.text("from"), To: r.text("to"), Source: r.text("source"), Origin: r.text("origin"), Grade: r.text("grade"), Kind: r.text("kind"),
		Sharing: string(handling.Sharing), Action: string(handling.Action), ReviewBy: review, Supersedes: r.text("supersedes"), Note: r.text("note")}
	if t.Supports, err = r.cmd.Flags().GetStringSlice("supports"); err != nil {
		return err
	}
	if t.Opposes, err = r.cmd.Flags().GetStringSlice("opposes"); err != nil {
		return err
	}
	stored, err := api.Post[api.TieStored](r.ctx, r.client, "/ties", t)
	if err != nil {
		return err
	}
	return r.storedTie(stored, tieCounts{Read: 1, Stored: 1})
}

func (r *remote) tieRetract(args []string) error {
	if err := checkReason(r.text("reason")); err != nil {
		return err
	}
	stored, err := api.Post[api.TieStored](r.ctx, r.client, "/retractions", api.RetractionOrder{Tie: args[0], Reason: r.text("reason")})
	if err != nil {
		return err
	}
	return r.storedTie(stored, tieCounts{Read: 1, Retracted: 1})
}

func (r *remote) tieShow(args []string) error {
	w, err := api.Get[api.TieDetail](r.ctx, r.client, segment("ties", args[0]), nil)
	if err != nil {
		return err
	}
	state, err := w.Back()
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayTie(state, pathAlertsBack(w.Paths)) })
}

func (r *remote) networkList([]string) error {
	all, err := gather(r, "/networks", nil, func(n api.NetworkDetail) api.NetworkDetail { return n })
	if err != nil {
		return err
	}
	return r.printNetworks(all)
}

func (r *remote) networkShow(args []string) error {
	n, err := api.Get[api.NetworkDetail](r.ctx, r.client, segment("networks", args[0]), nil)
	if err != nil {
		return err
	}
	return r.print(n, func() { r.sayNetwork(n) })
}

func (r *remote) networkPaths(args []string) error {
	flags := r.cmd.Flags()
	f := pathFlags{expires: r.text("expires"), question: screening.PathQuestion{
		Mandate: lookback.Mandate{Purpose: r.text("purpose"), Authority: r.text("authority"), Approver: r.text("approver")}}}
	q := &f.question
	var err error
	if q.Hops, err = flags.GetInt("hops"); err != nil {
		return err
	}
	if q.Limit, err = flags.GetInt("limit"); err != nil {
		return err
	}
	if q.Hypotheses, err = flags.GetBool("hypotheses"); err != nil {
		return err
	}
	question, err := f.read(args[0])
	if err != nil {
		return err
	}
	w, err := api.Post[api.PathAnswer](r.ctx, r.client, "/paths", api.PathQuestionOf(question))
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayPaths(w.Back()) })
}

func (r *remote) networkPass([]string) error {
	run, err := api.Post[api.Run](r.ctx, r.client, "/passing", api.Nothing{})
	if err != nil {
		return err
	}
	return r.finish(run.ID)
}

func (r *remote) exportJournal(w io.Writer) error {
	path := "/journal/export"
	if f := r.cmd.Flags().Lookup("purpose"); f != nil {
		path += "?" + url.Values{"purpose": {f.Value.String()}}.Encode()
	}
	return r.client.Copy(r.ctx, path, w)
}

// tieSent is how many ties are sent in one request.
const tieSent = 5000

// tieImport reads the file here and sends what is in it, in batches.
func (r *remote) tieImport(args []string) error {
	in := &tieImport{app: r.app, format: r.text("format"), parties: r.text("parties"), mapping: r.text("map"), rejectsPath: r.text("rejects"), assertedBy: r.text("asserted-by"),
		from: r.text("source"), origin: r.text("origin"), grade: r.text("grade"), handling: r.text("handling"), reviewBy: r.text("review-by")}
	if err := in.readAll(args[0]); err != nil {
		return err
	}
	in.counts.Networks, in.counts.Parties = len(in.set.Networks), len(in.set.Parties)
	var run int64
	for first := true; first || len(in.set.Ties) > 0; first = false {
		batch := screening.TieBatch{Ties: in.set.Ties[:min(len(in.set.Ties), tieSent)]}
		if in.set.Ties = in.set.Ties[len(batch.Ties):]; first {
			batch.Networks, batch.Parties = in.set.Networks, in.set.Parties
		}
		var withdrawn []lookback.Retraction
		if len(in.set.Ties) == 0 {
			withdrawn = in.retractions
		}
		stored, err := api.Post[api.TieBatchStored](r.ctx, r.client, "/tie-batches", api.TieBatchOf(batch, withdrawn))
		if err != nil {
			return err
		}
		run = max(run, stored.Run)
		in.counts.Stored, in.counts.Known, in.counts.Retracted = in.counts.Stored+stored.Stored, in.counts.Known+stored.Known, in.counts.Retracted+stored.Retracted
	}
	return r.storedTie(api.TieStored{Run: run}, in.counts)
}
