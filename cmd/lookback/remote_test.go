package main

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

// overServer are the scenarios that are played against a server, too. The others are about the data folder itself, about
// commands that keep nothing, or about what follows from an edition, which a command waits for and a server does in the background.
var overServer = []string{"case", "directive", "identity", "list-held", "list-ofac", "list-un", "lookback", "network", "ownership", "policy", "profile", "record", "record-export", "redress", "retention", "run-start", "screen", "terms", "user"}

// The same scenarios with the same words come out the same on a server: --server changes where, and nothing else.
func TestScriptsOverServer(t *testing.T) {
	params := scenarios(t)
	here := params.Setup
	params.Setup = func(env *testscript.Env) error {
		if err := here(env); err != nil {
			return err
		}
		address, err := startServer(env.WorkDir, env.Vars, env.Defer)
		env.Setenv("LOOKBACK_SERVER", address)
		return err
	}
	for _, name := range overServer {
		params.Files = append(params.Files, filepath.Join("testdata", "script", name+".txtar"))
	}
	testscript.Run(t, params)
}

// serveScenario starts a server over the data folder of a scenario: serve
func serveScenario(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: serve")
	}
	var vars []string
	for _, name := range []string{"PATH", "HOME", "USER", "LOOKBACK_DATA", "LOOKBACK_DATABASE", "TMPDIR"} {
		vars = append(vars, name+"="+ts.Getenv(name))
	}
	address, err := startServer(ts.MkAbs("."), vars, ts.Defer)
	ts.Check(err)
	ts.Setenv("LOOKBACK_SERVER", address)
}

// startServer starts a server in a folder, which ends when the scenario does, and returns its address.
func startServer(dir string, vars []string, atEnd func(func())) (string, error) {
	server := exec.Command("lookback", "serve", "--listen", "127.0.0.1:0")
	server.Env, server.Dir = vars, dir
	out, err := server.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := server.Start(); err != nil {
		return "", err
	}
	atEnd(func() {
		_ = server.Process.Signal(syscall.SIGTERM) // one that ended already is no concern here
		_ = server.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(strings.TrimPrefix(line, "Lookback serves on ")), err
}

// A command that works on a data folder only says so, and a key leaves no choice of who acts.
func TestServerFlagIsRefusedWhereItMeansNothing(t *testing.T) {
	for _, test := range []struct {
		name, key, want string
		args            []string
	}{
		{name: "NotOverServer", args: []string{"list", "fetch"}, want: "works on a data folder only: where lists and records come from"},
		{name: "NoAddress", args: []string{"--server", "elsewhere", "run", "list"}, want: "is not the address of a server"},
		{name: "KeySaysWhoActs", key: "k", args: []string{"run", "list", "--as", "Somebody"}, want: "leave out --as"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("LOOKBACK_KEY", test.key)
			var errs strings.Builder
			code := run(append([]string{"--server", "http://127.0.0.1:1"}, test.args...), strings.NewReader(""), &strings.Builder{}, &errs)
			if code != exitUsage || !strings.Contains(errs.String(), test.want) {
				t.Errorf("got exit code %d and %q, want wrong use with %q", code, errs.String(), test.want)
			}
		})
	}
}

// Every command works on a server, makes no difference between here and there, or says in a sentence why it cannot.
func TestEveryCommandKnowsServers(t *testing.T) {
	known := remotes()
	everyCommand(t, func(t *testing.T, c *cobra.Command) {
		_, path, _ := strings.Cut(c.CommandPath(), " ")
		group, _, _ := strings.Cut(path, " ")
		if c.HasSubCommands() || slices.Contains(homely, group) {
			return
		}
		ways := 0
		for _, is := range []bool{known[path] != nil, atHome[path] != "", slices.Contains(homely, path)} {
			if is {
				ways++
			}
		}
		if ways != 1 {
			t.Errorf("it is told in %d ways what it does with a server, want one", ways)
		}
		delete(known, path)
	})
	for path := range known {
		t.Errorf("%q is told to work on a server and does not exist", path)
	}
}
