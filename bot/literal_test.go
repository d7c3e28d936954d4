package bot

import (
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

// Names and words of others are shown to the letter, whatever they are in Markdown.
func TestWordsOfOthersAreShownToTheLetter(t *testing.T) {
	t.Parallel()
	s := newScene(t, &counts{})
	s.Person(telegram.Person{ID: sara, FirstName: "Sara_92*", LanguageCode: "en"})
	s.known()
	s.Say(sara, sara, "/start")
	s.says(sara, "Hello Sara_92*!")
	s.SayDocument(sara, sara, telegram.File{Name: "sales_report_2026.csv", Data: []byte("a,b\n")}, "")
	s.says(sara, "I have read sales_report_2026.csv")
	s.Say(sara, sara, "/glossary user_id =\n1) <b> = #1 [x](y) & $2$ `z`")
	s.says(sara, "user_id → ")
	s.says(sara, "1) <b> → #1 [x](y) & $2$ `z`")
	s.Say(sara, sara, "/lang x_y\\_z")
	s.says(sara, `“x_y\_z”`)
	s.Say(sara, sara, "/lang "+strings.Repeat("_", 70))
	s.says(sara, "“"+strings.Repeat("_", 64)+"…”")
}
