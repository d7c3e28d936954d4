package providers

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// connectionFault does to the connection what the fault says, and reports
// whether the call is over with it.
func (x *exchange) connectionFault(c *chat) bool {
	switch x.fault.Kind {
	case "refuse":
		x.hangUp(false)
	case "reset":
		x.charge(c)
		x.hangUp(true)
	case "hang":
		if wait(x.r.Context(), x.fault.Delay) {
			return false
		}
		x.charge(c)
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// statusFault refuses as the fault says, and reports whether it did. It also
// serves the answers that have nothing of an answer.
func (x *exchange) statusFault(c *chat) bool {
	h := x.w.Header()
	switch x.fault.Kind {
	case "garbage":
		x.charge(c)
		h.Set("Content-Type", "text/html; charset=utf-8")
		x.status(http.StatusOK)
		_, _ = io.WriteString(x.w, garbagePage)
		return true
	case "no body":
		x.charge(c)
		h.Set("Content-Type", "application/json")
		x.status(http.StatusOK)
		return true
	case "redirect":
		h.Set("Location", "/"+x.a.name+"/moved")
		x.status(x.fault.Status)
		return true
	case "error as 200":
		x.charge(c)
		t := x.trouble(c, http.StatusServiceUnavailable)
		_, body := x.a.refuse(t, http.Header{})
		x.json(http.StatusOK, body)
		return true
	}
	t := x.faultTrouble(c)
	if t == nil {
		return false
	}
	if x.fault.Body != "" {
		x.custom(t)
		return true
	}
	x.refuse(c, t)
	return true
}

// custom refuses with a body that the fault brought along.
func (x *exchange) custom(t *trouble) {
	status, _ := x.a.refuse(t, x.w.Header())
	if x.fault.Status != 0 {
		status = x.fault.Status
	}
	x.w.Header().Set("Content-Type", http.DetectContentType([]byte(x.fault.Body)))
	if x.fault.Body[0] == '{' || x.fault.Body[0] == '[' {
		x.w.Header().Set("Content-Type", "application/json")
	}
	x.status(status)
	_, _ = io.WriteString(x.w, x.fault.Body)
}

// faultTrouble is the trouble that the fault stands for, nil if for none.
func (x *exchange) faultTrouble(c *chat) *trouble {
	switch x.fault.Kind {
	case "status":
		if x.fault.Status >= 500 {
			x.charge(c)
		}
		return x.trouble(c, x.fault.Status)
	case "quota spent":
		per := "day"
		if x.a.name == "cohere" {
			per = "month"
		}
		t := x.limitTrouble(c, per)
		t.retryAfter = x.fault.RetryAfter
		if t.retryAfter == 0 {
			t.retryAfter = t.hit.wait
		}
		return t
	case "overloaded":
		return &trouble{kind: overloaded}
	case "decommissioned":
		return &trouble{kind: retired, model: x.call.Model}
	case "bad location":
		return &trouble{kind: location}
	}
	return nil
}

// trouble is what an HTTP status stands for at this vendor.
func (x *exchange) trouble(c *chat, status int) *trouble {
	kinds := map[int]string{400: badRequest, 401: badKey, 402: noCredit, 403: forbidden, 404: noModel,
		413: tooLarge, 498: capacity, 500: internal, 502: badGateway, 503: unavailable}
	if status == http.StatusTooManyRequests {
		t := x.limitTrouble(c, "minute")
		t.retryAfter = x.fault.RetryAfter
		if t.retryAfter > 0 {
			t.hit.wait, t.hit.reset = t.retryAfter, x.s.o.Now().Add(t.retryAfter)
		}
		return t
	}
	t := &trouble{kind: kinds[status], model: x.call.Model, status: status}
	switch t.kind {
	case "":
		t.kind, t.text = otherTrouble, http.StatusText(status)
	case badKey:
		t.text = redacted(x.key)
	case badRequest:
		t.text = "the request is not valid"
	case tooLarge:
		t.hit = &hit{unit: "tokens", per: "minute", limit: 8000, requested: 9001, never: true}
	}
	return t
}

// limitTrouble makes a refusal for a limit, whether it is used up or not.
func (x *exchange) limitTrouble(c *chat, per string) *trouble {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	now := x.s.o.Now()
	h := &hit{unit: "requests", per: per, limit: 30, used: 30, requested: 1, wait: 2 * time.Second, reset: now.Add(2 * time.Second)}
	if per != "minute" {
		h.limit, h.used = 1000, 1000
		h.reset = calendar{time.UTC}.next(per, now)
		if cal, ok := x.a.law.(calendar); ok {
			h.reset = cal.next(per, now)
		}
		h.wait = h.reset.Sub(now)
	}
	if c != nil {
		for _, g := range x.a.gauges(c.model) {
			if g.unit == "requests" && g.per == per {
				h.limit, h.used = g.limit, g.limit
			}
		}
	}
	return &trouble{kind: rate, model: x.call.Model, hit: h}
}

// charge counts a call that fails on purpose: the vendor does.
func (x *exchange) charge(c *chat) {
	if c == nil || x.a.serves(c.model) == nil && x.a.transcribes(c.model) == nil {
		return
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	prompt, _ := x.a.promptTokens(c)
	admit(x.a.gauges(c.model), x.s.o.Now(), float64(prompt))
}

// pretend makes the headers say that nothing is left of the minute.
func (x *exchange) pretend(now time.Time) {
	gs := gauges(Limits{RPM: 20, TPM: 8000}, x.a.law)
	for _, g := range gs {
		g.count(now, g.limit)
	}
	x.a.tell(x.w.Header(), gs, now)
}

// latin1 is what a server that does not know UTF-8 makes of French.
func latin1(b []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("é"), []byte{0xe9}), []byte("à"), []byte{0xe0})
}

const wallPage = `<!DOCTYPE html>
<html lang="en"><head><title>Attention Required!</title></head>
<body><h1>Sorry, you have been blocked</h1></body></html>
`

const garbagePage = `<!DOCTYPE html>
<html lang="en"><head><title>Welcome</title></head>
<body><h1>Please sign in to this network</h1><p>Your connection is almost ready.</p></body></html>
`
