package providers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"hamzaban/sandbox/providers"
)

// talk asks a model with a history and returns its text.
func talk(t *testing.T, s *providers.Server, system string, said ...string) string {
	t.Helper()
	messages := []any{}
	if system != "" {
		messages = append(messages, object{"role": "system", "content": system})
	}
	for i, text := range said {
		messages = append(messages, object{"role": []string{"user", "assistant"}[i%2], "content": text})
	}
	r := askModel(t, s, "cohere", "command-a-03-2025", "", false, object{"messages": messages})
	text, _ := r.text(t, "cohere")
	if text == "" {
		t.Fatalf("status %d: %s", r.status, r.body)
	}
	return text
}

func TestTranslations(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	const to = "You are a translator. Translate into %s."
	for _, tc := range []struct{ name, target, text, want string }{
		{"phrase", "Persian", "Hello", "سلام"},
		{"phrase with mark", "Persian", "How are you?", "حال شما چطور است؟"},
		{"from Persian", "English", "صبح به‌خیر", "Good morning"},
		{"Arabic letters folded", "English", "خيلي متشكرم", "Thank you very much"},
		{"German", "German", "Good night!", "Gute Nacht!"},
		{"Arabic", "Arabic", "Thank you", "شكرا لك"},
		{"French", "French", "Happy birthday", "Joyeux anniversaire"},
		{"Turkish from Persian", "Turkish", "متشکرم", "Teşekkür ederim"},
		{"Spanish", "Spanish", "Where is the station?", "¿Dónde está la estación?"},
		{"where is", "Persian", "Where is the bathroom?", "دستشویی کجاست؟"},
		{"tea", "Persian", "I'd like a cup of tea.", "یک فنجان چای می‌خواهم."},
		{"colloquial Persian", "English", "اسمت چیه؟", "What is your name?"},
		{"without tanvin", "English", "لطفا", "Please"},
		{"two sentences", "Persian", "Hello. How are you?", "سلام. حال شما چطور است؟"},
		{"lines kept", "Persian", "Hello\n\n  Thank you\n", "سلام\n\n  متشکرم\n"},
		{"marks round sentences", "Persian", "⟦kvtbd⟧Good morning, my friend!⟦zzbcd⟧ ⟦bcdfg⟧How are you?⟦ghjkl⟧", "⟦kvtbd⟧صبح به‌خیر، دوست من!⟦zzbcd⟧ ⟦bcdfg⟧حال شما چطور است؟⟦ghjkl⟧"},
		{"tags round sentences", "Persian", "<i>The tea is hot.</i>\n{\\an8}<b>Welcome</b>", "<i>چای داغ است.</i>\n{\\an8}<b>خوش آمدید</b>"},
		{"only what is kept", "Persian", "https://example.com/a?b=c 42 {name}", "https://example.com/a?b=c 42 {name}"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := talk(t, s, fmt.Sprintf(to, tc.target), tc.text); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

func TestUnknownTextsTurnIntoTheTargetsScript(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	const english = "The committee, which met on 14 March 2026, sent {count} letters to %s; see https://example.com/x, ⟦kvtbd⟧ and <b>bold</b>?"
	const persian = "شورا که در ۱۴ اسفند گرد آمد، {count} نامه برای %s فرستاد؛ https://example.com/x و ⟦kvtbd⟧ را ببینید؟"
	for _, tc := range []struct {
		target string
		script *unicode.RangeTable
		source string
	}{
		{"Persian", unicode.Arabic, english}, {"Arabic", unicode.Arabic, english}, {"Urdu", unicode.Arabic, english},
		{"German", unicode.Latin, english}, {"English", unicode.Latin, persian}, {"Turkish", unicode.Latin, persian},
		{"Russian", unicode.Cyrillic, english}, {"Ukrainian", unicode.Cyrillic, persian}, {"Greek", unicode.Greek, english},
		{"Hebrew", unicode.Hebrew, english}, {"Hindi", unicode.Devanagari, english}, {"Chinese (Simplified)", unicode.Han, english},
		{"Japanese", unicode.Hiragana, english}, {"Korean", unicode.Hangul, persian}, {"Dutch", unicode.Latin, persian},
		{"English", unicode.Latin, english}, {"Persian", unicode.Arabic, persian},
		{"Central Kurdish", unicode.Arabic, english}, {"Kurdish", unicode.Latin, persian}, {"Pashto", unicode.Arabic, persian},
		{"Uyghur", unicode.Arabic, english}, {"Yiddish", unicode.Hebrew, english}, {"Kazakh", unicode.Cyrillic, persian},
		{"Tatar", unicode.Cyrillic, persian}, {"Tamil", unicode.Tamil, english}, {"Punjabi", unicode.Gurmukhi, english},
		{"Amharic", unicode.Ethiopic, persian}, {"Burmese", unicode.Myanmar, english}, {"Indonesian", unicode.Latin, persian}, {"Swahili", unicode.Latin, english},
	} {
		t.Run(tc.target, func(t *testing.T) {
			got := talk(t, s, "Translate the text into "+tc.target+".", tc.source)
			if got == tc.source {
				t.Fatal("the source came back")
			}
			bare := got
			for _, keep := range []string{"{count}", "%s", "https://example.com/x", "⟦kvtbd⟧"} {
				if strings.Count(got, keep) != 1 {
					t.Errorf("%s is not there once: %s", keep, got)
				}
				bare = strings.ReplaceAll(bare, keep, "")
			}
			bare = strings.NewReplacer("<b>", "", "</b>", "").Replace(bare)
			for _, r := range bare {
				if unicode.IsLetter(r) && !unicode.Is(tc.script, r) {
					t.Errorf("%q is of another script: %s", r, got)
					break
				}
			}
			ratio := float64(utf8.RuneCountInString(got)) / float64(utf8.RuneCountInString(tc.source))
			if ratio < 0.6 || ratio > 1.4 {
				t.Errorf("the length is %.2f times the source's: %s", ratio, got)
			}
			if again := talk(t, s, "Translate the text into "+tc.target+".", tc.source); again != got {
				t.Errorf("not the same again: %s", again)
			}
		})
	}
}

const shape = `{"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{` +
	`"id":{"type":"integer"},"start":{"type":"string","description":"the first 5 characters, copied"},"text":{"type":"string"}},` +
	`"required":["id","start","text"],"additionalProperties":false}}},"required":["items"],"additionalProperties":false}`

const batch = `{"items":[{"id":1,"text":"Good morning"},{"id":2,"before":"x","text":"Thank you"},{"id":3,"text":"no"}]}` +
	"\nTranslate the text above into Persian, each item by itself. Answer in JSON."

func TestARequestedShapeIsFilled(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	const want = `{"items":[{"id":1,"start":"Good ","text":"صبح به‌خیر"},{"id":2,"start":"Thank","text":"متشکرم"},{"id":3,"start":"no","text":"نه"}]}`
	system := "You are a professional translator. Translate into Persian."
	var schema any
	if err := json.Unmarshal([]byte(shape), &schema); err != nil {
		t.Fatal(err)
	}
	numbers := strings.NewReplacer(`"object"`, "6", `"array"`, "5", `"string"`, "1", `"integer"`, "3").Replace(shape)
	var numbered any
	if err := json.Unmarshal([]byte(numbers), &numbered); err != nil {
		t.Fatal(err)
	}
	messages := func(system string) []any {
		return []any{object{"role": "system", "content": system}, object{"role": "user", "content": batch}}
	}
	for _, tc := range []struct {
		name, provider string
		more           object
	}{
		{"json_schema", "groq", object{"messages": messages(system), "response_format": object{"type": "json_schema", "json_schema": object{"name": "x", "schema": schema}}}},
		{"json_object with the schema in words", "cerebras", object{"messages": messages(system + "\n\nIt follows this JSON Schema:\n" + shape),
			"response_format": object{"type": "json_object"}}},
		{"words alone", "openrouter", object{"messages": messages(system + "\n\nIt follows this JSON Schema:\n" + shape)}},
		{"an example", "openrouter", object{"messages": messages(system + ` Answer like {"items":[{"id":1,"start":"first 5 characters","text":"translation"}]}`)}},
		{"Gemini's schema", "gemini", object{"systemInstruction": object{"parts": []any{object{"text": system}}},
			"generationConfig": object{"responseMimeType": "application/json", "responseSchema": numbered}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := askModel(t, s, tc.provider, firstModel[tc.provider], batch, false, tc.more)
			if got, _ := r.text(t, tc.provider); sorted(t, got) != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

// sorted is the JSON with its fields in order of their names.
func sorted(t *testing.T, s string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%v: %s", err, s)
	}
	b, _ := json.Marshal(v)
	return string(b)
}

func TestOneItemMayBeAskedForAsPlainText(t *testing.T) {
	s := start(t, providers.Options{})
	got := talk(t, s, "Translate into Persian.", `{"items":[{"id":1,"text":"Hello"}]}`+"\nTranslate the text above into Persian. Answer with the translation alone: no JSON.")
	if got != "سلام" {
		t.Errorf("%q", got)
	}
}

// TestTermsAndExamplesAreObeyed: they stand in the JSON beside the texts.
func TestTermsAndExamplesAreObeyed(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	const rest = `"examples":[{"text":"Mind the gap. Zub zub!","translation":"به شکاف توجه کنید. زوب زوب!"}],"items":[` +
		`{"id":1,"text":"The pool is full, POOLS are not; whirlpool, ⟦kvtbd⟧."},{"id":2,"text":"Good morning. zub zub?"},{"id":3,"text":"Good morning"},{"id":4,"text":"mind the gap"}]}` +
		"\nTranslate the text above into Persian, each item by itself."
	asked := `{"about":"a hotel","terms":[{"term":"pool","as":"استخر"},{"term":"good","as":"نیک"}],` + rest
	got := talk(t, s, `Translate into Persian. "terms" are words and how to translate them. Answer like {"items":[{"id":1,"text":"translation"}]}`, asked)
	var answer struct{ Items []struct{ Text string } }
	if err := json.Unmarshal([]byte(got), &answer); err != nil || len(answer.Items) != 4 {
		t.Fatalf("%v: %s", err, got)
	}
	first := answer.Items[0].Text
	if strings.Count(first, "استخر") != 2 || strings.Count(first, "⟦kvtbd⟧") != 1 {
		t.Errorf("pool twice: %s", first)
	}
	if second := answer.Items[1].Text; !strings.HasPrefix(second, "نیک ") || !strings.HasSuffix(second, ". زوب زوب؟") {
		t.Errorf("a term goes before the phrasebook, and an example counts by its sentences: %s", second)
	}
	if answer.Items[3].Text != "به شکاف توجه کنید" {
		t.Errorf("the example: %s", answer.Items[3].Text)
	}
	if got := talk(t, s, "Translate into Persian.", `{"terms":[{"term":"tea","as":"دم‌نوش"}],"items":[{"id":1,"text":"Hot tea"}]}`+"\nAnswer with the translation alone: no JSON."); !strings.HasSuffix(got, " دم‌نوش") {
		t.Errorf("asked for plainly: %s", got)
	}
}

func TestPersianInLatinLetters(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	if got := talk(t, s, "Translate into English.", "salam khoobi? farda miam"); got != "Hello, how are you? I am coming tomorrow" {
		t.Errorf("%q", got)
	}
}

func TestChat(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	for _, tc := range []struct {
		name string
		said []string
		want string
	}{
		{"greeting", []string{"Hello"}, "Hello! Good to see you here. How can I help?"},
		{"Persian greeting", []string{"سلام"}, "سلام! خوشحالم"},
		{"a name told", []string{"My name is Sara."}, "Nice to meet you, Sara!"},
		{"a Persian name told", []string{"اسم من سارا است"}, "خوشوقتم، سارا!"},
		{"the name remembered", []string{"My name is Sara.", "Nice to meet you", "What is my name?"}, "Your name is Sara."},
		{"the Persian name remembered", []string{"اسم من سارا است", "خوشوقتم", "اسم من چیه؟"}, "اسم شما سارا است."},
		{"no name told", []string{"What is my name?"}, "You have not told me your name yet."},
		{"no Persian name told", []string{"اسم من چیه؟"}, "هنوز اسمتان را به من نگفته‌اید."},
		{"what was said", []string{"I like tea", "Good", "What did I say?"}, "“I like tea”"},
		{"a sum", []string{"What is 12 * 12?"}, "144"},
		{"a list", []string{"Give me a list of fruit"}, "- **Apples**"},
		{"steps", []string{"Which steps should I take?"}, "1. First"},
		{"a table", []string{"Make a table of cities"}, "|:---|"},
		{"a Persian table", []string{"یک جدول از شهرها بده"}, "| تهران |"},
		{"code", []string{"Write some code in Go"}, "```go\n"},
		{"headings", []string{"Write a report with headings"}, "## Findings"},
		{"translation on request", []string{"Translate to German: Good morning"}, "Guten Morgen"},
		{"Persian request", []string{"این را به انگلیسی ترجمه کن: صبح به‌خیر"}, "Good morning"},
		{"how to say", []string{"How do you say \"good morning\" in Persian?"}, "صبح به‌خیر"},
		{"what it is", []string{"What is thank you in German"}, "Danke schön"},
		{"how to say in Persian", []string{"صبح بخیر به انگلیسی چی می‌شه؟"}, "Good morning"},
		{"poetry is no phrase", []string{"What is love in Persian poetry"}, "“What is love in Persian poetry”"},
		{"quotes are not the question", []string{"> Hello there\n\nThank you"}, "You are welcome."},
		{"anything else", []string{"Why is the sky blue"}, "“Why is the sky blue”"},
		{"anything else in Persian", []string{"چرا آسمان آبی است"}, "«چرا آسمان آبی است»"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := talk(t, s, "You are a friendly assistant.", tc.said...); !strings.Contains(got, tc.want) {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

func TestLongAnswers(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	for _, tc := range []struct {
		said  string
		least int
	}{{"Write a long story", 9000}, {"یک متن بلند بنویس", 9000}, {"Write a long text of 20000 characters", 20000}, {"write 500 words", 3000}} {
		if got := utf8.RuneCountInString(talk(t, s, "", tc.said)); got < tc.least || got > tc.least+2000 {
			t.Errorf("%s: %d characters", tc.said, got)
		}
	}
}

// TestEverydayPhrasesAreKnown: in both directions, and none of them twice.
func TestEverydayPhrasesAreKnown(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	for _, text := range []string{
		"Good morning everyone", "Where is my book?", "I am learning English", "What are you doing?", "Happy Nowruz!", "I like tea",
		"The children are playing.", "I'm lost", "How much is this?", "May I come in?", "Don't worry!", "See you soon",
	} {
		there := talk(t, s, "Translate into Persian.", text)
		back := talk(t, s, "Translate into English.", there)
		if again := talk(t, s, "Translate into Persian.", back); again != there || strings.ContainsAny(there, "abcdefghij") {
			t.Errorf("%q is %q, which is %q, which is %q", text, there, back, again)
		}
	}
}
