package render

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// readable writes TeX as people write maths where there is no TeX: with
// Unicode's letters, signs, superscripts and subscripts. What it does not know
// keeps its name.
func readable(tex string) string {
	t := &texReader{src: tex, cell: " "}
	lines := strings.Split(t.group(""), "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	text := manyMarks.ReplaceAllString(strings.Join(lines, "\n"), "$1")
	return strings.TrimSpace(strings.ReplaceAll(text, "′′", "″"))
}

// texReader reads TeX from left to right.
type texReader struct {
	src   string
	depth int
	cell  string // stands between the cells of a row
}

// deepest bounds the nesting that is read; what lies deeper is left as it is.
const deepest = 50

// group reads up to the closing text, or to the end.
func (t *texReader) group(closing string) string {
	var b strings.Builder
	for t.src != "" {
		if closing != "" && strings.HasPrefix(t.src, closing) {
			t.src = t.src[len(closing):]
			break
		}
		b.WriteString(t.next())
	}
	return b.String()
}

// next reads one thing: a character, a command with what belongs to it, or a
// group in braces.
func (t *texReader) next() string {
	r, n := utf8.DecodeRuneInString(t.src)
	t.src = t.src[n:]
	switch r {
	case '\\':
		return t.command()
	case '{':
		return t.braced()
	case '}', '$':
		return ""
	case '^':
		return script(t.argument(), superscripts, "^")
	case '_':
		return script(t.argument(), subscripts, "_")
	case '&':
		return t.cell
	case '~':
		return " "
	case '\n':
		return " "
	case '\'':
		return "′"
	}
	return string(r)
}

func (t *texReader) braced() string {
	if t.depth >= deepest {
		return ""
	}
	t.depth++
	defer func() { t.depth-- }()
	return t.group("}")
}

// argument reads what a command applies to.
func (t *texReader) argument() string {
	t.src = strings.TrimLeft(t.src, " \n")
	if t.src == "" || t.depth >= deepest {
		return ""
	}
	t.depth++
	defer func() { t.depth-- }()
	return strings.TrimSpace(t.next())
}

// option reads what stands in brackets, if anything does.
func (t *texReader) option() string {
	rest, ok := strings.CutPrefix(t.src, "[")
	if !ok {
		return ""
	}
	t.src = rest
	return strings.TrimSpace(t.group("]"))
}

// command reads a command; its backslash has been read.
func (t *texReader) command() string {
	n := strings.IndexFunc(t.src, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) })
	if n < 0 {
		n = len(t.src)
	}
	if n == 0 {
		return t.sign()
	}
	name := t.src[:n]
	t.src = t.src[n:]
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac":
		above := t.argument()
		return fraction(together(above), together(t.argument()))
	case "sqrt":
		degree := t.option()
		if degree != "" {
			degree = script(degree, superscripts, "^")
		}
		return degree + "√" + together(t.argument())
	case "binom", "dbinom", "tbinom":
		of := t.argument()
		return "C(" + of + ", " + t.argument() + ")"
	case "begin":
		return t.environment()
	case "end":
		t.argument()
		return "\n"
	case "left", "right":
		t.src = strings.TrimPrefix(t.src, ".") // a bracket that is not shown
		return ""
	case "mathbb":
		of := t.argument()
		if r, ok := blackboard[of]; ok {
			return r
		}
		return of
	case "ce":
		return chemical(t.argument())
	case "lim", "limsup", "liminf", "max", "min", "sup", "inf", "argmax", "argmin":
		return name + t.below()
	case "pmod":
		return " (mod " + t.argument() + ")"
	}
	if mark, ok := accents[name]; ok {
		of := t.argument()
		if utf8.RuneCountInString(of) == 1 {
			return of + mark
		}
		return of
	}
	if sign, ok := signs[name]; ok {
		t.join(sign)
		return sign
	}
	return name + blankAfterName(t.src)
}

// join skips the blank between a letter's name and another letter, which TeX
// needs and readers do not.
func (t *texReader) join(sign string) {
	rest := strings.TrimLeft(t.src, " ")
	r, _ := utf8.DecodeRuneInString(sign)
	next, _ := utf8.DecodeRuneInString(rest)
	if (unicode.IsLetter(r) || strings.ContainsRune("∂∇∀∃", r)) && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
		t.src = rest
	}
}

// blankAfterName keeps the name of a function apart from what it is of.
func blankAfterName(rest string) string {
	if r, _ := utf8.DecodeRuneInString(rest); unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\\' {
		return " "
	}
	return ""
}

// sign reads a command of one character that is no letter.
func (t *texReader) sign() string {
	r, n := utf8.DecodeRuneInString(t.src)
	t.src = t.src[n:]
	switch r {
	case '\\':
		return "\n"
	case ',', ';', ':', '>', ' ', '\n':
		return " "
	case '!', '(', ')', '[', ']':
		return ""
	case '|':
		return "‖"
	case utf8.RuneError:
		return ""
	}
	return string(r)
}

// together puts brackets around what would fall apart in a line.
func together(s string) string {
	if utf8.RuneCountInString(s) == 1 {
		return s
	}
	for _, r := range s {
		if !unicode.In(r, unicode.L, unicode.Nd, unicode.No, unicode.M) && !strings.ContainsRune(".√∂", r) {
			if called.MatchString(s) {
				return s
			}
			return "(" + s + ")"
		}
	}
	return s
}

// called is a function of something: f(x).
var called = regexp.MustCompile(`^\p{L}+\([^()]*\)$`)

// script raises or lowers s, where there is a character for each of its own.
func script(s string, table map[rune]rune, mark string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("′°∘", r) {
			r = map[rune]rune{'′': '′', '°': '°', '∘': '°'}[r]
		} else if r = table[r]; r == 0 {
			if mark == "^" && utf8.RuneCountInString(s) > 1 {
				return "^(" + s + ")"
			}
			return mark + together(s)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// fraction is a quotient in a line. Where the slash would not follow a letter or
// a digit, Telegram would take it and what comes next for a command: there it is
// the sign of division.
func fraction(above, below string) string {
	last, _ := utf8.DecodeLastRuneInString(above)
	if unicode.IsLetter(last) || unicode.IsDigit(last) {
		return above + "/" + below
	}
	return above + "∕" + below
}
