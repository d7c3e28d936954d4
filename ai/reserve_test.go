package ai_test

import (
	"bufio"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// heldOfADay is the most of a day's or a month's limit that a killed process
// takes with it unused, besides what its callers were about to send.
const heldOfADay = 1.0 / 50

// fate is how a process ends that still had something to ask.
type fate int

const (
	stops fate = iota
	dies
)

// Whatever a thousand callers in one process or two do at once, and however
// those end: the book on disk never lets more calls and tokens out than the
// limits allow. What a process that was stopped had not used is there for the
// next one; one that was killed takes little with it.
func TestReservations(t *testing.T) {
	for _, c := range []struct {
		name    string
		lives   int // before the last process, which drains what is left
		beside  int // processes at a time
		fates   []fate
		askers  int
		slowest time.Duration // answer
		leave   bool          // some callers do not wait for their answers
	}{
		{"stopped and started", 3, 1, []fate{stops}, 1000, 200 * time.Millisecond, false},
		{"killed", 4, 1, []fate{dies}, 1000, 200 * time.Millisecond, true},
		{"killed when few ask", 4, 1, []fate{dies}, 10, 10 * time.Millisecond, true},
		{"two beside each other", 3, 2, []fate{stops, dies}, 500, 200 * time.Millisecond, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && !c.leave {
				t.Skip("it is what the others begin with")
			}
			t.Parallel() // they wait for answers
			seed := seeded(t)
			random := rand.New(rand.NewPCG(seed, 0))
			lives := c.lives
			if underRace || testing.Short() {
				lives, c.askers = 1, min(c.askers, 100)
			}
			l := newLineage(t, seed, c.slowest)
			l.config.Askers, l.config.Leave = c.askers, c.leave
			for range lives {
				var all sync.WaitGroup
				for range c.beside {
					p := l.start(t)
					f := c.fates[random.IntN(len(c.fates))]
					l.after(1+random.IntN(2000/lives/c.beside), func() { p.end(f) })
					all.Go(func() { p.wait(t) })
				}
				all.Wait()
			}
			l.start(t).wait(t)
			t.Logf("%d processes were killed", l.killed)
			l.judge(t, l.departed, func(most float64) float64 {
				kills := float64(l.killed)
				return most - kills*(most*heldOfADay+float64(c.askers))
			})
		})
	}
}

// lineage is the processes that use one book, one after the other and beside
// each other, and the providers that they ask.
type lineage struct {
	*strict
	config asking
	random *rand.Rand

	counting sync.Mutex
	departed map[string]int // calls sent, by model
	killed   int
}

func newLineage(t *testing.T, seed uint64, slowest time.Duration) *lineage {
	l := &lineage{strict: newStrict(seed, slowest), random: rand.New(rand.NewPCG(seed, 2)), departed: map[string]int{}}
	srv := httptest.NewServer(l.strict)
	t.Cleanup(srv.Close)
	l.config = asking{Path: filepath.Join(t.TempDir(), "book.db"), URL: srv.URL}
	return l
}

// process is one of them.
type process struct {
	*lineage
	cmd   *exec.Cmd
	stdin io.Closer
	tells io.Reader
}

func (l *lineage) start(t *testing.T) *process {
	t.Helper()
	l.config.Seed = l.random.Uint64()
	config, err := json.Marshal(&l.config)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{lineage: l, cmd: exec.CommandContext(t.Context(), os.Args[0])}
	p.cmd.Env = append(os.Environ(), askingVar+"="+string(config))
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if p.tells, err = p.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// end lets the process end; it does not wait for it.
func (p *process) end(f fate) {
	if f == dies {
		_ = p.cmd.Process.Kill()
		return
	}
	_ = p.stdin.Close()
}

// wait counts what the process sends until it has ended.
func (p *process) wait(t *testing.T) {
	t.Helper()
	tells := bufio.NewReader(p.tells)
	for letter, err := tells.ReadByte(); err == nil; letter, err = tells.ReadByte() {
		p.counting.Lock()
		p.departed[strictModels[letter-'a']]++
		p.counting.Unlock()
	}
	err := p.cmd.Wait()
	switch {
	case p.cmd.ProcessState.Exited() && err != nil:
		t.Errorf("a process failed: %v", err)
	case err != nil:
		p.counting.Lock()
		p.killed++
		p.counting.Unlock()
	}
}
