package bot

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"hamzaban/chat"
	"hamzaban/translate"
)

// A reply to a translation that says the same in other words sets it right: from
// then on that person gets their own words for that text.

// correction is a person's own translation of a request.
type correction struct {
	request
	right string
}

// named are the words by which a reply says that it is a correction.
var namedCorrection = regexp.MustCompile(`(?i)^\s*(?:=|✏️?|(?:correct(?:ion|ed)?|better|درست(?:ش|ه|ترجمه)?|تصحیح|اصلاح|بهتر)\s*[:：])\s*`)

// corrects tells whether a message sets one of the bot's translations right; nil:
// it does not.
func (b *Bot) corrects(ctx context.Context, e *event) (*correction, error) {
	m := e.message.ReplyToMessage
	if m == nil || !e.called || e.text == "" || m.ReplyMarkup == nil {
		return nil, nil
	}
	for _, row := range m.ReplyMarkup.InlineKeyboard {
		for _, button := range row {
			seq, _, ok := readLanguageButton(button.CallbackData)
			if !ok {
				continue
			}
			r, err := b.askedBy(ctx, e, seq)
			if r == nil || err != nil {
				return nil, err
			}
			right := namedCorrection.ReplaceAllString(e.text, "")
			if right == "" || right == e.text && !rewords(right, m.Text, r.To) {
				return nil, nil
			}
			return &correction{*r, right}, nil
		}
	}
	return nil, nil
}

// How much two wordings have in common, by hand from the pairs in the tests: in
// a text of few characters one word more or less is much of it.
const (
	alikeLong    = 0.55
	alikeShort   = 0.45
	shortWording = 20
)

// rewords tells whether a text is another wording of a translation: of the same
// language, about as long, and with much of its words.
func rewords(text, translation, to string) bool {
	n, of := utf8.RuneCountInString(text), utf8.RuneCountInString(translation)
	if n*2 < of || n > of*2 || strings.HasSuffix(text, "?") != strings.HasSuffix(translation, "?") ||
		strings.HasSuffix(text, "؟") != strings.HasSuffix(translation, "؟") {
		return false
	}
	if l, confidence := translate.Detect(text); l.Code != to && confidence >= translate.Likely {
		return false
	}
	if of < shortWording {
		return alike(text, translation) >= alikeShort
	}
	return alike(text, translation) >= alikeLong
}

// alike is the share of pairs of letters that two texts have in common (Dice's
// coefficient), from 0 to 1.
func alike(a, b string) float64 {
	in := map[string]int{}
	pairs := func(s string, do func(pair string)) (n int) {
		var last rune
		for _, r := range strings.ToLower(s) {
			if last != 0 && last != ' ' && r != ' ' {
				do(string([]rune{last, r}))
				n++
			}
			last = r
		}
		return n
	}
	n := pairs(a, func(p string) { in[p]++ })
	common := 0
	n += pairs(b, func(p string) {
		if in[p] > 0 {
			in[p]--
			common++
		}
	})
	if n == 0 {
		return 0
	}
	return 2 * float64(common) / float64(n)
}

// correct learns a correction.
func (b *Bot) correct(ctx context.Context, e *event, c *correction, err error) (chat.Outcome, error) {
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("reading what was translated: %w", err)
	}
	o, err := b.options(ctx, e, c.From, c.To)
	if err != nil {
		return chat.Outcome{}, err
	}
	learned := translate.Kept{Source: c.Text, Text: c.right, Corrected: true}
	if err := b.Translator.Memory.Keep(ctx, o.Shelf(), []translate.Kept{learned}); err != nil {
		return chat.Outcome{}, fmt.Errorf("learning a correction: %w", err)
	}
	return e.outcome(e.say.Say("correct.done", nil)), nil
}
