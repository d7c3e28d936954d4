package render

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// delimiters parses *, _, ~ and || as CommonMark and GitHub do, but for what
// they refuse and people write all the same: a mark between punctuation and a
// letter, as in **«کتاب»**را, and blanks inside of marks, as in ** this **.
type delimiters struct{}

func (*delimiters) Trigger() []byte { return []byte{'*', '_', '~', '|'} }

func (*delimiters) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	c, n := line[0], 1
	for n < len(line) && line[n] == c {
		n++
	}
	if (c == '|' && n != 2) || (c == '~' && n > 2) {
		return nil
	}
	after := rune(' ')
	if n < len(line) {
		after = util.ToRune(line, n)
	}
	opens, closes := flanks(before, after, c == '_' || c == '|' || (c == '~' && n == 1))
	if c == '*' && n == 1 && isASCIIWord(before) && isASCIIWord(after) {
		opens = false // 2*3*4
		closes = closes && (!unicode.IsDigit(before) || !unicode.IsDigit(after))
	}
	p := tight[c]
	if !opens && !closes && n == 2 && c == '*' {
		next, _ := utf8.DecodeRune(bytes.TrimLeft(line[n:], " "))
		opens = after == ' ' && (before == '\n' || before == ' ' && rightToLeft(next))
		closes = before == ' '
		p = loose
	}
	d := parser.NewDelimiter(opens, closes, n, c, p)
	d.Segment = segment.WithStop(segment.Start + n)
	block.Advance(n)
	pc.PushDelimiter(d)
	return d
}

// flanks tells whether a run of marks between two characters may open and may
// close a style; apart is set for marks that do neither within a word.
func flanks(before, after rune, apart bool) (opens, closes bool) {
	spaceBefore, spaceAfter := util.IsSpaceRune(before), util.IsSpaceRune(after)
	punctBefore, punctAfter := util.IsPunctRune(before), util.IsPunctRune(after)
	left := !spaceAfter && (!punctAfter || spaceBefore || punctBefore)
	right := !spaceBefore && (!punctBefore || spaceAfter || punctAfter)
	if apart {
		return left && (!right || punctBefore), right && (!left || punctAfter)
	}
	closes = right || punctBefore && !unicode.In(before, unicode.Ps, unicode.Pi) && sticks(after, before)
	opens = left || opening(after) && sticks(before, after)
	return opens, closes
}

func isASCIIWord(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// opening tells the punctuation that words begin with.
func opening(r rune) bool {
	return unicode.In(r, unicode.Ps, unicode.Pi) || r == '"' || r == '\''
}

// sticks tells whether a letter on one side of a mark and the punctuation on
// its other side are parted by it as by a blank: with any letter that Latin
// does not have, and with a Latin one unless it may be a formula, as in
// f(x)**n.
func sticks(letter, punctuation rune) bool {
	if unicode.Is(unicode.Latin, letter) {
		return !strings.ContainsRune("()[]{}", punctuation)
	}
	return unicode.IsLetter(letter) || unicode.IsMark(letter) || letter == zwnj || letter == zwj
}

const zwnj, zwj = '\u200c', '\u200d'

// matcher makes nodes of pairs of marks of one kind.
type matcher struct {
	mark  byte
	loose bool
}

var tight = map[byte]*matcher{'*': {mark: '*'}, '_': {mark: '_'}, '~': {mark: '~'}, '|': {mark: '|'}}

// loose pairs have blanks inside.
var loose = &matcher{mark: '*', loose: true}

func (m *matcher) IsDelimiter(b byte) bool { return b == m.mark }

func (m *matcher) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Processor == closer.Processor && (m.mark != '~' || opener.Length == closer.Length)
}

func (m *matcher) OnMatch(consumes int) ast.Node {
	switch m.mark {
	case '~':
		return extast.NewStrikethrough()
	case '|':
		return &spoiler{}
	}
	return ast.NewEmphasis(consumes)
}

// spoiler is what stands between ||.
type spoiler struct{ ast.BaseInline }

var kindSpoiler = ast.NewNodeKind("Spoiler")

func (*spoiler) Kind() ast.NodeKind { return kindSpoiler }

func (s *spoiler) Dump(source []byte, level int) { ast.DumpHelper(s, source, level, nil, nil) }
