package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"hamzaban/sandbox/providers"
)

// film is a file of so many cues, all different.
func film(cues int) string {
	words := strings.Fields("morning sea night house light friend water road window garden letter river")
	var b strings.Builder
	for i := range cues {
		fmt.Fprintf(&b, "%d\r\n00:%02d:%02d,000 --> 00:%02d:%02d,900 X1:%d\r\n<i>The %s and the %s,</i>\r\nthe %s of %d.\r\n\r\n", i+1, i/60, i%60, i/60, i%60, i,
			words[i%12], words[i/12%12], words[i/144%12], i)
	}
	return b.String()
}

// requests counts what the providers' models were asked, and how much of it
// they answered in order.
func (w *world) requests() (asked, answered int) {
	for _, name := range providers.Names {
		for _, c := range w.providers.Asked(name) {
			asked++
			if c.Done && c.Fault == "" && c.Status == 200 {
				answered++
			}
		}
	}
	return asked, answered
}

// translateFile runs the command on a file of the world's folder.
func (w *world) translateFile(name, data string) *child {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(data), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return w.command("translate", "--to", "fa", name)
}

// answeredAtLeast waits for so many answers.
func (w *world) answeredAtLeast(n int) {
	w.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if _, answered := w.requests(); answered >= n {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("there were no %d answers", n)
		}
	}
}

// wholeFilm says what is wrong with the translation of a film.
func wholeFilm(in, out string) error {
	left := func(s string) string {
		return regexp.MustCompile(`(?m)^[^\r\n]*\pL[^\r\n]*\r\n`).ReplaceAllStringFunc(s, func(l string) string {
			if strings.Contains(l, "-->") {
				return l
			}
			return "text\r\n"
		})
	}
	if left(in) != left(out) {
		return fmt.Errorf("more than the words changed: %.300q", out)
	}
	if n := len(regexp.MustCompile(`<i>[^<]*[آ-ی][^<]*</i>`).FindAllString(out, -1)); n != strings.Count(in, "<i>") {
		return fmt.Errorf("%d cues of %d are in Persian", n, strings.Count(in, "<i>"))
	}
	return nil
}

// TestTranslateCommandSurvivesKill: 300 cues over providers that fail now and
// then. The program is killed in the middle; run again it asks for nothing that
// it had, and a third time for nothing at all.
func TestTranslateCommandSurvivesKill(t *testing.T) {
	t.Parallel()
	w := unhurried(t)
	in := film(300)
	w.providers.Script("groq", providers.HTTP(503), providers.Cut, providers.NoJSONEnd, providers.Truncated)
	w.providers.Script("cerebras", providers.Empty, providers.HTTP(500))
	c := w.translateFile("film.srt", in)
	w.answeredAtLeast(8)
	_ = c.cmd.Process.Kill()
	<-c.done
	if out, _ := c.output(); out != "" {
		t.Errorf("half a file was written: %.100q", out)
	}
	first, answered := w.requests()
	c = w.command("translate", "--to", "fa", "film.srt")
	code := c.exit(t)
	out, stderr := c.output()
	if err := wholeFilm(in, out); code != 0 || err != nil {
		t.Fatalf("exit code %d, %v; it wrote:\n%s", code, err, stderr)
	}
	both, _ := w.requests()
	t.Logf("300 cues: %d requests before the kill (%d of them answered in order), %d after it; 30 at best", first, answered, both-first)
	if both > 30+4+12 { // four in flight when it was killed; what the six faults cost
		t.Errorf("%d requests were made in all", both)
	}
	if c = w.command("translate", "--to", "fa", "film.srt"); c.exit(t) != 0 {
		t.Error("the third run failed")
	}
	again, _ := c.output()
	if all, _ := w.requests(); all != both || again != out {
		t.Errorf("the third run made %d requests", all-both)
	}
}

