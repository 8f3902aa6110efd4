package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// editionNamed returns the edition that a person names by LIST@SEQ or by the beginning of its ID.
func editionNamed(tx store.Tx, name string) (lookback.Edition, error) {
	list, seq, ok := strings.Cut(name, "@")
	if !ok {
		return tx.GetEdition("", name)
	}
	n, err := strconv.Atoi(seq)
	if err != nil {
		return lookback.Edition{}, fmt.Errorf("%q is not LIST@SEQ: %w", name, lookback.ErrUsage)
	}
	return tx.GetEditionSeq(list, n)
}

// parseNode reads a party that a person names. What names no kind of party is a record.
func parseNode(name string) (lookback.NodeRef, error) {
	kind, _, _ := strings.Cut(name, ":")
	if !slices.Contains(lookback.NodeKinds(), lookback.NodeKind(kind)) {
		name = "record:" + name
	}
	return lookback.ParseNodeRef(name)
}

func runByID(ctx context.Context, st store.Store, id int64) (run lookback.Run, err error) {
	err = st.View(ctx, func(tx store.Tx) error {
		run, err = tx.GetRun(id)
		return err
	})
	return run, err
}

// parseID reads the number of a run, alert or policy, with or without its word: 7 or run-7.
func parseID(text string) (int64, error) {
	digits := text[strings.LastIndexByte(text, '-')+1:]
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || id < 1 {
		return 0, fmt.Errorf("%q is not a number: %w", text, lookback.ErrUsage)
	}
	return id, nil
}

// parseTime reads a time that a person gives: a day, which means its end, or a time with its zone.
func parseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, fmt.Errorf("--at %q is neither a day (2006-01-02) nor a time (2006-01-02T15:04:05Z): %w", text, lookback.ErrUsage)
	}
	return day.Add(24*time.Hour - time.Nanosecond), nil
}
