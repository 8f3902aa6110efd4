package main

import (
	"context"

	"github.com/spf13/cobra"
	"lookback/internal/casework"
	"lookback/internal/store"
)

// work is what cobra calls for a command.
type work = func(cmd *cobra.Command, args []string) error

// stepped is the work of a command that does one thing with cases, or asks them one, and shows what came of it.
func stepped[T any](a *app, show func(T) error, do func(ctx context.Context, s *casework.Service, args []string) (T, error)) work {
	return func(cmd *cobra.Command, args []string) error {
		return a.withCases(cmd.Context(), func(s *casework.Service) error {
			came, err := do(cmd.Context(), s, args)
			if err != nil {
				return err
			}
			return show(came)
		})
	}
}

// numbered is stepped for a command whose first argument is the number of what it is about.
func numbered[T any](a *app, show func(T) error, do func(ctx context.Context, s *casework.Service, id int64) (T, error)) work {
	return func(cmd *cobra.Command, args []string) error {
		id, err := parseID(args[0])
		if err != nil {
			return err
		}
		return stepped(a, show, func(ctx context.Context, s *casework.Service, _ []string) (T, error) { return do(ctx, s, id) })(cmd, args)
	}
}

// listed is the work of a command that shows everything of a kind that is kept, one after the other.
func listed[T any](a *app, show func(T) error, list func(s *casework.Service, ctx context.Context, f store.KeptFilter) ([]T, error)) work {
	return func(cmd *cobra.Command, _ []string) error {
		return a.withCases(cmd.Context(), func(s *casework.Service) error {
			all, err := list(s, cmd.Context(), store.KeptFilter{})
			if err != nil {
				return err
			}
			return each(all, show)
		})
	}
}
