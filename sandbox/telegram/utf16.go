package telegram

import (
	"slices"
	"unicode"
	"unicode/utf16"
)

// Telegram counts text in UTF-16 units.

func length16(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// text16 is a text in units with its entities, while it is being mended.
type text16 struct {
	units    []uint16
	entities []Entity
}

// keep drops the units for which keep is false and shifts the entities.
func (t *text16) keep(keep func(i int) bool) {
	at := make([]int, len(t.units)+1)
	var units []uint16
	for i, u := range t.units {
		at[i] = len(units)
		if keep(i) {
			units = append(units, u)
		}
	}
	at[len(t.units)] = len(units)
	t.units = units
	for i, e := range t.entities {
		from, to := at[e.Offset], at[e.end()]
		t.entities[i].Offset, t.entities[i].Length = from, to-from
	}
}

// clean does to a text what the servers do before they look at it: other
// control characters become spaces; carriage returns, line separators,
// characters that turn the direction of writing by force and three combining
// marks that make vertical lines go; of marks of direction side by side only
// the last stays one.
func (t *text16) clean() {
	for i, u := range t.units {
		switch {
		case u < ' ' && u != '\n' && u != '\r':
			t.units[i] = ' '
		case mark16(u) && i+1 < len(t.units) && mark16(t.units[i+1]):
			t.units[i] = 0x200c
		}
	}
	t.keep(func(i int) bool {
		u := t.units[i]
		return u != '\r' && (u < 0x2028 || u > 0x202e) && u != 0x333 && u != 0x33f && u != 0x30a
	})
}

func mark16(u uint16) bool { return u == 0x200e || u == 0x200f }

// trim cuts white space at both ends, at the beginning only up to code.
func (t *text16) trim() {
	start, end := 0, len(t.units)
	for start < end && t.blank(start, start+1) && !t.coded(start) {
		start++
	}
	for end > start && t.blank(end-1, end) {
		end--
	}
	t.keep(func(i int) bool { return i >= start && i < end })
}

// blank says whether there is nothing but white space from a unit to another.
func (t *text16) blank(from, to int) bool {
	return !slices.ContainsFunc(t.units[from:to], func(u uint16) bool { return !unicode.IsSpace(rune(u)) })
}

// coded says whether the unit i lies in code.
func (t *text16) coded(i int) bool {
	return slices.ContainsFunc(t.entities, func(e Entity) bool { return solid(e) && e.Offset <= i && i < e.end() })
}

func (t *text16) String() string { return string(utf16.Decode(t.units)) }

// inside says whether position i lies within a surrogate pair.
func (t *text16) inside(i int) bool {
	return i > 0 && i < len(t.units) && utf16.IsSurrogate(rune(t.units[i])) &&
		t.units[i] >= 0xdc00 && t.units[i-1] >= 0xd800 && t.units[i-1] < 0xdc00
}

// split16 cuts a text into pieces of at most n units as people's apps do: at
// white space where there is some in the last half, never within a pair.
func split16(text string, n int) []string {
	var pieces []string
	units := utf16.Encode([]rune(text))
	for len(units) > n {
		cut := n
		if i := lastSpace(units[:n+1]); i > n/2 {
			cut = i
		} else if (&text16{units: units}).inside(cut) {
			cut--
		}
		pieces = append(pieces, string(utf16.Decode(units[:cut])))
		units = units[cut:]
	}
	return append(pieces, string(utf16.Decode(units)))
}

func lastSpace(units []uint16) int {
	for i, u := range slices.Backward(units) {
		if u == ' ' || u == '\n' {
			return i
		}
	}
	return -1
}
