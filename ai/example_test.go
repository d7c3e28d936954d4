package ai_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// vendor stands for a provider's API: it answers every question alike.
func vendor(status int, text string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"choices": []any{map[string]any{"message": map[string]string{"content": text}, "finish_reason": "stop"}},
			"usage":   map[string]int{"prompt_tokens": 20, "completion_tokens": 10},
		})
	}))
}

// Two free tiers made into one: the first is out of order, so the second
// answers, and the book knows what was used. Neither a messenger nor a database
// is needed.
func Example() {
	broken, well := vendor(http.StatusServiceUnavailable, ""), vendor(http.StatusOK, "Hello from the second one.")
	defer broken.Close()
	defer well.Close()

	var accounts []ai.Account
	for name, address := range map[string]string{"groq": broken.URL, "cohere": well.URL} {
		p, _ := catalog.Builtin().Provider(name)
		p.BaseURL = address // the built-in one is the provider's own
		client, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}})
		if err != nil {
			fmt.Println(err)
			return
		}
		accounts = append(accounts, ai.Account{Provider: p, Client: client})
	}
	if accounts[0].Name != "groq" { // first tried first
		accounts[0], accounts[1] = accounts[1], accounts[0]
	}
	pool := ai.NewPool(accounts, ai.PoolOptions{Book: ai.NewMemoryBook()})

	ctx := context.Background()
	answer, err := pool.Generate(ctx, &ai.Request{
		System:   "Be brief.",
		Messages: []ai.Message{{Role: ai.User, Text: "Hello?"}},
	})
	if err != nil {
		fmt.Println(err) // an *ai.Exhausted tells when to ask again
		return
	}
	fmt.Println(answer.ID(), "says:", answer.Text)

	status, err := pool.Status(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range status.Providers {
		if m.Requests > 0 && m.Healthy {
			fmt.Println(m.Name, "is well; the first of its windows:", m.Windows[0].Used, "of", *m.Windows[0].Limit, "requests a", m.Windows[0].Per)
		}
	}
	// Output:
	// cohere/command-a-plus-05-2026 says: Hello from the second one.
	// cohere is well; the first of its windows: 1 of 20 requests a minute
}

// A catalogue of one's own adds providers that speak OpenAI's wire, with their
// limits, and the pool shows an answer while it is written.
func Example_catalogue() {
	own := vendor(http.StatusOK, "Salam.")
	defer own.Close()
	more, err := catalog.Parse([]byte(`
		[[provider]]
		name = "mine"
		wire = "openai"
		base_url = "`+own.URL+`"
		no_key = true
		law = "fixed"
		[[provider.model]]
		id = "small"
		context = 8000
		limits = { rpm = 10, tpd = 100000 }
	`), "mine.toml")
	if err != nil {
		fmt.Println(err) // every mistake in the file, each with its remedy
		return
	}
	p, _ := catalog.Builtin().Extend(more).Provider("mine")
	client, err := ai.Connect(p, ai.ConnectOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	pool := ai.NewPool([]ai.Account{{Provider: p, Client: client}}, ai.PoolOptions{})
	answer, err := pool.Stream(context.Background(), &ai.Request{
		Task: ai.TaskTranslate, Language: "fa",
		Messages: []ai.Message{{Role: ai.User, Text: "Hello."}},
	}, func(soFar string) {
		if soFar != "" {
			fmt.Println("so far:", soFar)
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Text, answer.Usage.Output, "tokens by", answer.ID())
	// Output:
	// so far: Salam.
	// Salam. 10 tokens by mine/small
}

// A recording is written down by whichever model for speech has room; what is
// said in it can be asked about then, together with a picture.
func ExamplePool_Transcribe() {
	whisper := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"text":" What is this?","language":"English","duration":1.4}`))
	}))
	defer whisper.Close()
	p, _ := catalog.Builtin().Provider("groq")
	p.BaseURL = whisper.URL
	client, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	pool := ai.NewPool([]ai.Account{{Provider: p, Client: client}}, ai.PoolOptions{})

	heard, err := pool.Transcribe(context.Background(), &ai.Audio{Name: "voice.oga", Data: []byte("…"), Duration: 2 * time.Second})
	if err != nil {
		fmt.Println(err) // may be an ai.ErrNothingSaid, or an *ai.Exhausted that tells when to come again
		return
	}
	fmt.Println(heard.Model, "heard:", heard.Text)
	_ = ai.Message{Role: ai.User, Text: heard.Text, Images: []ai.Image{{Type: "image/jpeg", Data: []byte("…")}}}
	// Output: whisper-large-v3-turbo heard: What is this?
}
