package demo_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

func TestDoor(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	say := fmt.Sprintf(`{"person":%d,"chat":%d,"text":"hello"}`, demo.EnglishID, demo.EnglishID)
	formatted := func(entity string) string {
		return fmt.Sprintf(`{"person":%d,"chat":%d,"text":"hi","entities":[%s]}`, demo.EnglishID, demo.EnglishID, entity)
	}
	const json = "application/json"
	for _, c := range []struct {
		name, method, path, body string
		header                   map[string]string
		want                     int
	}{
		{"the page", "GET", "/", "", nil, 200},
		{"a rebound name", "GET", "/", "", map[string]string{"Host": "evil.example"}, 421},
		{"a rebound name with the port", "GET", "/events", "", map[string]string{"Host": "evil.example:8090"}, 421},
		{"a foreign number", "GET", "/", "", map[string]string{"Host": "10.0.0.1"}, 421},
		{"localhost", "GET", "/", "", map[string]string{"Host": "localhost:1"}, 200},
		{"loopback of six", "GET", "/", "", map[string]string{"Host": "[::1]:1"}, 200},
		{"a post", "POST", "/say", say, map[string]string{"Content-Type": json}, 200},
		{"a post of the page's own", "POST", "/say", say, map[string]string{"Content-Type": json, "Origin": strings.TrimSuffix(s.url, "/")}, 200},
		{"a post of another page", "POST", "/say", say, map[string]string{"Content-Type": json, "Origin": "http://evil.example"}, 403},
		{"a post of a page without a name", "POST", "/say", say, map[string]string{"Content-Type": json, "Origin": "null"}, 403},
		{"a post from another port", "POST", "/say", say, map[string]string{"Content-Type": json, "Origin": "http://127.0.0.1:1"}, 403},
		{"a post across sites", "POST", "/bot", `{"do":"kill"}`, map[string]string{"Content-Type": json, "Sec-Fetch-Site": "cross-site"}, 403},
		{"a form of another page", "POST", "/upload", "x", map[string]string{"Content-Type": "multipart/form-data; boundary=x", "Origin": "http://evil.example"}, 403},
		{"a form where JSON is due", "POST", "/say", say, map[string]string{"Content-Type": "text/plain"}, 415},
		{"JSON where a form is due", "POST", "/upload", say, map[string]string{"Content-Type": json}, 415},
		{"too much", "POST", "/say", `{"text":"` + strings.Repeat("x", 2<<20) + `"}`, map[string]string{"Content-Type": json}, 413},
		{"not JSON", "POST", "/say", "hello", map[string]string{"Content-Type": json}, 400},
		{"a field too many", "POST", "/say", `{"admin":true}`, map[string]string{"Content-Type": json}, 400},
		{"somebody unknown", "POST", "/say", `{"person":5,"chat":5,"text":"x"}`, map[string]string{"Content-Type": json}, 400},
		{"somebody else's chat", "POST", "/say", fmt.Sprintf(`{"person":%d,"chat":%d,"text":"x"}`, demo.EnglishID, demo.PersianID), map[string]string{"Content-Type": json}, 400},
		{"nothing to say", "POST", "/say", fmt.Sprintf(`{"person":%d,"chat":%d,"text":" "}`, demo.EnglishID, demo.EnglishID), map[string]string{"Content-Type": json}, 400},
		{"a message that is not there", "POST", "/edit", fmt.Sprintf(`{"person":%d,"chat":%d,"message":99,"text":"x"}`, demo.EnglishID, demo.EnglishID), map[string]string{"Content-Type": json}, 409},
		{"forwarding from somebody else's chat", "POST", "/forward", fmt.Sprintf(`{"person":%d,"chat":%d,"message":1,"to":%d}`, demo.EnglishID, demo.PersianID, demo.EnglishID), map[string]string{"Content-Type": json}, 400},
		{"forwarding into somebody else's chat", "POST", "/forward", fmt.Sprintf(`{"person":%d,"chat":%d,"message":1,"to":%d}`, demo.EnglishID, demo.EnglishID, demo.PersianID), map[string]string{"Content-Type": json}, 400},
		{"forwarding what is not there", "POST", "/forward", fmt.Sprintf(`{"person":%d,"chat":%d,"message":99,"to":%d}`, demo.EnglishID, demo.EnglishID, demo.EnglishID), map[string]string{"Content-Type": json}, 409},
		{"formatting beyond the text", "POST", "/say", formatted(`{"type":"bold","offset":0,"length":3}`), map[string]string{"Content-Type": json}, 400},
		{"formatting of a huge length", "POST", "/say", formatted(`{"type":"bold","offset":1,"length":9223372036854775807}`), map[string]string{"Content-Type": json}, 400},
		{"formatting of no kind", "POST", "/say", formatted(`{"type":"bot_command","offset":0,"length":1}`), map[string]string{"Content-Type": json}, 400},
		{"a link to a script", "POST", "/say", formatted(`{"type":"text_link","offset":0,"length":1,"url":"javascript:x"}`), map[string]string{"Content-Type": json}, 400},
		{"formatting", "POST", "/say", formatted(`{"type":"text_link","offset":0,"length":2,"url":"https://example.com/"}`), map[string]string{"Content-Type": json}, 200},
		{"a provider unknown", "POST", "/break", `{"provider":"x","fault":"503"}`, map[string]string{"Content-Type": json}, 400},
		{"a switch unknown", "POST", "/break", `{"provider":"groq","fault":"x"}`, map[string]string{"Content-Type": json}, 400},
		{"a button unknown", "POST", "/bot", `{"do":"x"}`, map[string]string{"Content-Type": json}, 400},
		{"reading where one posts", "GET", "/say", "", nil, 404},
		{"a page unknown", "GET", "/../demo.go", "", nil, 404},
		{"a file unknown", "GET", "/file/x", "", nil, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp := s.request(t, c.method, c.path, c.body, c.header)
			defer resp.Body.Close()
			if resp.StatusCode != c.want {
				body, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
				t.Errorf("the status is %d, want %d: %s", resp.StatusCode, c.want, body)
			}
			h := resp.Header
			if p := h.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
				t.Errorf("the policy is %q", p)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("browsers may guess the type")
			}
		})
	}
}

