package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"lookback"
	"lookback/internal/api"
)

// redressed posts a step of a request and prints it as it is then.
func (r *remote) redressed(path string, order any) error {
	w, err := api.Post[api.Redress](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayRedress(w.Back()) })
}

func (r *remote) redressReceive(args []string) error {
	if _, _, err := lookback.ParseRecordRef(args[0]); err != nil {
		return err
	}
	o := api.RedressOrder{Record: args[0], Requester: r.text("requester"), Representative: r.text("representative"), Authority: r.text("authority"), Statement: r.text("statement")}
	given, err := r.cmd.Flags().GetStringArray("identifier")
	if err != nil {
		return err
	}
	for _, text := range given {
		kind, value, _ := strings.Cut(text, ":")
		o.Identifiers = append(o.Identifiers, api.Identifier{Type: kind, Value: value})
	}
	return r.redressed("/redress", o)
}

func (r *remote) redressList([]string) error {
	all, err := gather(r, "/redress", r.given("state"), api.Redress.Back)
	if err != nil {
		return err
	}
	late, err := r.cmd.Flags().GetBool("late")
	if err != nil {
		return err
	}
	return r.printRedresses(all, late)
}

func (r *remote) redressShow(id int64, _ []string) error {
	w, err := api.Get[api.Redress](r.ctx, r.client, segment("redress", id), nil)
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayRedress(w.Back()) })
}

func (r *remote) redressAssign(id int64, _ []string) error {
	return r.redressed(segment("redress", id, "assignment"), api.Assignment{To: r.text("to")})
}

func (r *remote) redressAcknowledge(id int64, _ []string) error {
	return r.redressed(segment("redress", id, "acknowledgement"), api.Note{Text: r.text("text")})
}

func (r *remote) redressAnswer(id int64, _ []string) error {
	return r.redressed(segment("redress", id, "answer"), api.Note{Text: r.text("text")})
}

func (r *remote) redressDecide(id int64, args []string) error {
	return r.redressed(segment("redress", id, "decision"), api.RedressDecision{Outcome: args[1], Reasons: r.text("reason"), Summary: r.text("summary")})
}

// disclosed posts a step of a disclosure and prints it as it is then.
func (r *remote) disclosed(path string, order any) error {
	w, err := api.Post[api.Disclosure](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printDisclosure(w.Back())
}

func (r *remote) disclosurePropose(id int64, _ []string) error {
	blocks, err := r.cmd.Flags().GetStringArray("block")
	if err != nil {
		return err
	}
	return r.disclosed(segment("cases", id, "disclosures"), api.DisclosureOrder{Recipient: r.text("to"), Country: r.text("country"), Blocks: blocks,
		Purpose: r.text("purpose"), Basis: r.text("basis"), Handling: r.text("handling")})
}

func (r *remote) disclosureApprove(id int64, _ []string) error {
	refuse, err := r.cmd.Flags().GetBool("refuse")
	if err != nil {
		return err
	}
	return r.disclosed(segment("disclosures", id, "approve"), api.SecondOrder{Agrees: !refuse, Reasons: r.text("reason")})
}

func (r *remote) disclosureSend(id int64, _ []string) error {
	out := r.text("out")
	if out == "" {
		return fmt.Errorf("--out FILE is needed: %w", lookback.ErrUsage)
	}
	w, err := api.Post[api.Sent](r.ctx, r.client, segment("disclosures", id, "send"), api.Nothing{})
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, []byte(w.File), 0o600); err != nil {
		return fmt.Errorf("disclosure %d is accounted for and its file cannot be written, propose another (%v): %w", id, err, lookback.ErrUnavailable)
	}
	return r.printDisclosure(w.Back())
}

func (r *remote) disclosureList([]string) error {
	q := r.given("record")
	id, err := r.cmd.Flags().GetInt64("case")
	if err = errors.Join(err, caseOrRecord(id, q.Get("record"))); err != nil {
		return err
	}
	if id != 0 {
		q.Set("case", fmt.Sprint(id))
	}
	all, err := gather(r, "/disclosures", q, api.Disclosure.Back)
	if err != nil {
		return err
	}
	return each(all, r.printDisclosure)
}

