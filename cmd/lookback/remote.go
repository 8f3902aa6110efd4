package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
)

// remote is a command that works on a server instead of a data folder. What it prints is what the command prints.
type remote struct {
	*app
	ctx    context.Context
	cmd    *cobra.Command
	client *api.Client
}

// remotes says how commands work on a server. For those that are not here atHome says why they work on a data folder only.
func remotes() map[string]func(*remote, []string) error {
	return map[string]func(*remote, []string) error{
		"list import": (*remote).listImport, "list history": (*remote).listHistory, "list show": (*remote).listShow, "list diff": (*remote).listDiff,
		"record import": (*remote).recordImport, "record export": (*remote).recordExport, "screen": (*remote).screen,
		"run list": (*remote).runList, "run show": (*remote).runShow, "run start": (*remote).runStart, "run approve": (*remote).runApprove, "run check": (*remote).runCheck,
		"clearance": (*remote).clearance, "replay": (*remote).replay,
		"case open": (*remote).caseOpen, "case list": (*remote).caseList, "case show": (*remote).caseShow, "case change": (*remote).caseChange,
		"case rule": (*remote).caseRule, "case second": (*remote).caseSecond, "case assign": (*remote).caseAssign, "case note": (*remote).caseNote,
		"policy show": (*remote).policyShow, "policy propose": (*remote).policyPropose, "policy approve": (*remote).policyApprove, "policy simulate": (*remote).policySimulate,
		"tie add": (*remote).tieAdd, "tie retract": (*remote).tieRetract, "tie show": (*remote).tieShow,
		"network list": (*remote).networkList, "network show": (*remote).networkShow, "network paths": (*remote).networkPaths, "network pass": (*remote).networkPass,
		"redress receive": (*remote).redressReceive, "redress list": (*remote).redressList, "redress show": onNumber((*remote).redressShow), "redress assign": onNumber((*remote).redressAssign),
		"redress acknowledge": onNumber((*remote).redressAcknowledge), "redress answer": onNumber((*remote).redressAnswer), "redress decide": onNumber((*remote).redressDecide),
		"disclosure propose": onNumber((*remote).disclosurePropose), "disclosure approve": onNumber((*remote).disclosureApprove), "disclosure send": onNumber((*remote).disclosureSend), "disclosure list": (*remote).disclosureList,
		"disclosure correct": (*remote).disclosureCorrect, "disclosure recall": (*remote).disclosureRecall, "disclosure notices": (*remote).disclosureNotices, "disclosure told": (*remote).disclosureTold, "disclosure acknowledge": (*remote).disclosureAcknowledge,
		"protection set": (*remote).protectionSet, "protection show": (*remote).protectionShow, "protection lift": (*remote).protectionLift,
		"erasure propose": (*remote).erasurePropose, "erasure approve": onNumber((*remote).erasureApprove), "erasure list": (*remote).erasureList, "erasure hold": (*remote).erasureHold, "erasure review": onNumber((*remote).erasureReview),
		"case alerts": (*remote).caseAlerts, "case suppress": (*remote).caseSuppress, "case suppressions": (*remote).caseSuppressions, "case lift": onNumber((*remote).caseLift),
		"case ask": onNumber((*remote).caseAsk), "case answer": onNumber((*remote).caseAnswer), "case asked": (*remote).caseAsked, "case attach": onNumber((*remote).caseAttach), "case attachments": onNumber((*remote).caseAttachments),
		"case review": onNumber((*remote).caseReview), "case terms": (*remote).caseTerms, "case work": (*remote).caseWork, "case timeline": onNumber((*remote).caseTimeline), "report overdue": (*remote).reportOverdue,
		"erasure due": (*remote).erasureDue, "erasure run": (*remote).erasureRun, "erasure rules": (*remote).erasureRules,
		"erasure rule propose": (*remote).rulePropose, "erasure rule approve": onNumber((*remote).ruleApprove), "erasure rule end": onNumber((*remote).ruleEnd),
		"identity propose": (*remote).identityPropose, "identity list": (*remote).identityList, "identity show": onNumber((*remote).identityShow),
		"identity confirm": onNumber((*remote).identityConfirm), "identity second": onNumber((*remote).identitySecond), "identity refuse": onNumber((*remote).identityRefuse),
		"user add": (*remote).userAdd, "user list": (*remote).userList, "user roles": (*remote).userRoles, "user link": (*remote).userLink, "user disable": (*remote).userDisable,
		"user key add": (*remote).userKeyAdd, "user key list": (*remote).userKeyList, "user key revoke": onNumber((*remote).userKeyRevoke), "list links": (*remote).listLinks,
		"report funnel": (*remote).reportFunnel, "report card": onNumber((*remote).reportCard), "report quality": (*remote).reportQuality, "report equity": (*remote).reportEquity,
		"report runs": (*remote).reportRuns, "report sample": (*remote).reportSample,
		"status": (*remote).status, "list status": (*remote).status, "list schedule": (*remote).listSchedule,
		"list quarantine": (*remote).listQuarantine, "list release": onNumber((*remote).listRelease), "list reject": onNumber((*remote).listReject),
		"directive propose": (*remote).directivePropose, "directive approve": onNumber((*remote).directiveApprove), "directive list": (*remote).directiveList,
		"directive show": onNumber((*remote).directiveShow), "directive report": onNumber((*remote).directiveReport),
		"ownership": (*remote).ownership, "network export": (*remote).networkExport, "tie import": (*remote).tieImport, "journal access": (*remote).journalAccess,
		"journal list": (*remote).journalList, "journal export": (*remote).journalExport, "journal verify": (*remote).journalVerify,
	}
}

