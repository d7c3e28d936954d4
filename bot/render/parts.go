package render

import (
	"fmt"
	"strings"
)

// fewest is how many parts an answer has at least whose parts are numbered: of
// two, each is plainly the one before or after the other.
const fewest = 3

// numberRoom is what a number takes of a part: a blank line, marks of
// direction, brackets and six digits around a stroke.
const numberRoom = 12

// Parts cuts the text as Split does. From three parts on, each ends with a line
// that says which of how many it is, as in (2/5): at the end, since the first
// line is what people are notified of. The limit, which holds with that line,
// must be at least 32.
func (t Text) Parts(limit int) []Text {
	parts := t.Split(limit)
	if len(parts) < fewest {
		return parts
	}
	parts = t.Split(max(limit, 32) - numberRoom)
	digits, mark := counting(t)
	for i := range parts {
		parts[i].Text += "\n\n" + mark + digits.Replace(fmt.Sprintf("(%d/%d)", i+1, len(parts)))
	}
	return parts
}

// counting is how parts of a text are numbered: with which digits, and the mark that
// begins a line which runs as the text does.
func counting(t Text) (digits *strings.Replacer, mark string) {
	digits = strings.NewReplacer()
	if !runsLeft(t) {
		return digits, ""
	}
	if strings.ContainsAny(t.Text, "پچژگکی") {
		digits = persianDigits
	}
	return digits, rlm
}

var persianDigits = strings.NewReplacer("0", "۰", "1", "۱", "2", "۲", "3", "۳", "4", "۴", "5", "۵", "6", "۶", "7", "۷", "8", "۸", "9", "۹")
