package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// network is a network namespace with one line to this machine, which can be cut.
type network struct {
	name      string
	line      string // this machine's end
	near, far string // the addresses of both ends
}

// networkOf names the network of a process, so that several may run tests: one of the blocks of four addresses in the range for tests of devices
// (RFC 2544), which nobody routes.
func networkOf(pid int) *network {
	block := 4 * (pid % (1 << 14))
	address := func(host int) string { return fmt.Sprintf("198.18.%d.%d", block>>8, block&255+host) }
	return &network{name: fmt.Sprintf("lookback-%d", pid), line: fmt.Sprintf("lb%d", pid), near: address(1), far: address(2)}
}

// newNetwork makes a network, or returns nil where this machine allows none or the tools are missing. It ends with the test.
func newNetwork(t *testing.T) *network {
	t.Helper()
	n := networkOf(os.Getpid())
	if err := ip("netns", "add", n.name); err != nil {
		t.Logf("no network to cut here, brokers stand still instead: %v", err)
		return nil
	}
	t.Cleanup(func() {
		_ = ip("link", "delete", n.line) // unless it was never made; with the network it would go some time later
		if err := ip("netns", "delete", n.name); err != nil {
			t.Error(err)
		}
	})
	for _, step := range []string{
		"link add " + n.line + " type veth peer name far netns " + n.name,
		"address add " + n.near + "/30 dev " + n.line,
		"link set " + n.line + " up",
		"-n " + n.name + " address add " + n.far + "/30 dev far",
		"-n " + n.name + " link set far up",
		"-n " + n.name + " link set lo up",
		"netns exec " + n.name + " true",
	} {
		if err := ip(strings.Fields(step)...); err != nil {
			t.Logf("no network to cut here, brokers stand still instead: %v", err)
			return nil
		}
	}
	return n
}

// host returns the address of who listens in the network; that of this machine where n is nil.
func (n *network) host() string {
	if n == nil {
		return "127.0.0.1"
	}
	return n.far
}

// command returns a command that runs in the network; on this machine where n is nil.
func (n *network) command(args ...string) *exec.Cmd {
	if n != nil {
		args = append([]string{"ip", "netns", "exec", n.name}, args...)
	}
	return exec.Command(args[0], args[1:]...)
}

// set takes the line down or up.
func (n *network) set(t *testing.T, state string) {
	if err := ip("link", "set", n.line, state); err != nil {
		t.Error(err)
	}
}

func ip(args ...string) error {
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// smallDisk returns a folder on a file system of its own that holds less than a slice; any folder where only root may make one.
func smallDisk(t *testing.T) string {
	folder := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "lookback", folder).CombinedOutput(); err != nil {
		t.Logf("no small disk can be made here: %v: %s", err, out)
		return folder
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount %s: %v: %s", folder, err, out)
		}
	})
	return folder
}
