package bot

import (
	"encoding/json"
	"testing"

	"github.com/go-telegram/bot/models"

	"hamzaban/sandbox/telegram"
)

// What somebody replies to is read also where it is a rich message.
func TestTheWordsOfRichMessages(t *testing.T) {
	source := "# Title\n\nA **bold** word, $x$ and [a link](https://example.org)  \nline\n\n- one\n  - two\n\n> said\n\n" +
		"| a | b |\n|---|---|\n| 1 | `2` |\n\n$$\ny\n$$\n\n---\n\n```go\nx := 1\n```"
	data, err := json.Marshal(map[string]any{"rich_message": telegram.ReadRich(source)})
	if err != nil {
		t.Fatal(err)
	}
	var m models.Message
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	want := "Title\nA bold word, x and a link\nline\n• one\n• two\nsaid\na | b\n1 | 2\ny\nx := 1"
	if got := content(&m); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
