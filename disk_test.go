package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// company are the people of a world who ask one provider without limits, which says
// their words back, so that everybody's answers can be told apart.
type company struct {
	*world
	people []int64
	asked  map[int64][]string
	takes  atomic.Int64 // how long an answer takes
	// brought is how webhooks are reached.
	brought proxied
}

// proxied takes https off, as a proxy before a webhook does, and counts the
// updates that the bot could not take.
type proxied struct{ refused atomic.Int64 }

func (p *proxied) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme = "http"
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && resp.StatusCode == http.StatusServiceUnavailable {
		p.refused.Add(1)
	}
	return resp, err
}

const companySize = 8

func newCompany(t *testing.T) *company {
	t.Helper()
	w := newWorld(t)
	c := &company{world: w, asked: map[int64][]string{}}
	_ = w.providers.Close()
	w.providers = providers.New(providers.Options{
		Limits: map[string]providers.Limits{"groq": {}},
		Answer: func(_ string, messages []providers.Message) (string, time.Duration) {
			return echo(messages[len(messages)-1].Text), time.Duration(c.takes.Load())
		},
	})
	if err := w.providers.Start(); err != nil {
		t.Fatal(err)
	}
	w.env["PROVIDER_ORDER"], w.env["GROQ_LIMITS"], w.env["GROQ_BASE_URL"] = "groq", "none", w.providers.URL("groq")
	_ = w.telegram.Close()
	w.telegram = telegram.New(telegram.Options{
		PlainWebhooks: true, WebhookRetry: 100 * time.Millisecond, WebhookClient: &http.Client{Transport: &c.brought},
	})
	if err := w.telegram.Start(); err != nil {
		t.Fatal(err)
	}
	w.env["TELEGRAM_BOT_TOKEN"], w.env["TELEGRAM_API_URL"] = w.telegram.Token(), w.telegram.URL()
	w.telegram.SetLimits(telegram.Limits{})
	for i := range companySize {
		c.people = append(c.people, w.telegram.Person(telegram.Person{ID: int64(100 + i), FirstName: "Sara", LanguageCode: "en"}))
	}
	return c
}

func echo(question string) string { return "You said: " + question }

// ask has everybody ask one question, whose length is about the given one.
func (c *company) ask(length int) {
	for i, person := range c.people {
		n := len(c.asked[person])
		question := fmt.Sprintf("question %d of person %d ", n, i)
		question = strings.TrimSpace(question + strings.Repeat("and so on ", max(0, length-len(question))/10))
		c.asked[person] = append(c.asked[person], question)
		c.telegram.Say(person, person, question)
	}
}

// asking asks and returns once all questions are with the provider, which takes
// so long to answer them.
func (c *company) asking(length int, takes time.Duration) {
	c.t.Helper()
	c.takes.Store(int64(takes))
	defer c.takes.Store(0)
	before := len(c.providers.Asked("groq"))
	c.ask(length)
	for deadline := time.Now().Add(patience); len(c.providers.Asked("groq")) < before+len(c.people); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatal("the questions do not reach the provider")
		}
	}
}

// allAnswered tells whether everybody has an answer to every question.
func (c *company) allAnswered() bool {
	return !slices.ContainsFunc(c.people, func(p int64) bool {
		got := c.answers(p)
		return len(got) < len(c.asked[p]) || !slices.Contains(got, echo(c.asked[p][len(c.asked[p])-1]))
	})
}

// answered waits until everybody has every answer, and fails unless they have
// each once and in order, after the notice at their first contact.
func (c *company) answered() {
	c.t.Helper()
	c.until("everybody's whole answers", c.allAnswered)
	for _, p := range c.people {
		var want []string
		for _, question := range c.asked[p] {
			want = append(want, echo(question))
		}
		if got := c.answers(p); !slices.Equal(got, want) {
			c.t.Errorf("person %d asked %d times and was answered %.100q", p, len(want), got)
		}
	}
}

// answers are the answers that a person has, or has the first line of.
func (c *company) answers(person int64) (list []string) {
	for _, m := range c.telegram.Chat(person) {
		if m.FromBot() && strings.HasPrefix(m.Text, echo("")) {
			list = append(list, m.Text)
		}
	}
	return list
}

// says counts the bot's messages to a person that hold the words.
func (c *company) says(person int64, words string) (n int) {
	for _, m := range c.telegram.Chat(person) {
		if m.FromBot() && strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// wants runs a command to its end and fails unless it ends with the code.
func (c *company) wants(code int, args ...string) (stdout, stderr string) {
	c.t.Helper()
	command := c.command(args...)
	got := command.exit(c.t)
	stdout, stderr = command.output()
	if got != code {
		c.t.Errorf("%q ends with %d, want %d; it wrote:\n%s%s", args, got, code, stdout, stderr)
	}
	return stdout, stderr
}
