package ai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// said makes a server that says a text, in one piece or, where asked for a
// stream, rune by rune.
func said(t *testing.T, text string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ Stream bool }
		_ = json.NewDecoder(r.Body).Decode(&q)
		content, _ := json.Marshal(text)
		if !q.Stream {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"choices":[{"message":{"role":"assistant","content":%s},"finish_reason":"stop"}]}`, content)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for _, c := range text {
			_, _ = io.WriteString(w, event(string(c), "null"))
		}
		_, _ = io.WriteString(w, event("", `"stop"`)+"data: [DONE]\n\n")
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestThinking: thinking never reaches people, its tags do where they asked
// for them.
func TestThinking(t *testing.T) {
	for _, tt := range []struct{ name, asked, said, want string }{
		{"none", "Hello", "Hi", "Hi"},
		{"before the answer", "Hello", "<think>\nA greeting.\n</think>\n\nHi", "Hi"},
		{"in one line", "Hello", "<think>A greeting.</think>Hi", "Hi"},
		{"behind white space", "Hello", "\n <think>\nA greeting.\n</think>\nHi", "Hi"},
		{"other tags", "Hello", "<thinking>A greeting.</thinking> Hi", "Hi"},
		{"other tags still", "Hello", "<reasoning>\nA greeting.\n</reasoning>\nHi", "Hi"},
		{"in capitals", "Hello", "<THINK>\nA greeting.\n</Think>\nHi", "Hi"},
		{"in triangles", "Hello", "◁think▷A greeting.◁/think▷Hi", "Hi"},
		{"in a channel", "Hello", "<|channel|>analysis<|message|>A greeting.<|end|><|start|>assistant<|channel|>final<|message|>Hi<|return|>", "Hi"},
		{"in a channel of its own turn", "Hello", "<|start|>assistant<|channel|>analysis<|message|>A greeting.<|end|><|start|>assistant<|channel|>final<|message|>Hi", "Hi"},
		{"in a channel without its end", "Hello", "<|channel|>analysis<|message|>A greeting", ""},
		{"a bare channel", "Hello", "<|channel|>final<|message|>Hi", "Hi"},
		{"a channel asked about", "What is <|channel|>final<|message|>?", "<|channel|>final<|message|> is a mark.", "<|channel|>final<|message|> is a mark."},
		{"twice", "Hello", "<think>A.</think>\n<think>B.</think>\nHi", "Hi"},
		{"in Persian", "سلام", "<think>\nسلام کرد.\n</think>\nسلام!", "سلام!"},
		{"without its beginning", "Hello", "A greeting.\nI greet.\n</think>\n\nHi", "Hi"},
		{"without its end", "Hello", "<think>\nA greeting", ""},
		{"nothing else", "Hello", "<think>\nA greeting\n</think>\n", ""},
		{"behind a word", "Hello", "Sure.\n<think>A greeting.</think>\nHi", "Sure.\n\nHi"},
		{"in the middle", "Hello", "One.\n<think>\nA greeting.\n</think>\nTwo.", "One.\n\nTwo."},
		{"in the middle, without its end", "Hello", "One.\n<think>\nA greeting.", "One."},
		{"without its beginning, in one line", "Hello", "A greeting.</think>Hi", "Hi"},
		{"nested", "Hello", "<think>A <think>B</think> C</think>Hi", "Hi"},
		{"nested badly", "Hello", "<think>I write <think> first.</think>Hi", "Hi"},
		{"with attributes", "Hello", `<think type="a">A greeting.</think>Hi`, "Hi"},
		{"behind a mark of the encoding", "Hello", "\ufeff<think>A greeting.</think>Hi", "Hi"},
		{"behind a space that does not break", "Hello", "\u00a0<think>A greeting.</think>Hi", "Hi"},
		{"in brackets", "Hello", "[THINK]A greeting.[/THINK]Hi", "Hi"},
		{"of a seed", "Hello", "<seed:think>A greeting.</seed:think>Hi", "Hi"},
		{"in a fence at the beginning", "Hello", "```\n<think>A greeting.</think>\n```\nHi", "Hi"},
		{"in a fence elsewhere", "Hello", "So:\n```\n<think>x</think>\n```\nHi", "So:\n```\n<think>x</think>\n```\nHi"},
		{"in code", "Hello", "Write `<think>x</think>` there", "Write `<think>x</think>` there"},
		{"the end of a tag in code", "Hello", "Write `</think>` there", "Write `</think>` there"},
		{"asked about, in the middle", "Write <think>x</think> and more", "Here: <think>x</think>", "Here: <think>x</think>"},
		{"a link and a comparison", "Hello", "If a < b [see](x) <b>then</b>", "If a < b [see](x) <b>then</b>"},
		{"a word that begins like a tag", "Hello", "<reasonable> doubt", "<reasonable> doubt"},
		{"a tag in the middle", "Hello", "Write <think> in brackets", "Write <think> in brackets"},
		{"another tag", "Hello", "<thin>line</thin>", "<thin>line</thin>"},
		{"asked about", "What does <think> mean?", "<think> is a tag; it ends with </think>.", "<think> is a tag; it ends with </think>."},
		{"asked about, and thought", "What does <think> mean?", "<think>\nThe tag?\n</think>\n\n<think> is a tag.", "<think> is a tag."},
		{"asked to write it", "Write <think>x</think>", "<think>x</think>", "<think>x</think>"},
	} {
		for _, stream := range []bool{false, true} {
			t.Run(tt.name+map[bool]string{true: ", streaming"}[stream], func(t *testing.T) {
				t.Parallel()
				c, r := clientOf(t, "groq", said(t, tt.said)), oneQuestion(wireModels["groq"])
				r.Messages[0].Text = tt.asked
				var resp *ai.Response
				var err error
				var shown []string
				if stream {
					resp, err = c.(ai.Streamer).Stream(t.Context(), r, func(s string) { shown = append(shown, s) })
				} else {
					resp, err = c.Generate(t.Context(), r)
				}
				var e *ai.Error
				if tt.want == "" {
					if !errors.As(err, &e) || e.Kind != ai.Empty {
						t.Errorf("got %+v, %v; want that it is empty", resp, err)
					}
				} else if err != nil || resp.Text != tt.want {
					t.Errorf("got %+v, %v; want %q", resp, err, tt.want)
				}
				for _, s := range shown {
					if !strings.HasPrefix(tt.want, strings.Trim(s, "` \n")) && !strings.HasPrefix(tt.name, "without its beginning") {
						t.Errorf("shown on the way: %q", s)
					}
				}
				if stream && tt.want != "" && len(shown) == 0 {
					t.Errorf("shown on the way: %q", shown)
				}
			})
		}
	}
}

