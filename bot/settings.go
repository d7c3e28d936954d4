package bot

import (
	"context"
	"slices"
	"strings"

	"hamzaban/chat"
)

// setting is one choice of /settings: a button that goes from each of its values
// to the next.
type setting struct {
	name   string
	values []string // the first is what everybody begins with
	of     func(*chat.Settings) string
	set    func(*chat.Settings, string)
}

var settings = []setting{
	{
		"everything", []string{"off", "on"},
		func(s *chat.Settings) string { return onOff(s.Everything) },
		func(s *chat.Settings, v string) { s.Everything = v == "on" },
	},
	{
		"digits", []string{"", "fa", "latin"},
		func(s *chat.Settings) string { return s.Digits },
		func(s *chat.Settings, v string) { s.Digits = v },
	},
	{
		"register", []string{"", "formal", "friendly"},
		func(s *chat.Settings) string { return s.Register },
		func(s *chat.Settings, v string) { s.Register = v },
	},
	{
		"whole", []string{"off", "on"},
		func(s *chat.Settings) string { return onOff(s.Whole) },
		func(s *chat.Settings, v string) { s.Whole = v == "on" },
	},
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// settingButton is the kind of the buttons of /settings. They carry the setting
// and the value that it is to have, so that a press twice is one.
const settingButton = "set"

// settings answers /settings.
func (b *Bot) settings(_ context.Context, e *event) (chat.Outcome, error) {
	return b.shown(e, e.person.Settings), nil
}

// shown is the page of settings.
func (b *Bot) shown(e *event, s chat.Settings) chat.Outcome {
	o := e.outcome(e.say.Say("settings", b.languages(e, e.person)))
	for _, one := range settings {
		now := one.of(&s)
		next := one.values[(slices.Index(one.values, now)+1)%len(one.values)]
		o.Replies[0].Buttons = append(o.Replies[0].Buttons, []chat.Button{{
			Label: e.say.Say("settings."+one.name, map[string]any{"Value": e.say.Say("settings."+one.name+"."+valueKey(now), nil)}),
			Data:  strings.Join([]string{settingButton, one.name, next}, ":"),
		}})
	}
	return o
}

// valueKey is how a value is named in the locale files.
func valueKey(v string) string {
	if v == "" {
		return "usual"
	}
	return v
}

// set takes a press of one of these buttons. Its answer is empty where there is
// no such choice.
func (b *Bot) set(e *event) chat.Outcome {
	part := strings.Split(e.press.Data, ":")
	if len(part) != 3 {
		return chat.Outcome{}
	}
	at := slices.IndexFunc(settings, func(s setting) bool { return s.name == part[1] })
	if at < 0 || !slices.Contains(settings[at].values, part[2]) {
		return chat.Outcome{}
	}
	s := e.person.Settings
	settings[at].set(&s, part[2])
	o := b.shown(e, s)
	o.Settings = &s
	o.Replies[0].Edit = int64(e.message.ID)
	return o
}
