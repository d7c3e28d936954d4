package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"hamzaban/chat"
	"hamzaban/translate"
)

// A reply to a translation that says the same in other words sets it right: from
// then on that person gets their own words for that text. What only looks like it
// is taken back by one press, and answered as it was meant.

// correction is a person's own translation of a request.
type correction struct {
	request
	Right string `json:"right"`
}

// notMeantButton is the kind of the button that takes a correction back. It
// carries the update that was taken for one.
const notMeantButton = "notmeant"

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
			kind, p := readButton(button.CallbackData)
			if kind != languageButtonKind {
				continue
			}
			r, err := b.askedBy(ctx, e, p.seq)
			if r == nil || err != nil {
				return nil, err
			}
			if r.Markdown && strings.Contains(r.Text, "\n") { // remembered by its blocks
				return nil, nil
			}
			right := namedCorrection.ReplaceAllString(e.text, "")
			if right == "" || right == e.text && (e.everything() || !rewords(right, m.Text, r.To)) {
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
	alikeLong    = 0.6
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
	if a, b := translate.FoldTerm(text), translate.FoldTerm(translation); a != b && (strings.HasPrefix(a, b) || strings.HasSuffix(a, b)) {
		return false // "you too" after it is an answer to it
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
	learned := []translate.Kept{{Source: strings.TrimSpace(c.Text), Text: c.Right, Corrected: true}}
	if err := b.Translator.Memory.Keep(ctx, e.shelf(c.request), learned); err != nil {
		return chat.Outcome{}, fmt.Errorf("learning a correction: %w", err)
	}
	o := e.outcome(e.say.Say("correct.done", nil))
	o.Replies[0].Buttons = [][]chat.Button{{{
		Label: e.say.Say("correct.notmeant", nil), Data: buttonData(notMeantButton, e.update.Seq, ""),
	}}}
	data, err := json.Marshal(c)
	o.Asked = string(data)
	return o, err
}

// shelf is where a request's translation is kept.
func (e *event) shelf(r request) translate.Shelf {
	return translate.Shelf{Owner: e.owner(), From: r.From, To: r.To, Way: e.person.Register}
}

// notMeant takes a correction back that was none, and answers what was said.
func (b *Bot) notMeant(ctx context.Context, e *event, p press) (chat.Outcome, error) {
	kept, err := b.store.Asked(ctx, e.key, p.seq)
	var c correction
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return chat.Outcome{}, nil
	case err != nil:
		return chat.Outcome{}, err
	case json.Unmarshal([]byte(kept), &c) != nil || c.Right == "":
		return chat.Outcome{}, nil
	}
	if err := b.Translator.Memory.Drop(ctx, e.shelf(c.request), strings.TrimSpace(c.Text)); err != nil {
		return chat.Outcome{}, fmt.Errorf("taking a correction back: %w", err)
	}
	b.answerPress(ctx, e, "")
	e.text = c.Right
	o, err := b.talk(ctx, e)
	if err != nil {
		return o, err
	}
	back := e.reply(e.say.Say("correct.back", nil))
	back.Edit = int64(e.message.ID)
	o.Replies = append([]chat.Reply{back}, o.Replies...)
	return o, nil
}
