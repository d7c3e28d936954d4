package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// workshop builds the program, once for each build tag.
type workshop struct {
	dir  string
	mu   sync.Mutex
	made map[string]string
}

func (w *workshop) program(t *testing.T, tag string) string {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.made[tag] == "" {
		path := filepath.Join(w.dir, "hamzaban"+tag)
		build := exec.CommandContext(t.Context(), "go", "build", "-tags", tag, "-o", path, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, out)
		}
		w.made[tag] = path
	}
	return w.made[tag]
}

// trial is one fault played on the program, as a process on a real disk, with
// the sandbox around it.
type trial struct {
	t         *testing.T
	rand      *rand.Rand
	program   string
	dir       string
	post      *post
	telegram  *telegram.Server
	providers *providers.Server
	env       []string
	said      spoken
	steady    bool
	streams   bool
	// slowed: Telegram asked to wait, so that there may be few previews.
	slowed bool
	chats  []int64         // where people ask
	groups map[int64]int64 // whose a group is
	notes  []string        // for the table

	cmd             *exec.Cmd
	begun           time.Time // when cmd was started
	log             *os.File
	started, killed []time.Time

	mu     sync.Mutex // guards what follows
	asked  []question
	counts map[int64]int
}

func newTrial(t *testing.T, seed uint64, program string, f fault) *trial {
	t.Helper()
	o := telegram.Options{NoLimits: true, FirstUpdateID: f.firstID, WebhookRetry: 200 * time.Millisecond}
	mail := newPost(t, seed)
	if f.webhook {
		o.WebhookClient = &http.Client{Transport: mail, Timeout: patience}
	}
	tr := &trial{
		t: t, rand: rand.New(rand.NewPCG(seed, 0)), program: program, dir: t.TempDir(), counts: map[int64]int{},
		post: mail, telegram: telegram.New(o),
		providers: providers.New(providers.Options{
			Limits: providers.Unlimited(), Calls: -1, Answer: answerItem, TokenDelay: f.tokenDelay,
		}),
		streams: f.tokenDelay > 0, groups: map[int64]int64{},
	}
	var err error
	if tr.said, err = wordsIn("en"); err != nil {
		t.Fatal(err)
	}
	if tr.log, err = os.Create(filepath.Join(tr.dir, "log")); err != nil {
		t.Fatal(err)
	}
	for _, start := range []func() error{tr.telegram.Start, tr.providers.Start} {
		if err := start(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if tr.cmd != nil {
			tr.kill()
		}
		_, _, _ = tr.telegram.Close(), tr.providers.Close(), tr.log.Close()
	})
	n := int64(people)
	if tr.streams { // previews are for whom the bot knows
		n = 40
	}
	for i := range n {
		tr.telegram.Person(telegram.Person{ID: firstChat + i, FirstName: fmt.Sprint("P", i), LanguageCode: "en"})
		chat := firstChat + i
		if f.groups {
			chat = tr.telegram.Group(fmt.Sprint("G", i), chat)
			tr.groups[chat] = firstChat + i
		}
		tr.chats = append(tr.chats, chat)
	}
	tr.env = []string{
		"TELEGRAM_BOT_TOKEN=" + tr.telegram.Token(), "TELEGRAM_API_URL=" + tr.telegram.URL(),
		"LOG_LEVEL=info", "LISTEN_ADDR=off",
	}
	if f.webhook {
		tr.env = append(tr.env, "LISTEN_ADDR="+mail.addr, "WEBHOOK_URL="+hookURL)
	}
	for _, name := range providers.Names {
		upper := strings.ToUpper(name)
		tr.env = append(tr.env, upper+"_BASE_URL="+tr.providers.URL(name), upper+"_API_KEY=test-key", upper+"_LIMITS=none")
	}
	return tr
}

// start runs the bot.
func (tr *trial) start() {
	tr.t.Helper()
	tr.cmd = exec.Command(tr.program, "run")
	tr.cmd.Dir, tr.cmd.Env, tr.cmd.Stderr = tr.dir, tr.env, tr.log
	tr.started = append(tr.started, time.Now())
	if err := tr.cmd.Start(); err != nil {
		tr.t.Fatal(err)
	}
	tr.begun = time.Now()
}

// kill ends the bot without any chance for last words.
func (tr *trial) kill() {
	tr.killed = append(tr.killed, time.Now()) // it does nothing more, however long its end takes
	_ = tr.cmd.Process.Kill()
	_ = tr.cmd.Wait()
	tr.cmd = nil
}

// stop ends the bot as an operator would. It has 20 seconds for that.
func (tr *trial) stop() {
	tr.t.Helper()
	begun := time.Now()
	_ = tr.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.AfterFunc(25*time.Second, func() { _ = tr.cmd.Process.Signal(syscall.SIGABRT) })
	err := tr.cmd.Wait()
	timer.Stop()
	if took := time.Since(begun); took > 20*time.Second {
		tr.t.Errorf("a stop took %v", took)
	}
	// Before the program is there to hear of it, the signal itself ends it.
	status := tr.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if early := status.Signal() == syscall.SIGTERM && begun.Sub(tr.begun) < time.Second; err != nil && !early {
		tr.t.Errorf("a stopped bot ends with %v; it wrote at last:\n%s", err, tr.lastWords())
	}
	tr.cmd = nil
}

