package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"lookback"
	"lookback/internal/source"
)

// systemConfig is read when no other file is named and it is there.
const systemConfig = "/etc/lookback.yaml"

// setting is one flag as it is called in a configuration file ("list.schedule.run") and in the
// environment ("LOOKBACK_LIST_SCHEDULE_RUN").
type setting struct {
	name string
	flag *pflag.Flag
}

func (s setting) variable() string {
	return "LOOKBACK_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(s.name))
}

// settingsOf returns the settings of one command: its own flags under its path, and those of every command under their names.
func settingsOf(c *cobra.Command) []setting {
	path := strings.Fields(c.CommandPath())[1:]
	var all []setting
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		all = append(all, setting{strings.Join(append(slices.Clone(path), f.Name), "."), f})
	})
	c.Root().PersistentFlags().VisitAll(func(f *pflag.Flag) { all = append(all, setting{f.Name, f}) })
	return slices.DeleteFunc(all, func(s setting) bool { return s.flag.Name == "help" || s.flag.Name == "config" })
}

// everySetting returns the settings of all commands, by name.
func everySetting(root *cobra.Command) map[string]setting {
	all := map[string]setting{}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for _, s := range settingsOf(c) {
			all[s.name] = s
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(root)
	return all
}

// configFile is the configuration file as it is written, by setting.
type configFile struct {
	path   string
	values map[string][]string
}

// readConfig reads the file that is named, or that of the system when there is one.
func (a *app) readConfig() (configFile, error) {
	c := configFile{path: cmp.Or(a.config, systemConfig), values: map[string][]string{}}
	text, err := os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) && a.config == "" {
		return configFile{}, nil
	}
	if err != nil {
		return c, &lookback.InputError{File: c.path, Reason: "it cannot be read: " + err.Error()}
	}
	var tree map[string]any
	if err := source.DecodeYAML(c.path, text, &tree, false); err != nil {
		return c, err
	}
	c.flatten("", tree)
	return c, nil
}

// flatten turns nested names into settings.
func (c *configFile) flatten(prefix string, tree map[string]any) {
	for name, value := range tree {
		switch v := value.(type) {
		case map[string]any:
			c.flatten(prefix+name+".", v)
		case []any:
			for _, one := range v {
				c.values[prefix+name] = append(c.values[prefix+name], fmt.Sprint(one))
			}
		default:
			c.values[prefix+name] = []string{fmt.Sprint(v)}
		}
	}
}

// check refuses names that are no settings, and values that their flags do not take. It sets flags of root, which must be a tree
// that nobody else uses.
func (c configFile) check(root *cobra.Command) error {
	known := everySetting(root)
	for _, name := range sortedKeys(c.values) {
		s, there := known[name]
		if !there {
			return &lookback.InputError{File: c.path, Field: name, Reason: "there is no such setting", Hint: "settings are named like flags: list.fetch.due is --due of lookback list fetch"}
		}
		for _, value := range c.values[name] {
			if err := s.flag.Value.Set(value); err != nil {
				return &lookback.InputError{File: c.path, Field: name, Reason: fmt.Sprintf("%q is not a value for it: %v", value, err)}
			}
		}
	}
	return nil
}

// configure gives flags that were not on the command line what the environment says, or else the configuration file.
func (a *app) configure(c *cobra.Command) error {
	file, err := a.readConfig()
	if err != nil {
		return err
	}
	if len(file.values) > 0 {
		if err := file.check((&app{}).command()); err != nil {
			return err
		}
	}
	for _, s := range settingsOf(c) {
		if s.flag.Changed {
			continue
		}
		values := file.values[s.name]
		if value, set := os.LookupEnv(s.variable()); set && value != "" {
			values = []string{value}
		}
		for _, value := range values {
			if err := c.Flags().Set(s.flag.Name, value); err != nil {
				return fmt.Errorf("%s or %s: %v: %w", s.variable(), s.name, err, lookback.ErrUsage)
			}
		}
	}
	return nil
}

func (a *app) configCommand() *cobra.Command {
	return group("config", "Check where settings come from: command line, environment, file", a.configCheck())
}

func (a *app) configCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check the configuration file and the environment, and show what they set",
		Long: `Check the configuration file (--config, else $LOOKBACK_CONFIG, else ` + systemConfig + `) and the environment, and show
what they set. A flag on the command line comes first, then the environment, then the file.`,
		Example: "  lookback config check --config /etc/lookback.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := a.readConfig()
			if err != nil {
				return err
			}
			return a.printSettings(file, everySetting(cmd.Root()))
		},
	}
}

type settingWire struct {
	Setting string   `json:"setting"`
	Values  []string `json:"values"`
	From    string   `json:"from"` // environment or file
}

// printSettings shows what is set outside the command line. Passwords in addresses are left out.
func (a *app) printSettings(file configFile, known map[string]setting) error {
	shown := 0
	for _, name := range sortedKeys(known) {
		w := settingWire{Setting: name, Values: file.values[name], From: "file"}
		if value, set := os.LookupEnv(known[name].variable()); set && value != "" {
			w.Values, w.From = []string{value}, "environment"
		}
		if len(w.Values) == 0 {
			continue
		}
		shown++
		for i, v := range w.Values {
			if u, err := url.Parse(v); err == nil && u.User != nil {
				w.Values[i] = u.Redacted()
			}
		}
		if err := a.print(w, func() { a.say("%s = %s (%s)", w.Setting, strings.Join(w.Values, ", "), w.From) }); err != nil {
			return err
		}
	}
	if shown == 0 && !a.json {
		a.say("Nothing is set outside the command line.")
	}
	return nil
}
