package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

// stopsWithin is how long a stop on a full disk may take: some of the bot's last
// tries one after the other, where 20 seconds are promised for answers alone.
const stopsWithin = 6 * time.Second

// A stop does not wait for a full disk: what cannot be written is left to the
// next start, which answers everybody, once.
func TestStopOnAFullDisk(t *testing.T) {
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
	for _, moment := range []struct {
		name string
		play func() (empty func())
	}{
		{"answers cannot be kept", func() (empty func()) {
			c.asking(2000, time.Second)
			empty = fill(t, folder, 0)
			time.Sleep(2 * time.Second)
			return empty
		}},
		{"updates cannot be kept", func() (empty func()) {
			empty = fill(t, folder, 0)
			c.ask(3000)
			c.until("updates to wait", func() bool { return c.telegram.Pending() > 0 })
			time.Sleep(time.Second)
			return empty
		}},
	} {
		empty := moment.play()
		begun := time.Now()
		child := c.child
		if code := c.stop(); code != 0 {
			t.Errorf("%s: the stopped bot exits with %d", moment.name, code)
		}
		took := time.Since(begun)
		t.Logf("%s: a stop takes %v", moment.name, took.Round(time.Millisecond))
		if took > stopsWithin {
			t.Errorf("%s: a stop takes %v", moment.name, took)
		}
		if _, says := child.output(); !strings.Contains(says, "full") {
			t.Errorf("%s: the disk was not full", moment.name)
		}
		empty()
		c.start()
		c.answered()
	}
	c.stopsWithoutTheID(folder)
}

// stopsWithoutTheID has the disk full when the replies to the first lines come:
// the log tells that they may be sent again, and the answers become whole, once.
func (c *company) stopsWithoutTheID(folder string) {
	c.t.Helper()
	c.telegram.Break("sendMessage", telegram.Slow(2*time.Second))
	c.asking(2000, 0)
	c.until("first lines on their way", func() bool {
		return slices.ContainsFunc(c.telegram.Calls(), func(call telegram.Call) bool { return call.Method == "sendMessage" && call.Done.IsZero() })
	})
	empty := fill(c.t, folder, 0)
	child := c.child
	c.until("a write that fails", func() bool {
		_, says := child.output()
		return strings.Contains(says, "full")
	})
	c.stop()
	if _, says := child.output(); !strings.Contains(says, "is not on disk") {
		c.t.Error("the log does not tell that a message's id was lost")
	}
	c.telegram.Mend("sendMessage")
	empty()
	c.start()
	for _, p := range c.people {
		last := echo(c.asked[p][len(c.asked[p])-1])
		whole := func() (n int) {
			for _, answer := range c.answers(p) {
				if answer == last {
					n++
				}
			}
			return n
		}
		c.until("the whole answers", func() bool { return whole() > 0 })
		if n := whole(); n > 1 {
			c.t.Errorf("person %d was answered %d times", p, n)
		}
	}
}
