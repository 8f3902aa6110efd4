package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func (a *app) caseAsk() *cobra.Command {
	var o casework.AskOrder
	var due string
	var task bool
	c := &cobra.Command{
		Use:   "ask CASE QUESTION",
		Short: "Ask somebody something, or give one of us a task, with a day until which an answer is due",
		Example: `  lookback case ask 1 "is the birth registered there?" --of "civil registry" --due 2026-06-01
  lookback case ask 1 "compare both passports" --task --of "A. Analyst" --due 2026-05-04`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Case, err = parseID(args[0]); err != nil {
				return err
			}
			if o.Due, err = parseDay(due); err != nil {
				return err
			}
			o.Question, o.Actor, o.Kind = args[1], a.actor, lookback.Enquiry
			if task {
				o.Kind = lookback.Task
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				x, err := s.Ask(cmd.Context(), o)
				if err != nil {
					return err
				}
				return a.printAsked([]lookback.Asked{x})
			})
		},
	}
	c.Flags().StringVar(&o.Of, "of", "", "who is asked")
	c.Flags().StringVar(&due, "due", "", "day until which an answer is due (2006-01-02)")
	c.Flags().BoolVar(&task, "task", false, "a task for one of us")
	return c
}

func (a *app) caseAnswer() *cobra.Command {
	var withdrawn bool
	c := &cobra.Command{
		Use:     "answer ASKED TEXT",
		Short:   "Record what came of a task or an enquiry",
		Example: `  lookback case answer 1 "registered, under another date"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				x, err := s.Answer(cmd.Context(), id, a.actor, args[1], withdrawn)
				if err != nil {
					return err
				}
				return a.printAsked([]lookback.Asked{x})
			})
		},
	}
	c.Flags().BoolVar(&withdrawn, "withdrawn", false, "nobody waits for an answer any more")
	return c
}

func (a *app) caseAsked() *cobra.Command {
	var id int64
	var late bool
	c := &cobra.Command{
		Use:     "asked",
		Short:   "List tasks and enquiries, oldest first",
		Example: `  lookback case asked --late`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f := store.KeptFilter{}
			if id != 0 {
				f.Subject = fmt.Sprint(id)
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.ListAsked(cmd.Context(), f)
				if err != nil {
					return err
				}
				var shown []lookback.Asked
				for _, x := range all {
					if !late || x.Late(time.Now()) {
						shown = append(shown, x)
					}
				}
				return a.printAsked(shown)
			})
		},
	}
	c.Flags().Int64Var(&id, "case", 0, "only those of this case")
	c.Flags().BoolVar(&late, "late", false, "only those of which an answer is overdue")
	return c
}

func (a *app) printAsked(all []lookback.Asked) error {
	columns := []string{"asked", "case", "kind", "of", "question", "due", "state", "answer"}
	return printAll(a, columns, all, func(x lookback.Asked) any { return api.AskedOf(x, time.Now()) }, func(x lookback.Asked) []string {
		return []string{fmt.Sprint(x.ID), fmt.Sprint(x.CaseID), string(x.Kind), x.Of, x.Question, x.Due.Format(time.DateOnly), string(x.State), x.Answer.Reasons}
	})
}

func (a *app) caseAttach() *cobra.Command {
	var where, note string
	c := &cobra.Command{
		Use:   "attach CASE FILE",
		Short: "Name a file as belonging to a case by the hash of its bytes; the file stays where it is kept",
		Long: `Name a file as belonging to a case by the hash of its bytes and where it is kept. No copy of it is made, so that there
is none that an erasure could miss. document:HASH names it as evidence.`,
		Example: `  lookback case attach 1 passport.pdf --where "document store, folder 12"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			file, err := attachment(id, args[1])
			if err != nil {
				return err
			}
			file.Where, file.Note, file.By = where, note, a.actor
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				x, err := s.Attach(cmd.Context(), file)
				if err != nil {
					return err
				}
				return a.printAttachments([]lookback.Attachment{x})
			})
		},
	}
	c.Flags().StringVar(&where, "where", "", "where the file is kept")
	c.Flags().StringVar(&note, "note", "", "what it is")
	return c
}

// attachment names a file as one of a case.
func attachment(caseID int64, path string) (lookback.Attachment, error) {
	hash, size, err := hashOfFile(path)
	return lookback.Attachment{CaseID: caseID, Name: filepath.Base(path), Hash: hash, Size: size}, err
}

// hashOfFile returns the SHA-256 and the size of a file.
func hashOfFile(path string) (string, int64, error) {
	file, err := openInput(path)
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err != nil {
		return "", 0, fmt.Errorf("read %s: %w", path, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), size, nil
}

func (a *app) caseAttachments() *cobra.Command {
	var check string
	c := &cobra.Command{
		Use:   "attachments CASE",
		Short: "List the files that belong to a case, or check that a file is one of them; exit code 6 when it is not",
		Example: `  lookback case attachments 1
  lookback case attachments 1 --check passport.pdf`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				all, err := s.ListAttachments(cmd.Context(), id)
				if err != nil {
					return err
				}
				if check != "" {
					return a.checkAttachment(all, check)
				}
				return a.printAttachments(all)
			})
		},
	}
	c.Flags().StringVar(&check, "check", "", "a file")
	return c
}

func (a *app) checkAttachment(all []lookback.Attachment, path string) error {
	hash, _, err := hashOfFile(path)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Hash == hash {
			return a.printAttachments([]lookback.Attachment{x})
		}
	}
	return fmt.Errorf("%s is none of the %d files of this case: %w", path, len(all), lookback.ErrCheck)
}

func (a *app) printAttachments(all []lookback.Attachment) error {
	columns := []string{"attachment", "name", "sha256", "where", "added", "by", "note"}
	return printAll(a, columns, all, api.AttachmentOf, func(x lookback.Attachment) []string {
		return []string{fmt.Sprint(x.ID), x.Name, x.Hash, x.Where, x.Added.Format(time.DateOnly), x.By, x.Note}
	})
}

func (a *app) journalAccess() *cobra.Command {
	var who string
	c := &cobra.Command{
		Use:     "access",
		Short:   "List who looked at what is sensitive, and why",
		Example: `  lookback journal access --person "A. Analyst"`,
		Args:    cobra.NoArgs,
		RunE: stepped(a, a.printAccess, func(ctx context.Context, s *casework.Service, _ []string) ([]lookback.Access, error) {
			return s.ListAccess(ctx, store.KeptFilter{Subject: strings.ToLower(who)})
		}),
	}
	c.Flags().StringVar(&who, "person", "", "only this person")
	return c
}

func (a *app) printAccess(all []lookback.Access) error {
	columns := []string{"time", "person", "action", "what", "purpose", "event"}
	return printAll(a, columns, all, api.AccessOf, func(x lookback.Access) []string {
		return []string{x.Time.Format(time.RFC3339), x.Person, string(x.Action), x.What, x.Purpose, fmt.Sprint(x.Position)}
	})
}
