package telegram_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

// sent is a call of sendMessage with a text and its entities.
func sent(text, entities string) params {
	return params{"chat_id": "11", "text": text, "entities": entities}
}

// keyed is a message with one row of buttons, as JSON.
func keyed(buttons string) params {
	return params{"chat_id": "11", "text": "x", "reply_markup": `{"inline_keyboard":[[` + buttons + `]]}`}
}

// many is JSON of n copies.
func many(n int, one string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]"
}

// TestJudgeCondemns: calls that are forged to break one rule each.
func TestJudgeCondemns(t *testing.T) {
	edit := params{"chat_id": "11", "message_id": "5"}
	with := func(p params, more params) params {
		all := maps.Clone(p)
		maps.Copy(all, more)
		return all
	}
	for _, tt := range []struct {
		name, method string
		p            params
		rule         string
	}{
		{"a method of no API", "sendTelepathy", params{"chat_id": "11"}, "unknown method"},
		{"a parameter of no method", "sendMessage", with(sent("x", ""), params{"parse_mod": "HTML"}), "unknown parameter"},
		{"a parameter of another method", "editMessageText", with(edit, params{"text": "x", "message_thread_id": "3"}), "unknown parameter"},
		{"a field of no type", "sendMessage", sent("abc", `[{"type":"bold","offset":0,"length":1,"weight":7}]`), "unknown field"},
		{"a field of no reply", "sendMessage", with(sent("x", ""), params{"reply_parameters": `{"message":1}`}), "unknown field"},
		{"a field of no preview", "sendMessage", with(sent("x", ""), params{"link_preview_options": `{"disabled":true}`}), "unknown field"},
		{"half of JSON", "sendMessage", sent("abc", `[{"type":"bold"`), "not JSON of its type"},
		{"an offset that is a word", "sendMessage", sent("abc", `[{"type":"bold","offset":"0","length":1}]`), "not JSON of its type"},
		{"nobody to send to", "sendMessage", params{"text": "x"}, "missing parameter"},
		{"a chat that is a title", "sendMessage", params{"chat_id": "My friends", "text": "x"}, "not a chat"},
		{"a message that is a word", "deleteMessage", params{"chat_id": "11", "message_id": "five"}, "not a number"},
		{"a switch that is neither", "sendMessage", with(sent("x", ""), params{"disable_notification": "maybe"}), "not true or false"},
		{"bytes that are no UTF-8", "sendMessage", sent("a\xff", ""), "invalid UTF-8"},

		{"no text", "sendMessage", params{"chat_id": "11"}, "empty text"},
		{"a text of blanks", "sendMessage", sent(" \n\t", ""), "empty text"},
		{"4,097 units", "sendMessage", sent(strings.Repeat("ی", 4097), ""), "text too long"},
		{"2,049 emoji", "sendMessage", sent(strings.Repeat("😀", 2049), ""), "text too long"},
		{"4,097 units in a draft", "sendMessageDraft", with(sent(strings.Repeat("x", 4097), ""), params{"draft_id": "1"}), "text too long"},
		{"4,097 units in an edit", "editMessageText", with(edit, params{"text": strings.Repeat("x", 4097)}), "text too long"},
		{"an edit to nothing", "editMessageText", edit, "empty text"},
		{"a blank at the end", "sendMessage", sent("abc ", ""), "text is not kept as it is"},
		{"a line end at the beginning", "sendMessage", sent("\nabc", ""), "text is not kept as it is"},
		{"a tab", "sendMessage", sent("a\tb", ""), "text is not kept as it is"},
		{"a carriage return", "sendMessage", sent("a\r\nb", ""), "text is not kept as it is"},
		{"an override of direction", "sendMessage", sent("a\u202eb", ""), "text is not kept as it is"},
		{"two marks of direction", "sendMessage", sent("a\u200f\u200eb", ""), "text is not kept as it is"},
		{"a double line below", "sendMessage", sent("a\u0333b", ""), "text is not kept as it is"},

		{"beyond the end", "sendMessage", sent("abc", `[{"type":"bold","offset":2,"length":2}]`), "entity out of bounds"},
		{"before the beginning", "sendMessage", sent("abc", `[{"type":"bold","offset":-1,"length":2}]`), "entity out of bounds"},
		{"bytes for units", "sendMessage", sent("سلام", `[{"type":"bold","offset":0,"length":8}]`), "entity out of bounds"},
		{"half an emoji", "sendMessage", sent("😀😀", `[{"type":"bold","offset":0,"length":3}]`), "entity cuts a surrogate pair"},
		{"from within an emoji", "sendMessage", sent("😀😀", `[{"type":"bold","offset":1,"length":3}]`), "entity cuts a surrogate pair"},
		{"no length", "sendMessage", sent("abc", `[{"type":"bold","offset":1,"length":0}]`), "empty entity"},
		{"blanks in bold", "sendMessage", sent("a  b", `[{"type":"bold","offset":1,"length":2}]`), "entity without anything to show"},
		{"a type of no API", "sendMessage", sent("abc", `[{"type":"heading","offset":0,"length":3}]`), "unknown entity type"},
		{"a mention that is set", "sendMessage", sent("@ann_b", `[{"type":"mention","offset":0,"length":6}]`), "entity that the servers find themselves"},
		{"crossed", "sendMessage", sent("abcdef", `[{"type":"bold","offset":0,"length":4},{"type":"italic","offset":2,"length":4}]`), "entities overlap"},
		{"bold in code", "sendMessage", sent("abcdef", `[{"type":"code","offset":0,"length":6},{"type":"bold","offset":1,"length":2}]`), "entity shares its place with code"},
		{"code in bold", "sendMessage", sent("abcdef", `[{"type":"bold","offset":0,"length":6},{"type":"code","offset":1,"length":2}]`), "entity shares its place with code"},
		{"code in a block", "sendMessage", sent("abcdef", `[{"type":"pre","offset":0,"length":6},{"type":"code","offset":1,"length":2}]`), "entity within code"},
		{"a link that is code", "sendMessage", sent("abc", `[{"type":"text_link","offset":0,"length":3,"url":"https://example.org"},{"type":"code","offset":0,"length":3}]`), "entity shares its place with code"},
		{"a quote in a quote", "sendMessage", sent("abcdef", `[{"type":"blockquote","offset":0,"length":6},{"type":"blockquote","offset":2,"length":2}]`), "quote within a quote"},
		{"a folded quote in a quote", "sendMessage", sent("abcdef", `[{"type":"blockquote","offset":0,"length":6},{"type":"expandable_blockquote","offset":2,"length":2}]`), "quote within a quote"},
		{"bold in bold", "sendMessage", sent("abcdef", `[{"type":"bold","offset":0,"length":6},{"type":"bold","offset":2,"length":2}]`), "entity within its like"},
		{"a person in a link", "sendMessage", sent("abc", `[{"type":"text_link","offset":0,"length":3,"url":"https://example.org"},{"type":"text_mention","offset":0,"length":1,"user":{"id":11,"is_bot":false,"first_name":"Ann"}}]`), "link within a link"},
		{"101 entities", "sendMessage", sent(strings.Repeat("a ", 200)+"b", func() string {
			var list []telegram.Entity
			for i := range 101 {
				list = append(list, telegram.Entity{Type: "bold", Offset: 2 * i, Length: 1})
			}
			data, _ := json.Marshal(list)
			return string(data)
		}()), "too many entities"},
		{"a link that runs", "sendMessage", sent("abc", `[{"type":"text_link","offset":0,"length":3,"url":"javascript:alert(1)"}]`), "unusable link"},
		{"a link to a file", "sendMessage", sent("abc", `[{"type":"text_link","offset":0,"length":3,"url":"file:///etc/passwd"}]`), "unusable link"},
		{"a link to nothing", "sendMessage", sent("abc", `[{"type":"text_link","offset":0,"length":3}]`), "unusable link"},
		{"a mention of nobody", "sendMessage", sent("abc", `[{"type":"text_mention","offset":0,"length":3}]`), "mention of nobody"},
		{"an address for bold", "sendMessage", sent("abc", `[{"type":"bold","offset":0,"length":3,"url":"https://example.org"}]`), "field of another type of entity"},
		{"a language for code in a line", "sendMessage", sent("abc", `[{"type":"code","offset":0,"length":3,"language":"go"}]`), "field of another type of entity"},

		{"an open tag", "sendMessage", with(sent("<b>x", ""), params{"parse_mode": "HTML"}), "formatting that cannot be parsed"},
		{"an unescaped dot", "sendMessage", with(sent("the end.", ""), params{"parse_mode": "MarkdownV2"}), "formatting that cannot be parsed"},
		{"a mode and entities", "sendMessage", with(sent("x", `[{"type":"bold","offset":0,"length":1}]`), params{"parse_mode": "HTML"}), "parse_mode and entities"},
		{"a mode of no API", "sendMessage", with(sent("x", ""), params{"parse_mode": "BBCode"}), "parse_mode"},

		{"65 bytes behind a button", "sendMessage", keyed(`{"text":"a","callback_data":"` + strings.Repeat("x", 65) + `"}`), "button data over 64 bytes"},
		{"33 Persian letters behind a button", "sendMessage", keyed(`{"text":"a","callback_data":"` + strings.Repeat("ی", 33) + `"}`), "button data over 64 bytes"},
		{"a button that does nothing", "sendMessage", keyed(`{"text":"a"}`), "unusable button"},
		{"a button that does two things", "sendMessage", keyed(`{"text":"a","callback_data":"b","url":"https://example.org"}`), "unusable button"},
		{"a button without words", "sendMessage", keyed(`{"text":"","callback_data":"b"}`), "unusable button"},
		{"a button that runs", "sendMessage", keyed(`{"text":"a","url":"javascript:1"}`), "unusable button"},
		{"257 units to copy", "sendMessage", keyed(`{"text":"a","copy_text":{"text":"` + strings.Repeat("x", 257) + `"}}`), "unusable button"},
		{"a label of two lines", "sendMessage", keyed(`{"text":"a\nb","callback_data":"b"}`), "button's label is not kept as it is"},
		{"101 buttons", "sendMessage", keyed(strings.Trim(many(101, `{"text":"a","callback_data":"b"}`), "[]")), "too many buttons"},
		{"an empty row", "sendMessage", params{"chat_id": "11", "text": "x", "reply_markup": `{"inline_keyboard":[[]]}`}, "empty row of buttons"},
		{"a field of no button", "sendMessage", keyed(`{"text":"a","callback":"b"}`), "unknown field"},
		{"a keyboard in an edit", "editMessageText", with(edit, params{"text": "x", "reply_markup": `{"force_reply":true}`}), "inline keyboard expected"},

		{"1,025 units of caption", "sendDocument", params{"chat_id": "11", "document": "id", "caption": strings.Repeat("x", 1025)}, "caption too long"},
		{"1,025 units of caption in its place", "editMessageMedia", with(edit, params{"media": `{"type":"document","media":"id","caption":"` + strings.Repeat("x", 1025) + `"}`}), "caption too long"},
		{"crossed in a caption", "editMessageMedia", with(edit, params{"media": `{"type":"document","media":"id","caption":"abc","caption_entities":[{"type":"bold","offset":2,"length":2}]}`}), "entity out of bounds"},
		{"media of no API", "editMessageMedia", with(edit, params{"media": `{"type":"hologram","media":"id"}`}), "unknown media type"},
		{"no file", "sendDocument", params{"chat_id": "11"}, "missing parameter"},
		{"an edit of nothing", "editMessageText", params{"chat_id": "11", "text": "x"}, "missing parameter"},

		{"a draft without a number", "sendMessageDraft", params{"chat_id": "11", "draft_id": "0", "text": "x"}, "draft without a number"},
		{"201 units for an answer", "answerCallbackQuery", params{"callback_query_id": "1", "text": strings.Repeat("x", 201)}, "answer over 200 units"},
		{"an answer to nothing", "answerCallbackQuery", params{"text": "x"}, "missing parameter"},
		{"an action of no API", "sendChatAction", params{"chat_id": "11", "action": "thinking"}, "unknown action"},
		{"101 commands", "setMyCommands", params{"commands": many(101, `{"command":"a","description":"b"}`)}, "too many commands"},
		{"a command with a capital", "setMyCommands", params{"commands": `[{"command":"Help","description":"b"}]`}, "unusable command"},
		{"a command without a word", "setMyCommands", params{"commands": `[{"command":"help","description":" "}]`}, "unusable description"},
		{"a language of three letters", "setMyCommands", params{"commands": `[]`, "language_code": "fas"}, "unusable language"},
		{"a rich message of nothing", "sendRichMessage", params{"chat_id": "11", "rich_message": `{}`}, "empty rich message"},
		{"a rich message in two ways", "sendRichMessage", params{"chat_id": "11", "rich_message": `{"markdown":"a","html":"b"}`}, "rich message in two ways"},
		{"32,769 characters", "sendRichMessage", params{"chat_id": "11", "rich_message": `{"markdown":"` + strings.Repeat("x", 32769) + `"}`}, "rich message too long"},
		{"a rich message beside a text", "editMessageText", params{"chat_id": "11", "message_id": "5", "text": "a", "rich_message": `{"markdown":"a"}`}, "rich message beside a text"},
		{"501 blocks", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(strings.Repeat("a\n\n", 501))}, "more than 500 blocks"},
		{"items are blocks", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(strings.Repeat("- a\n", 250))}, "more than 500 blocks"},
		{"rows are blocks", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("|a|\n|-|\n" + strings.Repeat("|b|\n", 499))}, "more than 500 blocks"},
		{"quotes in quotes", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(strings.Repeat("> ", 16) + "a")}, "nested deeper than 16"},
		{"lists in lists", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(strings.Repeat("- ", 8) + "a")}, "nested deeper than 16"},
		{"styles in quotes", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(strings.Repeat("> ", 12) + "<b><i><u>a</u></i></b>")}, "nested deeper than 16"},
		{"21 columns", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(strings.Repeat("|a", 21) + "|\n" + strings.Repeat("|-", 21) + "|")}, "more than 20 columns"},
		{"a button among the words", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(`<tg-button type="x">a</tg-button>`)}, "a tag in the text"},
		{"a tag behind a backslash", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(`a \<b>`)}, "a backslash does not escape <"},
		{"a tag left open", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("<b>a")}, "a tag that is not closed"},
		{"a tag closed twice", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("a</b>")}, "a tag that closes nothing"},
		{"a link to nowhere", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("[a](file:///etc)")}, "unusable link"},
		{"a picture among the words", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("![a](https://b.org)")}, "media is not played here"},
		{"a number after a sign", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("#89 is done")}, "a heading that is none"},
		{"an override of direction", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("a\u202eb")}, "a character that is not kept"},
		{"nothing but a definition", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("[a]: https://b.org")}, "empty rich message"},
		{"a field of no rich message", "sendRichMessage", params{"chat_id": "11", "rich_message": `{"markdown":"a","rtl":true}`}, "unknown field"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var rules []string
			for _, b := range telegram.Judge(tt.method, tt.p) {
				rules = append(rules, b.Rule)
			}
			if !slices.Contains(rules, tt.rule) {
				t.Errorf("judged %q, want %q", rules, tt.rule)
			}
		})
	}
}

