package main

import (
	"fmt"
	"io"
	"os"
	"os/user"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/screening"
)

// app is what all commands share: where they read and write, and the flags every command takes.
type app struct {
	in        io.Reader
	out, errs io.Writer
	data      string
	database  string // URL of the PostgreSQL database in place of the one in data; empty for none
	spread    spreadFlags
	slices    int64  // MiB of slices that stay open
	traces    string // address of the collector of traces; empty for none
	actor     string
	server    string // address of the server to work on instead of data; empty for none
	profile   string // words and due dates of cases
	json      bool
	quiet     bool
	config    string
}

// command returns the tree of all commands.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "lookback",
		Short: "Find which cleared people and companies a changed list, network or rule affects, and why",
		Long: `Lookback holds a population and watchlists, screens, and remembers what it cleared against
which edition. When a list changes it tells which of the cleared records are affected, exactly why,
and what has been done about each.`,
		Example: `  lookback demo
  lookback list import un --format un-xml consolidated.xml
  lookback record import travellers.csv --source border
  lookback run list`,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.configure(cmd) },

		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(a.serve(), a.mcp())
	flags := root.PersistentFlags()
	flags.StringVar(&a.data, "data", dataDir(), "folder that holds everything Lookback keeps")
	flags.StringVar(&a.database, "database", os.Getenv("LOOKBACK_DATABASE"), "URL of a PostgreSQL database to keep records in, as postgres://USER@HOST/NAME; without it they are in the data folder")
	a.spread.register(flags)
	flags.StringVar(&a.traces, "traces", os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT"), "OpenTelemetry collector to send traces to, as http://HOST:4318; none when left out")
	flags.Int64Var(&a.slices, "slice-memory", screening.DefaultSliceMemory>>20, "MiB of slices of records that stay open between lookbacks; what does not fit is searched from the disk")
	flags.StringVar(&a.actor, "as", account(), "the person who acts, as written into the journal")
	flags.StringVar(&a.server, "server", os.Getenv("LOOKBACK_SERVER"), "address of a server to work on instead of the data folder, as https://HOST; its key is in $LOOKBACK_KEY")
	flags.StringVar(&a.profile, "profile", os.Getenv("LOOKBACK_PROFILE"), "words and due dates of cases: border-agency, sanctions-team or aid-organisation")
	flags.BoolVar(&a.json, "json", false, "print JSON for machines: one object, or one per line for lists")
	flags.StringVar(&a.config, "config", os.Getenv("LOOKBACK_CONFIG"), "YAML file with settings (default "+systemConfig+", when it is there)")
	flags.BoolVar(&a.quiet, "quiet", false, "no progress")
	root.AddCommand(a.users(), a.protection(), a.disclosure(), a.erasure(), a.redress())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%v: %w", err, lookback.ErrUsage) })
	root.AddCommand(a.demo(), a.list(), a.record(), a.tie(), a.network(), a.ownership(), a.directive(), a.identity(), a.screen(), a.run(), a.clearance(), a.replay(),
		a.cases(), a.report(), a.policy(), a.journal(), a.eval(), a.bench(), a.version())
	root.AddCommand(a.status(), a.backup(), a.restore(), a.doctor(), a.configCommand(), a.worker())
	wrapArgs(root)
	a.overServer(root)
	return root
}

// wrapArgs makes every wrong number of arguments a wrong use, with the exit code for it.
func wrapArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return fmt.Errorf("%v; see %q: %w", err, cmd.CommandPath()+" --help", lookback.ErrUsage)
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		wrapArgs(sub)
	}
}

// group returns a command that only holds others.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use: use, Short: short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(commands...)
	return c
}

func dataDir() string {
	if dir := os.Getenv("LOOKBACK_DATA"); dir != "" {
		return dir
	}
	return "lookback-data"
}

// account is the name of the account this program runs under: services and containers often have no $USER.
func account() string {
	if name := os.Getenv("USER"); name != "" {
		return name
	}
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}
