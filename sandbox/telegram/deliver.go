package telegram

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"time"
)

// deliveries brings updates to a webhook until it is removed: those of one
// chat one after the other, those of different chats side by side. What is
// not accepted with a 2xx comes again.
func (s *Server) deliveries(w *webhook) {
	flying := 0
	landed := make(chan struct{})
	for {
		s.mu.Lock()
		news := s.updates.news.wait()
		var next *update
		var pause time.Duration
		if flying < w.most && s.webhook == w {
			next, pause = s.due()
		}
		s.mu.Unlock()
		if next != nil {
			flying++
			go func() {
				s.fly(w, next)
				select {
				case landed <- struct{}{}:
				case <-w.ctx.Done():
				}
			}()
			continue
		}
		timer := time.NewTimer(pause)
		if pause == 0 {
			timer.Stop()
		}
		select {
		case <-news:
		case <-landed:
			flying--
		case <-timer.C:
		case <-w.ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// due takes the next update whose chat has none on the way, or says how long
// until one may be tried again; 0: there is none to wait for.
func (s *Server) due() (*update, time.Duration) {
	s.expire()
	var pause time.Duration
	busy := map[int64]bool{}
	for _, u := range s.updates.items {
		if busy[u.lane] {
			continue
		}
		busy[u.lane] = true
		if u.flying {
			continue
		}
		wait := u.notTill.Sub(s.now())
		if wait <= 0 {
			u.flying = true
			return u, 0
		}
		if pause == 0 || wait < pause {
			pause = wait
		}
	}
	return nil, pause
}

// fly delivers one update and settles it.
func (s *Server) fly(w *webhook, u *update) {
	fault := s.post(w, u)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.ring()
	if s.webhook != w {
		return
	}
	u.flying = false
	if fault == "" {
		s.updates.items = slices.DeleteFunc(s.updates.items, func(x *update) bool { return x == u })
		return
	}
	w.lastError, w.lastErrorAt = fault, s.now()
	u.notTill = s.now().Add(min(s.opt.WebhookRetry<<min(u.tries, 10), time.Minute))
	u.tries++
}

// post returns what went wrong, in Telegram's words, or nothing.
func (s *Server) post(w *webhook, u *update) string {
	req, err := http.NewRequestWithContext(w.ctx, http.MethodPost, w.url, bytes.NewReader(u.raw))
	if err != nil {
		return "Invalid URL"
	}
	req.Header.Set("Content-Type", "application/json")
	if w.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", w.secret)
	}
	resp, err := s.opt.WebhookClient.Do(req)
	if err != nil {
		return "Connection failed"
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)) //nolint:errcheck // only the status counts
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return "Wrong response from the webhook: " + resp.Status
	}
	return ""
}
