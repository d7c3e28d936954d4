package demo

import (
	"time"

	"hamzaban/sandbox/telegram"
)

// draftLife is how long Telegram shows a draft.
const draftLife = 30 * time.Second

// event is one thing that the page is told. Applying one twice, or one that
// the snapshot already had in it, changes nothing: each says how things are,
// not how they changed.
type event struct {
	name string
	data any
}

// room turns what happens on Telegram into events.
type room struct{ telegram *telegram.Server }

type action struct {
	Chat   int64  `json:"chat"`
	Action string `json:"action"`
}

// answered is the bot's word on a button that somebody pressed.
type answered struct {
	Chat   int64  `json:"chat"`
	Person int64  `json:"person"`
	Text   string `json:"text"`
	Alert  bool   `json:"alert"`
}

// gone says that a chat has no draft any more.
type gone struct {
	Chat int64 `json:"chat"`
}

func (r room) event(e telegram.Event) (event, bool) {
	switch e.Kind {
	case telegram.MessageNew, telegram.MessageEdited, telegram.MessageDeleted:
		if e.Message == nil {
			return event{}, false
		}
		return event{"message", viewMessage(*e.Message)}, true
	case telegram.DraftShown:
		if e.Draft == nil {
			return event{"undraft", gone{e.ChatID}}, true
		}
		return event{"draft", viewDraft(e.ChatID, *e.Draft, time.Since(e.At))}, true
	case telegram.ActionShown:
		return event{"action", action{e.ChatID, e.Action}}, true
	case telegram.QueryAnswered:
		return event{"answered", answered{e.ChatID, e.PersonID, e.Text, e.Alert}}, true
	}
	return event{}, false
}

func viewDraft(chatID int64, d telegram.Draft, age time.Duration) draft {
	return draft{
		Chat: chatID, ID: d.ID, Text: d.Text, Entities: d.Entities, Rich: viewRich(d.RichInput, d.Rich),
		CanStop: d.CanStop, Left: max(0, (draftLife - age).Milliseconds()),
	}
}

// messages are the chat's messages that people see.
func (r room) messages(chatID int64) []message {
	list := []message{}
	for _, m := range r.telegram.Chat(chatID) {
		if !m.Deleted {
			list = append(list, viewMessage(m))
		}
	}
	return list
}

// drafts are the drafts that people see now.
func (r room) drafts(people []character) []draft {
	list := []draft{}
	for _, p := range people {
		if d, ok := r.telegram.Draft(p.ID); ok {
			list = append(list, viewDraft(p.ID, d, time.Since(d.At)))
		}
	}
	return list
}
