package render

import (
	"unicode"
	"unicode/utf16"
)

// maxEntities is the most entities that Telegram keeps of a message.
const maxEntities = 100

// Split cuts the text into parts of at most limit UTF-16 units (and at most
// 100 entities), each a message of its own: at the end of a paragraph if it
// can be, otherwise of a line, of a sentence, of a word; within a word only
// where a single one is longer than the limit, and then not within what is
// seen as one character. Entities that are cut go on in the next part. Blanks
// at a cut are dropped. No part is blank; a blank text has no parts.
//
// The limit must be at least 16.
func (t Text) Split(limit int) []Text {
	limit = max(limit, 16)
	units := encode(t.Text)
	var parts []Text
	s := newSplitter(t, units)
	for lo := 0; lo < len(units); {
		lo = s.skip(lo)
		mark := s.mark(lo)
		hi := s.cut(lo, limit-2*Len(mark)) // it may need to be kept apart from another
		if part := cut(t, units, lo, hi); !blank(part.Text) {
			parts = append(parts, insert(part, marks(mark)))
		}
		lo = hi
	}
	return parts
}

func marks(mark string) []insertion {
	if mark == "" {
		return nil
	}
	return []insertion{{0, mark}}
}

// FirstLine returns the text's first line if it has at most limit units, and
// otherwise the words at its beginning that do, with an ellipsis: what can be
// sent at once, before the whole is edited in. A text of one short line is
// returned as it is.
func (t Text) FirstLine(limit int) Text {
	units := encode(t.Text)
	s := newSplitter(t, units)
	for lo := 0; lo < len(units); {
		lo = s.skip(lo)
		hi := lo
		for hi < len(units) && units[hi] != '\n' {
			hi++
		}
		line := cut(t, units, lo, hi)
		if blank(line.Text) {
			lo = hi
			continue
		}
		if hi-lo <= limit {
			return line
		}
		line = cut(t, units, lo, s.cut(lo, max(limit, 16)-1))
		line.Text += "…"
		return line
	}
	return t
}

// splitter finds the places to cut.
type splitter struct {
	entities []Entity
	units    []uint16
	pre      []int  // for each unit of a Pre: where that ends; otherwise 0
	held     []bool // for each unit: whether a link or a short code holds it and the one before
	title    []bool // for each unit: whether a line that is bold as a whole ends before it
}

// short is how long code within a line may be to be kept whole.
const short = 200

func newSplitter(t Text, units []uint16) *splitter {
	s := &splitter{t.Entities, units, make([]int, len(units)+1), make([]bool, len(units)+1), make([]bool, len(units)+1)}
	for _, e := range t.Entities {
		s.title[e.end()] = s.title[e.end()] || e.Type == Bold && e.Length < short && s.opensLine(e)
		for i := e.Offset; i < e.end(); i++ {
			if e.Type == Pre {
				s.pre[i] = e.end()
			}
			if i > e.Offset && (e.Type == TextLink || e.Type == Code) && e.Length < short {
				s.held[i] = true
			}
		}
	}
	return s
}

// opensLine tells whether an entity begins with its line, marks of direction aside.
func (s *splitter) opensLine(e Entity) bool {
	i := e.Offset
	for i > 0 && isMark(s.units[i-1]) {
		i--
	}
	return i == 0 || s.units[i-1] == '\n'
}

// skip returns the first unit from lo on that a part can begin with. In a
// block of code blanks count, but not the end of the line before.
func (s *splitter) skip(lo int) int {
	for lo < len(s.units) && isSpace(s.units[lo]) && (s.units[lo] == '\n' || s.pre[lo] == 0) {
		lo++
	}
	return lo
}

// Boundaries, the best last.
const (
	anywhere = iota
	character
	tornWord // within a link or a short piece of code
	word
	sentence
	lineEnd
	paragraph
	beforeCode
	boundaries
)

// cut returns the best place to cut within limit units after lo.
func (s *splitter) cut(lo, limit int) int {
	most := s.most(lo, limit)
	if most >= len(s.units) {
		return len(s.units)
	}
	var best [boundaries]int
	for i := lo + 1; i <= most; i++ {
		for b := s.boundary(i, most, limit); b >= anywhere; b-- {
			best[b] = i
		}
	}
	// A good boundary is worth a shorter part, but not any shorter one.
	for b := beforeCode; b > anywhere; b-- {
		if best[b]-lo >= max(least(b, limit), 1) {
			return best[b]
		}
	}
	if halves(s.units, most) {
		most--
	}
	return most
}

