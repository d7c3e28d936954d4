package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// messageRow is a row of the table outbox.
type messageRow struct {
	ID        int64
	UpdateSeq *int64 // nil: of the bot's own accord
	Reply     int64
	Part      int64
	Parts     int64
	Person    int64
	Chat      int64
	Thread    int64
	ReplyTo   int64
	Payload   string
	Sent      int64
	State     string
	Attempts  int
	Answer    bool
	Replaced  bool
	Exchange  int64 // 0: it is no part of one's answer
	At        int64
}

func (messageRow) TableName() string { return "outbox" }

func (r messageRow) message() chat.Message {
	return chat.Message{
		ID: r.ID, Reply: r.Reply, Part: r.Part, Of: r.Parts,
		Chat: r.Chat, Thread: r.Thread, To: r.ReplyTo,
		Payload: json.RawMessage(r.Payload), Sent: r.Sent, Attempts: r.Attempts, Replaced: r.Replaced,
	}
}

// origin is what replies answer: an update, nil: none; and what exchange they are
// the answer of, 0: none.
type origin struct {
	update   *int64
	exchange int64
}

// post puts replies to a person into the outbox, in their order.
func post(tx *gorm.DB, of origin, person int64, replies []chat.Reply) ([]chat.Message, error) {
	if len(replies) == 0 {
		return nil, nil
	}
	// Nobody else writes until the commit, so the ids can be given here.
	var last int64
	err := tx.Raw("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'").Scan(&last).Error
	if err != nil {
		return nil, err
	}
	var rows []messageRow
	at := now()
	for i, r := range replies {
		if len(r.Parts) == 0 {
			return nil, fmt.Errorf("reply %d was not cut into parts", i)
		}
		first := last + 1
		for part, payload := range r.Parts {
			last++
			row := messageRow{
				ID: last, UpdateSeq: of.update, Reply: first, Part: int64(part), Parts: int64(len(r.Parts)),
				Person: person, Chat: r.Chat, Thread: r.Thread, ReplyTo: r.To,
				Payload: string(payload), State: "new", Answer: r.Answer, At: at,
			}
			if place := r.Place(part); place != 0 { // its first line is out already, so to speak
				row.Sent, row.State = place, "begun"
			}
			if !r.Notice && !r.Bare && !r.Gone {
				row.Exchange = of.exchange
			}
			rows = append(rows, row)
		}
	}
	if err := tx.CreateInBatches(rows, 1000).Error; err != nil {
		return nil, err
	}
	return messages(rows), nil
}

func messages(rows []messageRow) []chat.Message {
	ms := make([]chat.Message, len(rows))
	for i, r := range rows {
		ms[i] = r.message()
	}
	return ms
}

// Unsent implements [chat.Outbox].
func (s *Store) Unsent(ctx context.Context) ([]chat.Message, error) {
	var rows []messageRow
	err := s.read(ctx).Where("done_at IS NULL").Order("reply, part").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	return messages(rows), nil
}

// Answers implements [chat.Outbox]. The message may be the one in which the work
// on the update is shown.
func (s *Store) Answers(ctx context.Context, seq, chat, message int64) (is bool, err error) {
	err = s.read(ctx).Raw(`SELECT EXISTS (SELECT 1 FROM outbox WHERE update_seq = ? AND chat = ? AND sent = ?)
		OR EXISTS (SELECT 1 FROM posts WHERE chat = ? AND message = ? AND exchange = ? AND answer <> 0)
		OR EXISTS (SELECT 1 FROM updates WHERE seq = ? AND view = ?)`,
		seq, chat, message, chat, message, seq, seq, message).Scan(&is).Error
	if err != nil {
		return false, fmt.Errorf("read what a message answers: %w", err)
	}
	return is, nil
}

// Begun implements [chat.Outbox]. Like the other methods that follow, it
// returns [chat.ErrNotFound] for a message that is settled.
func (s *Store) Begun(ctx context.Context, id, sent int64) error {
	return s.one(ctx, "keep the id of a message begun",
		"UPDATE outbox SET state = 'begun', sent = ?, begun_at = ? WHERE id = ? AND done_at IS NULL", sent, now(), id)
}

// Settled implements [chat.Outbox]. The message's text is forgotten.
func (s *Store) Settled(ctx context.Context, id, sent int64) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		err := exactlyOne(tx.Exec("UPDATE outbox SET state = 'sent', payload = '', sent = ?, done_at = ? WHERE id = ? AND done_at IS NULL",
			sent, now(), id))
		if err != nil {
			return err
		}
		return posted(tx, id)
	})
	if err != nil {
		return fmt.Errorf("settle a message sent: %w", err)
	}
	return nil
}

// SentAs implements [chat.Outbox].
func (s *Store) SentAs(ctx context.Context, id int64) (sent int64, err error) {
	err = s.read(ctx).Raw("SELECT sent FROM outbox WHERE id = ?", id).Scan(&sent).Error
	if err != nil {
		return 0, fmt.Errorf("read what a message was sent as: %w", err)
	}
	return sent, nil
}

// Failed implements [chat.Outbox]. The message's text is forgotten.
func (s *Store) Failed(ctx context.Context, id int64, reason string) error {
	return s.one(ctx, "settle a message refused",
		"UPDATE outbox SET state = 'failed', payload = '', reason = ?, done_at = ? WHERE id = ? AND done_at IS NULL", reason, now(), id)
}

// Replace implements [chat.Outbox].
func (s *Store) Replace(ctx context.Context, id int64) error {
	return s.one(ctx, "have a message sent anew",
		"UPDATE outbox SET state = 'new', sent = 0, replaced = 1 WHERE id = ? AND replaced = 0 AND done_at IS NULL", id)
}

// Revoke implements [chat.Outbox].
func (s *Store) Revoke(ctx context.Context, k chat.Key, stop, except int64) (ids []int64, err error) {
	err = s.write(ctx, func(tx *gorm.DB) error {
		err := tx.Exec(`UPDATE outbox SET state = 'stopped', stopped_by = ?, payload = '', done_at = ?
			WHERE person = ? AND chat = ? AND thread = ? AND update_seq < ? AND state = 'new' AND answer = 1 AND id <> ?`,
			stop, now(), k.Person, k.Chat, k.Thread, stop, except).Error
		if err != nil {
			return err
		}
		return tx.Raw("SELECT id FROM outbox WHERE person = ? AND stopped_by = ? ORDER BY id", k.Person, stop).Scan(&ids).Error
	})
	if err != nil {
		return nil, fmt.Errorf("take messages back: %w", err)
	}
	return ids, nil
}