// TestThinkingAtRandom: whatever a model makes of the tags, it is the same
// answer in one piece and streamed, and nothing breaks.
func TestThinkingAtRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(seeded(t), 1))
	bits := []string{"<think>", "</think>", "<THINK a=\"b\">", "[THINK]", "[/THINK]", "<thinking>", "◁think▷", "◁/think▷", "<|channel|>analysis", "<|channel|>final<|message|>",
		"<|end|>", "```\n", "\n```", "\n", "`", " ", "\ufeff", "one", "two", "<", "[", "◁", "<th", "</"}
	for range 3000 {
		var text strings.Builder
		for range 1 + random.IntN(9) {
			text.WriteString(bits[random.IntN(len(bits))])
		}
		said, pieces := text.String(), ""
		content, _ := json.Marshal(said)
		for _, c := range said {
			pieces += event(string(c), "null")
		}
		answer := func(media, body string) (*ai.Response, error) {
			c, err := ai.Connect(catalog.Provider{Name: "mine", Wire: catalog.OpenAI, NoKey: true, BaseURL: "http://mine.test"}, ai.ConnectOptions{Transport: tripper(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {media}}, Body: io.NopCloser(strings.NewReader(body))}, nil
			})})
			if err != nil {
				t.Fatal(err)
			}
			return putTo(t, c, oneQuestion("m"), media == "text/event-stream")
		}
		whole, err := answer("application/json", `{"choices":[{"message":{"content":`+string(content)+`},"finish_reason":"stop"}]}`)
		stream, broke := answer("text/event-stream", pieces+event("", `"stop"`))
		if (err == nil) != (broke == nil) || err == nil && whole.Text != stream.Text {
			t.Fatalf("%q: in one piece %+v, %v; streamed %+v, %v", said, whole, err, stream, broke)
		}
		if err == nil && !strings.Contains(said, "`") && strings.Contains(said, "<think>one</think>") && strings.Contains(whole.Text, "<think>one</think>") {
			t.Fatalf("%q: thinking is left in %q", said, whole.Text)
		}
	}
}

