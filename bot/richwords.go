package bot

import (
	"encoding/json"
	"strings"

	"github.com/go-telegram/bot/models"
)

// richWords are the words of a rich message, as when somebody replies to one or
// passes it on: its blocks on lines of their own, the cells of a row apart. It is
// read as JSON, by the few names under which all kinds of blocks keep words.
func richWords(m *models.RichMessage) string {
	data, err := json.Marshal(m.Blocks)
	var blocks []richBlock
	if err == nil {
		err = json.Unmarshal(data, &blocks)
	}
	if err != nil {
		return "" // of a kind that the library does not know
	}
	return strings.TrimSpace(blocksWords(blocks))
}

type richBlock struct {
	Summary, Text richWord
	Expression    string
	Items         []struct {
		Label  string
		Blocks []richBlock
	}
	Cells  [][]struct{ Text richWord }
	Blocks []richBlock
}

// richWord is a text in any of its three forms: a string, a list, or an object
// that has one in it.
type richWord string

// UnmarshalJSON implements [json.Unmarshaler].
func (w *richWord) UnmarshalJSON(data []byte) error {
	var list []richWord
	var within struct {
		Text                        richWord
		Expression, AlternativeText string
	}
	if json.Unmarshal(data, (*string)(w)) == nil {
		return nil
	}
	if json.Unmarshal(data, &list) == nil {
		for _, part := range list {
			*w += part
		}
		return nil
	}
	err := json.Unmarshal(data, &within)
	*w = within.Text + richWord(within.Expression+within.AlternativeText)
	return err
}

func blocksWords(blocks []richBlock) string {
	var b strings.Builder
	line := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			b.WriteString(s + "\n")
		}
	}
	for _, block := range blocks {
		line(string(block.Summary))
		line(string(block.Text) + block.Expression)
		for _, item := range block.Items {
			line(item.Label + " " + strings.TrimSpace(blocksWords(item.Blocks)))
		}
		for _, row := range block.Cells {
			cells := make([]string, len(row))
			for i, c := range row {
				cells[i] = string(c.Text)
			}
			line(strings.Join(cells, " | "))
		}
		line(blocksWords(block.Blocks))
	}
	return b.String()
}