// onNumber is a command whose first argument is the number of what it is about.
func onNumber(do func(r *remote, id int64, args []string) error) func(*remote, []string) error {
	return func(r *remote, args []string) error {
		id, err := parseID(args[0])
		if err != nil {
			return err
		}
		return do(r, id, args)
	}
}

// homely are the commands that keep nothing, or make a data folder of their own: a server makes no difference to them.
var homely = []string{"demo", "serve", "eval", "bench", "version", "help", "completion", "directive key", "config", "journal check"}

// Why some commands work on a data folder only.
const (
	outsideWorld = "where lists and records come from is set and read where the server runs, so that nobody makes it ask what they cannot reach themselves"
	signingKey   = "the key that signs the journal never leaves the place where the server runs"
	wholeData    = "it is about the data as a whole and the machine that holds them"
)

// atHome says of every command that works on a data folder only why that is so.
var atHome = map[string]string{
	"list add": outsideWorld, "list drop": outsideWorld, "list fetch": outsideWorld, "record sync": outsideWorld, "record watch": outsideWorld,
	"journal checkpoint": signingKey, "journal prove": signingKey, "journal rotate": signingKey, "journal witness": signingKey,
	"backup": wholeData, "restore": wholeData, "doctor": wholeData, "worker": wholeData,
	"mcp": "a server offers the same tools itself, at its address with /mcp",
}

// overServer makes every command below c work on the server that --server names, or say that it cannot.
func (a *app) overServer(c *cobra.Command) {
	for _, sub := range c.Commands() {
		a.overServer(sub)
	}
	if c.HasSubCommands() || c.RunE == nil {
		return
	}
	here := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		_, path, _ := strings.Cut(cmd.CommandPath(), " ")
		group, _, _ := strings.Cut(path, " ")
		if a.server == "" || slices.Contains(homely, group) || slices.Contains(homely, path) {
			return here(cmd, args)
		}
		there, ok := remotes()[path]
		if !ok {
			return fmt.Errorf("%q works on a data folder only: %s; leave out --server: %w", path, atHome[path], lookback.ErrUsage)
		}
		r, err := a.connect(cmd)
		if err != nil {
			return err
		}
		return there(r, args)
	}
}

// connect returns the client of the server. With a key it is the owner of the key who acts.
func (a *app) connect(cmd *cobra.Command) (*remote, error) {
	key := os.Getenv("LOOKBACK_KEY")
	if key != "" && cmd.Flags().Changed("as") {
		return nil, fmt.Errorf("the key in $LOOKBACK_KEY says who acts; leave out --as: %w", lookback.ErrUsage)
	}
	client, err := api.NewClient(a.server, key, a.actor)
	return &remote{app: a, ctx: cmd.Context(), cmd: cmd, client: client}, err
}

// text returns the value of a flag.
func (r *remote) text(flag string) string {
	return r.cmd.Flags().Lookup(flag).Value.String()
}

// given puts the flags that were given, under the names of their parameters, behind a question mark.
func (r *remote) given(flags ...string) url.Values {
	q := url.Values{}
	for _, flag := range flags {
		if v := r.text(flag); v != "" {
			q.Set(flag, v)
		}
	}
	return q
}

// follow waits for a lookback and returns it; the zero run for none.
func (r *remote) follow(id int64) (lookback.Run, error) {
	if id == 0 {
		return lookback.Run{}, nil
	}
	progress := r.progress(fmt.Sprintf("run %d", id))
	run, err := r.client.Follow(r.ctx, id, func(p api.Progress) { progress(p.Done, p.Total) })
	return run.Back(), err
}

// gather reads all pages of a list and translates its items.
func gather[W, T any](r *remote, path string, query url.Values, back func(W) T) ([]T, error) {
	var all []T
	for item, err := range api.Items[W](r.ctx, r.client, path, query) {
		if err != nil {
			return nil, err
		}
		all = append(all, back(item))
	}
	return all, nil
}

// segment returns the path of something below another.
func segment(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + url.PathEscape(fmt.Sprint(p)))
	}
	return b.String()
}
