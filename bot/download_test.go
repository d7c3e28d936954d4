package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestDownload: what comes of files that Telegram has or has not, as it says or
// otherwise.
func TestDownload(t *testing.T) {
	const most = 1000
	const found = `{"ok":true,"result":{"file_id":"f","file_unique_id":"u","file_size":%d,"file_path":"voice/file_1.oga"}}`
	send := func(n int) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			for range n { // in pieces, so that no length is told
				_, _ = io.WriteString(w, "x")
				w.(http.Flusher).Flush()
			}
		}
	}
	for _, c := range []struct {
		name string
		said string
		file func(http.ResponseWriter, *http.Request)
		want func(data []byte, err error) bool
	}{
		{"whole", fmt.Sprintf(found, 10), send(10), func(data []byte, err error) bool { return err == nil && len(data) == 10 }},
		{"refused", `{"ok":false,"error_code":400,"description":"Bad Request: invalid file_id"}`, nil, func(_ []byte, err error) bool { return errors.Is(err, errGone) }},
		{"too big for a bot", `{"ok":false,"error_code":400,"description":"Bad Request: file is too big"}`, nil, func(_ []byte, err error) bool { return errors.Is(err, errTooLong) }},
		{"said to be too large", fmt.Sprintf(found, most+1), nil, func(_ []byte, err error) bool { return errors.Is(err, errTooLong) }},
		{"larger than was said", fmt.Sprintf(found, 10), send(most + 1), func(_ []byte, err error) bool { return errors.Is(err, errTooLong) }},
		{"gone meanwhile", fmt.Sprintf(found, 10), func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "gone", http.StatusNotFound) }, func(_ []byte, err error) bool { return errors.Is(err, errGone) }},
		{"a server that fails", fmt.Sprintf(found, 10), func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadGateway) }, func(_ []byte, err error) bool {
			var status *statusError
			return errors.As(err, &status)
		}},
		{"cut", fmt.Sprintf(found, 10), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "half")
		}, func(_ []byte, err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }},
		{"hanging", fmt.Sprintf(found, 10), func(w http.ResponseWriter, r *http.Request) {
			send(3)(w, r)
			<-r.Context().Done()
		}, func(_ []byte, err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
		{"elsewhere", `{"ok":true,"result":{"file_id":"f","file_unique_id":"u","file_path":"/var/lib/bot/file_1"}}`, nil, func(_ []byte, err error) bool { return err != nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/file/") {
					c.file(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, c.said)
			}))
			t.Cleanup(server.Close)
			client, err := newClient(server.URL, "1:test-token", http.DefaultTransport)
			if err != nil {
				t.Fatal(err)
			}
			client.fetching = 300 * time.Millisecond
			data, err := client.download(t.Context(), "f", most)
			if !c.want(data, err) {
				t.Errorf("got %d bytes and %v", len(data), err)
			}
			if err != nil && strings.Contains(err.Error(), "test-token") {
				t.Errorf("the token stands in the error: %v", err)
			}
		})
	}
}
