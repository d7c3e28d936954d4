package demo

import (
	"slices"

	"hamzaban/sandbox/telegram"
)

// The ids of the people. Whoever configures the bot names AdminID in
// ADMIN_IDS.
const (
	EnglishID int64 = 1001
	PersianID int64 = 1002
	AdminID   int64 = 1003
)

// GroupTitle names the group of the English and the Persian speaker.
const GroupTitle = "Tea House · چای‌خانه"

// character is somebody whom the page lets one be.
type character struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Admin    bool   `json:"admin"`
	// Chats are the ids of the chats that they see.
	Chats []int64 `json:"chats"`
}

type cast struct {
	people []character
	group  int64
}

// enter makes the people and their group known to Telegram.
func enter(t *telegram.Server) cast {
	c := cast{people: []character{
		{ID: EnglishID, Name: "Emma", Language: "en"},
		{ID: PersianID, Name: "سارا", Language: "fa"},
		{ID: AdminID, Name: "Daniel", Language: "en", Admin: true},
	}}
	usernames := map[int64]string{EnglishID: "emma_demo", PersianID: "sara_demo", AdminID: "daniel_demo"}
	for _, p := range c.people {
		t.Person(telegram.Person{ID: p.ID, FirstName: p.Name, Username: usernames[p.ID], LanguageCode: p.Language})
	}
	c.group = t.Group(GroupTitle, EnglishID, PersianID)
	for i := range c.people {
		p := &c.people[i]
		p.Chats = []int64{p.ID}
		if !p.Admin {
			p.Chats = append(p.Chats, c.group)
		}
	}
	return c
}

// sees says whether the person is in the chat.
func (c cast) sees(personID, chatID int64) bool {
	return slices.ContainsFunc(c.people, func(p character) bool {
		return p.ID == personID && slices.Contains(p.Chats, chatID)
	})
}

// chats are the ids of all chats.
func (c cast) chats() []int64 {
	list := []int64{c.group}
	for _, p := range c.people {
		list = append(list, p.ID)
	}
	return list
}
