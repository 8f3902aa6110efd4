package main

import (
	"bufio"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lookback/internal/store/pgtest"
)

// Two servers of two machines on one PostgreSQL database, with the same key. The one that signs stands still until its lease is over, comes
// back, and is killed: at every moment the other machine gets the journal signed, fences never go back, and the export verifies with
// the public key alone.
func TestTwoServersOneSigner(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: waits until a lease is over")
	}
	url := pgtest.URL(t)
	k := &killing{t: t, dir: t.TempDir(), databases: map[string]string{"one": url, "two": url, "stranger": url}}
	k.write("people.csv", []byte("id,name\n1,Ilmar Tassk\n"))
	k.finish("one", []string{"record", "import", "people.csv", "--source", "border"})
	k.finish("one", []string{"journal", "verify"}) // makes the key
	if err := os.CopyFS(filepath.Join(k.dir, "two"), os.DirFS(filepath.Join(k.dir, "one"))); err != nil {
		t.Fatal(err)
	}
	one := k.startServer("one")
	first := k.awaitFence(url, 1)
	two := k.startServer("two")
	k.checkpoint("two", "people.csv", "2")

	k.signal(one, standStill)
	k.checkpoint("two", "people.csv", "3") // waits for the end of the lease
	k.awaitFence(url, first+1)
	k.signal(one, goOn)
	k.checkpoint("one", "people.csv", "4")

	k.signal(two, syscall.SIGKILL)
	k.checkpoint("one", "people.csv", "5")
	k.finish("two", []string{"journal", "verify"})
	k.signal(one, syscall.SIGKILL)
	k.finish("two", []string{"journal", "verify"})
	k.fencesGrow(url)

	out, err := k.command("stranger", []string{"journal", "checkpoint"}).CombinedOutput()
	if exitCodeOf(err) != exitRefused || !strings.Contains(string(out), "copy journal.key and journal.pub") {
		t.Errorf("a machine with a key of its own: %v, %s", err, out)
	}
}

// startServer starts a server on a data folder.
func (k *killing) startServer(data string) *exec.Cmd {
	k.t.Helper()
	c := k.command(data, []string{"serve", "--listen", "127.0.0.1:0"})
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err == nil {
		_, err = bufio.NewReader(out).ReadString('\n')
	}
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() {
		c.Process.Kill()
		_ = c.Wait() // it was killed
	})
	return c
}

// checkpoint lets a record arrive and has the journal signed over it.
func (k *killing) checkpoint(data, file, id string) {
	k.t.Helper()
	k.write(file, []byte("id,name\n"+id+",Somebody Else\n"))
	k.finish(data, []string{"record", "import", file, "--source", "border"})
	k.finish(data, []string{"journal", "checkpoint"})
}

// awaitFence waits until the right to sign was taken as often, and returns how often it was.
func (k *killing) awaitFence(url string, least int64) (fence int64) {
	k.t.Helper()
	db := openServer(k.t, url)
	defer db.Close()
	for range 300 {
		err := db.QueryRow(`SELECT fence FROM signer_lease WHERE holder <> '' AND fence >= $1`, least).Scan(&fence)
		if err == nil {
			return fence
		}
		time.Sleep(100 * time.Millisecond) // another process is to act, and tells nobody
	}
	k.t.Fatalf("nobody took the right to sign %d times", least)
	return 0
}

// fencesGrow checks that no checkpoint is of an earlier fence than one over fewer events.
func (k *killing) fencesGrow(url string) {
	k.t.Helper()
	db := openServer(k.t, url)
	defer db.Close()
	var all, wrong int
	err := db.QueryRow(`SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM checkpoint b WHERE b.size < a.size AND b.fence > a.fence)) FROM checkpoint a`).Scan(&all, &wrong)
	if err != nil || wrong > 0 || all < 5 {
		k.t.Errorf("%d checkpoints, %d of an earlier fence than one before; %v", all, wrong, err)
	}
}

func openServer(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	return db
}
