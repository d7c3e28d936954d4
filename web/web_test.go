package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

func TestServer(t *testing.T) {
	var unready error
	s, err := Listen(Options{
		Addr:  "127.0.0.1:0",
		Ready: func(context.Context) error { return unready },
		Metrics: Metrics(func(context.Context) ([]Sample, error) {
			return []Sample{
				{Name: "hamzaban_quota_used", Help: "Used.", Labels: map[string]string{"provider": "groq", "per": "day"}, Value: 3},
				{Name: "hamzaban_quota_used", Help: "Used.", Labels: map[string]string{"provider": "groq", "per": "minute"}, Value: 1},
			}, nil
		}),
		Extra: map[string]http.Handler{"/hook": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })},
		Log:   slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- s.Serve() }()
	get := func(path string) (int, string) {
		t.Helper()
		resp, err := http.Get("http://" + s.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body)
	}
	for _, c := range []struct {
		name, path string
		unready    error
		status     int
		body       string
	}{
		{"alive", "/healthz", errors.New("x"), 200, "ok"},
		{"ready", "/readyz", nil, 200, "ok"},
		{"not ready", "/readyz", errors.New("no poll came through"), 503, "no poll came through"},
		{"figures", "/metrics", nil, 200, `hamzaban_quota_used{per="day",provider="groq"} 3`},
		{"extra", "/hook", nil, 418, ""},
		{"elsewhere", "/nothing", nil, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			unready = c.unready
			if status, body := get(c.path); status != c.status || !strings.Contains(body, c.body) {
				t.Errorf("got %d %s", status, body)
			}
		})
	}
	if _, err := Listen(Options{Addr: s.Addr().String(), Log: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), "LISTEN_ADDR") {
		t.Errorf("a taken address gives %v, want a word about LISTEN_ADDR", err)
	}
	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}
