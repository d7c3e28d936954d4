package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// The figures of the whole program, as a process, on a real disk and real
// loopback HTTP. Run with
//
//	go test -run '^$' -bench 'Start|Answer' -benchtime 300x .
//
// Each prints the median in ms; Start also the memory of the idle bot in MiB.

// stage is the outside world without limits, and the built program.
type stage struct {
	b         *testing.B
	binary    string
	dir       string
	telegram  *telegram.Server
	providers *providers.Server
}

func newStage(b *testing.B) *stage {
	b.Helper()
	return newStageWith(b, providers.Options{Limits: providers.Unlimited()})
}

func newStageWith(b *testing.B, o providers.Options) *stage {
	b.Helper()
	s := &stage{
		b: b, dir: b.TempDir(),
		telegram:  telegram.New(telegram.Options{NoLimits: true}),
		providers: providers.New(o),
	}
	s.binary = filepath.Join(s.dir, "hamzaban")
	build := exec.Command("go", "build", "-o", s.binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	for _, start := range []func() error{s.telegram.Start, s.providers.Start} {
		if err := start(); err != nil {
			b.Fatal(err)
		}
	}
	b.Cleanup(func() {
		_ = s.telegram.Close()
		_ = s.providers.Close()
	})
	return s
}

// start runs the bot and returns what stops it.
func (s *stage) start() (*exec.Cmd, func()) {
	s.b.Helper()
	cmd := exec.Command(s.binary, "run")
	cmd.Dir = s.dir
	cmd.Env = []string{
		"TELEGRAM_BOT_TOKEN=" + s.telegram.Token(), "TELEGRAM_API_URL=" + s.telegram.URL(),
		"LISTEN_ADDR=off", "LOG_LEVEL=error",
	}
	for _, name := range providers.Names {
		upper := strings.ToUpper(name)
		cmd.Env = append(cmd.Env, upper+"_BASE_URL="+s.providers.URL(name), upper+"_API_KEY=test-key", upper+"_LIMITS=none")
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		s.b.Fatal(err)
	}
	return cmd, func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
}

func (s *stage) until(cond func() bool) {
	s.b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.telegram.Until(ctx, cond); err != nil {
		s.b.Fatal("waited in vain")
	}
}

func (s *stage) polled() bool {
	return slices.ContainsFunc(s.telegram.Calls(), func(c telegram.Call) bool { return c.Method == "getUpdates" })
}

// BenchmarkStart measures from the start of the process to its first poll, on
// a database that is up to date, as restarts find it.
func BenchmarkStart(b *testing.B) {
	s := newStage(b)
	_, stop := s.start()
	s.until(s.polled)
	stop()
	var times []time.Duration
	for b.Loop() {
		s.telegram.ForgetCalls()
		began := time.Now()
		cmd, stop := s.start()
		s.until(s.polled)
		times = append(times, time.Since(began))
		b.StopTimer()
		if len(times) == 1 {
			time.Sleep(2 * time.Second) // let it become idle
			b.ReportMetric(resident(b, cmd.Process.Pid), "MiB-idle")
		}
		stop()
		b.StartTimer()
	}
	b.ReportMetric(median(times), "ms-to-first-poll")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkAnswer measures one question from its arrival at the Bot API until
// the whole answer is there: the bot's own part, since the model takes no
// time. Everything is committed to disk on the way.
func BenchmarkAnswer(b *testing.B) {
	s := newStage(b)
	const people = 400 // Telegram's pace in each chat is kept
	for i := range people {
		s.telegram.Person(telegram.Person{ID: int64(1000 + i), FirstName: fmt.Sprint("P", i), LanguageCode: "en"})
	}
	_, stop := s.start()
	defer stop()
	ask := func(i int) {
		id := int64(1000 + i%people)
		s.telegram.Say(id, id, "How are you today?")
		s.until(func() bool {
			chat := s.telegram.Chat(id)
			last := chat[len(chat)-1]
			return last.FromBot()
		})
	}
	for i := range people {
		ask(i) // the first contact says more
	}
	time.Sleep(5 * time.Second)
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		ask(i)
		times = append(times, time.Since(began))
	}
	b.ReportMetric(median(times), "ms-median")
	b.ReportMetric(0, "ns/op")
}

func median(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)/2].Microseconds()) / 1000
}

// resident is a process's resident memory in MiB.
func resident(b *testing.B, pid int) float64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("no /proc here to read the memory from")
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
