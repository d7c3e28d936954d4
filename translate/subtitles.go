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
	n, end := len(all), all[0].end
	return segment{raw: raw.String(), text: text.String(), write: func(t string) string { return rewrap(t, n, end) }}
}

// rewrap breaks a text into at most n lines of about the same length, at
// spaces outside tags.
func rewrap(s string, n int, end string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	var b strings.Builder
	for ; n > 1; n-- {
		want, at, best := utf8.RuneCountInString(s)/n, -1, 0
		depth, count := 0, 0
		for i, r := range s {
			switch {
			case r == '<' || r == '{':
				depth++
			case r == '>' || r == '}':
				depth = max(0, depth-1)
			case depth == 0 && unicode.IsSpace(r):
				if off := max(count-want, want-count); at < 0 || off < best {
					at, best = i, off
				}
			}
			count++
		}
		if at < 0 {
			break
		}
		b.WriteString(strings.TrimRightFunc(s[:at], unicode.IsSpace))
		b.WriteString(end)
		s = strings.TrimLeftFunc(s[at:], unicode.IsSpace)
	}
	return b.String() + s
}