// ends waits until the bot ends by itself.
func (tr *trial) ends() bool {
	ended := make(chan struct{})
	go func() {
		_ = tr.cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		tr.cmd = nil
	case <-time.After(patience):
		_ = tr.cmd.Process.Kill()
		<-ended
		tr.cmd = nil
		return false
	}
	tr.killed = append(tr.killed, time.Now())
	return true
}

// wait lets some of the time between the two go by.
func (tr *trial) wait(least, most time.Duration) {
	time.Sleep(least + time.Duration(tr.rand.Int64N(int64(most-least))))
}

func (tr *trial) evidence() evidence {
	tr.mu.Lock()
	e := evidence{asked: slices.Clone(tr.asked), chats: map[int64][]telegram.Message{}, killed: tr.killed, started: tr.started, steady: tr.steady}
	tr.mu.Unlock()
	for _, id := range tr.telegram.ChatIDs() {
		e.chats[id] = tr.telegram.Chat(id)
	}
	e.calls = tr.telegram.Calls()
	return e
}

// settle waits until everything is answered, or nothing more comes.
func (tr *trial) settle(patience time.Duration) {
	least, since := -1, time.Now()
	for {
		v := judge(tr.evidence(), tr.said)
		switch {
		case v.lost == 0 && tr.telegram.Pending() == 0:
			return
		case least < 0 || v.lost < least:
			least, since = v.lost, time.Now()
		case time.Since(since) > patience:
			return
		}
		time.Sleep(300*time.Millisecond + time.Duration(v.questions/10)*time.Millisecond)
	}
}

// finish has the bot answer what is left, sees that another start says nothing
// more, and judges.
func (tr *trial) finish() *verdict {
	tr.t.Helper()
	if tr.cmd == nil {
		tr.start()
	}
	long := patience
	if len(tr.groups) > 0 { // a group that has had its minute's waits for the next
		long += time.Minute
	}
	tr.settle(long)
	tr.stop()
	tr.start()
	time.Sleep(time.Second)
	tr.stop()
	tr.leftovers()
	v := judge(tr.evidence(), tr.said)
	if len(v.complaints) > 0 {
		tr.t.Logf("the bot wrote at last:\n%s", tr.lastWords())
	}
	for i, complaint := range v.complaints {
		if i == 20 {
			tr.t.Errorf("and %d more", len(v.complaints)-i)
			break
		}
		tr.t.Error(complaint)
	}
	for _, broken := range tr.telegram.Violations() {
		tr.t.Errorf("Telegram's rules were broken: %+v", broken)
	}
	return v
}

// leftovers complains of what should have gone when an answer came: drafts, and
// buttons to stop it.
func (tr *trial) leftovers() {
	tr.t.Helper()
	for _, chat := range tr.chats {
		if d, ok := tr.telegram.Draft(chat); ok {
			tr.t.Errorf("chat %d: a draft is left: %.80q", chat, d.Text)
		}
	}
	shown := 0
	for _, c := range tr.telegram.Calls() {
		if c.Accepted && (c.Method == "sendMessageDraft" || strings.HasSuffix(c.Params["text"], " …")) {
			shown++
		}
	}
	for _, chat := range tr.chats {
		for _, m := range tr.telegram.Chat(chat) {
			if m.FromBot() && m.Keyboard != nil && len(m.Keyboard.Rows) > 0 && !strings.HasPrefix(m.Keyboard.Rows[0][0].Data, "answer:") {
				tr.t.Errorf("chat %d: message %d has a button left: %.80q", chat, m.ID, m.Words())
			}
		}
	}
	if tr.streams {
		tr.note("%d previews", shown)
		if shown < 3 && !(tr.slowed && shown > 0) {
			tr.t.Errorf("there were %d previews: the answers were not shown while they were written", shown)
		}
	}
}

// lastWords are the end of the bot's log.
func (tr *trial) lastWords() string {
	data, err := os.ReadFile(tr.log.Name())
	if err != nil {
		tr.t.Fatal(err)
	}
	list := strings.SplitAfter(string(data), "\n")
	return strings.Join(list[max(len(list)-6, 0):], "")
}

// logged counts the lines of the bot's log with these words.
func (tr *trial) logged(words string) int {
	data, err := os.ReadFile(tr.log.Name())
	if err != nil {
		tr.t.Fatal(err)
	}
	return strings.Count(string(data), words)
}

func (tr *trial) note(format string, args ...any) {
	tr.notes = append(tr.notes, fmt.Sprintf(format, args...))
}