// TestJudgeAcquits: calls at the edge of the rules, and within them.
func TestJudgeAcquits(t *testing.T) {
	for _, tt := range []struct {
		name, method string
		p            params
		files        []string
	}{
		{"4,096 units", "sendMessage", sent(strings.Repeat("😀", 2048), ""), nil},
		{"nothing yet in a draft", "sendMessageDraft", params{"chat_id": "11", "draft_id": "5", "text": "", "can_stop": "true"}, nil},
		{"nested", "sendMessage", sent("abcdef", `[{"type":"blockquote","offset":0,"length":6},{"type":"bold","offset":0,"length":4},{"type":"italic","offset":1,"length":2}]`), nil},
		{"a bold link", "sendMessage", sent("abc", `[{"type":"bold","offset":0,"length":3},{"type":"text_link","offset":0,"length":3,"url":"https://example.org/?a=1#b"}]`), nil},
		{"code in a quote", "sendMessage", sent("abcdef", `[{"type":"blockquote","offset":0,"length":6},{"type":"code","offset":1,"length":2}]`), nil},
		{"code with its language", "sendMessage", sent("  x := 1", `[{"type":"pre","offset":0,"length":8,"language":"go"}]`), nil},
		{"Persian with its joiners", "sendMessage", sent("\u200fمی‌روم 👨‍👩‍👧", ""), nil},
		{"64 bytes behind a button", "sendMessage", keyed(`{"text":"a","callback_data":"` + strings.Repeat("ی", 32) + `"}`), nil},
		{"a reply", "sendMessage", params{"chat_id": "-100123", "text": "x", "reply_parameters": `{"message_id":1,"allow_sending_without_reply":true}`}, nil},
		{"a document", "sendDocument", params{"chat_id": "11"}, []string{"document"}},
		{"a document by its name", "editMessageMedia", params{"chat_id": "11", "message_id": "5", "media": `{"type":"document","media":"attach://a.txt"}`}, []string{"a.txt"}},
		{"all that is rich", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(allThatIsRich)}, nil},
		{"tags in code", "sendRichMessage", params{"chat_id": "11", "rich_message": rich("`<tg-button>` &lt;b>\n\n```html\n<tg-button>\n```")}, nil},
		{"500 blocks", "sendRichMessage", params{"chat_id": "11", "rich_message": rich(strings.Repeat("a\n\n", 500))}, nil},
		{"a rich edit", "editMessageText", params{"chat_id": "11", "message_id": "5", "text": "", "rich_message": `{"markdown":"# a","is_rtl":true,"skip_entity_detection":true}`}, nil},
		{"an answer", "answerCallbackQuery", params{"callback_query_id": "1", "text": strings.Repeat("x", 200), "cache_time": "0"}, nil},
		{"names without regard to case", "getme", params{}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := telegram.Judge(tt.method, tt.p, tt.files...); len(got) > 0 {
				t.Errorf("judged %+v", got)
			}
		})
	}
}

