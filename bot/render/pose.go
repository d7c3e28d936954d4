package render

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxBeside is how much of what stands beside a label is read with it: no part of
// a site's name is longer.
const maxBeside = 64

// exposed names the host behind each link that reads as if it led to another one.
// It goes by the whole text: what stands right beside a label may make a host of
// it, and tags may end a link anywhere.
func exposed(t Text) Text {
	if !slices.ContainsFunc(t.Entities, func(e Entity) bool { return e.Type == TextLink }) {
		return t
	}
	units := encode(t.Text)
	for i := len(t.Entities) - 1; i >= 0; i-- {
		e := t.Entities[i]
		if e.Type != TextLink {
			continue
		}
		_, host := webAddress(e.URL)
		note := encode(" (" + host + ")")
		label, rest := decode(units[e.Offset:e.end()]), units[e.end():]
		told := len(rest) >= len(note) && slices.Equal(rest[:len(note)], note)
		if told || !posesAs(beside(units, e.Offset, -1), label, beside(units, e.end(), 1), host) {
			continue
		}
		units = slices.Insert(units, e.end(), note...)
		for j, other := range t.Entities {
			switch {
			case other.Offset >= e.end():
				t.Entities[j].Offset += len(note)
			case j != i && (other.end() > e.end() || other.end() == e.end() && other.Offset <= e.Offset):
				t.Entities[j].Length += len(note)
			}
		}
	}
	t.Text = decode(units)
	slices.SortStableFunc(t.Entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	return t
}

// beside is what stands before a unit (step -1) or from it on (step 1), as far as
// it may belong to the name of a site. Persian beside a name is a word of its own.
func beside(units []uint16, at, step int) string {
	from, to := at, at
	for to-from < maxBeside {
		if step < 0 {
			if from == 0 || !inHost(runeBefore(units, from)) {
				break
			}
			from -= runeLen(runeBefore(units, from))
		} else {
			if to == len(units) || !inHost(runeAt(units, to)) {
				break
			}
			to += runeLen(runeAt(units, to))
		}
	}
	return decode(units[from:to])
}

func inHost(r rune) bool {
	return !rightToLeft(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-。．｡", r) || unicode.Is(unicode.Cf, r))
}

// posesAs tells whether a label, with what stands beside it, names another site
// than the host.
func posesAs(before, label, after, host string) bool {
	before, label, after = hostly(before), hostly(label), hostly(after)
	whole := before + label + after
	if _, named := webAddress(label); named == host {
		if _, rest, _ := strings.Cut(label, "://"); strings.HasPrefix(rest, host) {
			return false // it is the address itself, whose path may have dots
		}
	}
	for _, at := range looksLikeHost.FindAllStringIndex(whole, -1) {
		if at[1] <= len(before) || at[0] >= len(before)+len(label) {
			continue
		}
		if name := whole[at[0]:at[1]]; site(ascii(name)) != site(host) || mixed(name) {
			return true
		}
	}
	return false
}

// hostly is a text as hosts are compared: in small letters, without what is
// not seen, its dots all the same.
func hostly(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case r == '。': // a dot in addresses
			return '.'
		}
		return r
	}, strings.ToLower(norm.NFKC.String(s)))
}
