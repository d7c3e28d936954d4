package translate

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Styled is a text of which some stretches are set in a way of their own, or
// stand for something.
type Styled struct {
	Text  string
	Spans []Span
}

// Span is such a stretch. Spans may lie within each other.
type Span struct {
	// Offset and Length count UTF-16 units.
	Offset, Length int
	// Fixed is set where the words stay as they are: code, mentions, links.
	Fixed bool
	// ID is whatever the caller knows the span by.
	ID int
}

// TranslateStyled translates one text and has its spans at the words that they
// stood at, each once, with its Fixed and ID. Spans of nothing but white space
// are left out, and those that overlap without one lying within the other come
// back in two parts.
//
// Where no model keeps the spans, the text is translated without those that
// are not Fixed, rather than not at all: the Result is Unstyled then. The error
// is as for [Engine.Translate].
func (e *Engine) TranslateStyled(ctx context.Context, s Styled, o Options) (Styled, Result, error) {
	w := write(s)
	r, err := e.run(ctx, []string{w.text}, o, true)
	if r == nil {
		return s, Result{Text: s.Text}, err
	}
	res := r.results[0]
	switch {
	case res.Err != nil:
		res.Text = s.Text
		return s, res, err
	case r.plans[0].corrected != nil:
		out := w.corrected(s, res.Text)
		res.Unstyled = len(out.Spans) < len(w.spans())
		return out, res, err
	}
	out := w.read(res.Text)
	res.Text = out.Text
	res.Unstyled = len(out.Spans) < len(w.spans())
	return out, res, err
}

// Within the engine a span is written as a pair of tags, ⟦1⟧ and ⟦/1⟧, which
// the models see as marks like any other tag's. What is fixed stands between
// ⟦1=⟧ and ⟦/1⟧ and is hidden with them. ⟦(⟧ and ⟦)⟧ stand for the brackets
// themselves.
const fixedStyle = `⟦\d+=⟧(?s:.*?)⟦/\d+⟧`

var (
	styleTags  = regexp.MustCompile(`⟦(/?)(\d+)(=?)⟧|⟦([()])⟧`)
	styleParts = regexp.MustCompile(fixedStyle + `|⟦/?\d+⟧`)
	literal    = strings.NewReplacer(markOpen, "⟦(⟧", markClose, "⟦)⟧")
)

// stripStyles takes the tags of all spans that are not fixed out of a text.
func stripStyles(s string) string {
	if !strings.Contains(s, markOpen) {
		return s
	}
	return styleParts.ReplaceAllStringFunc(s, func(tag string) string {
		if strings.Contains(tag, "=⟧") {
			return tag
		}
		return ""
	})
}

// trimStyles takes the tags off the ends of a piece of text that need not be
// among its words: those of spans that hold all of the piece, or the rest of
// which is in other pieces.
func trimStyles(s string) (lead, core, trail string) {
	for strings.Contains(s, markOpen) {
		all := styleTags.FindAllStringSubmatchIndex(s, -1)
		if len(all) == 0 {
			break
		}
		first, last := all[0], all[len(all)-1]
		partner := func(m []int, closing string) int {
			return strings.Index(s, "⟦"+closing+s[m[4]:m[5]]+"⟧")
		}
		plain := func(m []int) bool { return m[4] >= 0 && m[6] == m[7] }
		opens := func(m []int) bool { return plain(m) && m[2] == m[3] }
		closes := func(m []int) bool {
			return plain(m) && m[2] < m[3] && !strings.Contains(s, "⟦"+s[m[4]:m[5]]+"=⟧")
		}
		switch {
		case first[0] == 0 && opens(first) && last[1] == len(s) && partner(first, "/") == last[0]:
			lead, s, trail = lead+s[:first[1]], s[first[1]:last[0]], s[last[0]:]+trail
		case first[0] == 0 && (opens(first) && partner(first, "/") < 0 || closes(first)):
			lead, s = lead+s[:first[1]], s[first[1]:]
		case last[1] == len(s) && (closes(last) && partner(last, "") < 0 || opens(last)):
			s, trail = s[:last[0]], s[last[0]:]+trail
		default:
			return lead, s, trail
		}
		rest := strings.TrimLeftFunc(s, unicode.IsSpace)
		lead += s[:len(s)-len(rest)]
		s = strings.TrimRightFunc(rest, unicode.IsSpace)
		trail = rest[len(s):] + trail
	}
	return lead, s, trail
}

