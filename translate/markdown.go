package translate

import (
	"regexp"
	"strings"
)

var (
	mdFence     = regexp.MustCompile("^[ >]*(?:(?:[-*+]|\\d+[.)])\\s+)?(```+|~~~+)")
	mdPrefix    = regexp.MustCompile(`^\s*(?:>\s?)*\s*(?:(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?)?(?:#{1,6}\s+|\[\^[^\]\s]+\]:\s+)?`)
	mdHeading   = regexp.MustCompile(`^\s*(?:>\s?)*\s*(?:(?:[-*+]|\d+[.)])\s+)?#{1,6}\s`)
	mdHashes    = regexp.MustCompile(`\s+#+\s*$`)
	mdNew       = regexp.MustCompile(`^\s*(?:>\s?)*\s*(?:(?:[-*+]|\d+[.)])\s|#{1,6}\s|\[\^[^\]\s]+\]:|<|\|)`)
	mdReference = regexp.MustCompile(`^ {0,3}\[[^\]^][^\]]*\]:\s*\S`)
	mdRule      = regexp.MustCompile(`^[\s>]*(?:[-*_=:+~][\s]*){2,}$|^\s*:::`)
	mdDelimiter = regexp.MustCompile(`^[\s>]*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$`)
	mdQuote     = regexp.MustCompile(`^\s*(?:>\s?)*`)
	mdIndented  = regexp.MustCompile(`^(?: {4}|\t)`)
	mdListItem  = regexp.MustCompile(`^\s*(?:>\s?)*\s*(?:[-*+]|\d+[.)])\s`)
	mdCode      = regexp.MustCompile(`(?i)^\s*<(pre|script|style|textarea)\b`)
)

// markdown takes Markdown apart line by line. Paragraphs are texts, and
// headings, items and cells; code, front matter, comments, formulas and link
// definitions are none.
type markdown struct {
	lines []line
	i     int
	out   []segment
	list  bool // within a list, where indented lines are no code
	blank bool // the line before was empty
}

func parseMarkdown(s string) ([]segment, error) {
	m := &markdown{lines: lines(s), blank: true}
	m.frontMatter()
	for m.i < len(m.lines) {
		m.block()
	}
	return m.out, nil
}

// verbatim takes lines over as they are.
func (m *markdown) verbatim(n int) {
	for range n {
		m.out = append(m.out, segment{raw: m.lines[m.i].text + m.lines[m.i].end})
		m.i++
	}
}

// until takes lines over up to the one that ends the block, inclusive.
func (m *markdown) until(ends func(string) bool) {
	m.verbatim(1)
	for m.i < len(m.lines) {
		m.verbatim(1)
		if ends(m.lines[m.i-1].text) {
			return
		}
	}
}

func (m *markdown) frontMatter() {
	if len(m.lines) == 0 {
		return
	}
	mark := strings.TrimRight(m.lines[0].text, " ")
	if mark != "---" && mark != "+++" {
		return
	}
	for _, l := range m.lines[1:] {
		if strings.TrimRight(l.text, " ") == mark {
			m.until(func(s string) bool { return strings.TrimRight(s, " ") == mark })
			return
		}
	}
}

// block takes the next block, or a line of it.
func (m *markdown) block() {
	l := m.lines[m.i].text
	trimmed := strings.TrimSpace(l)
	blank := m.blank
	m.blank = strings.Trim(trimmed, ">") == ""
	if m.blank {
		m.verbatim(1)
		return
	}
	item := mdListItem.MatchString(l)
	if !item && l == strings.TrimLeft(l, " \t") && blank {
		m.list = false
	}
	m.list = m.list || item
	switch f := mdFence.FindStringSubmatch(l); {
	case f != nil:
		fence := f[1]
		m.until(func(s string) bool {
			s = strings.Trim(s, " >\t")
			return strings.HasPrefix(s, fence) && strings.Trim(s, fence[:1]) == ""
		})
	case strings.HasPrefix(trimmed, "<!--") && !strings.Contains(l, "-->"):
		m.until(func(s string) bool { return strings.Contains(s, "-->") })
	case trimmed == "$$":
		m.until(func(s string) bool { return strings.TrimSpace(s) == "$$" })
	case mdCode.MatchString(l):
		end := "</" + strings.ToLower(mdCode.FindStringSubmatch(l)[1])
		if strings.Contains(strings.ToLower(l), end) {
			m.verbatim(1)
		} else {
			m.until(func(s string) bool { return strings.Contains(strings.ToLower(s), end) })
		}
	case blank && !m.list && mdIndented.MatchString(l):
		m.verbatim(1)
		m.blank = true // the next line is code as well
	case mdReference.MatchString(l), mdRule.MatchString(l), mdDelimiter.MatchString(l):
		m.verbatim(1)
	case m.i+1 < len(m.lines) && strings.Contains(l, "|") && isDelimiter(m.lines[m.i+1].text):
		m.table()
	default:
		m.paragraph()
	}
}

