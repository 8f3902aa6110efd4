package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) tie() *cobra.Command {
	return group("tie", "Import, add, retract and show ties: sourced, graded assertions that connect two parties",
		a.tieImport(), a.tieAdd(), a.tieRetract(), a.tieShow())
}

// tieFlags are the flags of `tie add`.
type tieFlags struct {
	tie                                       lookback.Tie
	subject, class, object, knowledge, share  string
	from, to, grade, kind, handling, reviewBy string
}

func (a *app) tieAdd() *cobra.Command {
	var f tieFlags
	c := &cobra.Command{
		Use:   "add",
		Short: "Assert one tie, and find the records whose best path it changes",
		Long: `Assert one tie, and find the records whose best path it changes. A tie needs its source and a grade for
source and information each, and is never changed afterwards: retract it, or assert one that supersedes it.`,
		Example: `  lookback tie add --subject record:border/1042 --class moved-by --object network:caravan --from 2023-05 --source "travel manifest" --grade C3
  lookback tie add --subject party:P-07 --class member-of --object entry:north/NC-0007 --source informant --grade B3 --kind assessment --supersedes T-00412`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := f.read(a.actor, time.Now())
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				result, err := s.PutTies(cmd.Context(), a.actor, screening.TieBatch{Ties: []lookback.Tie{t}})
				if err != nil {
					return err
				}
				return a.finishTies(cmd.Context(), s, st, tieCounts{Read: 1, Stored: 1, Tie: t.ID}, result.Run)
			})
		},
	}
	f.register(c)
	return c
}

func (f *tieFlags) register(c *cobra.Command) {
	flags := c.Flags()
	for _, flag := range []struct {
		to                 *string
		name, value, shown string
	}{
		{&f.tie.ID, "id", "", "ID of the tie; made from its content when left out"},
		{&f.subject, "subject", "", "party it speaks about: record:SOURCE/KEY, entry:LIST/ID, party:ID or network:ID"},
		{&f.class, "class", "", "what connects them: moved-by, member-of, works-for, owns, ..."},
		{&f.object, "object", "", "party at the other end"},
		{&f.knowledge, "knowledge", "", "what the subject knew: knowing, unwitting or coerced; left out when not known"},
		{&f.share, "share", "", "for owns: 51 %, 25-50 %"},
		{&f.from, "from", "", "when it began or happened, as exactly as is known"},
		{&f.to, "to", "", "when it ended; left out while it holds"},
		{&f.tie.Source, "source", "", "what it was read from"},
		{&f.tie.Origin, "origin", "", "where the source had it from, when that is another"},
		{&f.grade, "grade", "", "grade of source (A-F) and information (1-6), for example C3"},
		{&f.kind, "kind", string(lookback.Fact), "fact, assessment or hypothesis"},
		{&f.handling, "handling", "TLP:AMBER PAP:AMBER", "with whom it may be shared and what may be done with it"},
		{&f.reviewBy, "review-by", "", "day by which somebody must look at it again (default: in a year)"},
		{&f.tie.Supersedes, "supersedes", "", "tie that this one replaces"},
		{&f.tie.Note, "note", "", "in words"},
	} {
		flags.StringVar(flag.to, flag.name, flag.value, flag.shown)
	}
	flags.StringSliceVar(&f.tie.Supports, "supports", nil, "ties that this one corroborates")
	flags.StringSliceVar(&f.tie.Opposes, "opposes", nil, "ties that this one contradicts")
}

// read returns the tie that the flags describe.
func (f *tieFlags) read(actor string, now time.Time) (lookback.Tie, error) {
	t := f.tie
	var err error
	if t.Subject, err = lookback.ParseNodeRef(f.subject); err != nil {
		return t, fmt.Errorf("--subject: %w", err)
	}
	if t.Object, err = lookback.ParseNodeRef(f.object); err != nil {
		return t, fmt.Errorf("--object: %w", err)
	}
	if t.Share, err = lookback.ParseShare(f.share); err != nil {
		return t, err
	}
	if f.grade != "" {
		if t.Grade, err = lookback.ParseGrade(f.grade); err != nil {
			return t, err
		}
	}
	if t.Handling, err = lookback.ParseHandling(f.handling); err != nil {
		return t, err
	}
	if t.ReviewBy, err = parseDay(f.reviewBy); err != nil {
		return t, err
	}
	t.Class, t.Knowledge, t.Kind = lookback.TieClass(f.class), lookback.Knowledge(f.knowledge), lookback.TieKind(f.kind)
	t.From, t.To, t.AssertedBy, t.Recorded = lookback.ParseDate(f.from), lookback.ParseDate(f.to), actor, now
	if t.ReviewBy.IsZero() {
		t.ReviewBy = now.AddDate(lookback.TieReviewYears, 0, 0)
	}
	if t.ID == "" {
		t.ID = api.NewTieID(t)
	}
	return t, t.Validate()
}

// tieCounts are the totals of ties that came in. Read = Stored + Known + Retracted + Rejected.
type tieCounts struct {
	Tie       string         `json:"tie,omitempty"` // of a single one
	Read      int            `json:"read"`
	Networks  int            `json:"networks"`
	Parties   int            `json:"parties"`
	Stored    int            `json:"stored"`
	Known     int            `json:"known"`
	Retracted int            `json:"retracted"`
	Rejected  int            `json:"rejected"`
	Rejects   string         `json:"reject_file,omitempty"`
	Loss      map[string]int `json:"loss"`
}

