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
	if a.outputCounts && c.recording == nil {
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
	var ans *answer
	if c.recording != nil {
		ans = s.hear(c)
	} else {
		ans = s.think(a, c)
	}
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
		if x.fault.Kind == "nothing left" {
			x.pretend(s.o.Now())
		}
	}
	s.mu.Unlock()
	if d := s.o.Latency + ans.took; d > 0 && !wait(x.r.Context(), d) {
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
	case "latin-1":
		a.text = "Voilà: " + strings.ReplaceAll(a.text, "e", "é")
	case "odd finish":
		a.finish = "banana"
	case "huge":
		a.text, a.endless = strings.Repeat(a.text+"\n", floodPiece/(len(a.text)+1)+1), true
	case "trickle":
		a.text, a.endless = "b", true
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
	half := body[:len(body)/2]
	switch x.fault.Kind {
	case "garbage in stream":
		body = append(slices.Clone(half), garbagePage...)
	case "truncated JSON":
		body = half
	case "latin-1":
		body = latin1(body)
	}
	x.kind("application/json")
	if !a.endless {
		h.Set("Content-Length", itoa(len(body)))
	}
	x.status(http.StatusOK)
	if a.endless {
		x.flood(a, body)
		return
	}
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
	x.kind(x.a.wire.streamType(a.chat))
	x.w.Header().Set("Cache-Control", "no-cache")
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
		if i == middle && !x.mishap(a, b) {
			return
		}
		if pace := x.pace(); pace > 0 && !wait(x.r.Context(), pace) {
			panic(http.ErrAbortHandler)
		}
		x.send(b)
	}
	if len(p.text) < 2 && !x.mishap(a, p.tail[0]) { // it had no middle
		return
	}
	if a.endless {
		x.repeat(p.text[len(p.text)-1], len(p.text)*len(a.text), len(a.text))
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

// mishap does what the fault says in the middle of a stream, before the piece
// b. It reports whether the stream goes on.
func (x *exchange) mishap(a *answer, b []byte) bool {
	switch x.fault.Kind {
	case "truncated JSON":
		x.send(b[:len(b)/2])
		return false
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

// kind tells the content type of an answer.
func (x *exchange) kind(t string) {
	switch x.fault.Kind {
	case "wrong type":
		t = "text/plain; charset=utf-8"
	case "false gzip":
		x.w.Header().Set("Content-Encoding", "gzip")
	}
	x.w.Header().Set("Content-Type", t)
}

// floodPiece is about how much of an endless answer is sent at once.
const floodPiece = 8 << 10

// flood writes an endless answer in one piece, of which body is the beginning
// and the end.
func (x *exchange) flood(a *answer, body []byte) {
	text := bytes.Trim(marshal(a.text), `"`)
	head, tail, _ := bytes.Cut(body, text)
	x.send(head)
	x.repeat(text, 0, len(a.text))
	x.send(tail)
}

// repeat sends a piece with so much text again and again, until there is as
// much as the fault wants; sent of it are there.
func (x *exchange) repeat(piece []byte, sent, text int) {
	for x.fault.Kind == "trickle" || sent < x.fault.Size {
		if x.fault.Delay > 0 && !wait(x.r.Context(), x.fault.Delay) {
			panic(http.ErrAbortHandler)
		}
		x.send(piece)
		sent += text
	}
}

// send writes and flushes; a client that is gone ends the call.
func (x *exchange) send(b []byte) {
	if x.fault.Kind == "latin-1" {
		b = latin1(b)
	}
	if _, err := x.w.Write(b); err != nil {
		panic(http.ErrAbortHandler)
	}
	if f, ok := x.w.(http.Flusher); ok {
		f.Flush()
	}
}