// least is how long a part must be to end at a boundary although a lesser one
// would make it longer.
func least(boundary, limit int) int {
	switch boundary {
	case beforeCode:
		return limit / 4
	case paragraph:
		return limit / 2
	case lineEnd, sentence:
		return limit / 3
	}
	return 1
}

// most returns where a part that begins at lo must end at the latest.
func (s *splitter) most(lo, limit int) int {
	most, entities := lo+limit, 0
	for _, e := range s.entities {
		if e.end() > lo {
			if entities++; entities > maxEntities {
				most = min(most, max(e.Offset, lo+1))
				break
			}
		}
	}
	return most
}

// boundary tells what ends at i, in a part of at most limit units which ends
// at most there.
func (s *splitter) boundary(i, most, limit int) int {
	before, after := s.units[i-1], s.units[i]
	switch {
	case joined(s.units, i):
		return anywhere
	case after == '\n' && s.pre[i] > 0:
		return lineEnd
	case after == '\n' && s.title[i]: // what it is the title of is to stay with it
		return word
	case after == '\n':
		next := i + 1
		for next < len(s.units) && s.units[next] == '\n' && s.pre[next] == 0 {
			next++
		}
		switch end := s.pre[next]; {
		case end > most && end-next <= limit: // uncut in the next part
			return beforeCode
		case next > i+1:
			return paragraph
		}
		return lineEnd
	case before == '。' || before == '！' || before == '？': // no blank follows these
		return sentence
	case isSpace(after) && !isSpace(before):
		if s.held[i] {
			return tornWord
		}
		if endsSentence(s.units, i) {
			return sentence
		}
		return word
	}
	return character
}

// endsSentence tells whether a sentence ends before the unit at i.
func endsSentence(units []uint16, i int) bool {
	for i--; i >= 0; i-- {
		switch r := rune(units[i]); r {
		case '.', '!', '?', '؟', '۔', '…', '؛', '。', '！', '？', ':':
			return true
		case '"', '\'', ')', ']', '»', '”', '’', '*':
		default:
			return false
		}
	}
	return false
}

// joined tells whether the units at i-1 and i belong to what is seen as one
// character, or to the two halves of a word that a joiner keeps together.
func joined(units []uint16, i int) bool {
	if halves(units, i) {
		return true
	}
	after, before := runeAt(units, i), runeBefore(units, i)
	switch {
	case unicode.IsSpace(after):
		return false
	case unicode.IsMark(after), unicode.Is(unicode.Variation_Selector, after):
		return true
	case 0x1F3FB <= after && after <= 0x1F3FF: // tones of skin
		return true
	case 0x1160 <= after && after <= 0x11FF: // parts of a Hangul syllable
		return true
	case unicode.Is(unicode.Cf, before): // joiners, marks of direction
		return true
	case unicode.Is(unicode.Cf, after): // a sign of Arabic numbers belongs to what follows
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, after)
	case regional(after) && regional(before):
		n := 0
		for j := i; j >= 2 && regional(runeBefore(units, j)); j -= 2 {
			n++
		}
		return n%2 == 1
	}
	return false
}

// halves tells whether a pair of surrogates stands around i.
func halves(units []uint16, i int) bool {
	return utf16.DecodeRune(rune(units[i-1]), rune(units[i])) != unicode.ReplacementChar
}

func regional(r rune) bool { return 0x1F1E6 <= r && r <= 0x1F1FF }

func runeAt(units []uint16, i int) rune {
	if r := rune(units[i]); !utf16.IsSurrogate(r) || i+1 >= len(units) {
		return r
	}
	return utf16.DecodeRune(rune(units[i]), rune(units[i+1]))
}

func runeBefore(units []uint16, i int) rune {
	if r := rune(units[i-1]); !utf16.IsSurrogate(r) || i < 2 {
		return r
	}
	return utf16.DecodeRune(rune(units[i-2]), rune(units[i-1]))
}

// mark returns the mark that a part needs which begins at lo in the middle of
// a line, so that it keeps the line's direction.
func (s *splitter) mark(lo int) string {
	start := lo
	for start > 0 && s.units[start-1] != '\n' {
		start--
	}
	if start == lo || lo >= len(s.units) || s.pre[lo] > 0 {
		return ""
	}
	end := lo
	for end < len(s.units) && s.units[end] != '\n' {
		end++
	}
	_, _, whole := count(decode(s.units[start:end]))
	_, _, rest := count(decode(s.units[lo:end]))
	switch {
	case whole == rest:
		return ""
	case whole < 0:
		return rlm
	}
	return lrm
}
