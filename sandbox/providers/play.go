package providers

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// answer answers a question that nothing is wrong with, if the quota bears
// it, and lets the fault spoil the answer.
func (x *exchange) answer(c *chat) {
	s, a := x.s, x.a
	s.mu.Lock()
	now := s.o.Now()
	prompt, cached := a.promptTokens(c)
	reserved := prompt
	if a.outputCounts {
		reserved += c.reserve()
	}
	gs := a.gauges(c.model)
	if h := admit(gs, now, float64(reserved)); h != nil {
		if a.tellsRefused {
			a.tell(x.w.Header(), gs, now)
		}
		s.mu.Unlock()
		x.refuse(c, &trouble{kind: rate, model: c.model, hit: h, retryAfter: h.wait})
		return
	}
	ans := s.think(a, c)
	s.mu.Unlock()
	ans.prompt, ans.cached = prompt, cached
	x.spoil(ans)
	s.log.change(func() {
		x.call.Text, x.call.Finish = ans.text, ans.finish
		x.call.Prompt, x.call.Cached, x.call.Output = prompt, cached, ans.output
	})
	s.mu.Lock()
	if a.outputCounts {
		settle(gs, now, s.o.Now(), float64(reserved), float64(prompt-cached+ans.output))
	}
	if a.tell != nil {
		a.tell(x.w.Header(), gs, s.o.Now())
	}
	s.mu.Unlock()
	if s.o.Latency > 0 && !wait(x.r.Context(), s.o.Latency) {
		return
	}
	if c.stream {
		x.stream(ans)
	} else {
		x.whole(ans)
	}
}

// reserve is how many tokens of output a question reserves.
func (c *chat) reserve() int {
	if c.maxTokens > 0 {
		return c.maxTokens
	}
	return 1024
}

// spoil changes what the answer says.
func (x *exchange) spoil(a *answer) {
	switch x.fault.Kind {
	case "empty":
		a.text, a.thought = "", ""
	case "limit text":
		a.text = "Rate limit exceeded. You have reached the maximum number of requests for the free tier. Please try again later."
	case "filtered":
		a.text, a.finish = "", "content_filter"
	case "truncated":
		runes := []rune(a.text)
		a.text, a.finish = string(runes[:(len(runes)+1)/2]), "length"
	case "think leak":
		a.text = "<think>\n" + thoughts(60) + "\n</think>\n\n" + a.text
	case "huge":
		a.text = strings.Repeat(a.text+"\n", x.fault.Size/(len(a.text)+1)+1)
	}
}

// whole writes the answer in one piece, or what the fault leaves of it.
func (x *exchange) whole(a *answer) {
	switch x.fault.Kind {
	case "missing end":
		a.finish = ""
	case "error in stream":
		_, body := x.a.refuse(x.trouble(a.chat, http.StatusServiceUnavailable), http.Header{})
		x.json(http.StatusOK, body)
		return
	case "slow":
		if !wait(x.r.Context(), x.fault.Delay) {
			return
		}
	}
	h, body := x.w.Header(), x.a.wire.whole(a)
	h.Set("Content-Type", x.contentType("application/json"))
	h.Set("Content-Length", itoa(len(body)))
	if x.fault.Kind == "garbage in stream" {
		body = append(slices.Clone(body[:len(body)/2]), garbagePage...)
		h.Del("Content-Length")
	}
	x.status(http.StatusOK)
	half := body[:len(body)/2]
	switch x.fault.Kind {
	case "cut":
		x.send(half)
		panic(http.ErrAbortHandler)
	case "stall":
		x.send(half)
		if !wait(x.r.Context(), x.fault.Delay) {
			panic(http.ErrAbortHandler)
		}
		x.send(body[len(half):])
	case "drip":
		for piece := range slices.Chunk(body, 16) {
			x.send(piece)
			if !wait(x.r.Context(), max(x.fault.Delay, time.Nanosecond)) {
				panic(http.ErrAbortHandler)
			}
		}
	default:
		_, _ = x.w.Write(body)
	}
}

// stream writes the answer piece by piece, or what the fault leaves of it.
func (x *exchange) stream(a *answer) {
	p := x.a.wire.pieces(a)
	h := x.w.Header()
	h.Set("Content-Type", x.contentType(x.a.wire.streamType(a.chat)))
	h.Set("Cache-Control", "no-cache")
	x.status(http.StatusOK)
	x.send(nil)
	if x.fault.Kind == "slow" && !wait(x.r.Context(), x.fault.Delay) {
		panic(http.ErrAbortHandler)
	}
	for _, b := range p.head {
		x.send(b)
	}
	middle := len(p.thought) + (len(p.text)+1)/2
	for i, b := range slices.Concat(p.thought, p.text) {
		if i == middle && !x.mishap(a) {
			return
		}
		if pace := x.pace(); pace > 0 && !wait(x.r.Context(), pace) {
			panic(http.ErrAbortHandler)
		}
		x.send(b)
	}
	if len(p.text) < 2 && !x.mishap(a) { // it had no middle
		return
	}
	if x.fault.Kind != "missing end" {
		for _, b := range p.tail {
			x.send(b)
		}
		x.send(p.close)
	} else if bytes.Equal(p.close, []byte("]")) {
		x.send(p.close) // an array ends all the same
	}
}

// mishap does what the fault says in the middle of a stream. It reports
// whether the stream goes on.
func (x *exchange) mishap(a *answer) bool {
	switch x.fault.Kind {
	case "cut":
		panic(http.ErrAbortHandler)
	case "stall":
		if !wait(x.r.Context(), x.fault.Delay) {
			panic(http.ErrAbortHandler)
		}
	case "garbage in stream":
		_, _ = io.WriteString(x.w, garbagePage)
		return false
	case "error in stream":
		x.send(x.midError(a))
		return false
	}
	return true
}

// midError is the vendor's word for a stream that fails in its middle.
func (x *exchange) midError(a *answer) []byte {
	if x.a.name == "openrouter" {
		return openRouterMidError(a)
	}
	_, body := x.a.refuse(x.trouble(a.chat, http.StatusServiceUnavailable), http.Header{})
	return x.a.wire.frame(a.chat, marshal(body), false)
}

func (x *exchange) pace() time.Duration {
	if x.fault.Kind == "drip" {
		return max(x.fault.Delay, time.Nanosecond)
	}
	return x.s.o.TokenDelay
}

func (x *exchange) contentType(t string) string {
	if x.fault.Kind == "wrong type" {
		return "text/plain; charset=utf-8"
	}
	return t
}

// send writes and flushes; a client that is gone ends the call.
func (x *exchange) send(b []byte) {
	if _, err := x.w.Write(b); err != nil {
		panic(http.ErrAbortHandler)
	}
	if f, ok := x.w.(http.Flusher); ok {
		f.Flush()
	}
}
