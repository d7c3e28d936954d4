package bot

import (
	"slices"
	"strings"

	"hamzaban/chat"
)

// setting is one page of /settings. Its words are "settings.<name>" (the title),
// "settings.<name>.about", and "settings.<name>.<value>" for what can be chosen.
type setting struct {
	name string
	// row is how many options stand side by side.
	row int
	// options are what can be chosen. Where there is no choice, the page is not
	// offered.
	options func(*Bot, *event) []option
	// get and set read and change what is kept of the person. What is no option
	// (any more) counts as the first one.
	get func(*event) string
	set func(*chat.Person, string)
	// about fills the words about it, nil: there is nothing to fill.
	about func(*Bot, *event) map[string]any
}

// settingPages are all pages, in their order.
func settingPages() []setting {
	return []setting{
		{
			name: "language", row: 2, options: spoken, set: speak, about: (*Bot).aboutTarget,
			get: func(e *event) string { return e.say.Code() },
		},
		{
			name: "target", row: choicesARow, options: targets, about: (*Bot).aboutTarget,
			get: func(e *event) string { return e.person.Target },
			set: func(p *chat.Person, v string) { p.Target = v },
		},
		{
			name: "persona", row: 2, options: personas, about: (*Bot).aboutPersona,
			get: func(e *event) string { return e.person.Persona },
			set: func(p *chat.Person, v string) { p.Persona = v },
		},
		{
			name: "provider", row: 2, options: providers,
			get: func(e *event) string { return e.person.Provider },
			set: func(p *chat.Person, v string) { p.Provider, p.Model = v, "" },
		},
		{
			name: "model", row: 1, options: modelsOf,
			get: func(e *event) string { return e.person.Model },
			set: func(p *chat.Person, v string) { p.Model = v },
		},
		{
			name: "register", row: 1, options: fixed("register", "", "formal", "friendly"),
			get: func(e *event) string { return e.person.Register },
			set: func(p *chat.Person, v string) { p.Register = v },
		},
		{
			name: "digits", row: 1, options: fixed("digits", "", "fa", "latin"),
			get: func(e *event) string { return e.person.Digits },
			set: func(p *chat.Person, v string) { p.Digits = v },
		},
		onOff("everything", func(p *chat.Person) *bool { return &p.Everything }, true, (*Bot).aboutTarget),
		onOff("rich", func(p *chat.Person) *bool { return &p.Simple }, false, nil),
		onOff("streaming", func(p *chat.Person) *bool { return &p.Whole }, false, nil),
		onOff("signed", func(p *chat.Person) *bool { return &p.Signed }, true, nil),
	}
}

// onOff is a setting that is on where what is kept is as given.
func onOff(name string, kept func(*chat.Person) *bool, is bool, about func(*Bot, *event) map[string]any) setting {
	return setting{
		name: name, row: 2, options: fixed("value", "on", "off"), about: about,
		get: func(e *event) string {
			if *kept(&e.person) == is {
				return "on"
			}
			return "off"
		},
		set: func(p *chat.Person, v string) { *kept(p) = (v == "on") == is },
	}
}

// fixed are options that are always the same.
func fixed(name string, values ...string) func(*Bot, *event) []option {
	return func(_ *Bot, e *event) (all []option) {
		for _, v := range values {
			all = append(all, option{v, e.valueName(name, v)})
		}
		return all
	}
}

// valueName is how a value is called; the empty one is the usual.
func (e *event) valueName(setting, value string) string {
	if value == "" {
		value = "usual"
	}
	return e.say.Say("settings."+setting+"."+value, nil)
}

// setting finds a page by its name.
func (b *Bot) setting(name string) (setting, bool) {
	at := slices.IndexFunc(b.pages, func(s setting) bool { return s.name == name })
	if at < 0 {
		return setting{}, false
	}
	return b.pages[at], true
}

func (s setting) title(e *event) string { return e.say.Say("settings."+s.name, nil) }

// now is the option that holds.
func (s setting) now(b *Bot, e *event) option {
	all := s.options(b, e)
	return all[max(0, slices.IndexFunc(all, func(o option) bool { return o.value == s.get(e) }))]
}

// offered tells whether there is anything to choose.
func (s setting) offered(b *Bot, e *event) bool { return len(s.options(b, e)) > 1 }

// spoken are the languages of the interface.
func spoken(b *Bot, _ *event) (all []option) {
	for _, l := range b.bundle.Languages() {
		all = append(all, option{l.Code, l.Name})
	}
	return all
}

// speak has the interface speak a language. What the person translates into stays,
// unless it is that.
func speak(p *chat.Person, code string) {
	if p.Language = code; p.Target == code {
		p.Target = ""
	}
}

// targets are the languages to translate into.
func targets(_ *Bot, e *event) []option {
	all := fixed("target", "")(nil, e)
	for _, l := range offeredLanguages(e, e.person.Target) {
		all = append(all, option{l.Code, l.Name(e.say.Code())})
	}
	return all
}

// aboutTarget names what texts are translated into, and what those that already are
// in it.
func (b *Bot) aboutTarget(e *event) map[string]any {
	first, second := e.languages().Both()
	return map[string]any{"Target": first.Name(e.say.Code()), "Other": second.Name(e.say.Code())}
}

// personas are the ready ones, and the person's own where they wrote one.
func personas(_ *Bot, e *event) []option {
	names := []string{""}
	for _, p := range chat.Personas {
		names = append(names, p.Name)
	}
	if e.person.Instructions != "" {
		names = append(names, chat.OwnPersona)
	}
	return fixed("persona", names...)(nil, e)
}

// providers are those that may be asked first. Of one there is no choice.
func providers(b *Bot, e *event) []option {
	all := fixed("provider", "")(nil, e)
	if len(b.Providers) < 2 {
		return all
	}
	for _, p := range b.Providers {
		all = append(all, option{p.Name, p.Title})
	}
	return all
}

// modelsOf are those of the provider that is asked first, of which one may go before the
// others.
func modelsOf(b *Bot, e *event) []option {
	all := fixed("model", "")(nil, e)
	if p := b.provider(e.person.Provider); p != nil && len(p.Models) > 1 {
		for _, id := range p.Models {
			label := strings.TrimSuffix(id[strings.LastIndexByte(id, '/')+1:], ":free")
			all = append(all, option{modelValue(id), label})
		}
	}
	return all
}

// modelValue is what stands for a model in a button, which carries 64 bytes.
func modelValue(id string) string { return id[max(0, len(id)-32):] }

// provider finds one that is configured; nil: it is not (any more).
func (b *Bot) provider(name string) *Provider {
	at := slices.IndexFunc(b.Providers, func(p Provider) bool { return p.Name == name })
	if at < 0 {
		return nil
	}
	return &b.Providers[at]
}

// preferred is who is asked first for the person, as requests name it; empty: as
// the operator chose. Who is not configured (any more) is not preferred.
func (b *Bot) preferred(p chat.Person) string {
	first := b.provider(p.Provider)
	if first == nil {
		return ""
	}
	at := slices.IndexFunc(first.Models, func(id string) bool { return modelValue(id) == p.Model })
	if at < 0 {
		return first.Name + "/"
	}
	return first.Name + "/" + first.Models[at]
}
