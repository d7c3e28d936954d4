package providers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

func TestTheLogTellsEveryCall(t *testing.T) {
	s := start(t, providers.Options{})
	s.Script("cohere", providers.HTTP(503))
	ask(t, s, "groq", "Hello", true)
	ask(t, s, "cohere", "سلام", false)
	askModel(t, s, "gemini", "gemini-3.8-flash", "Hello", false, object{
		"systemInstruction": object{"parts": []any{object{"text": "Be kind."}}},
		"generationConfig":  object{"maxOutputTokens": 900, "thinkingConfig": object{"thinkingLevel": "low"}}})
	askModel(t, s, "openrouter", "nobody/nothing:free", "Hello", false, nil)
	calls := s.Calls()
	if len(calls) != 4 {
		t.Fatalf("%d calls", len(calls))
	}
	for i, want := range []providers.Call{
		{Provider: "groq", Model: "openai/gpt-oss-120b", Status: 200, Stream: true, Finish: "stop", Key: "…-key"},
		{Provider: "cohere", Model: "command-a-03-2025", Status: 503, Fault: "HTTP 503", Key: "…-key"},
		{Provider: "gemini", Model: "gemini-3.8-flash", Status: 200, System: "Be kind.", MaxTokens: 900, Effort: "low", Finish: "stop", Key: "…-key"},
		{Provider: "openrouter", Model: "nobody/nothing:free", Status: 404, Refused: "no model", Key: "…-key"},
	} {
		c := calls[i]
		got := []any{c.Provider, c.Model, c.Status, c.Stream, c.Finish, c.Key, c.Fault, c.Refused, c.System, c.MaxTokens, c.Effort}
		w := []any{want.Provider, want.Model, want.Status, want.Stream, want.Finish, want.Key, want.Fault, want.Refused, want.System, want.MaxTokens, want.Effort}
		if !slices.Equal(got, w) {
			t.Errorf("call %d: %v, want %v", i+1, got, w)
		}
		if c.N != i+1 || !c.Done || c.Last() == "" {
			t.Errorf("call %d: %+v", i+1, c)
		}
	}
	if !strings.HasPrefix(calls[0].Text, "Hello!") || calls[0].Output == 0 {
		t.Errorf("the answer is missing: %+v", calls[0])
	}
	s.Reset()
	if n := len(s.Calls()); n != 0 {
		t.Errorf("%d calls after Reset", n)
	}
	do(t, "GET", s.URL("groq")+"/models", "test-key", nil)
	if all, asked := len(s.CallsTo("groq")), len(s.Asked("groq")); all != 1 || asked != 0 {
		t.Errorf("%d calls, %d questions", all, asked)
	}
}

func TestSubscribersHearCallsAnswersAndChanges(t *testing.T) {
	s := start(t, providers.Options{})
	events, cancel := s.Subscribe()
	defer cancel()
	ask(t, s, "groq", "Hello", false)
	s.Break("groq", providers.Cut)
	for i, want := range []string{"call", "answer", "state"} {
		select {
		case e := <-events:
			if e.Kind != want || e.Provider != "groq" || want == "answer" && e.Call.Status != 200 {
				t.Errorf("event %d: %+v", i+1, e)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("no event %q", want)
		}
	}
	cancel()
	if _, open := <-events; open {
		t.Error("the events go on after cancel")
	}
}

func TestStateTellsFaultsAndCounts(t *testing.T) {
	s := start(t, providers.Options{})
	s.Break("openrouter", providers.Stall)
	ask(t, s, "groq", "Hello", false)
	for _, p := range s.State() {
		switch p.Name {
		case "openrouter":
			if p.Broken != "stall" || !p.Models[0].Windows[0].Shared {
				t.Errorf("%+v", p)
			}
		case "groq":
			if p.Broken != "" || p.Calls != 1 || len(p.Models) != 3 || len(p.Models[0].Windows) != 4 {
				t.Errorf("%+v", p)
			}
		}
	}
}

func TestSayIsWordForWord(t *testing.T) {
	s := start(t, providers.Options{})
	s.Say("gemini", "one  <b>", "دو")
	for _, want := range []string{"one  <b>", "دو"} {
		if got, _ := ask(t, s, "gemini", "Hello", true).text(t, "gemini"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAddressesThatDoNotExist(t *testing.T) {
	s := start(t, providers.Options{})
	base := strings.TrimSuffix(s.URL("groq"), "/groq/openai/v1")
	for url, want := range map[string]int{base + "/": 404, base + "/nobody/v1": 404, s.URL("groq") + "/audio": 404, base + "/groq/v9/models": 404,
		s.URL("gemini") + "/v1beta/models/gemini-3.8-flash:countTokens": 404} {
		if r := do(t, "POST", url, "test-key", object{}); r.status != want {
			t.Errorf("%s: status %d", url, r.status)
		}
	}
	bad := providers.New(providers.Options{Addr: "256.0.0.1:1"})
	if err := bad.Start(); err == nil || !strings.Contains(err.Error(), "choose another address") {
		t.Errorf("%v", err)
	}
}

func TestTheLogKeepsTheNewestCalls(t *testing.T) {
	s := start(t, providers.Options{Calls: 3, Limits: providers.Unlimited()})
	for range 5 {
		ask(t, s, "groq", "Hello", false)
	}
	calls := s.Calls()
	if n := len(calls); n > 3 || calls[n-1].N != 5 {
		t.Errorf("%d calls: %+v", n, calls)
	}
}

func TestAHangMayEnd(t *testing.T) {
	s := start(t, providers.Options{})
	s.Script("openrouter", providers.Fault{Kind: providers.Hang.Kind, Delay: time.Millisecond})
	if r := ask(t, s, "openrouter", "Hello", false); r.status != 200 {
		t.Errorf("status %d", r.status)
	}
	if n := used(s, "openrouter", "requests", "day"); n != 1 {
		t.Errorf("counted %v times", n)
	}
}

func TestATestCountsCallsByItselfAndDecidesOnAnswers(t *testing.T) {
	ended := make(chan providers.Call, 2)
	s := start(t, providers.Options{Calls: -1, Limits: map[string]providers.Limits{"groq": {RPD: 1}},
		Ended: func(c providers.Call) { ended <- c },
		Answer: func(model string, messages []providers.Message) (string, time.Duration) {
			return model + " was asked: " + messages[len(messages)-1].Text, time.Millisecond
		}})
	ask(t, s, "groq", "Hello", false)
	ask(t, s, "groq", "Hello", false)
	if calls := s.Calls(); len(calls) != 0 {
		t.Errorf("the log kept %d calls", len(calls))
	}
	if c := <-ended; c.Text != c.Model+" was asked: Hello" || c.Limit != "" || c.Took < time.Millisecond {
		t.Errorf("the first ended as %+v", c)
	}
	if c := <-ended; c.Status != 429 || c.Limit != "requests per day" {
		t.Errorf("the second ended as %+v", c)
	}
}