// TestTranslateCommandInterrupted: nothing is written, and it is said how to go
// on.
func TestTranslateCommandInterrupted(t *testing.T) {
	t.Parallel()
	w := unhurried(t)
	c := w.translateFile("film.srt", film(120))
	w.answeredAtLeast(2)
	_ = c.cmd.Process.Signal(syscall.SIGINT)
	code := c.exit(t)
	out, stderr := c.output()
	if code != exitFailed || out != "" || !regexp.MustCompile(`after \d+ of 120 texts.*goes on from there`).MatchString(stderr) {
		t.Errorf("exit code %d, %q on standard output, and:\n%s", code, out, stderr)
	}
}

// TestTranslateCommandNamesLines: a text that every model refuses stands as it
// was and is named by its line.
func TestTranslateCommandNamesLines(t *testing.T) {
	t.Parallel()
	w := worldOf(t, providers.Options{Limits: providers.Unlimited(), Answer: func(_ string, all []providers.Message) (string, time.Duration) {
		if strings.Contains(all[len(all)-1].Text, "forbidden") {
			return "I'm sorry, but I can't help with that.", 0
		}
		return "", 0
	}})
	c := w.translateFile("notes.md", "# The morning\n\n- the sea\n- the forbidden thing\n")
	code := c.exit(t)
	out, stderr := c.output()
	if code != exitFailed || !strings.Contains(stderr, "1 of 3 texts") || !strings.Contains(stderr, "line 4") {
		t.Errorf("exit code %d, and:\n%s", code, stderr)
	}
	if !regexp.MustCompile(`^# [^a-z]+\n\n- [^a-z]+\n- the forbidden thing\n$`).MatchString(out) {
		t.Errorf("it wrote %q", out)
	}
}

// TestTranslateCommandReadsAnything: standard input of any format, and older
// charsets.
func TestTranslateCommandReadsAnything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	persian, err := charmap.Windows1256.NewEncoder().String("1\r\n00:00:01,000 --> 00:00:02,000\r\nصبح به خير دوست من، حال شما چطور است؟\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, in, to string
		code         int
		out, err     string
	}{
		{"JSON", `{"hello": "Good morning", "n": 1e5}`, "fa", 0, `^\{"hello": "[^a-z]+", "n": 1e5\}$`, `^$`},
		{"windows-1256", persian, "en", 0, `^1\r\n00:00:01,000 --> 00:00:02,000\r\n[^آ-ی]+\r\n$`, `in windows-1256; its translation is in UTF-8`},
		{"nothing", "\n", "fa", 0, `^\n$`, `^$`},
		{"no text", "a\x00b", "fa", 1, `^$`, `standard input: .*UTF-8`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, stderr strings.Builder
			env := func(name string) string { return w.env[name] }
			w.env["DATABASE_URL"] = filepath.Join(w.dir, "test.db")
			w.env["LOG_LEVEL"] = "error"
			code := run(t.Context(), []string{"translate", "--to", c.to}, env, strings.NewReader(c.in), &out, &stderr)
			if code != c.code || !regexp.MustCompile(c.out).MatchString(out.String()) || !regexp.MustCompile(c.err).MatchString(stderr.String()) {
				t.Errorf("exit code %d, %q, %q", code, out.String(), stderr.String())
			}
		})
	}
}

// TestTranslateCommandNamesAll: everything that is wrong with the arguments is
// named at once.
func TestTranslateCommandNamesAll(t *testing.T) {
	t.Parallel()
	var out, stderr strings.Builder
	code := run(t.Context(), []string{"translate", "--from", "qq", "--to", "ww", "b.pdf"}, func(string) string { return "" }, strings.NewReader(""), &out, &stderr)
	if code != exitUsage || !regexp.MustCompile(`(?s)--from qq.*--to ww.*b\.pdf`).MatchString(stderr.String()) {
		t.Errorf("exit code %d, and:\n%s", code, stderr.String())
	}
}
