package render

import (
	"slices"
	"strings"
)

// Styled returns somebody's text with its formatting, freed of what must not be
// shown and of blanks at both ends, as Plain does; the entities stay at their
// words. Those that are none of Telegram's for a message are left out.
func Styled(t Text) Text {
	units := encode(t.Text)
	edges := []int{0, len(units)}
	for _, e := range t.Entities {
		edges = append(edges, min(max(e.Offset, 0), len(units)), min(max(e.end(), 0), len(units)))
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var text []uint16
	at := map[int]int{0: 0} // where the edges are in the new text
	for i, to := range edges[1:] {
		text = append(text, encode(expandTabs(clean(decode(units[edges[i]:to]))))...)
		at[to] = len(text)
	}
	out := Text{Text: decode(text)}
	for _, e := range t.Entities {
		from, to := at[min(max(e.Offset, 0), len(units))], at[min(max(e.end(), 0), len(units))]
		link := strings.HasPrefix(e.URL, "https://") || strings.HasPrefix(e.URL, "http://")
		if to > from && slices.Contains(styles, e.Type) && (e.Type != TextLink || link) {
			e.Offset, e.Length = from, to-from
			out.Entities = append(out.Entities, e)
		}
	}
	slices.SortStableFunc(out.Entities, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	return trimmed(out)
}

// styles are the entities that a text may be sent with.
var styles = []string{Bold, Italic, Underline, Strikethrough, Spoiler, Blockquote, "expandable_blockquote", Code, Pre, TextLink}