func (s *stage) request(t *testing.T, method, path, body string, header map[string]string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, strings.TrimSuffix(s.url, "/")+path, strings.NewReader(body))
	must(t, err)
	for k, v := range header {
		req.Header.Set(k, v)
	}
	req.Host = header["Host"]
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	return resp
}

// TestFilesAreInert: what people upload is never read as a page.
func TestFilesAreInert(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	for name, f := range map[string]telegram.File{
		"a page":    {Name: "x.html", Mime: "text/html", Data: []byte("<script>1</script>")},
		"a drawing": {Name: "x.svg", Mime: "image/svg+xml", Data: []byte("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")},
		"a liar":    {Name: "x.png", Mime: "image/png", Data: []byte("<html><script>1</script>")},
	} {
		s.telegram.SayDocument(demo.EnglishID, demo.EnglishID, f, "")
		all := s.telegram.Chat(demo.EnglishID)
		resp := s.request(t, "GET", "/file/"+all[len(all)-1].Document.FileID, "", nil)
		resp.Body.Close()
		h := resp.Header
		if h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s is served as %q, %q, %q", name, h.Get("Content-Type"), h.Get("Content-Disposition"), h.Get("Content-Security-Policy"))
		}
	}
}

// TestRepeatedPost: a request that the page repeats says nothing twice.
func TestRepeatedPost(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	body := fmt.Sprintf(`{"person":%d,"chat":%d,"text":"hello","nonce":"n1"}`, demo.EnglishID, demo.EnglishID)
	for range 3 {
		s.request(t, "POST", "/say", body, map[string]string{"Content-Type": "application/json"}).Body.Close()
	}
	if n := len(s.telegram.Chat(demo.EnglishID)); n != 1 {
		t.Errorf("said %d times, want once", n)
	}
}

// TestLaggard: a page that does not read for a while gets a new snapshot.
func TestLaggard(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector takes minutes for so many megabytes")
	}
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	var conn net.Conn
	var read *bufio.Reader
	dial := func() {
		var err error
		conn, err = net.Dial("tcp", strings.Trim(strings.TrimPrefix(s.url, "http://"), "/"))
		must(t, err)
		t.Cleanup(func() { conn.Close() })
		_, err = fmt.Fprintf(conn, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		must(t, err)
		read = bufio.NewReader(conn)
	}
	dial()
	next := func(prefix string) string {
		for {
			must(t, conn.SetReadDeadline(time.Now().Add(patience)))
			line, err := read.ReadString('\n')
			if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) { // given up as dead on a slow machine: a browser comes back
				dial()
				continue
			}
			must(t, err)
			if rest, ok := strings.CutPrefix(line, prefix); ok {
				return rest
			}
		}
	}
	next("event: snapshot")
	filler := strings.Repeat("x", 1500)
	for i := range 9000 {
		s.telegram.Say(demo.EnglishID, demo.EnglishID, fmt.Sprintf("%d %s", i, filler))
	}
	next("event: snapshot")
	var seen struct {
		Messages map[int64][]struct{ Text string }
	}
	must(t, json.Unmarshal([]byte(next("data: ")), &seen))
	if all := seen.Messages[demo.EnglishID]; len(all) != 9000 || !strings.HasPrefix(all[8999].Text, "8999 ") {
		t.Errorf("the new snapshot has %d messages, want all 9,000", len(all))
	}
}

func TestListenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	with := demo.Options{
		Addr: ln.Addr().String(), Telegram: telegram.New(telegram.Options{}), Providers: providers.New(providers.Options{}),
		Bot: newChildBot("", nil), Log: slog.New(slog.DiscardHandler),
	}
	d, err := demo.New(with)
	must(t, err)
	if err := d.Listen(); err == nil || !strings.Contains(err.Error(), "--addr") || !strings.Contains(err.Error(), "taken") {
		t.Errorf("a taken port is told as %v", err)
	}
	with.Addr = "8090"
	if _, err := demo.New(with); err == nil || !strings.Contains(err.Error(), "--addr") {
		t.Errorf("an address that is none is told as %v", err)
	}
	var log strings.Builder
	with.Addr, with.Log = "0.0.0.0:0", slog.New(slog.NewTextHandler(&log, nil))
	d, err = demo.New(with)
	must(t, err)
	must(t, d.Listen())
	if !strings.Contains(log.String(), "password") || !strings.HasPrefix(d.URL(), "http://127.0.0.1:") {
		t.Errorf("an open address is warned of by %q, and printed as %s", log.String(), d.URL())
	}
	must(t, d.Close(context.Background()))
	with.Addr = ":0"
	d, err = demo.New(with)
	must(t, err)
	must(t, d.Listen())
	if host, _, _ := net.SplitHostPort(strings.Trim(strings.TrimPrefix(d.URL(), "http://"), "/")); host != "127.0.0.1" {
		t.Errorf("a port alone is listened to on %s", host)
	}
	must(t, d.Close(context.Background()))
}
