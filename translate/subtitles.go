package translate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	timing  = regexp.MustCompile(`^\s*(?:\d+:)?\d{1,2}:\d{2}[,.]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[,.]\d{1,3}`)
	number  = regexp.MustCompile(`^\s*\d+\s*$`)
	speaker = regexp.MustCompile(`^\s*(?:<[^>]*>|\{\\[^}]*\})*\s*(?:[-–—♪♫#*]|\[|\(|[\pL .]{1,20}:\s)`)
)

// parseSRT takes SubRip subtitles apart. A cue's text goes on after an empty
// line if no next cue begins there, as some files have it.
func parseSRT(s string) ([]segment, error) {
	all := lines(s)
	var out []segment
	for i := 0; i < len(all); {
		out = append(out, segment{raw: all[i].text + all[i].end})
		i++
		if !timing.MatchString(all[i-1].text) {
			continue
		}
		end := i
		for end < len(all) && !timing.MatchString(all[end].text) {
			end++
		}
		if end < len(all) && end > i && number.MatchString(all[end-1].text) {
			end--
		}
		out = append(out, cueText(all[i:end])...)
		i = end
	}
	return out, nil
}

// parseVTT takes WebVTT apart: texts are what stands between a timing and the
// next empty line; the header, notes, styles and regions are none.
func parseVTT(s string) ([]segment, error) {
	all := lines(s)
	var out []segment
	for i := 0; i < len(all); {
		out = append(out, segment{raw: all[i].text + all[i].end})
		i++
		if !timing.MatchString(all[i-1].text) {
			continue
		}
		end := i
		for end < len(all) && strings.TrimSpace(all[end].text) != "" {
			end++
		}
		out = append(out, cueText(all[i:end])...)
		i = end
	}
	return out, nil
}

// cueText makes the lines of one cue texts: a sentence that was broken over
// lines is one text and is broken again afterwards; speakers' lines are texts
// of their own.
func cueText(all []line) []segment {
	var out []segment
	for i := 0; i < len(all); {
		if strings.TrimSpace(all[i].text) == "" {
			out = append(out, segment{raw: all[i].text + all[i].end})
			i++
			continue
		}
		end := i + 1
		for end < len(all) && strings.TrimSpace(all[end].text) != "" && !speaker.MatchString(all[end].text) {
			end++
		}
		out = append(out, wrapped(all[i:end]), segment{raw: all[end-1].end})
		i = end
	}
	return out
}

// wrapped is a text that stands on several lines, without the last one's end.
func wrapped(all []line) segment {
	var raw, text strings.Builder
	for i, l := range all {
		raw.WriteString(l.text)
		if i > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(strings.TrimSpace(l.text))
		if i < len(all)-1 {
			raw.WriteString(l.end)
		}
	}
	w := wrapOf(all)
	w.end = all[0].end
	return segment{raw: raw.String(), text: text.String(), write: w.write}
}

// wrap is how a text was broken into lines.
type wrap struct {
	end string // of each line but the last
	// tags are, for each break, how many tags stand before it. A new break
	// keeps to its side of them where that can be: what is shown from
	// <00:06.000> on must not change its line.
	tags []int
	// begins says whether a line may begin with a text; nil: with any.
	begins func(string) bool
}

// wrapOf is how the given lines were broken.
func wrapOf(all []line) (w wrap) {
	tags := 0
	for _, l := range all[:len(all)-1] {
		tags += countTags(l.text)
		w.tags = append(w.tags, tags)
	}
	return w
}

// countTags counts the tags, and what stands in braces, that end in s.
func countTags(s string) (n int) {
	depth := 0
	for _, r := range s {
		n += tagged(r, &depth)
	}
	return n
}

// tagged goes on by one character and is 1 where that ends a tag. depth is
// not 0 within one.
func tagged(r rune, depth *int) int {
	switch {
	case r == '<' || r == '{':
		*depth++
	case (r == '>' || r == '}') && *depth > 0:
		*depth--
		if *depth == 0 {
			return 1
		}
	}
	return 0
}

// write breaks a text into at most as many lines, of about the same length, at
// spaces outside tags.
func (w wrap) write(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	var b strings.Builder
	passed := 0
	for k, tags := range w.tags {
		at := w.breakAt(s, utf8.RuneCountInString(s)/(len(w.tags)-k+1), tags-passed)
		if at < 0 {
			break
		}
		passed += countTags(s[:at])
		b.WriteString(strings.TrimRightFunc(s[:at], unicode.IsSpace))
		b.WriteString(w.end)
		s = strings.TrimLeftFunc(s[at:], unicode.IsSpace)
	}
	return b.String() + s
}

// breakAt is the space nearest to the given number of characters, of those
// with as many tags before as there should be if there are any; -1: none.
func (w wrap) breakAt(s string, want, tags int) int {
	at, best := -1, 0
	depth, count, passed := 0, 0, 0
	for i, r := range s {
		passed += tagged(r, &depth)
		if depth == 0 && unicode.IsSpace(r) {
			off := max(count-want, want-count)
			if passed != tags {
				off += len(s)
			}
			if (at < 0 || off < best) && (w.begins == nil || w.begins(strings.TrimLeftFunc(s[i:], unicode.IsSpace))) {
				at, best = i, off
			}
		}
		count++
	}
	return at
}
