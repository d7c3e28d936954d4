package ai_test

import (
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// An answer that reads like a limit's notice is one where a second provider
// says much the same; nobody rests for it unless another answers otherwise.
func TestDoubtfulAnswers(t *testing.T) {
	const it = "Your message limit has been reached."
	for _, c := range []struct {
		name      string
		task      ai.Task
		answers   []string
		want      string // empty: none
		asked, by int
	}{
		{"a notice", ai.TaskChat, []string{it, "Because they are gone."}, "Because they are gone.", 2, 1},
		{"two who say it", ai.TaskChat, []string{it, "The message limit was exceeded."}, "The message limit was exceeded.", 2, 1},
		{"one who says it", ai.TaskChat, []string{it}, "", 1, 0},
		{"a translation", ai.TaskTranslate, []string{it, "Because they are gone."}, it, 1, 0},
	} {
		for _, stream := range []bool{false, true} {
			t.Run(c.name+map[bool]string{true: ", streaming"}[stream], func(t *testing.T) {
				var accounts []ai.Account
				for i, text := range c.answers {
					p := catalog.Provider{Name: string(rune('a' + i)), Wire: catalog.OpenAI, NoKey: true, BaseURL: said(t, text), Models: []catalog.Model{{ID: "m"}}}
					client, err := ai.Connect(p, ai.ConnectOptions{})
					if err != nil {
						t.Fatal(err)
					}
					accounts = append(accounts, ai.Account{Provider: p, Client: client})
				}
				p := ai.NewPool(accounts, ai.PoolOptions{})
				r := request("Warum kann ich nichts mehr senden?")
				r.Task = c.task
				var resp *ai.Response
				var err error
				if stream {
					resp, err = p.Stream(t.Context(), r, func(string) {})
				} else {
					resp, err = p.Generate(t.Context(), r)
				}
				switch {
				case c.want == "":
					if err == nil {
						t.Errorf("got %q, want none", resp.Text)
					}
				case err != nil || resp.Text != c.want || resp.Provider != accounts[c.by].Name:
					t.Errorf("got %+v, %v; want %q of %s", resp, err, c.want, accounts[c.by].Name)
				}
				flush(t, p)
				s, err := p.Status(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				asked := 0
				for _, m := range s.Providers {
					asked += int(m.Requests)
					refuted := c.name == "a notice" && m.Name == "a"
					if (m.State == ai.Resting) != refuted || (m.State == ai.Healthy) == refuted {
						t.Errorf("%s is %s", m.Name, m.State)
					}
				}
				if asked != c.asked {
					t.Errorf("asked %d times, want %d", asked, c.asked)
				}
			})
		}
	}
}