// TestThinkingIsNotShown of a model whose thinking stands in the text without
// the tag that begins it, though nobody can know it before its end.
func TestThinkingIsNotShown(t *testing.T) {
	for text, want := range map[string]string{
		"A greeting.\n</think>\nHi there":    "Hi there",
		"<think>A greeting.</think>Hi there": "Hi there",
		"Hi there":                           "Hi there",
	} {
		p := catalog.Provider{Name: "mine", Wire: catalog.OpenAI, NoKey: true, BaseURL: said(t, text), Models: []catalog.Model{{ID: "m", Thinks: true}}}
		c, err := ai.Connect(p, ai.ConnectOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var shown []string
		resp, err := c.(ai.Streamer).Stream(t.Context(), oneQuestion("m"), func(s string) { shown = append(shown, s) })
		if err != nil || resp.Text != want {
			t.Errorf("got %+v, %v; want %q", resp, err, want)
		}
		for _, s := range shown {
			if s != "" && (text == want || !strings.HasPrefix(want, s)) {
				t.Errorf("shown %q", s)
			}
		}
	}
}

// TestPartsOfAContent: the text of a content that comes in parts, thinking beside
// it.
func TestPartsOfAContent(t *testing.T) {
	const thinking = `{"type":"thinking","thinking":[{"type":"text","text":"A greeting."}]}`
	for name, body := range map[string][2]string{
		"whole":     {"application/json", `{"choices":[{"message":{"content":[` + thinking + `,{"type":"text","text":"Hi "},{"type":"text","text":"there"}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2}}`},
		"streaming": {"text/event-stream", `data: {"choices":[{"delta":{"content":[` + thinking + `]}}]}` + "\n\n" + `data: {"choices":[{"delta":{"content":[{"type":"text","text":"Hi "}]}}]}` + "\n\n" + event("there", `"stop"`) + `data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}` + "\n\ndata: [DONE]\n\n"},
	} {
		c := clientOf(t, "groq", alwaysAnswer(t, 200, fields{"Content-Type": body[0]}, body[1]))
		r, err := putTo(t, c, oneQuestion(wireModels["groq"]), name == "streaming")
		if err != nil || r.Text != "Hi there" || r.Usage != (ai.Usage{Prompt: 9, Output: 2}) {
			t.Errorf("%s: got %+v, %v", name, r, err)
		}
	}
}

// TestLimitNotices tells notices from answers about limits.
func TestLimitNotices(t *testing.T) {
	for _, tt := range []struct {
		name, asked, said string
		notice            bool
	}{
		{"a gateway's", "Hello", "Rate limit exceeded. Please try again later.", true},
		{"another's", "Hello", "You have reached your daily limit. Upgrade to continue.", true},
		{"a quota's", "سلام", "Error: You exceeded your current quota, please check your plan.", true},
		{"too many", "Hello", "Too Many Requests", true},
		{"asked about", "What does HTTP 429 mean?", "Too many requests: the rate limit was exceeded.", false},
		{"translated", "محدودیت نرخ رد شد", "The rate limit was exceeded.", false},
		{"a speed limit", "Why was I fined?", "You exceeded the speed limit.", false},
		{"long", "Tell me about APIs", "Many services have a ceiling. " + strings.Repeat("They count calls. ", 30) + "Else the rate limit is exceeded.", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := oneQuestion(wireModels["groq"])
			r.Messages[0].Text = tt.asked
			_, err := putTo(t, clientOf(t, "groq", said(t, tt.said)), r, false)
			if (err != nil) != tt.notice {
				t.Errorf("got %v, want a notice: %v", err, tt.notice)
			}
		})
	}
}