// written is a text with its spans as tags; group n has the number n+1.
type written struct {
	text   string
	groups []group
}

// group is spans of the same stretch, and where the words are fixed, those
// within it, at their distance from its beginning.
type group struct {
	spans    []Span // Offset from the beginning of the group
	from, to int    // in UTF-16 units of the text
	fixed    bool
}

func (w written) spans() (all []Span) {
	for _, g := range w.groups {
		all = append(all, g.spans...)
	}
	return all
}

// write makes tags of the spans.
func write(s Styled) written {
	units := utf16.Encode([]rune(s.Text))
	w := written{groups: groupsOf(units, s.Spans)}
	if len(w.groups) == 0 && !strings.ContainsAny(s.Text, markOpen+markClose) {
		w.text = s.Text
		return w
	}
	var b strings.Builder
	var open []int
	at := 0
	upTo := func(end int) {
		b.WriteString(literal.Replace(string(utf16.Decode(units[at:end]))))
		at = end
	}
	closeUpTo := func(end int) {
		for len(open) > 0 && w.groups[open[len(open)-1]].to <= end {
			k := open[len(open)-1]
			open = open[:len(open)-1]
			upTo(w.groups[k].to)
			b.WriteString("⟦/" + strconv.Itoa(k+1) + "⟧")
		}
	}
	for k, g := range w.groups {
		closeUpTo(g.from)
		upTo(g.from)
		sign := ""
		if g.fixed {
			sign = "="
		}
		b.WriteString("⟦" + strconv.Itoa(k+1) + sign + "⟧")
		open = append(open, k)
	}
	closeUpTo(len(units))
	upTo(len(units))
	w.text = b.String()
	return w
}

// groupsOf puts spans in order, those within others behind them. They are cut
// to the text and to their words, and where they would cross, in two.
func groupsOf(units []uint16, spans []Span) (groups []group) {
	var queue []group
	for _, s := range spans {
		if from, to := trimUnits(units, s.Offset, s.Offset+s.Length); from < to {
			queue = append(queue, group{[]Span{{Length: to - from, Fixed: s.Fixed, ID: s.ID}}, from, to, s.Fixed})
		}
	}
	order := func(a, b group) int { return cmp.Or(a.from-b.from, b.to-a.to) }
	slices.SortStableFunc(queue, order)
	var open []int
	for len(queue) > 0 {
		g := queue[0]
		queue = queue[1:]
		for len(open) > 0 && groups[open[len(open)-1]].to <= g.from {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			o := &groups[open[len(open)-1]]
			if end := o.end(g.from); g.to > end { // they cross
				rest := g
				rest.from, _ = trimUnits(units, end, g.to)
				rest.spans = []Span{{Length: rest.to - rest.from, Fixed: g.fixed, ID: g.spans[0].ID}}
				if rest.from < rest.to {
					i, _ := slices.BinarySearchFunc(queue, rest, order)
					queue = slices.Insert(queue, i, rest)
				}
				_, g.to = trimUnits(units, g.from, end)
				g.spans[0].Length = g.to - g.from
			}
			same := o.from == g.from && o.to == g.to
			if o.fixed || same {
				g.spans[0].Offset = g.from - o.from
				o.spans = append(o.spans, g.spans[0])
				o.fixed = o.fixed || g.fixed
				continue
			}
		}
		open = append(open, len(groups))
		groups = append(groups, g)
	}
	return groups
}

// end is where what begins at the given place within a group must end, lest it
// cross the group's end or that of a span in it.
func (g group) end(from int) int {
	end := g.to
	for _, s := range g.spans {
		if at := g.from + s.Offset; at < from && from < at+s.Length {
			end = min(end, at+s.Length)
		}
	}
	return end
}

// trimUnits moves the ends of a stretch of text inwards over white space, into
// the text, and off the middle of a character.
func trimUnits(units []uint16, from, to int) (int, int) {
	from, to = max(from, 0), min(to, len(units))
	if from > 0 && from < to && low(units[from]) && high(units[from-1]) {
		from--
	}
	if to > from && to < len(units) && low(units[to]) && high(units[to-1]) {
		to++
	}
	for from < to && unicode.IsSpace(rune(units[from])) {
		from++
	}
	for to > from && unicode.IsSpace(rune(units[to-1])) {
		to--
	}
	return from, to
}

func high(u uint16) bool { return u >= 0xD800 && u < 0xDC00 }
func low(u uint16) bool  { return u >= 0xDC00 && u < 0xE000 }
