package ai_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// tripper is a network of one function.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestRequestsCanBeSentAgain: a connection that turns out to be dead takes
// nothing with it, and the next key gets the same request.
func TestRequestsCanBeSentAgain(t *testing.T) {
	for _, provider := range []string{"groq", "gemini"} {
		t.Run(provider, func(t *testing.T) {
			p, _ := catalog.Builtin().Provider(provider)
			var sent, keys []string
			c, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key-1", "test-key-2"}, Transport: tripper(func(r *http.Request) (*http.Response, error) {
				again, err := r.GetBody()
				if err != nil {
					return nil, err
				}
				for _, body := range []io.Reader{r.Body, again} {
					text, err := io.ReadAll(body)
					if err != nil || int64(len(text)) != r.ContentLength {
						t.Errorf("%d bytes of %d, %v", len(text), r.ContentLength, err)
					}
					sent = append(sent, string(text))
				}
				keys = append(keys, r.Header.Get("Authorization")+r.Header.Get("X-Goog-Api-Key"))
				return &http.Response{StatusCode: http.StatusUnauthorized, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"error":{"message":"API key not valid"}}`))}, nil
			})})
			if err != nil {
				t.Fatal(err)
			}
			_, _ = putTo(t, c, oneQuestion(wireModels[provider]), false)
			if len(sent) != 4 || !strings.Contains(sent[0], "lion") || slices.ContainsFunc(sent, func(s string) bool { return s != sent[0] }) {
				t.Errorf("sent %q", sent)
			}
			if len(keys) != 2 || !strings.HasSuffix(keys[0], "test-key-1") || !strings.HasSuffix(keys[1], "test-key-2") {
				t.Errorf("signed with %q", keys)
			}
		})
	}
}

// TestPasswordInTheAddress of a gateway without keys: it signs the requests,
// and does not get into errors.
func TestPasswordInTheAddress(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != "test-password" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, saidHi)
	}))
	base := strings.Replace(s.URL, "http://", "http://me:test-password@", 1)
	c, err := ai.Connect(catalog.Provider{Name: "mine", Wire: catalog.OpenAI, BaseURL: base, NoKey: true}, ai.ConnectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := putTo(t, c, oneQuestion("m"), false); err != nil || r.Text != "Hi" {
		t.Errorf("got %+v, %v", r, err)
	}
	s.Close()
	if _, err = putTo(t, c, oneQuestion("m"), false); err == nil || strings.Contains(err.Error(), "test-password") {
		t.Errorf("with nobody there: %v", err)
	}
}

// TestUntoldMedia: an answer without a content type is taken for what was
// asked for.
func TestUntoldMedia(t *testing.T) {
	for provider, body := range map[string]string{
		"groq":   `{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}`,
		"gemini": `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}]`,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			_, _ = io.WriteString(w, body)
		}))
		r, err := putTo(t, clientOf(t, provider, s.URL), oneQuestion(wireModels[provider]), true)
		if err != nil || r.Text != "Hi" {
			t.Errorf("%s: got %+v, %v", provider, r, err)
		}
		s.Close()
	}
}

// TestDialInVain: a connection that does not come about is its provider's
// failure, and no request has been used up.
func TestDialInVain(t *testing.T) {
	for _, provider := range []string{"groq", "gemini"} {
		for _, cause := range []error{syscall.ECONNREFUSED, os.ErrDeadlineExceeded} {
			p, _ := catalog.Builtin().Provider(provider)
			p.Models = p.Models[:1]
			c, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}, Transport: tripper(func(*http.Request) (*http.Response, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: cause}
			})})
			if err != nil {
				t.Fatal(err)
			}
			_, err = putTo(t, c, oneQuestion(p.Models[0].ID), false)
			var e *ai.Error
			if !errors.As(err, &e) || e.Scope != ai.ScopeProvider {
				t.Errorf("%s: got %v, want a failure of the provider", provider, err)
			}
			pool := ai.NewPool([]ai.Account{{Provider: p, Client: c}}, ai.PoolOptions{})
			_ = exhausted(t, pool)
			flush(t, pool)
			s, err := pool.Status(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range s.Providers[0].Windows {
				if w.Used > 0 {
					t.Errorf("%s: %v of %s a %s used", provider, w.Used, w.Unit, w.Per)
				}
			}
		}
	}
}
