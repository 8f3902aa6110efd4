package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
)

func (a *app) status() *cobra.Command {
	return a.statusCommand("status", "Show whether lists and results are current; exit code 6 when anything needs a person", "  lookback status")
}

func (a *app) listStatus() *cobra.Command {
	return a.statusCommand("status", "Show how current each list is; exit code 6 when anything needs a person", "  lookback list status --json")
}

func (a *app) statusCommand(use, short, example string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Example: example, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			service, st, done, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer done()
			fresh, err := service.Freshness(cmd.Context())
			if err != nil {
				return err
			}
			cases, err := a.caseService(service, st)
			if err != nil {
				return err
			}
			notices, err := cases.NoticeAlarms(cmd.Context())
			if err != nil {
				return err
			}
			fresh.Alarms = append(fresh.Alarms, notices...)
			if err := a.print(api.FreshnessOf(fresh), func() { a.sayStatus(fresh) }); err != nil {
				return err
			}
			return alarmError(fresh.Alarms)
		},
	}
}

func (a *app) sayStatus(f screening.Freshness) {
	rows := [][]string{{"list", "edition", "published", "entries", "last answer", "outcome", "held"}}
	for _, l := range f.Lists {
		row := []string{l.List, "none", "", "", "by hand", "", fmt.Sprint(l.Held)}
		if e := l.Edition; e.Seq > 0 {
			row[1], row[2], row[3] = fmt.Sprint(e.Seq), e.Published.Format(time.DateOnly), fmt.Sprint(e.Counts.Entries)
		}
		if l.Feed != nil {
			row[4], row[5] = dateOrNever(l.Feed.State.Good), string(l.Feed.State.Outcome)
		}
		rows = append(rows, row)
	}
	a.table(rows)
	a.say("%d lookbacks are not done.", len(f.Open))
	for _, alarm := range f.Alarms {
		a.say("%s: %s.", alarmLabel(alarm), alarm.Sentence)
	}
	if len(f.Alarms) == 0 {
		a.say("Nothing needs a person.")
	}
}

func alarmLabel(a lookback.Alarm) string {
	if a.Late {
		return "TOO LATE"
	}
	return "before " + a.Deadline.Format(time.DateTime)
}

// alarmError is what makes the exit code say that somebody must look.
func alarmError(alarms []lookback.Alarm) error {
	if len(alarms) == 0 {
		return nil
	}
	late := 0
	for _, a := range alarms {
		if a.Late {
			late++
		}
	}
	return fmt.Errorf("%d alarms, %d of them past their deadline: %w", len(alarms), late, lookback.ErrCheck)
}
