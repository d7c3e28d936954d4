package telegram_test

import (
	"fmt"
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

// brief writes entities as type:offset+length.
func brief(es []telegram.Entity) string {
	var all []string
	for _, e := range es {
		s := fmt.Sprintf("%s:%d+%d", e.Type, e.Offset, e.Length)
		if e.Language != "" {
			s += "(" + e.Language + ")"
		}
		if e.URL != "" {
			s += "(" + e.URL + ")"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestEntitiesAreCheckedAndMended(t *testing.T) {
	for _, tt := range []struct {
		name, text, entities string
		want                 string // text and entities, or the error
		rule                 string
	}{
		{"none", "plain", `[]`, "plain|", ""},
		{"in units, not runes", "😀 bold", `[{"type":"bold","offset":3,"length":4}]`, "😀 bold|bold:3+4", ""},
		{"shifted by trimming", "  bold ", `[{"type":"bold","offset":0,"length":7}]`, "bold|bold:0+4", "text is not kept as it is"},
		{"shifted by cleaning", "a\rb\u202ec", `[{"type":"bold","offset":2,"length":3}]`, "abc|bold:1+2", "text is not kept as it is"},
		{"beyond the end", "abc", `[{"type":"bold","offset":2,"length":2}]`, "Bad Request: entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 3", "entity out of bounds"},
		{"begins in a pair", "😀", `[{"type":"bold","offset":1,"length":1}]`, "Bad Request: entity begins in a middle of a UTF-16 symbol at UTF-16 offset 1", "entity cuts a surrogate pair"},
		{"ends in a pair", "😀", `[{"type":"bold","offset":0,"length":1}]`, "Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 1", "entity cuts a surrogate pair"},
		{"empty", "abc", `[{"type":"bold","offset":1,"length":0}]`, "abc|", "empty entity"},
		{"unknown", "abc", `[{"type":"loud","offset":0,"length":3}]`, "abc|", "unknown entity type"},
		{"nested", "abcdef", `[{"type":"bold","offset":0,"length":6},{"type":"italic","offset":2,"length":2}]`, "abcdef|bold:0+6 italic:2+2", ""},
		{"overlapping", "abcdef", `[{"type":"bold","offset":0,"length":4},{"type":"italic","offset":2,"length":4}]`, "abcdef|bold:0+4 italic:4+2", "entities overlap"},
		{"bold in code", "abcdef", `[{"type":"code","offset":0,"length":6},{"type":"bold","offset":2,"length":2}]`, "abcdef|code:0+6", "entity shares its place with code"},
		{"code in bold", "abcdef", `[{"type":"bold","offset":0,"length":6},{"type":"code","offset":2,"length":2}]`, "abcdef|bold:0+2 code:2+2 bold:4+2", "entity shares its place with code"},
		{"code in a quote", "abcdef", `[{"type":"blockquote","offset":0,"length":6},{"type":"pre","offset":0,"length":6,"language":"go"}]`, "abcdef|blockquote:0+6 pre:0+6(go)", ""},
		{"quote in a quote", "abcdef", `[{"type":"blockquote","offset":0,"length":6},{"type":"expandable_blockquote","offset":1,"length":2}]`, "abcdef|blockquote:0+6", "quote within a quote"},
		{"link", "abc", `[{"type":"text_link","offset":0,"length":3,"url":"https://example.com/"}]`, "abc|text_link:0+3(https://example.com/)", ""},
		{"forged scheme", "abc", `[{"type":"text_link","offset":0,"length":3,"url":"javascript:1"}]`, "abc|", "unusable link"},
		{"names behind signs", "@@ann_b /@ann_b b/@ann_b a@ann_b", `[]`, "@@ann_b /@ann_b b/@ann_b a@ann_b|mention:1+6 mention:9+6 mention:18+6", ""},
		{"found by itself", "see @ann_b and /help, example.com/a?b=1. #fun", `[]`, "see @ann_b and /help, example.com/a?b=1. #fun|mention:4+6 bot_command:15+5 url:22+17 hashtag:41+4", ""},
		{"an address before a mark", "see https://example.com/a/\u200e now", `[]`, "see https://example.com/a/\u200e now|url:4+22", ""},
		{"not found in code", "/help", `[{"type":"code","offset":0,"length":5}]`, "/help|code:0+5", ""},
		{"not JSON", "abc", `[{]`, "Bad Request: can't parse message entities JSON object", "not JSON of its type"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := quiet(t)
			a := r.call("sendMessage", params{"chat_id": "11", "text": tt.text, "entities": tt.entities})
			got := a.Description
			if a.OK {
				m := as[telegram.Message](t, a.Result)
				got = m.Text + "|" + brief(m.Entities)
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			rule := ""
			if v := r.Violations(); len(v) > 0 {
				rule = v[0].Rule
			}
			if rule != tt.rule {
				t.Errorf("rule %q, want %q", rule, tt.rule)
			}
		})
	}
}

func TestParseModes(t *testing.T) {
	r := quiet(t)
	for _, tt := range []struct{ name, mode, text, want string }{
		{"html", "HTML", "<b>b <i>i</i></b> &lt;&amp;&#1705;", "b i <&ک|bold:0+3 italic:2+1"},
		{"html code", "html", `<pre><code class="language-go">x := 1</code></pre>`, "x := 1|pre:0+6(go)"},
		{"html link", "HTML", `<a href="https://example.com/?a=1&amp;b=2">x</a>`, "x|text_link:0+1(https://example.com/?a=1&b=2)"},
		{"html quote", "HTML", `<blockquote expandable>q</blockquote>`, "q|expandable_blockquote:0+1"},
		{"html unknown tag", "HTML", "a <h1>x</h1>", `Bad Request: can't parse entities: Unsupported start tag "h1" at byte offset 2`},
		{"html bare sign", "HTML", "1 < 2", "Bad Request: can't parse entities: Unclosed start tag at byte offset 2"},
		{"html crossed", "HTML", "<b><i>x</b></i>", `Bad Request: can't parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`},
		{"html open", "HTML", "<b>x", `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"html surplus", "HTML", "x</b>", "Bad Request: can't parse entities: Unexpected end tag at byte offset 1"},
		{"markdown", "MarkdownV2", `*b _i_* __u__ ~s~ ||p|| \*`, "b i u s p *|bold:0+3 italic:2+1 underline:4+1 strikethrough:6+1 spoiler:8+1"},
		{"markdown code", "MarkdownV2", "`a*b` ```go\nx\\`\n```", "a*b x`|code:0+3 pre:4+2(go)"},
		{"markdown link", "MarkdownV2", `[x](https://example.com/a\)b)`, "x|text_link:0+1(https://example.com/a)b)"},
		{"markdown plain link", "MarkdownV2", `[x](https://example.com/)`, "x|text_link:0+1(https://example.com/)"},
		{"markdown quote", "MarkdownV2", ">a\n>b\nc", "a\nb\nc|blockquote:0+3"},
		{"markdown reserved", "MarkdownV2", "the end.", `Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\'`},
		{"markdown open", "MarkdownV2", "a *b", "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 2"},
		{"markdown open code", "MarkdownV2", "a ```b", "Bad Request: can't parse entities: Can't find end of Pre entity at byte offset 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := r.call("sendMessage", params{"chat_id": "11", "text": tt.text, "parse_mode": tt.mode})
			got := a.Description
			if a.OK {
				m := as[telegram.Message](t, a.Result)
				got = m.Text + "|" + brief(m.Entities)
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
