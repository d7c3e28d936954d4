package providers_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// transcribe sends a file to Groq as a form.
func transcribe(t *testing.T, s *providers.Server, file string, data []byte, fields ...string) reply {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if file != "" {
		part, err := form.CreateFormFile("file", file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL("groq")+"/audio/transcriptions", &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer test-key")
	resp, err := client.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode, header: resp.Header}
	r.body, r.err = io.ReadAll(resp.Body)
	return r
}

const whisper = "whisper-large-v3"

// TestGroqTakesRecordings, and refuses them in its own words.
func TestGroqTakesRecordings(t *testing.T) {
	spoken := []byte("OggS...WORDS=good morning OggS\x00\x04\x80\xbb\x00\x00\x00\x00\x00\x00") // a second
	for _, tt := range []struct {
		name, file string
		data       []byte
		fields     []string
		status     int
		says       string
	}{
		{"well", "a.ogg", spoken, []string{"model", whisper}, 200, `{"text":"good morning"`},
		{"in full", "a.ogg", spoken, []string{"model", whisper, "response_format", "verbose_json"}, 200, `"language":"English"`},
		{"its length", "a.ogg", spoken, []string{"model", whisper, "response_format", "verbose_json"}, 200, `"duration":1,`},
		{"as text", "a.ogg", spoken, []string{"model", whisper, "response_format", "text"}, 200, `good morning`},
		{"a sentence of its own", "a.mp3", []byte("abc"), []string{"model", whisper, "language", "fa"}, 200, `؟`},
		{"Telegram's ending", "a.oga", spoken, []string{"model", whisper}, 400, `file must be one of the following types: [flac mp3 mp4 mpeg mpga m4a ogg opus wav webm]","type":"invalid_request_error"`},
		{"no file", "", nil, []string{"model", whisper}, 400, `file or url must be provided`},
		{"no model", "a.ogg", spoken, nil, 400, `model is required`},
		{"a model that answers", "a.ogg", spoken, []string{"model", "openai/gpt-oss-20b"}, 400, `does not support transcriptions`},
		{"a model that is not there", "a.ogg", spoken, []string{"model", "whisper-9"}, 404, `model_not_found`},
		{"an unknown field", "a.ogg", spoken, []string{"model", whisper, "colour", "blue"}, 400, `property 'colour' is unsupported`},
		{"too large", "a.wav", make([]byte, 25<<20+1), []string{"model", whisper}, 413, `request_too_large`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, providers.Options{})
			if r := transcribe(t, s, tt.file, tt.data, tt.fields...); r.status != tt.status || !strings.Contains(string(r.body), tt.says) {
				t.Errorf("%d %s, want %d with %s", r.status, r.body, tt.status, tt.says)
			}
		})
	}
	t.Run("who does not offer it", func(t *testing.T) {
		s := start(t, providers.Options{})
		if r := do(t, "POST", s.URL("cerebras")+"/audio/transcriptions", "test-key", nil); r.status != 404 && r.status != 400 {
			t.Errorf("%d %s", r.status, r.body)
		}
	})
	t.Run("dictated", func(t *testing.T) {
		s := start(t, providers.Options{})
		s.Dictate(spoken, "something else")
		if r := transcribe(t, s, "a.ogg", spoken, "model", whisper); r.at("text") != "something else" {
			t.Errorf("%s", r.body)
		}
	})
}

// TestSecondsComeBack: seconds of an hour and of a day, no fewer than ten each,
// in buckets that refill; each model has its own.
func TestSecondsComeBack(t *testing.T) {
	c := newClock("2026-11-23T12:00:00Z")
	s := start(t, providers.Options{Now: c.Now, Limits: map[string]providers.Limits{"groq/" + whisper: {AudioHour: 60}}})
	wav := append([]byte("RIFF"+strings.Repeat("\x00", 24)+"\x40\x1f\x00\x00"+strings.Repeat("\x00", 12)), make([]byte, 8000*50)...) // 8,000 bytes a second
	if r := transcribe(t, s, "a.wav", wav, "model", whisper); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := transcribe(t, s, "a.ogg", []byte("short"), "model", whisper); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	r := transcribe(t, s, "a.ogg", []byte("short"), "model", whisper)
	const want = "on audio seconds per hour (ASPH): Limit 60, Used 60, Requested 10. Please try again in 10m0s."
	if r.status != 429 || !strings.Contains(string(r.body), want) || r.header.Get("Retry-After") != "600" {
		t.Fatalf("%d %s, want 429 with %q", r.status, r.body, want)
	}
	if r := transcribe(t, s, "a.ogg", []byte("short"), "model", "whisper-large-v3-turbo"); r.status != 200 {
		t.Errorf("the other model: %d %s", r.status, r.body)
	}
	c.move(10 * time.Minute)
	if r := transcribe(t, s, "a.ogg", []byte("short"), "model", whisper); r.status != 200 {
		t.Errorf("when its time had come: %d %s", r.status, r.body)
	}
}

// TestPicturesAreSeen by those that see, and refused by the others.
func TestPicturesAreSeen(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	const gif = "R0lGODlhAgADAIAAAP///wAAACwAAAAAAgADAAACAoRRADs=" // 2 by 3 pixels
	shown := func(url string) object {
		return object{"messages": []any{object{"role": "user", "content": []any{object{"type": "text", "text": "this?"},
			object{"type": "image_url", "image_url": object{"url": url}}}}}}
	}
	for _, tt := range []struct {
		name, provider, model, url, want string
	}{
		{"seen", "groq", "qwen/qwen3.8-27b", "data:image/gif;base64," + gif, "This is what I see: image/gif 2x3."},
		{"seen by Cohere", "cohere", "command-a-plus-05-2026", "data:image/gif;base64," + gif, "This is what I see: image/gif 2x3."},
		{"not seen", "groq", "openai/gpt-oss-120b", "data:image/gif;base64," + gif, "messages[0].content must be a string"},
		{"no picture", "groq", "qwen/qwen3.8-27b", "data:image/gif;base64,AAAA", "valid data URLs"},
		{"another type than it says", "groq", "qwen/qwen3.8-27b", "data:image/png;base64," + gif, "valid data URLs"},
		{"elsewhere", "groq", "qwen/qwen3.8-27b", "http://127.0.0.1:1/a.gif", "valid data URLs"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := askModel(t, s, tt.provider, tt.model, "", false, shown(tt.url))
			if !bytes.Contains(r.body, []byte(tt.want)) {
				t.Errorf("%d %s, want %q", r.status, r.body, tt.want)
			}
		})
	}
	t.Run("by Gemini", func(t *testing.T) {
		part := func(media, data string) object { return object{"inlineData": object{"mimeType": media, "data": data}} }
		ask := func(model string, p object) string {
			return string(askModel(t, s, "gemini", model, "", false, object{"contents": []any{object{"role": "user", "parts": []any{p}}}}).body)
		}
		if got := ask("gemini-3.5-flash-lite", part("image/gif", gif)); !strings.Contains(got, "image/gif 2x3") {
			t.Error(got)
		}
		if got := ask("gemini-3.5-flash-lite", part("audio/ogg", "T2dnUy4uLldPUkRTPWhlbGxv")); !strings.Contains(got, `"hello"`) {
			t.Error(got)
		}
		if got := ask("gemma-4-31b-it", part("audio/ogg", "T2dnUw==")); !strings.Contains(got, "Audio input modality is not enabled") {
			t.Error(got)
		}
		if got := ask("gemini-3.5-flash-lite", part("audio/amr", "T2dnUw==")); !strings.Contains(got, "INVALID_ARGUMENT") {
			t.Error(got)
		}
	})
}
