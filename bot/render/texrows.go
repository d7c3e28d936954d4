package render

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// below reads what stands below a limit.
func (t *texReader) below() string {
	rest, ok := strings.CutPrefix(strings.TrimLeft(t.src, " "), "_")
	if !ok {
		return blankAfterName(t.src)
	}
	t.src = rest
	return " (" + strings.ReplaceAll(t.argument(), " ", "") + ") "
}

// brackets stand around the rows of a matrix: around a single one, then before
// and after the first, those in the middle, and the last.
var brackets = map[string][4][2]string{
	"pmatrix": {{"(", ")"}, {"⎛", "⎞"}, {"⎜", "⎟"}, {"⎝", "⎠"}},
	"bmatrix": {{"[", "]"}, {"⎡", "⎤"}, {"⎢", "⎥"}, {"⎣", "⎦"}},
	"vmatrix": {{"|", "|"}, {"|", "|"}, {"|", "|"}, {"|", "|"}},
	"Bmatrix": {{"{", "}"}, {"⎧", "⎫"}, {"⎨", "⎬"}, {"⎩", "⎭"}},
	"cases":   {{"{", ""}, {"⎧", ""}, {"⎪", ""}, {"⎩", ""}},
}

// environment reads what follows \begin: a matrix with its brackets, a table
// without the form of its columns, anything else line by line.
func (t *texReader) environment() string {
	name := strings.TrimSuffix(t.argument(), "*")
	if (name == "array" || name == "tabular" || name == "alignat") && strings.HasPrefix(t.src, "{") {
		t.argument()
	}
	around, ok := brackets[name]
	if !ok || t.depth >= deepest {
		return "\n"
	}
	before := t.cell
	t.depth++
	defer func() { t.cell = before; t.depth-- }()
	if t.cell = " "; name == "cases" {
		t.cell = ", "
	}
	var rows []string
	for row := range strings.SplitSeq(t.group("\\end{"+name+"}"), "\n") {
		row = strings.ReplaceAll(strings.Join(strings.Fields(row), " "), " ,", ",")
		if row = strings.ReplaceAll(row, ",,", ","); row != "" {
			rows = append(rows, row)
		}
	}
	if len(rows) == 1 {
		return around[0][0] + rows[0] + around[0][1]
	}
	for i, row := range rows {
		edge := around[2]
		switch i {
		case 0:
			edge = around[1]
		case len(rows) - 1:
			edge = around[3]
		}
		rows[i] = edge[0] + row + edge[1]
	}
	return "\n" + strings.Join(rows, "\n") + "\n"
}

// chemical lowers the numbers of a chemical formula.
func chemical(s string) string {
	s = strings.NewReplacer("->", "→", "<-", "←", "<=>", "⇌").Replace(s)
	return atoms.ReplaceAllStringFunc(s, func(m string) string {
		r, n := utf8.DecodeRuneInString(m)
		return string(r) + script(m[n:], subscripts, "")
	})
}

var atoms = regexp.MustCompile(`[A-Za-z)\]]\d+`)
