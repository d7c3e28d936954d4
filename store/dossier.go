package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// Dossier implements [chat.People]. It is as of one instant.
func (s *Store) Dossier(ctx context.Context, id int64) (chat.Dossier, error) {
	d := chat.Dossier{ID: id}
	err := s.read(ctx).Transaction(func(tx *gorm.DB) error {
		for _, read := range []func(*gorm.DB, *chat.Dossier) error{
			dossierPerson, dossierUsage, dossierTalks, dossierTranslations, dossierTerms, dossierPosts, dossierRows, dossierUnread,
		} {
			if err := read(tx, &d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return chat.Dossier{}, fmt.Errorf("read all that is kept of a person: %w", err)
	}
	return d, nil
}

func dossierPerson(tx *gorm.DB, d *chat.Dossier) error {
	var rows []struct {
		Language, Target, Messenger, Settings string
		Noticed                               *int64
		Since                                 int64
	}
	err := tx.Raw("SELECT language, target, messenger, settings, noticed, since FROM people WHERE id = ?", d.ID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	r := rows[0]
	d.Language, d.Target, d.Messenger, d.Since = r.Language, r.Target, r.Messenger, instant(r.Since)
	if r.Noticed != nil {
		d.Noticed = instant(*r.Noticed)
	}
	return json.Unmarshal([]byte(r.Settings), &d.Settings)
}

func dossierUsage(tx *gorm.DB, d *chat.Dossier) error {
	var rows []struct {
		Day                   int64
		Answers, Translations int
	}
	err := tx.Raw("SELECT day, answers, translations FROM usage WHERE person = ? ORDER BY day", d.ID).Scan(&rows).Error
	for _, r := range rows {
		d.Usage = append(d.Usage, chat.DossierDay{
			Day: instant(r.Day).Format(time.DateOnly), Answers: r.Answers, Translations: r.Translations,
		})
	}
	return err
}

func dossierTalks(tx *gorm.DB, d *chat.Dossier) error {
	var rows []struct {
		Chat, Thread int64
		Turn         turnRow `gorm:"embedded"`
	}
	err := tx.Raw(`SELECT c.chat, c.thread, t.conversation, t.role, t.text, t.model, t.at
		FROM conversations c JOIN turns t ON t.conversation = c.id
		WHERE c.person = ? ORDER BY c.id, t.id`, d.ID).Scan(&rows).Error
	last := int64(0)
	for _, r := range rows {
		if r.Turn.Conversation != last {
			last = r.Turn.Conversation
			d.Conversations = append(d.Conversations, chat.DossierTalk{Chat: r.Chat, Thread: r.Thread})
		}
		talk := &d.Conversations[len(d.Conversations)-1]
		talk.Turns = append(talk.Turns, chat.DossierTurn{At: instant(r.Turn.At), Role: r.Turn.Role, Text: r.Turn.Text, Model: r.Turn.Model})
	}
	if err != nil {
		return err
	}
	return dossierSummaries(tx, d)
}

func dossierSummaries(tx *gorm.DB, d *chat.Dossier) error {
	var rows []struct {
		Chat, Thread int64
		Text         string
	}
	err := tx.Raw("SELECT c.chat, c.thread, s.text FROM conversations c JOIN summaries s ON s.conversation = c.id "+
		"WHERE c.person = ? ORDER BY c.id", d.ID).Scan(&rows).Error
	for _, r := range rows {
		i := slices.IndexFunc(d.Conversations, func(t chat.DossierTalk) bool { return t.Chat == r.Chat && t.Thread == r.Thread })
		if i < 0 {
			i, d.Conversations = len(d.Conversations), append(d.Conversations, chat.DossierTalk{Chat: r.Chat, Thread: r.Thread})
		}
		d.Conversations[i].Summary = r.Text
	}
	return err
}

func dossierTranslations(tx *gorm.DB, d *chat.Dossier) error {
	var rows []keptRow
	err := tx.Where("person = ?", d.ID).Order("at, id").Find(&rows).Error
	for _, r := range rows {
		d.Translations = append(d.Translations, chat.DossierTranslated{
			At: instant(r.At), Chat: r.Chat, Source: r.Source, Target: r.Target,
			Words: r.Words, Text: r.Text, Model: r.Model, Corrected: r.Corrected,
		})
	}
	return err
}

func dossierTerms(tx *gorm.DB, d *chat.Dossier) error {
	var rows []struct {
		Chat         int64
		Term, Target string
		At           int64
	}
	err := tx.Raw("SELECT chat, term, target, at FROM terms WHERE person = ? ORDER BY chat, folded", d.ID).Scan(&rows).Error
	for _, r := range rows {
		d.Glossary = append(d.Glossary, chat.DossierTerm{At: instant(r.At), Chat: r.Chat, Term: r.Term, Target: r.Target})
	}
	return err
}

func dossierPosts(tx *gorm.DB, d *chat.Dossier) error {
	var rows []struct{ At, Chat, Message int64 }
	err := tx.Raw(`SELECT e.at, p.chat, p.message FROM conversations c JOIN exchanges e ON e.conversation = c.id
		JOIN posts p ON p.exchange = e.seq WHERE c.person = ? ORDER BY e.seq, p.message`, d.ID).Scan(&rows).Error
	for _, r := range rows {
		d.Posts = append(d.Posts, chat.DossierPost{At: instant(r.At), Chat: r.Chat, Message: r.Message})
	}
	return err
}

func dossierRows(tx *gorm.DB, d *chat.Dossier) error {
	for _, of := range []struct {
		into *[]chat.DossierRow
		list string
	}{
		{&d.Asked, "SELECT at, chat, thread, request AS words FROM asked WHERE person = ? ORDER BY at, update_seq"},
		{&d.Updates, "SELECT at, state, raw AS words, due FROM updates LEFT JOIN parked ON update_seq = seq WHERE updates.person = ? ORDER BY seq"},
		{&d.Outbox, "SELECT at, chat, thread, state, payload AS words FROM outbox WHERE person = ? ORDER BY id"},
		{&d.Remarks, "SELECT at, chat, thread, json_quote(topic) AS words FROM remarks WHERE person = ? ORDER BY at, id"},
	} {
		var rows []struct {
			At, Chat, Thread int64
			State, Words     string
			Due              *int64
		}
		if err := tx.Raw(of.list, d.ID).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			row := chat.DossierRow{At: instant(r.At), Chat: r.Chat, Thread: r.Thread, State: r.State, Words: asJSON(r.Words)}
			if r.Due != nil {
				row.Due = instant(*r.Due)
			}
			*of.into = append(*of.into, row)
		}
	}
	return nil
}

func dossierUnread(tx *gorm.DB, d *chat.Dossier) error {
	for _, list := range []string{unreadAside, unreadUpdates} {
		rows, err := unread(tx, list, d.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			d.Unread = append(d.Unread, chat.DossierRow{At: instant(r.At), Words: asJSON(r.Raw)})
		}
	}
	return nil
}

// asJSON is what is kept as JSON; where it is none, it is a string of that.
func asJSON(s string) json.RawMessage {
	switch {
	case s == "":
		return nil
	case json.Valid([]byte(s)):
		return json.RawMessage(s)
	}
	quoted, _ := json.Marshal(s)
	return quoted
}
