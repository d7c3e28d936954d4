package demo

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// where says who does something in which chat.
type where struct {
	Person int64 `json:"person"`
	Chat   int64 `json:"chat"`
}

func (d *Demo) check(w where) error {
	if !d.cast.sees(w.Person, w.Chat) {
		return badRequest("wrong", "person %d is not in the chat %d", w.Person, w.Chat)
	}
	return nil
}

type sayIn struct {
	where
	Text     string            `json:"text"`
	Entities []telegram.Entity `json:"entities"`
	Reply    int64             `json:"reply"`
	Quote    string            `json:"quote"`
	// From makes it somebody else's words, passed on.
	From  string `json:"from"`
	Nonce string `json:"nonce"`
}

func (d *Demo) say(in sayIn) (any, error) {
	if err := d.check(in.where); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Text) == "" {
		return nil, badRequest("empty", "there is no text")
	}
	opts := replying(in.Reply, in.Quote)
	if from := strings.TrimSpace(in.From); from != "" {
		opts = append(opts, telegram.ForwardedFrom(0, from))
	}
	formatted, err := chosen(in.Text, in.Entities)
	if err != nil {
		return nil, err
	}
	id := d.sent.once(in.Nonce, func() int64 {
		return d.o.Telegram.Say(in.Person, in.Chat, in.Text, append(opts, formatted)...)
	})
	return map[string]int64{"id": id}, nil
}

type forwardIn struct {
	where
	Message int64  `json:"message"`
	To      int64  `json:"to"`
	Nonce   string `json:"nonce"`
}

// forward passes a message of one chat on to another.
func (d *Demo) forward(in forwardIn) (any, error) {
	for _, chat := range []int64{in.Chat, in.To} {
		if err := d.check(where{in.Person, chat}); err != nil {
			return nil, err
		}
	}
	id := d.sent.once(in.Nonce, func() int64 {
		return d.o.Telegram.Forward(in.Person, in.Chat, in.Message, in.To)
	})
	return map[string]int64{"id": id}, nil
}

func replying(to int64, quote string) []telegram.Option {
	switch {
	case to == 0:
		return nil
	case quote != "":
		return []telegram.Option{telegram.Quoting(to, quote)}
	}
	return []telegram.Option{telegram.ReplyTo(to)}
}

type editIn struct {
	where
	Message  int64             `json:"message"`
	Text     string            `json:"text"`
	Entities []telegram.Entity `json:"entities"`
}

func (d *Demo) edit(in editIn) (any, error) {
	if err := d.check(in.where); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Text) == "" {
		return nil, badRequest("empty", "there is no text")
	}
	formatted, err := chosen(in.Text, in.Entities)
	if err != nil {
		return nil, err
	}
	d.o.Telegram.Edit(in.Person, in.Chat, in.Message, in.Text, formatted)
	return nil, nil
}

type eraseIn struct {
	where
	Message int64 `json:"message"`
}

// erase deletes a message: one's own, or in private any.
func (d *Demo) erase(in eraseIn) (any, error) {
	if err := d.check(in.where); err != nil {
		return nil, err
	}
	if m, known := d.o.Telegram.Message(in.Chat, in.Message); known && in.Chat != in.Person && m.From.ID != in.Person {
		return nil, badRequest("wrong", "message %d is not by %d", in.Message, in.Person)
	}
	d.o.Telegram.Erase(in.Chat, in.Message)
	return nil, nil
}

type pressIn struct {
	where
	Message int64  `json:"message"`
	Data    string `json:"data"`
}

func (d *Demo) press(in pressIn) (any, error) {
	if err := d.check(in.where); err != nil {
		return nil, err
	}
	d.o.Telegram.PressIn(in.Person, in.Chat, in.Message, in.Data)
	return nil, nil
}

type stopIn struct {
	Person int64 `json:"person"`
}

func (d *Demo) stop(in stopIn) (any, error) {
	if err := d.check(where{in.Person, in.Person}); err != nil {
		return nil, err
	}
	return map[string]bool{"stopped": d.o.Telegram.Stop(in.Person)}, nil
}

// commands is the menu of a person in a chat.
func (d *Demo) commands(w http.ResponseWriter, r *http.Request) {
	person, _ := strconv.ParseInt(r.FormValue("person"), 10, 64)
	chat, _ := strconv.ParseInt(r.FormValue("chat"), 10, 64)
	reply(w, func() (any, error) {
		if err := d.check(where{person, chat}); err != nil {
			return nil, err
		}
		return append([]telegram.BotCommand{}, d.o.Telegram.Commands(person, chat)...), nil
	})
}

type providerIn struct {
	Provider string `json:"provider"`
}

type breakIn struct {
	providerIn
	Fault string `json:"fault"`
}

// simulated refuses names for which the panel has no switches.
func (d *Demo) simulated(name string) error {
	for _, p := range d.panel.providers() {
		if p.Name == name && !p.Real {
			return nil
		}
	}
	return badRequest("wrong", "no simulated provider is called %q", name)
}

func (d *Demo) breaks(in breakIn) (any, error) {
	fault, known := switches[in.Fault]
	if !known {
		return nil, badRequest("wrong", "no switch is called %q", in.Fault)
	}
	return nil, d.change(in.Provider, func(name string) { d.o.Providers.Break(name, fault) })
}

func (d *Demo) mend(in providerIn) (any, error) {
	return nil, d.change(in.Provider, d.o.Providers.Mend)
}

func (d *Demo) spend(in providerIn) (any, error) {
	return nil, d.change(in.Provider, d.o.Providers.Spend)
}

// refill also ends the fault by which a quota without limits is spent.
func (d *Demo) refill(in providerIn) (any, error) {
	return nil, d.change(in.Provider, func(name string) {
		d.o.Providers.Refill(name)
		for _, s := range d.o.Providers.State() {
			if s.Name == name && s.Broken == providers.QuotaSpent.String() {
				d.o.Providers.Mend(name)
			}
		}
	})
}

func (d *Demo) change(name string, do func(string)) error {
	if err := d.simulated(name); err != nil {
		return err
	}
	do(name)
	return nil
}

type botIn struct {
	Do string `json:"do"`
}

// stopping is how long a bot that was asked to end may take; it lets running
// answers finish.
const stopping = 25 * time.Second

func (d *Demo) bot(in botIn) (any, error) {
	d.botMu.Lock()
	defer d.botMu.Unlock()
	var err error
	switch in.Do {
	case "start":
		err = d.o.Bot.Start()
	case "kill":
		err = d.o.Bot.Kill()
	case "stop":
		err = d.o.Bot.Stop()
	case "restart":
		err = d.restart()
	default:
		return nil, badRequest("wrong", "the bot has no button %q", in.Do)
	}
	if err != nil {
		d.o.Log.Error("the demo's button for the bot", "button", in.Do, "error", err)
		return nil, refusal{http.StatusInternalServerError, "bot", err.Error()}
	}
	return nil, nil
}

// restart stops the bot, waits for its end and starts it.
func (d *Demo) restart() error {
	if d.o.Bot.Running() {
		if err := d.o.Bot.Stop(); err != nil {
			return err
		}
	}
	late := time.After(stopping)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for d.o.Bot.Running() {
		select {
		case <-tick.C:
		case <-late:
			return refusal{http.StatusInternalServerError, "bot", "the bot does not stop: kill it, then start it"}
		case <-d.ctx.Done():
			return d.ctx.Err()
		}
	}
	return d.o.Bot.Start()
}