// TestServerJudgesEveryCall: what the judge finds is among the violations, also
// where the server refuses the call.
func TestServerJudgesEveryCall(t *testing.T) {
	r := quiet(t)
	r.call("sendMessage", params{"chat_id": "11", "text": strings.Repeat("x", 4097)})
	r.call("answerCallbackQuery", params{"callback_query_id": "none", "text": strings.Repeat("x", 201)})
	var rules []string
	for _, v := range r.Violations() {
		rules = append(rules, v.Rule)
	}
	if want := []string{"text too long", "answer over 200 units"}; !slices.Equal(rules, want) {
		t.Errorf("violations %q, want %q", rules, want)
	}
}

// TestMethodsAreTheAPIs compares the judge's tables with a description of the
// API, as JSON of methods and their fields, where TELEGRAM_API_JSON names one.
func TestMethodsAreTheAPIs(t *testing.T) {
	file := os.Getenv("TELEGRAM_API_JSON")
	if file == "" {
		t.Skip("TELEGRAM_API_JSON names no description of the API")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var api struct {
		Methods map[string]struct {
			Fields []struct{ Name string }
		}
	}
	if err := json.Unmarshal(data, &api); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for name, params := range telegram.Methods() {
		m, ok := api.Methods[name]
		if !ok {
			t.Errorf("the API has no method %s", name)
		}
		var fields []string
		for _, f := range m.Fields {
			fields = append(fields, f.Name)
		}
		for _, p := range params {
			compared++
			if !slices.Contains(fields, p) {
				t.Errorf("%s has no parameter %s", name, p)
			}
		}
		for _, f := range fields {
			if !slices.Contains(params, f) {
				t.Errorf("%s has a parameter %s, which the judge does not know", name, f)
			}
		}
	}
	t.Logf("%d methods, %d parameters compared", len(telegram.Methods()), compared)
}
