package render

import (
	"reflect"
	"testing"
)

func TestStyled(t *testing.T) {
	for _, c := range []struct {
		name     string
		in, want Text
	}{
		{"nothing to free", Text{"a bold word", []Entity{{Type: Bold, Offset: 2, Length: 4}}}, Text{"a bold word", []Entity{{Type: Bold, Offset: 2, Length: 4}}}},
		{"blanks at both ends", Text{"  bold ", []Entity{{Type: Bold, Offset: 0, Length: 7}}}, Text{"bold", []Entity{{Type: Bold, Offset: 0, Length: 4}}}},
		{"what conceals goes, and the rest moves up", Text{"\u202ea\u2066b bold", []Entity{{Type: Bold, Offset: 5, Length: 4}}}, Text{"ab bold", []Entity{{Type: Bold, Offset: 3, Length: 4}}}},
		{"beyond the basic plane", Text{"👋🏽 سلام دنیا", []Entity{{Type: Bold, Offset: 5, Length: 4}, {Type: Italic, Offset: 10, Length: 4}}}, Text{"👋🏽 سلام دنیا", []Entity{{Type: Bold, Offset: 5, Length: 4}, {Type: Italic, Offset: 10, Length: 4}}}},
		{"the longer first", Text{"abcd", []Entity{{Type: Italic, Offset: 0, Length: 2}, {Type: Bold, Offset: 0, Length: 4}}}, Text{"abcd", []Entity{{Type: Bold, Offset: 0, Length: 4}, {Type: Italic, Offset: 0, Length: 2}}}},
		{"others are left out", Text{"@somebody here", []Entity{{Type: "text_mention", Offset: 0, Length: 9}, {Type: TextLink, Offset: 10, Length: 4, URL: "tg://user?id=1"}}}, Text{"@somebody here", nil}},
		{"beyond the text", Text{"ab", []Entity{{Type: Bold, Offset: 1, Length: 40}, {Type: Bold, Offset: 9, Length: 2}}}, Text{"ab", []Entity{{Type: Bold, Offset: 1, Length: 1}}}},
		{"empty", Text{"", []Entity{{Type: Bold, Offset: 0, Length: 1}}}, Text{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Styled(c.in); got.Text != c.want.Text || !reflect.DeepEqual(got.Entities, c.want.Entities) {
				t.Errorf("%+v\nwant %+v", got, c.want)
			}
		})
	}
}
