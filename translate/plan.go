package translate

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// item is one piece of text that the models are asked for.
type item struct {
	core   string
	before string // the end of the piece before, of a text in pieces
	masked masked
	terms  []Term // those that it holds
	// way tells it from the same piece that is to be translated otherwise,
	// beyond what the options say: see [run.wayOf].
	way string
	// text is the translation once settled is set without an err.
	text, model string
	settled     bool
	err         error
	// second is an answer with a soft fault, to be taken if no better comes.
	second      string
	secondModel string
	// doubtful is set where the translation is such an answer, and nobody said
	// the same.
	doubtful bool
	reason   string
	avoid    []string
	// asked counts the requests that it was part of, alone its rounds without
	// others, refused the requests that no model would take, unmarked the
	// answers whose marks were wrong; size is the size of the next batch.
	asked, alone, refused, unmarked, size int
	// unstyled is set when it is asked for without its styles.
	unstyled bool
	waiting  []int // the texts that need it
}

// plan is how a text is put together again.
type plan struct {
	source  string
	pieces  []piece
	pending int
	// corrected is the person's own translation of the whole; nil: none.
	corrected *Kept
}

// piece is a part of a text: what stands before it stays as it is.
type piece struct {
	glue string
	item *item // nil: the glue alone
}

// prepare cuts the texts into items, each different one once.
func (r *run) prepare(texts []string) {
	r.plans = make([]plan, len(texts))
	for i, t := range texts {
		p := &r.plans[i]
		p.source = t
		at := 0
		for _, b := range blocks(t) {
			r.add(i, t[at:b[0]])
			p.glue(t[b[0]:b[1]])
			at = b[1]
		}
		r.add(i, t[at:])
		if p.pending == 0 {
			r.done++
		}
	}
}

// add cuts a part of a text, between its blocks of code, into items.
func (r *run) add(i int, text string) {
	p := &r.plans[i]
	for _, c := range cut(text, maxItemRunes) {
		lead, core, trail := trimStyles(c.core)
		m := mask(core, r.keep)
		if !hasLetters(m.bare(m.text)) {
			p.glue(c.glue + c.core)
			continue
		}
		it := r.item(core, p.before(), m)
		p.pieces = append(p.pieces, piece{c.glue + lead, it})
		p.glue(trail)
		if len(it.waiting) == 0 || it.waiting[len(it.waiting)-1] != i {
			it.waiting = append(it.waiting, i)
			p.pending++
		}
	}
}

// glue adds what stays as it is.
func (p *plan) glue(s string) {
	if s != "" {
		p.pieces = append(p.pieces, piece{glue: s})
	}
}

// before is the end of what was cut off already, to understand the next piece
// by; "" for the first.
func (p *plan) before() string {
	for i := len(p.pieces) - 1; i >= 0; i-- {
		if it := p.pieces[i].item; it != nil {
			return lastRunes(plainText(it.core), contextRunes)
		}
	}
	return ""
}

// A block of code as long as this stays out of the items, and so does one of
// more than one line.
const blockRunes = 200

var codeBlock = regexp.MustCompile("```(?s:.*?)```|" + fixedStyle)

// blocks finds the blocks of code in a text.
func blocks(text string) (out [][]int) {
	if !strings.Contains(text, "```") && !strings.Contains(text, markOpen) {
		return nil
	}
	for _, b := range codeBlock.FindAllStringIndex(text, -1) {
		if s := text[b[0]:b[1]]; strings.Contains(s, "\n") || utf8.RuneCountInString(s) > blockRunes {
			out = append(out, b)
		}
	}
	return out
}

func (r *run) item(core, before string, m masked) *item {
	for _, it := range r.byCore[core] {
		if it.before == before {
			return it
		}
	}
	it := &item{core: core, before: before, masked: m, terms: r.terms.in(core)}
	it.way = r.wayOf(it)
	r.byCore[core] = append(r.byCore[core], it)
	r.items = append(r.items, it)
	return it
}

// result puts a text together.
func (p *plan) result(number int, finish func(string) string) Result {
	if p.corrected != nil {
		return Result{Text: inSpaceOf(p.source, p.corrected.Text), Model: p.corrected.Model}
	}
	var b strings.Builder
	res := Result{Text: p.source}
	for _, c := range p.pieces {
		b.WriteString(c.glue)
		switch {
		case c.item == nil:
		case !c.item.settled || c.item.err != nil:
			reason, cause := "it was not asked for any more", c.item.err
			if c.item.reason != "" {
				reason = c.item.reason
			}
			return Result{Text: p.source, Err: &TextError{number, reason, cause}}
		default:
			b.WriteString(finish(c.item.text))
			res.Model = c.item.model
			res.Unstyled = res.Unstyled || c.item.unstyled
		}
	}
	res.Text = b.String()
	return res
}

// inSpaceOf is a text with the white space of another around it.
func inSpaceOf(source, text string) string {
	core := strings.TrimSpace(source)
	lead, trail, _ := strings.Cut(source, core)
	return lead + text + trail
}
