package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

// roomVar names the folder on a small disk, in a process that has one.
const roomVar = "HAMZABAN_TEST_DISK"

// onSmallDisk runs the test on a disk of its own that holds so many bytes. It
// does so in another process, within namespaces in which anybody may mount, so
// that nothing of it is left behind.
func onSmallDisk(t *testing.T, bytes int) (folder string) {
	t.Helper()
	if testing.Short() {
		t.Skip("full disks are played in the long form")
	}
	if folder = os.Getenv(roomVar); folder != "" {
		if err := syscall.Mount("none", folder, "tmpfs", 0, fmt.Sprintf("size=%d,mode=700", bytes)); err != nil {
			t.Skip("nothing can be mounted here: ", err)
		}
		return folder
	}
	args := slices.DeleteFunc(slices.Clone(os.Args[1:]), func(arg string) bool { return strings.HasPrefix(arg, "-test.") })
	again := exec.CommandContext(t.Context(), os.Args[0], append([]string{"-test.run=^" + t.Name() + "$", "-test.v"}, args...)...)
	again.Env = append(os.Environ(), roomVar+"="+t.TempDir())
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	out, err := again.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		t.Fatalf("on a small disk:\n%s", out)
	case err != nil:
		t.Skip("no namespaces here: ", err)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skip(string(out))
	}
	t.Logf("on a small disk:\n%s", out)
	return ""
}

// fill takes the disk's room but for so many pages; the returned function gives
// all back.
func fill(t *testing.T, folder string, pages int64) (empty func()) {
	t.Helper()
	name := filepath.Join(folder, "ballast")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if info, err := f.Stat(); err != nil || f.Truncate(info.Size()-pages*4096) != nil {
		t.Fatal("the room cannot be given back: ", err)
	}
	_ = f.Close()
	return func() {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

// A full disk: updates are not confirmed, the admin is told once, what reads
// goes on, and with room again everybody is answered, also after kill -9.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if folder := onSmallDisk(t, 12<<20); folder != "" {
		diskFull(t, folder, newCompany(t))
	}
}

// The same where Telegram brings the updates.
func TestDiskFullWebhook(t *testing.T) {
	t.Parallel()
	if folder := onSmallDisk(t, 12<<20); folder != "" {
		c := newCompany(t)
		c.env["LISTEN_ADDR"] = freeAddress(t)
		c.env["WEBHOOK_URL"] = "https://" + c.env["LISTEN_ADDR"] + "/hook"
		diskFull(t, folder, c)
		if n := c.brought.refused.Load(); n == 0 {
			t.Error("no update was answered with 503")
		}
	}
}

func diskFull(t *testing.T, folder string, c *company) {
	t.Helper()
	admin := c.telegram.Person(telegram.Person{ID: 7, FirstName: "Omid", LanguageCode: "fa"})
	c.env["DATABASE_URL"] = filepath.Join(folder, "bot.db")
	c.env["ADMIN_IDS"] = fmt.Sprint(admin)
	if c.env["LISTEN_ADDR"] == "off" {
		c.env["LISTEN_ADDR"] = freeAddress(t)
	}
	c.start()
	c.ask(100)
	c.answered()
	c.telegram.Say(admin, admin, "/lang fa")
	c.until("the admin's settings", func() bool { return len(c.telegram.Chat(admin)) > 2 })

	const alarm = "دیسک پر است"
	empty := fill(t, folder, 0)
	begun := time.Now()
	c.ask(3000)
	c.until("the alarm", func() bool { return c.says(admin, alarm) > 0 })
	t.Logf("the admin is told after %v", time.Since(begun).Round(time.Millisecond))
	if n := c.telegram.Pending(); n == 0 {
		t.Error("updates that could not be kept were confirmed")
	}
	if out, _ := c.wants(0, "status", "--json"); !strings.Contains(out, `"groq"`) {
		t.Errorf("the status says %s", out)
	}
	if _, says := c.wants(1, "healthcheck"); !strings.Contains(says, "disk") {
		t.Errorf("the healthcheck says %s", says)
	}
	time.Sleep(3 * time.Second) // so that it is tried again and again
	empty()
	begun = time.Now()
	c.answered()
	t.Logf("with room again all are answered within %v", time.Since(begun).Round(time.Millisecond))
	c.wants(0, "healthcheck")
	if n := c.says(admin, alarm); n != 1 {
		t.Errorf("the admin was told %d times, want once", n)
	}

	c.asking(2000, time.Second)
	empty = fill(t, folder, 0) // between the question and the answer
	time.Sleep(3 * time.Second)
	empty()
	begun = time.Now()
	c.answered()
	t.Logf("those who were being answered are, within %v", time.Since(begun).Round(time.Millisecond))

	empty = fill(t, folder, 0)
	c.ask(3000)
	c.until("updates to wait", func() bool { return c.telegram.Pending() > 0 })
	time.Sleep(time.Second)
	c.crash()
	c.start()
	told := c.says(admin, alarm)
	c.until("the alarm of a start on a full disk", func() bool { return c.says(admin, alarm) > told })
	empty()
	c.answered()
	if code := c.stop(); code != 0 {
		t.Errorf("the stopped bot exits with %d", code)
	}
}

var diskRounds = flag.Int64("disk-rounds", 10, "how often the disk is full in the midst of an answer, each time with 8 KB more of room")

// A disk that is full in the midst of an answer, wherever that is, costs nobody
// theirs and doubles none: the room is measured out page by page.
func TestDiskFullAtEveryWrite(t *testing.T) {
	t.Parallel()
	folder := onSmallDisk(t, 12<<20)
	if folder == "" {
		return
	}
	c := newCompany(t)
	c.env["DATABASE_URL"] = filepath.Join(folder, "bot.db")
	c.start()
	c.ask(100)
	c.answered()
	at := map[string]bool{}
	for pages := range *diskRounds {
		var empty func()
		if pages%2 == 0 { // while answers are being written
			c.asking(200, 300*time.Millisecond)
			empty = fill(t, folder, 2*pages)
			c.fullOrAnswered(func() {})
		} else { // before
			empty = fill(t, folder, 2*pages)
			c.fullOrAnswered(func() { c.ask(200) })
		}
		if pages%6 == 3 { // not where ids may be on their way to a full disk: a kill has them sent again
			c.crash()
			c.fullOrAnswered(c.start)
		}
		empty()
		c.answered()
		_, says := c.child.output()
		for _, m := range cannotWrite.FindAllStringSubmatch(says, -1) {
			at[m[1]] = true
		}
	}
	t.Logf("the disk was full for %v", slices.Sorted(maps.Keys(at)))
	if len(at) < 2 {
		t.Error("that is not in the midst")
	}
	if code := c.stop(); code != 0 {
		t.Errorf("the stopped bot exits with %d", code)
	}
}

// fullOrAnswered waits, after what is done, until the bot says that something more cannot
// be written, and a little longer, or until everybody is answered; of what it said
// already it says nothing for a while, so that the wait is short.
func (c *company) fullOrAnswered(do func()) {
	c.t.Helper()
	failures := func() int {
		if c.child == nil { // it was crashed
			return 0
		}
		_, says := c.child.output()
		return len(cannotWrite.FindAllString(says, -1))
	}
	before, child := failures(), c.child
	do()
	if c.child != child {
		before = 0
	}
	for end := time.Now().Add(2 * time.Second); failures() <= before && !c.allAnswered() && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
}

// cannotWrite finds what the log says could not be written.
var cannotWrite = regexp.MustCompile(`(?:what="?|error=")(an attempt|an outcome|the outbox|keeping the updates)`)

// freeAddress is one that nobody listened on a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
