package ai

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// goOn asks a model to go on where its answer was cut.
const goOn = "Your answer was cut off by a length limit. Go on exactly where it stopped: no introduction, no repetition, nothing about the interruption."

const (
	// leastOverlap is how many bytes must be the same at an answer's end and
	// at its continuation's beginning to be taken for a repetition, and
	// mostOverlap how many are looked at.
	leastOverlap, mostOverlap = 16, 400
	// longestWord is how far back the beginning of a word is looked for.
	longestWord = 60
)

// complete makes a whole answer of one that the output limit cut short: the
// same model goes on, once, or else one that may write more begins anew. An
// answer in hand is never thrown away: where all that fails it stays as it is.
// What the caller bounded is as long as it was to be.
func (p *Pool) complete(ctx context.Context, j *job, c *call) *Response {
	resp := c.answer
	if !resp.Truncated || ctx.Err() != nil || j.r.MaxTokens > 0 && c.out >= j.r.MaxTokens {
		return resp
	}
	if j.r.Schema == nil {
		if whole := p.prolong(ctx, j, c); whole != nil {
			return whole
		}
	}
	if anew := p.anew(ctx, j, c); anew != nil {
		return anew
	}
	return resp
}

// prolong has the model go on. It returns nil where it may not or cannot, or
// where a router had another model do it.
func (p *Pool) prolong(ctx context.Context, j *job, c *call) *Response {
	said := uncut(c.answer.Text)
	r := *j.r
	r.Messages = append(slices.Clone(r.Messages), Message{Role: Assistant, Text: strings.TrimRightFunc(said, unicode.IsSpace)}, Message{Role: User, Text: goOn})
	if r.MaxTokens > 0 {
		r.MaxTokens -= c.out
	}
	k := p.sequel(j, &r, []*member{c.m})
	if chosen := c.answer.Chosen; chosen != "" && p.mayPin(c.m, chosen) {
		k.pinned = chosen
	}
	if j.emit != nil && c.answer.Chosen == k.pinned { // else a router may choose another one now
		k.emit = func(soFar string) {
			if len(soFar) > mostOverlap { // else it may be a repetition still
				j.tell(join(said, soFar))
			}
		}
	}
	next, err := p.first(ctx, k)
	if next == nil || err != nil || next.answer.Chosen != c.answer.Chosen {
		return nil
	}
	whole := *next.answer
	whole.Text = join(said, whole.Text)
	whole.Usage = whole.Usage.plus(c.answer.Usage)
	return &whole
}

// mayPin says whether a router's account may be asked for the very model that
// the router chose: only for such as the catalogue says are used there, since
// others may cost money.
func (p *Pool) mayPin(m *member, id string) bool {
	a := p.accountOf(m)
	return a.Discover != "" && strings.HasSuffix(id, a.Discover)
}

// anew has another model, that may write more, answer from the beginning. It
// returns nil where there is none or its answer is no longer.
func (p *Pool) anew(ctx context.Context, j *job, c *call) *Response {
	k := p.sequel(j, j.r, nil)
	p.mu.Lock()
	for _, m := range j.order {
		if n, fits := m.size(p.sees, j.r, j.prompt); fits && n.out > c.out && !j.out.has(m) {
			k.order = append(k.order, m)
		}
	}
	p.mu.Unlock()
	if j.emit != nil {
		k.emit = j.tell
	}
	next, err := p.first(ctx, k)
	if next == nil || err != nil {
		return nil
	}
	whole := *next.answer
	if whole.Truncated && len(whole.Text) <= len(c.answer.Text) {
		return nil
	}
	whole.Usage = whole.Usage.plus(c.answer.Usage)
	return &whole
}

// sequel is a job that goes on with another one, and waits for nobody.
func (p *Pool) sequel(j *job, r *Request, order []*member) *job {
	k := newJob(order, r, nil)
	k.begun, k.patience = j.begun, 0
	return k
}

func (u Usage) plus(o Usage) Usage {
	return Usage{Prompt: u.Prompt + o.Prompt, Cached: u.Cached + o.Cached, Output: u.Output + o.Output}
}

// uncut returns a cut text without its last word, which may be half a one: it
// is written anew. So the space before it is kept as the model wrote it. Where
// words are not told apart by spaces nothing is taken away.
func uncut(s string) string {
	end := strings.LastIndexFunc(s, unicode.IsSpace)
	if end <= 0 || len(s)-end > longestWord {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[end:])
	return s[:end+size]
}

// join puts an answer and its continuation together, without what the latter
// repeats of the former's end.
func join(said, more string) string {
	if said != "" && unicode.IsSpace(lastRune(said)) {
		more = strings.TrimLeftFunc(more, unicode.IsSpace)
	}
	line := said[strings.LastIndexByte(said, '\n')+1:]
	if rest, again := strings.CutPrefix(more, line); again { // it began the line anew
		return said + rest
	}
	trimmed := strings.TrimRightFunc(said, unicode.IsSpace)
	for n := min(len(trimmed), len(more), mostOverlap); n >= leastOverlap; n-- {
		if trimmed[len(trimmed)-n:] == more[:n] {
			return trimmed + more[n:]
		}
	}
	return said + more
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