// noticed posts a step of a notice and prints it as it is then.
func (r *remote) noticed(args []string, group, step string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	w, err := api.Post[api.Notice](r.ctx, r.client, segment(group, id, step), api.Reason{Reason: r.text("reason")})
	if err != nil {
		return err
	}
	return r.printNotice(w.Back())
}

func (r *remote) disclosureRecall(args []string) error {
	return r.noticed(args, "disclosures", "recall")
}
func (r *remote) disclosureTold(args []string) error { return r.noticed(args, "notices", "told") }
func (r *remote) disclosureAcknowledge(args []string) error {
	return r.noticed(args, "notices", "acknowledge")
}

func (r *remote) disclosureCorrect(args []string) error {
	w, err := api.Post[api.Told](r.ctx, r.client, "/corrections", api.CorrectionOrder{Record: args[0], Reason: r.text("reason")})
	if err != nil {
		return err
	}
	return each(w.Notices, func(n api.Notice) error { return r.printNotice(n.Back()) })
}

func (r *remote) disclosureNotices([]string) error {
	open, err := r.cmd.Flags().GetBool("open")
	if err != nil {
		return err
	}
	for w, err := range api.Items[api.Notice](r.ctx, r.client, "/notices", nil) {
		if err != nil {
			return err
		}
		if n := w.Back(); !open || n.State != lookback.NoticeAcknowledged {
			if err := r.printNotice(n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *remote) protectionSet(args []string) error {
	since, err := parseDay(r.text("since"))
	if err != nil {
		return err
	}
	w, err := api.Post[api.Protection](r.ctx, r.client, "/protections", api.ProtectionOrder{Record: args[0], Kind: args[1], Source: r.text("source"), Since: since})
	if err != nil {
		return err
	}
	return r.printProtection(w.Back())
}

func (r *remote) protectionShow(args []string) error {
	all, err := gather(r, "/protections", url.Values{"record": {args[0]}}, api.Protection.Back)
	if err != nil {
		return err
	}
	if len(all) == 0 && !r.json {
		r.say("No protection is known of %s.", args[0])
	}
	return each(all, r.printProtection)
}

func (r *remote) protectionLift(args []string) error {
	id, err := parseID(args[1])
	if err != nil {
		return err
	}
	w, err := api.Post[api.Lifting](r.ctx, r.client, segment("protections", id, "lift"), api.LiftOrder{Record: args[0], Reason: r.text("reason")})
	if err != nil {
		return err
	}
	return r.print(w.Protection, func() { r.say("%s", liftWords(w.Back())) })
}

// erased posts a step of an erasure and prints it as it is then.
func (r *remote) erased(path string, order any) error {
	w, err := api.Post[api.Erasure](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printErasure(w.Back())
}

func (r *remote) erasurePropose(args []string) error {
	purposes, err := r.cmd.Flags().GetStringArray("purpose")
	if err != nil {
		return err
	}
	return r.erased("/erasures", api.ErasureOrder{Record: args[0], Purposes: purposes, Ground: r.text("ground"), Request: r.text("request")})
}

func (r *remote) erasureApprove(id int64, _ []string) error {
	refuse, err := r.cmd.Flags().GetBool("refuse")
	if err != nil {
		return err
	}
	return r.erased(segment("erasures", id, "approve"), api.Agreement{Agrees: !refuse})
}

func (r *remote) erasureList([]string) error {
	all, err := gather(r, "/erasures", nil, api.Erasure.Back)
	if err != nil {
		return err
	}
	return each(all, r.printErasure)
}

// held posts a step of a legal hold and prints it as it is then.
func (r *remote) held(path string, order any) error {
	w, err := api.Post[api.LegalHold](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printHold(w.Back())
}

func (r *remote) erasureHold(args []string) error {
	return r.held("/holds", api.HoldOrder{Record: args[0], Basis: r.text("basis")})
}

func (r *remote) erasureReview(id int64, _ []string) error {
	release, err := r.cmd.Flags().GetBool("release")
	if err != nil {
		return err
	}
	return r.held(segment("holds", id, "review"), api.HoldReview{Reason: r.text("reason"), Release: release})
}

func (r *remote) caseAlerts([]string) error {
	q := url.Values{"limit": {"1000"}}
	if r.text("suppressed") == "true" {
		q.Set("suppressed", "true")
	}
	var whole api.AlertQueue
	for {
		page, err := api.Get[api.AlertQueue](r.ctx, r.client, "/queue", q)
		if err != nil {
			return err
		}
		whole.Items, whole.Suppressed, whole.Redressed = append(whole.Items, page.Items...), whole.Suppressed+page.Suppressed, whole.Redressed+page.Redressed
		if page.Next == "" {
			return r.printAlerts(whole)
		}
		q.Set("after", page.Next)
	}
}

func (r *remote) suppressed(path string, order any) error {
	w, err := api.Post[api.Suppression](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printSuppression(w.Back())
}

func (r *remote) caseSuppress(args []string) error {
	o := api.SuppressionOrder{Alert: args[0]}
	var err error
	if o.Expires, err = parseDay(r.text("expires")); err != nil {
		return err
	}
	if o.Ruling, err = r.cmd.Flags().GetInt64("ruling"); err != nil {
		return err
	}
	return r.suppressed("/suppressions", o)
}

func (r *remote) caseSuppressions([]string) error {
	all, err := gather(r, "/suppressions", nil, api.Suppression.Back)
	if err != nil {
		return err
	}
	return each(all, r.printSuppression)
}

func (r *remote) caseLift(id int64, _ []string) error {
	return r.suppressed(segment("suppressions", id, "lift"), api.Reason{Reason: r.text("reason")})
}

func (r *remote) asked(path string, order any) error {
	w, err := api.Post[api.Asked](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printAsked([]lookback.Asked{w.Back()})
}

func (r *remote) caseAsk(id int64, args []string) error {
	due, err := parseDay(r.text("due"))
	if err != nil {
		return err
	}
	o := api.AskOrder{Kind: string(lookback.Enquiry), Of: r.text("of"), Question: args[1], Due: due}
	if r.text("task") == "true" {
		o.Kind = string(lookback.Task)
	}
	return r.asked(segment("cases", id, "asked"), o)
}

func (r *remote) caseAnswer(id int64, args []string) error {
	return r.asked(segment("asked", id, "answer"), api.AskedAnswer{Text: args[1], Withdrawn: r.text("withdrawn") == "true"})
}

func (r *remote) caseAsked([]string) error {
	q := url.Values{}
	if id := r.text("case"); id != "0" {
		q.Set("case", id)
	}
	all, err := gather(r, "/asked", q, api.Asked.Back)
	if err != nil {
		return err
	}
	var shown []lookback.Asked
	for _, x := range all {
		if r.text("late") != "true" || x.Late(time.Now()) {
			shown = append(shown, x)
		}
	}
	return r.printAsked(shown)
}

func (r *remote) caseAttach(id int64, args []string) error {
	file, err := attachment(id, args[1])
	if err != nil {
		return err
	}
	w, err := api.Post[api.Attachment](r.ctx, r.client, segment("cases", id, "attachments"),
		api.AttachmentOrder{Name: file.Name, Hash: file.Hash, Size: file.Size, Where: r.text("where"), Note: r.text("note")})
	if err != nil {
		return err
	}
	return r.printAttachments([]lookback.Attachment{w.Back()})
}

func (r *remote) caseAttachments(id int64, _ []string) error {
	all, err := gather(r, segment("cases", id, "attachments"), nil, api.Attachment.Back)
	if err != nil {
		return err
	}
	if check := r.text("check"); check != "" {
		return r.checkAttachment(all, check)
	}
	return r.printAttachments(all)
}

func (r *remote) journalAccess([]string) error {
	q := url.Values{}
	if who := strings.ToLower(r.text("person")); who != "" {
		q.Set("person", who)
	}
	all, err := gather(r, "/access", q, api.Access.Back)
	if err != nil {
		return err
	}
	return r.printAccess(all)
}