// TestShapes are how a wanted JSON shape is put to the models.
func TestShapes(t *testing.T) {
	loose := `{"type":"object","properties":{"a":{"type":"string","minLength":3},"b":{"type":"array","items":{"anyOf":[{"type":"integer","multipleOf":2},{"type":"null"}]}}},"required":["a"]}`
	tight := `{"$schema":"x","type":"object","additionalProperties":false,"properties":{"a":{"type":"string"}},"required":["a"]}`
	for _, tt := range []struct{ name, provider, model, schema, path, want string }{
		{"kept to the letter", "groq", "openai/gpt-oss-120b", tight, "response_format.json_schema.strict", "true"},
		{"not to the letter", "groq", "openai/gpt-oss-120b", loose, "response_format.json_schema.strict", "false"},
		{"whole", "groq", "openai/gpt-oss-120b", loose, "response_format.json_schema.schema", loose},
		{"JSON alone", "groq", "qwen/qwen3.8-27b", tight, "response_format", `{"type":"json_object"}`},
		{"by words", "openrouter", "openrouter/free", tight, "response_format", ""},
		{"Gemini's dialect", "gemini", "gemini-3.8-flash", loose, "generationConfig.responseSchema", `{"properties":{"a":{"type":"STRING"},"b":{"items":{"anyOf":[{"type":"INTEGER"},{"type":"NULL"}]},"type":"ARRAY"}},"required":["a"],"type":"OBJECT"}`},
		{"Gemini's media type", "gemini", "gemini-3.8-flash", loose, "generationConfig.responseMimeType", `"application/json"`},
		{"beside its thinking", "gemini", "gemini-3.8-flash", loose, "generationConfig.thinkingConfig.thinkingLevel", `"low"`},
		{"Gemma by words", "gemini", "gemma-4-31b-it", loose, "generationConfig.responseMimeType", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var body []byte
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ = io.ReadAll(r.Body)
				w.WriteHeader(http.StatusTeapot)
			}))
			defer s.Close()
			r := oneQuestion(tt.model)
			r.Schema = &ai.Schema{Name: "it", JSON: []byte(tt.schema)}
			_, _ = putTo(t, clientOf(t, tt.provider, s.URL), r, false)
			if got := at(body, tt.path); got != tt.want {
				t.Errorf("%s is %s, want %s", tt.path, got, tt.want)
			}
			held := slices.Contains([]string{"json_schema", "responseSchema"}, strings.Split(tt.path+"..", ".")[1])
			if byWords := strings.Contains(string(body), "Answer with one JSON object"); tt.want == "" && !byWords || held && byWords {
				t.Errorf("asked by words: %v", byWords)
			}
		})
	}
}

// at is the JSON at a path, "" where there is none.
func at(body []byte, path string) string {
	raw := json.RawMessage(body)
	for key := range strings.SplitSeq(path, ".") {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return ""
		}
		raw = object[key]
	}
	return string(raw)
}

func TestFencedJSON(t *testing.T) {
	r := oneQuestion("openrouter/free")
	r.Schema = &ai.Schema{Name: "it", JSON: []byte(`{"type":"object"}`)}
	resp, err := putTo(t, clientOf(t, "openrouter", said(t, "```json\n{\"a\": 1}\n```\n")), r, false)
	if err != nil || resp.Text != `{"a": 1}` {
		t.Errorf("got %+v, %v", resp, err)
	}
}

// TestFieldsOfTheCatalogue go into the request, over what stands there.
func TestFieldsOfTheCatalogue(t *testing.T) {
	var body []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusTeapot)
	}))
	defer s.Close()
	c := connectTo(t, s.URL, map[string]any{"temperature": 0.7, "top_k": 5}, map[string]any{"top_k": 9, "max_tokens": 77})
	r, cold := oneQuestion("m"), float32(0)
	r.MaxTokens, r.Temperature = 5, &cold
	_, _ = putTo(t, c, r, false)
	for path, want := range map[string]string{"temperature": "0.7", "top_k": "9", "max_tokens": "77", "model": `"m"`} {
		if got := at(body, path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	r.Model = "unheard of"
	_, _ = putTo(t, c, r, false)
	if got := at(body, "top_k"); got != "5" {
		t.Errorf("an unknown model was asked with top_k %s, want the provider's", got)
	}
}
