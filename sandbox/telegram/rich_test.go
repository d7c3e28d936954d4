package telegram_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// rich is a rich message of Markdown.
func rich(markdown string) string {
	data, err := json.Marshal(map[string]string{"markdown": markdown})
	if err != nil {
		panic(err)
	}
	return string(data)
}

const allThatIsRich = `# Title

A <b>«bold»</b> **word**, ==mark==, ||spoiler||, ~~gone~~, $x^2$, [link](https://a.org/b) and 5 &lt; 6  
next line

- [x] done
- [ ] open
  1. inner

> quote
>
> > deeper

| a | b |
|:---|---:|
| ` + "`x\\|y`" + ` | 2 |

$$
E = mc^2
$$

---

` + "```go\nx := 1 < 2\n```"

// What comes back of a rich message are its blocks.
func TestRichMarkdownIsRead(t *testing.T) {
	r := quiet(t)
	m := r.must("sendRichMessage", params{"chat_id": "11", "rich_message": rich(allThatIsRich)})
	var kinds []string
	for _, b := range m.Rich.Blocks {
		kinds = append(kinds, b.Type)
	}
	if want := strings.Fields("heading paragraph list blockquote table mathematical_expression divider pre"); !reflect.DeepEqual(kinds, want) {
		t.Errorf("%q, want %q", kinds, want)
	}
	stored, _ := r.Message(ann, m.ID)
	want := "Title\n\nA «bold» word, mark, spoiler, gone, x^2, link and 5 < 6\nnext line\n\n" +
		"• done\n• open\n1. inner\n\nquote\ndeeper\n\na | b\nx|y | 2\n\nE = mc^2\n\n\n\nx := 1 < 2"
	if got := stored.Words(); collapsed(got) != collapsed(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for name, markdown := range map[string]string{
		"too many blocks": strings.Repeat("a\n\n", 501), "too deep": strings.Repeat("> ", 17) + "a", "nothing": "[a]: https://b.org",
	} {
		if a := r.call("sendRichMessage", params{"chat_id": "11", "rich_message": rich(markdown)}); a.Status != 400 {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func collapsed(s string) string { return strings.Join(strings.Fields(s), " ") }