func isDelimiter(s string) bool { return strings.Contains(s, "|") && mdDelimiter.MatchString(s) }

// paragraph takes a heading, an item or the lines of a paragraph up to a hard
// line break.
func (m *markdown) paragraph() {
	first := m.lines[m.i]
	prefix := mdPrefix.FindString(first.text)
	body := first.text[len(prefix):]
	m.out = append(m.out, segment{raw: prefix})
	if mdHeading.MatchString(first.text) || strings.HasPrefix(body, "<") {
		tail := ""
		if mdHeading.MatchString(first.text) {
			tail = mdHashes.FindString(body)
		}
		m.text([]line{{body[:len(body)-len(tail)], tail + first.end}})
		m.i++
		return
	}
	all := []line{{body, first.end}}
	for m.i++; m.i < len(m.lines) && !hardBreak(all[len(all)-1].text); m.i++ {
		next := m.lines[m.i].text
		quote := mdQuote.FindString(next)
		if strings.Trim(next, " \t>") == "" || mdNew.MatchString(next) || mdRule.MatchString(next) || mdFence.MatchString(next) ||
			m.i+1 < len(m.lines) && isDelimiter(m.lines[m.i+1].text) || strings.Count(quote, ">") > strings.Count(prefix, ">") {
			break
		}
		all = append(all, m.lines[m.i])
	}
	m.text(all)
}

func hardBreak(s string) bool { return strings.HasSuffix(s, "  ") || strings.HasSuffix(s, `\`) }

// text makes lines one text. Its white space at the end stays, which may be a
// hard line break.
func (m *markdown) text(all []line) {
	last := &all[len(all)-1]
	body := strings.TrimRight(last.text, " \t")
	body = strings.TrimSuffix(body, `\`)
	tail := last.text[len(body):] + last.end
	last.text = body
	var raw, text strings.Builder
	quote := "" // the lines of a quote stay lines
	for i, l := range all {
		raw.WriteString(l.text)
		if i < len(all)-1 {
			raw.WriteString(l.end)
		}
		if i > 0 {
			text.WriteByte(' ')
			quote = mdQuote.FindString(l.text)
			l.text = strings.TrimLeft(l.text[len(quote):], " \t")
		}
		text.WriteString(strings.TrimRight(l.text, " \t"))
	}
	write := func(t string) string { return strings.Join(strings.Fields(t), " ") }
	if len(all) > 1 && strings.Contains(quote, ">") {
		w := wrapOf(all)
		w.end, w.begins = all[0].end+quote, beginsNoBlock
		oneLine := write
		write = func(t string) string { return w.write(oneLine(t)) }
	}
	m.out = append(m.out, segment{raw: raw.String(), text: text.String(), write: write}, segment{raw: tail})
}

// beginsNoBlock says whether a line of a paragraph may begin with s.
func beginsNoBlock(s string) bool {
	return !mdNew.MatchString(s) && !mdRule.MatchString(s) && !mdFence.MatchString(s) && !strings.HasPrefix(s, ">")
}

// table takes a table, cell by cell.
func (m *markdown) table() {
	for row := 0; m.i < len(m.lines) && strings.Contains(m.lines[m.i].text, "|"); row++ {
		if row == 1 {
			m.verbatim(1)
			continue
		}
		l := m.lines[m.i]
		at := 0
		for i := 0; i <= len(l.text); i++ {
			switch {
			case i < len(l.text)-1 && l.text[i] == '\\':
				i++
			case i == len(l.text) || l.text[i] == '|': // also within code, as GFM has it
				m.cell(l.text[min(at, i):i])
				if i < len(l.text) {
					m.out = append(m.out, segment{raw: "|"})
				}
				at = i + 1
			}
		}
		m.out = append(m.out, segment{raw: l.end})
		m.i++
	}
}

func (m *markdown) cell(s string) {
	text := strings.TrimSpace(s)
	at := strings.Index(s, text)
	m.out = append(m.out, segment{raw: s[:at]},
		segment{raw: text, text: text, write: func(t string) string {
			t = strings.Join(strings.Fields(t), " ")
			return strings.ReplaceAll(strings.ReplaceAll(t, `\|`, "|"), "|", `\|`)
		}}, segment{raw: s[at+len(text):]})
}
