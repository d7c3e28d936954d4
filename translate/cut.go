package translate

import (
	"regexp"
	"strings"
	"unicode"
)

// chunk is a part of a text with the white space that stood before it.
type chunk struct{ glue, core string }

// cut cuts a text into chunks of at most limit characters: at empty lines,
// else at line ends, sentence ends, spaces. The white space at its ends and
// between the chunks is kept as glue. The last chunk may be glue alone.
func cut(text string, limit int) []chunk {
	var out []chunk
	for {
		core := strings.TrimLeftFunc(text, unicode.IsSpace)
		glue := text[:len(text)-len(core)]
		if core == "" {
			if glue != "" || out == nil {
				out = append(out, chunk{glue: glue})
			}
			return out
		}
		end := len(strings.TrimRightFunc(core[:cutAt(core, limit)], unicode.IsSpace))
		out = append(out, chunk{glue, core[:end]})
		text = core[end:]
	}
}

// sentenceEnd is where sentences end, with the quotes that close after them.
var sentenceEnd = regexp.MustCompile(`[.!?؟…。！？۔]+(?:["'»”’)\]]|⟦/?\d+⟧)*\s+|[。！？]+`)

// cutAt is where to cut a text so that the first part has at most limit
// characters, not inside something untouchable if that can be helped.
func cutAt(s string, limit int) int {
	head := firstRunes(s, limit)
	if len(head) == len(s) {
		return len(s)
	}
	for _, p := range findSpans(firstRunes(s, 2*limit), nil) {
		if p.from < len(head) && p.to > len(head) && p.from > 0 {
			head = head[:p.from]
			break
		}
	}
	for _, sep := range []string{"\n\n", "\n"} {
		if i := strings.LastIndex(head, sep); i > len(head)/3 {
			return i + len(sep)
		}
	}
	if all := sentenceEnd.FindAllStringIndex(head, -1); len(all) > 0 && all[len(all)-1][1] > len(head)/4 {
		return all[len(all)-1][1]
	}
	if i := strings.LastIndexFunc(head, unicode.IsSpace); i > 0 {
		return i
	}
	return len(head)
}

// lastRunes is the end of s, at most n characters.
func lastRunes(s string, n int) string {
	rs := []rune(s)
	return string(rs[max(0, len(rs)-n):])
}