type tieResultWire struct {
	tieCounts
	Run     int64           `json:"run"`
	Summary *api.Run        `json:"lookback"`
	Paths   []api.PathAlert `json:"paths,omitempty"`
}

// finishTies runs what was ordered and says what it found. With a single tie it says whom.
func (a *app) finishTies(ctx context.Context, s *screening.Service, st store.Store, c tieCounts, id int64) error {
	if err := s.Resume(ctx, a.runProgress()); err != nil {
		return err
	}
	var run lookback.Run
	var alerts []lookback.PathAlert
	if id != 0 {
		var err error
		if run, err = runByID(ctx, st, id); err != nil {
			return err
		}
	}
	if id != 0 && c.Tie != "" {
		err := st.View(ctx, func(tx store.Tx) (err error) {
			alerts, err = pathsOfRun(tx, run)
			return err
		})
		if err != nil {
			return err
		}
	}
	return a.printTies(c, run, alerts)
}

// printTies says what became of ties, and what the lookback on them found; the zero run is none.
func (a *app) printTies(c tieCounts, run lookback.Run, alerts []lookback.PathAlert) error {
	wire := tieResultWire{tieCounts: c, Run: run.ID}
	if wire.Loss == nil {
		wire.Loss = map[string]int{}
	}
	if run.ID != 0 {
		summary := api.RunOf(run)
		wire.Summary = &summary
	}
	for _, x := range alerts {
		wire.Paths = append(wire.Paths, api.PathAlertOf(x))
	}
	return a.print(wire, func() {
		a.sayTies(c)
		if run.ID != 0 {
			a.sayRun(run)
			a.sayPathAlerts(alerts)
		}
	})
}

func (a *app) sayTies(c tieCounts) {
	a.say("%d read = %d stored + %d known already + %d retracted + %d rejected; %d networks, %d parties.",
		c.Read, c.Stored, c.Known, c.Retracted, c.Rejected, c.Networks, c.Parties)
	if c.Rejects != "" {
		a.say("The rejected rows are in %s, each with its line, field and reason.", c.Rejects)
	}
	for _, field := range sortedKeys(c.Loss) {
		a.say("  no place for %s: %d", field, c.Loss[field])
	}
}

func (a *app) tieRetract() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "retract TIE",
		Short: "Withdraw a tie: what rested on it ends or weakens, and is named",
		Long: `Withdraw a tie. It stays readable for ever and stands no longer; the lookback that follows ends or weakens
every alert that rested on it and names them, so that what was decided on its strength is looked at again.`,
		Example: `  lookback tie retract T-00412 --reason "the passport belongs to another person of the same name"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkReason(reason); err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				result, err := s.RetractTie(cmd.Context(), lookback.Retraction{Tie: args[0], By: a.actor, Reason: reason})
				if err != nil {
					return err
				}
				return a.finishTies(cmd.Context(), s, st, tieCounts{Read: 1, Retracted: 1, Tie: args[0]}, result.Run)
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why it no longer stands")
	return c
}

func checkReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fmt.Errorf("--reason is needed: a tie is not withdrawn without one: %w", lookback.ErrUsage)
	}
	return nil
}

func (a *app) tieShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show TIE",
		Short:   "Show a tie, what became of it and which alerts rest on it",
		Example: "  lookback tie show T-00412",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var state store.TieState
			var alerts []lookback.PathAlert
			err := a.view(cmd.Context(), func(tx store.Tx) (err error) {
				if state, err = tx.GetTie(args[0], store.Now); err != nil {
					return err
				}
				alerts, err = tx.ListPathAlerts(store.PathAlertFilter{Tie: args[0]})
				return err
			})
			if err != nil {
				return err
			}
			return a.print(api.TieDetailOf(state, alerts), func() { a.sayTie(state, alerts) })
		},
	}
}

func (a *app) sayTie(s store.TieState, alerts []lookback.PathAlert) {
	t := api.TieOf(s.Tie)
	a.say("Tie %s", t.ID)
	for _, line := range [][2]string{
		{"subject", t.Subject}, {"class", t.Class}, {"object", t.Object}, {"knowledge", t.Knowledge}, {"share", t.Share}, {"from", t.From}, {"to", t.To},
		{"source", t.Source}, {"original source", t.Origin}, {"grade", t.Grade}, {"kind", t.Kind}, {"most it may support", t.Ceiling},
		{"handling", s.Tie.Handling.String()}, {"asserted by", t.AssertedBy + " on " + t.Recorded.Format(time.DateOnly)},
		{"review by", t.ReviewBy.Format(time.DateOnly)}, {"supports", strings.Join(t.Supports, ", ")}, {"contradicts", strings.Join(t.Opposes, ", ")},
		{"supersedes", t.Supersedes}, {"note", t.Note},
	} {
		if line[1] != "" {
			a.say("  %s: %s", line[0], line[1])
		}
	}
	switch {
	case s.Retraction.Tie != "":
		a.say("  Retracted by %s on %s: %s", s.Retraction.By, s.Retraction.Recorded.Format(time.DateOnly), s.Retraction.Reason)
	case s.SupersededBy != "":
		a.say("  Superseded by tie %s", s.SupersededBy)
	}
	a.say("%d alerts rest on it or did:", len(alerts))
	a.sayPathAlerts(alerts)
}
