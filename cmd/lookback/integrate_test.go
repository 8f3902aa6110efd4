package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Every command of the guide for integrators works, in its order, on a server with the fictional lists and people.
func TestIntegratorGuideWorks(t *testing.T) {
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "world"))); err != nil {
		t.Fatal(err)
	}
	vars := append(os.Environ(), "USER=Analyst", "LOOKBACK_DATABASE="+testDatabase(t), "LOOKBACK_DATA="+filepath.Join(dir, "data"))
	address, err := startServer(dir, vars, t.Cleanup)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "guide", "integrate.md"))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for line := range strings.Lines(string(page)) {
		command, shown := strings.CutPrefix(line, "$ ")
		if !shown {
			continue
		}
		count++
		sh := exec.Command("sh", "-c", command)
		sh.Dir, sh.Env = dir, append(vars, "LOOKBACK_SERVER="+address)
		if out, err := sh.CombinedOutput(); err != nil || strings.Contains(string(out), `"error":{"type":"urn`) {
			t.Errorf("%s%v\n%s", line, err, out)
		}
	}
	if count < 25 {
		t.Errorf("got %d commands in the guide, want all of them", count)
	}
}
