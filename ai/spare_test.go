package ai_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// Every key that is tried is a call: it is counted, and there must be room.
func TestSpareKeysKeepTheLimits(t *testing.T) {
	for _, c := range []struct {
		name   string
		rpm    int
		good   string
		minute []int // calls in each minute
		kind   ai.Kind
	}{
		{"room for all", 5, "test-key-3", []int{3, 1}, ""},
		{"room for one a minute", 1, "test-key-3", []int{1, 1, 1, 1}, ""},
		{"room for one a minute, and none is good", 1, "", []int{1, 1, 1, 0, 0}, ai.BadKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := newPipes()
			p := catalog.Provider{Name: "mine", Wire: catalog.OpenAI, BaseURL: "http://mine.test/v1", Law: catalog.Fixed,
				Models: []catalog.Model{{ID: "m", Limits: catalog.Limits{RPM: c.rpm, Configured: true}}}}
			client, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key-1", "test-key-2", "test-key-3"}, Transport: n.client})
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				n.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					asked++
					w.Header().Set("Content-Type", "application/json")
					if r.Header.Get("Authorization") != "Bearer "+c.good {
						w.WriteHeader(http.StatusUnauthorized)
						fmt.Fprint(w, `{"error":{"message":"Invalid API Key","code":"invalid_api_key"}}`)
						return
					}
					fmt.Fprint(w, saidHi)
				}))
				pool := ai.NewPool([]ai.Account{{Provider: p, Client: client}}, ai.PoolOptions{})
				all := int64(0)
				for i, want := range c.minute {
					asked = 0
					_, err = pool.Generate(t.Context(), request("hello"))
					if asked != want {
						t.Errorf("minute %d: asked %d times, want %d (%v)", i, asked, want, err)
					}
					all += int64(asked)
					s := status(t, pool).Providers[0]
					if s.Requests != all || s.Windows[0].Used != int64(asked) {
						t.Errorf("minute %d: %d requests are known, %d in this minute, want %d and %d", i, s.Requests, s.Windows[0].Used, all, asked)
					}
					time.Sleep(time.Minute)
				}
				if s := status(t, pool).Providers[0]; c.kind == "" && (err != nil || !s.Healthy) || c.kind != "" && s.Healthy {
					t.Errorf("at last: %v, %+v", err, s)
				}
				flush(t, pool)
			})
		})
	}
}
